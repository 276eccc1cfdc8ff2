"""Every format, mode, depth and orientation that a photo may come in, each against what was put into the file."""

from __future__ import annotations

import io
import struct
import zlib

import cv2
import numpy as np
import pytest
import tifffile
from PIL import Image, ImageOps

from kmeans_studio.photo import Photo

RNG = np.random.default_rng(5)
DEEP = RNG.integers(0, 65536, (21, 34, 4), dtype=np.uint16)
DEEP[:7, :9, 3], DEEP[7, :9, 3] = 0, 1
EIGHT = (DEEP >> 8).astype(np.uint8)
RGB, RGBA = EIGHT[..., :3], EIGHT


def _open(tmp_path, data, name="photo"):
    path = tmp_path / name
    path.write_bytes(data)
    return Photo.open(path)


def _saved(image, kind, **options):
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def _tiff(array, **options):
    buffer = io.BytesIO()
    tifffile.imwrite(buffer, array, **options)
    return buffer.getvalue()


def _chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _png16(samples, color_type, extra=b""):
    """A 16-bit PNG, whose rows use all five filters in turn (written here, since Pillow does not write all kinds)."""
    height, width = samples.shape[:2]
    rows = samples.reshape(height, -1).astype(">u2").view(np.uint8).astype(int)
    step = rows.shape[1] // width
    raw = bytearray()
    before = np.zeros(rows.shape[1], int)
    for number, row in enumerate(rows):
        left = np.concatenate([np.zeros(step, int), row[:-step]])
        corner = np.concatenate([np.zeros(step, int), before[:-step]])
        guess = left + before - corner
        distances = np.abs(np.stack([guess - left, guess - before, guess - corner]))
        paeth = np.choose(distances.argmin(axis=0), [left, before, corner])
        kind = number % 5
        raw += (
            bytes([kind])
            + ((row - [0 * row, left, before, (left + before) // 2, paeth][kind]) % 256).astype(np.uint8).tobytes()
        )
        before = row
    header = struct.pack(">IIBBBBB", width, height, 16, color_type, 0, 0, 0)
    chunks = _chunk(b"IHDR", header) + extra + _chunk(b"IDAT", zlib.compress(raw)) + _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP", "BMP", "GIF", "PPM"])
@pytest.mark.parametrize("mode", ["RGB", "L", "1", "P"])
def test_formats_by_content(tmp_path, kind, mode):
    smooth = Image.fromarray(np.add.outer(np.arange(21), np.arange(34)).astype(np.uint8) * 4).convert("RGB")
    image = smooth.convert(mode)
    try:
        data = _saved(image, kind)
    except OSError:
        image = image.convert("RGB")
        data = _saved(image, kind)
    photo = _open(tmp_path, data, "misleading.txt")
    assert photo.format.upper() == kind
    with Image.open(io.BytesIO(data)) as reference:
        assert np.array_equal(photo.pixels, np.asarray(reference.convert("RGB")))
    assert photo.alpha is None
    assert (photo.notes, photo.warnings) == ((), ())


@pytest.mark.parametrize(("kind", "options"), [("PNG", {}), ("TIFF", {}), ("WEBP", {"lossless": True, "exact": True})])
@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_straight_alpha(tmp_path, kind, options, mode):
    image = Image.fromarray(RGBA).convert(mode)
    photo = _open(tmp_path, _saved(image, kind, **options))
    expected = np.asarray(image.convert("RGBA"))
    assert np.array_equal(photo.pixels, expected[..., :3])
    assert np.array_equal(photo.alpha, expected[..., 3])
    assert photo.has_transparency


def test_bmp_with_and_without_alpha(tmp_path):
    never_set = np.dstack([RGB, np.zeros((21, 34), np.uint8)])
    for rgba, alpha in ((RGBA, RGBA[..., 3]), (never_set, None)):
        done, data = cv2.imencode(".bmp", rgba[..., [2, 1, 0, 3]])
        assert done
        photo = _open(tmp_path, data.tobytes())
        assert np.array_equal(photo.pixels, rgba[..., :3])
        assert np.array_equal(photo.alpha, alpha)


def test_transparent_palette_colors(tmp_path):
    image = Image.fromarray(RGB).convert("P", palette=Image.Palette.ADAPTIVE, colors=8)
    several = _open(tmp_path, _saved(image, "PNG", transparency=bytes([0, 128, 255])))
    alpha = np.array([0, 128] + [255] * 6)[np.asarray(image)]
    assert np.array_equal(several.alpha, alpha)
    one = _open(tmp_path, _saved(image, "GIF", transparency=2))
    assert np.array_equal(one.alpha == 0, np.asarray(image) == 2)


@pytest.mark.parametrize("bits", [1, 2, 4, 8])
def test_transparent_gray_of_a_png_is_counted_in_its_own_bits(tmp_path, bits):
    values = np.arange(1 << bits, dtype=np.uint8)
    packed = np.packbits(np.unpackbits(values[:, None], axis=1)[:, 8 - bits :].ravel()).tobytes()
    header = struct.pack(">IIBBBBB", len(values), 1, bits, 0, 0, 0, 0)
    clear = _chunk(b"tRNS", struct.pack(">H", 1))
    chunks = _chunk(b"IHDR", header) + clear + _chunk(b"IDAT", zlib.compress(b"\0" + packed)) + _chunk(b"IEND", b"")
    photo = _open(tmp_path, b"\x89PNG\r\n\x1a\n" + chunks)
    assert photo.pixels[0, :, 0].tolist() == [int(v) * 255 // (len(values) - 1) for v in values]
    assert photo.alpha[0].tolist() == [255 * (v != 1) for v in values]


def test_a_transparent_color_of_a_png(tmp_path):
    pixels = RGB.copy()
    pixels[3:5] = (7, 8, 9)
    pixels[5] = (7, 8, 10)
    photo = _open(tmp_path, _saved(Image.fromarray(pixels), "PNG", transparency=(7, 8, 9)))
    assert np.array_equal(photo.alpha == 0, (pixels == (7, 8, 9)).all(axis=2))
    assert np.array_equal(photo.pixels, pixels)


@pytest.mark.parametrize(("color_type", "channels"), [(0, 1), (2, 3), (4, 2), (6, 4)])
def test_png_keeps_16_bits(tmp_path, color_type, channels):
    samples = DEEP[..., -channels:] if channels != 3 else DEEP[..., :3]
    photo = _open(tmp_path, _png16(samples, color_type))
    colors = samples[..., : 1 if channels < 3 else 3]
    assert photo.pixels.dtype == np.uint16
    assert np.array_equal(photo.pixels, np.broadcast_to(colors, photo.pixels.shape))
    if channels in (2, 4):
        assert np.array_equal(photo.alpha == 0, samples[..., -1] == 0)
        assert photo.notes == ("its 16-bit transparency was kept in 8 bits",)
    else:
        assert photo.alpha is None


def test_a_transparent_color_in_16_bits_is_compared_in_all_of_them(tmp_path):
    samples = np.full((4, 5, 3), 1000, np.uint16)
    samples[0] = 1001
    photo = _open(tmp_path, _png16(samples, 2, _chunk(b"tRNS", struct.pack(">HHH", 1000, 1000, 1000))))
    assert photo.alpha.tolist() == [[255] * 5] + [[0] * 5] * 3
    gray = _open(tmp_path, _png16(samples[..., 0], 0, _chunk(b"tRNS", struct.pack(">H", 1001))))
    assert gray.alpha.tolist() == [[0] * 5] + [[255] * 5] * 3


@pytest.mark.parametrize("maximum", [1, 3, 255, 256, 1023, 65535])
@pytest.mark.parametrize(("plain", "binary", "channels"), [(2, 5, 1), (3, 6, 3)])
def test_pgm_and_ppm_of_any_maximum(tmp_path, maximum, plain, binary, channels):
    samples = RNG.integers(0, maximum + 1, (5, 7, channels))
    top = 255 if maximum < 256 else 65535
    expected = np.broadcast_to((samples * top + maximum // 2) // maximum, (5, 7, 3))
    header = f"P{{}}\n# a comment\n7 5 # another\n{maximum}\n"
    text = "# more\n".join(" ".join(map(str, row.ravel())) + "\n" for row in samples)
    for data in (
        (header.format(plain) + text).encode(),
        header.format(binary).encode() + samples.astype(">u2" if maximum > 255 else "u1").tobytes(),
    ):
        photo = _open(tmp_path, data)
        assert photo.pixels.dtype == (np.uint8 if top == 255 else np.uint16)
        assert np.array_equal(photo.pixels, expected)


def test_samples_over_the_maximum_count_as_the_maximum(tmp_path):
    assert _open(tmp_path, b"P5 3 1 100 \x00\x64\xff").pixels[0, :, 0].tolist() == [0, 255, 255]


def test_large_pictures_are_copied_by_bands(tmp_path, monkeypatch):
    monkeypatch.setattr("kmeans_studio.photo.decoded._AT_ONCE_PIXELS", 0)
    pixels = RNG.integers(0, 256, (600, 5, 4), dtype=np.uint8)
    photo = _open(tmp_path, _saved(Image.fromarray(pixels), "PNG"))
    assert np.array_equal(photo.pixels, pixels[..., :3])
    assert np.array_equal(photo.alpha, pixels[..., 3])


def test_pbm(tmp_path):
    bits = RNG.integers(0, 2, (5, 11), dtype=np.uint8)
    binary = _open(tmp_path, b"P4 11 5\n" + np.packbits(bits, axis=1).tobytes())
    plain = _open(tmp_path, b"P1 11 5\n" + "\n".join("".join(map(str, row)) for row in bits).encode())
    for photo in (binary, plain):
        assert np.array_equal(photo.pixels[..., 0], 255 * (1 - bits))


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "TIFF lzw", "16-bit PNG", "16-bit TIFF", "float TIFF"])
def test_all_orientations(tmp_path, orientation, kind):
    smooth = np.add.outer(np.arange(48) * 2, np.arange(80) * 1).astype(np.uint8)
    smooth = np.dstack([smooth, smooth // 2, 200 - smooth])
    image, exif = Image.fromarray(smooth), Image.Exif()
    exif[0x0112] = orientation
    tag = [(274, "H", 1, orientation, True)]
    data = {
        "JPEG": lambda: _saved(image, "JPEG", exif=exif, quality=95),
        "PNG": lambda: _saved(image, "PNG", exif=exif),
        "WEBP": lambda: _saved(image, "WEBP", exif=exif, lossless=True),
        "TIFF": lambda: _saved(image, "TIFF", exif=exif),
        "TIFF lzw": lambda: _saved(image, "TIFF", exif=exif, compression="tiff_lzw"),
        "16-bit PNG": lambda: _png16(smooth.astype(np.uint16) * 257, 2, _chunk(b"eXIf", exif.tobytes()[6:])),
        "16-bit TIFF": lambda: _tiff(smooth.astype(np.uint16) * 257, photometric="rgb", extratags=tag),
        "float TIFF": lambda: _tiff((smooth / 255).astype("f4"), photometric="rgb", extratags=tag),
    }[kind]()
    photo = _open(tmp_path, data)
    upright = np.asarray(ImageOps.exif_transpose(_with_orientation(image, orientation)))
    eight = photo.pixels / {np.uint8: 1, np.uint16: 257, np.float32: 1 / 255}[photo.pixels.dtype.type]
    assert photo.pixels.shape == upright.shape
    assert np.abs(eight - upright).max() <= (6 if kind == "JPEG" else 1e-4)
    turned = f"turned upright as the camera recorded (EXIF orientation {orientation})"
    assert (turned in photo.notes) == (orientation != 1)


def _with_orientation(image, orientation):
    copy = image.copy()
    copy.getexif()[0x0112] = orientation
    return copy


def test_alpha_turns_with_the_color(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6
    for data in (
        _saved(Image.fromarray(RGBA), "PNG", exif=exif),
        _png16(DEEP, 6, _chunk(b"eXIf", exif.tobytes()[6:])),
    ):
        photo = _open(tmp_path, data)
        assert np.array_equal(photo.alpha == 0, np.rot90(DEEP[..., 3] if data[24] == 16 else RGBA[..., 3], 3) == 0)


@pytest.mark.parametrize("exif", [b"Exif\0\0", b"Exif\0\0II*\0\xff\xff\xff\xff", b"Exif\0\0nonsense" * 9, b"\0" * 40])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_broken_exif_is_never_fatal(tmp_path, capfd, kind, exif):
    photo = _open(tmp_path, _saved(Image.fromarray(RGB), kind, exif=exif))
    assert photo.shape == (21, 34)
    assert photo.warnings == ()
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("orientation", [0, 9, 65535])
def test_an_orientation_that_does_not_exist_is_upright(tmp_path, orientation):
    exif = Image.Exif()
    exif[0x0112] = orientation
    for kind in ("PNG", "TIFF"):
        photo = _open(tmp_path, _saved(Image.fromarray(RGB), kind, exif=exif))
        assert np.array_equal(photo.pixels, RGB)
        assert photo.notes == ()


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP", "TIFF"])
def test_only_the_first_picture_and_said_so(tmp_path, kind):
    frames = [Image.new("RGB", (8, 6), color) for color in ("red", "blue", "lime")]
    options = {"lossless": True} if kind == "WEBP" else {}
    photo = _open(tmp_path, _saved(frames[0], kind, save_all=True, append_images=frames[1:], **options))
    assert photo.pixels[0, 0].tolist() == [255, 0, 0]
    assert photo.warnings == (f"only the first of 3 {'pages' if kind == 'TIFF' else 'frames'} was opened",)


def test_16_bit_apng_says_so_too(tmp_path):
    animated = _chunk(b"acTL", struct.pack(">II", 2, 0))
    frame = _chunk(b"fcTL", struct.pack(">IIIIIHHBB", 0, 34, 21, 0, 0, 1, 10, 0, 0))
    photo = _open(tmp_path, _png16(DEEP[..., :3], 2, animated + frame))
    assert np.array_equal(photo.pixels, DEEP[..., :3])
    assert photo.warnings == ("only the first of 2 frames was opened",)


def test_the_first_picture_of_a_phone_s_jpeg(tmp_path):
    frames = [Image.new("RGB", (8, 6), color) for color in ("red", "blue")]
    photo = _open(tmp_path, _saved(frames[0], "MPO", save_all=True, append_images=frames[1:]))
    assert photo.pixels[0, 0].tolist() == [254, 0, 0]
    assert photo.notes == ("the first of several pictures in the file was opened",)
    assert photo.warnings == ()


def test_interlaced_png(tmp_path):
    # Pillow cannot write one: Adam7's seven passes over an 8 x 8 picture, as the format defines them.
    samples = RNG.integers(0, 65536, (8, 8, 3), dtype=np.uint16)
    passes = ((0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2), (1, 0, 2, 1))
    for depth in (8, 16):
        pixels = samples if depth == 16 else (samples >> 8).astype(np.uint8)
        stored = pixels.astype(">u2") if depth == 16 else pixels
        parts = [stored[top::down, left::right] for top, left, down, right in passes]
        raw = b"".join(b"\0" + row.tobytes() for part in parts for row in part)
        header = _chunk(b"IHDR", struct.pack(">IIBBBBB", 8, 8, depth, 2, 0, 0, 1))
        data = b"\x89PNG\r\n\x1a\n" + header + _chunk(b"IDAT", zlib.compress(raw)) + _chunk(b"IEND", b"")
        assert np.array_equal(_open(tmp_path, data).pixels, pixels)
