"""How fast banks are, beside OpenCV's filter2D with the same filters in the same run: a small table.

    python -m tests.benchmarks.bank_speed PHOTO_OR_FOLDER [--megapixels 1 4 12] [--runs 5]

Every contender has its turn in each round, so that all of them meet the same machine; medians over the rounds.

filter2D     cv2.filter2D in float32, one call for each of the 48 Leung-Malik filters; each answer is dropped
responses    the same 48 responses, tile by tile; each is dropped, too
LM, grid     all that 'LM, corrected' needs of them: gray, |r|, means over cells of 4 x 4 pixels
Gabor, grid  the same for the 30 Gabor filters, by their short cut
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np

from kmeans_studio import Photo
from kmeans_studio.features.banks import make_bank
from kmeans_studio.features.texture.gray import normalized_gray
from kmeans_studio.features.texture.maps import texture_maps
from kmeans_studio.features.texture.responses import each_tile, response
from kmeans_studio.parallel import thread_count

from .machine import machine, versions
from .photos import Picture, crops, open_folder

STRIDE = 4


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("photos", type=Path, metavar="PHOTO_OR_FOLDER")
    parser.add_argument("--megapixels", type=float, nargs="+", default=[1.0, 4.0, 12.0])
    parser.add_argument("--runs", type=int, default=5)
    arguments = parser.parse_args()
    if arguments.photos.is_dir():
        pictures = open_folder(arguments.photos)
    else:
        pictures = [Picture(arguments.photos.stem, Photo.open(arguments.photos).pixels)]
    print(f"{machine()}; {thread_count()} threads\n{versions()}, OpenCV {cv2.__version__}")
    names = ("filter2D", "responses", "LM, grid", "Gabor, grid")
    print(
        "\n| photo | MP | "
        + " | ".join(f"{name}, s" for name in names)
        + " | responses | LM, grid | Gabor, grid | error |"
    )
    print("|---" * (len(names) + 6) + "|")
    for megapixels in arguments.megapixels:
        picture = crops(pictures, megapixels, 1)[0]
        seconds, error = measured(picture, arguments.runs)
        factors = [f"{seconds[0] / one:.1f} x" for one in seconds[1:]]
        row = [picture.title, f"{picture.megapixels:.1f}", *(f"{one:.3f}" for one in seconds), *factors, f"{error:.0e}"]
        print("| " + " | ".join(row) + " |", flush=True)


def measured(picture: Picture, runs: int) -> tuple[list[float], float]:
    """Return the median seconds of each contender, and the greatest error of a response as a share of its peak."""
    photo, lm, gabor = Photo.from_array(picture.pixels), make_bank("lm"), make_bank("gabor")
    gray = normalized_gray(photo)
    kernels = [kernel.astype(np.float32) for kernel in lm.kernels]

    def one_by_one() -> None:
        for kernel in kernels:
            cv2.filter2D(gray, cv2.CV_32F, kernel, borderType=cv2.BORDER_REFLECT_101)

    def in_tiles() -> None:
        each_tile(gray, lm, range(len(lm)), 1, lambda place, some: [None for _ in some] and None)

    contenders: list[Callable[[], object]] = [
        one_by_one,
        in_tiles,
        lambda: texture_maps(photo, lm, stride=STRIDE),
        lambda: texture_maps(photo, gabor, stride=STRIDE),
    ]
    seconds: list[list[float]] = [[] for _ in contenders]
    for _ in range(runs):
        for taken, contender in zip(seconds, contenders, strict=True):
            start = time.perf_counter()
            contender()
            taken.append(time.perf_counter() - start)
    return [statistics.median(taken) for taken in seconds], _error(gray[:600, :600], lm)


def _error(gray: np.ndarray, bank: object) -> float:
    """Return the greatest error against filter2D in float64, as a share of the response's peak."""
    errors = []
    for index in range(0, 48, 5):
        exact = cv2.filter2D(gray.astype(np.float64), cv2.CV_64F, bank.kernels[index])
        errors.append(np.abs(response(np.ascontiguousarray(gray), bank, index) - exact).max() / np.abs(exact).max())
    return float(max(errors))


if __name__ == "__main__":
    main()
