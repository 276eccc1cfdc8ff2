"""K-Means Studio: segment local photos by k-means, live.

The public Python API. Everything is loaded on first use, so that importing the package costs next to nothing:

    from kmeans_studio import Photo, Recipe, segment

    result = segment(Photo.open("coffee.png"), Recipe(k=5, color_space="lab"))
    result.labels      # (h, w) uint8, 0 = the first segment, which is the darkest
    result.palette     # (k, 3) uint8, the mean color of each segment
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .engine.estimator import KMeans
    from .photo import Photo, PhotoError
    from .pipeline import generations, segment
    from .recipe import Recipe, RecipeError
    from .segmentation import Segmentation

__version__ = "0.1.0"

__all__ = ["KMeans", "Photo", "PhotoError", "Recipe", "RecipeError", "Segmentation", "generations", "segment"]

_HOME = {
    "KMeans": "engine.estimator",
    "Photo": "photo",
    "PhotoError": "photo",
    "Recipe": "recipe",
    "RecipeError": "recipe",
    "Segmentation": "segmentation",
    "generations": "pipeline",
    "segment": "pipeline",
}


def __getattr__(name: str) -> object:
    """Load a public name from the module it lives in (PEP 562)."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_HOME[name]}", __name__), name)
