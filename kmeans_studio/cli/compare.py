"""The command `compare`: several recipes on one photo, as a board to look at and as a table."""

from __future__ import annotations

import math
from argparse import ArgumentTypeError
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..features.color import COLOR_SPACES
from ..presets import PRESETS
from ..recipe import Recipe, RecipeError
from .options import choices_in_file
from .talk import Refused, check_ending, on_terminal, print_text, say, show_progress

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from ..photo import Photo
    from ..pipeline.compare import Comparison
    from ..registry import Registry

LEAST = 2
"""So many panes make a comparison."""


def add_compare_options(parser: ArgumentParser) -> None:
    """Add all options."""
    add = parser.add_argument
    add("photo", type=Path, metavar="PHOTO", help="JPEG, PNG, TIFF, WebP, BMP, GIF or PPM")
    add(
        "--recipe",
        dest="recipes",
        type=Path,
        action="append",
        default=[],
        metavar="FILE.json",
        help="a recipe or an earlier report to compare; give it once for each",
    )
    add(
        "--spaces",
        type=_names(COLOR_SPACES),
        default=(),
        metavar="S,S,...",
        help="color spaces to compare: rgb,hsv,lab",
    )
    add(
        "--presets",
        type=_names(PRESETS),
        default=(),
        metavar="P,P,...",
        help=f"ways to look at texture to compare: {','.join(PRESETS.names)}",
    )
    add("-k", "--k", type=int, metavar="K", help="how many segments, 1 to 256, in all panes (5, or as the recipe says)")
    add("--seed", type=int, metavar="N", help="what the starts are drawn with, in all panes (0, or as the recipe says)")
    add("--reference", metavar="LETTER", help="which pane the others are matched to: A (the first that works)")
    add("-o", "--output", type=Path, metavar="BOARD.png", help="the board as a picture (.png .tif .webp .jpg)")
    add("--csv", type=Path, metavar="OUT.csv", help="the figures as a table, a row for each pane")
    add("--force", action="store_true", help="write over files that exist")


def compare(options: Namespace) -> None:
    """Run the recipes, print the table, write the files; raise Refused with one line where that cannot be."""
    from ..export import check_targets, write_files
    from ..photo import Photo
    from .refusals import refusing

    recipes = _recipes(options)
    reference = _reference(options.reference, len(recipes))
    _check_suffixes(options)
    targets = [path for path in (options.output, options.csv) if path is not None]
    with refusing(options.photo):
        check_targets(targets, overwrite=options.force, photo=options.photo)
        show_progress(f"opening {options.photo.name}")
        photo = Photo.open(options.photo)
        found = _run(photo, recipes, reference)
        for pane in found.panes:
            if pane.reason:
                say(f"note: {pane.letter} ({pane.title}) cannot run on this photo: {pane.reason}")
        if len(found.worked) < LEAST:
            raise Refused(f"{options.photo.name}: fewer than two recipes could run, so there is nothing to compare", 1)
        show_progress("writing")
        write_files(_contents(photo, found, options), overwrite=options.force)
    for warning in photo.warnings:
        say(f"note: {warning}")
    for pane in found.panes:
        for warning in pane.segmentation.warnings if pane.segmentation else ():
            say(f"note: {pane.letter}: {warning}")
    if on_terminal():
        say(f"{len(found.worked)} recipes compared on {photo.width} x {photo.height} pixels")
    print_text("\n".join(_table(found)))


def _recipes(options: Namespace) -> list[Recipe]:
    """Return the recipes to compare: those in files, then spaces, then presets; without any, those to begin with."""
    from ..pipeline.compare import MOST_PANES, start_panes

    changes = {name: getattr(options, name) for name in ("k", "seed") if getattr(options, name) is not None}
    made: list[Recipe] = []
    try:
        base = Recipe(**changes)
        made += [Recipe(**{**choices_in_file(path), **changes}) for path in options.recipes]
        made += [base.change(color_space=space) for space in options.spaces]
        made += [base.change(mode="texture", **PRESETS[preset]) for preset in options.presets]
    except RecipeError as error:
        raise Refused(error, 2) from None
    made = made or list(start_panes(base))
    if not LEAST <= len(made) <= MOST_PANES:
        raise Refused(f"{LEAST} to {MOST_PANES} recipes can be compared, not {len(made)}", 2)
    return made


def _reference(letter: str | None, count: int) -> int | None:
    from ..pipeline.pane import LETTERS

    letters = LETTERS[:count]
    if letter is None:
        return None
    if len(letter) != 1 or letter.upper() not in letters:
        raise Refused(f"--reference must be one of the panes {', '.join(letters)}, not {letter!r}", 2)
    return letters.index(letter.upper())


def _check_suffixes(options: Namespace) -> None:
    from ..export.encode import PICTURE_SUFFIXES

    for path, kinds in ((options.output, PICTURE_SUFFIXES), (options.csv, (".csv",))):
        if path is not None:
            check_ending(path, kinds)


def _run(photo: Photo, recipes: list[Recipe], reference: int | None) -> Comparison:
    """Compare to the end, with a progress line on a terminal."""
    from ..pipeline.compare import compare as comparisons

    def tell(words: str, share: float) -> None:
        show_progress(f"{words}: {share:.0%}")

    *_, found = comparisons(photo, recipes, reference=reference, progress=tell)
    return found


def _contents(photo: Photo, found: Comparison, options: Namespace) -> dict[Path, bytes | memoryview]:
    contents: dict[Path, bytes | memoryview] = {}
    if options.output is not None:
        from ..export.board import board
        from ..export.encode import encode_picture

        contents[options.output] = encode_picture(board(photo, found), options.output)
    if options.csv is not None:
        from ..export.board_csv import board_csv

        contents[options.csv] = board_csv(found)
    return contents


def _table(found: Comparison) -> Iterator[str]:
    """Yield the lines of the table: the panes, then how far they agree."""
    wide = max(len(pane.title) for pane in found.panes)
    yield f"   {'recipe':<{wide}}    k  explained  seconds"
    for pane in found.panes:
        result = pane.segmentation
        if result is None:
            yield f"{pane.letter}  {pane.title:<{wide}}  cannot run"
        else:
            figures = f"{result.k:>3}  {result.explained:>9.1%}  {result.seconds:>7.2f}"
            yield f"{pane.letter}  {pane.title:<{wide}}  {figures}"
    yield "explained: goodness of variance fit in CIE Lab, the same scale for all"
    yield from _matrix("adjusted Rand index (1: the same, 0: chance)", found, found.ari)
    yield from _matrix("variation of information in bits (0: the same)", found, found.vi)
    if found.answers:
        yield ""
        yield f"all agree on {found.answers[0]:.1%} of the pixels"


def _matrix(title: str, found: Comparison, values: NDArray[Any]) -> Iterator[str]:
    """Yield a table of figures between the panes that have a result, its lower half."""
    yield ""
    yield title
    letters = [found.panes[index].letter for index in found.worked]
    yield "   " + "".join(f"{letter:>7}" for letter in letters[:-1])
    for place, index in enumerate(found.worked[1:], 1):
        row = (float(values[index, other]) for other in found.worked[:place])
        yield f"{letters[place]}  " + "".join("      -" if math.isnan(value) else f"{value:>7.3f}" for value in row)


def _names(registry: Registry[Any]) -> Callable[[str], tuple[str, ...]]:
    """Return what reads names of a registry with commas between them."""

    def read(text: str) -> tuple[str, ...]:
        names = tuple(part.strip() for part in text.split(","))
        for name in names:
            if name not in registry:
                known = ", ".join(registry.names)
                raise ArgumentTypeError(f"{name!r} is not a {registry.noun}; choose from: {known}")
        return names

    return read
