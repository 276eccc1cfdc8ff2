"""OKLab (Ottosson 2020)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..arithmetic import root
from ..color_space import color_space

if TYPE_CHECKING:
    from ..light import Floats, Planes


@color_space(
    "oklab",
    "OKLab",
    "A newer Lab with truer hues: blues do not turn violet as they fade. Good for vivid colors and gradients, but "
    "steps among the darkest tones count for more than in Lab.",
    channels={"Lightness": ("L",), "Green to red": ("a",), "Blue to yellow": ("b",)},
    unit="L 0..1",
    span=1.0,
    light=True,
)
def oklab(red: Floats, green: Floats, blue: Floats) -> Planes:
    """Return OKLab, L in 0..1.

    Björn Ottosson, "A perceptual color space for image processing" (2020), with the matrices of 2021. Oracle:
    colour-science, `XYZ_to_Oklab`.
    """
    long = root(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue, 3)
    middle = root(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue, 3)
    short = root(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue, 3)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )
