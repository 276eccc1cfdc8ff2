"""Make the small pictures of the sample photos for the start page: left the photo, right its segments.

Run it again after the samples or the default recipe change:  python packaging/make_previews.py
"""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from kmeans_studio import Photo, Recipe, segment
from kmeans_studio.ui.start_page import SAMPLES, sample_path

WIDTH, HEIGHT = 330, 218


def main() -> None:
    """Write resources/samples/previews/*.jpg."""
    folder = Path(__file__).parents[1] / "resources" / "samples" / "previews"
    folder.mkdir(exist_ok=True)
    for file, _ in SAMPLES:
        photo = Photo.open(sample_path(file))
        result = segment(photo, Recipe(k=5))
        halves = [_cover(picture) for picture in (photo.pixels, result.palette[result.labels])]
        column = np.arange(WIDTH)[None, :] + (np.arange(HEIGHT)[:, None] - HEIGHT / 2) * 0.27
        beyond = column - WIDTH * 0.55
        preview = np.where((beyond > 0)[..., None], halves[1], halves[0])
        preview[np.abs(beyond) < 1.6] = 255
        cv2.imwrite(str(folder / f"{Path(file).stem}.jpg"), preview[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 88])


def _cover(picture: np.ndarray) -> np.ndarray:
    """Scale a picture so that it covers the preview, and cut out its middle."""
    height, width = picture.shape[:2]
    scale = max(WIDTH / width, HEIGHT / height)
    size = (round(width * scale), round(height * scale))
    scaled = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    left, top = (size[0] - WIDTH) // 2, (size[1] - HEIGHT) // 2
    return scaled[top : top + HEIGHT, left : left + WIDTH]


if __name__ == "__main__":
    main()
