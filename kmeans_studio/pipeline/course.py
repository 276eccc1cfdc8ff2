"""Course: every generation of a run, to be looked at again, in bounded memory.

Nearly all that a generation takes are its labels; rows, grids and photo are those of the run. Labels are packed as what
differs from an earlier generation: of number i in a stage, from number i without its lowest bit that is set, so that a
generation is four steps from one that stands alone, and every second one can be left out without the others noticing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from threading import Event, Lock
from typing import TYPE_CHECKING, Any, NamedTuple

from ..segmentation import Segmentation
from .packed_labels import PackedLabels, unpacked

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BOUND = 256 << 20
"""Bytes that packed labels and centers take at most."""

ALONE = 16
"""Of the generations that are kept, each that stands at a multiple of this is packed by itself."""


SMALL = 4 << 20
"""Labels of no more bytes stay unpacked, too, as long as others are about to be packed against them: five at most."""


class Figures(NamedTuple):
    """What there is to say of a generation in numbers: as in its Segmentation."""

    number: int
    cost: float
    moved: float
    stage: str


@dataclass(frozen=True, slots=True, eq=False)
class _Kept:
    """A generation that is kept: the segmentation without labels, these packed, and the index that they are about."""

    bare: Segmentation
    cost: float
    labels: PackedLabels
    base: int | None

    @property
    def nbytes(self) -> int:
        # Centers are there twice: in the units of the rows, and among the points.
        return self.labels.nbytes + 2 * int(self.bare.clusters.centers.nbytes)


class Course:
    """The generations of a run in their order, `course[0]` the first. Any thread may read while one adds.

    Where all of them would take more than `bound` bytes, the course is `thinned`: the first and the last one and those
    at multiples of 2, 4, 8, ... are kept, as many as there is room for; `figures` always has all. What the run itself
    keeps is not counted: rows, grids, photo, the scores of a clean-up and the labels of the last generation; nor are
    small labels of a few generations before it.
    """

    def __init__(self, bound: int = BOUND) -> None:
        self.bound = bound
        self._figures: tuple[Figures, ...] = ()
        self._kept: dict[int, _Kept] = {}
        self._step, self._nbytes = 1, 0
        self._start = 0
        """Where the last labels of that number and type begin: those before are about other rows."""
        self._unpacked: dict[int, NDArray[Any]] = {}
        """Labels of the last generation, and small ones of those that it is packed against."""
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._figures)

    @property
    def figures(self) -> tuple[Figures, ...]:
        """The figures of every generation, also of those that are not kept."""
        return self._figures

    @property
    def nbytes(self) -> int:
        """How many bytes packed labels and centers take now."""
        return self._nbytes

    @property
    def kept(self) -> tuple[int, ...]:
        """Which generations are kept, as indices."""
        with self._lock:
            return tuple(sorted(self._kept))

    @property
    def thinned(self) -> bool:
        """Whether not every generation could be kept."""
        return len(self._kept) < len(self._figures)

    def nearest(self, index: int) -> int:
        """Return the generation that stands for this one: itself if it is kept, or else the last kept one before it.

        Raises IndexError for one that there was not; -1 is the last one.
        """
        with self._lock:
            return self._nearest(index)

    def _nearest(self, index: int) -> int:
        count = len(self._figures)
        if not -count <= index < count:
            raise IndexError(f"there is no generation {index} among {count}")
        index %= count
        earlier = [other for other in self._kept if other <= index]
        return max(earlier) if earlier else min(self._kept)

    def __getitem__(self, index: int) -> Segmentation:
        return self.segmentation(index)

    def segmentation(self, index: int, cancel: Event | None = None) -> Segmentation:
        """Return a generation as it was: the same labels, palette and figures; of one not kept, that of `nearest`.

        Unpacking takes up to half a second for millions of rows, and painting as long as it did. Raises IndexError,
        and CancelledError once `cancel` is set, also when something is asked for that was not painted by then.
        """
        with self._lock:
            kept = self._kept[self._nearest(index)]
            chain = self._chain(self._nearest(index))
        clusters = kept.bare.clusters.with_labels(unpacked(chain, cancel), kept.cost)
        return replace(kept.bare, clusters=clusters, cancel=cancel)

    def centers(self, index: int) -> NDArray[np.float64]:
        """Return the centers (k, d) of a generation, `clusters.centers`; of one not kept, those of `nearest`."""
        with self._lock:
            return self._kept[self._nearest(index)].bare.clusters.centers

    def add(self, segmentation: Segmentation, cancel: Event | None = None) -> None:
        """Keep a generation, the one after the last. Raises CancelledError, and then it is as if it had not been asked.

        Of the segmentation nothing is held on to but labels, for a while: see above. Its cost is worked out. Raises
        ValueError for a preview, which is none of the generations.
        """
        if segmentation.preview:
            raise ValueError("a preview is no generation of the run")
        clusters, index, start = segmentation.clusters, len(self._figures), self._start
        labels, cost = clusters.labels, segmentation.cost
        last = self._unpacked.get(index - 1)
        if last is None or last.shape != labels.shape or last.dtype != labels.dtype:
            start = index
        base = self._base(index, start)
        before = None if base is None else self._unpacked.get(base)
        if base is not None and before is None:
            before = unpacked(self._chain(base), cancel)
        packed = PackedLabels.of(labels, before, cancel)
        bare = replace(segmentation, clusters=clusters.without_labels(), cancel=None)
        with self._lock:
            before_it = index - 1
            if before_it % self._step:
                self._forget(before_it)
            self._keep(index, _Kept(bare, cost, packed, base))
            line = self._line(index) if labels.nbytes <= SMALL else ()
            self._unpacked = {at: self._unpacked[at] for at in line if at in self._unpacked} | {index: labels}
            self._start = start
            self._figures += (Figures(segmentation.generation, cost, segmentation.moved, segmentation.stage),)
        while self._nbytes > self.bound and len(self._kept) > 1:
            self._thin_out()

    def cut(self, count: int) -> None:
        """Keep the first so many generations and forget the later ones: for a run that was stopped and went back."""
        with self._lock:
            for index in [index for index in self._kept if index >= count]:
                self._forget(index)
            self._figures = self._figures[:count]
            self._unpacked = {}

    def _base(self, index: int, start: int) -> int | None:
        """Return the generation that this one is packed against; None where it stands alone."""
        step = self._step
        if index % step:
            base = index - index % step
        elif index % (ALONE * step):
            base = index & (index - 1)
        else:
            return None
        return base if base >= start and base in self._kept else None

    def _chain(self, index: int) -> list[PackedLabels]:
        """Return what unpacks to the labels of a generation that is kept."""
        return [self._kept[at].labels for at in reversed(self._line(index))]

    def _line(self, index: int) -> list[int]:
        """Return a generation, the one that it is packed against, and so on to one that stands alone."""
        line = [index]
        while (base := self._kept[line[-1]].base) is not None:
            line.append(base)
        return line

    def _keep(self, index: int, kept: _Kept) -> None:
        self._forget(index)
        self._kept[index] = kept
        self._nbytes += kept.nbytes

    def _forget(self, index: int) -> None:
        if (gone := self._kept.pop(index, None)) is not None:
            self._nbytes -= gone.nbytes

    def _thin_out(self) -> None:
        """Leave out every second generation, and at last all but the last one."""
        last, step = len(self._figures) - 1, 2 * self._step
        leaves = {index for index in self._kept if index % step and index != last}
        if not leaves and step > last:
            leaves = set(self._kept) - {last}
        kept = self._kept[last]
        if kept.base in leaves:
            # Packed anew by itself, before what it is about goes.
            kept = replace(kept, labels=PackedLabels.of(unpacked(self._chain(last))), base=None)
        with self._lock:
            self._step = step
            self._keep(last, kept)
            for index in leaves:
                self._forget(index)
