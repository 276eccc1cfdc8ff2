"""Make the pictures of the help pages, from the sample photos.

Run it again after the samples, presets or defaults change:  python packaging/make_help_pictures.py
"""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from kmeans_studio import Photo, Recipe, generations, segment
from kmeans_studio.export.bank_sheet import bank_sheet
from kmeans_studio.export.board import board
from kmeans_studio.features.banks import make_bank
from kmeans_studio.features.focus import matte
from kmeans_studio.pipeline.compare import compare
from kmeans_studio.presets import PRESETS
from kmeans_studio.resources import resource

WIDTH, GAP, GREY = 660, 12, 128
FOLDER = Path(__file__).parents[1] / "resources" / "help"


def main() -> None:
    """Write resources/help/*.png."""
    china, flower = (Photo.open(resource("samples", name)) for name in ("china.jpg", "flower.jpg"))
    by_texture = Recipe(mode="texture", k=5)
    answers = [Recipe(color_space="rgb"), Recipe(color_space="hsv"), by_texture]
    _write("answers", [china.pixels, *(_segments(china, recipe) for recipe in answers)], columns=2)
    _write_page("bank", bank_sheet(make_bank("lm")))
    written = by_texture.change(**PRESETS["tutorial"])
    _write("corrected", [_segments(china, written), _segments(china, by_texture)], columns=2)
    subject = segment(flower, Recipe(mode="focus")).labels == 1
    alpha = matte(flower, subject)[..., None] / 255
    _write("cutout", [flower.pixels, np.rint(flower.pixels * alpha + GREY * (1 - alpha)).astype(np.uint8)], columns=2)
    course = list(generations(china, Recipe(initializer="random", restarts=1, seed=4)))
    _write("generations", [one.palette[one.labels] for one in (course[0], course[1], course[-1])], columns=3)
    _write("ks", [_segments(flower, Recipe(k=k)) for k in (2, 3, 5, 8)], columns=4)
    *_, found = compare(china, [Recipe(), by_texture])
    _write_page("board", board(china, found, side=500))


def _segments(photo: Photo, recipe: Recipe) -> np.ndarray:
    result = segment(photo, recipe)
    return result.palette[result.labels]


def _write_page(name: str, page: np.ndarray) -> None:
    """Write a page as wide as the help is."""
    page = cv2.resize(page, (WIDTH, round(page.shape[0] * WIDTH / page.shape[1])), interpolation=cv2.INTER_AREA)
    cv2.imwrite(str(FOLDER / f"{name}.png"), page[..., ::-1])


def _write(name: str, pictures: list[np.ndarray], columns: int) -> None:
    """Put pictures side by side, in rows, on a transparent ground."""
    width = (WIDTH - GAP * (columns - 1)) // columns
    height = round(width * pictures[0].shape[0] / pictures[0].shape[1])
    rows = -(-len(pictures) // columns)
    sheet = np.zeros((rows * (height + GAP) - GAP, WIDTH, 4), np.uint8)
    for place, picture in enumerate(pictures):
        y, x = place // columns * (height + GAP), place % columns * (width + GAP)
        small = cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA)
        sheet[y : y + height, x : x + width] = np.dstack([small[..., ::-1], np.full((height, width), 255, np.uint8)])
    cv2.imwrite(str(FOLDER / f"{name}.png"), sheet)


if __name__ == "__main__":
    main()
