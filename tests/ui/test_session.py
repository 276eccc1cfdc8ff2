"""The session: recipe, edits, undo and selection, without a window."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

from kmeans_studio.edits import EditError, Hide, Merge, Rename
from kmeans_studio.photo import Photo
from kmeans_studio.pipeline import generations
from kmeans_studio.recipe import Recipe, RecipeError
from kmeans_studio.ui.choices import WORDS
from kmeans_studio.ui.jobs import OpenedPhoto, Run
from kmeans_studio.ui.session import Session

RAMP = np.dstack([np.tile(np.arange(40, dtype=np.uint8) * 6, (30, 1))] * 3)


def opened() -> OpenedPhoto:
    photo = Photo.from_array(RAMP.copy())
    return OpenedPhoto(photo, (photo.pixels,), "ramp", None)


@pytest.fixture
def session(qapp):
    session = Session()
    yield session
    session.deleteLater()


def finish(session) -> None:
    """Run the recipe to its end, as the worker would."""
    frames = list(generations(session.opened.photo, session.recipe))
    for frame in frames:
        session.show(Run(session.recipe, frame, ((1.0, 1.0),), 0.0), running=frame is not frames[-1])


@pytest.fixture
def done(session):
    """A session with a result."""
    session.open(opened())
    finish(session)
    return session


def settle(session) -> None:
    """Let the pause after the last change pass."""
    session._merging.stop()


def test_changes_that_follow_each_other_are_one_undo_entry(session):
    for k in (6, 7, 8):
        session.change(k=k)
    assert session.undo_stack.count() == 1
    session.undo_stack.undo()
    assert session.recipe == Recipe()
    session.undo_stack.redo()
    assert session.recipe.k == 8


def test_changes_with_a_pause_between_them_are_two(session):
    session.change(k=6)
    settle(session)
    session.change(k=7)
    assert session.undo_stack.count() == 2
    session.undo_stack.undo()
    assert session.recipe.k == 6


def test_changes_of_two_fields_are_two(session):
    session.change(k=6)
    session.change(seed=3)
    session.change(k=7)
    assert session.undo_stack.count() == 3
    assert session.undo_stack.undoText() == "Change of k"


def test_every_field_of_the_recipe_can_be_changed_and_has_a_word():
    assert list(WORDS) == [field.name for field in fields(Recipe)]


def test_a_drag_there_and_back_leaves_nothing_to_undo(session):
    session.change(k=9)
    session.change(k=5)
    assert not session.undo_stack.canUndo()


def test_the_pause_ends_by_itself(session, qtbot):
    session.change(k=6)
    qtbot.waitUntil(lambda: not session._merging.isActive())
    session.change(k=7)
    assert session.undo_stack.count() == 2


def test_the_same_value_again_is_no_change(session, qtbot):
    with qtbot.assertNotEmitted(session.recipe_changed):
        session.change(k=5)
    assert session.undo_stack.count() == 0


def test_a_recipe_that_cannot_be_changes_nothing(session):
    with pytest.raises(RecipeError):
        session.change(k=0)
    assert (session.recipe, session.undo_stack.count()) == (Recipe(), 0)


def test_a_wild_drag_wants_one_run(session, qtbot):
    session.open(opened())
    runs = []
    session.run_wanted.connect(lambda: runs.append(session.recipe.k))
    for k in range(10, 30):
        session.change(k=k)
    qtbot.waitUntil(lambda: bool(runs))
    assert runs == [29]


def test_without_live_a_change_waits_and_live_catches_up(done, qtbot):
    done.set_live(False)
    with qtbot.assertNotEmitted(done.run_wanted, wait=60):
        done.change(k=3)
    assert done.stale
    assert not done.editable
    with qtbot.waitSignal(done.run_wanted):
        done.set_live(True)


def test_live_does_not_run_again_what_is_shown(done, qtbot):
    done.set_live(False)
    with qtbot.assertNotEmitted(done.run_wanted, wait=60):
        done.set_live(True)


def test_edits_go_with_a_change_of_the_recipe_and_come_back_with_undo(done):
    done.edit(Hide(frozenset({1})), "Hide")
    done.edit(Rename(2, "sky"), "Rename")
    done.change(k=3)
    assert done.note == "2 edits went with the old result; Undo brings them back"
    finish(done)
    assert done.choices.edits == ()
    assert not any(segment.hidden for segment in done.edited.segments)
    done.undo_stack.undo()
    finish(done)
    assert done.edited.segments[1].hidden
    assert done.edited.segments[2].name == "sky"
    done.undo_stack.undo()
    assert not done.edited.segments[2].named


def test_without_live_going_back_by_hand_brings_no_edits_back(done):
    done.set_live(False)
    done.edit(Hide(frozenset({1})), "Hide")
    done.change(k=3)
    settle(done)
    done.change(k=5)
    assert done.editable
    assert done.choices.edits == ()
    assert not done.edited.segments[1].hidden, "what is shown is not what was chosen"


def test_an_edit_between_two_changes_of_one_field_keeps_them_apart(done):
    done.change(k=4)
    finish(done)
    done.edit(Hide(frozenset({0})), "Hide")
    done.change(k=3)
    assert done.undo_stack.count() == 3


def test_a_change_does_not_join_the_one_before_an_edit_that_was_undone(done):
    done.change(k=4)
    finish(done)
    done.edit(Hide(frozenset({0})), "Hide")
    done.undo_stack.undo()
    done.change(k=3)
    assert done.undo_stack.count() == 2


def test_an_edit_that_cannot_be_changes_nothing(done):
    with pytest.raises(EditError):
        done.edit(Hide(frozenset({200})), "Hide")
    assert done.undo_stack.count() == 0


def test_edits_wait_until_the_run_is_over(done):
    done.set_running(True)
    done.edit(Hide(frozenset({0})), "Hide")
    assert done.undo_stack.count() == 0


def test_the_selection_holds_only_segments_that_there_are(done):
    done.select(frozenset({1, 4, 77}))
    assert done.selection == {1, 4}
    done.edit(Merge(frozenset({1, 4})), "Merge")
    assert done.selection == {1}
    done.change(k=2)
    assert done.selection == frozenset()


def test_another_photo_takes_results_edits_and_undo_with_it_but_not_the_recipe(done):
    done.change(k=4)
    finish(done)
    done.edit(Hide(frozenset({0})), "Hide")
    done.open(opened())
    assert (done.shown, done.edited, done.choices.edits) == (None, None, ())
    assert not done.undo_stack.canUndo()
    assert done.recipe.k == 4


def test_a_closed_photo_is_not_run(done, qtbot):
    done.change(k=4)
    with qtbot.assertNotEmitted(done.run_wanted, wait=60):
        done.close_photo()
    assert done.opened is None


def test_without_live_edits_of_the_shown_result_do_not_reach_a_later_one(done):
    done.set_live(False)
    done.change(k=6)
    finish(done)
    done.edit(Hide(frozenset({5})), "Hide")
    settle(done)
    done.change(k=3)
    finish(done)
    done.undo_stack.undo()
    assert (done.recipe.k, done.shown.recipe.k) == (6, 3)
    assert not any(segment.hidden for segment in done.edited.segments)
    finish(done)
    assert [segment.label for segment in done.edited.segments if segment.hidden] == [5]
