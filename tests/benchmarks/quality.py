"""How near the default settings come to the lowest cost that is known, on well-known pictures.

python -m tests.benchmarks.quality [PHOTOS_DIR] [--spaces rgb lab] [-k 2 4 8 16 32 64]
python -m tests.benchmarks.quality [PHOTOS_DIR] --search MINUTES      look for lower costs first and note them

The pictures are those of scikit-image and scikit-learn that the project carries, scikit-image's astronaut, and the
photos in the folder. best_known.json holds the lowest costs and how each was found (search.py).
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kmeans_studio import Photo, Recipe, segment
from kmeans_studio.pipeline import feature_space
from kmeans_studio.resources import resource

from .photos import Picture, open_folder
from .search import Found, search, squares_of_rows
from .tables import Goal, heading, table

KNOWN = Path(__file__).with_name("best_known.json")
GOALS = {2: 1.002, 4: 1.002, 8: 1.002, 16: 1.01, 32: 1.01, 64: 1.01}
SEEDS = range(3)
"""The seeds that K-Means Studio takes part in the search with."""


class Case(NamedTuple):
    """A picture in a color space: its different colors as rows, and their counts."""

    picture: str
    space: str
    photo: Photo
    rows: NDArray[np.float64]
    weights: NDArray[np.float64]
    colors: NDArray[np.uint8]
    row_of_pixel: NDArray[np.int32]

    def ours(self, k: int, seed: int = 0) -> float:
        """Return the cost of K-Means Studio's labels at its default settings."""
        result = segment(self.photo, Recipe(k=k, color_space=self.space, seed=seed))
        labels = np.zeros(len(self.rows), np.intp)
        labels[self.row_of_pixel] = result.labels
        return squares_of_rows(self.rows, self.weights, labels)


def main() -> None:
    """Print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("photos", nargs="?", type=Path, help="a folder of further photos")
    parser.add_argument("--spaces", nargs="+", default=["rgb", "lab"], choices=["rgb", "lab"])
    parser.add_argument("--pictures", nargs="+", metavar="NAME", help="only these")
    parser.add_argument("-k", nargs="+", type=int, default=list(GOALS), choices=GOALS)
    parser.add_argument("--search", type=float, metavar="MINUTES", help="look for lower costs for about so long")
    options = parser.parse_args()

    pictures = well_known() + (open_folder(options.photos) if options.photos else [])
    pictures = list({_digest(picture.pixels): picture for picture in reversed(pictures)}.values())[::-1]
    pictures = [picture for picture in pictures if not options.pictures or picture.title in options.pictures]
    known = json.loads(KNOWN.read_text(encoding="utf-8")) if KNOWN.exists() else {}
    if options.search:
        share = options.search * 60 / (len(pictures) * len(options.spaces) * sum(k**0.5 for k in options.k))
        for case in cases(pictures, options.spaces):
            for k in options.k:
                _note(known, case, k, share * k**0.5)
            KNOWN.write_text(json.dumps(known, indent=1, sort_keys=True) + "\n", encoding="utf-8")

    goals = {(space, k): 0.0 for space in options.spaces for k in options.k}
    rows: dict[str, list[list[str]]] = {space: [] for space in options.spaces}
    for case in cases(pictures, options.spaces):
        ratios = [_ratio(known, case, k) for k in options.k]
        rows[case.space].append([case.picture, *("-" if ratio is None else f"{ratio:.5f}" for ratio in ratios)])
        for k, ratio in zip(options.k, ratios, strict=True):
            goals[case.space, k] = max(goals[case.space, k], ratio or 0.0)
    for space in options.spaces:
        heading(f"Cost at the default settings over the lowest known, {space}")
        table(["", *(f"k = {k}" for k in options.k)], rows[space])
    heading("Goals")
    text = "the worst of the pictures, {}, k = {}"
    found = [
        Goal(text.format(space, k), "K-Means Studio", worst, GOALS[k], True) for (space, k), worst in goals.items()
    ]
    table(["", "by", "goal", "measured", ""], [goal.row() for goal in found])


def well_known() -> list[Picture]:
    """Return the pictures that everyone has: the project's samples and scikit-image's astronaut."""
    from skimage.data import astronaut

    return [*open_folder(resource("samples")), Picture("astronaut", np.ascontiguousarray(astronaut()))]


def cases(pictures: list[Picture], spaces: list[str]) -> Iterator[Case]:
    """Yield every picture in every space."""
    for picture in pictures:
        photo = Photo.from_array(picture.pixels)
        for name in spaces:
            space = feature_space(photo, Recipe(color_space=name))
            rows = np.ascontiguousarray(space.rows, np.float64)
            yield Case(picture.title, name, photo, rows, space.weights, space.colors, space.row_of_pixel)


def _note(known: dict[str, Any], case: Case, k: int, seconds: float) -> None:
    """Look for a lower cost and note it if there is one."""
    key = _digest(case.photo.pixels)
    entry = known.setdefault(key, {"picture": case.picture}).setdefault(case.space, {})
    ours = [Found(case.ours(k, seed), "K-Means Studio") for seed in SEEDS]
    found = min(search(case.rows, case.weights, case.colors, k, seconds), *ours)
    if str(k) not in entry or found.cost < entry[str(k)]["cost"] * (1 - 1e-9):
        entry[str(k)] = {"cost": found.cost, "by": found.by}
    print(f"{case.picture}, {case.space}, k = {k}: {entry[str(k)]['cost']:.6g} by {entry[str(k)]['by']}", flush=True)


def _ratio(known: dict[str, Any], case: Case, k: int) -> float | None:
    """Return our cost over the lowest known; None where none is known."""
    best = known.get(_digest(case.photo.pixels), {}).get(case.space, {}).get(str(k))
    if best is None:
        return None
    ours = case.ours(k)
    return ours / best["cost"] if best["cost"] else 1.0 + ours


def _digest(pixels: NDArray[Any]) -> str:
    """Name a picture by what is in it: files of one name may differ."""
    return hashlib.sha256(repr(pixels.shape).encode() + pixels.tobytes()).hexdigest()[:16]


if __name__ == "__main__":
    main()
