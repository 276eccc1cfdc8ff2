"""The pane that ranks the filters by how well they tell the segments apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QObject, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from .. import theme
from ..kit import paint
from ..qimage import photo_image
from ..words import percent
from .diverging import colored
from .list_pane import ENTRY_ROLE, Index, ListPane, Rows
from .pictures import GridPictures

if TYPE_CHECKING:
    from ..scheme import Scheme
    from .figure import Ranked
    from .model import BankModel

SIDE = 24
"""How large kernels are shown, in design pixels."""


class RankingPane(ListPane):
    """A list of filters, the one that separates the segments most first; a click looks at a filter."""

    def __init__(self, model: BankModel, parent: QWidget | None = None) -> None:
        title = "Filters, the one that separates the segments most first"
        super().__init__(_Rows(), title, parent, name="bank.ranking")
        self._model = model
        self.kernels = Kernels(self)
        self.kernels.made.connect(lambda _: self.list.viewport().update())
        self.list.setItemDelegate(_Delegate(self.list, model, self.kernels))
        self.list.selectionModel().currentChanged.connect(self._taken)
        self.list.clicked.connect(self._taken)
        model.selected_changed.connect(self._mark)
        model.bank_changed.connect(lambda: self.kernels.set_bank(model.bank))
        self.kernels.set_bank(model.bank)

    def show_entries(self, entries: tuple[Ranked, ...]) -> None:
        """Show features, the best first."""
        super().show_entries(entries)
        self._mark()

    def _taken(self, index: QModelIndex, *_: Any) -> None:
        if index.isValid() and (filters := self.rows.entries[index.row()].filters):
            self._model.select(filters[0])

    def _mark(self) -> None:
        """Mark the row of the filter that is looked at, and bring it into sight."""
        here = self._model.selected
        row = next((row for row, one in enumerate(self.rows.entries) if here in one.filters), None)
        chooser = self.list.selectionModel()
        chooser.blockSignals(True)
        if row is None:
            chooser.clear()
        else:
            index = self.rows.index(row)
            chooser.setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
            self.list.scrollTo(index)
        chooser.blockSignals(False)
        self.list.viewport().update()


class _Rows(Rows):
    def said(self, entry: Ranked, role: int) -> str | None:
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return entry.title
            case Qt.ItemDataRole.ToolTipRole:
                return f"{entry.title}: {percent(entry.share)} of what it varies lies between the segments"
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{entry.title}, {percent(entry.share)}"
        return None


class Kernels(GridPictures):
    """The kernels, SIDE design pixels wide at most."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        # On a finer screen each of their pixels is larger, as all over the tab.
        self.set_room(theme.px(SIDE), 1.0)

    def on_paper(self, index: int) -> QImage | None:
        """Return the picture of a kernel for files, or None while it is still being made."""
        if index not in self._fitted:
            return None
        fitted, peak = self._fitted[index]
        return photo_image(colored(fitted.values, peak, dark=False))


class _Delegate(QStyledItemDelegate):
    """Paints a row: kernel, title, share, and a bar for the share."""

    def __init__(self, parent: QWidget, model: BankModel, kernels: Kernels) -> None:
        super().__init__(parent)
        self._model, self._kernels = model, kernels

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(theme.px(160), theme.px(32))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        s, row = theme.scheme(), option.rect
        one: Ranked = index.data(ENTRY_ROLE)
        here = self._model.selected in one.filters
        if here or option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(row, s.sel if here else s.hover)
        if here:
            painter.fillRect(QRect(row.left(), row.top(), 3, row.height()), s.accent)
        inner = row.adjusted(theme.px(16), 0, -theme.px(12), 0)
        self._kernels.set_colors(dark=s.dark, one_scale=False)
        picture = self._kernels.picture(one.filters[0]) if one.filters else None
        paint_ranked(painter, inner, one, s, picture, strong=here)


def paint_ranked(
    painter: QPainter, row: QRect, one: Ranked, s: Scheme, picture: QImage | None, *, strong: bool = False
) -> None:
    """Paint one row; `picture`: the kernel."""
    side = theme.px(SIDE)
    frame = QRectF(row.left(), row.center().y() - side / 2 + 1, side, side)
    if picture is not None:
        place = QRectF(0, 0, picture.width(), picture.height())
        place.moveCenter(frame.center())
        painter.fillRect(frame, picture.pixelColor(0, 0))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        painter.drawImage(place, picture)
    left, middle = round(frame.right()) + theme.px(8), row.center().y()
    line = QRect(left, row.top() + theme.px(2), row.right() - left, middle - row.top())
    share = percent(one.share)
    font = theme.font(tabular=True)
    painter.setPen(s.text)
    painter.setFont(paint.bold(font) if strong else font)
    across = Qt.AlignmentFlag.AlignVCenter
    painter.drawText(line, across | Qt.AlignmentFlag.AlignRight, share)
    line.setRight(line.right() - painter.fontMetrics().horizontalAdvance(share) - theme.px(8))
    title = painter.fontMetrics().elidedText(one.title, Qt.TextElideMode.ElideRight, line.width())
    painter.drawText(line, across | Qt.AlignmentFlag.AlignLeft, title)
    track = QRectF(left, middle + theme.px(5), row.right() - left, theme.px(3))
    paint.bar(painter, track, s.track)
    track.setWidth(max(float(theme.px(3)), track.width() * one.share))
    paint.bar(painter, track, s.bar)
