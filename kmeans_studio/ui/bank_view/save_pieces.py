"""What of the explanations can be saved, and as what."""

from __future__ import annotations

import io
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject

from .. import theme
from ..inspect_jobs import ResponseJob
from ..save_piece import Piece
from . import chart_files, response_look
from .insight import RANKING
from .response import OVER
from .save import BankPieceSaver

if TYPE_CHECKING:
    from pathlib import Path

    from ..inspecting import Inspecting
    from ..runner import Runner
    from ..session import Session
    from ..window import Window
    from .model import BankModel


class SavePieces(QObject):
    """Listens to the save buttons of the panes."""

    def __init__(
        self, session: Session, runner: Runner, window: Window, model: BankModel, inspecting: Inspecting
    ) -> None:
        super().__init__(session)
        self._session, self._model, self._inspecting = session, model, inspecting
        self.saver = BankPieceSaver(session, runner, window)
        inspecting.response.save_wanted.connect(lambda what: self._save(self.response(what)))
        inspecting.pixel.save_wanted.connect(lambda what: self._save(self.pixel(what)))
        inspecting.insight.save_wanted.connect(lambda what: self._save(self.insight(what)))

    def _save(self, piece: Piece | None) -> None:
        if piece is not None:
            self.saver.save(piece)

    def response(self, what: str) -> Piece | None:
        """Return the response as it is seen, at the size of the photo, or its values."""
        pane, opened = self._inspecting.response, self._session.opened
        picture = pane.picture
        if picture is None or opened is None:
            return None
        name = f"filter-{self._model.selected + 1}-{picture.kind}"
        if what == "values":
            feature = self._inspecting.feature() if picture.kind == "pooled" else None
            job = ResponseJob(opened.photo, self._session.recipe, self._model.selected, picture.kind, feature)
            return Piece(name, "the values of the response", (".npy",), lambda _: _npy(job))
        dark, photo, over = theme.scheme().dark, opened.levels[0], pane.view == OVER

        def make(path: Path) -> bytes | memoryview:
            from ...export.encode import encode_picture

            return encode_picture(response_look.painted(picture, photo, dark, over_photo=over), path)

        return Piece(name, "the response as a picture", (".png", ".tif", ".webp", ".jpg"), make)

    def pixel(self, what: str) -> Piece | None:
        """Return the bars of the pixel as a picture or as a table."""
        figure, evidence, run = self._inspecting.figure(), self._inspecting.evidence, self._inspecting.run
        bank = self._model.bank
        if figure is None or evidence is None or run is None or bank is None:
            return None
        name = "pixel-{}-{}".format(*figure.pixel)
        if what == "table":
            make = partial(chart_files.pixel_table, evidence, run.recipe.filters_off, len(bank))
            return Piece(name, "the features of the pixel", (".csv",), lambda _: make())
        drawn = chart_files.pixel_picture(figure, self._inspecting.why(figure))
        return Piece(name, "the bars of the pixel", chart_files.PICTURES, drawn)

    def insight(self, what: str) -> Piece | None:
        """Return the ranking as a picture or as a table, or the textons as a picture."""
        pane = self._inspecting.insight
        if pane.view == RANKING:
            ranked = pane.ranking.entries
            if not ranked:
                return None
            if what == "table":
                return Piece(
                    "ranking", "the ranking of the filters", (".csv",), lambda _: chart_files.ranking_table(ranked)
                )
            drawn = chart_files.ranking_picture(ranked, pane.ranking.kernels.on_paper)
            return Piece("ranking", "the ranking of the filters", chart_files.PICTURES, drawn)
        textons = pane.textons.entries
        if not textons:
            return None
        return Piece("textons", "the textons", chart_files.PICTURES, chart_files.textons_picture(textons))


def _npy(job: ResponseJob) -> memoryview:
    values, _ = job.values(None)
    file = io.BytesIO()
    np.save(file, values, allow_pickle=False)
    return file.getbuffer()
