"""The root filter set (RFS) and MR8, which takes the strongest direction of each; as VGG's makeRFSfilters.m makes it.

M. Varma and A. Zisserman, A statistical approach to texture classification from single images, International Journal of
Computer Vision 62(1-2), 2005. Order: edges, scale by scale, each in all directions; bars alike; then a Gaussian and a
Laplacian of Gaussian, both of sigma 10, whatever the scales are.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from .bank import Bank
from .catalog import Shape, filter_bank
from .options import BankOptions, check_count, checked_orientations, checked_scales, fitting_size
from .vgg import ELONGATION, OWN_SIZE, edges_and_bars, round_kernel, round_spot

SCALES = (1.0, 2.0, 4.0)
SPOT = 10.0


@filter_bank(
    "rfs",
    "Root filter set (RFS), 38 filters",
    "Edges and bars in six directions and three sizes, each twice as large as the last, and two large round spots. "
    "Sees a wider range of sizes than Leung-Malik's bank, with fewer filters.",
    "scales",
    "orientations",
    "size",
)
def root_filters(options: BankOptions, shape: Shape) -> Bank:
    """Return RFS."""
    scales = checked_scales(options.scales, SCALES)
    turns = checked_orientations(options.orientations, 6)
    size = fitting_size(options.size, OWN_SIZE, max(SPOT, ELONGATION * max(scales)))
    check_count(2 * len(scales) * turns + 2, size)
    filters, recipes = edges_and_bars(scales, turns, size)
    for kind in ("gauss", "log"):
        filters.append(round_spot(kind, SPOT))
        recipes.append(partial(round_kernel, kind, SPOT, size))
    source = ("rfs", scales, turns, size)
    title = f"Root filter set (RFS), {len(filters)} filters"
    return Bank("rfs", title, tuple(filters), size, source, lambda number: recipes[number]())


@filter_bank(
    "mr8",
    "MR8, the strongest of 38 filters",
    "The root filter set, of which only the strongest direction of each kind and size counts: eight numbers a pixel. A "
    "texture stays the same when the photo is turned.",
    "scales",
    "orientations",
    "size",
)
def maximum_responses(options: BankOptions, shape: Shape) -> Bank:
    """Return RFS, marked as one of which only the strongest directions count."""
    bank = root_filters(options, shape)
    title = f"MR{len(bank.orientation_groups)}, the strongest of {len(bank)} filters"
    return replace(bank, name="mr8", title=title, source=("mr8", bank.source), strongest=True)
