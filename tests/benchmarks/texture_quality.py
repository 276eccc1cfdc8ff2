"""How well texture and focus agree with pictures whose truth is known.

python -m tests.benchmarks.texture_quality FOLDER [--held] [--seeds 1] [--only mosaics focus] [--each]

FOLDER holds `mosaics/` (several textures in one picture; accuracy under the best matching of labels, the number of
segments given) and `focus/` (a sharp subject before a blurred background; intersection over union), where NAME.png or
NAME.jpg lies beside NAME_truth.png; and `score.py` with the functions accuracy(labels, truth) and iou(subject, truth).
Everything goes through the public API, and no setting is chosen by the picture. With --held, for pictures that nothing
was tuned on, the goals are judged, too, and the exit status is 1 if one was missed.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from kmeans_studio import Photo, Recipe, segment
from kmeans_studio.features.banks import FILTER_BANKS
from kmeans_studio.features.focus import FOCUS_QUALITIES
from kmeans_studio.presets import PRESETS

from .tables import Goal, heading, table

Labels = NDArray[np.uint8]
GOALS = {"corrected": 0.93, "quick": 0.78, "high": 0.80}


class Picture(NamedTuple):
    """A picture and its truth: the number of the texture, or whether a pixel belongs to the subject."""

    name: str
    photo: Photo
    truth: Labels


class Line(NamedTuple):
    """One line of a table: the recipe, and the scores of each picture with each seed."""

    key: str
    title: str
    recipe: Recipe


def pictures(folder: Path) -> Iterator[Picture]:
    """Open the pictures that have a truth beside them."""
    for truth in sorted(folder.glob("*_truth.png")):
        name = truth.stem.removesuffix("_truth")
        for path in sorted(folder.glob(f"{name}.*")):
            yield Picture(name, Photo.open(path), cv2.imdecode(np.fromfile(truth, np.uint8), cv2.IMREAD_GRAYSCALE))


def mosaic_lines() -> list[Line]:
    """Every preset, every bank with the other choices of the default, and what any program could do."""
    texture = Recipe(mode="texture")
    plain = Recipe(mode="texture", bank="lm", pooling=8, brightness=0, log=False, sharpen=False, clean_up=False)
    return [
        *(Line(entry.name, f"preset {entry.title}", texture.change(**entry.value)) for entry in PRESETS),
        *(
            Line(f"bank-{entry.name}", f"bank {entry.title}", texture.change(bank=entry.name))
            for entry in FILTER_BANKS
            if entry.name not in ("file", texture.bank)
        ),
        Line("plain", "plain: LM, |r|, pooled 8, z-score", plain),
        Line("brightness", "plain: brightness", Recipe(color_space="grey")),
    ]


def focus_lines() -> list[Line]:
    """Every quality of the focus mode."""
    return [
        Line(entry.name, f"focus, {entry.title}", Recipe(mode="focus", focus_quality=entry.name))
        for entry in FOCUS_QUALITIES
    ]


def measure(
    lines: list[Line], shown: list[Picture], score: Callable[[Labels, Picture], float], seeds: int, each: bool
) -> dict[str, float]:
    """Print a table of the lines; return the mean score of each."""
    means: dict[str, float] = {}
    rows, details = [], []
    for line in lines:
        began = time.perf_counter()
        scores = np.array([[score_of(line, picture, seed, score) for picture in shown] for seed in range(seeds)])
        seconds = (time.perf_counter() - began) / scores.size
        over_seeds = scores.mean(axis=1)
        means[line.key] = float(over_seeds.mean())
        spread = f"{over_seeds.min():.3f}-{over_seeds.max():.3f}" if seeds > 1 else "-"
        rows.append([line.title, f"{scores.mean():.4f}", f"{scores.min():.3f}", spread, f"{seconds:.2f} s"])
        details.append([line.title, *(f"{value:.3f}" for value in scores.mean(axis=0))])
    table(["", "mean", "worst", "over seeds", "a picture"], rows)
    if each:
        table(["", *(picture.name for picture in shown)], details)
    return means


def score_of(line: Line, picture: Picture, seed: int, score: Callable[[Labels, Picture], float]) -> float:
    """Segment a picture and score it."""
    recipe = line.recipe.change(seed=seed)
    if recipe.mode != "focus":
        recipe = recipe.change(k=len(np.unique(picture.truth)))
    return score(segment(picture.photo, recipe).labels, picture)


def scorer(folder: Path) -> ModuleType:
    """Load score.py of the folder."""
    spec = spec_from_file_location("score", folder / "score.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(folder / "score.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="the pictures, their truth and score.py")
    parser.add_argument("--held", action="store_true", help="nothing was tuned on these pictures: judge the goals")
    parser.add_argument("--seeds", type=int, default=1, help="how many seeds to try")
    parser.add_argument("--only", nargs="+", choices=["mosaics", "focus"], default=["mosaics", "focus"])
    parser.add_argument(
        "--lines", nargs="+", metavar="NAME", help="only these: corrected, bank-lm, plain, brightness, quick, ..."
    )
    parser.add_argument("--each", action="store_true", help="show the score of each picture, too")
    wanted = parser.parse_args()
    score = scorer(wanted.folder)
    kinds: dict[str, tuple[str, list[Line], Callable[[Labels, Picture], float]]] = {
        "mosaics": ("accuracy", mosaic_lines(), lambda labels, of: score.accuracy(labels, of.truth)),
        "focus": ("intersection over union", focus_lines(), lambda labels, of: score.iou(labels == 1, of.truth > 0)),
    }
    means: dict[str, float] = {}
    for kind in wanted.only:
        figure, lines, judge = kinds[kind]
        shown = list(pictures(wanted.folder / kind))
        heading(f"{kind}: {figure}, {len(shown)} pictures")
        lines = [line for line in lines if wanted.lines is None or line.key in wanted.lines]
        means |= measure(lines, shown, judge, wanted.seeds, wanted.each)
    if wanted.held:
        goals = [Goal(f"mean score of {key}", key, means.get(key), limit) for key, limit in GOALS.items()]
        heading("Goals")
        table(["", "of", "goal", "measured", ""], [goal.row() for goal in goals])
        sys.exit(any(goal.measured is not None and goal.measured < goal.limit for goal in goals))


if __name__ == "__main__":
    main()
