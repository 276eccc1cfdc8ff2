"""What undo brings back, and the undo entries."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtGui import QUndoCommand

from ..recipe import Recipe

if TYPE_CHECKING:
    from ..edits import Edit
    from ..label_order import Numbering
    from .session import Session

WORDS = {  # every field of the recipe, as the Edit menu calls it
    "mode": "mode",
    "color_space": "color space",
    "channel_weights": "channel weights",
    "compactness": "compactness",
    "metric": "distance",
    "initializer": "start method",
    "start_colors": "start colors",
    "seeds": "seed pixels",
    "locked": "locked centers",
    "restarts": "restarts",
    "k": "k",
    "seed": "seed",
    "tolerance": "when to stop",
    "max_generations": "the limit of generations",
    "empty": "empty segments",
    "label_order": "numbering",
    "bank": "filter bank",
    "bank_file": "the file with filters",
    "bank_scales": "the scales of the filters",
    "bank_orientations": "the directions of the filters",
    "bank_size": "the size of the filters",
    "filters_off": "which filters count",
    "amplitude": "the measure of responses",
    "weber": "Weber contrast",
    "strongest": "strongest direction",
    "pooling": "pooling width",
    "pool_unit": "the unit of the pooling width",
    "log": "logarithm",
    "standardize": "standardizing",
    "sharpen": "sharpening",
    "clean_up": "clean-up",
    "brightness": "brightness",
    "place": "position",
    "mix": "mix",
    "focus_quality": "quality",
}


@dataclass(frozen=True, slots=True)
class Choices:
    """What undo brings back: the recipe, and the edits made on its result.

    numbered_by  where there are edits: what the result they were made on was numbered by, if anything. Edits name
                 segments by their numbers, so that another run must be numbered by the same.
    """

    recipe: Recipe = field(default_factory=Recipe)
    edits: tuple[Edit, ...] = ()
    numbered_by: Numbering | None = field(default=None, compare=False)


class ChoicesCommand(QUndoCommand):
    """One undo entry: the choices before and after. One that `continues` the last entry of its id joins it.

    note  what gave way to the change, see `Session.note`
    """

    def __init__(
        self, session: Session, new: Choices, text: str, number: int = -1, continues: bool = False, note: str = ""
    ) -> None:
        super().__init__(text)
        self._session, self._old, self._new = session, session.choices, new
        self._id, self._continues, self._note = number, continues, note

    def id(self) -> int:
        """What the entry must have in common with one that joins it."""
        return self._id

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Let an entry join that goes on with the same; there and back leaves nothing."""
        if not isinstance(other, ChoicesCommand) or not other._continues:
            return False
        self._new, self._note = other._new, other._note or self._note
        self.setObsolete(self._new == self._old)
        return True

    def redo(self) -> None:
        """Take the choices over; also when the entry is made."""
        self._session.adopt(self._new, self._note)

    def undo(self) -> None:
        """Go back to the choices before."""
        self._session.adopt(self._old)


def name_of_change(choice: str) -> tuple[str, int]:
    """Return what the undo entry for a change of a choice is called, and its id: changes of one choice can join."""
    return f"Change of {WORDS[choice]}", list(WORDS).index(choice)
