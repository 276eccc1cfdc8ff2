"""The chart: k are columns; in rows the measures, below them the picture that each k gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from .. import theme
from ..kit.focus import FocusRing
from ..kit.scroll import ScrollBar
from ..qimage import photo_image
from .columns import Columns
from .measure_rows import MeasureRows
from .strips import Heads, Thumbnails

if TYPE_CHECKING:
    from ..choose_jobs import Study
    from .measures import Measure

HELP = "Arrow keys go from one number of segments to the next, Return takes it. A click takes it, too."


@dataclass(slots=True)
class Look:
    """What the parts of the chart paint from.

    current    the k of the recipe
    suggested  the k that is suggested
    cursor     the column that the keyboard has reached, while the chart has the focus
    hovered    the column under the pointer
    stale      whether all of it was measured for an older recipe
    """

    ks: tuple[int, ...] = ()
    current: int = 0
    suggested: int | None = None
    measures: tuple[Measure, ...] = ()
    thumbnails: Mapping[int, QImage] = field(default_factory=dict)
    cursor: int | None = None
    hovered: int | None = None
    stale: bool = False


class Chart(FocusRing, QWidget):
    """Shows evidence; tells which k a person takes."""

    picked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("choose.chart")
        self.setAccessibleName("Measures over k")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.look = Look()
        self._place = 0
        self._heads, self._thumbnails = Heads(self), Thumbnails(self)
        self.rows = MeasureRows(self)
        self._scroll = QScrollArea()
        self._scroll.setObjectName("choose.scroll")
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setVerticalScrollBar(ScrollBar(self._scroll))
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self.rows)
        self._scroll.setMinimumHeight(theme.px(40))
        self._scroll.viewport().installEventFilter(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._heads)
        column.addWidget(self._scroll, 1)
        column.addWidget(self._thumbnails)
        for part in (self._heads, self.rows, self._thumbnails):
            part.setMouseTracking(True)
            part.installEventFilter(self)

    @property
    def columns(self) -> Columns:
        """Where the columns stand."""
        return Columns(self.look.ks, self.width())

    def show_range(self, ks: tuple[int, ...], measures: tuple[Measure, ...]) -> None:
        """Make room for a range of which nothing is known yet."""
        self.look.ks, self.look.suggested, self.look.thumbnails, self.look.stale = ks, None, {}, False
        self._place = min(self._place, max(0, len(ks) - 1))
        self._show(measures)

    def show_study(
        self, ks: tuple[int, ...], study: Study, measures: tuple[Measure, ...], *, stale: bool = False
    ) -> None:
        """Show what is known."""
        before = self.look.thumbnails
        suggested = study.verdict.suggestion if study.ended else None
        self.look.ks, self.look.suggested, self.look.stale = ks, suggested, stale
        self.look.thumbnails = {
            entry.k: _same(before.get(entry.k), entry.thumbnail) for entry in study.evidence.entries if entry.k in ks
        }
        self._show(measures)

    def show_k(self, k: int) -> None:
        """Mark another k as a person's own."""
        self.look.current = k
        if k in self.look.ks:
            self._place = self.look.ks.index(k)
        self._refresh()

    def _show(self, measures: tuple[Measure, ...]) -> None:
        self.look.measures = measures
        self.rows.show_measures()
        self._thumbnails.fit()
        self._refresh()

    def _refresh(self) -> None:
        look = self.look
        look.cursor = look.ks[self._place] if self.ring_shown() and self._place < len(look.ks) else None
        self.setAccessibleDescription(". ".join(filter(None, [self.words_of(self._k()), HELP])))
        for part in (self._heads, self.rows, self._thumbnails):
            part.update()

    def _k(self) -> int | None:
        return self.look.ks[self._place] if self._place < len(self.look.ks) else None

    def words_of(self, k: int | None) -> str:
        """Say all that is known of a k."""
        if k is None:
            return ""
        said = [
            f"{measure.title} {told}{', favored' if measure.best == k else ''}"
            for measure in self.look.measures
            if (told := measure.told(k))
        ]
        what = f"k = {k}"
        if k == self.look.current:
            what += ", taken now"
        if k == self.look.suggested:
            what += ", suggested"
        return "\n".join([what, *(said or ["not measured yet"])])

    # --- what people do ------------------------------------------------------------------------------------------

    def eventFilter(self, part: QObject, event: QEvent) -> bool:
        """Clicks and hovering mean a column, wherever in it they are."""
        kind = event.type()
        if not isinstance(part, QWidget):
            return False
        if kind == QEvent.Type.Resize and part is self._scroll.viewport():
            self.rows.set_room(part.height())
        elif isinstance(event, QMouseEvent) and kind == QEvent.Type.MouseMove:
            self._hover(self._k_under(part, event), part)
        elif kind == QEvent.Type.Leave:
            self._hover(None, part)
        elif isinstance(event, QMouseEvent) and kind == QEvent.Type.MouseButtonRelease:
            k = self._k_under(part, event)
            if k is not None and event.button() == Qt.MouseButton.LeftButton:
                self.setFocus(Qt.FocusReason.MouseFocusReason)
                self.picked.emit(k)
                return True
        return super().eventFilter(part, event)

    def _k_under(self, part: QWidget, event: QMouseEvent) -> int | None:
        place = event.position().toPoint()
        if not part.rect().contains(place):
            return None
        return self.columns.k_at(part.mapTo(self, place).x() if part is not self.rows else place.x())

    def _hover(self, k: int | None, part: QWidget) -> None:
        if k != self.look.hovered:
            self.look.hovered = k
            part.setToolTip(self.words_of(k))
            part.setCursor(Qt.CursorShape.ArrowCursor if k is None else Qt.CursorShape.PointingHandCursor)
            self._refresh()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go through the columns, take one, or scroll through the rows."""
        key, last = event.key(), len(self.look.ks) - 1
        keys = Qt.Key
        places = {
            keys.Key_Left: self._place - 1,
            keys.Key_Right: self._place + 1,
            keys.Key_Home: 0,
            keys.Key_End: last,
        }
        k = self._k()
        if key in places and last >= 0:
            super().keyPressEvent(event)  # the ring is shown from now on
            self._place = min(max(0, places[Qt.Key(key)]), last)
            event.accept()
            self._refresh()
        elif key in (keys.Key_Return, keys.Key_Enter, keys.Key_Space) and k is not None:
            self.picked.emit(k)
        elif key in (keys.Key_Up, keys.Key_Down):
            bar = self._scroll.verticalScrollBar()
            bar.setValue(bar.value() + (-1 if key == keys.Key_Up else 1) * self.rows.row_height())
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """The ring comes and goes with the focus."""
        taken = super().event(event)
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self._refresh()
        return taken

    def place_of(self, k: int) -> QPoint:
        """Return where in the chart the thumbnail of a k stands."""
        middle = self._thumbnails.geometry().center()
        return QPoint(round(self.columns.x(k)), middle.y())


def _same(before: QImage | None, pixels: object) -> QImage:
    """Return pixels as a picture; the one that was made of them, where there is one."""
    if before is not None and getattr(before, "source", None) is pixels:
        return before
    return photo_image(pixels)  # type: ignore[arg-type]  # KEvidence says what it is
