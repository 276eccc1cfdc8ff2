"""The strip: transport, curves or, folded, a plain slider, key numbers, and the buttons of what explains a result."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QMenu, QSizePolicy, QWidget

from .. import theme
from ..kit.labels import ElidedLabel, Rule
from ..kit.tool_button import ToolButton
from .curve import Curve
from .figures import Figures
from .note import Note
from .scrubber import Scrubber
from .shown import Shown
from .transport import Transport

EMPTY = "Each round of the algorithm will appear here: what it costs, and how many pixels move."


class TimelineStrip(QWidget):
    """Shows the generations of a run; tells which one a person wants to look at."""

    wanted = Signal(int)
    """A person wants to look at this generation, counted from 0."""
    pressed = Signal(str)
    """A button of the transport, by its name in BUTTONS."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("generations")
        self.menu = QMenu(self)
        self.menu.setObjectName("timeline.menu")
        self._shown: Shown | None = None
        self._folds: set[str] = set()
        self._soon = False
        self._empty = ElidedLabel(EMPTY, dim=True)
        self.transport = Transport(self.menu)
        self.note = ElidedLabel(name="generations.kept", delta=-2, dim=True)
        self.curve, self.slider = Curve(), Scrubber(name="generations.slider")
        self.figures = Figures()
        self._note: Note | None = None
        self._end_buttons: list[ToolButton] = []
        self._arrange()
        for scrubber in (self.curve, self.slider):
            scrubber.changed.connect(self.wanted)
            scrubber.played.connect(lambda: self.pressed.emit("play"))
        for name, button in self.transport.buttons.items():
            button.clicked.connect(lambda _checked, name=name: self.pressed.emit(name))
        self.curve.pointed.connect(self._point)
        self.show_nothing(soon=False)

    def add_buttons(self, actions: Sequence[QAction]) -> None:
        """Add buttons of what explains a result, at the right end."""
        for action in actions:
            button = ToolButton(action.text(), name=f"timeline.{action.objectName().removeprefix('action.')}")
            button.setDefaultAction(action)
            button.setText(action.text().replace("&", ""))
            button.setAccessibleName(button.text())
            button.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
            self._buttons.addWidget(button)
            self._end_buttons.append(button)
        self._end.show()
        self._fit()

    def set_folded(self, folded: bool, why: str = "tab") -> None:
        """Take one line only, where something else needs the height; any one reason is enough."""
        self._folds = self._folds | {why} if folded else self._folds - {why}
        self._fold()

    @property
    def folded(self) -> bool:
        """Whether there is a slider in place of the curves."""
        return bool(self._folds)

    def show_nothing(self, *, soon: bool) -> None:
        """Say what will be here; `soon` makes room for it, so that nothing moves when it comes."""
        self._soon, self._shown = soon, None
        self._empty.setVisible(not soon)
        self.figures.show_nothing()
        self.note.setText("")
        for scrubber in (self.curve, self.slider):
            scrubber.show_places(0, 1, 0)
        self.curve.show_generation(None)
        self._fold()

    def show_generation(self, shown: Shown) -> None:
        """Show a run and the generation of it that is looked at."""
        if not self._soon:
            self.show_nothing(soon=True)
        self._shown = shown
        self.figures.show_generation(shown)
        words = ""
        if shown.count:
            told = shown.tell(shown.index)
            words = f"Generation {told.number} of {shown.count:,}, cost per pixel {told.cost}, moved {told.moved}"
        for scrubber in (self.curve, self.slider):
            scrubber.show_places(shown.count, shown.places, shown.index, words)
        self.curve.show_generation(shown)
        few = shown.kept is not None and len(shown.kept) < shown.count
        self.note.setText(f"{len(shown.kept or ()):,} of {shown.count:,} kept" if few else "")

    def _arrange(self) -> None:
        self._heading = heading = ElidedLabel("Generations", weight=theme.BOLD)
        heading.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self._left = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._left.addWidget(heading, 0, Qt.AlignmentFlag.AlignVCenter)
        self._left.addWidget(self.transport, 0, Qt.AlignmentFlag.AlignVCenter)
        self._left.addWidget(self.note)
        self._left.addStretch(0)
        self._end = QWidget()
        end = QHBoxLayout(self._end)
        end.setContentsMargins(0, 0, 0, 0)
        end.setSpacing(theme.px(16))
        end.addWidget(Rule(vertical=True))
        self._buttons = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._buttons.setSpacing(theme.px(4))
        end.addLayout(self._buttons)
        self._end.hide()
        self._row = row = QHBoxLayout(self)
        row.addLayout(self._left)
        row.addWidget(self._empty, 1, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.curve, 1)
        row.addWidget(self.slider, 1)
        row.addWidget(self.figures)
        row.addWidget(self._end)

    def _fold(self) -> None:
        folded, ways = self.folded, QBoxLayout.Direction
        way = ways.LeftToRight if folded else ways.TopToBottom
        side = theme.px(16)
        self._row.setContentsMargins(side, theme.px(8), theme.px(8), theme.px(8))
        self._row.setSpacing(theme.px(16))
        self._row.setAlignment(self._empty, Qt.AlignmentFlag.AlignVCenter if folded else Qt.AlignmentFlag.AlignTop)
        self._left.setDirection(way)
        self._left.setSpacing(theme.px(12 if folded else 4))
        self._buttons.setDirection(way)
        self.figures.set_folded(folded)
        self.transport.setVisible(self._soon)
        self.note.setVisible(self._soon and not folded)
        self.curve.setVisible(self._soon and not folded)
        self.slider.setVisible(self._soon and folded)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out in a narrow window what is needed least."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def minimumSizeHint(self) -> QSize:
        """Never forces the width of the window."""
        return QSize(theme.px(320), super().minimumSizeHint().height())

    def _fit(self) -> None:
        """Leave out as much as needed: first the words of the buttons, then figures, at last the heading."""
        for left_out in range(5):
            for button in self._end_buttons:
                button.set_narrow(left_out > 0)
            self.figures.set_few(left_out > 1)
            heading, figures = left_out < 3, self._soon and left_out < 4
            if self._width(heading=heading, figures=figures) <= self.width():
                break
        self._heading.setVisible(heading)
        self.figures.setVisible(figures)

    def _width(self, *, heading: bool, figures: bool) -> int:
        """Return how wide the strip would have to be. The layouts know only once they have been through the change."""
        if not self._soon:
            return 0
        along = sum if self.folded else max
        left = [self.transport.sizeHint().width() + self._left.spacing()]
        left += [self._heading.sizeHint().width()] if heading else []
        parts = [along(left), (self.slider if self.folded else self.curve).minimumSizeHint().width()]
        parts += [self.figures.least_width()] if figures else []
        if self._end_buttons:
            words = [button.sizeHint().width() + self._buttons.spacing() for button in self._end_buttons]
            parts.append(along(words) + theme.px(16) + 1)
        margins = self._row.contentsMargins()
        return margins.left() + margins.right() + sum(parts) + self._row.spacing() * (len(parts) - 1)

    def _point(self, index: int, x: int) -> None:
        """Show the figures of the generation under the pointer above the curve."""
        if index < 0 or self._shown is None or not self.curve.isVisible():
            if self._note is not None:
                self._note.hide()
            return
        if self._note is None:
            self._note = Note(self.window())
        place = self.curve.mapTo(self.window(), QPoint(x, 0))
        self._note.tell(self._shown.tell(index), QPoint(place.x(), place.y() - theme.px(2)))
