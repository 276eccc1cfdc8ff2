"""A contest: several contestants, each in a process of its own, take turns at the same photo."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from .contestants import CONTESTANTS, Task
from .photos import Picture

OFTEN, SOMETIMES = (1.0, 5), (5.0, 3)
"""Runs below so many seconds are repeated until there are so many; longer ones are run once."""

LIMIT = 240.0
"""Seconds after which a run is given up."""


@dataclass
class Outcome:
    """What a contestant did: one entry in `seconds` for each run, the rest of its first run; or why it is missing."""

    name: str
    about: str = ""
    missing: str = ""
    seconds: list[float] = field(default_factory=list)
    bytes: int = 0
    cost: float = 0.0
    digest: str = ""
    rounds: int | None = None

    @property
    def median(self) -> float:
        """The median time in seconds."""
        return statistics.median(self.seconds)


class Process:
    """A contestant's process; `ask` runs one task in it."""

    def __init__(self, contestant: str, photo: Path, limit: float = LIMIT) -> None:
        self._limit = limit
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - open as long as the process is
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.benchmarks.child", contestant, str(photo)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
            cwd=Path(__file__).parents[2],
            env=os.environ | CONTESTANTS[contestant].environment,
        )

    def ready(self) -> dict[str, Any]:
        """Wait until it has loaded everything; return versions, or what is missing."""
        return self._answer()

    def ask(self, task: Task) -> dict[str, Any]:
        """Run a task and return the measurements, or what is missing."""
        assert self._process.stdin is not None
        with suppress(BrokenPipeError):  # it has ended: the answer says why
            print(json.dumps(asdict(task)), file=self._process.stdin, flush=True)
        return self._answer()

    def close(self) -> None:
        """End it."""
        self._process.kill()
        self._process.communicate()
        self._errors.close()

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        watch = threading.Timer(self._limit, self._process.kill)
        watch.start()
        line = self._process.stdout.readline()
        in_time = watch.is_alive()
        watch.cancel()
        if line:
            return json.loads(line)
        if not in_time:
            return {"missing": f"gave up after {self._limit:.0f} s"}
        self._process.wait()
        self._errors.seek(0)
        said = self._errors.read().decode(errors="replace").strip().splitlines()
        return {"missing": said[-1] if said else f"ended with exit code {self._process.returncode}"}


def contest(picture: Picture, entries: Iterable[tuple[str, str, Task]], limit: float = LIMIT) -> list[Outcome]:
    """Run the entries (name, contestant, task) in turn on the picture: the first time all, then those that are fast."""
    with saved(picture) as photo:
        running = [(Outcome(name), Process(contestant, photo, limit), task) for name, contestant, task in entries]
        try:
            _take_turns(running)
        finally:
            for _, process, _ in running:
                process.close()
    return [outcome for outcome, _, _ in running]


class MissingError(RuntimeError):
    """A contestant that cannot take part, and why."""


def in_a_row(picture: Picture, contestant: str, tasks: Iterable[Task]) -> list[float]:
    """Run the tasks one after the other in one process and return their times in seconds."""
    with saved(picture) as photo:
        process = Process(contestant, photo)
        try:
            answers = [process.ready(), *(process.ask(task) for task in tasks)]
        finally:
            process.close()
    for answer in answers:
        if "missing" in answer:
            raise MissingError(answer["missing"])
    return [answer["seconds"] for answer in answers[1:]]


def _take_turns(running: list[tuple[Outcome, Process, Task]]) -> None:
    for outcome, process, _ in running:
        started = process.ready()
        outcome.about, outcome.missing = started.get("about", ""), started.get("missing", "")
    for run in range(OFTEN[1]):
        for outcome, process, task in running:
            if outcome.missing or (run and not _again(outcome.seconds)):
                continue
            # Judged once: every run of a contestant makes the same labels, or nearly so.
            answer = process.ask(replace(task, judge=task.judge and not run))
            outcome.missing = answer.get("missing", "")
            if outcome.missing:
                continue
            outcome.seconds.append(answer["seconds"])
            if not run:
                outcome.bytes, outcome.rounds = answer["bytes"], answer["rounds"]
                outcome.cost, outcome.digest = answer.get("cost", 0.0), answer.get("digest", "")


def _again(seconds: list[float]) -> bool:
    return any(seconds[0] < below and len(seconds) < runs for below, runs in (OFTEN, SOMETIMES))


@contextmanager
def saved(picture: Picture) -> Iterator[Path]:
    """Lend the picture as a file that every process can load."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "photo.npy")
        np.save(path, picture.pixels)
        yield path
