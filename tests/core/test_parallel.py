"""Bands: the same slices and the same order of results, whatever the number of threads."""

from __future__ import annotations

from threading import Barrier, Event, Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmeans_studio.parallel import THREADS_VARIABLE, CancelledError, bands, check, each_band, stand_back, thread_count


@given(st.integers(0, 500), st.integers(1, 60))
def test_bands_cover_everything_once_and_in_order(length, size):
    cut = bands(length, size)
    assert [i for band in cut for i in range(band.start, band.stop)] == list(range(length))
    assert all(0 < band.stop - band.start <= size for band in cut)


@pytest.mark.parametrize("threads", ["1", "2", "7"])
def test_results_come_in_the_order_of_the_bands(monkeypatch, threads):
    monkeypatch.setenv(THREADS_VARIABLE, threads)
    over = bands(20, 3)
    assert each_band(lambda band: band.start, over) == [band.start for band in over]
    assert each_band(lambda band: band.start, []) == []


def test_two_threads_work_at_once(monkeypatch):
    monkeypatch.setenv(THREADS_VARIABLE, "2")
    both = Barrier(2, timeout=30)
    assert sorted(each_band(lambda band: both.wait(), bands(2, 1))) == [0, 1]


@pytest.mark.parametrize("threads", ["1", "2"])
def test_an_error_reaches_the_caller(monkeypatch, threads):
    monkeypatch.setenv(THREADS_VARIABLE, threads)

    def fail(band):
        if band.start == 3:
            raise ZeroDivisionError("band 3")

    with pytest.raises(ZeroDivisionError, match="band 3"):
        each_band(fail, bands(9, 1))


@pytest.mark.parametrize("threads", ["1", "2"])
def test_after_cancelling_no_new_band_is_begun(monkeypatch, threads):
    monkeypatch.setenv(THREADS_VARIABLE, threads)
    cancel, begun = Event(), []

    def work(band):
        begun.append(band)
        cancel.set()

    with pytest.raises(CancelledError):
        each_band(work, bands(50, 1), cancel)
    assert 1 <= len(begun) <= int(threads)


def test_cancelled_before_the_start():
    cancel = Event()
    check(None)
    check(cancel)
    cancel.set()
    with pytest.raises(CancelledError):
        check(cancel)
    with pytest.raises(CancelledError):
        each_band(lambda band: pytest.fail("worked"), bands(5, 1), cancel)


@pytest.mark.parametrize(("wanted", "threads"), [("1", 1), ("3", 3), ("64", 64)])
def test_the_number_of_threads_can_be_set(monkeypatch, wanted, threads):
    monkeypatch.setenv(THREADS_VARIABLE, wanted)
    assert thread_count() == threads


@pytest.mark.parametrize("wanted", ["", "0", "-2", "many", "2.5", "²", "1 "])
def test_nonsense_means_as_many_threads_as_processors(monkeypatch, wanted):
    monkeypatch.delenv(THREADS_VARIABLE, raising=False)
    usual = thread_count()
    assert usual >= 1
    monkeypatch.setenv(THREADS_VARIABLE, wanted)
    assert thread_count() == usual


def test_a_thread_that_stands_back_works_alone_and_the_others_as_before(monkeypatch):
    monkeypatch.setenv(THREADS_VARIABLE, "3")
    counts = []

    def patient():
        stand_back()
        counts.append(thread_count())

    thread = Thread(target=patient)
    thread.start()
    thread.join()
    assert counts == [1]
    assert thread_count() == 3
