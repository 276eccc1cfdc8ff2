"""The embedded color profile: colors are brought to sRGB, the space that everything else counts in.

8-bit pictures go through LittleCMS. 16-bit and floating-point ones, for which Pillow has no modes, are converted by
`icc.py` where the profile is a matrix with curves, as nearly all of RGB are; with a table profile they are reduced to
8 bits first.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ..parallel import check, each_band, row_bands
from .decoded import array_of
from .errors import RefusalError, plain_line

if TYPE_CHECKING:
    from threading import Event

    from numpy.typing import NDArray
    from PIL.Image import Image
    from PIL.ImageCms import ImageCmsProfile

    from .decoded import Decoded

_IGNORED = "its color profile is damaged and was ignored: colors may be off"
_NAME_LENGTH = 60
_BAND_PIXELS = 1 << 18
_MODES = {"RGB": "RGB", "GRAY": "L", "CMYK": "CMYK", "Lab": "LAB"}
_WORDS = {"RGB": "RGB", "L": "gray", "CMYK": "CMYK", "LAB": "Lab"}
# Two roundings of what is sRGB on both sides.
_SAME = 2


@dataclass(frozen=True, slots=True)
class _Profile:
    profile: ImageCmsProfile
    mode: str
    name: str


def to_srgb(decoded: Decoded) -> None:
    """Convert the color of a decoded picture to sRGB, RGB or gray; notes say from what."""
    profile = _open(decoded)
    if decoded.array is not None:
        if profile is not None:
            _array_to_srgb(decoded, profile)
        return
    image = decoded.image
    if image is None:
        raise RefusalError("holds no picture")
    if profile is not None and profile.mode == "RGB" and image.mode == "L":
        image = image.convert("RGB")  # gray, in the gray tones of an RGB space
    if profile is not None and profile.mode != image.mode:
        kind = _WORDS[profile.mode]
        decoded.warnings.append(f"its color profile is one for {kind} pictures and was ignored: colors may be off")
        profile = None
    if profile is not None:
        decoded.image = _convert(image, profile, decoded)
    elif image.mode == "CMYK":
        decoded.warnings.append("it is in CMYK without a color profile: its colors are approximate")
        decoded.image = image.convert("RGB")
    elif image.mode == "LAB":
        decoded.image = _apply(image, _lab(), decoded.cancel)
        decoded.notes.append("converted from CIE Lab to sRGB")
    else:
        decoded.image = image


def _open(decoded: Decoded) -> _Profile | None:
    """Open the embedded profile, if there is one that makes sense."""
    if decoded.icc is None:
        return None
    from PIL import ImageCms

    try:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(decoded.icc))
        mode = _MODES[profile.profile.xcolor_space.strip()]
        name = profile.profile.profile_description or ""
    except Exception:
        # LittleCMS, the description's decoder and the table above: a profile that none of them objects to.
        decoded.warnings.append(_IGNORED)
        return None
    name = plain_line(" ".join(name.replace("\0", "").split()))
    return _Profile(profile, mode, name[:_NAME_LENGTH] or f"a {_WORDS[mode]} profile without a name")


def _lab() -> _Profile:
    from PIL import ImageCms

    return _Profile(ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")), "LAB", "CIE Lab")


def _convert(image: Image, profile: _Profile, decoded: Decoded) -> Image | None:
    from PIL import ImageCms

    try:
        if _is_srgb(profile):
            return image
        converted = _apply(image, profile, decoded.cancel)
    except (ImageCms.PyCMSError, OSError, ValueError):
        decoded.warnings.append(_IGNORED)
        return image.convert("RGB")
    decoded.notes.append(f"converted from {profile.name} to sRGB")
    return converted


def _apply(image: Image, profile: _Profile, cancel: Event | None = None) -> Image:
    """Return an image of the profile's mode as RGB in sRGB; an RGB image itself is changed and returned."""
    from PIL import Image as pillow

    if profile.mode == "L":
        # LittleCMS is off by several levels in the shadows of 8-bit gray, but not when told to take its time:
        # for the 256 grays there are, it may.
        ramp = _transform(pillow.fromarray(np.arange(256, dtype=np.uint8)[np.newaxis]), profile, exact=True)
        return image.convert("RGB").point([value for band in ramp.split() for value in band.tobytes()])
    return _transform(image, profile, exact=False, cancel=cancel)


def _transform(image: Image, profile: _Profile, *, exact: bool, cancel: Event | None = None) -> Image:
    from PIL import Image as pillow
    from PIL import ImageCms

    intents, flags = ImageCms.Intent, ImageCms.Flags
    # A screen's colors are taken as they are; a printer's small range is spread out again.
    intent = intents.PERCEPTUAL if profile.mode == "CMYK" else intents.RELATIVE_COLORIMETRIC
    flag = flags.NOOPTIMIZE if exact else flags.NONE
    srgb = ImageCms.createProfile("sRGB")
    transform = ImageCms.buildTransform(profile.profile, srgb, profile.mode, "RGB", intent, flag)
    result = image if image.mode == "RGB" else pillow.new("RGB", image.size)

    def convert(rows: slice) -> None:
        part = image.crop((0, rows.start, image.width, rows.stop))
        result.paste(transform.apply(part), (0, rows.start))

    each_band(convert, row_bands((image.height, image.width), _BAND_PIXELS), cancel)
    return result


def _is_srgb(profile: _Profile) -> bool:
    """Whether the profile changes nothing: told by what it does, for names are free."""
    from PIL import Image

    if profile.mode not in ("L", "RGB"):
        return False
    steps = np.arange(256, dtype=np.uint8)[np.newaxis]
    if profile.mode == "RGB":
        few = steps[0, ::15]
        steps = np.stack(np.meshgrid(few, few, few), axis=-1).reshape(1, -1, 3)
    changed = np.asarray(_apply(Image.fromarray(steps.copy()), profile)).astype(int)
    return bool(np.abs(changed - (steps if steps.ndim == 3 else steps[:, :, np.newaxis])).max() <= _SAME)


def _array_to_srgb(decoded: Decoded, profile: _Profile) -> None:
    from PIL import Image, ImageCms

    from .icc import curves_to_srgb, read_curves

    pixels: NDArray[Any] | None = decoded.array
    if pixels is None or decoded.icc is None:
        return
    gray = pixels.ndim == 2
    if profile.mode != "RGB" and not (gray and profile.mode == "L"):
        kind = _WORDS[profile.mode]
        decoded.warnings.append(f"its color profile is one for {kind} pictures and was ignored: colors may be off")
        return
    try:
        if _is_srgb(profile):
            return
        deep = pixels.dtype != np.uint8
        curves = read_curves(decoded.icc) if deep else None
        if curves is not None:
            decoded.array = curves_to_srgb(pixels, curves, decoded.cancel)
        else:
            eight = Image.fromarray(_in_8_bits(pixels))
            eight = eight.convert("RGB") if profile.mode == "RGB" else eight
            check(decoded.cancel)
            decoded.array = array_of(_apply(eight, profile, decoded.cancel), decoded.cancel)
            if deep:
                sixteen = pixels.dtype == np.uint16
                what = "16 bits per channel were reduced to 8" if sixteen else "values were reduced to 8 bits"
                decoded.warnings.append(f"its {what}, because its color profile is a table")
    except (ImageCms.PyCMSError, OSError, ValueError):
        decoded.warnings.append(_IGNORED)
        return
    decoded.notes.append(f"converted from {profile.name} to sRGB")


def _in_8_bits(pixels: NDArray[Any]) -> NDArray[np.uint8]:
    if pixels.dtype == np.uint8:
        return pixels
    return (pixels >> 8 if pixels.dtype == np.uint16 else np.rint(pixels * 255)).astype(np.uint8)
