"""The command `explain`: what each choice means, in the words of the registries."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Sequence
from typing import Any

from ..presets import PRESETS
from ..recipe import REGISTRIES
from ..registry import Entry, Registry
from .options import OPTIONS
from .talk import Refused, print_text

TOPICS: dict[str, Registry[Any]] = {**REGISTRIES, "preset": PRESETS}
ASKED = {**OPTIONS, "preset": ("--preset", "a way to look at texture by its name")}


def explain(names: Sequence[str]) -> None:
    """Print the choices of the named options and the named choices, or all there are; raises Refused."""
    # An option goes by its own name or that of the recipe's field.
    options = {name: field for field, (option, _) in ASKED.items() for name in (option, option.lstrip("-"), field)}
    paragraphs = []
    for name in names or TOPICS:
        field = options.get(name)
        found = [(field, entry) for entry in TOPICS[field]] if field else _choices(name)
        if not found:
            topics = ", ".join(option.lstrip("-") for option, _ in ASKED.values())
            raise Refused(f"explain: {name!r} is neither a choice nor one of the options {topics}", 2)
        if field:
            option, what = ASKED[field]
            paragraphs.append(f"{option}: {what}")
        paragraphs += [_paragraph(entry, None if field else ASKED[of][0]) for of, entry in found]
    print_text("\n\n".join(paragraphs))


def _choices(name: str) -> list[tuple[str, Entry[object]]]:
    """Return the choices of that name, each with its field: some names stand for several things."""
    return [(field, registry.entry(name)) for field, registry in TOPICS.items() if name in registry]


def _paragraph(entry: Entry[object], option: str | None) -> str:
    """Return a choice and its help, wrapped to the terminal; with the option before a choice that stands alone."""
    width = min(100, shutil.get_terminal_size().columns)
    head = f"{option} {entry.name}" if option else f"  {entry.name}"
    text = textwrap.fill(entry.help, width, initial_indent="    ", subsequent_indent="    ", break_on_hyphens=False)
    return f"{head}: {entry.title}\n{text}"
