"""Lines lie where groups meet, and nowhere else."""

from __future__ import annotations

import numpy as np
import pytest

from kmeans_studio.ui.canvas.outline import (
    BLACK,
    CLEAR,
    WHITE,
    around,
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
    picture = borders(halves(6, 20), width)
    row = picture[3].tolist()
    assert (picture == picture[3]).all()
    white = [x for x, value in enumerate(row) if value == WHITE]
    assert len(white) == 2 * width - 1
    assert 9 in white
    assert row[white[0] - 1] == row[white[-1] + 1] == BLACK
    assert row[0] == row[-1] == CLEAR


def test_a_line_lies_inside_its_segment_and_black_outside():
    mask = np.zeros((20, 20), bool)
    mask[5:15, 5:15] = True
    plain = around(mask, 1, strong=False)
    assert (plain[5, 5:15] == WHITE).all()
    assert (plain[4, 5:15] == BLACK).all()
    assert not plain[mask & (plain != WHITE)].any()
    strong = around(mask, 1, strong=True)
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
    large = enlarged(groups, 2, (19, 23))
    assert large.shape == (19, 23)
    assert (large[:, :12] == 0).all()
    assert (large[:, 12:] == 3).all()
