"""Points drawn by OpenGL, through pyqtgraph's scatter item, into a picture of its own.

There is no QOpenGLWidget: one inside the window would have all of the window composed by OpenGL. The picture is read
back and painted like that of the other renderer; box, labels and centers need not know who drew the points.

This module imports pyqtgraph and PyOpenGL, which takes a second: only a worker may import it first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QSize, QThread
from PySide6.QtGui import QImage, QMatrix4x4, QOffscreenSurface, QOpenGLContext
from PySide6.QtOpenGL import QOpenGLFramebufferObject

from .camera import DISTANCE
from .matrices import clip_matrix, eye_matrix
from .renderer import growth
from .unobtrusive import GL, GLScatterPlotItem

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .camera import Camera, Lens
    from .scene import Scene

BY_PROCESSOR = ("llvmpipe", "softpipe", "swrast", "software", "gdi generic", "swiftshader")
"""Implementations of OpenGL without a graphics card: numpy is quicker."""


class _Points(GLScatterPlotItem):
    """pyqtgraph's points, seen by this program's camera."""

    def __init__(self) -> None:
        self.clip, self.eye, self.wide = QMatrix4x4(), QMatrix4x4(), 1.0
        super().__init__(glOptions="opaque", pxMode=False)

    def mvpMatrix(self) -> QMatrix4x4:
        return self.clip

    def modelViewMatrix(self) -> QMatrix4x4:
        return self.eye

    # What it asks its view for, to make sizes of distances.
    opts = {"fov": 90.0}  # noqa: RUF012 - as pyqtgraph's views have it

    def view(self) -> Any:
        return self

    def width(self) -> float:
        return self.wide

    def update(self) -> None:
        """Nothing is painted before a picture is asked for."""


class OpenGL:
    """Draws points on the graphics card. Raises OSError if that cannot be.

    surface  made and kept by the thread of the window; all else can be made by another one, and then moves there
    thread   where pictures are drawn from now on
    """

    def __init__(self, surface: QOffscreenSurface, thread: QThread) -> None:
        self._surface = surface
        self._context = QOpenGLContext()
        if not surface.isValid() or not self._context.create() or not self._context.makeCurrent(surface):
            raise OSError("no OpenGL context can be made")
        self.name = GL.glGetString(GL.GL_RENDERER).decode(errors="replace")
        self._points = _Points()
        # A program belongs to the context that it was made in.
        GLScatterPlotItem._shaderProgram = None
        self._buffer: QOpenGLFramebufferObject | None = None
        self._drawn: tuple[object, object] = (None, None)
        self._context.doneCurrent()
        self._context.moveToThread(thread)

    def close(self) -> None:
        """Give back what the graphics card has; nothing can be drawn any more."""
        if self._context.makeCurrent(self._surface):
            self._buffer = None
            for buffer in (self._points.m_vbo_position, self._points.m_vbo_color, self._points.m_vbo_size):
                buffer.destroy()
            self._context.doneCurrent()

    @property
    def by_processor(self) -> bool:
        """Whether there is no graphics card behind it."""
        return any(word in self.name.lower() for word in BY_PROCESSOR)

    def picture(
        self, scene: Scene, colors: NDArray[np.uint32], camera: Camera, lens: Lens, scale: float, count: int
    ) -> QImage:
        """Draw all points, however few are asked for: that is no work here."""
        width, height = max(1, round(lens.width * scale)), max(1, round(lens.height * scale))
        self._context.makeCurrent(self._surface)
        if self._drawn[0] is not scene or self._drawn[1] is not colors:
            shown = colors != 0
            channels = colors[shown].view(np.uint8).reshape(-1, 4)[:, [2, 1, 0, 3]].astype(np.float32) / 255
            self._points.setData(pos=scene.place[shown], color=channels, size=scene.sizes[shown])
            self._drawn = (scene, colors)
        if self._buffer is None or self._buffer.size() != QSize(width, height):
            depth = QOpenGLFramebufferObject.Attachment.CombinedDepthStencil
            self._buffer = QOpenGLFramebufferObject(width, height, depth)
        self._points.clip = QMatrix4x4(*clip_matrix(camera, lens).ravel().tolist())
        self._points.eye = QMatrix4x4(*eye_matrix(camera).ravel().tolist())
        self._points.wide = 2 * DISTANCE * growth(camera, scale)
        self._buffer.bind()
        GL.glViewport(0, 0, width, height)
        GL.glClearColor(0, 0, 0, 0)
        GL.glClear(GL.GL_COLOR_BUFFER_BIT | GL.GL_DEPTH_BUFFER_BIT)
        if len(self._points.pos):
            self._points.paint()
        self._buffer.release()
        image = self._buffer.toImage().convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
        self._context.doneCurrent()
        return image
