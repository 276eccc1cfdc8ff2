"""The kernels with every index and every sum of whole numbers checked: built apart, then put to work.

Whatever reaches beyond an array ends the work with an error; what is worked out must be the same as without kernels.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COMPILER = (sysconfig.get_config_var("CC") or "cl").split()[0]

# Says where the kernels came from, then one line for each result.
WORK = """
import hashlib, sys
import numpy as np
from kmeans_studio import Photo, Recipe, compiled, segment
from kmeans_studio.engine.lloyd import generations
from kmeans_studio.engine.metrics import METRICS
from kmeans_studio.engine.seeding import FROM_GIVEN, INITIALIZERS
from kmeans_studio.features.count import count_colors

# An error in a function that cannot raise is only written down; here it counts.
ignored = []
sys.unraisablehook = ignored.append

for name in compiled.KERNELS:
    print(getattr(compiled.kernels(name), "__file__", None))

def tell(title, *arrays):
    digest = hashlib.sha256(b"".join(np.ascontiguousarray(array).tobytes() for array in arrays)).hexdigest()
    print(title, [np.shape(array) for array in arrays], digest)

rng = np.random.default_rng(0)
y, x = np.mgrid[0:90, 0:130]
smooth = np.stack([x * 2 - y, y * 2 + 20, 250 - x - y], axis=2)
bytes_ = np.clip(smooth + rng.integers(-6, 7, smooth.shape), 0, 255).astype(np.uint8)
bytes_[0, :4], bytes_[1, :4] = 0, 255
alpha = np.where((x + y) % 11, 255, 0).astype(np.uint8)
photos = {
    "bytes": Photo.from_array(bytes_),
    "holes": Photo.from_array(bytes_, alpha),
    "words": Photo.from_array(bytes_.astype(np.uint16) * 256 + rng.integers(0, 256, bytes_.shape).astype(np.uint16)),
    "flat": Photo.from_array(np.full((5, 7, 3), 255, np.uint8)),
    "pixel": Photo.from_array(np.zeros((1, 1, 3), np.uint8)),
}
for title, photo in photos.items():
    count = count_colors(photo)
    tell(title, count.colors, count.counts, count.row_of_pixel)
    for metric in METRICS.names:
        for k in (1, 7, 40):
            result = segment(photo, Recipe(k=k, color_space="lab", metric=metric, max_generations=4))
            tell(f"{title} {metric} {k}", result.labels, result.centers, result.palette, np.float64(result.cost))
for initializer in INITIALIZERS.names:
    start = {"start_colors": ("#102030", "#ffffff"), "seeds": ((1, 2), (99, 80))}
    locked = (1,) if initializer in FROM_GIVEN else ()
    recipe = Recipe(k=5, color_space="rgb", initializer=initializer, locked=locked, **start)
    result = segment(photos["holes"], recipe)
    tell(initializer, result.labels, result.centers)
# More clusters than a byte can name, and both widths of numbers.
for width in (np.float32, np.float64):
    for columns in (1, 3, 5):
        rows = np.asfortranarray(rng.normal(size=(3000, columns)).astype(width))
        *_, last = generations(rows, rng.integers(1, 9, 3000).astype(np.float64), 300, max_generations=5)
        tell(f"{width.__name__} {columns}", last.labels, last.centers)
sys.exit(f"ignored: {[str(error.exc_value) for error in ignored]}" if ignored else 0)
"""


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the package and its checked kernels."""
    if shutil.which(COMPILER) is None:
        pytest.skip(f"there is no C compiler here ({COMPILER})")
    if not Path(sysconfig.get_path("include"), "Python.h").exists():
        pytest.skip("there are no C headers of this Python here")
    home = tmp_path_factory.mktemp("checked")
    places = ("--build-lib", home / "lib", "--build-temp", home / "temp", "--parallel", "2")
    command = [sys.executable, "setup.py", "-q", "build_ext", *places]
    environment = os.environ | {"KMEANS_STUDIO_CHECKED": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    left_out = shutil.ignore_patterns("__pycache__", "*.so", "*.pyd", "*.pyx")
    shutil.copytree(ROOT / "kmeans_studio", home / "lib" / "kmeans_studio", ignore=left_out, dirs_exist_ok=True)
    return home / "lib"


def work(package: Path, loops: str) -> tuple[list[str], list[str]]:
    """Do the work with the package there; return where the kernels were and what came out."""
    environment = os.environ | {"PYTHONPATH": str(package), "KMEANS_STUDIO_LOOPS": loops, "KMEANS_STUDIO_THREADS": "2"}
    command = [sys.executable, "-c", WORK]
    done = subprocess.run(command, cwd=package, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    kernels = len(list((ROOT / "kmeans_studio").rglob("*.pyx")))
    return lines[:kernels], lines[kernels:]


def test_checked_kernels_reach_beyond_nothing_and_give_the_same_as_numpy(checked: Path) -> None:
    places, results = work(checked, "")
    assert all(Path(place).is_relative_to(checked) for place in places)
    others, expected = work(checked, "numpy")
    assert set(others) == {"None"}
    assert len(expected) > 100
    assert results == expected
