"""Decode 8-bit pictures with Pillow: one plugin, called by name, on a file that is open already."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from ..parallel import check
from .decoded import Decoded
from .errors import RefusalError
from .limits import DAMAGED_HEADER, check_size

if TYPE_CHECKING:
    from typing import BinaryIO

    from PIL.Image import Image
    from PIL.ImageFile import ImageFile

    from .watched import WatchedFile

# The plugins themselves, not Image.open(): it would try all formats (some of which start other programs), look
# for a second picture in every JPEG, and warn of pictures that are within our own limit.
_PLUGINS = {
    "JPEG": ("JpegImagePlugin", "JpegImageFile"),
    "PNG": ("PngImagePlugin", "PngImageFile"),
    "TIFF": ("TiffImagePlugin", "TiffImageFile"),
    "WebP": ("WebPImagePlugin", "WebPImageFile"),
    "BMP": ("BmpImagePlugin", "BmpImageFile"),
    "GIF": ("GifImagePlugin", "GifImageFile"),
}
# A GIF has to be walked through to be counted; longer ones are not.
_COUNTED_GIF = 8 << 20
# Read at a time: less than Pillow would, for a kilobyte of a PNG may hold a megabyte.
_PNG_PIECE = 1 << 14


def begin(kind: str, file: BinaryIO, pixel_limit: int) -> ImageFile:
    """Let the plugin read the header; raises RefusalError if it cannot."""
    module, name = _PLUGINS[kind]
    file.seek(0)
    try:
        image: ImageFile = getattr(import_module(f"PIL.{module}"), name)(file)
    except (SyntaxError, KeyError, IndexError, TypeError) as error:
        raise RefusalError(DAMAGED_HEADER) from error
    check_size(*image.size, pixel_limit)
    if kind == "PNG":
        image.decodermaxblock = _PNG_PIECE
    return image


def decode_8bit(kind: str, head: bytes, file: WatchedFile, size: int, pixel_limit: int) -> Decoded:
    """Decode anything but TIFF, 16-bit PNG and PPM."""
    image = begin(kind, file, pixel_limit)
    decoded = Decoded(cancel=file.cancel)
    _say_what_is_left_out(image, kind, size, decoded)
    image.load()
    read_facts(image, decoded)
    check(file.cancel)
    bits = head[24] if kind == "PNG" else 8
    separate(image, decoded, gray_bits=bits if head[25:26] == b"\0" else 8)
    return decoded


def read_facts(image: ImageFile, decoded: Decoded) -> None:
    """Take over the color profile and the orientation; a broken EXIF block is as good as none."""
    icc = image.info.get("icc_profile")
    decoded.icc = icc if isinstance(icc, bytes) and icc else None
    try:
        orientation = image.getexif().get(0x0112, 1)
        decoded.orientation = orientation if orientation in range(1, 9) else 1
    except Exception:
        # Not only what the parser raises itself: EXIF is a TIFF of its own, written by every kind of device.
        decoded.notes.append("its EXIF data is broken and was ignored")


def separate(image: Image, decoded: Decoded, gray_bits: int = 8) -> None:
    """Fill in color and alpha from a loaded image of any 8-bit mode.

    gray_bits  bits of a sample in the file, in which the transparent gray of a PNG is counted
    """
    color, alpha = _color_and_alpha(image, gray_bits)
    decoded.image, decoded.alpha_image = color, alpha


def _color_and_alpha(image: Image, gray_bits: int) -> tuple[Image, Image | None]:
    transparent = image.info.get("transparency")
    if image.mode in ("La", "RGBa"):
        image = image.convert(image.mode.upper())
    if image.mode in ("PA", "P") and (image.mode == "PA" or transparent is not None):
        image = image.convert("RGBA")
    if image.mode in ("LA", "RGBA"):
        return image.convert(image.mode[:-1]), image.getchannel("A")
    if image.mode in ("1", "L") and isinstance(transparent, int):
        gray = image.convert("L")
        # Of 1-bit pictures, Pillow has scaled it itself.
        clear = 255 * (transparent > 0) if image.mode == "1" else transparent * 255 // ((1 << gray_bits) - 1)
        return gray, gray.point([0 if value == clear else 255 for value in range(256)])
    if image.mode == "RGB" and isinstance(transparent, tuple):
        return image, _all_but(image, transparent)
    if image.mode in ("L", "RGB", "CMYK", "LAB"):
        return image, None
    if image.mode == "1":
        return image.convert("L"), None
    if image.mode in ("P", "RGBX", "YCbCr", "HSV"):
        return image.convert("RGB"), None
    raise RefusalError(f"is a picture of a kind that cannot be read ({image.mode})")


def _all_but(image: Image, clear: tuple[Any, ...]) -> Image:
    """Return alpha that is 0 where an RGB image has just this color."""
    from PIL import ImageChops

    channels = [
        band.point([0 if value == wanted else 255 for value in range(256)])
        for band, wanted in zip(image.split(), clear, strict=True)
    ]
    alpha = channels[0]
    for channel in channels[1:]:
        alpha = ImageChops.lighter(alpha, channel)
    return alpha


def _say_what_is_left_out(image: ImageFile, kind: str, size: int, decoded: Decoded) -> None:
    if kind == "JPEG" and "mp" in image.info:
        decoded.notes.append("the first of several pictures in the file was opened")
    elif kind == "GIF" and size > _COUNTED_GIF:
        decoded.warnings.append("of its frames only the first was opened")
    elif kind in ("GIF", "PNG", "WebP"):
        say_frames(image, decoded)


def say_frames(image: ImageFile, decoded: Decoded) -> None:
    """Warn that an animation has more than the one frame."""
    try:
        frames = int(getattr(image, "n_frames", 1))
    except Exception:
        # A later frame is broken, which says nothing of the first.
        decoded.warnings.append("of its frames only the first was opened; another one is damaged")
        return
    if frames > 1:
        decoded.warnings.append(f"only the first of {frames:,} frames was opened")
