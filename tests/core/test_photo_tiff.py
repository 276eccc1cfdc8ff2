"""TIFFs in the ways that scientific programs write them: 16 bits, planes, tiles, both byte orders. For floating
point and large numbers see test_photo_float.py."""

from __future__ import annotations

import io
import struct

import cv2
import numpy as np
import pytest
import tifffile
from PIL import Image

from kmeans_studio.photo import Photo, PhotoError

RNG = np.random.default_rng(5)
DEEP = RNG.integers(0, 65536, (21, 34, 4), dtype=np.uint16)
DEEP[:7, :9, 3], DEEP[7, :9, 3] = 0, 1
EIGHT = (DEEP >> 8).astype(np.uint8)


def _open(tmp_path, data):
    path = tmp_path / "photo"
    path.write_bytes(data)
    return Photo.open(path)


def _tiff(array, **options):
    buffer = io.BytesIO()
    tifffile.imwrite(buffer, array, **options)
    return buffer.getvalue()


TIFFS = {
    "plain": {},
    "big-endian": {"byteorder": ">"},
    "BigTIFF": {"bigtiff": True},
    "strips": {"rowsperstrip": 4},
    "tiles": {"tile": (16, 16)},
    "deflate": {"compression": "zlib"},
    "deflate with differences": {"compression": "zlib", "predictor": True, "byteorder": ">"},
    "deflate tiles": {"compression": "zlib", "predictor": True, "tile": (16, 32)},
}


@pytest.mark.parametrize("layout", TIFFS)
@pytest.mark.parametrize("channels", [1, 2, 3, 4])
@pytest.mark.parametrize("planes", [False, True])
def test_tiff_keeps_16_bits(tmp_path, layout, channels, planes):
    samples = DEEP[..., 0] if channels == 1 else DEEP[..., -channels:] if channels != 3 else DEEP[..., :3]
    options = dict(TIFFS[layout], photometric="rgb" if channels > 2 else "minisblack")
    if channels in (2, 4):
        options["extrasamples"] = ["unassalpha"]
    if channels > 1:
        options["planarconfig"] = "separate" if planes else "contig"
    stored = np.moveaxis(samples, 2, 0) if planes and channels > 1 else samples
    photo = _open(tmp_path, _tiff(stored, **options))
    colors = samples.reshape(21, 34, -1)[..., : 1 if channels < 3 else 3]
    assert photo.pixels.dtype == np.uint16
    assert np.array_equal(photo.pixels, np.broadcast_to(colors, photo.pixels.shape))
    if channels in (2, 4):
        assert np.array_equal(photo.alpha == 0, samples[..., -1] == 0)


@pytest.mark.parametrize("compression", [cv2.IMWRITE_TIFF_COMPRESSION_LZW, cv2.IMWRITE_TIFF_COMPRESSION_PACKBITS])
@pytest.mark.parametrize("channels", [1, 3, 4])
def test_compressed_16_bit_tiffs_of_others(tmp_path, compression, channels):
    samples = DEEP[..., :channels]
    swapped = samples[..., [2, 1, 0, 3][:channels]] if channels > 1 else samples
    done, data = cv2.imencode(".tif", swapped, [cv2.IMWRITE_TIFF_COMPRESSION, compression])
    assert done
    photo = _open(tmp_path, data.tobytes())
    assert np.array_equal(photo.pixels, np.broadcast_to(samples[..., :3], photo.pixels.shape))


@pytest.mark.parametrize("layout", ["plain", "deflate"])
@pytest.mark.parametrize("planes", [False, True])
def test_premultiplied_16_bit_color_becomes_straight(tmp_path, layout, planes):
    straight, alpha = DEEP[..., :3].astype(np.int64), DEEP[..., 3:].astype(np.int64) | 0x4000
    stored = np.dstack([(straight * alpha + 32767) // 65535, alpha]).astype(np.uint16)
    options = dict(TIFFS[layout], photometric="rgb", extrasamples=["assocalpha"])
    options["planarconfig"] = "separate" if planes else "contig"
    photo = _open(tmp_path, _tiff(np.moveaxis(stored, 2, 0) if planes else stored, **options))
    assert np.abs(photo.pixels.astype(int) - straight).max() <= 2


def test_white_is_zero(tmp_path):
    for samples in (DEEP[..., 0], EIGHT[..., 0]):
        for order in "<>":
            photo = _open(tmp_path, _tiff(samples, photometric="miniswhite", byteorder=order))
            assert np.array_equal(photo.pixels[..., 0], ~samples)


def test_16_bit_cmyk_says_that_it_is_cut(tmp_path):
    photo = _open(tmp_path, _tiff(DEEP, photometric="separated"))
    assert photo.pixels.dtype == np.uint8
    assert photo.warnings[0] == "its 16 bits per channel were reduced to 8, because it is in CMYK"
    assert np.array_equal(photo.pixels, np.asarray(Image.fromarray(EIGHT, "CMYK").convert("RGB")))


def test_12_bit_tiffs_are_stretched_to_16(tmp_path):
    values = {256: 2, 257: 1, 258: 12, 259: 1, 262: 1, 273: 8, 277: 1, 278: 1, 279: 3}
    entries = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in values.items())
    data = b"II*\0" + struct.pack("<I", 12) + b"\xff\xf8\0\0" + struct.pack("<H", len(values)) + entries + bytes(4)
    assert _open(tmp_path, data).pixels[0, :, 0].tolist() == [65535, 0x800 * 65535 // 4095]


def test_a_kind_of_tiff_that_cannot_be_read_says_which(tmp_path):
    values = np.zeros((4, 4, 3), np.float32)
    done, data = cv2.imencode(".tif", values, [cv2.IMWRITE_TIFF_COMPRESSION, cv2.IMWRITE_TIFF_COMPRESSION_LZW])
    assert done
    with pytest.raises(
        PhotoError, match=r"a TIFF of a kind that cannot be read \(3 x 32 bits per pixel, compression 5\)"
    ):
        _open(tmp_path, data.tobytes())
