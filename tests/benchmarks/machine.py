"""What machine this is."""

from __future__ import annotations

import os
import platform
import re
from pathlib import Path

import numpy as np

from kmeans_studio import __version__


def machine() -> str:
    """Return processor and number of cores."""
    info = Path("/proc/cpuinfo")
    named = re.search(r"^model name\s*:\s*(.+)$", info.read_text(), re.MULTILINE) if info.exists() else None
    return f"{named[1] if named else platform.processor() or platform.machine()}, {os.cpu_count()} cores"


def versions() -> str:
    """Return the versions that decide."""
    system = f"{platform.system()} {platform.release()}"
    return f"K-Means Studio {__version__}, Python {platform.python_version()}, numpy {np.__version__}, {system}"
