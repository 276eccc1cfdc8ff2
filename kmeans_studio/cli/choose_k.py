"""The command `choose-k`: what speaks for which k, as a table, as JSON and as a picture."""

from __future__ import annotations

import re
from argparse import ArgumentTypeError
from pathlib import Path
from typing import TYPE_CHECKING

from ..choosing.criteria import CRITERIA
from ..features.modes import MODES
from ..photo import Photo
from ..photo.errors import plain_line
from ..pipeline.choose_k import DEFAULT, Evidence, NothingToChooseError, check_ks, choose_k
from ..recipe import REGISTRIES
from .options import add_recipe_options, recipe_of
from .talk import Refused, print_text, say, show_progress

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from ..recipe import Recipe

JSON = (".json",)


def add_choose_k_options(parser: ArgumentParser) -> None:
    """Add all options."""
    add = parser.add_argument
    add("photo", type=Path, metavar="PHOTO", help="JPEG, PNG, TIFF, WebP, BMP, GIF or PPM")
    add(
        "--k",
        dest="ks",
        type=_range,
        default=tuple(DEFAULT),
        metavar="2..12",
        help=f"the k to compare: a range such as {DEFAULT[0]}..{DEFAULT[-1]}, or single ones such as 3,5,8",
    )
    add("-o", "--output", type=Path, metavar="PLOT.png", help="the curves as a picture (.png .tif .webp .jpg)")
    add("--json", type=Path, metavar="OUT.json", help="all figures, and what each measure takes")
    add_recipe_options(parser)
    # What a recipe is read from, and has no use here.
    parser.set_defaults(cutout=None, match=None)
    add("--force", action="store_true", help="write over files that exist")


def choose(options: Namespace) -> None:
    """Open, compare, print, write; raise Refused with one line where that cannot be."""
    from ..export import check_targets, write_files
    from .refusals import refusing

    recipe = recipe_of(options)
    targets = [path for path in (options.output, options.json) if path is not None]
    _check_kinds(options)
    with refusing(options.photo, NothingToChooseError):
        check_targets(targets, overwrite=options.force, photo=options.photo)
        show_progress(f"opening {options.photo.name}")
        photo = Photo.open(options.photo)
        evidence = _compared(photo, recipe, options.ks)
        files = {}
        if options.output is not None:
            files[options.output] = _plot(options, recipe, evidence)
        if options.json is not None:
            from ..export.k_report import k_report
            from ..export.report import report_bytes

            files[options.json] = memoryview(report_bytes(k_report(photo, recipe, evidence)))
        write_files(files, overwrite=options.force)
    print_text("\n".join(_lines(evidence)))
    for note in (*photo.warnings, *evidence.notes):
        say(f"note: {note}")


def _check_kinds(options: Namespace) -> None:
    """Raise Refused for files whose names end in what cannot be written."""
    from ..export.encode import PICTURE_SUFFIXES

    for path, suffixes in ((options.output, PICTURE_SUFFIXES), (options.json, JSON)):
        if path is not None and path.suffix.lower() not in suffixes:
            raise Refused(f"{path.name}: must end in {' '.join(suffixes)}", 2)


def _compared(photo: Photo, recipe: Recipe, ks: tuple[int, ...]) -> Evidence:
    """Try every k, with a progress line on a terminal."""
    words = "Comparing"

    def tell(now: str, share: float) -> None:
        nonlocal words
        words = now

    try:
        pieces = choose_k(photo, recipe, ks, progress=tell)
    except ValueError as error:
        raise Refused(error, 2) from None
    for evidence in pieces:
        show_progress(f"{words}: {evidence.done:.0%}")
    return evidence


def _plot(options: Namespace, recipe: Recipe, evidence: Evidence) -> memoryview:
    from ..export.encode import encode_picture
    from ..export.k_chart import k_chart

    chosen = ["mode"] + ["color_space"] * MODES[recipe.mode].color + ["bank"] * MODES[recipe.mode].texture + ["metric"]
    titles = [REGISTRIES[field].entry(getattr(recipe, field)).title for field in chosen]
    title = f"{plain_line(options.photo.name)}: {', '.join(titles)}"
    return encode_picture(k_chart(evidence, title), options.output)


def _lines(evidence: Evidence) -> list[str]:
    """Return the table, a star at what each measure takes, and the verdict."""
    from ..export.k_curve import shown

    verdict = evidence.verdict
    columns = [["k", *(str(entry.k) for entry in evidence.entries)]]
    for criterion in CRITERIA:
        measure, column = criterion.value, [HEADS[criterion.name]]
        for entry in evidence.entries:
            value = getattr(entry, measure.figure)
            star = "*" if verdict.votes[criterion.name] == entry.k else " "
            column.append("- " if value is None else f"{shown(value, measure.digits)}{star}")
        columns.append(column)
    widths = [max(map(len, column)) for column in columns]
    table = [
        "  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in zip(*columns, strict=True)
    ]
    return [*table, "", verdict.sentence, *(f"  {sentence}" for sentence in verdict.disagreements)]


HEADS = {
    "variance": "explained ",
    "knee": "cost ",
    "silhouette": "silhouette ",
    "calinski-harabasz": "Calinski-H. ",
    "davies-bouldin": "Davies-B. ",
    "gap": "gap ",
    "stability": "stability ",
}
"""What stands above the columns; the room at the end is for stars."""


def _range(text: str) -> tuple[int, ...]:
    """Read 2..12, 2-12, 5 or 3,5,8."""
    found = re.fullmatch(r"\s*(\d{1,6})\s*(?:\.\.|-)\s*(\d{1,6})\s*", text)
    try:
        ks = range(int(found[1]), int(found[2]) + 1) if found else [int(part) for part in text.split(",")]
        return check_ks(ks)
    except ValueError as error:
        said = str(error)
        if said.startswith("invalid literal"):
            said = f"must be a range such as 2..12, or numbers such as 3,5,8, not {text!r}"
        raise ArgumentTypeError(said) from None
