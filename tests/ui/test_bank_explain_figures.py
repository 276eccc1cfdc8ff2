"""The figures behind the panes that explain a result: codes and colors of responses, bars, words."""

from __future__ import annotations

from threading import Event

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage, QPainter

from kmeans_studio.edits import EditedSegments, Segment
from kmeans_studio.features.banks import make_bank
from kmeans_studio.inspection import PixelEvidence
from kmeans_studio.parallel import CancelledError
from kmeans_studio.ui import scheme
from kmeans_studio.ui.bank_view import diverging, response_look
from kmeans_studio.ui.bank_view.bars import BarsLayout, paint_bars, ticks
from kmeans_studio.ui.bank_view.figure import columns_in_order, figure_of, why
from kmeans_studio.ui.bank_view.legend import distances
from kmeans_studio.ui.bank_view.response import number
from kmeans_studio.ui.inspect_jobs import STEPS, ZERO, ResponsePicture, coded, reach, reduced

# --- responses as codes and colors -----------------------------------------------------------------------------------


def test_codes_stand_for_responses():
    values = np.array([[0.0, 1.0, -1.0, 0.5, 7.0, -7.0]], np.float32)
    codes = coded(values, 0.0, 1.0)
    assert codes.tolist() == [[ZERO, ZERO + STEPS, ZERO - STEPS, ZERO + 64, ZERO + STEPS, ZERO - STEPS]]
    assert coded(values, 0.0, 0.0).tolist() == [[ZERO] * 6]
    picture = ResponsePicture((codes,), 1.0, "signed")
    assert [picture.at(x, 0) for x in range(3)] == [0, 1, -1]


def test_colors_reach_as_far_as_all_but_a_few():
    values = np.random.default_rng(0).normal(size=(300, 300)).astype(np.float32)
    values[0, 0] = 1000
    assert reach(values, 0.0) == pytest.approx(2.81, abs=0.05)
    assert reach(np.zeros((5, 5), np.float32), 0.0) == 0
    # Where hardly any pixel answers, these are seen all the same.
    lonely = np.zeros((50, 50), np.float32)
    lonely[3, 3] = 2
    assert reach(lonely, 0.0) == 2


def test_smaller_copies_keep_the_strength_of_what_changes_its_sign():
    codes = np.full((600, 1101), ZERO, np.uint8)
    codes[:, ::2] += 60
    codes[:, 1::2] -= 60
    levels = reduced(codes)
    assert [level.shape for level in levels] == [(600, 1101), (300, 551), (150, 276)]
    for level in levels[1:]:
        strength = np.abs(level[:, :-1].astype(int) - ZERO)
        assert 58 <= strength.min() <= strength.max() <= 60
    cancel = Event()
    cancel.set()
    with pytest.raises(CancelledError):
        reduced(codes, cancel)


@pytest.mark.parametrize("dark", [False, True])
def test_zero_is_the_ground_and_signs_have_two_colors(dark):
    alone = response_look.colors(dark, over_photo=False)
    assert tuple(alone[ZERO, :3]) == diverging.zero(dark)
    assert (alone[:, 3] == 255).all()
    assert alone[ZERO - 89, 2] > alone[ZERO - 89, 0]
    assert alone[ZERO + 89, 0] > alone[ZERO + 89, 2]
    over = response_look.colors(dark, over_photo=True)
    assert over[ZERO, 3] == 0
    assert (np.diff(over[ZERO : ZERO + STEPS + 1, 3].astype(int)) >= 0).all()
    assert over[ZERO + STEPS, 3] == 255


def test_picture_for_a_file_is_blended_pixel_by_pixel():
    rng = np.random.default_rng(1)
    codes = rng.integers(1, 256, (4, 5), np.uint8)
    photo = rng.integers(0, 256, (7, 10, 3), np.uint8)
    picture = ResponsePicture((codes,), 1.0, "pooled", side=2)
    table = response_look.colors(True, over_photo=True).astype(np.float64)
    painted = response_look.painted(picture, photo, True, over_photo=True)
    for y, x in ((0, 0), (6, 9), (3, 4)):
        *color, alpha = table[codes[y // 2, x // 2]]
        gray = photo[y, x] @ np.array((11, 16, 5)) / 32 * response_look.PHOTO_SHOWS
        ground = np.array(diverging.zero(True)) * (1 - response_look.PHOTO_SHOWS)
        expected = np.array(color) * alpha / 255 + (gray + ground) * (1 - alpha / 255)
        assert np.abs(painted[y, x] - expected).max() <= 1
    alone = response_look.painted(picture, photo, False, over_photo=False)
    np.testing.assert_array_equal(alone[5, 7], response_look.colors(False, over_photo=False)[codes[2, 3], :3])


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (-0.314, "\u22120.31"), (12.4, "12"), (123.4, "123"), (1e-7, "1.0e\u221207"), (2.0, "2")],
)
def test_numbers(value, text):
    assert number(value) == text


# --- bars ------------------------------------------------------------------------------------------------------------


@given(st.floats(-1e6, 0), st.floats(1e-6, 1e6), st.integers(2, 8))
def test_ticks_are_round_ascending_and_have_zero(low, high, lines):
    found = ticks(low, high, lines)
    assert 0 in found
    assert len(found) <= lines + 2
    step = max(np.diff(found), default=0)
    assert found == sorted(found)
    assert found[0] >= low - step
    assert found[-1] <= high + step


def segments(*names: str) -> EditedSegments:
    made = tuple(
        Segment(
            label=label,
            name=name,
            named=True,
            color=(9, 9, 9),
            mean_color=(9, 9, 9),
            pixels=5,
            share=0.2,
            hidden=False,
            members=(label,),
        )
        for label, name in enumerate(names)
    )
    groups = np.full(256, 255, np.uint8)
    groups[: len(names)] = np.arange(len(names))
    return EditedSegments(made, groups, np.zeros((256, 4), np.uint8))


def evidence(distances, segment=0, d=13, contributions=None) -> PixelEvidence:
    k = len(distances)
    return PixelEvidence(
        4,
        7,
        np.arange(d) - 2.0,
        tuple(f"f{j}" for j in range(d)),
        "standard deviations",
        tuple((j,) for j in range(d)),
        segment,
        np.arange(k * d, dtype=float).reshape(k, d),
        np.array(distances, float),
        contributions,
    )


def test_columns_stand_as_the_bank_is_arranged():
    bank = make_bank("lm")
    found = columns_in_order([(j,) for j in range(48)], ["?"] * 48, bank, ())
    assert [caption for caption, _ in found] == [
        "edges σ 1.4", "2.0", "2.8", "bars σ 1.4", "2.0", "2.8", "Gauss", "LoG", "LoG 3σ",
    ]  # fmt: skip
    assert found[0][1] == [(j, (j,)) for j in range(6)]
    # The first five are off: the sixth filter is the first column.
    found = columns_in_order([(j,) for j in range(43)], ["?"] * 43, bank, range(5))
    assert found[0] == ("edges σ 1.4", [(0, (5,))])


def test_columns_of_the_strongest_direction_and_of_others():
    bank = make_bank("mr8")
    sources = [tuple(range(start, start + 6)) for start in range(0, 36, 6)] + [(36,), (37,), (), ()]
    found = columns_in_order(sources, [*"abcdefgh", "x", "y"], bank, ())
    assert [[column for column, _ in columns] for _, columns in found] == [
        [0],
        [1],
        [2],
        [3],
        [4],
        [5],
        [6],
        [7],
        [8, 9],
    ]
    assert found[-1][0] == "place"
    found = columns_in_order(sources, [*"abcdefgh", "brightness", "x"], bank, ())
    assert found[-1][0] == "brightness, place"


def test_why():
    three = segments("Sea", "Sand", "Sky")
    bank = make_bank("schmid")

    def said(distances, segment, cleaned_up=False):
        return why(figure_of(evidence(distances, segment), bank, (), three), cleaned_up=cleaned_up)

    assert said([3.7, 9.0, 4.81], 0) == "In 1 Sea, whose center is nearest: 3.7; next is 3 Sky: 4.8."
    assert said([3.7, 3.1, 9.0], 0, True) == (
        "In 1 Sea, though 2 Sand is nearer, 3.1 against 3.7: the clean-up smoothed the border here."
    )
    assert said([3.7, 3.1, 9.0], 0).endswith("the border runs through its cell.")
    assert "nearest: 1.46; next is 2 Sand: 1.49." in said([1.46, 1.49, 9.0], 0)
    assert "nearer, 1.46 against 1.49:" in said([1.49, 1.46, 9.0], 0)
    assert "nearest: 2.000; next is 2 Sand: 2.000." in said([2.0, 2.0, 9.0], 0)
    alone = figure_of(evidence([1.0]), bank, (), segments("All"))
    assert why(alone, cleaned_up=False) == "There is one segment only."


def test_all_distances_are_told_from_near_to_far():
    figure = figure_of(evidence([3.0, 1.0, 2.0]), make_bank("schmid"), (), segments("Sea", "Sand", "Sky"))
    assert distances(figure.near).splitlines()[1:] == ["2  Sand: 1.00", "3  Sky: 2.00", "1  Sea: 3.00"]
    many = figure_of(evidence([1.0] * 30), make_bank("schmid"), (), segments(*["s"] * 30))
    assert distances(many.near).splitlines()[-1] == "and 10 more"


def test_bars_stand_on_zero_and_the_selected_one_is_blue(qapp):
    figure = figure_of(evidence([3.0, 1.0]), make_bank("schmid"), (), segments("Sea", "Sand"))
    layout = BarsLayout(figure, QRectF(0, 0, 400, 160))
    image = QImage(400, 160, QImage.Format.Format_RGB32)
    image.fill(scheme.LIGHT.window)
    painter = QPainter(image)
    paint_bars(painter, layout, scheme.LIGHT, selected=12)
    painter.end()
    last = layout.groups[-1][1][-1]
    assert last.bar.value == 10
    middle = last.room.center().x()
    assert image.pixelColor(int(middle), int(layout.y(0) - 4)) == scheme.LIGHT.accent
    first = layout.groups[0][1][0]
    # -2: below zero.
    assert image.pixelColor(int(first.room.center().x()), int(layout.y(-1))) == scheme.LIGHT.bar
    assert layout.at(QPointF(middle, 3)) is last.bar
    assert layout.at(QPointF(399, 3)) in (None, last.bar)
    assert layout.at(QPointF(0, 3)) is None
