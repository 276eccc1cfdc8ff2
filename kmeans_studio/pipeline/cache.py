"""What was worked out for a photo, kept as long as the photo, so that another k or space starts at once.

Nothing kept here may hold the photo itself, or neither would ever go.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from threading import Event, Lock
from typing import TYPE_CHECKING, Generic, TypeVar
from weakref import WeakKeyDictionary

from ..features.count import ColorCount, count_colors
from ..photo import Photo

if TYPE_CHECKING:
    from ..label_order import Places

T = TypeVar("T")

BIG = 64 << 20
"""Something of more bytes than this is big: of such things only the last one is kept."""

KEPT = 256 << 20
"""So many bytes of smaller things are kept for each photo, the last ones asked for."""


class Cache(Generic[T]):
    """Things made for photos, of one kind, each with a key that says what decided it.

    Runs beside each other may use it. Nobody waits for what another one is making: then it is made twice.
    """

    def __init__(self, size: Callable[[T], int]) -> None:
        self._size, self._lock = size, Lock()
        self._kept: WeakKeyDictionary[Photo, dict[Hashable, T]] = WeakKeyDictionary()

    def get(self, photo: Photo, key: Hashable, make: Callable[[], T]) -> T:
        """Return what is kept under the key, or make it and keep it as long as there is room."""
        with self._lock:
            kept = self._kept.setdefault(photo, {})
            found = [kept[key]] if key in kept else []
        made = found[0] if found else make()
        with self._lock:
            # Put in again at the end: the first ones are those that were not asked for the longest.
            kept.pop(key, None)
            kept[key] = made
            self._forget_old(kept)
        return made

    def kept(self, photo: Photo) -> list[T]:
        """Return what is kept for a photo, what was asked for last at the end."""
        with self._lock:
            return list(self._kept.get(photo, {}).values())

    def _forget_old(self, kept: dict[Hashable, T]) -> None:
        """Keep one big thing and some bytes of smaller ones, of each kind the last ones."""
        room, big_ones = KEPT, 0
        for key, thing in reversed(list(kept.items())):
            size = self._size(thing)
            if size > BIG:
                big_ones += 1
            else:
                room -= size
            if big_ones > 1 if size > BIG else room < 0:
                kept.pop(key, None)


places_of: WeakKeyDictionary[Photo, Places] = WeakKeyDictionary()
"""Where the pixels of each row lie, as the last run had them."""

_counts: WeakKeyDictionary[Photo, ColorCount] = WeakKeyDictionary()


def color_count(photo: Photo, cancel: Event | None = None) -> ColorCount:
    """Return the photo's different colors; counted once for each photo."""
    if photo not in _counts:
        _counts[photo] = count_colors(photo, cancel)
    return _counts[photo]
