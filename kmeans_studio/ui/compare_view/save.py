"""Saving what is compared: the board as a picture, its figures as a table."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ..save_piece import Piece

if TYPE_CHECKING:
    from ...photo import Photo
    from ...pipeline.compare import Comparison

PICTURES = (".png", ".jpg", ".webp", ".tif")


def board_picture(photo: Photo, comparison: Comparison) -> Piece:
    """Return the board as one picture."""

    def make(path: Path) -> bytes | memoryview:
        from ...export.board import board
        from ...export.encode import encode_picture

        return encode_picture(board(photo, comparison), path)

    return Piece("compare", "the board as a picture", PICTURES, make)


def board_table(comparison: Comparison) -> Piece:
    """Return the figures as a table."""

    def make(_path: Path) -> bytes:
        from ...export.board_csv import board_csv

        return board_csv(comparison)

    return Piece("compare", "the figures of the board", (".csv",), make)
