"""Exporters: a contract for each that is registered, and what each writes, read back by Pillow and numpy."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image

from kmeans_studio import Photo, Recipe, segment
from kmeans_studio.edits import Hide, Merge, Recolor, apply_edits
from kmeans_studio.export import EXPORTERS, ExportError, Result, render
from kmeans_studio.export.encode import PICTURE_SUFFIXES, encode_picture

RNG = np.random.default_rng(0)
PIXELS = RNG.integers(0, 256, (60, 85, 3)).astype(np.uint8)
DEEP = RNG.integers(0, 65536, PIXELS.shape).astype(np.uint16)
FLOATING = RNG.random(PIXELS.shape, np.float32)
ALPHA = RNG.choice(np.array([0, 40, 255], np.uint8), PIXELS.shape[:2])
LOSSLESS = [".png", ".tif", ".tiff", ".webp"]


def result_of(pixels=PIXELS, alpha=None, edits=(), **view):
    photo, recipe = Photo.from_array(pixels, alpha), Recipe(k=6)
    segmentation = segment(photo, recipe)
    return Result(photo, recipe, segmentation, apply_edits(segmentation, edits), **view)


def export(name, suffix, result):
    path = Path(f"out{suffix}")
    EXPORTERS[name].check(path)
    return bytes(EXPORTERS[name].encode(result, path))


def read(content):
    with Image.open(io.BytesIO(content)) as picture:
        return np.asarray(picture)


def read_deep(content):
    """Read 16-bit channels, which Pillow cannot."""
    import cv2

    pixels = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_UNCHANGED)
    return pixels[..., [2, 1, 0, 3][: pixels.shape[2]]]


PLAIN = result_of()
TRANSPARENT = result_of(alpha=ALPHA, edits=[Hide(frozenset({1}))])
EVERY = [(entry.name, suffix) for entry in EXPORTERS for suffix in entry.value.suffixes]


@pytest.mark.parametrize(("name", "suffix"), EVERY)
def test_every_exporter_writes_a_file_of_its_kind(name, suffix):
    content = export(name, suffix, PLAIN)
    assert content == export(name, suffix.upper(), PLAIN), "the same every time, also with a suffix in capitals"
    match suffix:
        case ".npy":
            assert np.load(io.BytesIO(content), allow_pickle=False).shape == PIXELS.shape[:2]
        case ".json":
            assert json.loads(content)
        case _:
            with Image.open(io.BytesIO(content)) as picture:
                assert picture.size == (PIXELS.shape[1], PIXELS.shape[0])
                assert picture.format == Image.registered_extensions()[suffix]


@pytest.mark.parametrize("name", EXPORTERS.names)
@pytest.mark.parametrize("file", ["out.docx", "out", "out.png.exe", ".png"])
def test_every_exporter_refuses_other_kinds_and_names_its_own(name, file):
    with pytest.raises(ExportError) as caught:
        EXPORTERS[name].check(Path(file))
    assert str(caught.value).endswith(", ".join(EXPORTERS[name].suffixes))


@pytest.mark.parametrize("suffix", LOSSLESS)
def test_the_picture_is_the_palette(suffix):
    picture = read(export("picture", suffix, PLAIN))
    np.testing.assert_array_equal(picture, PLAIN.segmentation.palette[PLAIN.segmentation.labels])


@pytest.mark.parametrize("suffix", [".jpg", ".jpeg"])
def test_jpeg_is_near(suffix):
    flat = result_of(PIXELS.repeat(8, 0).repeat(8, 1))
    difference = read(export("picture", suffix, flat)) - flat.segmentation.palette[flat.segmentation.labels] * 1.0
    assert np.abs(difference).mean() < 8


@pytest.mark.parametrize("suffix", LOSSLESS)
def test_transparency_of_photo_and_segments(suffix):
    picture = read(export("picture", suffix, TRANSPARENT))
    labels = TRANSPARENT.segmentation.labels
    alpha = np.where(labels == 1, 0, ALPHA)
    np.testing.assert_array_equal(picture[..., 3], alpha)
    visible = alpha > 0
    np.testing.assert_array_equal(picture[visible, :3], TRANSPARENT.segmentation.palette[labels[visible]])


def test_recolored_and_merged_segments_are_as_on_the_canvas():
    edited = result_of(edits=[Recolor(frozenset({2}), (1, 2, 3)), Merge(frozenset({2, 3}))])
    picture = read(export("picture", ".png", edited))
    assert (picture[np.isin(edited.segmentation.labels, [2, 3])] == [1, 2, 3]).all()


@pytest.mark.parametrize("suffix", [".jpg", ".jpeg"])
def test_jpeg_refuses_transparency_and_takes_an_opaque_alpha_channel(suffix):
    with pytest.raises(ExportError, match="JPEG cannot hold transparent parts; choose PNG, TIFF or WebP"):
        export("picture", suffix, TRANSPARENT)
    opaque = result_of(alpha=np.full_like(ALPHA, 255))
    assert read(export("picture", suffix, opaque)).shape == PIXELS.shape


@pytest.mark.parametrize("suffix", LOSSLESS)
def test_the_cut_out_is_the_photo_itself(suffix):
    cutout = read(export("cutout", suffix, TRANSPARENT))
    visible = (TRANSPARENT.segmentation.labels != 1) & (ALPHA > 0)
    np.testing.assert_array_equal(cutout[..., 3], np.where(visible, ALPHA, 0))
    np.testing.assert_array_equal(cutout[visible, :3], PIXELS[visible])


@pytest.mark.parametrize("suffix", [".png", ".tif"])
def test_a_deep_cut_out_keeps_sixteen_bits(suffix):
    deep = result_of(DEEP, ALPHA, edits=[Hide(frozenset({1}))])
    cutout = read_deep(export("cutout", suffix, deep))
    alpha = np.where(deep.segmentation.labels == 1, 0, ALPHA).astype(np.uint16) * 257
    assert cutout.dtype == np.uint16
    np.testing.assert_array_equal(cutout[..., 3], alpha)
    np.testing.assert_array_equal(cutout[alpha > 0, :3], DEEP[alpha > 0])


@pytest.mark.parametrize("suffix", [".tif", ".tiff"])
@pytest.mark.parametrize("view", ["original", "cutout"])
def test_floating_point_comes_back_from_a_tiff_as_it_was(tmp_path, suffix, view):
    floating = result_of(FLOATING, ALPHA, edits=[Hide(frozenset({1}))] if view == "cutout" else (), view=view)
    (tmp_path / "again").write_bytes(export("cutout" if view == "cutout" else "picture", suffix, floating))
    again = Photo.open(tmp_path / "again")
    seen = (ALPHA > 0) & ((floating.segmentation.labels != 1) | (view == "original"))
    assert again.pixels.dtype == np.float32
    np.testing.assert_array_equal(again.pixels[seen], FLOATING[seen])
    np.testing.assert_array_equal(again.alpha, np.where(seen, ALPHA, 0))
    assert again.warnings == ()


@pytest.mark.parametrize("view", ["original", "cutout", "outline"])
def test_floating_point_as_png_is_the_nearest_of_sixteen_bits(view):
    name = "cutout" if view == "cutout" else "picture"
    edits = [Hide(frozenset({1}))]
    floating, deep = (
        result_of(pixels, ALPHA, edits=edits, view=view)
        for pixels in (FLOATING, np.rint(FLOATING.astype(float) * 65535).astype(np.uint16))
    )
    # The same labels, whatever the two depths make of the segmentation.
    floating = replace(floating, segmentation=deep.segmentation, edited=deep.edited)
    ours, expected = (read_deep(export(name, ".png", result)) for result in (floating, deep))
    assert ours.dtype == np.uint16
    assert np.abs(ours.astype(int) - expected).max() <= 1  # where float32 rounds across the middle of a step
    assert (ours != expected).mean() < 0.01


@pytest.mark.parametrize(("name", "suffix"), [("cutout", ".webp"), ("picture", ".webp"), ("picture", ".jpg")])
def test_floating_point_in_eight_bits_where_there_are_no_more(name, suffix):
    flat = np.repeat(np.repeat(FLOATING[:4, :5], 16, axis=0), 16, axis=1)
    content = read(export(name, suffix, result_of(flat, view="original")))
    difference = np.abs(content[..., :3] - flat * 255.0)
    assert difference.mean() < 8 if suffix == ".jpg" else difference.max() <= 0.5001


def test_the_split_view_of_floating_point():
    floating = result_of(FLOATING, ALPHA, view="split", curtain=0.5)
    split = read(export("picture", ".tif", floating))
    assert split.dtype == np.uint8
    np.testing.assert_allclose(split[:, :42, :3], FLOATING[:, :42] * 255, atol=0.5001)
    np.testing.assert_array_equal(split[:, :42, 3], ALPHA[:, :42])


def test_lines_on_floating_point_are_white_and_black():
    drawn, line = outline_of(np.full((40, 60, 3), 0.5, np.float32), disk(40, 60, 12))
    assert drawn.dtype == np.float32
    assert set(np.unique(drawn[line])) == {0.0, 1.0}


def test_jpeg_takes_an_opaque_floating_point_alpha_channel():
    pixels = np.dstack([FLOATING, np.ones(PIXELS.shape[:2], np.float32)])
    assert read(bytes(encode_picture(pixels, Path("x.jpg")))).shape == PIXELS.shape
    pixels[0, 0, 3] = 0.999
    with pytest.raises(ExportError, match="JPEG cannot hold transparent parts"):
        encode_picture(pixels, Path("x.jpg"))


def test_a_deep_cut_out_as_webp_has_eight_bits():
    cutout = read(export("cutout", ".webp", result_of(DEEP)))
    np.testing.assert_allclose(cutout[..., :3], DEEP / 257, atol=1)


@pytest.mark.parametrize("suffix", [".tif", ".tiff"])
@pytest.mark.parametrize("depth", [np.uint8, np.uint16])
def test_tiff_says_that_its_fourth_channel_is_transparency(suffix, depth):
    pixels = RNG.integers(0, np.iinfo(depth).max, (5, 7, 4)).astype(depth)
    with Image.open(io.BytesIO(encode_picture(pixels, Path(f"x{suffix}")))) as picture:
        assert picture.tag_v2[338] == (2,)
        assert picture.mode == "RGBA"
        picture.load()


@pytest.mark.parametrize("suffix", [".png", ".tif", ".tiff", ".npy"])
def test_label_maps_are_the_labels(suffix):
    content = export("labels", suffix, TRANSPARENT)
    labels = np.load(io.BytesIO(content)) if suffix == ".npy" else read(content)
    assert labels.dtype == np.uint8
    np.testing.assert_array_equal(labels, TRANSPARENT.segmentation.labels)
    assert (labels[ALPHA == 0] == 255).all()


def test_merged_segments_share_the_lowest_label():
    merged = result_of(alpha=ALPHA, edits=[Merge(frozenset({1, 4}))])
    labels = merged.segmentation.labels
    np.testing.assert_array_equal(read(export("labels", ".png", merged)), np.where(labels == 4, 1, labels))


@pytest.mark.parametrize("pixels", [PIXELS, DEEP], ids=["8 bit", "16 bit"])
@pytest.mark.parametrize("alpha", [None, ALPHA], ids=["opaque", "transparent"])
def test_the_original_view_is_the_photo(pixels, alpha):
    content = export("picture", ".png", result_of(pixels, alpha, view="original"))
    original = read_deep(content)
    np.testing.assert_array_equal(original[..., :3], pixels)
    if alpha is not None:
        np.testing.assert_array_equal(original[..., 3] // (1 if pixels is PIXELS else 257), alpha)


@pytest.mark.parametrize(("curtain", "column"), [(0.0, 0), (0.4, 34), (1.0, 85)])
@pytest.mark.parametrize("result", [PLAIN, TRANSPARENT], ids=["opaque", "transparent"])
def test_the_split_view_is_the_photo_left_and_the_segments_right(result, curtain, column):
    whole = {view: read(export("picture", ".png", replace(result, view=view))) for view in ("original", "segments")}
    split = read(export("picture", ".png", replace(result, view="split", curtain=curtain)))
    np.testing.assert_array_equal(split[:, :column], whole["original"][:, :column])
    np.testing.assert_array_equal(split[:, column:], whole["segments"][:, column:])


def test_the_outline_view_marks_where_neighbors_differ():
    pixels = np.full((9, 12, 3), 40, np.uint8)
    pixels[:, 6:] = 120
    outlined = read(export("picture", ".png", replace(result_of(pixels), view="outline")))
    white, black = (outlined == 255).all(axis=2), (outlined == 0).all(axis=2)
    assert white.any(axis=1).all()
    assert black.any(axis=1).all()
    assert not (white | black)[:, [0, 1, 2, 3, 9, 10, 11]].any()
    np.testing.assert_array_equal(outlined[~white & ~black], pixels[~white & ~black])


def outline_of(photo_like, labels, edits=()):
    """The outline of a label map that no run has to make first, and where it is line."""
    small = segment(Photo.from_array(np.arange(5 * 3, dtype=np.uint8).reshape(1, 5, 3) * 16), Recipe(k=5))
    edited = apply_edits(small, edits)
    drawn = render.outline_picture(Photo.from_array(photo_like), SimpleNamespace(labels=labels), edited)
    return drawn, (drawn[..., :3] != photo_like).any(axis=2)


def disk(height, width, radius, label=1):
    rows, columns = np.ogrid[:height, :width]
    return (((rows - height // 2) ** 2 + (columns - width // 2) ** 2) < radius**2).astype(np.uint8) * label


@pytest.mark.parametrize("side", [1440, 2880, 5760, 9000])
def test_saved_lines_are_as_heavy_as_on_a_screen_whatever_the_size(side):
    labels = disk(side // 10, side, side // 30)
    _, line = outline_of(np.full((*labels.shape, 3), 77, np.uint8), labels)
    row = line[side // 20]
    scale = side / 1440
    assert 2 * 2.2 * scale <= row.sum() <= 2 * 3.5 * scale
    # On the screen a circle of this size has lines on about one pixel in this many.
    assert line.sum() / scale**2 == pytest.approx(2 * np.pi * 1440 / 30 * 3, rel=0.35)


@pytest.mark.parametrize("side", [1000, 1440, 4000])
def test_specks_that_have_no_line_on_the_screen_have_none_in_the_file(side):
    labels = disk(side // 5, side, side // 20)
    speck = side // 110
    labels[10 : 10 + speck, side // 2 : side // 2 + speck] = 2
    _, line = outline_of(np.full((*labels.shape, 3), 77, np.uint8), labels)
    assert not line[: 10 + speck].any()
    assert line[side // 10].any()


def test_a_small_photo_is_outlined_to_the_pixel():
    labels = np.zeros((30, 40), np.uint8)
    labels[14, 20] = 1
    picture, line = outline_of(np.full((30, 40, 3), 77, np.uint8), labels)
    assert (picture[14, 20] == 255).all()
    assert line.sum() < 16


def test_outlines_drawn_in_bands_have_no_seams(monkeypatch):
    coarse = np.random.default_rng(3).integers(0, 5, (30, 130), np.uint8)
    labels = coarse.repeat(50, 0).repeat(50, 1)[:1487, :6451]
    pixels = np.full((*labels.shape, 3), 77, np.uint8)
    drawn, line = outline_of(pixels, labels)
    assert line.any(axis=1).all()
    monkeypatch.setattr(render, "bands", lambda length, size: [slice(0, length)])
    assert (outline_of(pixels, labels)[0] == drawn).all()


@pytest.mark.parametrize("shape", [(1, 1), (1, 9000), (9000, 2), (7, 1), (3, 2881)])
def test_photos_of_odd_shapes_are_outlined(shape):
    labels = np.zeros(shape, np.uint8)
    labels[shape[0] // 2 :, shape[1] // 2 :] = 1
    _, line = outline_of(np.full((*shape, 3), 77, np.uint8), labels)
    assert line.any() == (max(shape) > 1)


def test_outlines_are_opaque_over_what_is_cut_out():
    labels = disk(300, 1440, 60)
    picture, _ = outline_of(np.full((300, 1440, 3), 77, np.uint8), labels, [Hide(frozenset({1}))])
    assert picture[150, 720].tolist() == [0, 0, 0, 0]
    assert picture[5, 5].tolist() == [77, 77, 77, 255]
    across = picture[150]
    assert (across[:, :3] == 255).all(axis=1).any()
    inked = (across[:, :3] != 77).any(axis=1) & (across[:, 3] > 0)
    assert set(across[inked, 3]) == {255}
    assert 4 <= inked.sum() <= 8


def test_merged_segments_have_no_outline_between_them():
    merged = result_of(edits=[Merge(frozenset(range(6)))], view="outline")
    np.testing.assert_array_equal(read(export("picture", ".png", merged)), PIXELS)


@pytest.mark.parametrize("suffix", [".webp", ".jpg"])
def test_a_picture_too_large_for_its_format_is_refused_in_one_line(suffix, capfd):
    with pytest.raises(ExportError, match="a picture of 70000 x 1 cannot be written as"):
        encode_picture(np.zeros((1, 70_000, 3), np.uint8), Path(f"wide{suffix}"))
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("suffix", PICTURE_SUFFIXES)
def test_encoding_leaves_the_pixels_alone(suffix):
    pixels = PIXELS.copy()
    pixels.flags.writeable = False
    encode_picture(pixels, Path(f"x{suffix}"))
    np.testing.assert_array_equal(pixels, PIXELS)
