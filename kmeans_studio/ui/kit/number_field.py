"""A field for a whole number, without arrows: type it, or step with the keys or the wheel."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent, QResizeEvent, QValidator, QWheelEvent
from PySide6.QtWidgets import QAbstractSpinBox, QSizePolicy, QSpinBox, QToolTip, QWidget

from .. import theme
from . import paint
from .field import leaves_to_window, paint_field
from .focus import FocusRing


class NumberField(FocusRing, QSpinBox):
    """Takes whole numbers from `minimum`, 0 or more, to `maximum`; one outside becomes the nearest, and a tip says so.

    Typing counts on Return or when the focus leaves, Escape takes it back. Up, Down, Page Up, Page Down and
    the wheel (with the focus) count at once. `strong` centers the number in the weight of headings.
    """

    changed = Signal(int)
    """A person set another number."""

    def __init__(
        self,
        minimum: int,
        maximum: int,
        value: int,
        parent: QWidget | None = None,
        *,
        name: str,
        title: str = "",
        strong: bool = False,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setRange(minimum, maximum)
        self.setValue(value)
        self.setFrame(False)
        self.setButtonSymbols(QAbstractSpinBox.ButtonSymbols.NoButtons)
        self.setKeyboardTracking(False)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setFont(theme.font(weight=theme.BOLD if strong else theme.NORMAL, tabular=True))
        if strong:
            self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._side = 4 if strong else 9
        self.valueChanged.connect(self.changed)

    def set_value(self, value: int) -> None:
        """Show a number without telling."""
        with QSignalBlocker(self):
            self.setValue(value)

    def sizeHint(self) -> QSize:
        """Room for the longest number."""
        digits = max(len(str(self.minimum())), len(str(self.maximum())))
        width = paint.text_width("0" * (digits + 1), self.font()) + 2 * theme.px(self._side)
        return QSize(max(width, theme.px(44)), theme.px(28))

    def minimumSizeHint(self) -> QSize:
        """Room for three digits."""
        return QSize(theme.px(44), theme.px(28))

    def validate(self, text: str, pos: int) -> tuple[QValidator.State, str, int]:
        """Let any number be typed: a key that does nothing is harder to understand than a correction."""
        digits = text.strip()
        if not digits:
            return QValidator.State.Intermediate, text, pos
        return (QValidator.State.Acceptable if digits.isdecimal() else QValidator.State.Invalid), text, pos

    def fixup(self, text: str) -> str:
        """An emptied field takes back the number it had."""
        return self.textFromValue(self.value())

    def valueFromText(self, text: str) -> int:
        """The nearest number allowed."""
        typed = int(text)
        nearest = min(max(typed, self.minimum()), self.maximum())
        if nearest != typed and self.isVisible():
            tip = f"From {self.minimum()} to {self.maximum()}"
            QToolTip.showText(self.mapToGlobal(QPoint(0, self.height())), tip, self)
        return nearest

    def textFromValue(self, value: int) -> str:
        """Plain digits: no group separators, which one would have to type too."""
        return str(value)

    def event(self, event: QEvent) -> bool:
        """Leave to the window what is nothing to type here."""
        if leaves_to_window(event, settled=self.lineEdit().text() == self.textFromValue(self.value())):
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape takes back what was typed."""
        shown = self.textFromValue(self.value())
        if event.key() == Qt.Key.Key_Escape and self.lineEdit().text() != shown:
            self.lineEdit().setText(shown)
            self.selectAll()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the panel unless this field has the focus."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the text the room inside the outline."""
        super().resizeEvent(event)
        side = theme.px(self._side) - 2
        self.lineEdit().setGeometry(self.rect().adjusted(side, 2, -side, -2))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the field; the text paints itself."""
        paint_field(self)
