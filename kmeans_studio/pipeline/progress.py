"""Progress: what is going on before the first generation."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[str, float], None]
"""(what is going on, in plain words; the share of it that is done, 0..1). May be called from any thread."""
