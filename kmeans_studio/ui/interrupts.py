"""Ctrl+C in the terminal, and a polite kill: they close the window as its own button does."""

from __future__ import annotations

import signal
import socket

from PySide6.QtCore import QSocketNotifier
from PySide6.QtWidgets import QWidget


def close_on_interrupt(window: QWidget) -> None:
    """Let SIGINT and SIGTERM close a window, and so end its work in good order.

    While Qt waits for events, no Python runs, signal handlers included. So the interpreter is asked to write each
    signal's number into a socket, which Qt watches.
    """
    reader, writer = socket.socketpair()
    for end in (reader, writer):
        end.setblocking(False)
    signal.set_wakeup_fd(writer.fileno())
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: None)
    notifier = QSocketNotifier(reader.fileno(), QSocketNotifier.Type.Read, window)

    # The default arguments keep the sockets open as long as the window is watched.
    def close(*_: object, reader: socket.socket = reader, writer: socket.socket = writer) -> None:
        reader.recv(64)
        window.close()

    notifier.activated.connect(close)
