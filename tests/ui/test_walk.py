"""Runs that pause and go on: as a walk without a window, and as people step with it."""

from __future__ import annotations

import gc
import weakref
from threading import Event

import numpy as np
import pytest

from kmeans_studio.parallel import CancelledError
from kmeans_studio.photo import Photo
from kmeans_studio.pipeline import generations, segment
from kmeans_studio.recipe import Recipe
from kmeans_studio.ui.jobs import SegmentJob
from kmeans_studio.ui.walk import Walk

RNG = np.random.default_rng(0)
NOISE = RNG.integers(0, 256, (60, 60, 3), np.uint8)


class Box:
    """An outlet that wants every frame, and does something at each."""

    def __init__(self, then=lambda frame: None) -> None:
        self.frames, self._then = [], then

    def wanted(self) -> bool:
        return True

    def publish(self, frame) -> None:
        self.frames.append(frame)
        self._then(frame)


def every(walk: Walk) -> list:
    return list(generations(walk.photo, walk.recipe))


# --- the walk --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "choices",
    [
        {"k": 4},
        {"k": 4, "max_generations": 3},
        {"k": 3, "mode": "texture", "max_generations": 2},
        {"mode": "focus"},
        {"k": 1},
    ],
    ids=str,
)
def test_step_by_step_is_the_same_run(choices):
    walk = Walk(Photo.from_array(NOISE), Recipe(**choices))
    expected = every(walk)
    runs = []
    while not runs or runs[-1].paused:
        runs.append(SegmentJob(walk, 1).run(Event(), Box()))
    assert [run.paused for run in runs] == [True] * (len(expected) - 1) + [False]
    for run, one in zip(runs, expected, strict=True):
        assert run.segmentation.generation == one.generation
        assert run.segmentation.labels.tobytes() == one.labels.tobytes()
        assert run.history[-1] == (one.cost, one.moved)
        assert len(run.history) == one.generation
    assert runs[-1].segmentation.ending == expected[-1].ending
    assert [run.seconds for run in runs] == sorted(run.seconds for run in runs)
    assert len({run.colors for run in runs}) == 1
    assert [figures[1:3] for figures in walk.course.figures] == list(runs[-1].history)
    assert runs[-1].course is walk.course


def test_some_steps_then_to_the_end():
    walk = Walk(Photo.from_array(NOISE), Recipe(k=5))
    run = SegmentJob(walk, 3).run(Event(), Box())
    assert (run.segmentation.generation, run.paused) == (3, True)
    box = Box()
    run = SegmentJob(walk).run(Event(), box)
    assert not run.paused
    assert run.segmentation.labels.tobytes() == segment(walk.photo, walk.recipe).labels.tobytes()
    assert box.frames[0].segmentation.generation == 4
    progress = [frame.progress for frame in box.frames]
    assert progress == sorted(progress)
    assert run.progress == 1


def test_a_run_pauses_after_the_generation_under_way():
    walk = Walk(Photo.from_array(NOISE), Recipe(k=5))
    box = Box(lambda frame: walk.pause() if frame.segmentation.generation == 4 else None)
    run = SegmentJob(walk).run(Event(), box)
    assert (run.segmentation.generation, run.paused, run.stopped) == (4, True, False)
    # Asked for once, it pauses once.
    assert not SegmentJob(walk).run(Event(), Box()).paused


def test_pausing_at_the_very_end_is_the_end():
    walk = Walk(Photo.from_array(NOISE), Recipe(k=5))
    last = len(every(walk))
    box = Box(lambda frame: walk.pause() if frame.segmentation.generation == last else None)
    assert not SegmentJob(walk).run(Event(), box).paused


def test_a_first_look_is_no_step():
    big = Photo.from_array(np.tile(NOISE, (21, 21, 1)))
    walk = Walk(big, Recipe(mode="texture", k=2, restarts=1, bank_scales=(4,), bank_orientations=2))
    box = Box()
    run = SegmentJob(walk, 1).run(Event(), box)
    assert any(getattr(frame, "segmentation", None) and frame.segmentation.preview for frame in box.frames)
    assert not run.segmentation.preview
    assert (run.segmentation.generation, run.paused, len(walk.course)) == (1, True, 1)


def test_a_stop_counts_for_the_job_it_was_meant_for():
    walk = Walk(Photo.from_array(NOISE), Recipe(k=5))
    before = Event()
    SegmentJob(walk, 2).run(before, Box())
    before.set()
    assert SegmentJob(walk, 1).run(Event(), Box()).segmentation.generation == 3
    now = Event()
    run = SegmentJob(walk).run(now, Box(lambda frame: now.set()))
    assert run.stopped
    assert not run.paused
    assert run.segmentation.generation == len(run.history) == len(walk.course) == 4
    # It ended there.
    with pytest.raises(CancelledError):
        Walk(walk.photo, walk.recipe).go(None, now, Box())


def test_a_run_stopped_while_it_goes_on_keeps_what_it_had():
    walk = Walk(Photo.from_array(NOISE), Recipe(k=5))
    paused = SegmentJob(walk, 2).run(Event(), Box())
    stop = Event()
    stop.set()
    run = SegmentJob(walk).run(stop, Box())
    assert (run.stopped, run.paused) == (True, False)
    assert run.segmentation is paused.segmentation
    assert len(walk.course) == 2


def test_a_walk_that_nobody_wants_any_more_goes():
    walk = Walk(Photo.from_array(NOISE), Recipe(k=5))
    run = SegmentJob(walk, 2).run(Event(), Box())
    gone = [weakref.ref(one) for one in (walk, walk.photo, run.segmentation)]
    del walk, run
    gc.collect()
    assert [ref() for ref in gone] == [None] * 3


# --- at the desk -----------------------------------------------------------------------------------------------------


@pytest.fixture
def stepping(desk):
    """A photo is open, runs wait for a step, the first one has been made."""
    desk.trigger("step_by_step")
    desk.open_array(NOISE)
    return desk


def generation(desk) -> int:
    return desk.session.shown.segmentation.generation


def status(desk) -> str:
    return desk.text("status.words")


def test_one_generation_at_a_time(stepping):
    session = stepping.session
    assert (generation(stepping), session.paused, session.running, session.editable) == (1, True, False, False)
    assert status(stepping) == "Paused after generation 1; Step or Run goes on"
    for name in ("step", "run"):
        before = generation(stepping)
        stepping.trigger(name)
        stepping.rest()
        assert generation(stepping) == before + 1
        assert len(session.latest.course) == before + 1
    stepping.trigger("step_by_step")
    stepping.trigger("run")
    stepping.rest()
    whole = segment(session.opened.photo, session.recipe)
    assert not session.paused
    assert session.editable
    assert session.shown.segmentation.labels.tobytes() == whole.labels.tobytes()
    assert status(stepping).startswith(f"Converged after {whole.generation} generations")


def test_a_step_begins_a_run_where_there_is_none(desk):
    desk.trigger("live")
    desk.open_array(NOISE)
    assert desk.session.shown is None
    for expected in (1, 2, 3):
        desk.trigger("step")
        desk.rest()
        assert generation(desk) == expected
    desk.trigger("run")
    desk.rest()
    assert not desk.session.paused
    # Of a run that came to its end there is nothing to go on with: it begins anew.
    desk.trigger("step")
    desk.rest()
    assert (generation(desk), desk.session.paused) == (1, True)


def test_pausing_a_run(desk, qtbot):
    desk.session.change(k=64)
    big = RNG.integers(0, 256, (700, 700, 3), np.uint8)
    desk.open_array(big, wait=False)
    qtbot.waitUntil(lambda: desk.session.shown is not None, timeout=20_000)
    desk.trigger("pause")
    desk.rest()
    at = generation(desk)
    assert desk.session.paused
    assert not desk.window.actions_["pause"].isEnabled()
    assert not desk.studio.runner.jobs, "nothing is kept waiting"
    desk.trigger("step")
    desk.rest()
    assert generation(desk) == at + 1
    desk.trigger("stop")
    assert not desk.session.paused
    assert desk.session.editable
    assert desk.session.shown.stopped
    assert status(desk) == f"Stopped after {at + 1} generations; this is the best so far"
    stopped = desk.session.latest.course
    desk.trigger("run")
    # Nothing goes on from what was stopped: the next frame is of a run of its own.
    qtbot.waitUntil(lambda: desk.session.latest.course is not stopped, timeout=20_000)
    assert not desk.session.shown.stopped
    desk.trigger("stop")
    desk.rest()


def test_a_change_of_the_recipe_begins_a_new_run_that_waits_too(stepping):
    stepping.trigger("step")
    stepping.rest()
    stepping.session.change(k=4)
    stepping.rest()
    assert (generation(stepping), stepping.session.paused) == (1, True)
    assert stepping.session.shown.segmentation.k == 4
    # Without Live the run that is paused stays, but is not gone on with: it is of another recipe.
    stepping.trigger("live")
    stepping.session.change(k=3)
    assert stepping.session.stale
    stepping.trigger("step")
    stepping.rest()
    assert (generation(stepping), stepping.session.shown.segmentation.k) == (1, 3)


def test_opening_another_photo_and_putting_it_away_while_paused(stepping):
    stepping.open_array(NOISE[:40])
    assert (generation(stepping), stepping.session.paused) == (1, True)
    assert stepping.session.shown.segmentation.labels.shape == (40, 60)
    stepping.trigger("close_photo")
    assert not stepping.session.paused
    assert not stepping.window.actions_["step"].isEnabled()
    stepping.open_array(NOISE[:30])
    stepping.trigger("step")
    stepping.rest()
    assert generation(stepping) == 2


def test_a_paused_photo_is_not_kept_alive(stepping):
    photo = weakref.ref(stepping.session.opened.photo)
    stepping.trigger("close_photo")
    gc.collect()
    assert photo() is None


def test_hiding_the_background_waits_for_the_end_of_the_run(stepping):
    sharp = np.where((np.indices((60, 60))[1] > 30)[..., None], NOISE, np.uint8(100) + NOISE // 16)
    stepping.open_array(sharp)
    stepping.trigger("remove_background")
    stepping.rest()
    assert stepping.session.paused
    assert not any(segment.hidden for segment in stepping.session.edited.segments)
    stepping.trigger("step_by_step")
    stepping.trigger("run")
    stepping.rest()
    assert [segment.hidden for segment in stepping.session.edited.segments] == [True, False]


def test_looking_back_while_paused(stepping):
    for _ in range(3):
        stepping.trigger("step")
        stepping.rest()
    session = stepping.session
    session.look_back(session.latest.course[1])
    assert generation(stepping) == 2
    assert session.looks_back
    assert session.paused
    stepping.trigger("step")
    stepping.rest()
    assert generation(stepping) == 5
    assert not session.looks_back
