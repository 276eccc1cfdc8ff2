"""Where `resources/` lies: beside the package in the source tree, inside it in an installed wheel."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_PLACES = (_PACKAGE / "resources", _PACKAGE.parent / "resources")


def resource(*parts: str) -> Path:
    """Return the path of a file or folder below `resources/`, as in `resource("samples", "china.jpg")`.

    Raises FileNotFoundError, naming what was asked for, where there is no such thing.
    """
    for place in _PLACES:
        path = place.joinpath(*parts)
        if path.exists():
            return path
    raise FileNotFoundError(f"K-Means Studio has no resource {'/'.join(parts)!r}; is the installation complete?")
