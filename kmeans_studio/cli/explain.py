"""The command `explain`: what each choice means, in the words of the registries."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Sequence

from ..recipe import REGISTRIES
from ..registry import Entry
from .options import OPTIONS
from .talk import Refused


def explain(names: Sequence[str]) -> None:
    """Print the choices of the named options and the named choices, or all there are; raises Refused."""
    # An option goes by its own name or that of the recipe's field.
    options = {name: field for field, (option, _) in OPTIONS.items() for name in (option, option.lstrip("-"), field)}
    paragraphs = []
    for name in names or REGISTRIES:
        field = options.get(name)
        found = [(field, entry) for entry in REGISTRIES[field]] if field else _choices(name)
        if not found:
            topics = ", ".join(option.lstrip("-") for option, _ in OPTIONS.values())
            raise Refused(f"explain: {name!r} is neither a choice nor one of the options {topics}", 2)
        if field:
            option, what = OPTIONS[field]
            paragraphs.append(f"{option}: {what}")
        paragraphs += [_paragraph(entry, None if field else OPTIONS[of][0]) for of, entry in found]
    _print("\n\n".join(paragraphs))


def _choices(name: str) -> list[tuple[str, Entry[object]]]:
    """Return the choices of that name, each with its field: some names stand for several things."""
    return [(field, registry.entry(name)) for field, registry in REGISTRIES.items() if name in registry]


def _paragraph(entry: Entry[object], option: str | None) -> str:
    """Return a choice and its help, wrapped to the terminal; with the option before a choice that stands alone."""
    width = min(100, shutil.get_terminal_size().columns)
    head = f"{option} {entry.name}" if option else f"  {entry.name}"
    text = textwrap.fill(entry.help, width, initial_indent="    ", subsequent_indent="    ")
    return f"{head}: {entry.title}\n{text}"


def _print(text: str) -> None:
    try:
        print(text, flush=True)
    except BrokenPipeError:
        # The reader, such as `head`, has seen enough; nothing is left for the interpreter to flush into the pipe.
        sys.stdout = None
