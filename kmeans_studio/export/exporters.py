"""The registry of exporters: each turns a result into the bytes of one file."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ..features.focus import matte
from ..registry import Registry
from .encode import PICTURE_SUFFIXES, encode_picture
from .files import ExportError
from .render import cutout_picture, original_picture, outline_picture, segments_picture, split_picture
from .report import report, report_bytes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..edits import EditedSegments
    from ..photo import Photo
    from ..recipe import Recipe
    from ..segmentation import Segmentation


@dataclass(frozen=True, slots=True, eq=False)
class Result:
    """What there is to take away: a photo, the recipe, the segmentation as edited, and how it is looked at.

    view     'original', 'segments', 'outline' or 'split', as on the canvas
    curtain  where the split is, as a share of the width
    seconds  how long each stage took
    """

    photo: Photo
    recipe: Recipe
    segmentation: Segmentation
    edited: EditedSegments
    view: str = "segments"
    curtain: float = 0.5
    seconds: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Exporter:
    """Which kinds of file it writes, and how: (result, path) -> bytes; the path's suffix decides the kind."""

    suffixes: tuple[str, ...]
    encode: Callable[[Result, Path], bytes | memoryview]

    def check(self, path: Path) -> None:
        """Raise ExportError where the suffix is not one of this exporter's."""
        if path.suffix.lower() not in self.suffixes:
            kinds = ", ".join(self.suffixes)
            raise ExportError(path, f"cannot be written as {path.suffix or 'a file without a suffix'}; use {kinds}")


EXPORTERS: Registry[Exporter] = Registry("exporter")


def exporter(
    name: str, title: str, help: str, suffixes: tuple[str, ...]
) -> Callable[[Callable[[Result, Path], bytes | memoryview]], Exporter]:
    """Return a decorator that registers an encoding function as an exporter."""

    def decorate(encode: Callable[[Result, Path], bytes | memoryview]) -> Exporter:
        entry = Exporter(suffixes, encode)
        EXPORTERS.add(name, title, help, entry)
        return entry

    return decorate


@exporter("picture", "Picture", "The picture that is on the canvas, at full size.", PICTURE_SUFFIXES)
def picture(result: Result, path: Path) -> memoryview:
    """Encode the current view."""
    return encode_picture(_viewed(result), path)


def _viewed(result: Result) -> NDArray[Any]:
    match result.view:
        case "original":
            return original_picture(result.photo)
        case "outline":
            return outline_picture(result.photo, result.segmentation, result.edited)
        case "split":
            return split_picture(result.photo, result.segmentation, result.edited, result.curtain)
    return segments_picture(result.photo, result.segmentation, result.edited)


@exporter(
    "cutout",
    "Cut-out",
    "The photo itself, transparent where segments are hidden.",
    (".png", ".tif", ".tiff", ".webp"),
)
def cutout(result: Result, path: Path) -> memoryview:
    """Encode the visible part of the photo; a subject told from its blurred background has a soft edge."""
    alpha = None
    if result.recipe.mode == "focus":
        seen = result.edited.colors[:, 3] > 0
        alpha = matte(result.photo, seen[result.segmentation.labels])
    return encode_picture(cutout_picture(result.photo, result.segmentation, result.edited, alpha), path)


@exporter(
    "labels",
    "Label map",
    "One number a pixel: 0 for the first segment, then 1, 2, ...; 255 where the photo is transparent.",
    (".png", ".tif", ".tiff", ".npy"),
)
def labels(result: Result, path: Path) -> bytes | memoryview:
    """Encode the label map, 8 bits a pixel; merged segments have the lowest of their labels."""
    numbers = result.segmentation.labels
    if len(result.edited.segments) < result.segmentation.k:
        numbers = result.edited.group_of_label[numbers]
    if path.suffix.lower() != ".npy":
        return encode_picture(numbers, path)
    buffer = io.BytesIO()
    np.save(buffer, numbers, allow_pickle=False)
    return buffer.getbuffer()


@exporter(
    "report",
    "Report",
    "Recipe, versions, facts about the photo and each segment's share, color and center, as JSON.",
    (".json",),
)
def report_file(result: Result, path: Path) -> bytes:
    """Encode the report."""
    values = report(result.photo, result.recipe, result.segmentation, result.edited, result.seconds)
    return report_bytes(values)
