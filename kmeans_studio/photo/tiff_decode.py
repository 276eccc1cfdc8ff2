"""TIFFs: 8 bits by Pillow, 16 bits by Pillow twice, and what Pillow cannot read, or not exactly, by our own reader."""

from __future__ import annotations

import io
from contextlib import nullcontext
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from ..parallel import check
from . import tiff
from .decode import begin, read_facts, separate
from .decoded import Decoded, array_of
from .errors import RefusalError
from .model import float_alpha_in_bytes
from .png16 import split_alpha
from .quiet import silent_libtiff
from .stretch import stretch
from .tiff_samples import can_read, read_samples
from .two_bytes import decode_twice
from .upright import say_turned

if TYPE_CHECKING:
    from collections.abc import Callable
    from threading import Event
    from typing import BinaryIO

    from numpy.typing import NDArray
    from PIL.ImageFile import ImageFile

    from .watched import WatchedFile

_CMYK = 5
_ASSOCIATED_ALPHA = 1
# libtiff maps the file it is given into memory, which ends the program if the file shrinks meanwhile. Files of
# any usual size are therefore read first.
_READ_FIRST = 1 << 30


def decode_tiff(watched: WatchedFile, size: int, directory: tiff.Directory, pixel_limit: int) -> Decoded:
    """Decode the first page; raises RefusalError or what Pillow raises on damaged data."""
    file: BinaryIO = watched
    decoded = Decoded(cancel=watched.cancel)
    if directory.pages > 1:
        decoded.warnings.append(f"only the first of {directory.pages:,} pages was opened")
    compressed = directory.first(tiff.COMPRESSION, tiff.UNCOMPRESSED) != tiff.UNCOMPRESSED
    deep = max(directory.bits) > 8
    planes = directory.first(tiff.PLANAR, 1) == 2 and directory.first(tiff.SAMPLES, 1) > 1
    # Pillow rounds long floating point and takes large numbers for negative ones.
    numbers = directory.floating or max(directory.bits) > 16
    ours = deep and (planes or (numbers and can_read(directory)))
    if compressed and not ours and size <= _READ_FIRST:
        file.seek(0)
        file = io.BytesIO(file.read())
    image = None if ours else _by_pillow(file, pixel_limit)
    if image is None:
        _own_reader(file, directory, decoded)
        return decoded
    with silent_libtiff() if compressed else nullcontext():
        if deep:
            _deep(image, partial(_begin, file, pixel_limit), directory, decoded)
        else:
            image.load()
            _facts(image, directory, decoded)
            check(decoded.cancel)
            separate(image, decoded)
    return decoded


def _by_pillow(file: BinaryIO, pixel_limit: int) -> ImageFile | None:
    """Let Pillow read the header; None if it has no mode for this kind of TIFF."""
    try:
        return _begin(file, pixel_limit)
    except RefusalError:
        return None


def _begin(file: BinaryIO, pixel_limit: int) -> ImageFile:
    image = begin("TIFF", file, pixel_limit)
    if not isinstance(image.info.get("xmp"), bytes):
        # Searched for an orientation on loading, which fails if a broken file has a number there.
        image.info.pop("xmp", None)
    return image


def _facts(image: ImageFile, directory: tiff.Directory, decoded: Decoded) -> None:
    """Note what Pillow has done: it turns TIFFs upright itself, while loading."""
    read_facts(image, decoded)
    decoded.orientation = 1
    say_turned(decoded, directory.first(tiff.ORIENTATION, 1))


def _deep(image: ImageFile, again: Callable[[], ImageFile], directory: tiff.Directory, decoded: Decoded) -> None:
    """Keep more than 8 bits: in color by decoding again, in gray as Pillow has them."""
    if image.mode in ("RGB", "RGBA"):
        samples, image = decode_twice(again, decoded.cancel)
        _facts(image, directory, decoded)
        premultiplied = image.mode == "RGBA" and _ASSOCIATED_ALPHA in directory.tags.get(tiff.EXTRA_SAMPLES, ())
        split_alpha(decoded, _unpremultiplied(samples, decoded.cancel) if premultiplied else samples)
        return
    image.load()
    _facts(image, directory, decoded)
    if image.mode == "CMYK":
        decoded.warnings.append("its 16 bits per channel were reduced to 8, because it is in CMYK")
        separate(image, decoded)
        return
    gray = array_of(image, decoded.cancel)
    gray = gray.astype(gray.dtype.newbyteorder("="))
    if image.mode.startswith("I;16"):
        top = (1 << max(directory.bits)) - 1
        decoded.array = (gray.astype(np.uint32) * 65535 // top).astype(np.uint16) if top < 65535 else gray
    else:
        unsigned = gray.dtype == np.int32 and directory.first(tiff.SAMPLE_FORMAT, 1) == 1
        stretch(gray.view(np.uint32) if unsigned else gray, decoded)
    _invert_if_white_is_zero(directory, decoded)


def _own_reader(file: BinaryIO, directory: tiff.Directory, decoded: Decoded) -> None:
    """Read what Pillow cannot, or not exactly, and leave the orientation to be applied later."""
    if not can_read(directory):
        raise RefusalError(_kind(directory))
    samples = read_samples(file, directory, decoded.cancel)
    icc = directory.tags.get(tiff.ICC, ())
    decoded.icc = bytes(icc) if icc and max(icc) < 256 else None
    decoded.orientation = directory.first(tiff.ORIENTATION, 1)
    extra = directory.tags.get(tiff.EXTRA_SAMPLES, ())
    colors = 3 if directory.first(tiff.PHOTOMETRIC, 1) == 2 else 1
    # The first extra sample is alpha if it says so; any others are masks and the like.
    has_alpha = bool(extra) and extra[0] in (1, 2) and samples.shape[2] > colors
    if samples.shape[2] > colors + has_alpha:
        decoded.warnings.append(f"{samples.shape[2] - colors - has_alpha} extra channels were left out")
    samples = samples[:, :, : colors + has_alpha]
    if samples.dtype in (np.uint8, np.uint16):
        premultiplied = has_alpha and extra[0] == _ASSOCIATED_ALPHA
        split_alpha(decoded, _unpremultiplied(samples, decoded.cancel) if premultiplied else samples)
    else:
        if has_alpha:
            samples = _number_alpha(samples, decoded, premultiplied=extra[0] == _ASSOCIATED_ALPHA)
        stretch(samples[:, :, 0] if colors == 1 else samples[:, :, :3], decoded)
    _invert_if_white_is_zero(directory, decoded)


def _unpremultiplied(samples: NDArray[Any], cancel: Event | None) -> NDArray[Any]:
    """Return samples with straight alpha, from color that was multiplied by alpha; alpha comes last."""
    alpha = samples[:, :, -1:]
    top = np.iinfo(samples.dtype).max
    straight = samples.copy()
    for row in range(samples.shape[0]):
        check(cancel)
        divisor = np.maximum(alpha[row], 1).astype(np.uint64)
        color = (samples[row, :, :-1].astype(np.uint64) * top + divisor // 2) // divisor
        straight[row, :, :-1] = np.minimum(color, top)
    return straight


def _number_alpha(samples: NDArray[Any], decoded: Decoded, *, premultiplied: bool) -> NDArray[Any]:
    """Take over floating-point alpha within 0..1, and return the samples with straight color; other alpha is left out.

    Alpha comes last.
    """
    alpha = samples[:, :, -1]
    # Also left out where there is something that is not a number.
    if samples.dtype.kind != "f" or not (alpha.min() >= 0 and alpha.max() <= 1):
        decoded.warnings.append("its transparency was left out")
        return samples
    decoded.alpha_array = float_alpha_in_bytes(alpha)
    if int(decoded.alpha_array.min()) < 255:
        decoded.notes.append("its floating-point transparency was kept in 8 bits")
    if not premultiplied:
        return samples
    straight = samples.astype(np.promote_types(samples.dtype, np.float32))
    with np.errstate(over="ignore"):  # what is infinite is hidden later
        for row in straight:
            check(decoded.cancel)
            row[:, :-1] /= np.where(row[:, -1:] > 0, row[:, -1:], 1)
    return straight


def _invert_if_white_is_zero(directory: tiff.Directory, decoded: Decoded) -> None:
    if directory.first(tiff.PHOTOMETRIC, 1) != tiff.WHITE_IS_ZERO or decoded.array is None:
        return
    decoded.array = 1 - decoded.array if decoded.array.dtype == np.float32 else ~decoded.array


def _kind(directory: tiff.Directory) -> str:
    bits = " and ".join(str(bit) for bit in directory.bits)
    samples = directory.first(tiff.SAMPLES, 1)
    return (
        f"is a TIFF of a kind that cannot be read ({samples} x {bits} bits per pixel, "
        f"compression {directory.first(tiff.COMPRESSION, 1)}); save it as PNG first"
    )
