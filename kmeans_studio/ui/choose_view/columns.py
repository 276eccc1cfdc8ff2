"""Where the columns of the chart stand: one for each k, the titles of the rows at their left."""

from __future__ import annotations

from dataclasses import dataclass

from .. import theme

TITLE, NARROW_TITLE = 168, 150
NARROW = 560
"""Below this width the titles give way."""
RIGHT = 14
"""What is free at the right: the scroll bar of the rows stands there."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns for `ks` in a chart that is `width` wide."""

    ks: tuple[int, ...]
    width: float

    @property
    def left(self) -> float:
        """Where the first column begins, and the titles end."""
        return theme.px(NARROW_TITLE if self.width < theme.px(NARROW) else TITLE)

    @property
    def each(self) -> float:
        """How wide a column is."""
        return max(1.0, self.width - self.left - theme.px(RIGHT)) / max(1, len(self.ks))

    def x(self, k: int) -> float:
        """Return the middle of a column."""
        return self.left + (self.ks.index(k) + 0.5) * self.each

    def span(self, k: int) -> tuple[float, float]:
        """Return the left and the right end of a column."""
        begin = self.left + self.ks.index(k) * self.each
        return begin, begin + self.each

    def k_at(self, x: float) -> int | None:
        """Return the k whose column x lies in."""
        index = int((x - self.left) // self.each)
        return self.ks[index] if 0 <= index < len(self.ks) else None
