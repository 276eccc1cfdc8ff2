"""The options of `segment` that say where it starts: seeds and locked centers."""

from __future__ import annotations

from argparse import SUPPRESS, ArgumentTypeError
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..engine.seeding import FROM_GIVEN
from ..recipe import Recipe
from .talk import Refused

if TYPE_CHECKING:
    from argparse import ArgumentParser

ABOUT_STARTS = ("initializer", "start_colors", "seeds")
"""Choices that other locks belong to than those in a file."""


def add_start_options(parser: ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument(
        "--seeds",
        type=_places,
        default=SUPPRESS,
        metavar='"X,Y X,Y ..."',
        help="pixels to start from, for --init seeds: '120,80 300,210'; without -k there are as many segments, and "
        "with more k-means++ places the others",
    )
    parser.add_argument(
        "--lock",
        dest="locked",
        type=_numbers,
        default=SUPPRESS,
        metavar="N,N,...",
        help="centers that stay where they start: 1,3 for the first and the third of the seeds or start colors",
    )


def with_starts(made: Mapping[str, Any], given: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the choices made here and those given in a file, with what goes with the starts; raises Refused.

    Start colors and seeds are of use to one start method only, so that naming them chooses it; seeds also say how many
    segments there are. The locks in a file are about the starts in it.
    """
    made, given = dict(made), dict(given)
    for field, option, method in (("start_colors", "--start-colors", "given"), ("seeds", "--seeds", "seeds")):
        if made.get(field) and made.setdefault("initializer", method) != method:
            raise Refused(f"{option} are for --init {method}, not {made['initializer']}", 2)
    if made.get("seeds"):
        made.setdefault("k", len(made["seeds"]))
    if any(field in made for field in ABOUT_STARTS):
        given.pop("locked", None)
    if made.get("locked"):
        _check_locked(made["locked"], {**given, **made})
    return made, given


def _check_locked(locked: tuple[int, ...], chosen: Mapping[str, Any]) -> None:
    """Refuse locks of starts that there are not, in numbers that count from 1."""
    initializer = chosen.get("initializer", Recipe().initializer)
    if initializer not in FROM_GIVEN:
        raise Refused(f"--lock is for --init seeds and --init given, not {initializer}", 2)
    starts = len(chosen.get("seeds" if initializer == "seeds" else "start_colors", ()))
    if starts and max(locked) >= starts:
        there_are = "is only 1 start" if starts == 1 else f"are only {starts} starts"
        raise Refused(f"--lock {max(locked) + 1}: there {there_are}", 2)


def _places(text: str) -> tuple[tuple[int, int], ...]:
    """Read places such as 120,80 with spaces between them."""
    try:
        found = tuple((int(x), int(y)) for x, y in (place.split(",") for place in text.split()))
    except ValueError:
        raise ArgumentTypeError(f"must be places such as '120,80 300,210', not {text!r}") from None
    return found


def _numbers(text: str) -> tuple[int, ...]:
    """Read numbers from 1 with commas between them, and count them from 0."""
    try:
        found = [int(number) for number in text.split(",")] if text.strip() else []
        if min(found, default=1) < 1:
            raise ValueError
    except ValueError:
        raise ArgumentTypeError(f"must be numbers of starts, counted from 1, such as 1,3, not {text!r}") from None
    return tuple(number - 1 for number in found)
