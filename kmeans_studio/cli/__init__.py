"""The command line: arguments -> Recipe -> pipeline -> export. Choices come from the registries.

Exit codes: 0 done, 1 something could not be opened, segmented or written, 2 the arguments are wrong, 130
interrupted.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from .. import __version__
from .talk import PROGRAM, Refused, say

if TYPE_CHECKING:
    import argparse

COMMANDS = ("segment", "bank", "choose-k", "compare", "explain")


def main(arguments: list[str]) -> int:
    """Run a command and return the exit code; wrong arguments end in SystemExit(2) with a usage line."""
    try:
        options = _parser().parse_args(arguments)
        if options.command == "explain":
            from .explain import explain

            explain(options.names)
        elif options.command == "bank":
            from .bank import bank

            bank(options)
        elif options.command == "choose-k":
            from .choose_k import choose

            choose(options)
        elif options.command == "compare":
            from .compare import compare

            compare(options)
        else:
            from .segment import segment

            segment(options)
    except KeyboardInterrupt:
        say("interrupted; nothing was written")
        return 130
    except Refused as refusal:
        say(str(refusal))
        return refusal.code
    return 0


def parse_window_arguments(arguments: list[str]) -> Path | None:
    """Return the photo that the window is to open, if any; --help and --version end in SystemExit(0)."""
    import argparse

    parser = argparse.ArgumentParser(
        prog=PROGRAM,
        description="Segment local photos by k-means, live: opens the studio's window.",
        epilog=f"To segment without a window: {PROGRAM} segment PHOTO -o OUT.png ({PROGRAM} segment --help). "
        f"What each choice means: {PROGRAM} explain.",
    )
    parser.add_argument("photo", nargs="?", type=Path, metavar="PHOTO", help="a photo to open in the window")
    parser.add_argument("--version", action="version", version=f"{PROGRAM} {__version__}")
    photo: Path | None = parser.parse_args(arguments).photo
    return photo


def _parser() -> argparse.ArgumentParser:
    import argparse

    from .bank import add_bank_options
    from .choose_k import add_choose_k_options
    from .compare import add_compare_options
    from .options import add_segment_options

    parser = argparse.ArgumentParser(prog=PROGRAM, allow_abbrev=False)
    commands = parser.add_subparsers(dest="command", required=True)
    segment = commands.add_parser(
        "segment",
        allow_abbrev=False,
        help="segment a photo and write the result",
        description="Segment a photo by k-means and write the result. Files are written over only with --force.",
        epilog=f"What each choice means: {PROGRAM} explain.",
    )
    add_segment_options(segment)
    bank = commands.add_parser(
        "bank",
        allow_abbrev=False,
        help="write a filter bank as a picture or as numbers",
        description="Write the filters that texture is seen through: as a picture to look at, as numbers, or both. "
        "Files are written over only with --force.",
        epilog=f"What each bank is: {PROGRAM} explain bank.",
    )
    add_bank_options(bank)
    choose_k = commands.add_parser(
        "choose-k",
        allow_abbrev=False,
        help="compare numbers of segments and suggest one",
        description="Segment a photo with each k of a range and print what seven measures say, the k that most of them "
        "take, and where they disagree. Files are written over only with --force.",
        epilog=f"What each choice means: {PROGRAM} explain.",
    )
    add_choose_k_options(choose_k)
    compare = commands.add_parser(
        "compare",
        allow_abbrev=False,
        help="compare recipes on a photo: a board to look at and figures",
        description="Run 2 to 6 recipes on a photo and say how far they agree: a table on the screen, a board as a "
        "picture, figures as CSV. Without --recipe, --spaces and --presets it compares RGB, HSV, Lab and two ways to "
        "look at texture. Files are written over only with --force.",
        epilog=f"What each space and preset means: {PROGRAM} explain space preset.",
    )
    add_compare_options(compare)
    explain = commands.add_parser(
        "explain",
        allow_abbrev=False,
        help="say what the choices mean",
        description="Say in two sentences what each choice means: all of them, or those of an option, or one by name.",
    )
    explain.add_argument("names", nargs="*", metavar="NAME", help="an option such as space, or a choice such as lab")
    return parser
