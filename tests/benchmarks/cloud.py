"""How many pictures of the color cloud are drawn in a second, by numpy and by OpenGL, over the number of points.

    python -m tests.benchmarks.cloud [--points 50000 200000] [--size 640x360] [--scale 1 2] [--runs 30]

The points are made: a tilted cloud that fills most of its box, with sizes as photos have them. Every picture is of
another turn, as while it is dragged; `scale` 2 is a display with twice the pixels, and what is drawn at rest on others.
Both draw in turns, so that they meet the same machine; medians. With QT_QPA_PLATFORM=offscreen there is no OpenGL.
"""

from __future__ import annotations

import argparse
import statistics
import time
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QThread
from PySide6.QtGui import QGuiApplication, QOffscreenSurface

from kmeans_studio.inspection import Axes, Axis, Cloud
from kmeans_studio.ui.cloud_jobs import OpenGLJob
from kmeans_studio.ui.cloud_view.camera import Camera, Lens
from kmeans_studio.ui.cloud_view.colors import of_photo
from kmeans_studio.ui.cloud_view.drawing import NO_OPENGL
from kmeans_studio.ui.cloud_view.renderer import Renderer, Software
from kmeans_studio.ui.cloud_view.scene import Scene

from .machine import machine, versions

if TYPE_CHECKING:
    from typing import Any


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--points", type=int, nargs="+", default=[50_000, 200_000])
    parser.add_argument("--size", default="640x360")
    parser.add_argument("--scale", type=float, nargs="+", default=[1.0, 2.0])
    parser.add_argument("--runs", type=int, default=30)
    arguments = parser.parse_args()
    width, height = (int(side) for side in arguments.size.split("x"))
    app = QGuiApplication([])
    surface = QOffscreenSurface()
    contenders: dict[str, Renderer] = {"numpy": Software()}
    opengl: Any = None
    if app.platformName() not in NO_OPENGL:
        surface.create()
        opengl = OpenGLJob(surface, QThread.currentThread()).run(None, None)
    if opengl is not None:
        contenders[f"OpenGL ({opengl.name})"] = opengl
    print(f"{machine()}\n{versions()}; {width} x {height}\n")
    print("| points | scale | " + " | ".join(f"{name}: ms | a second" for name in contenders) + " |")
    print("|---" * (2 + 2 * len(contenders)) + "|")
    for points in arguments.points:
        scene = made(points)
        for scale in arguments.scale:
            cells = []
            for seconds in measured(list(contenders.values()), scene, width, height, scale, arguments.runs):
                cells += [f"{seconds * 1000:.1f}", f"{1 / seconds:.0f}"]
            print(f"| {points:,} | {scale:g} | " + " | ".join(cells) + " |")
    if opengl is not None:
        opengl.close()


def made(count: int) -> Scene:
    """Make a scene of so many points."""
    rng = np.random.default_rng(0)
    spread = np.array([[0.5, 0.2, 0.1], [0.0, 0.3, 0.1], [0.0, 0.0, 0.2]])
    points = np.clip(rng.normal(size=(count, 3)) @ spread, -1, 1).astype(np.float32)
    colors = ((points + 1) * 127).astype(np.uint8)
    counts = np.floor(rng.pareto(1.2, count)) + 1
    sides = tuple(Axis(name, -1.0, 1.0) for name in "xyz")
    axes = Axes("made", (sides[0], sides[1], sides[2]), 2, np.zeros(3), np.eye(3))
    nothing: Any = None
    return Scene.of(Cloud(nothing, axes, points, counts, colors, np.arange(count)))


def measured(renderers: list[Renderer], scene: Scene, width: int, height: int, scale: float, runs: int) -> list[float]:
    """Return how many seconds a picture takes for each, the median."""
    colors, lens = of_photo(scene.cloud.colors)[scene.order], Lens(width, height, scene.space.box)
    took: list[list[float]] = [[] for _ in renderers]
    for turn in range(runs + 1):
        camera = Camera().turned(3.0 * turn, 0)
        for renderer, times in zip(renderers, took, strict=True):
            start = time.perf_counter()
            renderer.picture(scene, colors, camera, lens, scale, len(scene.order))
            times.append(time.perf_counter() - start)
    return [statistics.median(times[1:]) for times in took]


if __name__ == "__main__":
    main()
