"""The Gabor filters of MATLAB's example 'Texture Segmentation Using Gabor Filters': they depend on the photo's size."""

from __future__ import annotations

from math import floor, hypot, log2

from .bank import Bank
from .catalog import Shape, filter_bank
from .gabor import SHORTEST, gabor_bank
from .options import WAVELENGTHS, BankOptions, checked_orientations, checked_scales

UNKNOWN_PHOTO = (512, 512)
"""The photo that the bank is made for where there is none yet."""


@filter_bank(
    "matlab-gabor",
    "Gabor as in MATLAB's example",
    "Waves in four directions, from very short ones up to half the size of the photo, each twice as long as the last. "
    "The longest see how light and shade are spread over the photo more than its texture.",
    "scales",
    "orientations",
    "size",
)
def matlab_gabor(options: BankOptions, shape: Shape) -> Bank:
    """Return the filters of MATLAB's 'Texture Segmentation Using Gabor Filters' for a photo (h, w), in its order.

    Wavelengths go from 4/sqrt(2) towards the photo's diagonal by octaves, the last full one left out; one at least.
    """
    octaves = floor(log2(hypot(*(shape if min(shape) > 0 else UNKNOWN_PHOTO)) / SHORTEST)) - 1
    own = tuple(SHORTEST * 2.0**octave for octave in range(max(1, octaves)))
    wavelengths = checked_scales(options.scales, own, WAVELENGTHS, "wavelength")
    turns = checked_orientations(options.orientations, 4)
    ways = tuple(180.0 * turn / turns for turn in range(turns))
    return gabor_bank("matlab-gabor", "Gabor as in MATLAB's example", wavelengths, ways, options)
