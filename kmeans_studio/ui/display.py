"""Finding out, before Qt aborts the process over it, that no window can be shown."""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path


def display_problem() -> str | None:
    """Return why no window can be shown, in one plain line, or None where it should work.

    Only X11 and Wayland systems can lack a display; elsewhere, and where QT_QPA_PLATFORM names a platform of its own,
    the answer is None.
    """
    platform = os.environ.get("QT_QPA_PLATFORM", "").split(";")[0].split(":")[0]
    if sys.platform in ("win32", "darwin") or platform not in ("", "xcb", "wayland"):
        return None
    if platform != "xcb" and _wayland_socket_exists():
        return None
    if platform == "wayland" or not _x_server_accepts():
        return "there is no display to open a window on"
    if _library("libxcb-cursor.so.0") is None:
        return "a system library that windows need is missing: libxcb-cursor0 (Debian and Ubuntu's name)"
    return None


def _wayland_socket_exists() -> bool:
    name = os.environ.get("WAYLAND_DISPLAY", "")
    return bool(name) and Path(os.environ.get("XDG_RUNTIME_DIR", "/run"), name).is_socket()


def _x_server_accepts() -> bool:
    """Ask libxcb, as Qt will: it knows every form of DISPLAY, and whether this user may connect."""
    xcb = _library("libxcb.so.1")
    if xcb is None:
        return False
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(None, None))
    accepted: bool = xcb.xcb_connection_has_error(connection) == 0
    xcb.xcb_disconnect(connection)
    return accepted


def _library(name: str) -> ctypes.CDLL | None:
    try:
        return ctypes.CDLL(name)
    except OSError:
        return None
