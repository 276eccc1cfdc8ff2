"""How long the window is ever held up while a large photo is opened, segmented, zoomed and panned.

    python -m tests.benchmarks.event_loop PHOTO [--k 8] [--seconds 8] [--mode texture] [--tab bank|compare]
                                                [--evidence]

In a mode that looks at texture the bank changes, too, so that the photo is filtered again and again; on the tab of the
filter bank one filter after the other is selected; on that of Compare the panes are zoomed and panned while they fill.
With --evidence k stays as it is; once the photo has been segmented, a range of k is measured again and again while the
timeline is dragged. A timer ticks each millisecond in the running program; the gaps between its ticks are what a person
would feel.
"""

from __future__ import annotations

import argparse
import gc
import sys
import time
from pathlib import Path

from PySide6.QtCore import QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from kmeans_studio.features.modes import MODES
from kmeans_studio.resources import resource
from kmeans_studio.ui import theme
from kmeans_studio.ui.app import SWITCH_SECONDS
from kmeans_studio.ui.jobs import OpenJob, SegmentJob
from kmeans_studio.ui.settings import Settings
from kmeans_studio.ui.studio import Studio
from kmeans_studio.ui.window import Window

BANKS = ("lm", "gabor", "mr8")


class Watch:
    """Notes the gaps between the ticks of a timer, and what was going on."""

    def __init__(self, studio: Studio) -> None:
        self.studio = studio
        self.gaps: list[tuple[float, str]] = []
        self.frames = 0
        self.times: dict[str, float] = {}
        self._last = self._start = time.perf_counter()
        self._timer = QTimer(timerType=Qt.TimerType.PreciseTimer, interval=1)
        self._timer.timeout.connect(self._tick)
        self._timer.start()
        studio.runner.frame.connect(self._frame)
        studio.runner.done.connect(self._done)

    def _tick(self) -> None:
        now = time.perf_counter()
        jobs = (*self.studio.runner.jobs, *self.studio.studies.jobs)
        self.gaps.append((now - self._last, jobs[0].words if jobs else "idle"))
        self._last = now

    def _frame(self) -> None:
        self.frames += 1
        self._note("first generation shown")

    def _done(self, job: object) -> None:
        if isinstance(job, OpenJob):
            self._note("photo open")
        elif isinstance(job, SegmentJob):
            self._note("segmented")

    def _note(self, what: str) -> None:
        self.times.setdefault(what, time.perf_counter() - self._start)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("photo", nargs="?", type=Path, default=resource("samples", "china.jpg"))
    parser.add_argument("--k", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--mode", choices=MODES.names, default="color")
    parser.add_argument("--tab", choices=("canvas", "compare", "bank"), default="canvas")
    parser.add_argument("--evidence", action="store_true")
    options = parser.parse_args()
    # As the program itself does it.
    gc.disable()
    sys.setswitchinterval(SWITCH_SECONDS)
    app = QApplication([*sys.argv[:1], *theme.FUSION])
    theme.apply(app, "system")
    window = Window()
    window.show()
    studio = Studio(window, Settings())
    gc.freeze()
    gc.enable()
    studio.session.change(k=options.k)
    if options.mode != "color":
        studio.session.change(mode=options.mode)
    studio.begin()
    if options.tab != "canvas":
        QTimer.singleShot(700, lambda: window.show_tab(options.tab))
    begin = weigh if options.evidence else start
    QTimer.singleShot(1500, lambda: begin(studio, options.photo, app, options.seconds))
    app.exec()


def start(studio: Studio, photo: Path, app: QApplication, seconds: float) -> None:
    """Open the photo and keep zooming, panning and changing k."""
    watch = Watch(studio)
    studio.opening.open_path(photo)
    hand = QTimer(studio, interval=30)
    steps = iter(range(10**9))

    def move() -> None:
        step = next(steps)
        view = studio.comparing.view
        canvas = studio.window.canvas if view is None or not view.grid.panes else view.grid.panes[0].canvas
        if studio.session.opened is None:
            return
        if step % 2:
            canvas.pan_by(17 if step % 40 < 20 else -17, 9)
        else:
            wheel(canvas, 120 if step % 40 < 20 else -120)
        if step % 60 == 59:
            studio.session.change(k=3 + step // 60 % 9)
        if step % 180 == 179 and MODES[studio.session.recipe.mode].texture:
            studio.session.change(bank=BANKS[step // 180 % len(BANKS)])
        model = studio.bank_tab._model
        if step % 20 == 19 and model is not None and model.bank is not None:
            model.select(step // 20 % len(model.bank))

    hand.timeout.connect(move)
    hand.start()
    QTimer.singleShot(round(seconds * 1000), lambda: finish(watch, studio, app))


def weigh(studio: Studio, photo: Path, app: QApplication, seconds: float) -> None:
    """Open the photo; once it is segmented, measure k and drag the timeline to and fro."""
    studio.opening.open_path(photo)
    hand = QTimer(studio, interval=30)
    steps, watches = iter(range(10**9)), []

    def move() -> None:
        timeline, choosing = studio.timeline, studio.choosing
        if studio.session.running or timeline.last < 1:
            return
        if not watches:
            studio.window.actions_["choose_k"].trigger()
            watches.append(Watch(studio))
            QTimer.singleShot(round(seconds * 1000), lambda: finish(watches[0], studio, app))
        step = next(steps)
        there = step % (2 * timeline.last)
        timeline.look_at(there if there <= timeline.last else 2 * timeline.last - there)
        watches[0].frames += studio.session.looks_back
        if choosing.study is not None and choosing.study.ended:
            choosing.again()

    hand.timeout.connect(move)
    hand.start()


def wheel(canvas, delta: int) -> None:
    """Turn the wheel over the middle of the canvas."""
    at = QPointF(canvas.viewport().rect().center())
    event = QWheelEvent(
        at,
        canvas.viewport().mapToGlobal(at),
        QPoint(),
        QPoint(0, delta),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(canvas.viewport(), event)


def finish(watch: Watch, studio: Studio, app: QApplication) -> None:
    """Print the figures and close."""
    gaps = sorted(gap for gap, _ in watch.gaps)
    for what, seconds in watch.times.items():
        print(f"{what:24}{seconds * 1000:8.0f} ms after it was asked for")
    print(f"{'frames shown':24}{watch.frames:8}")
    for share in (0.5, 0.99, 1.0):
        print(f"gap, {share:4.0%} below{'':10}{gaps[min(len(gaps) - 1, int(share * len(gaps)))] * 1000:8.1f} ms")
    for gap, words in sorted(watch.gaps, reverse=True)[:5]:
        print(f"    {gap * 1000:6.1f} ms while {words}")
    studio.window.close()
    app.quit()


if __name__ == "__main__":
    main()
