"""What is measured: each scene is one question, prints its tables and returns the goals it speaks to."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from kmeans_studio.engine.metrics import METRICS

from .chart import Panel
from .contest import MissingError, Outcome, contest, in_a_row
from .contestants import CONTESTANTS, Task
from .photos import Picture, crops, mosaic, noise, of_size, sixteen_bits
from .tables import Goal, compare, describe, duration, heading, name_missing, ratio, table

OURS = ("K-Means Studio", "K-Means Studio, numpy only")
PEER, BEST = "scikit-learn", "scikit-learn, best of 10"
SAME_START = [*OURS, PEER, "scikit-learn-intelex", "cv2.kmeans", "faiss, all points"]
"""Those that can be given the first centers and the number of rounds."""

METRIC_LIMIT = 30.0
"""Seconds for one run with a metric: six times the Euclidean time is far below."""


@dataclass
class Results:
    """What the scenes found, for the last table and for the chart."""

    quick: bool
    goals: list[Goal] = field(default_factory=list)
    panels: dict[str, Panel] = field(default_factory=dict)
    abouts: dict[str, str] = field(default_factory=dict)

    def met(self, outcomes: list[Outcome]) -> list[Outcome]:
        """Keep the versions of those that took part, and return all."""
        self.abouts |= {outcome.name: outcome.about for outcome in outcomes if outcome.about}
        return outcomes

    def draw(self, title: str, picture: Picture, outcomes: list[Outcome]) -> None:
        """Keep a contest for the chart, the first one of that title."""
        comparable = [outcome for outcome in outcomes if outcome.name != BEST]
        self.panels.setdefault(title, Panel(title, picture.title, comparable))

    def speed(self, what: str, outcomes: list[Outcome], goals: tuple[float, float]) -> None:
        """Note how many times as long as ours scikit-learn took, for both kinds of loops."""
        for ours, limit in zip(OURS, goals, strict=True):
            self.goals.append(Goal(f"{what}: times faster than {PEER}", ours, ratio(outcomes, ours, PEER), limit))


def phone_photo(pictures: list[Picture], results: Results) -> None:
    """12 MP, k = 8."""
    names = [*OURS, PEER, BEST, "faiss"] if results.quick else list(CONTESTANTS)
    for picture in of_size(pictures, 12, 1 if results.quick else 3):
        outcomes = _as_it_comes(picture, "12 MP", 8, names, results, (75, 25))
        for ours in OURS:
            text = f"12 MP, k = 8, {picture.title}: cost against the best of 10 starts of {PEER}"
            results.goals.append(Goal(text, ours, ratio(outcomes, BEST, ours, "cost"), 1.001, at_most=True))


def large_photo(pictures: list[Picture], results: Results) -> None:
    """24 MP, k = 8."""
    names = [name for name in CONTESTANTS if name != BEST]
    _as_it_comes(mosaic(pictures, 24), "24 MP", 8, names, results, (100, 30))


def small_photo(pictures: list[Picture], results: Results) -> None:
    """1 MP, k = 8 and k = 64."""
    names = [name for name in CONTESTANTS if name != BEST]
    for picture in crops(pictures, 1, 1 if results.quick else 2):
        _as_it_comes(picture, "1 MP", 8, names, results, (15, 8))
        if not results.quick:
            _as_it_comes(picture, "1 MP", 64, names, results, (50, 20))


def same_start(pictures: list[Picture], results: Results) -> None:
    """12 MP, k = 64, the same first centers for everyone, 10 rounds."""
    picture = of_size(pictures, 12, 3)[0]
    heading("12 MP, k = 64: everyone from the same first centers (colors of the photo, drawn at random), 10 rounds")
    describe(picture)
    print("Many colors lie equally near to two of these whole colors; who breaks such ties otherwise ends elsewhere.\n")
    task = Task(64, start=_random_colors(picture, 64), rounds=10)
    outcomes = results.met(contest(picture, [(name, name, task) for name in SAME_START]))
    compare(picture, outcomes)
    results.draw("12 MP, k = 64, same first centers, 10 rounds", picture, outcomes)
    results.speed("12 MP, k = 64, same start, 10 rounds", outcomes, (60, 15))


def worst_case(_: list[Picture], results: Results) -> None:
    """1 MP of noise, k = 8: there is nothing to count."""
    names = [name for name in CONTESTANTS if name != BEST]
    heading("1 MP of noise, k = 8, each as it comes")
    picture = noise(1)
    results.draw("1 MP of noise, k = 8", picture, _compare(picture, 8, names, results))


def another_run(pictures: list[Picture], results: Results) -> None:
    """12 MP, k = 8: another k or space on the photo that was segmented just before."""
    picture = of_size(pictures, 12, 3)[0]
    heading("12 MP, another run on the same photo: other k, other spaces (k = 8)")
    describe(picture)
    spaces = [Task(8, recipe={"color_space": space}, again=True, judge=False) for space in ("lab", "hsv", "oklab")]
    others = [Task(k, again=True, judge=False) for k in (8, 4, 5, 6, 7, 9, 10, 12)]
    rows = []
    for ours, limit in zip(OURS, (80, 250), strict=True):
        median = None
        try:
            seconds = in_a_row(picture, ours, [Task(8, judge=False), *spaces, *others])
        except MissingError as error:
            print(f"missing: {ours}: {error}\n")
        else:
            times = [1000 * run for run in seconds[1:]]
            median = statistics.median(times)
            in_spaces, in_k = times[: len(spaces)], times[len(spaces) :]
            figures = (median, statistics.median(in_spaces), statistics.median(in_k), max(times))
            rows.append([ours, *(f"{figure:.0f}" for figure in figures)])
        results.goals.append(Goal("12 MP, another run, median ms", ours, median, limit, at_most=True))
    table(["", "median ms", "new space", "other k", "slowest"], rows)


def growth(pictures: list[Picture], results: Results) -> None:
    """12 to 100 MP, k = 8: time and peak memory a pixel."""
    heading("12 to 100 MP, k = 8: mosaics of different crops")
    found: dict[str, list[tuple[float, float]]] = {ours: [] for ours in OURS}
    rows = []
    for megapixels in (12, 100) if results.quick else (12, 24, 50, 100):
        picture = mosaic(pictures, megapixels)
        pixels = picture.megapixels * 1e6
        outcomes = results.met(contest(picture, [(ours, ours, Task(8, judge=False)) for ours in OURS]))
        name_missing(outcomes)
        for outcome in outcomes:
            if outcome.seconds:
                seconds, size = outcome.median / pixels, outcome.bytes / pixels
                found[outcome.name].append((seconds, size))
                figures = [f"{seconds * 1e9:.1f}", f"{size:.1f}", str(outcome.rounds)]
                rows.append([f"{megapixels} MP, {outcome.name}", duration(outcome.median), *figures])
    table(["", "time", "ns a pixel", "bytes a pixel", "rounds"], rows)
    for ours, sizes in found.items():
        grown = sizes[-1][0] / sizes[0][0] if sizes else None
        results.goals.append(Goal("12 to 100 MP: growth of the time a pixel", ours, grown, 1.0, at_most=True))
        most = max(size for _, size in sizes) if sizes else None
        results.goals.append(Goal("12 to 100 MP: peak bytes a pixel", ours, most, 12, at_most=True))


def metrics(pictures: list[Picture], results: Results) -> None:
    """Every metric against the Euclidean one, in Lab, k = 8: a photo, noise, 16 bits."""
    small = crops(pictures, 1, 1)[0]
    for picture in (of_size(pictures, 12, 3)[0], noise(1), sixteen_bits(small)):
        heading("Every metric, Lab, k = 8")
        describe(picture)
        for ours in OURS:
            entries = [
                (metric, ours, Task(8, recipe={"color_space": "lab", "metric": metric}, judge=False))
                for metric in METRICS.names
            ]
            outcomes = contest(picture, entries, limit=METRIC_LIMIT)
            done = [outcome for outcome in outcomes if outcome.seconds]
            table([ours, "time", "ratio", "rounds", "a round", "ratio"], [_metric_row(one, done[0]) for one in done])
            name_missing(outcomes)
            name, times = _slowest(outcomes)
            text = f"{picture.title}: the slowest metric ({name}) against euclidean"
            results.goals.append(Goal(text, ours, times, 6, at_most=True))


SCENES: dict[str, Callable[[list[Picture], Results], None]] = {
    "small-photo": small_photo,
    "phone-photo": phone_photo,
    "same-start": same_start,
    "large-photo": large_photo,
    "worst-case": worst_case,
    "another-run": another_run,
    "growth": growth,
    "metrics": metrics,
}

QUICK = ("small-photo", "phone-photo", "another-run")
"""The scenes that take about a minute, with fewer photos and contestants."""


def _as_it_comes(
    picture: Picture, size: str, k: int, names: list[str], results: Results, goals: tuple[float, float]
) -> list[Outcome]:
    heading(f"{size}, k = {k}, each as it comes")
    outcomes = _compare(picture, k, names, results)
    results.draw(f"{size}, k = {k}", picture, outcomes)
    results.speed(f"{size}, k = {k}, {picture.title}", outcomes, goals)
    return outcomes


def _compare(picture: Picture, k: int, names: list[str], results: Results) -> list[Outcome]:
    describe(picture)
    outcomes = results.met(contest(picture, [(name, name, Task(k)) for name in names]))
    compare(picture, outcomes)
    return outcomes


def _metric_row(outcome: Outcome, euclidean: Outcome) -> list[str]:
    rounds, least = outcome.rounds or 1, euclidean.rounds or 1
    a_round, a_least = outcome.median / rounds, euclidean.median / least
    times = f"{outcome.median / euclidean.median:.2f}"
    return [outcome.name, duration(outcome.median), times, str(rounds), duration(a_round), f"{a_round / a_least:.2f}"]


def _slowest(outcomes: list[Outcome]) -> tuple[str, float | None]:
    """Return the slowest metric and its time over that of the first, infinite where it came to no end."""
    if not outcomes[0].seconds:
        return "none", None
    slowest = max(outcomes, key=lambda outcome: outcome.median if outcome.seconds else float("inf"))
    return slowest.name, slowest.median / outcomes[0].median if slowest.seconds else float("inf")


def _random_colors(picture: Picture, k: int) -> tuple[str, ...]:
    """Return k different colors of the photo, drawn at random among its pixels."""
    rows, rng = picture.pixels.reshape(-1, 3), np.random.default_rng(0)
    drawn: dict[str, None] = {}
    for row in rng.integers(len(rows), size=100 * k):
        drawn["#" + rows[row].tobytes().hex()] = None
        if len(drawn) == k:
            break
    return tuple(drawn)
