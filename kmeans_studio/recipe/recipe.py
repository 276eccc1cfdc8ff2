"""The recipe itself."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields, replace
from typing import Any

from ..engine.seeding import FROM_GIVEN
from ..features.modes import MODES
from . import choices as check
from .choices import FLOAT_RANGES, RANGES, REGISTRIES, TRUTHS, RecipeError, shown


@dataclass(frozen=True, slots=True)
class Recipe:
    """What to cluster and how. Every field is checked on creation; RecipeError says which is wrong and why.

    Together with the photo and the version of the program, a recipe decides every byte of the result. (With
    label_order "previous" the numbers of the segments depend on the run before, too; what they hold does not. With
    bank "file" the filters are those in the file.)

    mode             a name in MODES: what is clustered
    color_space      a name in COLOR_SPACES: what the colors are compared in
    channel_weights  how much each channel of the color space counts, 0..10, not all 0; () where all count as they
                     are, and all ones become ()
    compactness      in mode "position": how much nearness counts beside color, 0..10
    metric           a name in METRICS
    initializer      a name in INITIALIZERS
    start_colors     the first centers for the initializer "given", as "#rrggbb"; others leave them alone
    seeds            the pixels (x, y) whose rows are the first centers for the initializer "seeds"; others leave them
                     alone, and those that a photo does not have are left out
    locked           the numbers, from 0, of those start colors or seeds whose centers stay where they were put
    restarts         how many starts are tried, 1..100; the best is kept
    k                how many segments, 1..256; mode "focus" always has two
    seed             what the starts are drawn with
    tolerance        stop once no more than this share of the pixels moves, 0..0.5
    max_generations  stop after so many at the latest, 1..10000
    empty            a name in EMPTY_RULES: what becomes of a segment that loses all its pixels
    label_order      a name in LABEL_ORDERS: how the segments are numbered; in mode "focus" the background comes first

    In the modes that look at texture:

    bank               a name in FILTER_BANKS
    bank_file          for the bank "file": where its filters are
    bank_scales        the bank's scales in pixels, each above 0; () stands for its own
    bank_orientations  how many directions, up to 36; 0 stands for the bank's own
    bank_size          the side of the filters in pixels, odd; 0 stands for the bank's own
    filters_off        the numbers of the filters that are left out, counted from 0
    amplitude          a name in AMPLITUDES: what is taken of each response
    weber              whether strong responses are brought nearer to weak ones, as Weber's law has it
    strongest          whether only the strongest of all directions counts
    pooling            the sigma of the Gaussian that responses are averaged with, 0..100; 0 for none
    pool_unit          a name in POOL_UNITS: what the pooling is counted in
    log                whether logarithms are compared
    standardize        whether each feature is brought to mean 0 and deviation 1
    sharpen            whether the distance is then adapted to how the segments spread (with metric "euclidean")
    clean_up           whether borders are smoothed and tiny parts joined to their neighbors
    brightness         in mode "texture": how much the neighborhood's mean brightness counts beside each feature, 0..10
    place              how much x and y count beside the standardized features, 0..10
    mix                in mode "color+texture": the share of texture, 0..1

    focus_quality      in mode "focus": a name in FOCUS_QUALITIES
    """

    mode: str = "color"
    color_space: str = "lab"
    channel_weights: tuple[float, ...] = ()
    compactness: float = 0.5
    metric: str = "euclidean"
    initializer: str = "kmeans++"
    start_colors: tuple[str, ...] = ()
    seeds: tuple[tuple[int, int], ...] = ()
    locked: tuple[int, ...] = ()
    restarts: int = 10
    k: int = 5
    seed: int = 0
    tolerance: float = 0.0
    max_generations: int = 300
    empty: str = "relocate"
    label_order: str = "dark"
    bank: str = "gabor"
    bank_file: str = ""
    bank_scales: tuple[float, ...] = ()
    bank_orientations: int = 0
    bank_size: int = 0
    filters_off: tuple[int, ...] = ()
    amplitude: str = "abs"
    weber: bool = False
    strongest: bool = False
    pooling: float = 12.0
    pool_unit: str = "pixels"
    log: bool = True
    standardize: bool = True
    sharpen: bool = True
    clean_up: bool = True
    brightness: float = 1.5
    place: float = 0.0
    mix: float = 0.5
    focus_quality: str = "high"

    def __post_init__(self) -> None:
        """Check every field, then what goes together; equal choices become the same plain values, fit for JSON."""
        for field, registry in REGISTRIES.items():
            check.checked_name(field, getattr(self, field), registry)
        checked: dict[str, object] = {}
        for field, (least, greatest) in RANGES.items():
            checked[field] = check.whole_number(field, getattr(self, field), least, greatest)
        for field, bounds in FLOAT_RANGES.items():
            checked[field] = check.any_number(field, getattr(self, field), bounds)
        for field in TRUTHS:
            checked[field] = check.truth(field, getattr(self, field))
        checked["channel_weights"] = check.channel_weights(self.channel_weights, self.color_space)
        checked["start_colors"] = check.start_colors(self.start_colors)
        checked["seeds"] = check.seeds(self.seeds)
        checked["locked"] = check.locked(self.locked)
        checked["bank_scales"] = check.bank_scales(self.bank_scales)
        checked["filters_off"] = check.filters_off(self.filters_off)
        for field, value in checked.items():
            object.__setattr__(self, field, value)
        self._check_together()

    def _check_together(self) -> None:
        if self.initializer == "given" and not self.start_colors:
            raise RecipeError("initializer 'given' needs start_colors: at least one color such as '#aa0000'")
        if self.initializer == "given" and self.mode not in COLOR_ROWS:
            raise RecipeError(f"initializer 'given' needs mode 'color' or 'position', not {shown(self.mode)}")
        if self.initializer == "seeds" and not self.seeds:
            raise RecipeError("initializer 'seeds' needs seeds: at least one place such as [120, 80]")
        if self.initializer == "seeds" and self.mode in FOCUS:
            raise RecipeError(f"initializer 'seeds' does not go with mode {shown(self.mode)}, which starts by itself")
        self._check_locked()
        if not isinstance(self.bank_file, str):
            raise RecipeError(f"bank_file must be the path of a file, not {shown(self.bank_file)}")
        if self.bank == "file" and not self.bank_file:
            raise RecipeError("bank 'file' needs bank_file: the path of a .npy file with filters")
        if self.amplitude == "clipped" and self.weber:
            raise RecipeError("amplitude 'clipped' needs weber off: the tutorial knows nothing of it")
        if self.bank_size and self.bank_size % 2 == 0:
            raise RecipeError(f"bank_size must be odd, so that a filter has a middle pixel, not {self.bank_size}")
        if self.metric != "ciede2000":
            return
        for field, wanted in CIEDE2000_NEEDS.items():
            if (value := getattr(self, field)) != wanted:
                hint = "none" if wanted == () else repr(wanted)
                raise RecipeError(f"metric 'ciede2000' needs {field} {hint}, not {shown(value)}")

    @property
    def starts(self) -> int:
        """How many first centers are given: start colors or seeds, whichever the initializer starts from."""
        given = {"given": self.start_colors, "seeds": self.seeds}
        return len(given.get(self.initializer, ()))

    def _check_locked(self) -> None:
        if not self.locked:
            return
        if self.initializer not in FROM_GIVEN:
            raise RecipeError(f"locked needs initializer 'given' or 'seeds', not {shown(self.initializer)}")
        if self.locked[-1] >= self.starts:
            raise RecipeError(
                f"locked: each must be the number of a start, from 0 to {self.starts - 1}, not {self.locked[-1]}"
            )

    def change(self, **changes: Any) -> Recipe:
        """Return the recipe with some choices changed; other choices that no longer go with them give way.

        Weights of channels do not outlive their color space, nor a bank's own choices their bank; filters that were
        left out come back when there are others. Start colors are for the modes whose rows are colors, seeds for all
        but focus; centers are locked for one start method, and starts that are gone take their locks along. CIEDE2000
        brings the color space, mode and weights that it needs; a change to any of these ends it. Raises RecipeError
        where the changes are wrong in themselves.
        """
        changes = self._with_initializer(changes)
        for field, goes_with in OUTLIVED.items():
            if changes.get(field, getattr(self, field)) != getattr(self, field):
                for other in goes_with:
                    changes.setdefault(other, getattr(STANDARD, other))
        if changes.get("bank", "tutorial") != "tutorial" and self.amplitude == "clipped":
            changes.setdefault("amplitude", "abs")
        if changes.get("amplitude") == "clipped":
            changes.setdefault("weber", False)
        elif changes.get("weber") and self.amplitude == "clipped":
            changes.setdefault("amplitude", "abs")
        if "metric" not in changes and self.metric == "ciede2000":
            if any(_unlike(changes[field], wanted) for field, wanted in CIEDE2000_NEEDS.items() if field in changes):
                changes["metric"] = "euclidean"
        elif changes.get("metric") == "ciede2000":
            changes = CIEDE2000_NEEDS | changes
        if "locked" in changes or not self.locked:
            return replace(self, **changes)
        unlocked = replace(self, **changes, locked=())
        return replace(unlocked, locked=tuple(number for number in self.locked if number < unlocked.starts))

    def _with_initializer(self, changes: dict[str, Any]) -> dict[str, Any]:
        """Return changes with what goes with the mode and the initializer that they lead to."""
        mode = changes.get("mode", self.mode)
        fit = {"given": mode in COLOR_ROWS, "seeds": mode not in FOCUS}
        if "initializer" not in changes:
            return changes if fit.get(self.initializer, True) else {**changes, "initializer": "kmeans++"}
        return changes if fit.get(changes["initializer"], True) else {"mode": "color", **changes}

    def to_json(self) -> str:
        """Return the recipe as a JSON object, one choice a line."""
        choices = (f"  {json.dumps(field.name)}: {json.dumps(getattr(self, field.name))}" for field in fields(self))
        return "{\n" + ",\n".join(choices) + "\n}"

    @classmethod
    def from_json(cls, text: str | bytes) -> Recipe:
        """Read what `to_json` wrote, or a report; choices that are missing keep their defaults. Raises RecipeError."""
        return cls(**choices_in_json(text))


COLOR_ROWS = tuple(entry.name for entry in MODES if entry.value.rows is not None)
"""The modes whose rows begin with a color."""

FOCUS = tuple(entry.name for entry in MODES if entry.value.focus)
"""The modes that go by sharpness."""

OUTLIVED = {
    "initializer": ("locked",),
    "color_space": ("channel_weights",),
    "bank": ("bank_file", "bank_scales", "bank_orientations", "bank_size", "filters_off"),
    "bank_file": ("filters_off",),
    "bank_scales": ("filters_off",),
    "bank_orientations": ("filters_off",),
}
"""Choices, and those that become standard again with them."""

CIEDE2000_NEEDS: dict[str, Any] = {"mode": "color", "color_space": "lab", "channel_weights": ()}
"""CIEDE2000 is a formula over unweighted CIE Lab and nothing else."""

STANDARD = Recipe()


def choices_in_json(text: str | bytes) -> dict[str, Any]:
    """Return the choices that a recipe in JSON names, or the recipe in a report; their values are not checked yet.

    Raises RecipeError.
    """
    try:
        content: Any = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise RecipeError(f"the recipe is not JSON: {error}") from None
    if not isinstance(content, dict):
        raise RecipeError("the recipe must be a JSON object")
    choices: dict[str, Any] = content["recipe"] if isinstance(content.get("recipe"), dict) else content
    unknown = sorted(set(choices) - {field.name for field in fields(Recipe)})
    if unknown:
        names = ", ".join(name if name.isidentifier() else shown(name) for name in unknown)
        raise RecipeError(f"the recipe has choices that this version does not know: {names}")
    return choices


def _unlike(value: object, wanted: object) -> bool:
    return (tuple(value) if isinstance(value, list) else value) != wanted
