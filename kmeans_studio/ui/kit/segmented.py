"""The segmented control: a few choices side by side, exactly one of them taken."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QRadioButton, QSizePolicy, QWidget

from .. import icons, theme
from . import paint
from .focus import FocusRing


class Segmented(QWidget):
    """Choices by name. Arrow keys move, the whole control is one tab stop.

    entries: (name, title) of each choice; the first one is taken at first.
    icon_of: name -> icon, for the form with icons alone; the titles are then tooltips.
    word_of: name -> a short word in place of the title, for narrow places; the title is then the tooltip, and what a
             screen reader says. With short words the letters, too, may become smaller where there is little room.
    """

    picked = Signal(str)
    """A person took another choice: its name."""

    def __init__(
        self,
        entries: Iterable[tuple[str, str]],
        parent: QWidget | None = None,
        *,
        name: str,
        title: str = "",
        icon_of: Mapping[str, str] | None = None,
        word_of: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 2, 2, 2)
        row.setSpacing(2)
        self._group = QButtonGroup(self)
        self._pieces: dict[str, _Piece] = {}
        for entry, text in entries:
            icon = icon_of[entry] if icon_of else ""
            word = None if word_of is None else word_of.get(entry, text)
            piece = _Piece(text, self, name=f"{name}.{entry}", icon=icon, word=word)
            piece.entry = entry
            self._pieces[entry] = piece
            self._group.addButton(piece)
            row.addWidget(piece)
        self.set_current(next(iter(self._pieces)))
        self._group.buttonClicked.connect(self._clicked)

    def current(self) -> str:
        """The name of the choice taken."""
        return self._current

    def set_current(self, entry: str) -> None:
        """Take a choice without telling; KeyError for an unknown name."""
        self._pieces[entry].setChecked(True)
        self._current = entry
        self._keep_one_tab_stop()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground the pieces lie on."""
        s = theme.scheme()
        painter = QPainter(self)
        paint.box(painter, self.rect(), s.group, s.group_edge, radius=6)
        painter.end()

    def _clicked(self, piece: _Piece) -> None:
        if piece.entry != self._current:
            self.set_current(piece.entry)
            self.picked.emit(piece.entry)

    def _keep_one_tab_stop(self) -> None:
        # Qt does this too, but only when a piece gets the focus.
        for piece in self._pieces.values():
            chosen = piece.entry == self._current
            piece.setFocusPolicy(Qt.FocusPolicy.StrongFocus if chosen else Qt.FocusPolicy.ClickFocus)


class _Piece(FocusRing, QRadioButton):
    """One choice; a radio button to a screen reader and to the arrow keys."""

    entry = ""

    def __init__(self, title: str, parent: QWidget, *, name: str, icon: str, word: str | None) -> None:
        super().__init__(word or title, parent)
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._icon, self._shrinks = icon, word is not None
        if self.text() != title:
            self.setAccessibleName(title)
        if icon or self.text() != title:
            self.setToolTip(title)

    def sizeHint(self) -> QSize:
        """Room for the word in its heavy weight, so that nothing moves when the choice does."""
        return self._size(self.font(), side=16)

    def minimumSizeHint(self) -> QSize:
        """The word is never cut."""
        return self._size(theme.font(-1), side=2) if self._shrinks else self._size(self.font(), side=6)

    def hitButton(self, pos: QPoint) -> bool:
        """The whole piece can be clicked, not only the circle a radio button usually has."""
        return self.rect().contains(pos)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the state the piece is in."""
        face = paint.segment_face(theme.scheme(), paint.State.of(self))
        painter = QPainter(self)
        paint.control(painter, self.rect(), face, focused=self.ring_shown())
        if self._icon:
            square = QRect(0, 0, theme.px(20), theme.px(20))
            square.moveCenter(self.rect().center())
            icons.draw(painter, self._icon, square, face.ink)
        else:
            roomy = not self._shrinks or self.width() >= self._size(self.font(), side=4).width()
            font = self.font() if roomy else theme.font(-1)
            font = paint.bold(font) if self.isChecked() else font
            paint.label(painter, self.rect(), self.text(), face.ink, font, Qt.AlignmentFlag.AlignHCenter)
        painter.end()

    def _size(self, font: QFont, side: int) -> QSize:
        if self._icon:
            return QSize(theme.px(20) + 2 * theme.px(min(side, 9)), theme.px(26))
        width = paint.text_width(self.text(), paint.bold(font))
        return QSize(width + 2 * theme.px(side), theme.px(26))
