"""Choosing k: what speaks for how many clusters. Plain arrays in, figures out."""

from __future__ import annotations

from .criteria import CRITERIA, Criterion, Figures
from .verdict import Verdict, verdict_of

__all__ = ["CRITERIA", "Criterion", "Figures", "Verdict", "verdict_of"]
