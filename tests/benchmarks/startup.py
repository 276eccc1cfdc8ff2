"""From the start of the process to a painted window, against an empty PySide6 main window, in turn.

python -m tests.benchmarks.startup [--runs 15]
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time

EMPTY = """
import sys, time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        QTimer.singleShot(0, painted)
def painted():
    print(time.monotonic())
    app.quit()
app = QApplication(sys.argv)
window = Window()
window.resize(1440, 900)
window.show()
app.exec()
"""

STUDIO = """
import time
from PySide6.QtCore import QTimer
from kmeans_studio.ui import app, lazy
lazy.load_numpy_lazily()
from kmeans_studio.ui import window
def painted(self, event, base=window.Window.paintEvent):
    self._was_painted = True
    base(self, event)
    QTimer.singleShot(0, lambda: (print(time.monotonic()), self.close()))
window.Window.paintEvent = painted
app.run()
"""


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=15)
    runs = parser.parse_args().runs
    sources = {"empty window": EMPTY, "with numpy, cv2": "import numpy, cv2\n" + EMPTY, "K-Means Studio": STUDIO}
    times: dict[str, list[float]] = {name: [] for name in sources}
    for run in range(runs + 1):
        for name, source in sources.items():
            start = time.monotonic()
            child = subprocess.run([sys.executable, "-c", source], check=True, capture_output=True, text=True)
            if run:  # the first one warms the disk
                times[name].append(float(child.stdout.split()[0]) - start)
    for name, values in times.items():
        ratio = statistics.median(a / b for a, b in zip(values, times["empty window"], strict=True))
        print(f"{name:16}{statistics.median(values) * 1000:6.0f} ms {ratio:6.2f} x empty (medians of {runs})")


if __name__ == "__main__":
    main()
