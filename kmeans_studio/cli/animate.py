"""The option `--animate` of `segment`: the run as an animation."""

from __future__ import annotations

from argparse import ArgumentTypeError
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ..export import ExportError
from ..export.animation import MILLISECONDS, SIZE, SIZES, SPEEDS, animation, check_animation, left_out
from .talk import Refused, show_progress

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from ..pipeline import Course


class Animation(NamedTuple):
    """An animation that was asked for."""

    path: Path
    size: int
    milliseconds: int

    def encode(self, course: Course) -> bytes:
        """Return the file, with a progress line on a terminal; raises ExportError."""

        def tell(done: int, count: int) -> None:
            show_progress(f"painting frame {done + 1} of {count}")

        return animation(course, self.path, size=self.size, milliseconds=self.milliseconds, progress=tell)

    def notes(self, course: Course) -> tuple[str, ...]:
        """Say what is not shown, if anything."""
        return tuple(filter(None, [left_out(course, self.size)]))


def add_animate_options(parser: ArgumentParser) -> None:
    """Add the options."""
    add = parser.add_argument
    add("--animate", type=Path, metavar="OUT.gif", help="all generations as an animation (.gif .webp .png .apng)")
    add(
        "--animate-size",
        type=_within(SIZES),
        metavar="N",
        help=f"the longer side of the animation in pixels, at most that of the photo ({SIZE})",
    )
    add("--animate-ms", type=_within(SPEEDS), metavar="N", help=f"milliseconds for each generation ({MILLISECONDS})")


def animation_of(options: Namespace) -> Animation | None:
    """Return the animation that was asked for, if any. Raises Refused."""
    for option, value in (("--animate-size", options.animate_size), ("--animate-ms", options.animate_ms)):
        if value is not None and options.animate is None:
            raise Refused(f"{option} is of use only with --animate", 2)
    if options.animate is None:
        return None
    try:
        check_animation(options.animate)
    except ExportError as error:
        raise Refused(error, 2) from None
    return Animation(options.animate, options.animate_size or SIZE, options.animate_ms or MILLISECONDS)


def _within(allowed: range) -> Callable[[str], int]:
    """Return what reads a whole number out of a range."""

    def read(text: str) -> int:
        try:
            number = int(text)
        except ValueError:
            number = -1
        if number not in allowed:
            raise ArgumentTypeError(f"must be a whole number from {allowed.start} to {allowed[-1]}, not {text!r}")
        return number

    return read
