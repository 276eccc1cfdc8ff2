"""The photo: from a file on disk, whatever is in it, to upright sRGB pixels. Start reading at `opening.py`."""

from __future__ import annotations

from .errors import PhotoError
from .model import PIXEL_LIMIT, Photo

__all__ = ["PIXEL_LIMIT", "Photo", "PhotoError"]
