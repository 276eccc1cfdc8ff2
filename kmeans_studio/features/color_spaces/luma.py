"""YCbCr and grey, by the luma of ITU-R BT.601."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..color_space import color_space

if TYPE_CHECKING:
    from ..light import Floats, Planes


@color_space(
    "ycbcr",
    "YCbCr",
    "Splits colors as JPEG files do: into brightness, blueness and redness. Fast, and good for giving brightness less "
    "weight, but its distances are not those of the eye.",
    channels={"Brightness": ("Y",), "Blueness": ("Cb",), "Redness": ("Cr",)},
    unit="0..255, greys have Cb = Cr = 128",
    span=255.0,
)
def ycbcr(red: Floats, green: Floats, blue: Floats) -> Planes:
    """Return full-range Y'CbCr of JPEG (ITU-T T.871; luma of BT.601), as Pillow and OpenCV do, but not rounded.

    Oracle: colour-science, `RGB_to_YCbCr`.
    """
    luma = _luma(red, green, blue)
    return luma, (blue - luma) / 1.772 + 128.0, (red - luma) / 1.402 + 128.0


@color_space(
    "grey",
    "Grey",
    "Compares brightness alone, as if the photo were black and white. Good for scans, X-rays and microscope pictures, "
    "but colors of one brightness fall together.",
    channels={"Brightness": ("brightness",)},
    unit="0..255",
    span=255.0,
)
def grey(red: Floats, green: Floats, blue: Floats) -> tuple[Floats, ...]:
    """Return the luma of ITU-R BT.601, 0.299 R + 0.587 G + 0.114 B of the stored values.

    It is what OpenCV, Pillow, MATLAB and most programs mean by grey, but not rounded. Oracle: OpenCV, in float.
    """
    return (_luma(red, green, blue),)


def _luma(red: Floats, green: Floats, blue: Floats) -> Floats:
    return 0.299 * red + 0.587 * green + 0.114 * blue
