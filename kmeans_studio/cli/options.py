"""The options of `segment`, and the recipe and outputs that they come to."""

from __future__ import annotations

from argparse import SUPPRESS, ArgumentTypeError
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..recipe import REGISTRIES, Recipe, RecipeError, choices_in_json
from .talk import Refused

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from ..export import Exporter

OPTIONS = {
    "mode": ("--mode", "what is clustered"),
    "color_space": ("--space", "the color space"),
    "metric": ("--metric", "the distance"),
    "initializer": ("--init", "how the first centers are chosen"),
    "empty": ("--empty", "what becomes of segments that lose all their pixels"),
    "label_order": ("--order", "how the segments are numbered"),
}
"""The options for the choices that are names: option, and what is chosen."""


def add_segment_options(parser: ArgumentParser) -> None:
    """Add all options. A choice that is not made is not in the result: it may come from a file of choices."""
    standard = Recipe()
    add = parser.add_argument
    add("photo", type=Path, metavar="PHOTO", help="JPEG, PNG, TIFF, WebP, BMP, GIF or PPM")
    add("-o", "--output", type=Path, metavar="OUT.png", help="the segmented picture (.png .tif .webp .jpg)")
    add("--labels", type=Path, metavar="LABELS.png", help="the label map, a number a pixel (.png .tif .npy)")
    add("--report", type=Path, metavar="REPORT.json", help="recipe, versions, segments and cost as JSON")
    add("--recipe", type=Path, metavar="FILE.json", help="start from the choices in a recipe or an earlier report")

    def choose(option: str, field: str, what: str, metavar: str, kind: Any = int) -> None:
        shown = getattr(standard, field)
        default = f" ({shown:g})" if isinstance(shown, int | float) else ""
        add(option, dest=field, type=kind, default=SUPPRESS, metavar=metavar, help=what + default)

    choose("-k", "k", "how many segments, 1 to 256", "K")
    for field, (option, what) in OPTIONS.items():
        names = REGISTRIES[field].names
        add(option, dest=field, choices=names, default=SUPPRESS, help=f"{what} ({getattr(standard, field)})")
    choose(
        "--weights",
        "channel_weights",
        "how much each channel of the space counts: 1,0.5,1 (each 1)",
        "W,W,...",
        _weights,
    )
    choose("--compactness", "compactness", "how much nearness counts in --mode position", "X", float)
    choose("--start-colors", "start_colors", "first centers, for --init given: '#aa0000,#00ff00'", "C,C,...", _colors)
    choose("--restarts", "restarts", "how many starts are tried; the best is kept", "N")
    choose("--seed", "seed", "what the starts are drawn with", "N")
    choose("--tolerance", "tolerance", "stop once no more than this share of the pixels moves", "X", float)
    choose("--max-generations", "max_generations", "stop after so many rounds at the latest", "N")
    add("--match", type=Path, metavar="LABELS.png", help="an earlier label map, to number the segments as in it")
    add("--force", action="store_true", help="write over files that exist")


def recipe_of(options: Namespace) -> Recipe:
    """Return the recipe: the choices in a file, if one is named, and those made here. Raises Refused.

    Start colors and a label map to match are of use to one choice only, so that naming them makes this choice.
    """
    made = {field.name: getattr(options, field.name) for field in fields(Recipe) if hasattr(options, field.name)}
    if made.get("start_colors") and made.setdefault("initializer", "given") != "given":
        raise Refused(f"--start-colors are for --init given, not {made['initializer']}", 2)
    if options.match is not None and made.setdefault("label_order", "previous") != "previous":
        raise Refused(f"--match is for --order previous, not {made['label_order']}", 2)
    try:
        return Recipe(**{**_choices_in(options.recipe), **made})
    except RecipeError as error:
        raise Refused(error, 2) from None


def outputs_of(options: Namespace) -> list[tuple[Exporter, Path]]:
    """Pair each output that was asked for with its exporter. Raises Refused."""
    from ..export import EXPORTERS, ExportError

    wanted = (("picture", options.output), ("labels", options.labels), ("report", options.report))
    outputs = [(EXPORTERS[name], path) for name, path in wanted if path is not None]
    if not outputs:
        raise Refused("nothing to write: name an output with -o, --labels or --report", 2)
    try:
        for exporter, path in outputs:
            exporter.check(path)
    except ExportError as error:
        raise Refused(error, 2) from None
    return outputs


def _choices_in(path: Path | None) -> dict[str, Any]:
    if path is None:
        return {}
    try:
        choices = choices_in_json(path.read_bytes())
        # Checked by itself, so that what is wrong in the file is not blamed on the options.
        Recipe(**choices)
    except OSError as error:
        raise Refused(f"{path.name}: cannot be read: {error.strerror}", 1) from None
    except RecipeError as error:
        raise Refused(f"{path.name}: {error}", 2) from None
    return choices


def _weights(text: str) -> tuple[float, ...]:
    try:
        return tuple(float(part) for part in text.split(",")) if text.strip() else ()
    except ValueError:
        raise ArgumentTypeError(f"must be numbers such as 1,0.5,1, not {text!r}") from None


def _colors(text: str) -> tuple[str, ...]:
    """Split colors; the # may be left out, as shells take it for the start of a comment."""
    parts = (part.strip() for part in text.split(",")) if text.strip() else ()
    return tuple(part if part.startswith("#") else f"#{part}" for part in parts)
