"""The options of `segment`, and the recipe and outputs that they come to."""

from __future__ import annotations

from argparse import SUPPRESS, ArgumentTypeError, BooleanOptionalAction
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..features.modes import MODES
from ..presets import PRESETS, TEXTURE_FIELDS
from ..recipe import REGISTRIES, Recipe, RecipeError, choices_in_json
from .animate import add_animate_options
from .start_options import add_start_options, with_starts
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
    "bank": ("--bank", "the filters that see texture"),
    "amplitude": ("--amplitude", "what is taken of each response"),
    "pool_unit": ("--pool-unit", "what --pooling is counted in"),
    "focus_quality": ("--focus-quality", "how thoroughly --mode focus looks"),
}
"""The options for the choices that are names: option, and what is chosen."""

SWITCHES = {
    "weber": ("--weber", "bring strong responses nearer to weak ones"),
    "strongest": ("--strongest", "count only the strongest of all directions"),
    "log": ("--log", "compare logarithms"),
    "standardize": ("--standardize", "bring each feature to mean 0 and deviation 1"),
    "sharpen": ("--sharpen", "adapt the distance to how the segments spread"),
    "clean_up": ("--clean-up", "smooth borders and join tiny parts to their neighbors"),
}
"""The options for the choices that are on or off; each also comes as --no-..."""


TEXTURE_CHOICES = frozenset(TEXTURE_FIELDS) | {"mix"}
"""Choices that only the modes that look at texture take notice of."""


def add_segment_options(parser: ArgumentParser) -> None:
    """Add all options. A choice that is not made is not in the result: it may come from a file of choices."""
    add = parser.add_argument
    add("photo", type=Path, metavar="PHOTO", help="JPEG, PNG, TIFF, WebP, BMP, GIF or PPM")
    add("-o", "--output", type=Path, metavar="OUT.png", help="the segmented picture (.png .tif .webp .jpg)")
    add(
        "--cutout",
        type=Path,
        metavar="OUT.png",
        help="the subject alone, with alpha, in --mode focus (.png .tif .webp)",
    )
    add("--labels", type=Path, metavar="LABELS.png", help="the label map, a number a pixel (.png .tif .npy)")
    add("--report", type=Path, metavar="REPORT.json", help="recipe, versions, segments and cost as JSON")
    add_animate_options(parser)
    add_recipe_options(parser, k=True)
    add("--match", type=Path, metavar="LABELS.png", help="an earlier label map, to number the segments as in it")
    add("--force", action="store_true", help="write over files that exist")


def add_recipe_options(parser: ArgumentParser, *, k: bool = False) -> None:
    """Add what decides a result; k itself only where one is chosen."""
    standard = Recipe()
    add = parser.add_argument
    add("--recipe", type=Path, metavar="FILE.json", help="start from the choices in a recipe or an earlier report")

    def choose(option: str, field: str, what: str, metavar: str, kind: Any = int) -> None:
        shown = getattr(standard, field)
        default = f" ({shown:g})" if isinstance(shown, int | float) else ""
        add(option, dest=field, type=kind, default=SUPPRESS, metavar=metavar, help=what + default)

    if k:
        choose("-k", "k", "how many segments, 1 to 256", "K")
    for field, (option, what) in OPTIONS.items():
        names = REGISTRIES[field].names
        add(option, dest=field, choices=names, default=SUPPRESS, help=f"{what} ({getattr(standard, field)})")
    choose(
        "--weights",
        "channel_weights",
        "how much each channel of the space counts: 1,0.5,1 (each 1)",
        "W,W,...",
        _list_of(float, "numbers such as 1,0.5,1"),
    )
    _add_texture_options(parser, choose)
    choose("--compactness", "compactness", "how much nearness counts in --mode position", "X", float)
    choose("--start-colors", "start_colors", "first centers, for --init given: '#aa0000,#00ff00'", "C,C,...", _colors)
    add_start_options(parser)
    choose("--restarts", "restarts", "how many starts are tried; the best is kept", "N")
    choose("--seed", "seed", "what the starts are drawn with", "N")
    choose("--tolerance", "tolerance", "stop once no more than this share of the pixels moves", "X", float)
    choose("--max-generations", "max_generations", "stop after so many rounds at the latest", "N")


def _add_texture_options(parser: ArgumentParser, choose: Callable[..., None]) -> None:
    """Add what decides how texture is seen."""
    standard = Recipe()
    add = parser.add_argument
    scales, filters = _list_of(float, "numbers such as 1.4,2,2.8"), _list_of(int, "whole numbers such as 0,7,12")
    add(
        "--preset",
        choices=PRESETS.names,
        help="a way to look at texture by its name; options given beside it count more",
    )
    choose(
        "--bank-file", "bank_file", "filters of your own, as (n, size, size) numbers, for --bank file", "BANK.npy", str
    )
    choose("--scales", "bank_scales", "the bank's scales in pixels: 1.4,2,2.8 (its own)", "S,S,...", scales)
    choose("--orientations", "bank_orientations", "how many directions; 0 for the bank's own", "N")
    choose("--filter-size", "bank_size", "the side of the filters in pixels, odd; 0 for the bank's own", "N")
    choose("--without", "filters_off", "filters to leave out, counted from 0: 0,7,12 (none)", "N,N,...", filters)
    for field, (option, what) in SWITCHES.items():
        shown = "on" if getattr(standard, field) else "off"
        add(option, dest=field, action=BooleanOptionalAction, default=SUPPRESS, help=f"{what} ({shown})")
    choose("--pooling", "pooling", "the sigma that responses are averaged with", "X", float)
    choose("--brightness", "brightness", "how much mean brightness counts beside each feature", "X", float)
    choose("--place", "place", "how much places count beside texture", "X", float)
    choose("--mix", "mix", "the share of texture in --mode color+texture", "X", float)


def recipe_of(options: Namespace) -> Recipe:
    """Return the recipe: the choices in a file, if one is named, a preset's, and those made here. Raises Refused.

    Start colors, seeds, a label map to match, a bank's file, a preset and a cut-out are of use to one choice only, so
    that naming them makes this choice.
    """
    made = {field.name: getattr(options, field.name) for field in fields(Recipe) if hasattr(options, field.name)}
    given = choices_in_file(options.recipe)
    if made.get("bank_file") and made.setdefault("bank", "file") != "file":
        raise Refused(f"--bank-file is for --bank file, not {made['bank']}", 2)
    if options.preset is not None:
        made = {**PRESETS[options.preset], **made}
    if options.cutout is not None and made.keys() & TEXTURE_CHOICES:
        raise Refused("--cutout goes by sharpness alone: leave the options for texture out", 2)
    if options.cutout is not None and made.setdefault("mode", given.get("mode", "focus")) != "focus":
        raise Refused(f"--cutout is for --mode focus, not {made['mode']}", 2)
    if made.keys() & TEXTURE_CHOICES and "mode" not in made:
        before = given.get("mode", "color")
        made["mode"] = before if before in MODES and MODES[before].texture else "texture"
    made, given = with_starts(made, given)
    if options.match is not None and made.setdefault("label_order", "previous") != "previous":
        raise Refused(f"--match is for --order previous, not {made['label_order']}", 2)
    try:
        return Recipe(**{**given, **made})
    except RecipeError as error:
        raise Refused(error, 2) from None


def outputs_of(options: Namespace) -> list[tuple[Exporter, Path]]:
    """Pair each output that was asked for with its exporter. Raises Refused."""
    from ..export import EXPORTERS, ExportError

    wanted = (
        ("picture", options.output),
        ("cutout", options.cutout),
        ("labels", options.labels),
        ("report", options.report),
    )
    outputs = [(EXPORTERS[name], path) for name, path in wanted if path is not None]
    if not outputs and options.animate is None:
        raise Refused("nothing to write: name an output with -o, --cutout, --labels, --report or --animate", 2)
    try:
        for exporter, path in outputs:
            exporter.check(path)
    except ExportError as error:
        raise Refused(error, 2) from None
    return outputs


def choices_in_file(path: Path | None) -> dict[str, Any]:
    """Return the choices in a recipe or report, none where no file is named. Raises Refused."""
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


def _list_of(kind: Callable[[str], Any], example: str) -> Callable[[str], tuple[Any, ...]]:
    """Return what reads numbers of a kind with commas between them."""

    def read(text: str) -> tuple[Any, ...]:
        try:
            return tuple(kind(part) for part in text.split(",")) if text.strip() else ()
        except ValueError:
            raise ArgumentTypeError(f"must be {example}, not {text!r}") from None

    return read


def _colors(text: str) -> tuple[str, ...]:
    """Split colors; the # may be left out, as shells take it for the start of a comment."""
    parts = (part.strip() for part in text.split(",")) if text.strip() else ()
    return tuple(part if part.startswith("#") else f"#{part}" for part in parts)
