"""The canvas: one photo and its segments, to look at, zoom, pan and click."""

from __future__ import annotations

from .view import Canvas

__all__ = ["Canvas"]
