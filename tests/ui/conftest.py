"""What all tests of the window share: no display, settings of their own, and nothing left behind."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING
from weakref import WeakSet

# Qt reads the platform once, when the application starts.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
import shiboken6
from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QObject,
    QPoint,
    QSettings,
    QStandardPaths,
    Qt,
    QThread,
    QTimer,
)
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from kmeans_studio.ui import theme

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from kmeans_studio.ui.studio import Studio


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    """The application in the look it has for users, on every system."""
    return ["kmeans-studio", *theme.FUSION]


@pytest.fixture(autouse=True)
def own_look(qapp: QApplication) -> None:
    """Every test begins with the look a user begins with, whatever the one before did."""
    theme.apply(qapp, "system")
    qapp.processEvents()


@pytest.fixture(autouse=True)
def own_settings(home: Path) -> Iterator[None]:
    """Settings live in the home of this test."""
    QStandardPaths.setTestModeEnabled(True)
    before = QSettings.defaultFormat()
    QSettings.setDefaultFormat(QSettings.Format.IniFormat)
    for kind in (QSettings.Format.IniFormat, QSettings.Format.NativeFormat):
        QSettings.setPath(kind, QSettings.Scope.UserScope, str(home / "settings"))
    yield
    QSettings.setDefaultFormat(before)
    QStandardPaths.setTestModeEnabled(False)


@pytest.fixture(autouse=True)
def nothing_left(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fail a test that leaves a running thread, a ticking timer that no widget owns, or a visible window."""
    started: WeakSet[QThread | QTimer] = WeakSet()
    for kind in (QThread, QTimer):
        _note_starts(kind, started, monkeypatch)
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    windows = [w for w in QApplication.topLevelWidgets() if _is_left(w)]
    alive = [thing for thing in started if shiboken6.isValid(thing)]
    threads = [thing for thing in alive if isinstance(thing, QThread) and thing.isRunning()]
    timers = [thing for thing in alive if isinstance(thing, QTimer) and thing.isActive() and not _owned(thing)]
    left = [
        f"{kind} {thing!r}"
        for kind, things in (("the visible", windows), ("the running", threads), ("the active", timers))
        for thing in things
    ]
    # The next test shall not suffer for it.
    for window in windows:
        window.close()
    for thread in threads:
        thread.requestInterruption()
        thread.quit()
        thread.wait()
    for timer in timers:
        timer.stop()
    if left:
        pytest.fail("this test left behind " + "; ".join(left))


def _note_starts(kind: type, started: WeakSet, monkeypatch: pytest.MonkeyPatch) -> None:
    start = kind.start

    def noting(self: object, *args: object) -> None:
        started.add(self)
        start(self, *args)

    monkeypatch.setattr(kind, "start", noting)


def _is_left(window: QWidget) -> bool:
    return window.isVisible() and window.windowType() != Qt.WindowType.ToolTip


def _owned(timer: QTimer) -> bool:
    parent = timer.parent()
    while parent is not None and not isinstance(parent, QWidget):
        parent = parent.parent()
    return parent is not None


class Desk:
    """A studio at work, and what a person at it does and waits for."""

    def __init__(self, studio: Studio, qtbot) -> None:
        self.studio, self.window, self.session = studio, studio.window, studio.session
        self._qtbot = qtbot

    def at_rest(self) -> bool:
        """Nothing runs, waits, or is about to run."""
        return not (self.session._wait.isActive() or self.session.running or self.studio.runner._tickets)

    def rest(self) -> None:
        """Wait until everything under way has come to its end."""
        self._qtbot.waitUntil(self.at_rest, timeout=20_000)

    def open(self, path: Path) -> None:
        """Open a photo and see it segmented."""
        self.studio.opening.open_path(path)
        self.rest()

    def open_array(self, pixels, alpha=None, *, wait: bool = True) -> None:
        """Open a made photo, (h, w, 3) or (h, w, 4), as if it had been pasted."""
        from kmeans_studio.photo import Photo
        from kmeans_studio.ui.jobs import OpenJob

        self.studio.runner.start(OpenJob(lambda: Photo.from_array(pixels, alpha), "made"))
        if wait:
            self.rest()

    def find(self, name: str):
        """The widget or other object of that name."""
        found = self.window.findChild(QObject, name)
        assert found is not None, f"there is no {name}"
        return found

    def text(self, name: str) -> str:
        """The text of the widget of that name."""
        return self.find(name).text()

    def message(self) -> str:
        """What the message bar says; nothing while it is hidden."""
        shown = self.window.messages.isVisible()
        return f"{self.text('message.what')}\n{self.text('message.why')}" if shown else ""

    def trigger(self, name: str) -> None:
        """Choose an action; it must be enabled."""
        action = self.window.actions_[name]
        assert action.isEnabled(), f"{name} is disabled"
        action.trigger()

    def place_of(self, x: int, y: int):
        """Where on the canvas the photo pixel (x, y) lies."""
        photo, canvas = self.window.canvas.photo_rect(), self.window.canvas
        across, down = photo.width() / canvas.sight().columns, photo.height() / canvas.sight().rows
        return QPoint(int(photo.left() + (x + 0.5) * across), int(photo.top() + (y + 0.5) * down))


@pytest.fixture
def make_desk(qtbot) -> Iterator[Callable[..., Desk]]:
    """Make a window and its studio as `app.run` does; closed when the test ends."""
    from kmeans_studio.ui.settings import load_settings
    from kmeans_studio.ui.studio import Studio
    from kmeans_studio.ui.window import Window

    windows = []

    def make(width: int = 1280, height: int = 800, *, slow_loops_told: bool = True) -> Desk:
        # Whatever this machine could compile: most tests are not about that.
        settings = replace(load_settings(), slow_loops_told=slow_loops_told)
        window = Window()
        windows.append(window)
        window.start.show_recent(settings.recent)
        window.resize(width, height)
        with qtbot.waitSignal(window.painted):
            window.show()
        return Desk(Studio(window, settings), qtbot)

    yield make
    for window in windows:
        window.close()
        window.deleteLater()


@pytest.fixture
def desk(make_desk) -> Desk:
    """A studio without a photo."""
    return make_desk()


@pytest.fixture
def shown(qtbot):
    """Put widgets in a row of a shown window, the focus at none of them."""
    windows = []

    def show(*widgets: QWidget) -> QWidget:
        window = QWidget()
        windows.append(window)
        row = QHBoxLayout(window)
        for widget in widgets:
            row.addWidget(widget)
        qtbot.addWidget(window)
        with qtbot.waitActive(window):
            window.show()
        window.setFocus()
        return window

    yield show
    windows.clear()
