"""Recipe: every choice that decides a segmentation, validated, and as JSON."""

from .choices import FLOAT_RANGES, RANGES, REGISTRIES, TRUTHS, WEIGHT_RANGE, RecipeError
from .recipe import Recipe, choices_in_json

__all__ = [
    "FLOAT_RANGES",
    "RANGES",
    "REGISTRIES",
    "TRUTHS",
    "WEIGHT_RANGE",
    "Recipe",
    "RecipeError",
    "choices_in_json",
]
