"""What the command line says: plain lines on standard error, a progress line where someone is watching, and results."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from pathlib import Path

PROGRAM = "kmeans-studio"


class Refused(Exception):
    """One plain line about what stopped the command, and the exit code that goes with it."""

    def __init__(self, reason: object, code: int) -> None:
        super().__init__(str(reason))
        self.code = code


def check_ending(path: Path, endings: Sequence[str]) -> None:
    """Raise Refused for a file whose name does not end in one of these."""
    if path.suffix.lower() not in endings:
        ending = path.suffix or "a file without a suffix"
        raise Refused(f"{path.name}: cannot be written as {ending}; use {', '.join(endings)}", 2)


def say(line: str) -> None:
    """Print a line on standard error, after clearing a progress line that may stand there.

    File names can hold line breaks and the commands of terminals: they are shown, not carried out.
    """
    line = re.sub(r"[\x00-\x1f\x7f-\x9f]", lambda found: repr(found[0])[1:-1], line)
    clear_progress()
    print(f"{PROGRAM}: {line}", file=sys.stderr)


def show_progress(line: str) -> None:
    """Show a line in the place of the one before, if someone is watching; padded, as not every terminal can clear."""
    if on_terminal():
        print(f"\r{line:<60}", end="", file=sys.stderr, flush=True)


def clear_progress() -> None:
    """Take a progress line away that may stand there."""
    if on_terminal():
        print(f"\r{'':60}", end="\r", file=sys.stderr, flush=True)


def print_text(text: str) -> None:
    """Print what a command is there to print, on standard output, after clearing a progress line."""
    clear_progress()
    try:
        print(text, flush=True)
    except BrokenPipeError:
        # The reader, such as `head`, has seen enough; nothing is left for the interpreter to flush into the pipe.
        sys.stdout = None


def on_terminal() -> bool:
    """Whether someone is watching; a program without a console has no standard error at all."""
    return sys.stderr is not None and sys.stderr.isatty()
