"""What stands in the place of the segments while there are none."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from .. import theme
from ..kit.labels import ElidedLabel, Paragraph

TEXT = "Segments appear here as soon as the recipe has run on a photo. Change it now or later."


class NoSegments(QWidget):
    """A heading and a sentence."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("segments.empty")
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(16), theme.px(10), theme.px(16), theme.px(10))
        column.setSpacing(theme.px(8))
        column.addWidget(ElidedLabel("Segments", weight=theme.BOLD))
        column.addWidget(Paragraph(TEXT, dim=True))
        column.addStretch(1)
