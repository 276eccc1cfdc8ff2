"""The contestants: each makes a label map of a photo, as those who use it would have it do.

A contestant is made within a process of its own, so that only its own libraries are loaded and its memory can be told.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from importlib import import_module
from importlib.metadata import version
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Task:
    """What to do.

    k       the number of segments
    start   first centers as "#rrggbb", the same for everyone; empty: the contestant's own way to start
    rounds  how often the centers are moved; 0: until the contestant's own end
    recipe  further choices that only K-Means Studio has
    again   K-Means Studio goes on with the photo of the run before, as its window does
    judge   whether the labels' cost is wanted
    """

    k: int
    start: tuple[str, ...] = ()
    rounds: int = 0
    recipe: dict[str, Any] = field(default_factory=dict)
    again: bool = False
    judge: bool = True

    @property
    def seeds(self) -> NDArray[np.float32]:
        """The first centers, (k, 3) in 0..255."""
        return np.array([list(bytes.fromhex(color[1:])) for color in self.start], np.float32)


class Contestant(ABC):
    """Labels photos; `rounds` says how many generations the last run took, where it is known."""

    module: ClassVar[str]
    environment: ClassVar[dict[str, str]] = {}
    note: ClassVar[str] = ""
    rounds: int | None = None

    @property
    def about(self) -> str:
        """Versions and threads."""
        return f"{self.version()}, threads: {self.threads()}"

    def version(self) -> str:
        """Return the version of its package."""
        return import_module(self.module).__version__

    def prepare(self, pixels: NDArray[Any], task: Task) -> None:  # noqa: B027 - most have nothing to prepare
        """Do what is not measured."""

    @abstractmethod
    def run(self, pixels: NDArray[Any], task: Task) -> NDArray[Any]:
        """Return the labels of the pixels in row order, of any shape and integer type."""

    @abstractmethod
    def threads(self) -> int:
        """Return how many threads it uses."""


class Studio(Contestant):
    """K-Means Studio with its compiled loops."""

    module = "kmeans_studio"
    loops: ClassVar[str] = "compiled"

    def __init__(self) -> None:
        from kmeans_studio.compiled import loops

        if loops() != self.loops:
            raise ImportError(f"its {self.loops} loops are not built")
        self.photo: Any = None

    def run(self, pixels: NDArray[Any], task: Task) -> NDArray[Any]:
        from kmeans_studio import Photo, Recipe, segment

        if not task.again:
            self.photo = Photo.from_array(pixels)
        choices: dict[str, Any] = {"k": task.k, "color_space": "rgb", "seed": 0}
        if task.start:
            # Its first generation only labels: one more moves the centers as often as the others do.
            limit = task.rounds + 1
            choices |= {"initializer": "given", "start_colors": task.start, "restarts": 1, "max_generations": limit}
        result = segment(self.photo, Recipe(**choices | task.recipe))
        self.rounds = result.generation
        return result.labels

    def threads(self) -> int:
        from kmeans_studio.parallel import thread_count

        return thread_count()


class StudioNumpy(Studio):
    """K-Means Studio where nothing is compiled."""

    loops = "numpy"
    environment: ClassVar[dict[str, str]] = {"KMEANS_STUDIO_LOOPS": "numpy"}


class ScikitLearn(Contestant):
    """KMeans(k, random_state=0) on the pixels, as tutorials have it."""

    module = "sklearn"

    def run(self, pixels: NDArray[Any], task: Task) -> NDArray[Any]:
        rows = pixels.reshape(-1, 3)
        if task.start:
            fitted = self.kmeans(task.k, init=task.seeds, n_init=1, max_iter=task.rounds, tol=0).fit(rows)
        else:
            fitted = self.kmeans(task.k, random_state=0).fit(rows)
        self.rounds = fitted.n_iter_
        return fitted.labels_

    @property
    def kmeans(self) -> Any:
        from sklearn.cluster import KMeans

        return KMeans

    def threads(self) -> int:
        from threadpoolctl import threadpool_info

        return max(pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "openmp")


class ScikitLearnBest(ScikitLearn):
    """The best of ten starts, on the different colors with their counts: the same sum, in a time that can be borne."""

    note = "its best of 10 starts, until nothing moves, on the different colors with their counts: for the cost"

    def run(self, pixels: NDArray[Any], task: Task) -> NDArray[Any]:
        parts = pixels.reshape(-1, 3).astype(np.uint32)
        codes, color, counts = np.unique(
            parts[:, 0] << 16 | parts[:, 1] << 8 | parts[:, 2], return_inverse=True, return_counts=True
        )
        rows = np.stack([codes >> 16, codes >> 8 & 255, codes & 255], axis=1)
        fitted = self.kmeans(task.k, n_init=10, tol=0, random_state=0).fit(rows, sample_weight=counts)
        self.rounds = fitted.n_iter_
        return fitted.labels_[color]


class Intelex(ScikitLearn):
    """scikit-learn's KMeans through Intel's extension."""

    def version(self) -> str:
        return version("scikit-learn-intelex")

    @property
    def kmeans(self) -> Any:
        from sklearnex.cluster import KMeans

        return KMeans

    def threads(self) -> int:
        import daal4py

        return daal4py.num_threads()


class OpenCV(Contestant):
    """cv2.kmeans, one start by k-means++, 10 rounds or until no center moves by more than 1, as in its tutorial."""

    module = "cv2"
    note = "one start by k-means++, 10 rounds or a move below 1 (its tutorial's limits)"

    def prepare(self, pixels: NDArray[Any], task: Task) -> None:
        """Label the pixels by the first centers: cv2 starts from labels."""
        self.first: NDArray[np.int32] | None = None
        if task.start:
            rows = pixels.reshape(-1, 3).astype(np.float32)
            best = np.full(len(rows), np.inf, np.float32)
            self.first = np.zeros((len(rows), 1), np.int32)
            for label, seed in enumerate(task.seeds):
                distance = ((rows - seed) ** 2).sum(axis=1)
                closer = distance < best
                best[closer] = distance[closer]
                self.first[closer] = label

    def run(self, pixels: NDArray[Any], task: Task) -> NDArray[Any]:
        import cv2

        rows = pixels.reshape(-1, 3).astype(np.float32)
        cv2.setRNGSeed(0)
        if self.first is not None:
            limits = (cv2.TERM_CRITERIA_MAX_ITER, task.rounds, 0)
            return cv2.kmeans(rows, task.k, self.first.copy(), limits, 1, cv2.KMEANS_USE_INITIAL_LABELS)[1]
        limits = (cv2.TERM_CRITERIA_MAX_ITER | cv2.TERM_CRITERIA_EPS, 10, 1.0)
        return cv2.kmeans(rows, task.k, None, limits, 1, cv2.KMEANS_PP_CENTERS)[1]

    def threads(self) -> int:
        import cv2

        return cv2.getNumThreads()


class Faiss(Contestant):
    """faiss.Kmeans as it comes: trained on a sample of 256 pixels a segment, 25 rounds."""

    module = "faiss"
    note = "its default: trained on a sample of 256 pixels a segment, 25 rounds"
    every_point: ClassVar[bool] = False

    def run(self, pixels: NDArray[Any], task: Task) -> NDArray[Any]:
        import faiss

        rows = pixels.reshape(-1, 3).astype(np.float32)
        choices = {"max_points_per_centroid": len(rows)} if self.every_point else {}
        if task.rounds:
            choices["niter"] = task.rounds
        kmeans = faiss.Kmeans(3, task.k, **choices)
        kmeans.train(rows, init_centroids=task.seeds if task.start else None)
        return kmeans.assign(rows)[1]

    def threads(self) -> int:
        import faiss

        return faiss.omp_get_max_threads()


class FaissAll(Faiss):
    """faiss.Kmeans on all pixels."""

    note = "trained on all pixels, 25 rounds"
    every_point = True


class Pillow(Contestant):
    """Image.quantize as it comes: median cut."""

    module = "PIL"
    note = "its default: median cut"
    choices: ClassVar[dict[str, Any]] = {}

    def run(self, pixels: NDArray[Any], task: Task) -> NDArray[Any]:
        from PIL import Image

        return np.asarray(Image.fromarray(pixels).quantize(task.k, **self.choices))

    def threads(self) -> int:
        return 1


class PillowKMeans(Pillow):
    """Image.quantize by maximum coverage and then k-means: method 2, its fast octree, takes no k-means."""

    note = "method=MAXCOVERAGE, kmeans=1, the better of its two starts that k-means may follow"
    choices: ClassVar[dict[str, Any]] = {"method": 1, "kmeans": 1}


CONTESTANTS: dict[str, type[Contestant]] = {
    "K-Means Studio": Studio,
    "K-Means Studio, numpy only": StudioNumpy,
    "scikit-learn": ScikitLearn,
    "scikit-learn, best of 10": ScikitLearnBest,
    "scikit-learn-intelex": Intelex,
    "cv2.kmeans": OpenCV,
    "faiss": Faiss,
    "faiss, all points": FaissAll,
    "Pillow": Pillow,
    "Pillow, k-means": PillowKMeans,
}
"""Every contestant by the name that the tables use."""
