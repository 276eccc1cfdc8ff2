"""Animations, read back: each frame as its generation, each time as it was asked for."""

from __future__ import annotations

import io
from itertools import groupby
from pathlib import Path
from threading import Event

import numpy as np
import pytest
from PIL import Image, ImageSequence

from kmeans_studio import Photo, Recipe, generations
from kmeans_studio.export import ExportError
from kmeans_studio.export import animation as animations
from kmeans_studio.export.animation import animation, check_animation, chosen_frames, left_out
from kmeans_studio.parallel import CancelledError
from kmeans_studio.pipeline import Course
from kmeans_studio.segmentation import NO_SEGMENT

RNG = np.random.default_rng(0)
PIXELS = RNG.integers(0, 256, (48, 72, 3)).astype(np.uint8)
HOLE = (np.indices(PIXELS.shape[:2]).sum(axis=0) > 30).astype(np.uint8) * 255
FILES = [Path(f"out{suffix}") for suffix in (".gif", ".webp", ".png")]


def course_of(alpha=None, pixels=PIXELS, **choices) -> Course:
    course = Course()
    for segmentation in generations(Photo.from_array(pixels, alpha), Recipe(**choices)):
        course.add(segmentation)
    return course


def read(content: bytes) -> tuple[list, list]:
    """The frames (h, w, 4), what cannot be seen as zeros, and their times in milliseconds."""
    with Image.open(io.BytesIO(content)) as picture:
        frames = [
            (np.asarray(frame.convert("RGBA")), frame.info["duration"]) for frame in ImageSequence.Iterator(picture)
        ]
        assert picture.info["loop"] == 0
    return [np.where(frame[..., 3:] > 0, frame, 0) for frame, _ in frames], [time for _, time in frames]


def painted(segmentation) -> np.ndarray:
    """What the photo looks like in the segments' colors, in its own size, (h, w, 4)."""
    opaque = segmentation.labels != NO_SEGMENT if segmentation.space.has_transparency else True
    colors = segmentation.palette[np.minimum(segmentation.labels, segmentation.k - 1)]
    alpha = np.broadcast_to(opaque, segmentation.labels.shape)[..., None] * np.uint8(255)
    return np.where(alpha > 0, np.concatenate([colors, alpha], axis=2), 0)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.suffix)
@pytest.mark.parametrize(
    "choices",
    [
        {"k": 7},
        {"k": 7, "alpha": HOLE},
        {"k": 256},
        {"k": 255, "alpha": HOLE},
        {"k": 3, "mode": "texture", "alpha": HOLE},
        {"k": 5, "empty": "drop", "initializer": "given", "start_colors": ("#000000", "#010101", "#ffffff")},
    ],
    ids=lambda choices: "-".join(str(value) for value in choices.values() if not isinstance(value, np.ndarray)),
)
def test_every_frame_has_the_very_colors_of_its_generation(path, choices):
    course = course_of(max_generations=5, restarts=1, **choices)
    frames, times = read(animation(course, path, size=100, milliseconds=120))
    # Generations that look the same follow each other as one frame that stays longer.
    wanted = [(painted(one).tobytes(), painted(one).shape) for one in course]
    runs = [(key, len(list(same))) for key, same in groupby(wanted)]
    assert len(frames) == len(runs) > 1
    for frame, ((content, shape), _) in zip(frames, runs, strict=True):
        np.testing.assert_array_equal(frame, np.frombuffer(content, np.uint8).reshape(shape))
    expected = [120 * count for _, count in runs]
    expected[-1] += 4 * 120
    assert times == expected


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.suffix)
def test_a_single_generation_is_a_picture(path):
    with Image.open(io.BytesIO(animation(course_of(k=1), path))) as picture:
        assert picture.size == (72, 48)
        assert len(set(picture.convert("RGB").get_flattened_data())) == 1


@pytest.mark.parametrize(("size", "expected"), [(36, (36, 24)), (72, (72, 48)), (640, (72, 48)), (16, (16, 11))])
def test_the_longer_side_is_as_asked_and_nothing_is_enlarged(size, expected):
    for pixels, wanted in ((PIXELS, expected), (PIXELS.transpose(1, 0, 2), expected[::-1])):
        course = course_of(k=4, max_generations=3, pixels=np.ascontiguousarray(pixels))
        with Image.open(io.BytesIO(animation(course, FILES[0], size=size))) as picture:
            assert picture.size == wanted


def test_a_smaller_frame_has_no_colors_of_its_own():
    course = course_of(k=6, max_generations=4, alpha=HOLE)
    frames, _ = read(animation(course, FILES[1], size=30))
    assert len(frames) == 4
    for frame, one in zip(frames, course, strict=True):
        colors = {(*color, 255) for color in one.palette.tolist()} | {(0, 0, 0, 0)}
        assert {tuple(pixel) for pixel in frame.reshape(-1, 4).tolist()} <= colors
        assert (frame[0, 0, 3], frame[-1, -1, 3]) == (0, 255)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.suffix)
def test_smaller_frames_are_transparent_where_most_of_the_photo_is_and_in_the_same_places(path):
    alpha = (RNG.random(PIXELS.shape[:2]) < 0.5).astype(np.uint8)
    course = course_of(k=6, max_generations=5, alpha=alpha)
    frames, _ = read(animation(course, path, size=18))
    # 4 x 4 pixels become one: a few of each segment are together more than those of none.
    most = alpha.reshape(12, 4, 18, 4).sum(axis=(1, 3)) >= 8
    assert 0 < most.sum() < most.size
    for frame in frames:
        np.testing.assert_array_equal(frame[..., 3], most * 255)


def test_long_runs_are_thinned_evenly_and_say_so(monkeypatch):
    course = course_of(k=12)
    count = len(course)
    assert count > 20
    assert chosen_frames(course) == tuple(range(count))
    assert left_out(course) == ""
    monkeypatch.setattr(animations, "MOST_FRAMES", 10)
    chosen = chosen_frames(course)
    assert (len(chosen), chosen[0], chosen[-1]) == (10, 0, count - 1)
    steps = np.diff(chosen)
    assert steps.max() - steps.min() <= 1
    assert left_out(course) == f"the animation shows 10 of {count} generations, evenly spaced"
    told = []
    frames, _ = read(animation(course, FILES[0], progress=lambda *done: told.append(done)))
    assert len(frames) == 10
    assert told == [(done, 10) for done in range(10)]
    np.testing.assert_array_equal(frames[4], painted(course[chosen[4]]))
    # Large ones have fewer frames still.
    monkeypatch.setattr(animations, "MOST_PIXELS", 72 * 48 * 4)
    assert len(chosen_frames(course, 72)) == 4
    assert len(chosen_frames(course, 36)) == 10
    monkeypatch.setattr(animations, "MOST_PIXELS", 1)
    assert chosen_frames(course) == (0, count - 1)


def test_what_a_course_has_not_kept_is_no_frame():
    whole = course_of(k=12)
    thin = Course(whole.nbytes // 2)
    for one in whole:
        thin.add(one)
    assert thin.thinned
    assert chosen_frames(thin) == thin.kept
    frames, _ = read(animation(thin, FILES[1]))
    np.testing.assert_array_equal(frames[1], painted(whole[thin.kept[1]]))
    assert left_out(thin) == f"the animation shows {len(thin.kept)} of {len(whole)} generations, evenly spaced"


def test_it_can_be_called_off():
    cancel, painted_ones = Event(), []

    def progress(done: int, count: int) -> None:
        painted_ones.append(done)
        if done == 2:
            cancel.set()

    with pytest.raises(CancelledError):
        animation(course_of(k=5), FILES[0], cancel=cancel, progress=progress)
    assert painted_ones == [0, 1, 2]


def test_the_name_says_which_kind():
    for name in ("out.jpg", "out", "out.gif.txt"):
        with pytest.raises(ExportError, match=r"must end in \.gif, \.webp, \.png or \.apng"):
            check_animation(Path(name))
        with pytest.raises(ExportError):
            animation(course_of(k=1), Path(name))
    check_animation(Path("OUT.GIF"))


def test_what_a_kind_cannot_hold_is_one_line():
    wide = course_of(k=2, pixels=np.repeat(PIXELS[:1, :2], 9000, axis=1))
    with pytest.raises(ExportError, match=r"out\.webp: an animation of 18000 x 1 cannot be written as WEBP"):
        animation(wide, FILES[1], size=20_000)
