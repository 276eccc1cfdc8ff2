"""The command line: arguments -> Recipe -> pipeline -> export. Choices come from the registries.

Exit codes: 0 done, 1 something could not be opened, segmented or written, 2 the arguments are wrong, 130
interrupted.
"""

from __future__ import annotations

import re
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from . import __version__

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from .export import Exporter
    from .photo import Photo
    from .recipe import Recipe
    from .segmentation import Segmentation

PROGRAM = "kmeans-studio"
COMMANDS = ("segment",)


def main(arguments: list[str]) -> int:
    """Run a command and return the exit code; wrong arguments end in SystemExit(2) with a usage line."""
    try:
        _segment(_parser().parse_args(arguments))
    except KeyboardInterrupt:
        _say("interrupted; nothing was written")
        return 130
    except _Refused as refusal:
        _say(str(refusal))
        return refusal.code
    return 0


def parse_window_arguments(arguments: list[str]) -> Path | None:
    """Return the photo that the window is to open, if any; --help and --version end in SystemExit(0)."""
    import argparse

    parser = argparse.ArgumentParser(
        prog=PROGRAM,
        description="Segment local photos by k-means, live: opens the studio's window.",
        epilog=f"To segment without a window: {PROGRAM} segment PHOTO -o OUT.png ({PROGRAM} segment --help).",
    )
    parser.add_argument("photo", nargs="?", type=Path, metavar="PHOTO", help="a photo to open in the window")
    parser.add_argument("--version", action="version", version=f"{PROGRAM} {__version__}")
    photo: Path | None = parser.parse_args(arguments).photo
    return photo


class _Refused(Exception):
    """One plain line about what stopped the command, and the exit code that goes with it."""

    def __init__(self, reason: object, code: int) -> None:
        super().__init__(str(reason))
        self.code = code


def _say(line: str) -> None:
    """Print a line on standard error, after clearing a progress line that may stand there.

    File names can hold line breaks and the commands of terminals: they are shown, not carried out.
    """
    line = re.sub(r"[\x00-\x1f\x7f-\x9f]", lambda found: repr(found[0])[1:-1], line)
    if _on_terminal():
        print(f"\r{'':60}", end="\r", file=sys.stderr)
    print(f"{PROGRAM}: {line}", file=sys.stderr)


def _show_progress(line: str) -> None:
    """Show a line in the place of the one before, if someone is watching; padded, as not every terminal can clear."""
    if _on_terminal():
        print(f"\r{line:<60}", end="", file=sys.stderr, flush=True)


def _on_terminal() -> bool:
    """Whether someone is watching; a program without a console has no standard error at all."""
    return sys.stderr is not None and sys.stderr.isatty()


def _parser() -> argparse.ArgumentParser:
    import argparse

    from .recipe import REGISTRIES, Recipe

    standard = Recipe()
    parser = argparse.ArgumentParser(prog=PROGRAM, allow_abbrev=False)
    commands = parser.add_subparsers(dest="command", required=True)
    segment = commands.add_parser(
        "segment",
        allow_abbrev=False,
        help="segment a photo and write the result",
        description="Segment a photo by k-means and write the result. Files are written over only with --force.",
    )
    add = segment.add_argument
    add("photo", type=Path, metavar="PHOTO", help="JPEG, PNG, TIFF, WebP, BMP, GIF or PPM")
    add("-o", "--output", type=Path, metavar="OUT.png", help="the segmented picture (.png .tif .webp .jpg)")
    add("--labels", type=Path, metavar="LABELS.png", help="the label map, a number a pixel (.png .tif .npy)")
    add("--report", type=Path, metavar="REPORT.json", help="recipe, versions, segments and cost as JSON")
    add("-k", type=int, default=standard.k, metavar="K", help="how many segments, 1 to 256 (%(default)s)")
    for option, field, what in (
        ("--mode", "mode", "what is clustered"),
        ("--space", "color_space", "the color space"),
        ("--metric", "metric", "the distance"),
        ("--init", "initializer", "how the first centers are chosen"),
    ):
        names = REGISTRIES[field].names
        add(option, dest=field, choices=names, default=getattr(standard, field), help=f"{what} (%(default)s)")
    add("--seed", type=int, default=standard.seed, metavar="N", help="the seed of the start (%(default)s)")
    add(
        "--max-generations",
        type=int,
        default=standard.max_generations,
        metavar="N",
        help="stop after so many rounds at the latest (%(default)s)",
    )
    add("--force", action="store_true", help="write over files that exist")
    return parser


def _segment(options: argparse.Namespace) -> None:
    """Open, segment, write; raise _Refused with one line where that cannot be."""
    from .edits import apply_edits
    from .export import EXISTS, ExportError, Result, check_targets, write_files
    from .features.count import NothingToSegmentError
    from .photo import Photo, PhotoError

    recipe = _recipe(options)
    outputs = _outputs(options)
    try:
        check_targets([path for _, path in outputs], overwrite=options.force, photo=options.photo)
        start = time.perf_counter()
        _show_progress(f"opening {options.photo.name}")
        photo = Photo.open(options.photo)
        opened = time.perf_counter()
        segmentation = _run(photo, recipe)
        seconds = {"open": opened - start, "segment": time.perf_counter() - opened}
        _show_progress("writing")
        result = Result(photo, recipe, segmentation, apply_edits(segmentation), seconds=seconds)
        write_files({path: exporter.encode(result, path) for exporter, path in outputs}, overwrite=options.force)
    except PhotoError as error:
        raise _Refused(error, 1) from None
    except ExportError as error:
        hint = "; --force writes over it" if error.reason == EXISTS else ""
        raise _Refused(f"{error}{hint}", 1) from None
    except NothingToSegmentError as error:
        raise _Refused(f"{options.photo.name}: {error}", 1) from None
    except MemoryError:
        raise _Refused(f"{options.photo.name}: there is not enough memory for this photo", 1) from None
    _warn(photo.warnings + segmentation.warnings)
    _summarize(photo, segmentation, sum(seconds.values()))


def _recipe(options: argparse.Namespace) -> Recipe:
    from dataclasses import fields

    from .recipe import Recipe, RecipeError

    try:
        return Recipe(**{field.name: getattr(options, field.name) for field in fields(Recipe)})
    except RecipeError as error:
        raise _Refused(error, 2) from None


def _outputs(options: argparse.Namespace) -> list[tuple[Exporter, Path]]:
    """Pair each output that was asked for with its exporter."""
    from .export import EXPORTERS, ExportError

    wanted = (("picture", options.output), ("labels", options.labels), ("report", options.report))
    outputs = [(EXPORTERS[name], path) for name, path in wanted if path is not None]
    if not outputs:
        raise _Refused("nothing to write: name an output with -o, --labels or --report", 2)
    try:
        for exporter, path in outputs:
            exporter.check(path)
    except ExportError as error:
        raise _Refused(error, 2) from None
    return outputs


def _run(photo: Photo, recipe: Recipe) -> Segmentation:
    """Run the pipeline to its end, with a progress line on a terminal."""
    from .pipeline import generations

    for segmentation in generations(photo, recipe):
        _show_progress(f"generation {segmentation.generation}: {segmentation.moved:.1%} of the pixels moved")
    return segmentation


def _warn(warnings: Iterable[str]) -> None:
    """Say what was left out or differs from what was asked; also into a pipe."""
    for warning in warnings:
        _say(f"note: {warning}")


def _summarize(photo: Photo, segmentation: Segmentation, seconds: float) -> None:
    """Close the progress line on a terminal with what was done."""
    if not _on_terminal():
        return
    for note in photo.notes:
        _say(f"note: {note}")
    ending = "converged" if segmentation.converged else "stopped at the limit"
    _say(
        f"{photo.width} x {photo.height}, {segmentation.k} segments, "
        f"{segmentation.generation} generations ({ending}), {seconds:.2f} s"
    )
