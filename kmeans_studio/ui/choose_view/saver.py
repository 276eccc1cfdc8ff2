"""Saving what the measures found: the chart as a picture, the figures as JSON."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ..piece_saver import PieceSaver
from ..save_piece import Piece
from ..words import printable

if TYPE_CHECKING:
    from ...photo import Photo
    from ...recipe import Recipe
    from ..choose_jobs import Study

PICTURES = (".png", ".tif", ".webp", ".jpg")


class StudySaver(PieceSaver):
    """Saves what is known."""

    def save_picture(self, study: Study) -> None:
        """Save the chart."""
        self.save(chart_of(study, self._photo_name()))

    def save_json(self, study: Study) -> None:
        """Save the figures."""
        if self._session.opened is not None:
            self.save(figures_of(study, self._session.opened.photo, self._session.recipe))

    def _photo_name(self) -> str:
        opened = self._session.opened
        return "" if opened is None else printable(opened.name)


def chart_of(study: Study, title: str) -> Piece:
    """Return the chart as a picture that can be saved."""

    def make(path: Path) -> memoryview:
        from ...export.encode import encode_picture
        from ...export.k_chart import k_chart

        return encode_picture(k_chart(study.evidence, title), path)

    return Piece("choose-k", "the chart", PICTURES, make)


def figures_of(study: Study, photo: Photo, recipe: Recipe) -> Piece:
    """Return the figures as JSON that can be saved."""

    def make(_path: Path) -> bytes:
        from ...export.k_report import k_report
        from ...export.report import report_bytes

        return report_bytes(k_report(photo, recipe, study.evidence))

    return Piece("choose-k", "the figures", (".json",), make)
