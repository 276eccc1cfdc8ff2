"""Saving the picture of the cloud."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice

from .. import theme
from ..save_piece import Piece

if TYPE_CHECKING:
    from .hand import CloudView

SCALE = 2
"""Pixels of a picture for one of the window's."""


def cloud_piece(view: CloudView) -> Piece:
    """Return the picture as it is shown now, in the colors of the window."""
    image = view.snapshot(view.width(), view.height(), SCALE, theme.scheme())

    def make(path: Path) -> bytes:
        data = QByteArray()
        buffer = QBuffer(data)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        image.save(buffer, path.suffix[1:].upper())  # type: ignore[call-overload]  # takes a device as well as a path
        return bytes(data.data())

    return Piece("color-cloud", "the color cloud as a picture", (".png",), make)
