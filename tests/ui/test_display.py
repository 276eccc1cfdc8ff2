"""Finding out whether there is a display, before Qt aborts over it."""

from __future__ import annotations

import socket
import sys

import pytest

from kmeans_studio.ui.display import display_problem

pytestmark = pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="there is always a display there")

NAMES = ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY", "XDG_RUNTIME_DIR")


@pytest.fixture(autouse=True)
def no_display(monkeypatch):
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("platform", ["", "xcb", "wayland", "xcb:option", "wayland;xcb"])
def test_without_a_display_it_says_so(monkeypatch, platform):
    if platform:
        monkeypatch.setenv("QT_QPA_PLATFORM", platform)
    assert display_problem() == "there is no display to open a window on"


def test_a_display_that_does_not_answer_is_none(monkeypatch):
    monkeypatch.setenv("DISPLAY", ":987")
    assert display_problem() is not None


@pytest.mark.parametrize("platform", ["offscreen", "minimal", "vnc:port=5"])
def test_platforms_of_their_own_need_no_display(monkeypatch, platform):
    monkeypatch.setenv("QT_QPA_PLATFORM", platform)
    assert display_problem() is None


def test_a_wayland_socket_is_a_display(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-7")
    assert display_problem() is not None
    with socket.socket(socket.AF_UNIX) as server:
        monkeypatch.chdir(tmp_path)
        server.bind("wayland-7")
        assert display_problem() is None
        monkeypatch.setenv("QT_QPA_PLATFORM", "xcb")
        assert display_problem() is not None
