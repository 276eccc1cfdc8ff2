"""The picture of the cloud: points by a renderer, all else by the painter, with the same camera."""

from __future__ import annotations

from collections.abc import Sequence
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, QTimer
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from .. import theme
from ..kit import paint
from .camera import Camera, Lens, Seen
from .decor import (
    Disc,
    back_to_front,
    paint_box,
    paint_disc,
    paint_labels,
    paint_mark,
    paint_trails,
    paint_words,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..scheme import Scheme
    from .renderer import Renderer
    from .scene import Scene

FINE = 2
"""At rest, this many pixels are drawn for one of the screen, each way: edges are smooth then."""

REST_MS = 160
"""So long after the last movement the picture is drawn finely."""

SLOW_MS = 24.0
"""While moving, points are left out until a picture takes no longer."""


class Picture(QWidget):
    """Paints the scene; knows nothing of mouse and keys."""

    def __init__(self, renderer: Renderer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.renderer = renderer
        self.camera = Camera()
        self.scene: Scene | None = None
        self.discs: Sequence[Disc] = ()
        self.trails_shown = True
        self._colors = np.zeros(0, np.uint32)
        self._centers = np.zeros((0, 3), np.float32)
        self._trails = np.zeros((0, 0, 3), np.float32)
        self._mark: int | None = None
        self._words = ""
        self._here: int | None = None
        self._held: tuple[int, QPointF, int] | None = None
        self._image = QImage()
        self._image_key: object = None
        self._share = 1.0
        self._ring = False
        self._resting = QTimer(self, singleShot=True, interval=REST_MS)
        self._resting.timeout.connect(self.update)
        self.setMinimumSize(theme.px(160), theme.px(120))

    def sizeHint(self) -> QSize:
        """As the dock has it at first."""
        return QSize(theme.px(340), theme.px(290))

    # --- what it shows -------------------------------------------------------------------------------------------

    def set_scene(self, scene: Scene | None) -> None:
        """Show other points; their colors come next."""
        self.scene, self._mark, self._words = scene, None, ""
        self._colors = np.zeros(0 if scene is None else len(scene.order), np.uint32)
        self.set_centers((), np.zeros((0, 3), np.float32), np.zeros((0, 0, 3), np.float32))

    def set_colors(self, colors: NDArray[np.uint32]) -> None:
        """Color the points of the cloud, (n,) as the renderer takes them but in the cloud's order."""
        if self.scene is None:
            return
        colors = colors[self.scene.order]
        # While a run goes on, points often keep their colors; where they do not, pictures follow each other quickly.
        if not np.array_equal(colors, self._colors):
            self._colors = colors
            self._resting.start()
            self._forget()

    def set_centers(self, discs: Sequence[Disc], centers: NDArray[np.float32], trails: NDArray[np.float32]) -> None:
        """Show centers (k, 3) and the ways (k, g, 3) that they took, in the cloud's coordinates."""
        self.discs = discs
        if self.scene is not None:
            centers, trails = self.scene.space.place(centers), self.scene.space.place(trails)
        self._centers, self._trails = centers, trails
        if self._here is not None and self._here >= len(discs):
            self._here = None
        self.update()

    def set_mark(self, point: int | None, words: str = "") -> None:
        """Ring a point of the cloud, and say what it is."""
        if (point, words) != (self._mark, self._words):
            self._mark, self._words = point, words
            self.update()

    def set_renderer(self, renderer: Renderer) -> None:
        """Draw points another way from now on."""
        self.renderer = renderer
        self._forget()

    def set_camera(self, camera: Camera) -> None:
        """Look from somewhere else."""
        if camera != self.camera:
            self.camera = camera
            self._resting.start()
            self.update()

    def lens(self) -> Lens:
        """The picture's own measures, in logical pixels."""
        return self.lens_for(self.width(), self.height())

    def lens_for(self, width: float, height: float) -> Lens:
        """What a picture of that size would have."""
        return Lens(width, height, (1.0, 1.0, 1.0) if self.scene is None else self.scene.space.box)

    def seen_points(self) -> Seen:
        """Where the points are seen, in the scene's order; those that are not shown nowhere."""
        assert self.scene is not None
        seen = self.lens().see(self.camera, self.scene.place)
        return Seen(np.where(self._colors != 0, seen.x, np.float32(-1e6)), seen.y, seen.depth)

    def seen_centers(self) -> Seen:
        """Where the centers are seen."""
        return self.lens().see(self.camera, self._centers)

    def depth_of(self, disc: int) -> float:
        """How far behind the middle a center lies."""
        return float(self.seen_centers().depth[disc])

    # --- painting ------------------------------------------------------------------------------------------------

    def _forget(self) -> None:
        self._image_key = None
        self.update()

    @property
    def moving(self) -> bool:
        """Whether the camera has just moved."""
        return self._resting.isActive()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint all of it."""
        painter = QPainter(self)
        if self.scene is not None:
            self._paint(painter, theme.scheme(), self.lens(), self._points_image())
        if self._ring and self.hasFocus():
            paint.ring(painter, self.rect(), theme.scheme().accent)
        painter.end()

    def _points_image(self) -> QImage:
        """Return the points as they are now, drawn only if anything has changed."""
        assert self.scene is not None
        ratio = self.devicePixelRatioF()
        scale = ratio if self.moving else ratio * FINE
        count = len(self.scene.order)
        if self.moving:
            count = max(1, int(count * self._share))
        key = (self.camera, self.width(), self.height(), scale, count)
        if key != self._image_key:
            start = perf_counter()
            self._image = self.renderer.picture(self.scene, self._colors, self.camera, self.lens(), scale, count)
            took = (perf_counter() - start) * 1000
            if self.moving:
                self._share = min(max(self._share * (0.8 if took > SLOW_MS else 1.1), 0.1), 1.0)
            self._image_key = key
        return self._image

    def _paint(self, painter: QPainter, s: Scheme, lens: Lens, image: QImage) -> None:
        assert self.scene is not None
        space = self.scene.space
        paint_box(painter, s, space, self.camera, lens)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(QRectF(0, 0, lens.width, lens.height), image)
        paint_labels(painter, s, space, self.camera, lens)
        if self.trails_shown and self._trails.shape[1] > 1:
            paint_trails(
                painter,
                [
                    (disc.color, lens.see(self.camera, trail))
                    for disc, trail in zip(self.discs, self._trails, strict=True)
                ],
            )
        self._paint_marked(painter, s, lens)
        centers = lens.see(self.camera, self._centers)
        held = None if self._held is None else self._held[0]
        for place in back_to_front(centers):
            if place != held:
                at = QPointF(float(centers.x[place]), float(centers.y[place]))
                paint_disc(painter, s, lens, at, self.discs[place], here=place == self._here)
        if self._held is not None:
            self._paint_held(painter, s, lens)

    def _paint_marked(self, painter: QPainter, s: Scheme, lens: Lens) -> None:
        if self._mark is None or self.scene is None:
            return
        color = QColor(*self.scene.cloud.colors[self._mark].tolist())
        seen = lens.see(self.camera, self.scene.space.place(self.scene.cloud.points[self._mark][None]))
        paint_mark(painter, QPointF(float(seen.x[0]), float(seen.y[0])), color)
        if self._words:
            paint_words(painter, s, QRectF(0, 0, lens.width, lens.height), self._words, color)

    def _paint_held(self, painter: QPainter, s: Scheme, lens: Lens) -> None:
        """Paint the disc that is dragged, and the point on which it would land."""
        assert self._held is not None
        assert self.scene is not None
        disc, at, point = self._held
        seen = lens.see(self.camera, self.scene.space.place(self.scene.cloud.points[point][None]))
        spot = QPointF(float(seen.x[0]), float(seen.y[0]))
        painter.setPen(s.text)
        painter.drawLine(at, spot)
        paint_mark(painter, spot, QColor(*self.scene.cloud.colors[point].tolist()))
        paint_disc(painter, s, lens, at, self.discs[disc], here=True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """While the dock is resized, the picture is drawn quickly."""
        super().resizeEvent(event)
        self._resting.start()

    def changeEvent(self, event: QEvent) -> None:
        """Another scheme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.update()

    def snapshot(self, width: int, height: int, ratio: int, s: Scheme) -> QImage:
        """Return a picture of what is shown now, that many times finer, without marks."""
        image = QImage(width * ratio, height * ratio, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(ratio)
        image.fill(s.window)
        if self.scene is None:
            return image
        lens, count = self.lens_for(width, height), len(self.scene.order)
        points = self.renderer.picture(self.scene, self._colors, self.camera, lens, ratio * FINE, count)
        mark, here = self._mark, self._here
        self._mark = self._here = None
        painter = QPainter(image)
        self._paint(painter, s, lens, points)
        painter.end()
        self._mark, self._here = mark, here
        return image
