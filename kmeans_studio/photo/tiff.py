"""The directory of a TIFF's first page: read here, with bounds, before any decoder sees the file."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .errors import RefusalError
from .limits import DAMAGED, DAMAGED_HEADER, check_size

if TYPE_CHECKING:
    from typing import BinaryIO

SUBFILE, WIDTH, HEIGHT, BITS, COMPRESSION, PHOTOMETRIC = 254, 256, 257, 258, 259, 262
STRIP_OFFSETS, ORIENTATION, SAMPLES, ROWS_PER_STRIP, STRIP_COUNTS, PLANAR = 273, 274, 277, 278, 279, 284
PREDICTOR, TILE_WIDTH, TILE_HEIGHT, TILE_OFFSETS, TILE_COUNTS = 317, 322, 323, 324, 325
SUB_DIRECTORIES, EXTRA_SAMPLES, SAMPLE_FORMAT, ICC, DNG_VERSION = 330, 338, 339, 34675, 50706

UNCOMPRESSED, PACKBITS, DEFLATE = 1, 32773, (8, 32946)
WHITE_IS_ZERO, COLOR_FILTER_ARRAY, FLOATING_POINT = 0, 32803, 3

_STRUCTURE = (SUBFILE, WIDTH, HEIGHT, BITS, COMPRESSION, PHOTOMETRIC, SAMPLES, PLANAR, PREDICTOR, SAMPLE_FORMAT)
_PLACES = (STRIP_OFFSETS, ROWS_PER_STRIP, STRIP_COUNTS, TILE_WIDTH, TILE_HEIGHT, TILE_OFFSETS, TILE_COUNTS)
_READ = frozenset((*_STRUCTURE, *_PLACES, ORIENTATION, SUB_DIRECTORIES, EXTRA_SAMPLES, ICC, DNG_VERSION))
_INTEGERS = {1: "B", 3: "H", 4: "I", 7: "B", 13: "I", 16: "Q", 18: "Q"}
_MOST_ENTRIES = 4096
_MOST_BYTES = 16 << 20
_MOST_PAGES = 10_000
# What a byte of these can hold at most, in bytes.
_RATIOS = {UNCOMPRESSED: 1, PACKBITS: 64, **dict.fromkeys(DEFLATE, 1032)}
_LARGEST_TILE = 1 << 26


@dataclass(frozen=True, slots=True)
class Directory:
    """The integer tags of the first page.

    order  "<" or ">", as struct and numpy write byte orders
    tags   tag -> its values; bytes are integers too
    pages  how many pages the file has (counted up to a bound)
    """

    order: str
    tags: dict[int, tuple[int, ...]]
    pages: int

    def first(self, tag: int, default: int) -> int:
        """Return the first value of a tag."""
        values = self.tags.get(tag)
        return values[0] if values else default

    @property
    def bits(self) -> tuple[int, ...]:
        """Bits of each sample; one value where they are alike."""
        bits = tuple(dict.fromkeys(self.tags.get(BITS, (1,))))
        return bits or (1,)

    @property
    def floating(self) -> bool:
        """Whether samples are in floating point, of whatever length."""
        return self.first(SAMPLE_FORMAT, 1) == FLOATING_POINT


def read_directory(file: BinaryIO, size: int, pixel_limit: int) -> Directory:
    """Read and check the first page's directory; raises RefusalError by the header alone."""
    try:
        directory = _read(file, size)
    except (struct.error, OverflowError, OSError) as error:
        raise RefusalError(DAMAGED_HEADER) from error
    _refuse_raw(directory)
    width, height = directory.first(WIDTH, 0), directory.first(HEIGHT, 0)
    check_size(width, height, pixel_limit, bits=32 if directory.floating else max(directory.bits))
    samples = directory.first(SAMPLES, 1)
    if not 1 <= samples <= 64:
        raise RefusalError(f"has {samples:,} channels, more than can be read")
    tile = directory.first(TILE_WIDTH, 0) * directory.first(TILE_HEIGHT, 0)
    # A tile may reach over the edge of the picture, but not by orders of magnitude.
    if tile > max(_LARGEST_TILE, 4 * width * height):
        raise RefusalError(DAMAGED_HEADER)
    ratio = _RATIOS.get(directory.first(COMPRESSION, UNCOMPRESSED))
    bits = min(directory.bits)
    if ratio and width * height * bits // 8 > size * ratio:
        raise RefusalError(DAMAGED)
    return directory


def _read(file: BinaryIO, size: int) -> Directory:
    file.seek(0)
    head = file.read(16)
    order = "<" if head[:2] == b"II" else ">"
    big = struct.unpack_from(order + "H", head, 2)[0] == 43
    offset = struct.unpack_from(order + ("Q" if big else "I"), head, 8 if big else 4)[0]
    tags = _tags(file, size, order, big, offset)
    return Directory(order, tags, _count_pages(file, size, order, big, offset))


def _tags(file: BinaryIO, size: int, order: str, big: bool, offset: int) -> dict[int, tuple[int, ...]]:
    entry = struct.Struct(order + ("HHQ8s" if big else "HHI4s"))
    entries = _entries(file, size, order, big, offset)
    if not entries:
        raise RefusalError(DAMAGED_HEADER)
    table = file.read(entries * entry.size)
    tags: dict[int, tuple[int, ...]] = {}
    for tag, kind, count, inline in entry.iter_unpack(table[: len(table) // entry.size * entry.size]):
        code = _INTEGERS.get(kind)
        if code is None or tag not in _READ:
            continue
        length = struct.calcsize(code) * count
        if length > len(inline):
            (position,) = struct.unpack(order + ("Q" if big else "I"), inline)
            if length > _MOST_BYTES or position + length > size:
                continue  # out of the file: as if the tag were not there
            file.seek(position)
            inline = file.read(length)
        tags.setdefault(tag, struct.unpack_from(f"{order}{count}{code}", inline))
    return tags


def _entries(file: BinaryIO, size: int, order: str, big: bool, offset: int) -> int:
    """Go to a directory and return how many entries it has; 0 if it lies outside of the file."""
    if not 8 <= offset < size:
        return 0
    file.seek(offset)
    (entries,) = struct.unpack(order + ("Q" if big else "H"), file.read(8 if big else 2))
    return int(entries) if entries <= _MOST_ENTRIES else 0


def _count_pages(file: BinaryIO, size: int, order: str, big: bool, offset: int) -> int:
    seen: set[int] = set()
    entry_size, code = (20, "Q") if big else (12, "I")
    try:
        while offset not in seen and len(seen) < _MOST_PAGES:
            entries = _entries(file, size, order, big, offset)
            if not entries:
                break
            seen.add(offset)
            file.seek(entries * entry_size, 1)
            (offset,) = struct.unpack(order + code, file.read(8 if big else 4))
    except struct.error:
        pass  # a chain that breaks off ends there
    return max(len(seen), 1)


def _refuse_raw(directory: Directory) -> None:
    """Camera RAW files are TIFFs whose first page is a thumbnail or a mosaic: neither is the photo."""
    reduced = directory.first(SUBFILE, 0) & 1 and SUB_DIRECTORIES in directory.tags
    mosaic = directory.first(PHOTOMETRIC, 1) == COLOR_FILTER_ARRAY
    if reduced or mosaic or DNG_VERSION in directory.tags:
        raise RefusalError("is a camera RAW picture; save it as JPEG or PNG first")
