"""Numbers, times and names as people read them."""

from __future__ import annotations

from datetime import datetime

import pytest

from kmeans_studio.ui import words

NOW = datetime(2025, 11, 20, 17, 42)


@pytest.mark.parametrize(("share", "text"), [(0, "0.0 %"), (0.3161, "31.6 %"), (1, "100.0 %")])
def test_percent(share, text):
    assert words.percent(share) == text


@pytest.mark.parametrize(
    ("time", "text"), [(0.0842, "84 ms"), (0.9994, "999 ms"), (0.9996, "1.0 s"), (12.34, "12.3 s")]
)
def test_seconds(time, text):
    assert words.seconds(time) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0.0000"),
        (0.00001, "0.0000"),
        (9.9996, "10.00"),
        (0.43123, "0.4312"),
        (5.6789, "5.679"),
        (56.666, "56.67"),
        (1204.4, "1,204"),
    ],
)
def test_cost(value, text):
    assert words.cost(value) == text


@pytest.mark.parametrize(
    ("share", "text"), [(-0.019, "\u22121.90 %"), (0.0002, "+0.02 %"), (-0.00001, "no change"), (0, "no change")]
)
def test_change(share, text):
    assert words.change(share) == text


@pytest.mark.parametrize(
    ("iso", "text"),
    [
        ("2025-11-20T09:05:00", "09:05"),
        ("2025-11-19T23:59:00", "yesterday, 23:59"),
        ("2025-11-16T09:10:00", "Sunday, 09:10"),
        ("2025-11-02T11:26:00", "Nov 2, 11:26"),
        ("2024-11-02T11:26:00", "2024-11-02"),
        ("2026-01-01T00:00:00", "2026-01-01"),
        ("some time", ""),
    ],
)
def test_moment(iso, text):
    assert words.moment(iso, NOW) == text


def test_printable():
    assert words.printable("ü \n\udcff\t.png") == "ü ???.png"


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("is text, not a picture", "It is text, not a picture."),
        ("the size must be odd.", "The size must be odd."),
        ("bank.npy: holds no plain numbers", "bank.npy: holds no plain numbers."),
        ("k must be from 1 to 64", "k must be from 1 to 64."),
    ],
)
def test_reasons_become_sentences(reason, said):
    assert words.sentence(reason) == said
