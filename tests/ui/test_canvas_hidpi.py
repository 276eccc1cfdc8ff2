"""On screens of other pixel ratios: the tests of the hand and of exact pixels once more, in processes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
EXACT = "asked_for or whole_zooms or averaged or pan or keeps_what or names_the_pixel or fitted or follows"


@pytest.mark.parametrize("ratio", ["2", "1.5"])
def test_more_device_pixels_to_a_logical_one(ratio):
    command = [
        sys.executable,
        *("-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", EXACT),
        str(HERE / "test_canvas_hand.py"),
        str(HERE / "test_canvas_painting.py"),
    ]
    # Not QT_SCALE_FACTOR, which the tests' own set-up takes away.
    screen = {"QT_SCREEN_SCALE_FACTORS": ratio, "ASKED_PIXEL_RATIO": ratio, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        command,
        env=os.environ | screen,
        cwd=HERE.parents[1],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:]
    assert " passed" in done.stdout
