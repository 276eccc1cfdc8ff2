"""One contestant in a process of its own: tasks come in as lines of JSON, measurements go out.

python -m tests.benchmarks.child CONTESTANT PHOTO.npy
"""

from __future__ import annotations

import gc
import hashlib
import json
import os
import re
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .contestants import CONTESTANTS, Task
from .cost import squares

STATUS, CLEAR = Path("/proc/self/status"), Path("/proc/self/clear_refs")


def main() -> None:
    """Answer each line with a line."""
    # Whatever a library prints goes to stderr; the answers have the pipe to themselves.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)

    name, photo = sys.argv[1:]
    pixels = np.load(photo)
    try:
        contestant = CONTESTANTS[name]()
        # Once on a little noise, so that every library is loaded and every thread started.
        little, warm_up = np.random.default_rng(0).integers(0, 256, (64, 64, 3)).astype(pixels.dtype), Task(2)
        contestant.prepare(little, warm_up)
        contestant.run(little, warm_up)
    except ImportError as error:
        print(json.dumps({"missing": str(error)}), file=answers, flush=True)
        return
    print(json.dumps({"about": contestant.about}), file=answers, flush=True)

    for line in sys.stdin:
        task = Task(**json.loads(line))
        contestant.prepare(pixels, task)
        gc.collect()
        before = _memory("VmRSS")
        _forget_peak()
        start = time.perf_counter()
        labels = contestant.run(pixels, task)
        answer: dict[str, Any] = {"seconds": time.perf_counter() - start, "rounds": contestant.rounds}
        answer["bytes"] = _memory("VmHWM") - before
        if task.judge:
            answer |= {"cost": squares(pixels, labels), "digest": _digest(labels)}
        del labels
        print(json.dumps(answer, default=int), file=answers, flush=True)


def _memory(field: str) -> int:
    """Return a figure of this process's memory in bytes; 0 on a system that does not tell."""
    if not STATUS.exists():
        return 0
    found = re.search(rf"^{field}:\s+(\d+) kB", STATUS.read_text(), re.MULTILINE)
    return int(found[1]) * 1024 if found else 0


def _forget_peak() -> None:
    """Let the peak start again from what is in use now (proc(5): 5 resets the peak resident set size)."""
    if CLEAR.exists():
        CLEAR.write_text("5")


def _digest(labels: NDArray[Any]) -> str:
    return hashlib.sha256(labels.astype(np.uint16).tobytes()).hexdigest()


if __name__ == "__main__":
    main()
