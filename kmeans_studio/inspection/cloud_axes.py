"""The three axes that a cloud of rows is looked at along: those of its color space, or its principal components."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Event
from typing import TYPE_CHECKING, Any

import numpy as np

from ..features.color import COLOR_SPACES
from ..parallel import bands, check, each_band

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..features.grid_space import GridSpace
    from ..features.space import FeatureSpace

    Array = NDArray[np.float64]

BAND = 1 << 16
"""Rows worked on at a time."""

SAMPLE = 1 << 16
"""So many rows, evenly spread, tell in which directions all of them differ."""

UPRIGHT = ("L*", "L", "Y", "value", "lightness", "brightness")
"""Features that grow from dark to light: they point upwards."""

ENDS = {
    **dict.fromkeys(("a*", "u*", "a"), ("green", "red")),
    **dict.fromkeys(("b*", "v*", "b"), ("blue", "yellow")),
    "chroma x cos(hue)": ("cyan", "red"),
    "chroma x sin(hue)": ("violet", "lime"),
}
"""What lies at the two ends of an axis that has a middle."""


@dataclass(frozen=True, slots=True)
class Axis:
    """One side of the box: `low` to `high`, and what to write at its ends; nothing where the space has no such axis."""

    name: str
    low: float
    high: float
    low_label: str = ""
    high_label: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Axes:
    """How rows become points.

    title      what is looked at, in words
    axes       the three sides of the box around all points
    upright    which axis points upwards
    offset     (d,), matrix (d, 3): points are (rows - offset) @ matrix
    explained  the share of the rows' variance along each axis, (3,); None where the axes are the space's own
    """

    title: str
    axes: tuple[Axis, Axis, Axis]
    upright: int
    offset: Array
    matrix: Array
    explained: Array | None = None

    def points(self, rows: NDArray[Any]) -> NDArray[np.float32]:
        """Return the points (n, 3) float32 of rows (n, d) in the units of the rows; centers are such rows, too."""
        return _points(rows, self.offset, self.matrix)


def axes_of(space: FeatureSpace | GridSpace, cancel: Event | None = None) -> Axes:
    """Return the space's own axes where it has at most three and they are colors, else the principal components.

    Channel weights are divided out of the space's own axes. Principal components are directions among the rows as they
    are clustered, with all weights. Raises CancelledError.
    """
    color_space = _color_space(space)
    if color_space and len(space.names) <= 3:
        return _own_axes(space, color_space, cancel)
    return _principal_axes(space, cancel)


def _color_space(space: FeatureSpace | GridSpace) -> str:
    """Return the name in COLOR_SPACES of the space whose columns these are, or nothing."""
    for entry in COLOR_SPACES:
        if entry.value.unit == space.unit and set(space.names) <= set(entry.value.names):
            return entry.name
    return ""


def _own_axes(space: FeatureSpace | GridSpace, color_space: str, cancel: Event | None) -> Axes:
    chosen = COLOR_SPACES.entry(color_space)
    d = len(space.names)
    matrix = np.zeros((d, 3))
    matrix[np.arange(d), np.arange(d)] = 1 / space.scale
    low, high = _bounds(space, np.zeros(d), matrix, cancel)
    levels = np.linspace(0, 255, 9)
    every_color = np.stack(np.meshgrid(levels, levels, levels), axis=-1).reshape(-1, 3)
    features = chosen.value.convert(every_color)
    columns = [chosen.value.names.index(name) for name in space.names]
    least, most = features.min(axis=0)[columns], features.max(axis=0)[columns]
    # Axes with a middle are cut to what the photo has, so that a pale photo does not get lost in the box.
    signed = least < -1e-6 * most
    if signed.any():
        step = float(np.maximum(-least, most)[signed].max()) / 5
        least[signed] = np.minimum(np.floor(low[:d][signed] / step), -1) * step
        most[signed] = np.maximum(np.ceil(high[:d][signed] / step), 1) * step
    axes = []
    for column in range(3):
        if column >= d:
            axes.append(Axis("", -0.5, 0.5))
            continue
        name = space.names[column]
        floor, ceiling = min(float(least[column]), low[column]), max(float(most[column]), high[column])
        ends = ENDS.get(name, ("", f"{name} {ceiling:.3g}"))
        axes.append(Axis(name, floor, ceiling, *ends))
    upright = next((place for place, name in enumerate(space.names) if name in UPRIGHT), 2)
    return Axes(chosen.title, (axes[0], axes[1], axes[2]), upright, np.zeros(d), matrix)


def _principal_axes(space: FeatureSpace | GridSpace, cancel: Event | None) -> Axes:
    """Return the directions in which weighted rows differ most; of each, the greatest entry is positive."""
    d = len(space.names)
    step = -(-len(space.rows) // SAMPLE)
    rows, weights = space.rows[::step], space.weights[::step]
    mass, mean, products = float(weights.sum()), np.zeros(d), np.zeros((d, d))
    for band in bands(len(rows), 1 << 13):
        check(cancel)
        mean += np.einsum("n,nd->d", weights[band], rows[band].astype(np.float64)) / mass
    for band in bands(len(rows), 1 << 13):
        check(cancel)
        away = rows[band].astype(np.float64) - mean
        # No matrix product: it may round differently with other thread counts.
        products += np.einsum("nd,ne->de", away * weights[band, None], away) / mass
    variances, directions = np.linalg.eigh(products)
    matrix, explained = np.zeros((d, 3)), np.zeros(3)
    total = float(variances.sum())
    for place in range(min(d, 3)):
        direction = directions[:, d - 1 - place]
        strongest = np.abs(direction).argmax()
        matrix[:, place] = direction * np.sign(direction[strongest])
        explained[place] = max(variances[d - 1 - place], 0.0) / total if total > 0 else 0.0
    low, high = _bounds(space, mean, matrix, cancel)
    sides = []
    for place in range(3):
        said = f"{_ORDINALS[place]} {explained[place] * 100:.0f} %" if place < d else ""
        sides.append(Axis(said and _ORDINALS[place], float(low[place]), float(high[place]), "", said))
    whole = f"{explained.sum() * 100:.0f} % of the variance"
    title = f"First {min(d, 3)} components of {d} features: {whole}" if d > 1 else space.names[0].capitalize()
    # The second one upwards: turned as it is at first, the two greatest lie across the screen.
    return Axes(title, (sides[0], sides[1], sides[2]), 1, mean, matrix, explained)


_ORDINALS = ("1st", "2nd", "3rd")


def _bounds(space: FeatureSpace | GridSpace, offset: Array, matrix: Array, cancel: Event | None) -> tuple[Array, Array]:
    """Return the least and the greatest coordinates of all points, (3,) each."""

    def look(band: slice) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        points = _points(space.rows[band], offset, matrix)
        return points.min(axis=0), points.max(axis=0)

    found = each_band(look, bands(len(space.rows), BAND), cancel)
    low, high = np.min([least for least, _ in found], axis=0), np.max([most for _, most in found], axis=0)
    return low.astype(np.float64), high.astype(np.float64)


def _points(rows: NDArray[Any], offset: Array, matrix: Array) -> NDArray[np.float32]:
    """Return (rows - offset) @ matrix, (n, 3); the rounding of a point depends on nothing but its row."""
    points = np.zeros((len(rows), 3))
    for column, factors in enumerate(matrix):
        for place in np.flatnonzero(factors):
            points[:, place] += (rows[:, column].astype(np.float64) - offset[column]) * factors[place]
    return points.astype(np.float32)
