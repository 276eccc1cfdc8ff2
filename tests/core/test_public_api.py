"""The Python face: the names that are promised, and nothing loaded before it is used."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import kmeans_studio

ROOT = Path(__file__).resolve().parents[2]


def modules_after(code):
    """Return the names of all modules that a fresh Python has loaded after running code."""
    code += "\nimport sys; print('\\n'.join(sys.modules))"
    return set(
        subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout.split()
    )


def test_promised_names_are_there():
    assert {"KMeans", "Photo", "PhotoError", "Recipe", "segment", "generations"} <= set(kmeans_studio.__all__)
    for name in kmeans_studio.__all__:
        assert getattr(kmeans_studio, name).__name__ == name
        assert getattr(kmeans_studio, name).__doc__


@pytest.mark.parametrize("name", ["cluster", "numpy", "__wrapped__"])
def test_a_name_that_is_not_there(name):
    with pytest.raises(AttributeError, match=f"no attribute '{name}'"):
        getattr(kmeans_studio, name)


def test_importing_costs_next_to_nothing():
    loaded = modules_after("import kmeans_studio; kmeans_studio.__version__")
    assert "kmeans_studio" in loaded
    assert not {"numpy", "cv2", "PIL", "PySide6", "kmeans_studio.pipeline"} & loaded


def test_segmenting_needs_no_window():
    loaded = modules_after(
        "import numpy\n"
        "from kmeans_studio import Photo, Recipe, segment\n"
        "segment(Photo.from_array(numpy.zeros((2, 2, 3), 'uint8')), Recipe(k=1)).labels"
    )
    assert "kmeans_studio.pipeline" in loaded
    assert not {"PySide6", "kmeans_studio.ui", "sklearn", "skimage", "pyqtgraph"} & loaded


def test_the_estimator_needs_neither_window_nor_photos():
    loaded = modules_after(
        "import numpy\nfrom kmeans_studio import KMeans\nKMeans(2).fit(numpy.eye(3)).transform(numpy.eye(3))"
    )
    assert {"sklearn", "kmeans_studio.engine.estimator"} <= loaded
    # sklearn.cluster alone takes longer to load than all the rest.
    assert not {"PySide6", "cv2", "PIL", "kmeans_studio.photo", "kmeans_studio.features", "sklearn.cluster"} & loaded


def test_scikit_learn_is_loaded_by_the_estimator_alone():
    loaded = modules_after(
        "from kmeans_studio.engine import lloyd\n"
        "from kmeans_studio import Photo, PhotoError, Recipe, RecipeError, Segmentation, generations, segment"
    )
    assert "kmeans_studio.segmentation" in loaded
    assert not {name for name in loaded if name.startswith(("sklearn", "scipy", "kmeans_studio.engine.estimator"))}


def test_the_example_in_the_docstring(monkeypatch):
    monkeypatch.chdir(ROOT / "resources" / "samples")
    names = {}
    example = [line[4:] for line in kmeans_studio.__doc__.splitlines() if line.startswith("    ")]
    exec("\n".join(example), names)
    result = names["result"]
    assert result.labels.shape == (400, 600)
    assert result.labels.max() == 4
    assert result.palette.shape == (5, 3)
    assert (np.diff(result.palette.astype(int).sum(axis=1)) > 0).all()
