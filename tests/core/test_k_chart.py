"""The picture of the evidence: what is ringed where, and that it can be made of whatever is known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from kmeans_studio import Recipe
from kmeans_studio.export.k_chart import SHADE, k_chart
from kmeans_studio.export.k_curve import Curve, draw_curve, shown
from kmeans_studio.export.pen import Pen
from kmeans_studio.pipeline.choose_k import Evidence, KEvidence


def entry(k, **figures):
    picture = np.full((107, 160, 3), [k, 200, 10], np.uint8)
    return KEvidence(k, Recipe(k=k), k, 100.0 / k, 1 - 1 / k, picture, np.zeros((k, 3), np.uint8), **figures)


def shaded(page):
    """Return the columns of the page that are shaded in the line of the first k."""
    color = [int(SHADE[i : i + 2], 16) for i in (1, 3, 5)]
    return np.flatnonzero((page == color).all(axis=2).sum(axis=0) > 300)


@pytest.mark.parametrize("best", [2, 4])
def test_the_suggested_column_is_shaded_and_above_its_picture(best):
    entries = tuple(
        entry(k, silhouette=float(k == best), davies_bouldin=float(k != best), stability=k == best) for k in (2, 3, 4)
    )
    evidence = Evidence(entries, 1.0, ("a note",), (2, 3, 4))
    assert evidence.verdict.suggestion == best
    page = k_chart(evidence, "a photo")
    columns = shaded(page)
    here = np.flatnonzero((page == [best, 200, 10]).all(axis=2).any(axis=0))
    assert columns.min() <= here.min()
    assert here.max() <= columns.max()
    assert len(columns) < 160


def test_it_is_drawn_of_whatever_is_known():
    bare = replace(entry(1), explained=None)
    for entries in ((bare,), (entry(2),), tuple(entry(k) for k in range(2, 34))):
        page = k_chart(Evidence(entries, 0.1))
        assert page.dtype == np.uint8
        assert page.shape[1] >= max(900, 80 * len(entries))
        assert (page[:20] == 255).all()
    tall = replace(entry(2), thumbnail=np.zeros((160, 9, 3), np.uint8))
    assert k_chart(Evidence((tall,), 1.0)).shape[0] < 1500


def test_long_titles_and_odd_ones_are_no_trouble():
    assert k_chart(Evidence((entry(2),), 1.0), "häßlich 日本 " * 30).shape[1] == 900


def test_values_lie_where_they_belong():
    curve = Curve((0, 50, 100), (1.0, 3.0, 2.0), (None, None, None), 20, 60)
    assert [curve.y(value) for value in curve.values] == [60, 20, 40]
    flat = Curve((0, 50), (5.0, 5.0 + 1e-15), (None, None), 20, 60)
    assert {flat.y(value) for value in flat.values} == {40}


def test_a_ring_has_its_value_where_the_curve_is_not():
    def ink(values, ringed):
        pen, places = Pen(200, 100), (40, 100, 160) if ringed else (100,)
        draw_curve(pen, Curve(places, values, (None,) * len(places), 40, 60), ringed, "0.50")
        page = pen.picture_made()[:, 80:120].min(axis=2)
        return (page[:36] < 90).sum(), (page[68:] < 90).sum()

    above, below = ink((0.0, 1.0, 0.0), 1)
    assert above > 0 == below
    above, below = ink((1.0, 0.0, 1.0), 1)
    assert below > 0 == above
    above, below = ink((1.0,), 0)
    assert above > 0 == below


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [(0.8567, -1, "86 %"), (0.4567, 2, "0.46"), (31637000.0, 0, "3.16e7"), (4200.4, 0, "4200"), (-0.004, 2, "0.00")],
)
def test_values_are_short(value, digits, text):
    assert shown(value, digits) == text
