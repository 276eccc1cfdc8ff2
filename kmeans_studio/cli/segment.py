"""The command `segment`: open, segment, write."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from ..compiled import LOOPS_VARIABLE, loops
from ..edits import Hide, apply_edits
from ..export import EXPORTERS, Result, check_targets, write_files
from ..photo import Photo
from ..pipeline import Course, generations
from .animate import animation_of
from .label_map import read_label_map
from .options import outputs_of, recipe_of
from .refusals import refusing
from .talk import on_terminal, say, show_progress

if TYPE_CHECKING:
    from argparse import Namespace

    import numpy as np
    from numpy.typing import NDArray

    from ..recipe import Recipe
    from ..segmentation import Segmentation


def segment(options: Namespace) -> None:
    """Open, segment, write; raise Refused with one line where that cannot be."""
    recipe = recipe_of(options)
    outputs = outputs_of(options)
    animated = animation_of(options)
    course = None if animated is None else Course()
    targets = [path for _, path in outputs] + ([] if animated is None else [animated.path])
    with refusing(options.photo):
        check_targets(targets, overwrite=options.force, photo=options.photo)
        start = time.perf_counter()
        show_progress(f"opening {options.photo.name}")
        photo = Photo.open(options.photo)
        previous = None if options.match is None else read_label_map(options.match, photo.shape)
        opened = time.perf_counter()
        segmentation = _run(photo, recipe, previous, course)
        seconds = {"open": opened - start, "segment": time.perf_counter() - opened}
        show_progress("writing")
        result = Result(photo, recipe, segmentation, apply_edits(segmentation), seconds=seconds)
        files = {path: exporter.encode(result, path) for exporter, path in outputs if path != options.cutout}
        if options.cutout is not None:
            files[options.cutout] = EXPORTERS["cutout"].encode(_without_background(result), options.cutout)
        if animated is not None and course is not None:
            files[animated.path] = animated.encode(course)
        write_files(files, overwrite=options.force)
    _warn(photo.warnings + segmentation.warnings)
    if animated is not None and course is not None:
        _warn(animated.notes(course))
    if recipe.label_order == "previous" and previous is None:
        _warn(["there is nothing to match to without --match, so the segments are numbered from dark to light"])
    _summarize(photo, segmentation, sum(seconds.values()))


def _without_background(result: Result) -> Result:
    """Hide the background, the first segment of mode focus, where there is a subject to be left."""
    edits = (Hide(frozenset({0})),) if result.segmentation.k > 1 else ()
    return replace(result, edited=apply_edits(result.segmentation, edits))


def _run(photo: Photo, recipe: Recipe, previous: NDArray[np.uint8] | None, course: Course | None) -> Segmentation:
    """Run the pipeline to its end, with a progress line on a terminal; every generation is added to the course."""

    def tell(words: str, share: float) -> None:
        show_progress(f"{words}: {share:.0%}")

    for segmentation in generations(photo, recipe, previous=previous, progress=tell):
        if course is not None:
            course.add(segmentation)
        stage = f" ({segmentation.stage})" if segmentation.stage else ""
        show_progress(f"generation {segmentation.generation}{stage}: {segmentation.moved:.1%} of the pixels moved")
    return segmentation


def _warn(warnings: Iterable[str]) -> None:
    """Say what was left out or differs from what was asked; also into a pipe."""
    for warning in warnings:
        say(f"note: {warning}")


def _summarize(photo: Photo, segmentation: Segmentation, seconds: float) -> None:
    """Close the progress line on a terminal with what was done."""
    if not on_terminal():
        return
    _warn(photo.notes)
    if loops() == "numpy" and LOOPS_VARIABLE not in os.environ:
        _warn(["the compiled loops are missing from this installation, so it took longer; the result is the same"])
    ending = segmentation.ending
    if segmentation.at_limit:
        ending = "stopped at the limit"
    elif not segmentation.clusters.reason:
        ending = "converged"
    say(
        f"{photo.width} x {photo.height}, {segmentation.k} segments, "
        f"{segmentation.generation} generations ({ending}), {seconds:.2f} s"
    )
