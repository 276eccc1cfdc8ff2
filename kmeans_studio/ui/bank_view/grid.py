"""Every kernel of a bank, grouped by kind, scale and direction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from .. import theme
from .arrangement import arranged
from .cell import KernelCell
from .color_bar import ColorBar
from .grid_menu import open_menu
from .grid_places import Places, neighbor, placed
from .pictures import GridPictures
from .section import Section

if TYPE_CHECKING:
    from .model import BankModel

_STEPS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class KernelGrid(QWidget):
    """Shows the bank of a model; tells which filters a person wants left out. As high as it needs for its width."""

    off_picked = Signal(frozenset)
    moved_to = Signal(QWidget)
    """The cell of the filter that is looked at now, to be brought into sight."""

    def __init__(self, model: BankModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bank.grid")
        self.setAccessibleName("Filters")
        self._model = model
        self._one_scale = False
        self.pictures = GridPictures(self)
        self.pictures.made.connect(self._show_picture)
        self._cells: dict[int, KernelCell] = {}
        self._sections: list[Section] = []
        self._places = Places()
        self._bar = ColorBar(self)
        self._lay_out_soon = QTimer(self, singleShot=True, interval=0)
        self._lay_out_soon.timeout.connect(self._lay_out)
        model.bank_changed.connect(self._rebuild)
        model.selected_changed.connect(self._show_selected)
        model.off_changed.connect(self._show_off)
        self._rebuild()

    def set_one_scale(self, on: bool) -> None:
        """Scale all kernels by the strongest peak in the bank, or each by its own."""
        self._one_scale = on
        self._set_colors()

    def cell(self, index: int) -> KernelCell:
        """Return the cell of a filter."""
        return self._cells[index]

    def sizeHint(self) -> QSize:
        """As the kernels need."""
        return QSize(theme.px(360), self._places.height)

    def minimumSizeHint(self) -> QSize:
        """Kernels can be small, but not cut."""
        return QSize(theme.px(200), self._places.height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Find a place for everything."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._lay_out()

    def changeEvent(self, event: QEvent) -> None:
        """Take the colors of a new scheme, and the room of a new font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._set_colors()
        elif event.type() == QEvent.Type.FontChange:
            self._lay_out_soon.start()

    def event(self, event: QEvent) -> bool:
        """On a screen of another ratio, pictures are made anew."""
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._lay_out_soon.start()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from kernel to kernel."""
        bank = self._model.bank
        key = Qt.Key(event.key())
        if bank is None or event.modifiers() not in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        ):
            super().keyPressEvent(event)
        elif key in _STEPS:
            places = {index: cell.geometry() for index, cell in self._cells.items()}
            self._go(neighbor(places, self._model.selected, *_STEPS[key]))
        elif key == Qt.Key.Key_Home:
            self._go(0)
        elif key == Qt.Key.Key_End:
            self._go(len(bank) - 1)
        else:
            super().keyPressEvent(event)

    def _go(self, index: int) -> None:
        self._model.select(index)
        self._cells[index].setFocus(Qt.FocusReason.TabFocusReason)

    # --- what there is -------------------------------------------------------------------------------------------

    def _rebuild(self) -> None:
        bank = self._model.bank
        had_focus = any(cell.hasFocus() for cell in self._cells.values())
        for widget in (*self._cells.values(), *self._sections):
            widget.hide()
            widget.deleteLater()
        self._cells, self._sections = {}, []
        if bank is not None:
            groups = arranged(bank)
            for group in groups:
                section = Section(group, alone=len(groups) == 1, parent=self)
                section.turned.connect(self._turn)
                self._sections.append(section)
                for index in group.filters:
                    cell = KernelCell(index, bank.filters[index].title, self.pictures, self)
                    cell.looked_at.connect(self._look_at)
                    cell.turned.connect(lambda index: self._turn((index,)))
                    cell.menu_wanted.connect(self._open_menu)
                    self._cells[index] = cell
        self.pictures.set_bank(bank)
        self._lay_out()
        self._show_off()
        self._show_selected()
        for widget in (*self._cells.values(), *self._sections):
            widget.show()
        if had_focus and self._cells:
            self._cells[self._model.selected].setFocus()

    def _lay_out(self) -> None:
        if self.width() <= 0:
            return
        self._places = placed(self.width(), self._sections, self._bar)
        for section in self._sections:
            for index, rect in section.cells.items():
                self._cells[index].setGeometry(rect)
        self._bar.setVisible(bool(self._sections))
        self._bar.set_upright(self._places.bar_upright)
        self._bar.setGeometry(self._places.bar)
        self.setFixedHeight(max(1, self._places.height))
        ratio = self.devicePixelRatioF()
        self._set_colors()
        self.pictures.set_room(round((self._places.pitch - 4) * ratio), ratio)

    # --- what is shown -------------------------------------------------------------------------------------------

    def _set_colors(self) -> None:
        self.pictures.set_colors(dark=theme.scheme().dark, one_scale=self._one_scale)

    def _show_picture(self, index: int) -> None:
        for cell in self._cells.values() if index < 0 else (self._cells[index],):
            cell.update()
        for section in self._sections:
            section.show_reductions(self.pictures.reduction, alike=self.pictures.alike)

    def _show_selected(self) -> None:
        for index, cell in self._cells.items():
            if cell.selected != (index == self._model.selected):
                cell.show_selected(index == self._model.selected)
        if self._model.selected in self._cells:
            self.moved_to.emit(self._cells[self._model.selected])

    def _show_off(self) -> None:
        off = self._model.off
        for index, cell in self._cells.items():
            if cell.isChecked() == (index in off):
                cell.show_in_use(index not in off)
        for section in self._sections:
            section.show_off(off)

    # --- what a person does --------------------------------------------------------------------------------------

    def _look_at(self, index: int) -> None:
        self._cells[index].setFocus(Qt.FocusReason.MouseFocusReason)
        self._model.select(index)

    def _turn(self, filters: tuple[int, ...]) -> None:
        """Leave filters out, or, if all of them are, use them again."""
        off, these = self._model.off, frozenset(filters)
        self.off_picked.emit(off - these if these <= off else off | these)

    def _open_menu(self, index: int, place: QPoint) -> None:
        bank = self._model.bank
        if bank is not None:
            open_menu(self, bank, [section.group for section in self._sections], self._model.off, index, place)
