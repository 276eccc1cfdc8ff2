"""How long the evidence for k takes: the whole range on a photo, and each part of it.

    python -m tests.benchmarks.choose_k PHOTO [--k 2..12] [--megapixels 12] [--runs 3] [--mode color]

Every run opens the photo anew, so that its colors are counted again; medians over the runs. "cancel" is the longest
that it took to stop, over some moments of a run.

count        counting the different colors (or filtering), and their rows
segment      the recipe with each k, what follows at once, and the thumbnails
silhouette, gap, stability
map          the silhouette of one segmentation, painted on the photo
memory       by how much the peak of the process grew, in megabytes
"""

from __future__ import annotations

import argparse
import resource
import statistics
import time
from pathlib import Path
from threading import Event, Timer

from kmeans_studio import Photo, Recipe, segment
from kmeans_studio.cli.choose_k import _range
from kmeans_studio.features.modes import MODES
from kmeans_studio.parallel import CancelledError, thread_count
from kmeans_studio.pipeline.choose_k import choose_k, silhouette_map

from .machine import machine, versions
from .photos import Picture, crops

PARTS = ("count", "segment", "silhouette", "gap", "stability", "all", "map", "cancel", "memory")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("photo", type=Path, metavar="PHOTO")
    parser.add_argument("--k", dest="ks", type=_range, default=tuple(range(2, 13)))
    parser.add_argument("--megapixels", type=float)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--mode", choices=[name for name in MODES.names if name != "focus"], default="color")
    arguments = parser.parse_args()
    pixels = Photo.open(arguments.photo).pixels
    if arguments.megapixels:
        pixels = crops([Picture(arguments.photo.stem, pixels)], arguments.megapixels, 1)[0].pixels
    recipe = Recipe(mode=arguments.mode)
    print(f"{machine()}; {thread_count()} threads\n{versions()}")
    print(
        f"{arguments.photo.name}, {pixels.shape[0] * pixels.shape[1] / 1e6:.1f} MP, {arguments.mode}, {arguments.ks}\n"
    )
    runs = [measured(Photo.from_array(pixels), recipe, arguments.ks) for _ in range(arguments.runs)]
    print("| " + " | ".join(PARTS) + " |\n" + "|---" * len(PARTS) + "|")
    print("| " + " | ".join(f"{statistics.median(run[part] for run in runs):.2f}" for part in PARTS) + " |")


def measured(photo: Photo, recipe: Recipe, ks: tuple[int, ...]) -> dict[str, float]:
    """Return the seconds of each part of a run, and the megabytes."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    segmentation = segment(photo, recipe.change(k=ks[0], restarts=1))
    seconds = {"count": time.perf_counter() - start}
    parts = iter(("segment", "silhouette", "gap", "stability"))
    begin = time.perf_counter()
    for number, evidence in enumerate(choose_k(photo, recipe, ks), start=1):
        if number % len(evidence.ks) == 0:
            seconds[next(parts)] = time.perf_counter() - begin
            begin = time.perf_counter()
    seconds["all"] = sum(seconds.values())
    begin = time.perf_counter()
    silhouette_map(photo, segmentation)
    seconds["map"] = time.perf_counter() - begin
    seconds["memory"] = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    longest = [cancelled(photo, recipe, ks, seconds["all"] * share) for share in (0.03, 0.1, 0.25, 0.4, 0.55, 0.7)]
    return seconds | {"cancel": max(longest)}


def cancelled(photo: Photo, recipe: Recipe, ks: tuple[int, ...], after: float) -> float:
    """Return how long a run went on after it was cancelled."""
    cancel, at = Event(), [0.0]

    def stop() -> None:
        at[0] = time.perf_counter()
        cancel.set()

    timer = Timer(after, stop)
    timer.start()
    try:
        for _ in choose_k(photo, recipe, ks, cancel=cancel):
            pass
    except CancelledError:
        return time.perf_counter() - at[0]
    finally:
        timer.cancel()
    return 0.0


if __name__ == "__main__":
    main()
