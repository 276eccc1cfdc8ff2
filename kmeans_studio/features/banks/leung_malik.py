"""Leung and Malik's bank, large (LML) and small (LMS), as VGG's makeLMfilters.m makes it.

T. Leung and J. Malik, Representing and recognizing the visual appearance of materials using three-dimensional textons,
International Journal of Computer Vision 43(1), 2001. Order: edges, scale by scale, each in all directions; bars alike;
then for each scale a Gaussian, a Laplacian of Gaussian, and one of three times the scale. The largest scale is for
these spots alone.
"""

from __future__ import annotations

from functools import partial

from .bank import Bank
from .catalog import Shape, filter_bank
from .options import BankOptions, check_count, checked_orientations, checked_scales, fitting_size
from .vgg import ELONGATION, OWN_SIZE, edges_and_bars, round_kernel, round_spot

ROOT = 2.0**0.5
LARGE = tuple(ROOT**power for power in (1, 2, 3, 4))
SMALL = tuple(ROOT**power for power in (0, 1, 2, 3))


@filter_bank(
    "lm",
    "Leung-Malik (LML), 48 filters",
    "Edges and bars in six directions and three sizes, and round spots in four: the classic bank for telling materials "
    "apart, and a good one to look into. For coarser texture than the small version.",
    "scales",
    "orientations",
    "size",
)
def large(options: BankOptions, shape: Shape) -> Bank:
    """Return LML: sigmas from 1.4 to 4."""
    return _leung_malik("lm", "Leung-Malik (LML)", LARGE, options)


@filter_bank(
    "lms",
    "Leung-Malik, small (LMS), 48 filters",
    "The same filters as in the large version, each narrower by a factor of 1.4. For fine texture and small photos.",
    "scales",
    "orientations",
    "size",
)
def small(options: BankOptions, shape: Shape) -> Bank:
    """Return LMS: sigmas from 1 to 2.8."""
    return _leung_malik("lms", "Leung-Malik, small (LMS)", SMALL, options)


def _leung_malik(name: str, title: str, own: tuple[float, ...], options: BankOptions) -> Bank:
    scales = checked_scales(options.scales, own)
    turns = checked_orientations(options.orientations, 6)
    # A single scale is for everything.
    directed_scales = scales[:-1] or scales
    size = fitting_size(options.size, OWN_SIZE, ELONGATION * max(scales))
    check_count(2 * len(directed_scales) * turns + 3 * len(scales), size)
    filters, recipes = edges_and_bars(directed_scales, turns, size)
    for sigma in scales:
        for kind, width in (("gauss", sigma), ("log", sigma), ("log", 3 * sigma)):
            filters.append(round_spot(kind, width))
            recipes.append(partial(round_kernel, kind, width, size))
    source = ("leung-malik", scales, turns, size)
    return Bank(
        name, f"{title}, {len(filters)} filters", tuple(filters), size, source, lambda number: recipes[number]()
    )
