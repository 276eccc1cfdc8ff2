"""The color spaces, each one decorated formula; importing this registers them in the order in which they are offered.

A formula is made of + - * / and square roots, and of `arithmetic` for the rest, so that a photo has the same features
on every machine. The oracles named beside the formulas are those of the tests, which agree to 1e-4 or better.
"""

from . import rgb, hue, cie, oklab, luma  # noqa: F401, I001 - the order in which they are offered
