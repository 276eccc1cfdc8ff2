"""The whole segmentation after decoding, against scikit-learn's KMeans on the pixels, from the same first centers.

python -m tests.benchmarks.segmentation [PHOTO] [--space rgb] [-k 8] [--megapixels 12] [--runs 3]
"""

from __future__ import annotations

import argparse
import statistics
import time
from pathlib import Path

import numpy as np
from sklearn.cluster import KMeans

from kmeans_studio import Photo, Recipe, segment
from kmeans_studio.engine.seeding import INITIALIZERS
from kmeans_studio.pipeline import feature_space
from kmeans_studio.resources import resource

from .photos import photo_of_size


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("photo", nargs="?", type=Path, default=resource("samples", "china.jpg"))
    parser.add_argument("--space", default="rgb")
    parser.add_argument("-k", type=int, default=8)
    parser.add_argument("--megapixels", type=float, default=12)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()

    height = round((options.megapixels * 1e6 * 3 / 4) ** 0.5)
    photo = photo_of_size(options.photo, height, height * 4 // 3)
    recipe = Recipe(color_space=options.space, k=options.k)
    space = feature_space(photo, recipe)
    seeds = INITIALIZERS["kmeans++"](space.rows, space.weights, options.k, np.random.default_rng(recipe.seed))
    pixels = np.ascontiguousarray(space.rows[space.row_of_pixel.ravel()])
    size = f"{photo.width} x {photo.height}, {len(space.rows):,} different colors, {options.space}, k = {options.k}"
    print(f"{options.photo.name}: {size}; medians of {options.runs} runs in turn")

    times: dict[str, list[float]] = {"K-Means Studio": [], "scikit-learn": []}
    for _ in range(options.runs):
        # A new Photo each time: nothing that was worked out before is used again.
        fresh = Photo.from_array(photo.pixels)
        start = time.perf_counter()
        result = segment(fresh, recipe)
        _ = result.labels
        times["K-Means Studio"].append(time.perf_counter() - start)
        start = time.perf_counter()
        peer = KMeans(options.k, init=seeds, n_init=1).fit(pixels)
        times["scikit-learn"].append(time.perf_counter() - start)

    ours, theirs = (statistics.median(runs) for runs in times.values())
    theirs_cost = float(((pixels - peer.cluster_centers_[peer.labels_]) ** 2).sum(dtype=np.float64))
    print(f"{'':16}{'seconds':>9}{'rounds':>8}{'cost':>18}")
    print(f"{'K-Means Studio':16}{ours:9.2f}{result.generation:8}{result.cost:18,.0f}")
    print(f"{'scikit-learn':16}{theirs:9.2f}{peer.n_iter_:8}{theirs_cost:18,.0f}")
    print(f"{theirs / ours:.1f} times faster, cost {result.cost / theirs_cost:.6f} of scikit-learn's")


if __name__ == "__main__":
    main()
