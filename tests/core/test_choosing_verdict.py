"""Votes and the sentences that are made of them."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import pytest

from kmeans_studio.choosing import CRITERIA, verdict_of
from kmeans_studio.pipeline.choose_k import KEvidence


@dataclass(frozen=True)
class One:
    k: int
    cost: float
    explained: float | None = None
    silhouette: float | None = None
    silhouette_error: float | None = None
    calinski_harabasz: float | None = None
    davies_bouldin: float | None = None
    gap: float | None = None
    gap_error: float | None = None
    stability: float | None = None


COSTS = {2: 60.0, 3: 20.0, 4: 18.0, 5: 16.0, 6: 14.0}
ALIKE = tuple(One(k, cost, 1 - cost / 100) for k, cost in COSTS.items())
"""Their knee is at 3; 86 % are explained by 6."""


def with_best(figure, best, worse=0.1, good=0.9, **also):
    return [replace(one, **{figure: good if one.k == best else worse}, **also) for one in ALIKE]


def test_every_measure_looks_at_a_figure_that_there_is():
    names = {field.name for field in fields(KEvidence)}
    for entry in CRITERIA:
        assert {entry.value.figure, *filter(None, [entry.value.error])} <= names
        assert entry.value.better in ("more", "less", "bend")
        assert entry.help.startswith("Prefers ")
        assert entry.help.endswith(".")
    assert CRITERIA.names == (
        "variance", "knee", "silhouette", "calinski-harabasz", "davies-bouldin", "gap", "stability",
    )  # fmt: skip


def test_each_measure_takes_its_best():
    assert verdict_of(ALIKE, 100.0).votes["variance"] == 6
    assert verdict_of(ALIKE, 100.0).votes["knee"] == verdict_of(ALIKE, 100.0).knee == 3
    assert verdict_of(with_best("silhouette", 4)).votes["silhouette"] == 4
    assert verdict_of(with_best("calinski_harabasz", 5)).votes["calinski-harabasz"] == 5
    assert verdict_of(with_best("davies_bouldin", 4, worse=0.9, good=0.1)).votes["davies-bouldin"] == 4
    assert verdict_of(with_best("gap", 4, gap_error=0.0)).votes["gap"] == 2
    assert verdict_of(with_best("gap", 3, worse=0.5, gap_error=0.01)).votes["gap"] == 3
    assert verdict_of(with_best("stability", 4)).votes["stability"] == 4
    assert verdict_of(with_best("silhouette", 4, good=0.1)).votes["silhouette"] == 2  # all the same: the fewest


def test_the_cost_of_one_segment_lets_a_knee_be_at_two():
    falling = [One(k, cost) for k, cost in {2: 20.0, 3: 15.0, 4: 11.0, 5: 8.0, 6: 5.0}.items()]
    assert verdict_of(falling, 100.0).knee == 2
    assert verdict_of(falling).knee != 2
    # It belongs to no range that begins elsewhere.
    assert verdict_of(falling[1:], 100.0).knee == verdict_of(falling[1:]).knee


def test_the_majority_and_how_it_is_said():
    agreeing = [
        replace(one, explained=0.9, silhouette=1.0 / one.k, davies_bouldin=float(one.k), stability=0.5) for one in ALIKE
    ]
    straight = [replace(one, cost=100.0 - 10 * one.k) for one in agreeing]
    verdict = verdict_of([replace(one, stability=1.0 if one.k == 2 else 0.5) for one in straight])
    assert verdict.suggestion == 2
    assert verdict.sentence == "Suggestion: 2. All four measures agree."
    assert verdict.agreeing == 4
    assert verdict_of(straight).sentence == "Suggestion: 2. Three of four measures agree."


def test_a_tie_goes_to_the_smaller_k_and_disagreement_is_said():
    split = [
        replace(one, explained=None, silhouette=float(one.k == 5), davies_bouldin=float(one.k != 4)) for one in ALIKE
    ]
    verdict = verdict_of([replace(one, cost=5.0) for one in split])
    assert verdict.suggestion == 4
    assert "no two of them take the same k" in verdict.sentence
    tied = [replace(one, stability=float(one.k == 5), calinski_harabasz=float(one.k == 4)) for one in split]
    verdict = verdict_of([replace(one, cost=5.0) for one in tied])
    assert verdict.suggestion == 4
    assert verdict.sentence == (
        "Suggestion: 4. The measures disagree: only two of four take it; as many take 5, and the smaller one is "
        "suggested."
    )


def test_nothing_known_is_nothing_suggested():
    for entries in ((), (One(1, 5.0),)):
        verdict = verdict_of(entries)
        assert verdict.suggestion is None
        assert verdict.sentence.startswith("No suggestion")
        assert len(verdict.disagreements) == len(CRITERIA)
    assert "Only one measure" in verdict_of([One(3, 5.0, explained=0.9)]).sentence


@pytest.mark.parametrize("entry", CRITERIA, ids=lambda entry: entry.name)
def test_each_measure_says_what_it_prefers_and_which_k_that_is(entry):
    said = dict(zip(CRITERIA.names, verdict_of(ALIKE, 100.0).disagreements, strict=True))[entry.name]
    assert said.startswith(entry.title)
    assert said.endswith(entry.help)
    expected = {"variance": "takes 6.", "knee": "takes 3."}.get(entry.name, "takes none:")
    assert expected in said


def test_no_clear_knee_is_said():
    straight = [One(k, 100.0 - 10 * k, explained=0.1 * k) for k in range(2, 8)]
    verdict = verdict_of(straight)
    assert verdict.knee is None
    assert "no clear knee" in verdict.disagreements[1]
    assert "no k here reaches 85 %" in verdict.disagreements[0]
