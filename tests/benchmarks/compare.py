"""Comparing recipes on a large photo: each pane, the tables, matching anew, the board; and what memory it takes.

    python -m tests.benchmarks.compare PHOTOS_DIR [--megapixels 12] [--k 5]

The peer is what one would write: scikit-learn's contingency_matrix and adjusted_rand_score on the same label maps.
"""

from __future__ import annotations

import argparse
import resource
import time
from pathlib import Path

import numpy as np

from kmeans_studio import Photo, Recipe
from kmeans_studio.agreement.contingency import contingency
from kmeans_studio.agreement.rand import adjusted_rand
from kmeans_studio.export.board import board
from kmeans_studio.pipeline.compare import compare, start_panes

from .machine import machine, versions
from .photos import crops, open_folder


def main() -> None:
    """Print the figures."""
    from sklearn.metrics import adjusted_rand_score

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("photos", type=Path)
    parser.add_argument("--megapixels", type=float, default=12)
    parser.add_argument("--k", type=int, default=5)
    options = parser.parse_args()
    print(machine(), versions(), sep="\n")
    picture = crops(open_folder(options.photos), options.megapixels, 1)[0]
    spaces = ("rgb", "hsv", "lab", "luv", "oklab", "ycbcr")
    for name, recipes in (
        ("6 color spaces", [Recipe(k=options.k, color_space=space) for space in spaces]),
        ("RGB, HSV, Lab and two textures", list(start_panes(Recipe(k=options.k)))),
    ):
        photo = Photo.from_array(picture.pixels)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        start = time.perf_counter()
        *_, found = compare(photo, recipes)
        whole = time.perf_counter() - start
        peak = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) >> 10
        print(f"{picture.title}, {picture.megapixels:.1f} MP, {name}: {whole:.2f} s, {peak} MB more")
        print("  panes", np.round(found.seconds, 2), "explained", np.round(found.explained, 3))
        start = time.perf_counter()
        found.seen_from(1)
        print(f"  matched to another pane: {time.perf_counter() - start:.3f} s")
        a, b = (pane.segmentation.labels for pane in found.panes[:2] if pane.segmentation is not None)
        start = time.perf_counter()
        ours = adjusted_rand(contingency(a, b, options.k, options.k))
        seconds = time.perf_counter() - start
        start = time.perf_counter()
        theirs = adjusted_rand_score(a.ravel(), b.ravel())
        peer = time.perf_counter() - start
        times = f"scikit-learn {peer:.3f} s ({peer / seconds:.0f} x)"
        print(f"  one pair: {seconds:.3f} s, {times}, apart by {abs(ours - theirs):.0e}")
        start = time.perf_counter()
        board(photo, found)
        print(f"  board: {time.perf_counter() - start:.2f} s")


if __name__ == "__main__":
    main()
