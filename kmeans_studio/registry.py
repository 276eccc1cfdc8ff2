"""Registry: named, titled, ordered entries that a user can choose from.

Panel combos, command-line choices, the validation of recipes, help texts and the contract tests all read the
registries, so that a new color space or metric is one decorated function and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


class UnknownNameError(ValueError):
    """A name that no entry of a registry has; the message lists the names there are."""


@dataclass(frozen=True, slots=True)
class Entry(Generic[T]):
    """One choice: its stable name (files, command line), title (window), two plain sentences, value."""

    name: str
    title: str
    help: str
    value: T


class Registry(Generic[T]):
    """Entries of one kind in the order in which they are offered."""

    def __init__(self, noun: str) -> None:
        self.noun = noun
        self._entries: dict[str, Entry[T]] = {}

    def add(self, name: str, title: str, help: str, value: T) -> None:
        """Add an entry; a name that is taken raises ValueError."""
        if name in self._entries:
            raise ValueError(f"the {self.noun} {name!r} is registered twice")
        self._entries[name] = Entry(name, title, help, value)

    def register(self, name: str, title: str, help: str) -> Callable[[T], T]:
        """Return a decorator that adds what it decorates."""

        def decorate(value: T) -> T:
            self.add(name, title, help, value)
            return value

        return decorate

    @property
    def names(self) -> tuple[str, ...]:
        """The names in the order in which they are offered."""
        return tuple(self._entries)

    def entry(self, name: str) -> Entry[T]:
        """Return the entry of that name, or raise UnknownNameError."""
        try:
            return self._entries[name]
        except (KeyError, TypeError):
            raise UnknownNameError(f"{name!r} is not a {self.noun}; choose from: {', '.join(self._entries)}") from None

    def __getitem__(self, name: str) -> T:
        """Return the value of the entry of that name, or raise UnknownNameError."""
        return self.entry(name).value

    def __contains__(self, name: object) -> bool:
        return name in self._entries

    def __iter__(self) -> Iterator[Entry[T]]:
        return iter(self._entries.values())

    def __len__(self) -> int:
        return len(self._entries)
