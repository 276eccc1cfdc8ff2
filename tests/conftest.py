"""What all tests share: a home of their own, the same words everywhere, no deadlines."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from pathlib import Path

# A slow machine is not a wrong program.
settings.register_profile("studio", deadline=None, print_blob=True)
settings.load_profile("studio")

os.environ["LC_ALL"] = "C.UTF-8"
for _unwanted in ("QT_SCALE_FACTOR", "QT_STYLE_OVERRIDE", "QT_FONT_DPI", "LANGUAGE", "FORCE_COLOR"):
    os.environ.pop(_unwanted, None)


def pytest_configure(config: pytest.Config) -> None:
    """What the offscreen platform says about windows with a smallest size and popups means nothing."""
    config.addinivalue_line("qt_log_ignore", r"This plugin does not support (propagateSizeHints|raise|grabbing)")


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home directory: no test reads or writes what belongs to the person at this machine."""
    path = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(path))
    monkeypatch.setenv("USERPROFILE", str(path))
    for name, folder in (("CONFIG", ".config"), ("CACHE", ".cache"), ("DATA", ".local/share")):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(path / folder))
    return path
