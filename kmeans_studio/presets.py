"""PRESETS: ways from a bank's responses to segments that are known by a name; each is a set of a recipe's choices."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from .recipe import Recipe
from .registry import Registry

_STANDARD = Recipe()

TEXTURE_FIELDS = (
    "bank",
    "bank_file",
    "bank_scales",
    "bank_orientations",
    "bank_size",
    "filters_off",
    "amplitude",
    "weber",
    "strongest",
    "pooling",
    "pool_unit",
    "log",
    "standardize",
    "sharpen",
    "clean_up",
    "brightness",
    "place",
)
"""The choices that a preset makes: all that decide what texture is, and nothing else."""

PRESETS: Registry[Mapping[str, Any]] = Registry("preset")

_AS_THEY_ARE: Mapping[str, Any] = {
    "pooling": 0.0,
    "brightness": 0.0,
    "log": False,
    "standardize": False,
    "sharpen": False,
    "clean_up": False,
}
"""Responses are compared as they are, and nothing comes after."""


def _add(name: str, title: str, help: str, **choices: Any) -> None:
    standard = {field: getattr(_STANDARD, field) for field in TEXTURE_FIELDS}
    PRESETS.add(name, title, help, MappingProxyType(standard | choices))


_add(
    "corrected",
    "Corrected",
    "Gabor filters, averaged over the neighborhood and brought to one measure, so that the pattern of an area counts "
    "most; how bright it is counts as one feature among them. Agrees best with what people see as one texture.",
)
_add(
    "lm-corrected",
    "LM, corrected",
    "The Leung-Malik bank used as its authors meant it: every filter sums to zero, responses are averaged over the "
    "neighborhood and brought to one measure. The bank to look into; a little less sure than Gabor filters.",
    bank="lm",
    weber=True,
    pooling=16.0,
    log=False,
)
_add(
    "tutorial",
    "Tutorial (as written)",
    "What the well-known tutorial computes, slips included: 8-bit responses with negatives cut off, no averaging, no "
    "common measure. It mostly sees brightness; compare it with Corrected.",
    bank="tutorial",
    amplitude="clipped",
    **_AS_THEY_ARE,
)
_add(
    "vgg",
    "VGG",
    "As the Visual Geometry Group in Oxford classifies materials: the strongest direction of each filter (MR8), "
    "brought nearer to each other by Weber's law. Each pixel goes by itself, so segments are fine-grained textons.",
    bank="mr8",
    weber=True,
    **_AS_THEY_ARE,
)
_add(
    "matlab-gabor",
    "MATLAB Gabor",
    "As MATLAB's example for texture segmentation: Gabor filters up to the size of the photo, each averaged over one "
    "and a half of its wavelengths, with the place in the photo as two more features. Segments hang together, but "
    "follow places, too.",
    bank="matlab-gabor",
    pooling=1.5,
    pool_unit="wavelength",
    log=False,
    sharpen=False,
    clean_up=False,
    brightness=0.0,
    place=1.0,
)


def preset_of(recipe: Recipe) -> str:
    """Return the name of the preset whose choices the recipe makes; empty where somebody chose otherwise."""
    made = {field: getattr(recipe, field) for field in TEXTURE_FIELDS}
    return next((entry.name for entry in PRESETS if entry.value == made), "")
