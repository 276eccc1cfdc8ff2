"""How a segment's row looks: swatch with number, eye, name and share, and a bar for the share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QMouseEvent, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from .. import icons, theme
from ..kit import paint
from ..kit.field import TextField
from ..kit.swatch import paint_swatch
from ..words import percent
from .model import SEGMENT_ROLE

if TYPE_CHECKING:
    from ...edits import Segment

Index = QModelIndex | QPersistentModelIndex


class SegmentDelegate(QStyledItemDelegate):
    """Paints rows, and turns clicks on the eye and the swatch into signals."""

    eye_clicked = Signal(int)
    swatch_activated = Signal(int)
    """The label of the segment whose swatch was double-clicked."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.lit: int | None = None
        """The label under the pointer on the canvas."""
        self.locked: frozenset[int] = frozenset()
        """The labels of the segments whose centers stay where they are."""
        self.biggest = 1.0
        """The share that fills its bar."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Height of a row."""
        return QSize(theme.px(160), theme.px(40))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one row."""
        segment: Segment = index.data(SEGMENT_ROLE)
        s = theme.scheme()
        row = option.rect
        state = option.state
        selected = bool(state & QStyle.StateFlag.State_Selected)
        if selected or segment.label == self.lit or state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(row, s.sel if selected else s.hover)
        if selected:
            painter.fillRect(QRect(row.left(), row.top(), 3, row.height()), s.accent)
        view = option.widget
        if state & QStyle.StateFlag.State_HasFocus and view is not None and view.hasFocus() and not selected:
            paint.ring(painter, row.adjusted(1, 1, -1, -1), s.accent)
        paint_swatch(painter, _swatch(row), QColor(*segment.color), str(segment.number))
        icons.draw(painter, "eyeoff" if segment.hidden else "eye", _eye(row), s.dim)
        self._paint_words(painter, row, segment)

    def _paint_words(self, painter: QPainter, row: QRect, segment: Segment) -> None:
        s = theme.scheme()
        left = _eye(row).right() + theme.px(10)
        right = row.right() - theme.px(16)
        middle = row.center().y()
        line = QRect(left, row.top() + theme.px(3), right - left, middle - row.top())
        painter.setFont(theme.font(tabular=True))
        painter.setPen(s.dim if segment.hidden else s.text)
        share = percent(segment.share)
        across = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(line, across | Qt.AlignmentFlag.AlignRight, share)
        line.setRight(line.right() - painter.fontMetrics().horizontalAdvance(share) - theme.px(8))
        if segment.label in self.locked:
            side = theme.px(14)
            icons.draw(painter, "lock", QRect(line.right() - side, line.center().y() - side // 2, side, side), s.dim)
            line.setRight(line.right() - side - theme.px(4))
        font = theme.font()
        font.setItalic(not segment.named)
        painter.setFont(font)
        name = painter.fontMetrics().elidedText(segment.name, Qt.TextElideMode.ElideRight, line.width())
        painter.drawText(line, across | Qt.AlignmentFlag.AlignLeft, name)
        track = QRectF(left, middle + theme.px(6), right - left, 4)
        paint.bar(painter, track, s.track)
        track.setWidth(max(4.0, track.width() * segment.share / self.biggest))
        paint.bar(painter, track, s.bar)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """A field over the name."""
        segment: Segment = index.data(SEGMENT_ROLE)
        editor = TextField(parent=parent, name="segments.name")
        editor.setAccessibleName(f"Name of segment {segment.number}")
        editor.setPlaceholderText(segment.name)
        editor.setMaxLength(80)
        return editor

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        """Lay the field over the words."""
        row = option.rect
        left = _eye(row).right() + theme.px(6)
        height = max(editor.sizeHint().height(), theme.px(28))
        editor.setGeometry(left, row.center().y() - height // 2, row.right() - theme.px(12) - left, height)

    def editorEvent(self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: Index) -> bool:
        """Turn clicks on the eye and double clicks on the swatch into signals; the rest selects."""
        if isinstance(event, QMouseEvent) and event.button() == Qt.MouseButton.LeftButton:
            segment: Segment = index.data(SEGMENT_ROLE)
            at = event.position().toPoint()
            on_eye = _eye(option.rect).adjusted(-4, -10, 4, 10).contains(at)
            if on_eye:
                if event.type() == QEvent.Type.MouseButtonRelease:
                    self.eye_clicked.emit(segment.label)
                return True
            if event.type() == QEvent.Type.MouseButtonDblClick and _swatch(option.rect).contains(at):
                self.swatch_activated.emit(segment.label)
                return True
        return super().editorEvent(event, model, option, index)


def _swatch(row: QRect) -> QRect:
    side = theme.px(24)
    return QRect(row.left() + theme.px(16), row.center().y() - side // 2 + 1, side, side)


def _eye(row: QRect) -> QRect:
    side = theme.px(20)
    return QRect(_swatch(row).right() + theme.px(10), row.center().y() - side // 2 + 1, side, side)
