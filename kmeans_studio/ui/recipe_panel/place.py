"""The rows for how much the place of a pixel counts, one for each kind of mode in which it does."""

from __future__ import annotations

from ...features.modes import COMPACTNESS_HELP
from .slider_row import SliderRow

STEPS = (
    *(0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9),
    *(1.0, 1.25, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0),
)
"""What the weight is at each step of the slider: finer where a little makes a difference."""

PLACE_HELP = (
    "How much it counts where in the photo a pixel lies, beside what surrounds it: the higher, the more each segment "
    "hangs together in one place. At 0 the same texture is one segment wherever it is."
)


def compactness_row() -> SliderRow:
    """Return the row for colors."""
    return SliderRow("compactness", "Compactness", COMPACTNESS_HELP, STEPS)


def place_row() -> SliderRow:
    """Return the row for textures."""
    return SliderRow("place", "Position", PLACE_HELP, STEPS)
