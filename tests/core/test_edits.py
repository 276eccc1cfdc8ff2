"""Edits: a pure list that is replayed, and what each does to the segments."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmeans_studio import Photo, Recipe, segment
from kmeans_studio.edits import EditError, Hide, Merge, Recolor, Rename, Show, apply_edits
from kmeans_studio.segmentation import NO_SEGMENT

K = 6
RNG = np.random.default_rng(0)
PIXELS = RNG.integers(0, 256, (30, 40, 3)).astype(np.uint8)
ALPHA = RNG.integers(0, 5, PIXELS.shape[:2]).astype(np.uint8)
RESULT = segment(Photo.from_array(PIXELS, ALPHA), Recipe(k=K))

labels = st.integers(0, K - 1)
some = st.frozensets(labels, min_size=1)
colors = st.none() | st.tuples(*[st.integers(0, 255)] * 3)
edits = st.lists(
    st.one_of(
        st.builds(Hide, some),
        st.builds(Show, some),
        st.builds(Merge, some),
        st.builds(Rename, labels, st.sampled_from(["", "sky", " the  sea "])),
        st.builds(Recolor, some, colors),
    ),
    max_size=8,
)


def edited(*list_of_edits):
    return apply_edits(RESULT, list_of_edits)


def facts(state):
    return state.segments, state.group_of_label.tobytes(), state.colors.tobytes()


def segment_with(state, label):
    found = state.segment_of(label)
    assert found is not None
    return found


@given(edits)
def test_any_list_of_edits(list_of_edits):
    before = [getattr(RESULT, n).tobytes() for n in ("labels", "palette", "counts", "mean_colors")]
    state = apply_edits(RESULT, list_of_edits)
    assert [getattr(RESULT, n).tobytes() for n in ("labels", "palette", "counts", "mean_colors")] == before
    assert facts(apply_edits(RESULT, iter(list_of_edits))) == facts(state)

    assert sorted(label for s in state.segments for label in s.members) == list(range(K))
    assert [s.label for s in state.segments] == sorted(min(s.members) for s in state.segments)
    assert sum(s.pixels for s in state.segments) == np.count_nonzero(ALPHA)
    assert sum(s.share for s in state.segments) == pytest.approx(1)
    for s in state.segments:
        assert s.number == s.label + 1
        assert (state.group_of_label[list(s.members)] == s.label).all()
        assert (state.colors[list(s.members)] == (*s.color, 0 if s.hidden else 255)).all()
        assert all(state.segment_of(label) is s for label in s.members)
        assert s.pixels == np.isin(RESULT.labels, s.members).sum()
        assert s.name == " ".join(s.name.split()) != ""
    assert (state.group_of_label[K:] == NO_SEGMENT).all()
    assert (state.colors[K:] == 0).all()
    assert state.segment_of(NO_SEGMENT) is None


@given(edits)
def test_groups_are_what_the_merges_say(list_of_edits):
    # The oracle: merging as joining sets that meet.
    groups = [{label} for label in range(K)]
    for edit in list_of_edits:
        if isinstance(edit, Merge):
            meet = [group for group in groups if group & edit.labels]
            groups = [group for group in groups if not group & edit.labels] + [set().union(*meet)]
    state = apply_edits(RESULT, list_of_edits)
    assert {s.members for s in state.segments} == {tuple(sorted(group)) for group in groups}


@given(edits, st.integers(0, 8))
def test_undo_is_a_shorter_list(list_of_edits, keep):
    shorter = list_of_edits[:keep]
    state = facts(apply_edits(RESULT, shorter))
    apply_edits(RESULT, list_of_edits)
    assert facts(apply_edits(RESULT, shorter)) == state


@given(some)
def test_a_merged_color_is_the_mean_of_the_pixels(members):
    color = segment_with(edited(Merge(members)), min(members)).color
    mean = PIXELS[np.isin(RESULT.labels, list(members))].mean(axis=0)
    assert (np.abs(color - mean) <= 0.5 + 1e-9).all()


def test_without_edits_segments_are_as_the_algorithm_left_them():
    state = edited()
    assert [s.color for s in state.segments] == [tuple(color) for color in RESULT.palette.tolist()]
    assert [s.pixels for s in state.segments] == RESULT.counts.tolist()
    assert not any(s.hidden or s.named for s in state.segments)
    for array in (state.colors, state.group_of_label):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


def test_all_256_labels_can_be_segments():
    pixels = np.arange(256, dtype=np.uint8).repeat(3).reshape(16, 16, 3)
    state = apply_edits(segment(Photo.from_array(pixels), Recipe(k=256)), [Hide(frozenset({255}))])
    assert segment_with(state, 255).hidden
    assert state.colors[254:].tolist() == [[254, 254, 254, 255], [255, 255, 255, 0]]


def test_hide_and_show():
    state = edited(Hide(frozenset({1, 3})), Show(frozenset({3})))
    assert [s.hidden for s in state.segments] == [False, True, False, False, False, False]
    assert state.colors[:K, 3].tolist() == [255, 0, 255, 255, 255, 255]


def test_rename():
    assert segment_with(edited(Rename(2, "  red\tpaint\n")), 2).name == "red paint"
    named = edited(Rename(2, "sea"))
    assert segment_with(named, 2).named
    assert segment_with(edited(Rename(2, "sea"), Rename(2, " ")), 2) == segment_with(edited(), 2)


def test_recolor_and_back():
    recolored = segment_with(edited(Recolor(frozenset({0}), (0, 0, 0))), 0)
    assert (recolored.color, recolored.name) == ((0, 0, 0), "black")
    assert facts(edited(Recolor(frozenset({0}), (9, 9, 9)), Recolor(frozenset({0}), None))) == facts(edited())


def test_a_merged_segment_takes_name_and_color_of_the_first_that_has_one():
    merged = edited(
        Rename(4, "late"), Rename(3, "early"), Recolor(frozenset({5}), (1, 2, 3)), Merge(frozenset({2, 3, 4, 5}))
    )
    found = segment_with(merged, 5)
    assert (found.label, found.name, found.color) == (2, "early", (1, 2, 3))
    assert found.pixels == RESULT.counts[2:6].sum()


def test_a_merged_segment_is_hidden_only_if_all_were():
    assert not segment_with(edited(Hide(frozenset({1})), Merge(frozenset({1, 2}))), 1).hidden
    assert segment_with(edited(Hide(frozenset({1, 2})), Merge(frozenset({1, 2}))), 1).hidden


def test_edits_after_a_merge_reach_the_whole_by_any_of_its_labels():
    merge = Merge(frozenset({1, 4}))
    assert facts(edited(merge, Hide(frozenset({4})))) == facts(edited(merge, Hide(frozenset({1}))))
    assert facts(edited(merge, Rename(4, "x"))) == facts(edited(merge, Rename(1, "x")))
    chained = edited(merge, Merge(frozenset({4, 5})))
    assert segment_with(chained, 1).members == (1, 4, 5)


@pytest.mark.parametrize(
    ("edit", "reason"),
    [
        (Hide(frozenset({K})), "there is no segment 7"),
        (Show(frozenset({NO_SEGMENT})), "there is no segment 256"),
        (Merge(frozenset({0, 200})), "there is no segment 201"),
        (Rename(-1, "x"), "there is no segment 0"),
        (Recolor(frozenset({9}), None), "there is no segment 10"),
        (Merge(frozenset()), "no segment was named"),
        (Recolor(frozenset({0}), (0, 0, 256)), "is not a color"),
        (Recolor(frozenset({0}), (0, -1, 0)), "is not a color"),
        (Recolor(frozenset({0}), (0, 0)), "is not a color"),
    ],
)
def test_an_edit_that_cannot_be(edit, reason):
    with pytest.raises(EditError, match=reason):
        edited(Rename(0, "fine"), edit)


def test_segments_without_pixels_can_be_listed_and_merged():
    far = Recipe(k=4, initializer="given", start_colors=["#000000", "#808080", "#ff00ff", "#00ff00"], empty="keep")
    result = segment(Photo.from_array(PIXELS // 8 + 100), far)
    empty = np.flatnonzero(result.counts == 0).tolist()
    assert len(empty) >= 2
    listed = apply_edits(result).segments
    assert [(s.pixels, s.share) for s in listed if s.label in empty] == [(0, 0)] * len(empty)
    merged = apply_edits(result, [Merge(frozenset(empty))]).segments
    assert [s.pixels for s in merged if s.label == empty[0]] == [0]
    both = apply_edits(result, [Merge(frozenset(range(4)))]).segments[0]
    assert both.mean_color == tuple(np.rint((PIXELS // 8 + 100).mean(axis=(0, 1))).astype(int))
