"""Lines lie where groups meet, and nowhere else."""

from __future__ import annotations

import numpy as np
import pytest

from kmeans_studio.outline import (
    BLACK,
    CLEAR,
    WHITE,
    around,
    around_chosen,
    border,
    borders,
    enlarged,
    grown,
    rim,
    simplified,
)


def halves(height: int = 6, width: int = 8) -> np.ndarray:
    groups = np.zeros((height, width), np.uint8)
    groups[:, width // 2 :] = 3
    return groups


def test_a_border_lies_before_the_change():
    edge = border(halves())
    assert edge[:, 3].all()
    assert edge.sum() == 6
    assert border(halves().T.copy())[3].all()
    assert not border(np.zeros((4, 4), np.uint8)).any()


def test_growing_counts_steps():
    mask = np.zeros((7, 7), bool)
    mask[3, 3] = True
    assert grown(mask, 0).sum() == 1
    assert grown(mask, 1).sum() == 5
    assert grown(mask, 2).sum() == 13
    assert mask.sum() == 1


def test_the_edge_of_the_picture_is_no_border():
    mask = halves() == 3
    assert rim(mask)[:, 4].all()
    assert rim(mask).sum() == 6
    assert not rim(np.ones((4, 4), bool)).any()


@pytest.mark.parametrize("width", [1, 2])
def test_borders_are_white_between_black(width):
    picture = borders(halves(6, 20), width - 1, width)
    row = picture[3].tolist()
    assert (picture == picture[3]).all()
    white = [x for x, value in enumerate(row) if value == WHITE]
    assert len(white) == 2 * width - 1
    assert 9 in white
    assert row[white[0] - 1] == row[white[-1] + 1] == BLACK
    assert row[0] == row[-1] == CLEAR


def strong_around(groups: np.ndarray, chosen: set[int], width: int = 1) -> np.ndarray:
    table = np.isin(np.arange(256), list(chosen))
    return around_chosen(groups, table, table[groups], width)


@pytest.mark.parametrize("width", [1, 2, 3])
def test_chosen_neighbors_share_a_line_as_wide_as_one_at_their_outer_edge(width):
    row = strong_around(halves(8, 60), {0, 3}, width)[4].tolist()
    assert [x for x, value in enumerate(row) if value == WHITE] == list(range(30 - width, 30 + width))
    assert [x for x, value in enumerate(row) if value == BLACK] == [
        *range(30 - 2 * width, 30 - width),
        *range(30 + width, 30 + 2 * width),
    ]
    outer = strong_around(halves(8, 60), {3}, width)[4].tolist()
    assert [x for x, value in enumerate(outer) if value == WHITE] == list(range(30, 30 + 2 * width))


def test_groups_that_are_not_chosen_have_no_line_between_them():
    groups = halves(40, 60)
    groups[:10, 20:40] = 9
    lines = strong_around(groups, {9})
    assert not lines[20:].any()
    assert (lines[9, 20:40] == WHITE).all()


def test_a_speck_across_the_border_of_others_has_a_line_around_it_only():
    groups = halves(20, 60)
    inside = np.zeros(groups.shape, bool)
    inside[4:16, 24:36] = True
    lines = around_chosen(groups, np.arange(256) == 9, inside, 1)
    assert (lines[4:6, 24:36] == WHITE).all()
    assert not lines[8:12, 28:32].any()


def test_a_line_lies_inside_its_segment_and_black_outside():
    mask = np.zeros((20, 20), bool)
    mask[5:15, 5:15] = True
    plain = around(mask, 1)
    assert (plain[5, 5:15] == WHITE).all()
    assert (plain[4, 5:15] == BLACK).all()
    assert not plain[mask & (plain != WHITE)].any()
    strong = strong_around(mask.astype(np.uint8), {1})
    assert (strong[5:7, 5:15] == WHITE).all()
    assert strong[7, 10] == strong[4, 10] == BLACK
    assert np.count_nonzero(strong == WHITE) > 1.5 * np.count_nonzero(plain == WHITE)
    assert strong[10, 10] == CLEAR


def test_specks_join_what_surrounds_them():
    groups = halves(40, 60)
    clean = groups.copy()
    noise = np.random.default_rng(0)
    for y, x in noise.integers(5, 35, (12, 2)):
        groups[y : y + 3, x : x + 3] = 7
    assert (simplified(groups) == 7).sum() == 0
    assert (simplified(groups) != clean).mean() < 0.02


def test_what_is_large_keeps_its_place():
    groups = halves(60, 80)
    groups[20:40, 10:30] = 9
    changed = simplified(groups) != groups
    corners = 4
    assert changed.sum() <= 3 * corners


def test_a_picture_of_specks_alone_stays():
    groups = np.indices((32, 32)).sum(0) // 8 % 2 * np.uint8(5)
    groups = groups.astype(np.uint8)
    assert set(np.unique(simplified(groups, least=10_000))) == {0, 5}


def test_enlarging_gives_the_asked_shape():
    groups = halves(10, 12)
    assert enlarged(groups, 1, (10, 12)) is groups
    for step in (2, 3, 4, 6):
        shape = (10 * step - 1, 12 * step - 1)
        large = enlarged(groups, step, shape)
        assert large.shape == shape
        assert (large[:, : 6 * step] == 0).all()
        assert (large[:, 6 * step :] == 3).all()
