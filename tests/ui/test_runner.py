"""The worker: frames and outcomes arrive, older ones do not, errors and the end of the program are survived."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, field
from threading import Event, get_ident, get_native_id

import pytest

from kmeans_studio.parallel import THREADS_VARIABLE, CancelledError, check, thread_count
from kmeans_studio.ui.runner import NICE, Runner


@dataclass(eq=False)
class Counting:
    """Publishes 1 ... n; waits for `go` first, and for `stay` before it ends."""

    n: int = 1
    channel: str = "photo"
    words: str = "Counting"
    go: Event = field(default_factory=Event)
    finishes: bool = False
    ran: bool = False

    def run(self, cancel, outlet):
        self.ran = True
        while not self.go.wait(0.005):
            check(cancel)
        for number in range(self.n):
            outlet.publish(number)
        return f"counted {self.n}"


@dataclass(eq=False)
class Failing:
    error: BaseException
    channel = "photo"
    words = "Failing"
    finishes = False

    def run(self, cancel, outlet):
        raise self.error


@dataclass(eq=False)
class Placing:
    """Returns how many threads its work may have, and how urgent it is."""

    channel = "photo"
    words = ""
    finishes = False

    def run(self, cancel, outlet):
        return thread_count(), os.getpriority(os.PRIO_PROCESS, get_native_id())


@dataclass(eq=False)
class Reporting:
    """Returns which thread it ran on."""

    channel = "photo"
    words = ""
    finishes = False

    def run(self, cancel, outlet):
        return get_ident()


def started(job):
    job.go.set()
    return job


@pytest.fixture
def runner(qapp):
    runner = Runner()
    yield runner
    runner.close()


@pytest.fixture
def log(runner):
    log = []
    for name in ("started", "frame", "done", "failed", "cancelled"):
        getattr(runner, name).connect(lambda *args, name=name: log.append((name, *args)))
    return log


def test_a_job_runs_off_the_gui_thread_and_its_signals_arrive_on_it(qtbot, runner):
    arrived_on = []
    runner.done.connect(lambda job, outcome: arrived_on.append(get_ident()))
    with qtbot.waitSignal(runner.done) as done:
        runner.start(Reporting())
    assert done.args[1] != get_ident()
    assert arrived_on == [get_ident()]


def test_of_many_frames_the_newest_arrives_and_always_before_the_outcome(qtbot, runner, log):
    knocks = []
    runner._box.filled.connect(lambda ticket: knocks.append(ticket))
    with qtbot.waitSignal(runner.done):
        runner.start(started(Counting(5000)))
    frames = [entry[2] for entry in log if entry[0] == "frame"]
    assert frames[-1] == 4999
    assert frames == sorted(frames)
    assert [log[0][0], log[-2][0], log[-1][0]] == ["started", "frame", "done"]
    assert len(knocks) == len(frames) < 5000, "the window is flooded"


def test_a_newer_job_of_its_channel_takes_the_place_of_older_ones(qtbot, runner, log):
    jobs = [Counting(3) for _ in range(4)]
    with qtbot.waitSignal(runner.started):
        runner.start(jobs[0])
    for job in jobs[1:]:
        runner.start(job)
    assert runner.jobs == (jobs[3],)
    jobs[3].go.set()
    with qtbot.waitSignal(runner.done) as done:
        pass
    assert done.args == [jobs[3], "counted 3"]
    assert {entry[1] for entry in log[1:]} == {jobs[3]}
    assert not jobs[1].ran, "what was superseded before it began need not run"
    assert runner.jobs == ()


def test_jobs_of_other_channels_wait_their_turn(qtbot, runner, log):
    first, second = Counting(channel="photo"), started(Counting(channel="save"))
    runner.start(first)
    runner.start(second)
    assert runner.jobs == (first, second)
    first.go.set()
    qtbot.waitUntil(lambda: not runner.jobs)
    assert [entry[1] for entry in log if entry[0] == "done"] == [first, second]


def test_cancel_stops_what_runs_and_what_waits(qtbot, runner, log):
    jobs = [Counting(channel="photo"), Counting(channel="save")]
    for job in jobs:
        runner.start(job)
    runner.cancel()
    qtbot.waitUntil(lambda: not runner.jobs)
    assert [entry for entry in log if entry[0] == "cancelled"] == [("cancelled", job) for job in jobs]


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (ValueError("two\n lines"), "two lines"),
        (ValueError(), "ValueError"),
        (MemoryError(), "There is not enough memory for this."),
        (RecursionError("too deep"), "too deep"),
    ],
)
def test_an_error_ends_the_job_with_one_line_and_details(qtbot, runner, error, reason):
    with qtbot.waitSignal(runner.failed) as failed:
        runner.start(Failing(error))
    failure = failed.args[1]
    assert (failure.error, failure.reason) == (error, reason)
    assert "Traceback" in failure.details
    assert runner.jobs == ()
    with qtbot.waitSignal(runner.done):  # and the worker goes on
        runner.start(Reporting())


def test_a_cancelled_job_is_no_failure(qtbot, runner):
    with qtbot.waitSignal(runner.cancelled):
        runner.start(Failing(CancelledError()))


def test_closing_ends_the_thread_and_nothing_arrives_any_more(qapp, runner, log, qtbot):
    with qtbot.waitSignal(runner.started):
        runner.start(Counting())
    waiting = started(Counting(channel="save"))
    runner.start(waiting)
    runner.close()
    qapp.processEvents()
    assert [entry[0] for entry in log] == ["started"]
    assert not waiting.ran
    assert runner._thread.isFinished()


def test_what_must_be_finished_is_not_stopped_by_cancel_nor_by_closing(qtbot, runner):
    with qtbot.waitSignal(runner.started):
        runner.start(Counting())
    saves = [started(Counting(channel=f"save {n}", finishes=True)) for n in range(2)]
    for save in saves:
        runner.start(save)
    runner.cancel()
    runner.close()
    assert all(save.ran for save in saves)


def test_a_frame_that_waits_is_not_shown_once_its_job_is_forgotten(qapp, runner, log):
    job = started(Counting(n=3))
    runner.start(job)
    while runner._box.empty():
        pass
    runner.forget("photo")
    runner.close()
    qapp.processEvents()
    assert [entry for entry in log if entry[0] == "frame"] == []


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a priority is not a number that can be read")
@pytest.mark.parametrize(("patient", "threads"), [(False, 3), (True, 1)])
def test_work_gives_way_to_the_window_and_patient_work_to_other_work(qtbot, monkeypatch, patient, threads):
    monkeypatch.setenv(THREADS_VARIABLE, "3")
    runner = Runner(patient=patient)
    with qtbot.waitSignal(runner.done) as heard:
        runner.start(Placing())
    runner.close()
    own = os.getpriority(os.PRIO_PROCESS, get_native_id())
    assert heard.args[1] == (threads, min(19, own + NICE))


def test_a_runner_without_work_has_no_thread_and_a_closed_one_takes_none(qtbot):
    runner = Runner()
    assert not runner._thread.isRunning()
    runner.close()
    runner.start(Placing())
    assert not runner._thread.isRunning()
    assert runner.jobs == ()
