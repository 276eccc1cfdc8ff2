"""What the worker is asked to do, without a worker."""

from __future__ import annotations

from threading import Event

import numpy as np
import pytest

from kmeans_studio import compiled
from kmeans_studio.edits import apply_edits
from kmeans_studio.export import ExportError, Result
from kmeans_studio.parallel import CancelledError
from kmeans_studio.photo import Photo, PhotoError
from kmeans_studio.pipeline import generations, segment
from kmeans_studio.recipe import Recipe
from kmeans_studio.ui.jobs import FindMissingJob, OpenJob, SaveJob, SegmentJob, WarmUpJob
from kmeans_studio.ui.start_page import sample_path
from kmeans_studio.ui.walk import Walk


class Box:
    """An outlet that wants a frame as long as fewer than `room` were taken, and may then cancel."""

    def __init__(self, room: int = 1000, cancel: Event | None = None) -> None:
        self.frames, self._room, self._cancel = [], room, cancel

    def wanted(self) -> bool:
        return len(self.frames) < self._room

    def publish(self, frame) -> None:
        self.frames.append(frame)
        if self._cancel is not None and not self.wanted():
            self._cancel.set()


@pytest.fixture
def photo():
    return Photo.from_array(np.random.default_rng(0).integers(0, 256, (80, 80, 3), np.uint8))


def set_event() -> Event:
    event = Event()
    event.set()
    return event


def test_opening_gives_the_photo_and_smaller_copies(tmp_path):
    path = sample_path("coffee.png")
    opened = OpenJob(path, "coffee.png", tmp_path / "small.png").run(Event(), Box())
    assert (opened.photo.width, opened.photo.height, opened.name) == (600, 400, "coffee.png")
    assert opened.levels[0].tobytes() == opened.photo.pixels.tobytes()
    assert (tmp_path / "small.png").exists()


def test_opening_can_be_stopped_and_can_fail(tmp_path):
    with pytest.raises(CancelledError):
        OpenJob(sample_path("coffee.png"), "coffee.png").run(set_event(), Box())
    with pytest.raises(PhotoError):
        OpenJob(tmp_path / "none.png", "none.png").run(Event(), Box())
    assert OpenJob(tmp_path, "none.png").words == "Opening none.png"


def test_segmenting_publishes_each_wanted_generation_and_returns_the_last(photo):
    box, recipe = Box(), Recipe(k=4)
    run = SegmentJob(Walk(photo, recipe)).run(Event(), box)
    every = list(generations(photo, recipe))
    assert [frame.segmentation.generation for frame in box.frames] == list(range(1, len(every) + 1))
    assert [cost for cost, _ in run.history] == [generation.cost for generation in every]
    assert run.segmentation.labels.tobytes() == segment(photo, recipe).labels.tobytes()
    assert run.colors == len(np.unique(photo.pixels.reshape(-1, 3), axis=0))
    assert not run.stopped


def test_a_run_says_which_loops_ran(photo, monkeypatch):
    monkeypatch.delenv(compiled.LOOPS_VARIABLE, raising=False)
    assert SegmentJob(Walk(photo, Recipe())).run(Event(), Box()).loops == compiled.loops()
    monkeypatch.setenv(compiled.LOOPS_VARIABLE, "numpy")
    assert SegmentJob(Walk(photo, Recipe())).run(Event(), Box()).loops == "", "that was a choice"


@pytest.mark.parametrize("what", ["segmentation", "numbering"])
def test_a_run_can_be_numbered_as_the_one_before(photo, what):
    before = segment(photo, Recipe(label_order="size"))
    previous = before if what == "segmentation" else before.numbering
    run = SegmentJob(Walk(photo, Recipe(label_order="previous"), previous)).run(Event(), Box())
    assert run.segmentation.labels.tobytes() == before.labels.tobytes()


def test_colors_are_counted_whatever_is_clustered(photo):
    colors = len(np.unique(photo.pixels.reshape(-1, 3), axis=0))
    assert SegmentJob(Walk(photo, Recipe(mode="position", k=2))).run(Event(), Box()).colors == colors
    deep = Photo.from_array(photo.pixels.astype(np.float32) / 255)
    assert SegmentJob(Walk(deep, Recipe(k=2))).run(Event(), Box()).colors is None


def test_unwanted_frames_are_not_painted(photo):
    box = Box(room=1)
    SegmentJob(Walk(photo, Recipe(k=4))).run(Event(), box)
    assert len(box.frames) == 1


def test_a_stopped_run_returns_the_best_so_far(photo):
    cancel = Event()
    run = SegmentJob(Walk(photo, Recipe(k=30))).run(cancel, Box(3, cancel))
    assert run.stopped
    assert run.segmentation.generation == 3
    assert run.segmentation.labels.shape == (80, 80)


def test_a_run_stopped_before_its_first_generation_has_nothing(photo):
    with pytest.raises(CancelledError):
        SegmentJob(Walk(photo, Recipe())).run(set_event(), Box())


def test_progress_rises_to_the_end(photo):
    box = Box()
    run = SegmentJob(Walk(photo, Recipe(k=6))).run(Event(), box)
    shares = [frame.progress for frame in box.frames]
    assert shares == sorted(shares)
    assert (shares[0], run.progress) == (0, 1)


def test_progress_of_a_single_pixel():
    photo = Photo.from_array(np.zeros((1, 1, 3), np.uint8))
    assert SegmentJob(Walk(photo, Recipe())).run(Event(), Box()).progress == 1


def test_saving_checks_first_and_is_never_stopped_halfway(photo, tmp_path):
    segmentation = segment(photo)
    result = Result(photo, Recipe(), segmentation, apply_edits(segmentation))
    path = tmp_path / "out.png"
    assert SaveJob(result, "picture", path, overwrite=False).finishes
    assert SaveJob(result, "picture", path, overwrite=False).run(set_event(), Box()) == path
    with pytest.raises(ExportError, match="exists already"):
        SaveJob(result, "picture", path, overwrite=False).run(Event(), Box())


def test_missing_files_are_found(tmp_path):
    there, gone = tmp_path / "there", tmp_path / "gone"
    there.touch()
    odd = "no\0name"
    missing = FindMissingJob((str(there), str(gone), odd)).run(Event(), Box())
    assert missing == {str(gone), odd}


def test_warming_up_loads_what_is_needed():
    assert WarmUpJob().run(Event(), Box())
    assert WarmUpJob().words == ""


def test_a_run_of_texture_that_is_stopped_returns_what_was_painted_last():
    pixels = np.random.default_rng(0).integers(0, 256, (120, 160, 3)).astype(np.uint8)
    cancel = Event()
    box = Box(5, cancel)
    run = SegmentJob(Walk(Photo.from_array(pixels), Recipe(mode="texture", k=3))).run(cancel, box)
    assert run.stopped
    assert run.segmentation.labels.shape == (120, 160)
    assert run.segmentation.counts.sum() == 120 * 160
    assert run.segmentation.cost > 0
