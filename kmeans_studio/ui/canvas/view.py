"""The canvas itself: what it is given and what lies over the photo."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPalette
from PySide6.QtWidgets import QGraphicsScene

from . import overlay
from .hand import TOOLS, Hand
from .item import PhotoItem
from .layers import VIEWS
from .seeds import SeedMark, paint_marks

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Canvas(Hand):
    """Shows a photo and its label map; tells where the pointer is and what was clicked.

    Arrays given to it are drawn from where they lie, without a copy: never write to them afterwards.
    """

    def __init__(self) -> None:
        super().__init__()
        self._item = PhotoItem(self._paint_photo)
        self._scene = QGraphicsScene(self)
        self._scene.setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
        self._scene.addItem(self._item)
        self.setScene(self._scene)
        self._chip: overlay.HoverChip | None = None
        self.set_ground(self.palette().color(QPalette.ColorRole.Window).darker(115))
        # Files dropped here are the window's business.
        self.setAcceptDrops(False)
        self.viewport().setAcceptDrops(False)
        self.setObjectName("canvas")
        self.setAccessibleName("Canvas")
        self.setAccessibleDescription(
            "The photo and its segments. Plus and minus zoom, 0 fits, 1 shows actual pixels, "
            "arrow keys move the photo, or the curtain in the split view."
        )

    def set_photo(
        self, levels: tuple[NDArray[np.uint8], ...], alpha_levels: tuple[NDArray[np.uint8], ...] = ()
    ) -> None:
        """Show a new photo, fitted; the label map of the one before is forgotten, colors and groups are not.

        Both come from `levels.halvings`, full size first: `levels` are (h, w, 3) uint8 RGB, `alpha_levels` are
        (h, w) uint8, none for a photo that is opaque everywhere. Raises ValueError, and shows what it showed, if
        an array has another shape or dtype or is not C-contiguous.
        """
        self._layers.set_photo(levels, alpha_levels)
        self._item.resize(self._layers.columns, self._layers.rows)
        self._forget_pointer()
        self._show_photo(self._layers.columns, self._layers.rows)

    def clear(self) -> None:
        """Show nothing but the ground."""
        self._layers.clear()
        self._item.resize(0, 0)
        self._columns = self._rows = 0
        self._forget_pointer()
        self.clear_hover_chip()
        self.viewport().update()

    def _forget_pointer(self) -> None:
        if self._over is not None:
            self._over = None
            self.left.emit()

    def set_labels(self, labels: NDArray[np.uint8] | None, *, final: bool = True) -> None:
        """Show a label map (h, w) uint8 of the photo's size, or none.

        While frames of a running segmentation stream in, pass `final=False`: drawn small they are then drawn
        faster, with some speckle. Raises ValueError as `set_photo` does.
        """
        self._layers.set_labels(labels, final=final)
        self.viewport().update()

    def set_colors(self, colors: NDArray[np.uint8]) -> None:
        """Color the labels: (256, 4) uint8 RGBA; alpha 0 hides."""
        self._layers.set_colors(colors)
        self.viewport().update()

    def set_groups(self, group_of_label: NDArray[np.uint8]) -> None:
        """Say which labels make one segment: (256,) uint8, by label the label that stands for its segment."""
        self._layers.set_groups(group_of_label)
        self.viewport().update()

    def set_view(self, view: str) -> None:
        """Show 'original', 'segments', 'outline' or 'split'. Raises ValueError for another name."""
        if view not in VIEWS:
            raise ValueError(f"the view is one of {', '.join(VIEWS)}, not {view!r}")
        self._layers.view = view
        self._shape_cursor()
        self.viewport().update()

    def set_selected(self, groups: frozenset[int]) -> None:
        """Outline these segments strongly, in every view."""
        self._layers.selected = frozenset(groups)
        self.viewport().update()

    def set_hovered(self, group: int | None) -> None:
        """Outline this segment thinly, in every view."""
        if group != self._layers.hovered:
            self._layers.hovered = group
            self.viewport().update()

    def set_glow(self, levels: tuple[NDArray[np.uint8], ...]) -> None:
        """Let some pixels glow and darken all others, as glow.py says; without levels all is as before.

        Raises ValueError as `set_photo` does.
        """
        self._layers.set_glow(levels)
        self.viewport().update()

    def set_tool(self, tool: str) -> None:
        """What the left button does: 'select', 'pan' or 'seed'. Raises ValueError for another name."""
        if tool not in TOOLS:
            raise ValueError(f"the tool is one of {', '.join(TOOLS)}, not {tool!r}")
        self._tool = tool
        self._shape_cursor()

    def set_seeds(self, marks: Sequence[SeedMark]) -> None:
        """Mark these seeds, in every view; with the seed tool they can be dragged."""
        self._marks = tuple(marks)
        self._shape_cursor()
        self.viewport().update()

    def hold_original(self, held: bool) -> None:
        """While held, show the photo alone, whatever the view."""
        self._layers.holding_original = held
        self.viewport().update()

    def set_ground(self, color: QColor) -> None:
        """The grey around the photo; the checkerboard behind transparent parts is made from it."""
        self._layers.ground = QColor(color)
        self.setBackgroundBrush(self._layers.ground)
        self.viewport().update()

    def set_hover_chip(self, number: int, color: QColor, name: str, share: str, *, named: bool = True) -> None:
        """Say beside the pointer which segment it is over; `named=False` sets a made-up name in italics."""
        self._chip = overlay.HoverChip(number, QColor(color), name, share, named)
        self.viewport().update()

    def clear_hover_chip(self) -> None:
        """Take the chip away."""
        if self._chip is not None:
            self._chip = None
            self.viewport().update()

    def _paint_photo(self, painter: QPainter) -> None:
        self._layers.paint(painter, self.sight(), self.devicePixelRatioF())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The chip goes with the pointer."""
        super().mouseMoveEvent(event)
        if self._chip is not None:
            self.viewport().update()

    def _paint_curtain(self, painter: QPainter, left: str, right: str) -> None:
        """Paint the curtain, if there is one, and what hangs on either side of it."""
        if self._curtain_shown():
            seen = self.photo_rect() & QRectF(self.viewport().rect())
            line = self._curtain_line()
            if seen.left() <= line <= seen.right():
                overlay.paint_curtain(painter, seen, line)
            overlay.paint_side_chips(painter, self.font(), seen, line, left, right)

    def drawForeground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        """Curtain, chips and focus ring, over everything."""
        painter.save()
        painter.resetTransform()
        room = QRectF(self.viewport().rect())
        self._paint_curtain(painter, "Original", "Segments")
        if self._marks and self._columns and not self._layers.holding_original:
            paint_marks(painter, self.font(), self._marks, self._spot, self._mark_held)
        if self._ring and self.hasFocus():
            overlay.paint_focus(painter, self.palette(), self._layers.ground, room)
        if self._chip is not None and self._pointer is not None and not self._busy():
            place = overlay.hover_chip_rect(self.font(), self._chip, self._pointer, room)
            overlay.paint_hover_chip(painter, self.font(), self.palette(), self._chip, place)
        painter.restore()
