"""Make the pictures of the help page about texture and focus, from the sample photos.

Run it again after the samples, presets or defaults change:  python packaging/make_help_pictures.py
"""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from kmeans_studio import Photo, Recipe, segment
from kmeans_studio.export.bank_sheet import bank_sheet
from kmeans_studio.features.banks import make_bank
from kmeans_studio.features.focus import matte
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
    sheet = bank_sheet(make_bank("lm"))
    sheet = cv2.resize(sheet, (WIDTH, round(sheet.shape[0] * WIDTH / sheet.shape[1])), interpolation=cv2.INTER_AREA)
    cv2.imwrite(str(FOLDER / "bank.png"), sheet[..., ::-1])
    written = by_texture.change(**PRESETS["tutorial"])
    _write("corrected", [_segments(china, written), _segments(china, by_texture)], columns=2)
    subject = segment(flower, Recipe(mode="focus")).labels == 1
    alpha = matte(flower, subject)[..., None] / 255
    _write("cutout", [flower.pixels, np.rint(flower.pixels * alpha + GREY * (1 - alpha)).astype(np.uint8)], columns=2)


def _segments(photo: Photo, recipe: Recipe) -> np.ndarray:
    result = segment(photo, recipe)
    return result.palette[result.labels]


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
