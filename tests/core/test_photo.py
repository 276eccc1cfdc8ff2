"""Photo itself: what it holds, what it refuses, and how its errors are worded."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import weakref
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from kmeans_studio.photo import PIXEL_LIMIT, Photo, PhotoError

PIXELS = np.arange(4 * 5 * 3, dtype=np.uint8).reshape(4, 5, 3)


def test_an_opened_photo_is_frozen(tmp_path):
    Image.fromarray(PIXELS).save(tmp_path / "a.png")
    photo = Photo.open(tmp_path / "a.png")
    assert np.array_equal(photo.pixels, PIXELS)
    assert (photo.format, photo.path, photo.alpha) == ("PNG", tmp_path / "a.png", None)
    assert (photo.height, photo.width, photo.shape) == (4, 5, (4, 5))
    assert photo.pixels.flags.c_contiguous
    with pytest.raises(ValueError, match="read-only"):
        photo.pixels[0, 0] = 1
    assert weakref.ref(photo)() is photo
    assert photo != Photo.open(tmp_path / "a.png")


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_an_array_of_any_layout(dtype):
    top = np.iinfo(dtype).max
    gray = np.array([[0, 1], [top, 7]], dtype)
    assert Photo.from_array(gray).pixels.tolist() == np.repeat(gray[..., None], 3, 2).tolist()
    rgba = np.dstack([gray, gray, gray, np.array([[0, top], [top, top]], dtype)])
    photo = Photo.from_array(rgba)
    assert photo.alpha is not None
    assert photo.alpha.tolist() == [[0, 255], [255, 255]]
    assert photo.has_transparency
    assert photo.pixels.dtype == dtype
    assert Photo.from_array(rgba[::-1, ::-1]).pixels.flags.c_contiguous


def test_an_array_stays_its_owner_s():
    mine = PIXELS.copy()
    photo = Photo.from_array(mine, np.zeros((4, 5), np.uint8))
    mine[:] = 0
    assert np.array_equal(photo.pixels, PIXELS)
    mine.flags.writeable = False
    assert Photo.from_array(mine).pixels is mine


def test_alpha_that_hides_nothing_is_none():
    assert Photo.from_array(PIXELS, np.full((4, 5), 255, np.uint8)).alpha is None
    faint = Photo.from_array(PIXELS, np.full((4, 5), 1, np.uint8))
    assert faint.alpha is not None
    assert not faint.has_transparency


def test_16_bit_alpha_keeps_what_is_hidden_and_what_is_not():
    alpha = np.array([[0, 1, 255, 256, 65534, 65535]], np.uint16)
    photo = Photo.from_array(np.zeros((1, 6, 3), np.uint16), alpha)
    assert photo.alpha is not None
    assert photo.alpha.tolist() == [[0, 1, 1, 1, 254, 255]]


@pytest.mark.parametrize(
    ("pixels", "alpha"),
    [
        (np.zeros((2, 2, 3), np.complex64), None),
        (np.zeros((2, 2, 3), np.longdouble), None),
        (np.zeros((2, 2, 3), np.int64), None),
        (np.zeros((0, 2, 3), np.float64), None),
        (np.zeros((2, 2, 2), np.uint8), None),
        (np.zeros((2, 2, 5), np.uint8), None),
        (np.zeros(4, np.uint8), None),
        (np.zeros((0, 2, 3), np.uint8), None),
        (np.zeros((2, 0), np.uint8), np.zeros((2, 0), np.uint8)),
        (np.zeros((2, 2, 3), np.uint8), np.zeros((2, 3), np.uint8)),
        (np.zeros((2, 2, 3), np.uint8), np.zeros((2, 2), np.float32)),
        (np.zeros((2, 2, 4), np.uint8), np.zeros((2, 2), np.uint8)),
    ],
)
def test_arrays_that_are_no_photo(pixels, alpha):
    with pytest.raises(ValueError, match=r"pixels|alpha"):
        Photo.from_array(pixels, alpha)


NAMES = [
    "Größe 写真 🐱.png",
    "-rf.png",
    "two\nlines\r.png",
    "\x1b[31mred.png",
    " .png",
    "a" * 250 + ".png",
    "no suffix",
]
if sys.platform.startswith("linux"):
    NAMES.append(os.fsdecode(b"\xff\xfe latin \xe9.png"))
if os.name == "nt":
    NAMES = [name for name in NAMES if not set(name) & set("\n\r\x1b")]


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_odd_names(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    with Path(name).open("wb") as file:
        Image.fromarray(PIXELS).save(file, "PNG")
    assert np.array_equal(Photo.open(name).pixels, PIXELS)
    Path(name).write_bytes(b"")
    with pytest.raises(PhotoError) as caught:
        Photo.open(name)
    line = str(caught.value)
    assert line.isprintable()
    assert line.endswith(": the file is empty")
    assert len(line) < 160
    assert caught.value.path == name


def test_an_error_names_the_file_and_the_reason():
    path = Path("some") / "where" / "cat.jpg"
    error = PhotoError(path, "the file is empty")
    assert str(error) == "cat.jpg: the file is empty"
    assert (error.path, error.reason) == (str(path), "the file is empty")
    assert str(PhotoError("", "there is no such file")) == '"": there is no such file'
    assert str(PhotoError("/", "is a folder")) == "/: is a folder"
    copy = pickle.loads(pickle.dumps(error))
    assert (str(copy), copy.path, copy.reason) == (str(error), error.path, error.reason)


def test_the_limit_is_on_pixels_not_sides(tmp_path):
    Image.fromarray(PIXELS).save(tmp_path / "a.png")
    assert Photo.open(tmp_path / "a.png", pixel_limit=20).shape == (4, 5)
    with pytest.raises(PhotoError, match=r"a\.png: declares 5 x 4 pixels, more than the 19 that can be opened"):
        Photo.open(tmp_path / "a.png", pixel_limit=19)
    assert PIXEL_LIMIT == 200_000_000


def test_importing_loads_no_decoder():
    code = "import sys, kmeans_studio.photo; print([m for m in ('PIL', 'cv2') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_importing_touches_nothing_of_numpy():
    code = (
        "import sys, types\n"
        "class Untouched(types.ModuleType):\n"
        "    def __getattr__(self, name):\n"
        "        if name.startswith('__'): raise AttributeError(name)\n"
        "        raise SystemExit(f'numpy.{name} was touched')\n"
        "sys.modules['numpy'] = Untouched('numpy')\n"
        "import kmeans_studio.photo\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
