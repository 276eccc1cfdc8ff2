"""The program: the window, or a command where one is named. Also `python -m kmeans_studio`."""

from __future__ import annotations

import sys

from . import cli


def main() -> int:
    """Open the window, or run a command; return the exit code."""
    arguments = sys.argv[1:]
    if arguments and arguments[0] in cli.COMMANDS:
        return cli.main(arguments)
    photo = cli.parse_window_arguments(arguments) if arguments else None
    from .ui.app import run

    return run(photo)


if __name__ == "__main__":
    sys.exit(main())
