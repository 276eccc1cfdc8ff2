"""How an animation shall be: which kind of file, how large, how quick; and what that makes of this run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ..export.animation import LAST, MILLISECONDS, MOST_FRAMES, MOST_PIXELS, SIZE, SIZES, SPEEDS
from . import theme
from .kit.button import Button
from .kit.combo import Combo
from .kit.labels import ElidedLabel, Paragraph
from .kit.number_field import NumberField

if TYPE_CHECKING:
    from .jobs import Run

KINDS = {"gif": "GIF", "webp": "WebP", "apng": "APNG"}
SUFFIXES = {"gif": (".gif",), "webp": (".webp",), "apng": (".png", ".apng")}
ABOUT = {
    "gif": "Plays everywhere.",
    "webp": "Plays in every browser; the smallest file.",
    "apng": "Plays in browsers; other programs show the first generation.",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """How an animation shall be.

    kind          a key of KINDS
    size          of the longer side, in pixels
    milliseconds  for each generation
    """

    kind: str = "gif"
    size: int = SIZE
    milliseconds: int = MILLISECONDS

    @property
    def suffixes(self) -> tuple[str, ...]:
        """The suffixes of such files; the first is the usual one."""
        return SUFFIXES[self.kind]


class AnimationDialog(QDialog):
    """Asks for a Choice."""

    def __init__(self, run: Run, choice: Choice, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("animation.dialog")
        self.setWindowTitle("Save Animation")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._shape = run.segmentation.labels.shape
        self._count = len(run.history)
        self._kept = 0 if run.course is None else len(run.course.kept)
        self._kind = Combo(KINDS.items(), name="animation.kind", title="Kind of file")
        self._size = NumberField(SIZES[0], SIZES[-1], choice.size, name="animation.size", title="Longer side in pixels")
        self._speed = NumberField(
            SPEEDS[0], SPEEDS[-1], choice.milliseconds, name="animation.speed", title="Milliseconds a generation"
        )
        self._speed.setSingleStep(10)
        self._says = Paragraph(name="animation.says", delta=-1, dim=True)
        self._kind.set_current(choice.kind)
        self._arrange()
        self._kind.picked.connect(self._tell)
        self._size.changed.connect(self._tell)
        self._speed.changed.connect(self._tell)
        self._tell()

    def choice(self) -> Choice:
        """What is chosen."""
        return Choice(self._kind.current() or "gif", self._size.value(), self._speed.value())

    def _arrange(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(12))
        grid.setVerticalSpacing(theme.px(8))
        rows = (("Kind", self._kind, ""), ("Longer side", self._size, "pixels"), ("Speed", self._speed, "ms each"))
        for at, (title, field, unit) in enumerate(rows):
            grid.addWidget(_word(title), at, 0)
            field.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            grid.addWidget(field, at, 1, 1, 1 if unit else 2)
            if unit:
                grid.addWidget(_word(unit, dim=True), at, 2)
        save = Button("Save…", name="animation.save", primary=True)
        save.setDefault(True)
        save.clicked.connect(self.accept)
        cancel = Button("Cancel", name="animation.cancel")
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(save)
        column = QVBoxLayout(self)
        side = theme.px(16)
        column.setContentsMargins(side, side, side, side)
        column.setSpacing(theme.px(12))
        column.addLayout(grid)
        # Room for what it says of every choice, so that nothing moves.
        self._says.setFixedSize(theme.px(300), 3 * self._says.fontMetrics().lineSpacing())
        column.addWidget(self._says)
        column.addLayout(buttons)

    def _tell(self) -> None:
        """Say what the choice gives."""
        choice, (height, width) = self.choice(), self._shape
        share = min(1.0, choice.size / max(height, width))
        across, down = max(1, round(width * share)), max(1, round(height * share))
        frames = min(self._kept, max(2, min(MOST_FRAMES, MOST_PIXELS // (across * down))))
        time = (frames - 1 + LAST) * choice.milliseconds / 1000
        shown = f"{self._count:,} generations" if self._count != 1 else "1 generation"
        if frames < self._count:
            shown = f"{frames:,} of {shown}, evenly spaced"
        self._says.setText(f"{shown} · {across} × {down} pixels · {time:.1f} s\n{ABOUT[choice.kind]}")


def _word(text: str, *, dim: bool = False) -> ElidedLabel:
    label = ElidedLabel(text, dim=dim)
    label.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Preferred)
    return label
