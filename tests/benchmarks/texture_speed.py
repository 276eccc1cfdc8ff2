"""Whole runs of mode "texture" against the tutorial's way done well, side by side, each in a process of its own.

    python -m tests.benchmarks.texture_speed PHOTOS_DIR [--megapixels 12] [--k 6] [--quick]

The tutorial's way done well: cv2.filter2D in float32 with the 48 filters of its bank, |r|, scikit-learn's
KMeans(k, random_state=0) on a row per pixel. As written: its own Python loops, on a photo of 600 x 400. "On the same
features" compares costs and labels with scikit-learn's on the rows that 'LM, corrected' clusters.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kmeans_studio import Photo, Recipe, generations, segment
from kmeans_studio.presets import PRESETS

from .machine import machine, versions
from .photos import crops, open_folder

Pixels = NDArray[np.uint8]


def ours(pixels: Pixels, k: int, preset: str) -> dict[str, Any]:
    """Run a preset, then another k; then the first look, as the window does."""
    recipe = Recipe(mode="texture", k=k).change(**PRESETS[preset])
    photo = Photo.from_array(pixels)
    start = time.perf_counter()
    _ = segment(photo, recipe).labels
    seconds = time.perf_counter() - start
    start = time.perf_counter()
    _ = segment(photo, replace(recipe, k=k + 1)).labels
    another_k = time.perf_counter() - start
    start = time.perf_counter()
    _ = next(generations(Photo.from_array(pixels), recipe, preview=True)).labels
    return {"seconds": seconds, "another_k": another_k, "first": time.perf_counter() - start}


def tutorial_done_well(pixels: Pixels, k: int) -> dict[str, Any]:
    """Filter in float32, take |r|, cluster a row per pixel."""
    import cv2
    from sklearn.cluster import KMeans

    from kmeans_studio.features.banks import make_bank

    kernels = make_bank("tutorial").kernels
    start = time.perf_counter()
    gray = (pixels @ np.array([0.25, 0.5, 0.25])).astype(np.float32)
    rows = np.empty((gray.size, len(kernels)), np.float32)
    for number, kernel in enumerate(kernels):
        rows[:, number] = np.abs(cv2.filter2D(gray, cv2.CV_32F, kernel)).ravel()
    filtered = time.perf_counter() - start
    model = KMeans(k, random_state=0, copy_x=False).fit(rows)
    return {"seconds": time.perf_counter() - start, "filtering": filtered, "rounds": int(model.n_iter_)}


def tutorial_as_written(pixels: Pixels, k: int) -> dict[str, Any]:
    """The loops over pixels and filters as they stand in the tutorial."""
    import cv2
    from sklearn.cluster import KMeans

    from kmeans_studio.features.banks import make_bank

    kernels = make_bank("tutorial").kernels
    start = time.perf_counter()
    gray = cv2.convertScaleAbs(np.sum(pixels[..., ::-1] * np.array([[[0.25, 0.5, 0.25]]]), axis=2))
    responses = [cv2.filter2D(gray, -1, kernel) for kernel in kernels]
    height, width = gray.shape
    rows = np.zeros((height * width, len(kernels)), dtype=float)
    for r in range(height):
        for c in range(width):
            for f in range(len(kernels)):
                rows[r * width + c][f] = abs(responses[f][r][c])
    model = KMeans(n_clusters=k, random_state=0).fit(rows)
    return {"seconds": time.perf_counter() - start, "rounds": int(model.n_iter_)}


def same_features(pixels: Pixels, k: int) -> dict[str, Any]:
    """Compare with scikit-learn on the rows of 'LM, corrected', before any clean-up."""
    from scipy.optimize import linear_sum_assignment
    from sklearn.cluster import KMeans

    recipe = Recipe(mode="texture", k=k).change(**PRESETS["lm-corrected"] | {"clean_up": False, "sharpen": False})
    *_, ours = generations(Photo.from_array(pixels), recipe)
    rows = np.ascontiguousarray(ours.space.rows)
    start = time.perf_counter()
    theirs = KMeans(k, random_state=0, n_init=10).fit(rows, sample_weight=ours.space.weights)
    seconds = time.perf_counter() - start
    # Where scikit-learn ends when it goes on from our centers: the same arrangement, run until nothing moves.
    onwards = KMeans(k, init=ours.clusters.centers, n_init=1, tol=0).fit(rows, sample_weight=ours.space.weights)

    def differ(labels: NDArray[Any]) -> float:
        table = np.zeros((k, k))
        np.add.at(table, (ours.clusters.labels, labels), ours.space.weights)
        return float(1 - table[linear_sum_assignment(-table)].sum() / table.sum())

    return {
        "cost": ours.cost / theirs.inertia_,
        "differ": differ(theirs.labels_),
        "cost_onwards": ours.cost / onwards.inertia_,
        "differ_onwards": differ(onwards.labels_),
        "seconds": seconds,
    }


CONTESTANTS: dict[str, Callable[[Pixels, int], dict[str, Any]]] = {
    **{f"preset {name}": (lambda pixels, k, name=name: ours(pixels, k, name)) for name in PRESETS.names},
    "tutorial's way done well": tutorial_done_well,
    "tutorial as written": tutorial_as_written,
    "same features": same_features,
}


def run(name: str, pixels: Pixels, k: int) -> dict[str, Any]:
    """Run a contestant in a process of its own; `peak` are the bytes that it took beyond what it began with."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "photo.npy"
        np.save(path, pixels)
        command = [sys.executable, "-m", "tests.benchmarks.texture_speed", "--child", name, str(path), str(k)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def child(name: str, path: str, k: int) -> None:
    """Warm up on a crop of up to 3 megapixels, so that libraries are loaded and memory has been touched; measure."""
    pixels = np.load(path)
    if not name.startswith("same") and "written" not in name:
        CONTESTANTS[name](np.ascontiguousarray(pixels[:1500, :2000]), k)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    result = CONTESTANTS[name](pixels, k)
    result["peak"] = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
    print(json.dumps(result))


def main() -> None:
    """Print one line a contestant."""
    if "--child" in sys.argv:
        name, path, k = sys.argv[sys.argv.index("--child") + 1 :]
        child(name, path, int(k))
        return
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("photos", type=Path)
    parser.add_argument("--megapixels", type=float, default=12)
    parser.add_argument("--k", type=int, default=6)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--quick", action="store_true", help="without the tutorial's way and scikit-learn")
    options = parser.parse_args()
    (picture,) = crops(open_folder(options.photos), options.megapixels, 1)
    print(f"{machine()}; {versions()}\n{picture.title}, {picture.megapixels:.1f} MP, k = {options.k}")
    times = {}
    for name in CONTESTANTS:
        if not name.startswith("preset"):
            continue
        results = [run(name, picture.pixels, options.k) for _ in range(options.runs)]
        middle = sorted(results, key=lambda result: result["seconds"])[len(results) // 2]
        times[name] = middle["seconds"]
        print(
            f"{name:28} {middle['seconds']:7.2f} s, first picture {middle['first']:.2f} s, another k "
            f"{middle['another_k']:.2f} s, peak {middle['peak'] / 2**20:,.0f} MiB"
        )
    if options.quick:
        return
    well = run("tutorial's way done well", picture.pixels, options.k)
    print(f"{'tutorial done well':28} {well['seconds']:7.2f} s ({well['filtering']:.1f} s filtering)")
    for name, seconds in times.items():
        print(f"    {name}: {well['seconds'] / seconds:.1f}x")
    same = run("same features", picture.pixels, options.k)
    print(
        f"on the features of 'LM, corrected': cost {same['cost']:.5f} of scikit-learn's, "
        f"{same['differ']:.3%} of the labels differ; from our centers on, {same['cost_onwards']:.6f}, "
        f"{same['differ_onwards']:.3%}"
    )
    small = np.ascontiguousarray(picture.pixels[:400, :600])
    written = run("tutorial as written", small, options.k)
    mine = run("preset tutorial", small, options.k)
    corrected = run("preset corrected", small, options.k)
    print(
        f"600 x 400, as written: {written['seconds']:.1f} s; ours, the same arrays: {mine['seconds']:.2f} s "
        f"({written['seconds'] / mine['seconds']:.0f}x), corrected: {corrected['seconds']:.3f} s "
        f"({written['seconds'] / corrected['seconds']:.0f}x)"
    )


if __name__ == "__main__":
    main()
