"""What the worker is asked for by the color cloud: plain Python, no Qt. See jobs.py for what a job is."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Event
from typing import TYPE_CHECKING, Any

import numpy as np

from ..parallel import check, each_band, row_bands

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..inspection import Cloud
    from ..pipeline.course import Course
    from ..segmentation import Segmentation
    from .cloud_view.opengl import OpenGL
    from .cloud_view.scene import Scene
    from .jobs import Outlet

SMALLEST = 256
"""Halving a glow stops once the longer side is at most this many pixels."""

BAND = 1 << 18
"""Pixels worked on at a time."""


@dataclass(frozen=True, slots=True, eq=False)
class CloudPicture:
    """All that the view shows of one generation.

    scene         the points; the same one as before where it was given
    segments      (n,) uint8: the segment of each point of the cloud
    centers       (k, 3) float32 and
    trails        (k, g, 3) float32, in the cloud's coordinates
    palette       (k, 3) uint8: the color of each segment
    segmentation  what they are of
    """

    scene: Scene
    segments: NDArray[np.uint8]
    centers: NDArray[np.float32]
    trails: NDArray[np.float32]
    palette: NDArray[np.uint8]
    segmentation: Segmentation


@dataclass(frozen=True, slots=True, eq=False)
class CloudJob:
    """Lay out what a segmentation clustered, and where its centers are and were. -> CloudPicture.

    course  the run's generations, if they are kept; those before this one are the trails
    known   the scene that is shown: kept, if the points are the same
    """

    segmentation: Segmentation
    course: Course | None
    known: Scene | None
    channel = "cloud"
    words = ""
    finishes = False

    def run(self, cancel: Event, outlet: Outlet) -> CloudPicture:
        """Count, place and project."""
        from ..inspection import color_cloud
        from .cloud_view.scene import Scene

        segmentation, scene = self.segmentation, self.known
        if scene is None or scene.cloud.space is not segmentation.space:
            axes = None
            if scene is not None and scene.cloud.space.names == segmentation.space.names:
                # The later stages of one run: what moves are the points, not the axes.
                axes = scene.cloud.axes if scene.cloud.axes.explained is not None else None
            scene = Scene.of(color_cloud(segmentation, axes=axes, cancel=cancel))
        check(cancel)
        cloud = scene.cloud
        trails = cloud.trails(self.earlier(), segmentation)
        return CloudPicture(
            scene, cloud.segments(segmentation), trails[:, -1], trails, segmentation.palette, segmentation
        )

    def earlier(self) -> list[NDArray[np.float64]]:
        """Return the centers of the generations before this one."""
        if self.course is None:
            return []
        figures = self.course.figures
        return [self.course.centers(i) for i, of in enumerate(figures) if of.number < self.segmentation.generation]


@dataclass(frozen=True, slots=True, eq=False)
class GlowJob:
    """Find the pixels that a point stands for, and those that can hardly be told from them. -> levels of a glow.

    Each level is (h, w) uint8: the photo's size first, then halvings in which a spot that glows never gets lost.
    """

    cloud: Cloud
    point: int
    channel = "cloud-glow"
    words = ""
    finishes = False

    def run(self, cancel: Event, outlet: Outlet) -> tuple[NDArray[np.uint8], ...]:
        """Look every pixel up."""
        from ..inspection import pixels_of

        return glow_levels(pixels_of(self.cloud, self.cloud.near(self.point), cancel), cancel)


def glow_levels(mask: NDArray[np.bool_], cancel: Event | None = None) -> tuple[NDArray[np.uint8], ...]:
    """Return the levels of a glow, see canvas/glow.py, for the pixels (h, w) that glow. Raises CancelledError."""
    levels = []
    while True:
        levels.append(_with_halo(mask, cancel))
        if max(mask.shape) <= SMALLEST:
            return tuple(levels)
        height, width = mask.shape
        if height % 2 or width % 2:
            mask = np.pad(mask, ((0, height % 2), (0, width % 2)))
        mask = mask[::2, ::2] | mask[1::2, ::2] | mask[::2, 1::2] | mask[1::2, 1::2]


def _with_halo(mask: NDArray[np.bool_], cancel: Event | None) -> NDArray[np.uint8]:
    """Return 2 for pixels (h, w) that glow, 1 for those beside them, 0 for all others."""
    level = np.zeros(mask.shape, np.uint8)

    def fill(band: slice) -> None:
        # A line more on either side: their halo reaches into the band.
        first, last = max(band.start - 1, 0), min(band.stop + 1, len(mask))
        some = mask[first:last]
        beside = some.copy()
        beside[:, 1:] |= some[:, :-1]
        beside[:, :-1] |= some[:, 1:]
        wide = beside.copy()
        wide[1:] |= beside[:-1]
        wide[:-1] |= beside[1:]
        own = slice(band.start - first, band.stop - first)
        level[band] = wide[own]
        level[band] += some[own]

    each_band(fill, row_bands(mask.shape, BAND), cancel)
    level.flags.writeable = False
    return level


@dataclass(frozen=True, slots=True, eq=False)
class SeedsJob:
    """Find a pixel for every center, one of which was dragged to a point of the cloud. -> ((x, y), ...) by segment.

    dragged  (segment, point of the cloud)
    """

    segmentation: Segmentation
    cloud: Cloud
    dragged: tuple[int, int]
    channel = "cloud-seeds"
    words = ""
    finishes = False

    def run(self, cancel: Event, outlet: Outlet) -> tuple[tuple[int, int], ...]:
        """Search all rows for the nearest ones."""
        from ..inspection import first_pixels
        from ..pipeline import default_seeds

        segmentation, (segment, point) = self.segmentation, self.dragged
        seeds = default_seeds(segmentation, segmentation.labels.shape, segmentation.k, cancel)
        (there,) = first_pixels(self.cloud.space, self.cloud.rows[point : point + 1], cancel)
        return (*seeds[:segment], there, *seeds[segment + 1 :])


@dataclass(frozen=True, slots=True, eq=False)
class OpenGLJob:
    """Find out whether points can be drawn by OpenGL. -> what draws them, or None.

    surface, thread  see OpenGL
    """

    surface: Any
    thread: Any
    channel = "cloud-opengl"
    words = ""
    finishes = False

    def run(self, cancel: Event, outlet: Outlet) -> OpenGL | None:
        """Import what it takes, and make a context."""
        try:
            from .cloud_view.opengl import OpenGL

            return OpenGL(self.surface, self.thread)
        except Exception:
            # A library is missing, or its driver: whatever it is, there is another way to draw.
            return None
