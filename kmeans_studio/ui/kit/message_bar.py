"""The bar over the canvas that says what went wrong, why, and what stayed; or gives a notice."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from .. import icons, theme
from . import paint
from .labels import Paragraph
from .tool_button import ToolButton

_EDGE = 4
_NARROW = 620


class MessageBar(QWidget):
    """Hidden until there is something to say; never asks for more width than the window has."""

    def __init__(self, parent: QWidget | None = None, *, name: str) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._sign = _Sign(self)
        self._what = Paragraph(name=f"{name}.what", weight=theme.BOLD)
        self._why = Paragraph(name=f"{name}.why", dim=True)
        self._close = ToolButton("Close message", "close", name=f"{name}.close", icon_only=True, small=True)
        self._close.clicked.connect(self.dismiss)
        self._buttons: list[QAbstractButton] = []
        self._focus_before: QWidget | None = None

        texts = QVBoxLayout()
        texts.setSpacing(theme.px(2))
        texts.addWidget(self._what)
        texts.addWidget(self._why)
        self._button_box = QWidget()
        self._button_row = QHBoxLayout(self._button_box)
        self._button_row.setContentsMargins(0, 0, 0, 0)
        self._button_row.setSpacing(theme.px(10))
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(theme.px(18), theme.px(12), theme.px(12), theme.px(12))
        self._grid.setSpacing(theme.px(10))
        self._grid.setColumnStretch(1, 1)
        self._grid.addWidget(self._sign, 0, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addLayout(texts, 0, 1)
        self._grid.addWidget(self._close, 0, 3, Qt.AlignmentFlag.AlignTop)
        self._place_buttons()
        self.hide()

    def tell(
        self,
        what: str,
        why: Sequence[str] = (),
        *,
        failure: bool = True,
        buttons: Sequence[QAbstractButton] = (),
    ) -> None:
        """Show a message in place of the one before.

        what:    one bold line. why: the lines below it.
        buttons: shown at the right and deleted with the message. For a failure the focus moves to the last of
                 them (the most useful one), or to the close button; a notice leaves the focus where it is.
        """
        if failure and self._focus_before is None:
            self._focus_before = self.window().focusWidget()
        self._drop_buttons()
        self._sign.set_failure(failure)
        self._what.setText(what)
        self._why.setText("\n".join(why))
        self._why.setVisible(bool(why))
        for button in buttons:
            self._button_row.addWidget(button)
        self._buttons = list(buttons)
        self._button_box.setVisible(bool(buttons))
        self.setAccessibleName(what)
        self.setAccessibleDescription(" ".join(why))
        self.show()
        self.update()
        if failure:
            (self._buttons[-1] if self._buttons else self._close).setFocus(Qt.FocusReason.OtherFocusReason)
        _announce(self, " ".join([what, *why]), urgent=failure)

    def dismiss(self) -> None:
        """Take the message away."""
        before, self._focus_before = self._focus_before, None
        within = self.isAncestorOf(self.window().focusWidget() or self.window())
        self.hide()
        self._drop_buttons()
        if within and before is not None and isValid(before) and before.isVisible():
            before.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Find another place for the buttons where beside them the words would be squeezed."""
        super().resizeEvent(event)
        self._place_buttons()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape closes the bar while the focus is in it."""
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground, the colored edge at the leading side and the rule below."""
        s = theme.scheme()
        painter = QPainter(self)
        paint.flat(painter, self.rect(), s.window)
        paint.flat(painter, QRect(0, self.height() - 1, self.width(), 1), s.line)
        edge = paint.mirrored(self, QRect(0, 0, _EDGE, self.height()))
        paint.flat(painter, edge, s.bad if self._sign.failure else s.edge)
        painter.end()

    def _place_buttons(self) -> None:
        row, column = (0, 2) if self.width() >= theme.px(_NARROW) else (1, 1)
        self._grid.addWidget(self._button_box, row, column, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)

    def _drop_buttons(self) -> None:
        for button in self._buttons:
            self._button_row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons = []


class _Sign(QWidget):
    """The triangle of a failure, the (i) of a notice."""

    failure = True

    def set_failure(self, failure: bool) -> None:
        self.failure = failure
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(20), theme.px(20))

    def paintEvent(self, event: QPaintEvent) -> None:
        s = theme.scheme()
        painter = QPainter(self)
        if self.failure:
            icons.draw(painter, "warn", self.rect(), s.bad)
        else:
            icons.draw(painter, "info", self.rect(), s.dim)
        painter.end()


def _announce(widget: QWidget, text: str, *, urgent: bool) -> None:
    from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent  # not needed to show the window

    event = QAccessibleAnnouncementEvent(widget, text)
    politeness = QAccessible.AnnouncementPoliteness
    event.setPoliteness(politeness.Assertive if urgent else politeness.Polite)
    QAccessible.updateAccessibility(event)
