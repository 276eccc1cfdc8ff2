"""A run as an animation: a frame for each generation, each segment in its own color, as GIF, WebP or APNG."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

import numpy as np

from ..features.grid_space import GridSpace
from ..parallel import check
from ..segmentation import NO_SEGMENT, Segmentation
from .files import ExportError
from .reduced import reduced_labels

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PIL import Image

    from ..pipeline import Course

KINDS = {".gif": "GIF", ".webp": "WEBP", ".png": "PNG", ".apng": "PNG"}
"""Which animation a suffix asks for."""

SIZE, MILLISECONDS = 640, 200
"""The longer side in pixels, and how long a generation is shown, unless said otherwise."""

SIZES, SPEEDS = range(16, 4097), range(20, 10_001)
"""What can be asked for. Many programs show frames of less than 20 ms more slowly, not more quickly."""

LAST = 5
"""The last generation is shown so many times as long as the others."""

ENOUGH = 3
"""So many pixels in each direction are enough to say what a place of a smaller frame is."""

MOST_FRAMES = 300
"""More are more than anyone watches."""

MOST_PIXELS = 1 << 26
"""So many pixels all frames have together at most: until they are written, each takes up to 8 bytes."""


def check_animation(path: Path) -> None:
    """Raise ExportError if the suffix names no kind of animation."""
    if path.suffix.lower() not in KINDS:
        raise ExportError(path, f"the name must end in {', '.join(list(KINDS)[:-1])} or {list(KINDS)[-1]}")


def chosen_frames(course: Course, size: int = SIZE) -> tuple[int, ...]:
    """Return which generations of a course become frames: all that are kept, or evenly spaced ones if they are many.

    The first one and the last one always do.
    """
    kept = course.kept
    down, across = _fitted(_shape(course[-1]), size)
    room = max(2, min(MOST_FRAMES, MOST_PIXELS // (down * across)))
    if len(kept) <= room:
        return kept
    return tuple(kept[round(place * (len(kept) - 1) / (room - 1))] for place in range(room))


def left_out(course: Course, size: int = SIZE) -> str:
    """Say that the animation does not show all generations of a course; nothing where it does."""
    shown, count = len(chosen_frames(course, size)), len(course)
    return f"the animation shows {shown} of {count} generations, evenly spaced" if shown < count else ""


def animation(
    course: Course,
    path: Path,
    *,
    size: int = SIZE,
    milliseconds: int = MILLISECONDS,
    cancel: Event | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> bytes:
    """Return the file that the suffix of `path` asks for, of the generations of a course; it is played for ever.

    size          of the longer side in pixels, in SIZES; a photo is never enlarged
    milliseconds  for each generation, in SPEEDS, in steps of 10 in a GIF; where some were left out, each counts as one
    progress      is told how many frames of how many have been painted

    Colors are exact: each place has the color of the segment that most of its pixels, or of a few of them, belong to;
    a GIF has a table of colors for each frame. Transparent places stay transparent, the same ones in every frame.
    Frames are painted one after the other; all of them together have MOST_PIXELS at most. Raises ExportError, and
    CancelledError while frames are painted.
    """
    check_animation(path)
    kind, chosen = KINDS[path.suffix.lower()], chosen_frames(course, size)
    paint = _indexed if kind == "GIF" else _in_full

    def frames() -> Iterator[Image.Image]:
        for done, index in enumerate(chosen):
            check(cancel)
            if progress is not None:
                progress(done, len(chosen))
            segmentation = course.segmentation(index, cancel)
            yield paint(segmentation, _reduced(segmentation, size, cancel))

    painted = frames()
    first = next(painted)
    # A PNG's are gone through twice.
    following = list(painted) if kind == "PNG" else painted
    how: dict[str, Any] = {"lossless": True} if kind == "WEBP" else {"optimize": False}
    times = [milliseconds] * (len(chosen) - 1) + [LAST * milliseconds]
    file = BytesIO()
    try:
        # A single frame has one time, not a list of them.
        time = times if len(times) > 1 else times[0]
        first.save(file, kind, save_all=True, append_images=following, duration=time, loop=0, **how)
    except (OSError, RuntimeError, ValueError) as error:
        reason = f"an animation of {first.width} x {first.height} cannot be written as {kind}: {error}"
        raise ExportError(path, reason) from None
    return file.getvalue()


def _shape(segmentation: Segmentation) -> tuple[int, int]:
    space = segmentation.space
    height, width = space.shape if isinstance(space, GridSpace) else space.row_of_pixel.shape
    return height, width


def _fitted(shape: tuple[int, ...], size: int) -> tuple[int, int]:
    """Return the (h, w) of a photo whose longer side is to be no longer than `size`."""
    height, width = shape
    longest = max(shape)
    if longest <= size:
        return height, width
    return max(1, round(height * size / longest)), max(1, round(width * size / longest))


def _reduced(segmentation: Segmentation, size: int, cancel: Event | None) -> NDArray[np.uint8]:
    """Return its labels (h, w) with the longer side no longer than `size`."""
    labels = segmentation.labels
    shape = _fitted(labels.shape, size)
    nothing = NO_SEGMENT if segmentation.space.has_transparency else None
    step = max(1, min(labels.shape) // (ENOUGH * min(shape)))
    return reduced_labels(labels[step // 2 :: step, step // 2 :: step], shape, cancel, nothing=nothing)


def _indexed(segmentation: Segmentation, labels: NDArray[np.uint8]) -> Image.Image:
    """Return labels (h, w) as a picture with the segments' colors as its table."""
    from PIL import Image

    height, width = labels.shape
    picture = Image.frombytes("P", (width, height), labels.tobytes())
    table = np.zeros((256, 3), np.uint8)
    table[: segmentation.k] = segmentation.palette
    picture.putpalette(table.tobytes())
    if segmentation.space.has_transparency:
        picture.info["transparency"] = NO_SEGMENT
    return picture


def _in_full(segmentation: Segmentation, labels: NDArray[np.uint8]) -> Image.Image:
    """Return labels (h, w) as a picture in RGB, or in RGBA where some pixels are transparent."""
    from PIL import Image

    channels = 4 if segmentation.space.has_transparency else 3
    table = np.zeros((256, channels), np.uint8)
    table[: segmentation.k, :3] = segmentation.palette
    table[: segmentation.k, 3:] = 255
    return Image.fromarray(table[labels])
