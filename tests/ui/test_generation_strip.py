"""The strip under the canvas: figures and curves of a run."""

from __future__ import annotations

from dataclasses import replace
from threading import Event

import numpy as np
import pytest

from kmeans_studio.photo import Photo
from kmeans_studio.recipe import Recipe
from kmeans_studio.ui.jobs import SegmentJob
from kmeans_studio.ui.timeline_strip.shown import Shown
from kmeans_studio.ui.timeline_strip.strip import TimelineStrip
from kmeans_studio.ui.walk import Walk


class Nowhere:
    def wanted(self):
        return False

    def publish(self, frame):
        raise AssertionError


@pytest.fixture(scope="module")
def run():
    photo = Photo.from_array(np.random.default_rng(0).integers(0, 256, (60, 60, 3), np.uint8))
    return SegmentJob(Walk(photo, Recipe(k=6, color_space="rgb"))).run(Event(), Nowhere())


@pytest.fixture
def strip(qtbot):
    strip = TimelineStrip()
    qtbot.addWidget(strip)
    strip.resize(900, 90)
    strip.show()
    qtbot.waitExposed(strip)
    return strip


def figures(strip) -> list[str]:
    return [f"{figure.number.text()} {figure.note.text()}".strip() for figure in strip.figures.all]


def show(strip, run, index=None, **kwargs) -> None:
    strip.show_generation(Shown(run, len(run.history) - 1 if index is None else index, **kwargs))


def test_the_figures_of_a_result(strip, run):
    show(strip, run)
    number, cost, moved = figures(strip)
    count = run.segmentation.generation
    assert number == f"{count} / {count} converged"
    assert cost.startswith(f"{run.segmentation.cost / 3600:,.0f} ")
    assert moved == "0.0 % of the pixels"


@pytest.mark.parametrize(
    ("running", "stopped", "state"),
    [(True, False, "running"), (False, True, "stopped"), (False, False, "limit reached")],
)
def test_the_states_of_a_run(strip, run, running, stopped, state):
    unfinished = replace(run.segmentation, clusters=replace(run.segmentation.clusters, converged=False))
    show(strip, replace(run, segmentation=unfinished, stopped=stopped), running=running)
    assert figures(strip)[0].endswith(f" {state}")


def test_before_a_photo_it_says_what_will_be_here(strip):
    assert strip._empty.isVisible()
    strip.show_nothing(soon=True)
    assert not strip._empty.isVisible()
    assert figures(strip) == ["–", "–", "–"]


@pytest.mark.parametrize("count", [1, 2, 3, 7, 300, 10_000])
@pytest.mark.parametrize("width", [300, 900])
def test_the_curve_paints_any_history(strip, run, count, width):
    strip.resize(width, 90)
    history = tuple((1000 / (n + 1), 1 / (n + 1)) for n in range(count))
    strip.show_nothing(soon=True)
    show(strip, replace(run, history=history, course=None), running=True)
    painted = strip.curve.grab().toImage()
    strip.curve.show_generation(None)
    assert strip.curve.grab().toImage() != painted


@pytest.mark.parametrize("history", [((0.0, 0.0),), ((0.0, 1.0), (0.0, 0.0)), ((5.0, 1.0),) * 3])
def test_a_perfect_or_level_history_can_be_painted(strip, run, history):
    strip.show_nothing(soon=True)
    show(strip, replace(run, history=history, course=None), running=True)
    strip.grab()


def test_nothing_moves_while_numbers_change(strip, run):
    strip.show_nothing(soon=True)
    before = [figure.geometry() for figure in strip.figures.all]
    show(strip, run, running=True)
    strip.grab()
    assert [figure.geometry() for figure in strip.figures.all] == before
