"""How a run ended, and what else there is to know about its result, in plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .jobs import Run


def ending(run: Run) -> str:
    """Say in one line how a run ended, or that it is paused; what went otherwise than asked comes with it."""
    return "; ".join([_how(run), *run.segmentation.warnings])


def facts(run: Run) -> tuple[str, ...]:
    """Say how and why a run ended, what its starts came to, and what went otherwise than asked."""
    segmentation = run.segmentation
    why = "" if run.stopped or run.paused else segmentation.ending
    others = (warning for warning in segmentation.warnings if warning != why)
    return tuple(filter(None, [": ".join(filter(None, [_how(run), why])), starts(segmentation.start_costs), *others]))


def starts(costs: Sequence[float]) -> str:
    """Say how far apart the starts ended, by their costs; nothing where there was only one."""
    if len(costs) < 2:
        return ""
    best, worst = min(costs), max(costs)
    if worst - best <= 0.0005 * best:
        return f"all {len(costs)} starts came to the same cost"
    if best <= 0:
        return f"best of {len(costs)} starts; the others were costlier"
    return f"best of {len(costs)} starts; the worst was {_costlier(worst / best)}"


def _costlier(ratio: float) -> str:
    more = (ratio - 1) * 100
    if more >= 900:
        return f"{ratio:,.0f} times as costly"
    return f"{more:.0f} % costlier" if more >= 9.95 else f"{more:.1f} % costlier"


def _how(run: Run) -> str:
    segmentation = run.segmentation
    count = "1 generation" if segmentation.generation == 1 else f"{segmentation.generation} generations"
    if run.paused:
        return f"Paused after generation {segmentation.generation}; Step or Run goes on"
    if run.stopped:
        return f"Stopped after {count}; this is the best so far"
    ended = "Converged" if segmentation.converged and not segmentation.clusters.reason else "Ended"
    return f"{ended} after {count}"
