"""Labels, packed: as what differs from other labels, compressed. Most of them stay from generation to generation."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Event
from typing import TYPE_CHECKING, Any

import numpy as np

from ..parallel import bands, each_band

if TYPE_CHECKING:
    from numpy.typing import NDArray

BAND = 1 << 16
"""Bytes that are packed at a time, and by themselves, so that several threads pack and unpack."""

RAW = -zlib.MAX_WBITS
"""Deflate alone, without a head and a checksum."""


@dataclass(frozen=True, slots=True, eq=False)
class PackedLabels:
    """Labels (m,), as what differs from other labels of that type and number, or from zeros.

    parts   one for each band of bytes; empty where nothing differs
    count   how many labels, m
    dtype   their type
    """

    parts: tuple[bytes, ...]
    count: int
    dtype: np.dtype[Any]

    @classmethod
    def of(cls, labels: NDArray[Any], base: NDArray[Any] | None = None, cancel: Event | None = None) -> PackedLabels:
        """Pack labels (m,) as what differs from `base`, another (m,) of that type. Raises CancelledError."""
        now = _bytes_of(labels)
        before = None if base is None else _bytes_of(base)

        def pack(band: slice) -> bytes:
            differs = now[band] if before is None else now[band] ^ before[band]
            if not differs.any():
                return b""
            # Looking for runs alone is quicker than looking for all that repeats, and here packs as well or better.
            packer = zlib.compressobj(1, zlib.DEFLATED, RAW, zlib.DEF_MEM_LEVEL, zlib.Z_RLE)
            return packer.compress(differs.data) + packer.flush()

        return cls(tuple(each_band(pack, bands(now.size, BAND), cancel)), len(labels), labels.dtype)

    @property
    def nbytes(self) -> int:
        """How many bytes it takes."""
        return sum(map(len, self.parts))


def unpacked(chain: Sequence[PackedLabels], cancel: Event | None = None) -> NDArray[Any]:
    """Return labels (m,) from a chain that begins with what differs from zeros, each about the one before it.

    The array is read-only. Raises CancelledError.
    """
    labels = np.zeros(chain[0].count, chain[0].dtype)
    whole = _bytes_of(labels)

    def unpack(band: slice) -> None:
        own = whole[band]
        for link in chain:
            if part := link.parts[band.start // BAND]:
                own ^= np.frombuffer(zlib.decompress(part, RAW, own.size), np.uint8)

    each_band(unpack, bands(whole.size, BAND), cancel)
    labels.flags.writeable = False
    return labels


def _bytes_of(labels: NDArray[Any]) -> NDArray[np.uint8]:
    return np.ascontiguousarray(labels).view(np.uint8)
