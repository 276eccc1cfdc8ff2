"""The program with a window, as a process of its own."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

import kmeans_studio
from kmeans_studio.resources import resource

WINDOW = [sys.executable, "-m", "kmeans_studio"]
NO_DISPLAY = "there is no display to open a window on; without a window: kmeans-studio segment PHOTO -o OUT.png"
EXPECTED = "This plugin does not support propagateSizeHints()\n"

CLOSE_WITH_THE_FIRST_MESSAGE = """
import sys
from kmeans_studio.ui.lazy import load_numpy_lazily
load_numpy_lazily()
from kmeans_studio.ui.kit.message_bar import MessageBar
tell = MessageBar.tell

def tell_and_close(self, what, *args, **more):
    tell(self, what, *args, **more)
    print(ascii(what), self.window().isVisible())
    self.window().close()

MessageBar.tell = tell_and_close
from kmeans_studio.__main__ import main
sys.argv = ["kmeans-studio", "none.png"]
sys.exit(main())
"""

COMPARE_THE_CANVAS_WITH_THE_PHOTO = """
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from kmeans_studio.ui import theme
app = QApplication(["test", *theme.FUSION])
theme.apply(app)
from kmeans_studio.ui.settings import Settings
from kmeans_studio.ui.start_page import sample_path
from kmeans_studio.ui.studio import Studio
from kmeans_studio.ui.window import Window
window = Window()
window.resize(1000, 700)
window.show()
studio = Studio(window, Settings(live=False))
studio.opening.open_path(sample_path("coffee.png"))
while studio.session.opened is None:
    QTest.qWait(5)
canvas = window.canvas
canvas.zoom_actual()
picture = canvas.viewport().grab().toImage()
place, pixels = canvas.photo_rect(), studio.session.opened.photo.pixels
print(picture.devicePixelRatio(), place.width())
left, top = round(place.left() * 2), round(place.top() * 2)
print(all(picture.pixelColor(left + x, top + y).getRgb()[:3] == tuple(pixels[y, x])
          for x in range(100, 500, 37) for y in range(100, 300, 29)))
window.close()
"""


def environment(**changes: str | None) -> dict[str, str]:
    package = str(Path(kmeans_studio.__file__).parents[1])
    env = os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": package} | changes
    return {name: value for name, value in env.items() if value is not None}


def run(command: list[str], **changes: str | None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, env=environment(**changes), capture_output=True, text=True, timeout=60, check=False)


@pytest.fixture
def process(home, tmp_path):
    """The program with an open photo."""
    photo = tmp_path / "my photo.png"
    shutil.copy(resource("samples", "coffee.png"), photo)
    settings = home / ".config" / "kmeans-studio" / "settings.json"
    pipe = subprocess.PIPE
    process = subprocess.Popen([*WINDOW, str(photo)], env=environment(), stdout=pipe, stderr=pipe, text=True)
    try:
        while not (settings.exists() and photo.name in settings.read_text("utf-8")):
            with suppress(subprocess.TimeoutExpired):
                process.wait(0.02)
            assert process.returncode is None, process.communicate()
        yield process
    finally:
        process.kill()
        process.communicate()


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="other systems have other folders and signals")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_photo_is_opened_and_a_signal_closes_the_window_in_good_order(process, home, number):
    process.send_signal(number)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err.replace(EXPECTED, "")) == (0, "", "")
    assert (home / ".config" / "kmeans-studio" / "window.ini").exists()
    assert not list(home.rglob("*.part"))


def test_a_photo_that_is_not_there_is_told_in_the_window():
    done = run([sys.executable, "-c", CLOSE_WITH_THE_FIRST_MESSAGE])
    assert done.stdout.strip() == r"'Could not open \u201cnone.png\u201d' True", done.stderr
    assert done.returncode == 0
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="there is always a display there")
@pytest.mark.parametrize("arguments", [[], ["photo.png"]])
def test_without_a_display_one_line_says_so(arguments):
    done = run([*WINDOW, *arguments], QT_QPA_PLATFORM=None, DISPLAY=None, WAYLAND_DISPLAY=None)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"kmeans-studio: {NO_DISPLAY}\n")


def test_an_unknown_option_is_a_usage_error():
    done = run([*WINDOW, "--nope"])
    assert done.returncode == 2
    assert done.stderr.startswith("usage: kmeans-studio")


def test_at_twice_the_pixels_a_photo_pixel_is_a_pixel_of_the_screen():
    done = run([sys.executable, "-c", COMPARE_THE_CANVAS_WITH_THE_PHOTO], QT_SCALE_FACTOR="2")
    assert done.stdout.splitlines() == ["2.0 300.0", "True"], done.stderr
