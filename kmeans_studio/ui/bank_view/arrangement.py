"""In which order the filters of a bank are shown: groups of a kind, rows of a scale, columns of a direction."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from math import isclose
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ...features.banks import Bank, Filter

OWN_COLUMNS = 6
"""Filters of unknown kind stand so many in a row."""


@dataclass(frozen=True, slots=True)
class Row:
    """Filters of one scale: their numbers in the bank, None where a column has none. `title`: for a screen reader."""

    caption: str
    title: str
    cells: tuple[int | None, ...]

    @property
    def filters(self) -> tuple[int, ...]:
        """The filters in it."""
        return tuple(cell for cell in self.cells if cell is not None)


@dataclass(frozen=True, slots=True)
class Group:
    """Filters of one kind. `columns`: a caption for each, or () where they stand in no order."""

    name: str
    title: str
    note: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def filters(self) -> tuple[int, ...]:
        """The filters in it."""
        return tuple(number for row in self.rows for number in row.filters)


def arranged(bank: Bank) -> tuple[Group, ...]:
    """Return the groups of a bank; each of its filters is in one of them, once."""
    of_kind: dict[str, list[int]] = {}
    for number, one in enumerate(bank.filters):
        kind = "spot" if one.kind in ("gauss", "log") else one.kind
        of_kind.setdefault(kind, []).append(number)
    return tuple(_MAKERS.get(kind, _plain)(bank.filters, numbers) for kind, numbers in of_kind.items())


def _edges(filters: Sequence[Filter], numbers: list[int]) -> Group:
    return _directed("edges", "Edges", "first derivative", filters, numbers)


def _bars(filters: Sequence[Filter], numbers: list[int]) -> Group:
    return _directed("bars", "Bars", "second derivative", filters, numbers)


def _gabor(filters: Sequence[Filter], numbers: list[int]) -> Group:
    return _directed("gabor", "Gabor", "waves", filters, numbers, sign="λ", noun="wavelength")


def _directed(
    name: str,
    title: str,
    about: str,
    filters: Sequence[Filter],
    numbers: list[int],
    sign: str = "σ",
    noun: str = "scale",
) -> Group:
    """Rows by scale, columns by angle, both ascending in angle and in the bank's order of scales."""
    angles = sorted({filters[number].angle or 0.0 for number in numbers})
    rows = _table(
        numbers,
        lambda number: (filters[number].scale, filters[number].along),
        lambda number: angles.index(filters[number].angle or 0.0),
        len(angles),
    )
    made = []
    for cells in rows:
        scale = filters[next(cell for cell in cells if cell is not None)].scale
        made.append(Row(f"{sign} {_short(scale)}", f"{noun} {_short(scale)}", cells))
    sizes = "wavelength" if name == "gabor" else "size"
    note = f"{about}, {_count(len(angles), 'direction')} × {_count(len(rows), sizes)}"
    return Group(name, title, note, tuple(f"{angle:.3g}°" for angle in angles), tuple(made))


def _spots(filters: Sequence[Filter], numbers: list[int]) -> Group:
    """A row for Gaussians, Laplacians, and Laplacians of three times the scale; columns by the scale that is meant."""
    scales: list[float] = []
    for number in numbers:
        one = filters[number]
        known = any(_same(one.scale, scale) for scale in scales)
        tripled = one.kind == "log" and any(_same(one.scale, 3 * scale) for scale in scales)
        if not known and not tripled:
            scales.append(one.scale)
    scales.sort()
    placed: dict[str, dict[int, int]] = {}
    for number in numbers:
        one = filters[number]
        # The same sigma may be a scale of its own and three times another: whichever place is free.
        places = [(title, column) for title, column in _spot_places(one, scales) if column not in placed.get(title, {})]
        title, column = places[0] if places else (f"{_SPOT_TITLES[one.kind]} again", 0)
        while column in placed.get(title, {}):
            column += 1
        placed.setdefault(title, {})[column] = number
    columns = max([len(scales), *(1 + max(row) for row in placed.values())])
    rows = tuple(
        Row(title, title, tuple(placed[title].get(column) for column in range(columns)))
        for title in (*_SPOT_TITLES.values(), "LoG 3σ", *(f"{title} again" for title in _SPOT_TITLES.values()))
        if title in placed
    )
    captions = tuple(f"σ {_short(scales[column])}" if column < len(scales) else "" for column in range(columns))
    return Group("spots", "Spots", f"no direction, {_count(len(scales), 'size')}", captions, rows)


_SPOT_TITLES = {"gauss": "Gauss", "log": "LoG"}


def _spot_places(one: Filter, scales: list[float]) -> list[tuple[str, int]]:
    title = _SPOT_TITLES[one.kind]
    own = [(title, column) for column, scale in enumerate(scales) if _same(one.scale, scale)]
    if one.kind == "gauss":
        return own
    return own + [("LoG 3σ", column) for column, scale in enumerate(scales) if _same(one.scale, 3 * scale)]


def _rings(filters: Sequence[Filter], numbers: list[int]) -> Group:
    """Rows by scale, columns by how many waves there are in it."""
    waves = {number: max(1, round(2 * filters[number].scale / filters[number].wavelength)) for number in numbers}
    columns = sorted(set(waves.values()))
    rows = _table(
        numbers, lambda number: filters[number].scale, lambda number: columns.index(waves[number]), len(columns)
    )
    made = []
    for cells in rows:
        scale = filters[next(cell for cell in cells if cell is not None)].scale
        made.append(Row(f"σ {_short(scale)}", f"scale {_short(scale)}", cells))
    note = f"no direction, {_count(len(rows), 'size')}"
    return Group("rings", "Rings", note, tuple(f"τ {column}" for column in columns), tuple(made))


def _plain(filters: Sequence[Filter], numbers: list[int]) -> Group:
    """In their order, a few in a row."""
    rows = []
    for start in range(0, len(numbers), OWN_COLUMNS):
        cells: list[int | None] = [*numbers[start : start + OWN_COLUMNS]]
        first, last = numbers[start] + 1, numbers[start] + len(cells)
        cells += [None] * (min(len(numbers), OWN_COLUMNS) - len(cells))
        caption = str(first) if first == last else f"{first}–{last}"
        rows.append(Row(caption, f"filters {caption}", tuple(cells)))
    return Group("own", "Filters", f"from a file, {_count(len(numbers), 'filter')}", (), tuple(rows))


_MAKERS: dict[str, Callable[[Sequence[Filter], list[int]], Group]] = {
    "edge": _edges,
    "bar": _bars,
    "spot": _spots,
    "ring": _rings,
    "gabor": _gabor,
}


def _table(
    numbers: list[int], row_of: Callable[[int], Hashable], column_of: Callable[[int], int], columns: int
) -> list[tuple[int | None, ...]]:
    """Put numbers into rows in order of appearance; one whose place is taken begins another row of the same kind."""
    rows: dict[Hashable, list[list[int | None]]] = {}
    for number in numbers:
        column, lines = column_of(number), rows.setdefault(row_of(number), [])
        line = next((line for line in lines if line[column] is None), None)
        if line is None:
            line = [None] * columns
            lines.append(line)
        line[column] = number
    return [tuple(line) for lines in rows.values() for line in lines]


def _same(one: float, other: float) -> bool:
    return isclose(one, other, rel_tol=1e-6)


def _short(length: float) -> str:
    """Return a length in pixels as captions have it: 1.4, 45.3, 181."""
    return f"{length:.0f}" if length >= 100 else f"{length:.1f}" if length >= 1 else f"{length:.2g}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
