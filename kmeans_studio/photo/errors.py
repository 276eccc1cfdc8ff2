"""What goes wrong when a photo is opened, in one plain line that names the file and the reason."""

from __future__ import annotations

import os

NAME_LENGTH = 120


class PhotoError(Exception):
    """A photo could not be opened; str() is one printable line: the file's name, a colon, the reason.

    path    the path as it was given
    reason  what is wrong, in plain words, without the name
    """

    def __init__(self, path: str | os.PathLike[str], reason: str) -> None:
        self.path = os.fspath(path)
        self.reason = plain_line(reason)
        super().__init__(f"{display_name(self.path)}: {self.reason}")

    def __reduce__(self) -> tuple[type[PhotoError], tuple[str, str]]:
        """Pickle by path and reason: the default would hand the finished line to __init__."""
        return type(self), (self.path, self.reason)


class RefusalError(Exception):
    """Inside this package: why a file is not opened. The path of opening adds the file's name to it."""


def display_name(path: str) -> str:
    """Return the last part of a path as one short printable line; a path without one is shown whole."""
    name = plain_line(os.path.basename(path) or path)  # noqa: PTH119 - Path() drops what makes a name odd
    if len(name) > NAME_LENGTH:
        half = NAME_LENGTH // 2 - 1
        name = f"{name[:half]}…{name[-half:]}"
    return name or '""'


def plain_line(text: str) -> str:
    """Return the text with everything that is not printable (line breaks, controls, lone bytes) escaped."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)
