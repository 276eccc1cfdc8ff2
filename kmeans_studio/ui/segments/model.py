"""The segments as a Qt list model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from ..words import percent

if TYPE_CHECKING:
    from ...edits import Segment

Index = QModelIndex | QPersistentModelIndex

SEGMENT_ROLE = int(Qt.ItemDataRole.UserRole)
_NOWHERE = QModelIndex()


class SegmentsModel(QAbstractListModel):
    """One row a segment. Editing a row only tells; the session makes the edit."""

    renamed = Signal(int, str)
    """(label, new name)"""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._segments: tuple[Segment, ...] = ()
        self._editable = False

    @property
    def segments(self) -> tuple[Segment, ...]:
        """What the rows show."""
        return self._segments

    def show(self, segments: tuple[Segment, ...], *, editable: bool) -> None:
        """Show other segments; as long as there are as many, selection and scroll position stay."""
        same_count = len(segments) == len(self._segments)
        if not same_count:
            self.beginResetModel()
        self._segments, self._editable = segments, editable
        if not same_count:
            self.endResetModel()
        elif segments:
            self.dataChanged.emit(self.index(0), self.index(len(segments) - 1))

    def row_of(self, label: int) -> int | None:
        """Return the row of the segment that a label stands for."""
        return next((row for row, segment in enumerate(self._segments) if segment.label == label), None)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """One row a segment."""
        return 0 if parent.isValid() else len(self._segments)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a row shows, says and explains."""
        segment = self._segments[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.EditRole:
                return segment.name if role == Qt.ItemDataRole.DisplayRole or segment.named else ""
            case Qt.ItemDataRole.ToolTipRole:
                red, green, blue = segment.color
                return f"{segment.name}\n{segment.pixels:,} pixels · #{red:02x}{green:02x}{blue:02x}"
            case Qt.ItemDataRole.AccessibleTextRole:
                hidden = ", hidden" if segment.hidden else ""
                return f"Segment {segment.number}, {segment.name}, {percent(segment.share)}{hidden}"
            case _ if role == SEGMENT_ROLE:
                return segment
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Tell that a person typed another name."""
        segment = self._segments[index.row()]
        name = str(value).strip()
        if role != Qt.ItemDataRole.EditRole or name == (segment.name if segment.named else ""):
            return False
        self.renamed.emit(segment.label, name)
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Rows can be selected, and named once the run is over."""
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        return flags | Qt.ItemFlag.ItemIsEditable if self._editable else flags
