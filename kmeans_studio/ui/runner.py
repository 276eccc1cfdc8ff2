"""A runner: one worker on one thread, jobs in, frames and outcomes out.

1. `start(job)` numbers the job by giving it a ticket, cancels older tickets of its channel, and posts it.
2. The worker runs the job; each frame goes into the ticket's box, which holds one: the GUI is never flooded.
3. `frame` hands over the newest frame; `done`, `failed` or `cancelled` end the ticket. The outcome always arrives.
4. What comes from a ticket that has been superseded is dropped.
"""

from __future__ import annotations

import os
import sys
import threading
import traceback
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Event, Lock
from typing import Any

from PySide6.QtCore import QObject, Qt, QThread, Signal, Slot

from ..parallel import CancelledError, stand_back
from .jobs import Job

NICE = 8
"""How much less urgent the work is than the window."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a job failed: one plain line for people, and details to copy for those who want them."""

    error: Exception
    reason: str
    details: str


@dataclass(slots=True, eq=False)
class Ticket:
    """One start of a job."""

    job: Job
    cancel: Event = field(default_factory=Event)
    superseded: bool = False

    def stop(self) -> None:
        """Ask the job to stop, unless it is one that is always finished."""
        if not self.job.finishes:
            self.cancel.set()


class _Box(QObject):
    """Holds the newest frame until the GUI takes it."""

    filled = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._lock = Lock()
        self._ticket: Ticket | None = None
        self._frame: object = None

    def put(self, ticket: Ticket, frame: object) -> None:
        with self._lock:
            was_empty = self._ticket is None
            self._ticket, self._frame = ticket, frame
        if was_empty:
            self.filled.emit(ticket)

    def empty(self) -> bool:
        return self._ticket is None

    def take(self) -> tuple[Ticket | None, object]:
        with self._lock:
            taken = self._ticket, self._frame
            self._ticket = self._frame = None
        return taken


@dataclass(slots=True)
class _TicketOutlet:
    """The outlet that a running job sees."""

    ticket: Ticket
    box: _Box

    def wanted(self) -> bool:
        return self.box.empty() and not self.ticket.superseded

    def publish(self, frame: object) -> None:
        self.box.put(self.ticket, frame)


class _Worker(QObject):
    """Lives on the worker thread."""

    started = Signal(object)
    ended = Signal(object, object)

    def __init__(self, box: _Box, *, patient: bool) -> None:
        super().__init__()
        self._box, self._patient = box, patient

    @Slot()
    def begin(self) -> None:
        """Let the window's thread go first."""
        if sys.platform == "linux":
            # Here a priority is a thread's own, and those that it starts, to share its work with, inherit it.
            with suppress(OSError):
                own = threading.get_native_id()
                os.setpriority(os.PRIO_PROCESS, own, os.getpriority(os.PRIO_PROCESS, own) + NICE)

    @Slot(object)
    def execute(self, ticket: Ticket) -> None:
        """Run one job; nothing that it raises gets past here, or the window would seem busy for ever."""
        outcome: object
        if self._patient:
            # Here and not once: what Python knows of a thread that Qt made lasts as long as a call.
            stand_back()
        try:
            if ticket.cancel.is_set():
                raise CancelledError
            self.started.emit(ticket)
            outcome = ticket.job.run(ticket.cancel, _TicketOutlet(ticket, self._box))
        except CancelledError as error:
            outcome = error
        except Exception as error:
            outcome = Failure(error, _plain_reason(error), traceback.format_exc())
        self.ended.emit(ticket, outcome)

    @Slot()
    def finish(self) -> None:
        """End the thread; posted last, so that what was posted before is done."""
        QThread.currentThread().quit()


class Runner(QObject):
    """The GUI's side of the worker. All signals arrive in the GUI thread.

    name     of the thread
    patient  what takes its time anyway is done by one thread, beside which window and runs stay quick

    posted(job)             it waits for the worker
    started(job)            the worker has begun
    frame(job, frame)       something to show while it runs
    done(job, outcome)      it came to its end
    failed(job, Failure)    it could not be done; nothing was changed
    cancelled(job)          it was stopped before it had anything to show
    """

    posted = Signal(object)
    started = Signal(object)
    frame = Signal(object, object)
    done = Signal(object, object)
    failed = Signal(object, object)
    cancelled = Signal(object)
    _handed_over = Signal(object)
    _last = Signal()

    def __init__(self, parent: QObject | None = None, name: str = "worker", *, patient: bool = False) -> None:
        super().__init__(parent)
        self._tickets: list[Ticket] = []
        self._box = _Box(self)
        self._thread = QThread(self)
        self._thread.setObjectName(name)
        self._worker = _Worker(self._box, patient=patient)
        self._worker.moveToThread(self._thread)
        self._thread.started.connect(self._worker.begin, Qt.ConnectionType.DirectConnection)
        self._thread.finished.connect(self._worker.deleteLater)
        self._handed_over.connect(self._worker.execute, Qt.ConnectionType.QueuedConnection)
        self._last.connect(self._worker.finish, Qt.ConnectionType.QueuedConnection)
        self._worker.started.connect(self._on_started, Qt.ConnectionType.QueuedConnection)
        self._worker.ended.connect(self._on_ended, Qt.ConnectionType.QueuedConnection)
        self._box.filled.connect(self._on_frame, Qt.ConnectionType.QueuedConnection)
        self._closed = False

    def start(self, job: Job) -> None:
        """Run a job after those that wait; older jobs of its channel are cancelled and their answers dropped.

        The thread begins with the first job. Once closed, jobs are left alone.
        """
        if self._closed:
            return
        self._thread.start(QThread.Priority.LowPriority)
        self.forget(job.channel)
        ticket = Ticket(job)
        self._tickets.append(ticket)
        self._handed_over.emit(ticket)
        self.posted.emit(job)

    def forget(self, channel: str) -> None:
        """Stop the jobs of a channel and drop their answers."""
        for ticket in self._tickets:
            if ticket.job.channel == channel:
                ticket.superseded = True
                ticket.stop()

    def cancel(self) -> None:
        """Stop all jobs under way that may be stopped; what they have so far still arrives."""
        for ticket in self._tickets:
            ticket.stop()

    @property
    def jobs(self) -> tuple[Job, ...]:
        """The jobs that are running or waiting and whose answers are awaited."""
        return tuple(ticket.job for ticket in self._tickets if not ticket.superseded)

    def has(self, kind: type) -> bool:
        """Whether a job of that kind is running or waiting."""
        return any(isinstance(job, kind) for job in self.jobs)

    def close(self) -> None:
        """Stop what may be stopped, let the rest finish, and wait for the thread.

        A QThread that is destroyed while it runs ends the process.
        """
        for ticket in self._tickets:
            ticket.superseded = True
            ticket.stop()
        self._closed = True
        self._last.emit()
        self._thread.wait()

    @Slot(object)
    def _on_started(self, ticket: Ticket) -> None:
        if not ticket.superseded:
            self.started.emit(ticket.job)

    @Slot(object)
    def _on_frame(self, _ticket: Ticket) -> None:
        ticket, frame = self._box.take()
        if ticket is not None and not ticket.superseded and ticket in self._tickets:
            self.frame.emit(ticket.job, frame)

    @Slot(object, object)
    def _on_ended(self, ticket: Ticket, outcome: Any) -> None:
        self._tickets.remove(ticket)
        if ticket.superseded:
            return
        match outcome:
            case CancelledError():
                self.cancelled.emit(ticket.job)
            case Failure():
                self.failed.emit(ticket.job, outcome)
            case _:
                self.done.emit(ticket.job, outcome)


def _plain_reason(error: Exception) -> str:
    """Say what happened in one line."""
    if isinstance(error, MemoryError):
        return "There is not enough memory for this."
    # Where there is one, the reason alone: the message names the file.
    text = " ".join(str(getattr(error, "reason", error)).split())
    return text or type(error).__name__
