"""Small pictures of the photos opened last, kept in the cache folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SIZE = (144, 96)
"""Width and height in pixels: three times what is shown, for screens with many pixels."""


def thumbnail_path(photo: str) -> Path:
    """Return where the small picture of a photo lies, whether or not there is one."""
    import hashlib

    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.CacheLocation)
    name = hashlib.sha256(photo.encode("utf-8", "surrogatepass")).hexdigest()[:24]
    return Path(folder) / "thumbnails" / f"{name}.png"


def write_thumbnail(target: Path, smallest: NDArray[np.uint8]) -> None:
    """Write the small picture of a photo, given its smallest level; where that cannot be, do without."""
    import cv2

    from ..export import ExportError, write_files
    from ..export.encode import encode_picture

    height, width = smallest.shape[:2]
    scale = max(SIZE[0] / width, SIZE[1] / height)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    if max(size) > 4096:
        return
    picture = cv2.resize(smallest, size, interpolation=cv2.INTER_AREA)
    left, top = (size[0] - SIZE[0]) // 2, (size[1] - SIZE[1]) // 2
    picture = picture[max(top, 0) : max(top, 0) + SIZE[1], max(left, 0) : max(left, 0) + SIZE[0]]
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        write_files({target: encode_picture(picture, target)}, overwrite=True)
    except (OSError, ExportError):
        return


def forget_thumbnails() -> None:
    """Delete all small pictures, when the list of recent photos is cleared."""
    for file in thumbnail_path("").parent.glob("*.png"):
        file.unlink(missing_ok=True)
