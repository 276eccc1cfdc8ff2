"""numpy is loaded when it is first used; each case in a process of its own."""

from __future__ import annotations

import subprocess
import sys

import pytest

BEGIN = """
import sys
from kmeans_studio.ui.lazy import load_numpy_lazily, load_numpy_now
load_numpy_lazily()
import numpy as np
def loaded():
    return "numpy._core" in sys.modules
assert not loaded()
"""

CASES = {
    "an attribute loads it": "assert np.zeros(2).sum() == 0; assert loaded()",
    "another import does not": "import numpy; from types import ModuleType; assert isinstance(numpy, ModuleType)"
    "; assert not loaded()",
    "a dunder that is asked of every module does not": "assert not hasattr(np, '__wrapped__'); assert not loaded()",
    "its name does not": "assert np.__name__ == 'numpy' and np.__spec__.name == 'numpy'; assert not loaded()",
    "a submodule works": "import numpy.random; assert numpy.random.default_rng(0).integers(1) == 0",
    "from numpy works": "from numpy import ndarray; assert ndarray is np.ndarray; assert loaded()",
    "on purpose": "load_numpy_now(); assert loaded(); load_numpy_now()",
    "twice is once": "load_numpy_lazily(); assert not loaded(); np.ndarray; load_numpy_lazily(); assert np.pi > 3",
    "afterwards it is an ordinary module": "np.ndarray; assert type(np).__name__ == 'module'; assert np.__version__",
    "the rest of the program works with it": "from kmeans_studio import Photo, segment; import numpy"
    "; assert segment(Photo.from_array(numpy.zeros((2, 2, 3), numpy.uint8))).k == 1",
}


@pytest.mark.parametrize("case", CASES)
def test_lazy_numpy(case):
    code = BEGIN + CASES[case]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
