"""What the command line says on standard error: plain lines, and a progress line where someone is watching."""

from __future__ import annotations

import re
import sys

PROGRAM = "kmeans-studio"


class Refused(Exception):
    """One plain line about what stopped the command, and the exit code that goes with it."""

    def __init__(self, reason: object, code: int) -> None:
        super().__init__(str(reason))
        self.code = code


def say(line: str) -> None:
    """Print a line on standard error, after clearing a progress line that may stand there.

    File names can hold line breaks and the commands of terminals: they are shown, not carried out.
    """
    line = re.sub(r"[\x00-\x1f\x7f-\x9f]", lambda found: repr(found[0])[1:-1], line)
    if on_terminal():
        print(f"\r{'':60}", end="\r", file=sys.stderr)
    print(f"{PROGRAM}: {line}", file=sys.stderr)


def show_progress(line: str) -> None:
    """Show a line in the place of the one before, if someone is watching; padded, as not every terminal can clear."""
    if on_terminal():
        print(f"\r{line:<60}", end="", file=sys.stderr, flush=True)


def on_terminal() -> bool:
    """Whether someone is watching; a program without a console has no standard error at all."""
    return sys.stderr is not None and sys.stderr.isatty()
