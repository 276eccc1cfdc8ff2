"""The canvas before a photo is open: a place to drop one, samples, and the photos opened last."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QBoxLayout,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ..resources import resource
from . import theme
from .kit.button import Button
from .kit.labels import ElidedLabel, Paragraph
from .kit.scroll import ScrollBar
from .kit.tool_button import ToolButton
from .settings import Recent
from .start_parts import DropCard, Ground, RecentRow, SampleButton

SAMPLES = (
    ("china.jpg", "Pagoda"),
    ("flower.jpg", "Dahlia"),
    ("rocket.jpg", "Rocket"),
    ("coffee.png", "Coffee"),
    ("chelsea.png", "Cat"),
)
"""The sample photos, and what people call what is on them."""


def sample_path(name: str) -> Path:
    """Return where a sample photo lies."""
    return resource("samples", name)


def is_sample(path: Path) -> bool:
    """Whether a photo is one of the program's own."""
    # Compared as it stands: asking the disk could hold up the window, and fail on a path that cannot be.
    return path in {sample_path(file) for file, _ in SAMPLES}


class StartPage(QScrollArea):
    """Invites; tells what a person wants to open."""

    open_wanted = Signal()
    paste_wanted = Signal()
    path_wanted = Signal(object)
    clear_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("start")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(True)
        self.setVerticalScrollBar(ScrollBar(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        page = Ground()
        self.setWidget(page)
        outer = QHBoxLayout(page)
        outer.addStretch(1)
        self._column = QVBoxLayout()
        outer.addLayout(self._column, 1000)
        outer.addStretch(1)
        self._column.setContentsMargins(theme.px(20), theme.px(40), theme.px(20), theme.px(24))
        self._column.setSpacing(theme.px(8))
        self._column.addWidget(self._make_card())
        self._column.addSpacing(theme.px(20))
        self._samples = self._add_samples()
        self._column.addSpacing(theme.px(20))
        self._recent_box = QWidget()
        self._column.addWidget(self._recent_box)
        self._column.addStretch(1)
        self._recents: dict[str, RecentRow] = {}

    def focus_first(self) -> None:
        """Put the keyboard where people start: the first sample."""
        self._samples[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def show_recent(self, recent: tuple[Recent, ...]) -> None:
        """List the photos opened last."""
        self._column.removeWidget(self._recent_box)
        self._recent_box.deleteLater()
        self._recent_box = QWidget()
        self._column.insertWidget(self._column.count() - 1, self._recent_box)
        self._recents = {}
        column = QVBoxLayout(self._recent_box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        if not recent:
            return
        heading = QHBoxLayout()
        heading.addWidget(ElidedLabel("Recent", weight=theme.BOLD))
        heading.addStretch(1)
        clear = ToolButton("Clear list", name="start.recent.clear", quiet=True)
        clear.clicked.connect(self.clear_wanted)
        heading.addWidget(clear)
        column.addLayout(heading)
        for entry in recent:
            row = RecentRow(entry)
            row.clicked.connect(lambda _checked=False, path=entry.path: self.path_wanted.emit(Path(path)))
            self._recents[entry.path] = row
            column.addWidget(row)

    def mark_missing(self, paths: frozenset[str]) -> None:
        """Dim the recent photos that are no longer where they were."""
        for path, row in self._recents.items():
            row.set_missing(path in paths)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use fewer columns where the window is narrow or the font is big."""
        super().resizeEvent(event)
        width = self.viewport().width()
        across = QBoxLayout.Direction.LeftToRight if width >= theme.px(520) else QBoxLayout.Direction.TopToBottom
        self._card_row.setDirection(across)
        columns = max(1, min(len(self._samples), (width - theme.px(40)) // theme.px(120)))
        for index, button in enumerate(self._samples):
            self._grid.addWidget(button, index // columns, index % columns)
        for column in range(len(self._samples)):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)

    def _make_card(self) -> QWidget:
        card = DropCard()
        row = self._card_row = QHBoxLayout(card)
        row.setContentsMargins(theme.px(108), theme.px(36), theme.px(32), theme.px(36))
        row.setSpacing(theme.px(10))
        texts = QVBoxLayout()
        texts.setSpacing(theme.px(6))
        texts.addWidget(Paragraph("Drop a photo here", delta=11, weight=theme.BOLD))
        texts.addWidget(Paragraph("and watch it fall into segments. Photos stay on this computer.", delta=1, dim=True))
        row.addLayout(texts, 1)
        paste = Button("Paste", name="start.paste")
        paste.clicked.connect(self.paste_wanted)
        open_photo = Button("Open photo…", name="start.open", primary=True)
        open_photo.clicked.connect(self.open_wanted)
        row.addWidget(paste)
        row.addWidget(open_photo)
        return card

    def _add_samples(self) -> list[QAbstractButton]:
        heading = QHBoxLayout()
        heading.setSpacing(theme.px(8))
        heading.addWidget(ElidedLabel("Try a sample", weight=theme.BOLD))
        heading.addWidget(ElidedLabel("one click, ready in a second", dim=True), 1)
        self._column.addLayout(heading)
        self._grid = QGridLayout()
        self._grid.setSpacing(theme.px(14))
        buttons: list[QAbstractButton] = []
        for file, title in SAMPLES:
            button = SampleButton(file, title)
            button.clicked.connect(lambda _checked=False, file=file: self.path_wanted.emit(sample_path(file)))
            buttons.append(button)
        self._column.addLayout(self._grid)
        return buttons
