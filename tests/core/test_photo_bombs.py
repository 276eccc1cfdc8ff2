"""Bombs and forgeries: files that declare or unpack to far more than they hold, and TIFFs that lie about themselves."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
import zlib

import numpy as np
import pytest
from PIL import Image

from kmeans_studio.photo import Photo, PhotoError

DAMAGED = "the picture data is damaged or incomplete"
DAMAGED_HEADER = "its header is damaged, or of a kind that cannot be read"
SCENE = Image.fromarray(np.random.default_rng(3).integers(0, 256, (60, 80, 3), dtype=np.uint8))


def _reason(path):
    with pytest.raises(PhotoError) as caught:
        Photo.open(path)
    assert str(caught.value).isprintable()
    return caught.value.reason


def _written(tmp_path, data):
    path = tmp_path / "cat.jpg"
    path.write_bytes(data)
    return path


def _saved(image, kind):
    buffer = io.BytesIO()
    image.save(buffer, kind)
    return buffer.getvalue()


def _chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


SIDE = 50_000
TOO_MANY = "declares 50,000 x 50,000 pixels, more than the 200,000,000 that can be opened"


def _bomb(kind, side):
    """A file of at most a kilobyte or so that declares side x side pixels."""
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    frame = struct.pack(">HBHHB", 17, 8, side, side, 3) + b"\1\x11\0\2\x11\0\3\x11\0"
    small = _saved(SCENE.resize((4, 4)), "JPEG")
    at = small.index(b"\xff\xc0")
    packed = (side - 1) | (side - 1) << 14
    return {
        "PNG": b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(bytes(900_000))),
        "16-bit PNG": b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header[:8] + b"\x10\2\0\0\0")
        + _chunk(b"IDAT", zlib.compress(bytes(900_000))),
        "JPEG": small[:at] + b"\xff\xc0" + frame + small[at + 19 :],
        "GIF": b"GIF89a" + struct.pack("<HHBBB", side, side, 0x80, 0, 0) + bytes(6) + b",",
        "BMP": b"BM"
        + struct.pack("<IIIIiiHHIIIIII", 1000, 0, 54, 40, side, side, 1, 24, 0, 0, 0, 0, 0, 0)
        + bytes(900),
        "run-length BMP": b"BM"
        + struct.pack("<IIIIiiHHIIIIII", 1078, 0, 1078, 40, side, side, 1, 8, 1, 0, 0, 0, 0, 0)
        + bytes(1024)
        + b"\xff\1" * 20,
        "WebP, lossless": b"RIFF" + struct.pack("<I4s4sIBI", 100, b"WEBP", b"VP8L", 80, 0x2F, packed) + bytes(83),
        "WebP, canvas": b"RIFF"
        + struct.pack("<I4s4sII", 100, b"WEBP", b"VP8X", 10, 2)
        + struct.pack("<I", side - 1)[:3] * 2
        + bytes(78),
        "TIFF": _tiff_with(Image.new("L", (16, 12)), {256: side, 257: side, 278: side, 279: side * side}),
        "deflate TIFF": _tiff_with(Image.new("L", (16, 12)), {256: side, 257: side, 278: side, 259: 8}),
        "LZW TIFF": _tiff_with(Image.new("L", (16, 12)), {256: side, 257: side, 278: side, 259: 5}),
        "PPM": f"P6 {side} {side} 255\n".encode() + bytes(900),
        "plain PPM": f"P3 {side} {side} 255\n".encode() + b"0 " * 450,
        "PBM": f"P4 {side} {side}\n".encode() + bytes(900),
    }[kind]


BOMBS = (
    "PNG",
    "16-bit PNG",
    "JPEG",
    "GIF",
    "BMP",
    "run-length BMP",
    "TIFF",
    "deflate TIFF",
    "LZW TIFF",
    "PPM",
    "plain PPM",
    "PBM",
)


@pytest.mark.parametrize("kind", BOMBS)
def test_bombs_are_refused_by_their_header(tmp_path, kind):
    deep = kind.startswith("16-bit")
    too_many = TOO_MANY.replace("200", "100") + " with 16 bits a channel" if deep else TOO_MANY
    assert _reason(_written(tmp_path, _bomb(kind, SIDE))) == too_many


@pytest.mark.parametrize("kind", ["WebP, lossless", "WebP, canvas"])
def test_a_webp_can_declare_less(tmp_path, kind):
    assert _reason(_written(tmp_path, _bomb(kind, 16_383))).startswith("declares 16,383 x 16,383 pixels, more than")
    if kind == "WebP, canvas":
        assert (
            _reason(_written(tmp_path, _bomb(kind, SIDE)))
            == "declares 50,000 x 50,000 pixels, more than a WebP can have"
        )


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="measures memory as Linux counts it")
def test_bombs_cost_no_memory(tmp_path):
    """Also below the pixel limit: what a kilobyte cannot hold is refused before memory is asked for."""
    for number, kind in enumerate(BOMBS):
        if kind not in ("GIF", "run-length BMP", "LZW TIFF"):  # these can hold as much
            (tmp_path / f"{number}-{SIDE}").write_bytes(_bomb(kind, SIDE))
            (tmp_path / f"{number}-14000").write_bytes(_bomb(kind, 14_000))
    code = (
        "import resource, sys, pathlib\n"
        "from kmeans_studio.photo import Photo, PhotoError\n"
        "import numpy, PIL.Image, PIL.ImageCms, PIL.PngImagePlugin, PIL.TiffImagePlugin\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "for path in sorted(pathlib.Path(sys.argv[1]).iterdir()):\n"
        "    try: Photo.open(path); print('opened', path)\n"
        "    except PhotoError: pass\n"
        "print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, tmp_path], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    assert int(done.stdout) < 16


@pytest.mark.parametrize("name", [b"zTXt", b"iTXt", b"iCCP"])
def test_png_chunks_that_unpack_to_too_much(tmp_path, name):
    packed = zlib.compress(bytes(2 << 20))
    png = _saved(SCENE, "PNG")
    chunk = _chunk(name, (b"k\0\1\0\0\0" if name == b"iTXt" else b"k\0\0") + packed)
    path = _written(tmp_path, png[:33] + chunk + png[33:])
    assert _reason(path) == "a text or color profile inside it unpacks to more than is safe"


def test_jpegs_of_endless_markers(tmp_path):
    comment = b"\xff\xfe\0\2"
    assert _reason(_written(tmp_path, b"\xff\xd8" + comment * 2_000_000)) == DAMAGED_HEADER
    assert _reason(_written(tmp_path, b"\xff\xd8\xff" + b"x" * 8_000_000)) == DAMAGED_HEADER
    assert _reason(_written(tmp_path, b"\xff\xd8" + b"\xff" * 8_000_000)) == DAMAGED_HEADER


def test_a_jpeg_of_12_bits_says_so(tmp_path):
    data = bytearray(_saved(SCENE, "JPEG"))
    data[data.index(b"\xff\xc0") + 4] = 12
    assert _reason(_written(tmp_path, data)) == "is a JPEG with 12 bits per channel; save it as PNG first"


@pytest.mark.parametrize(
    "tags",
    [
        {277: 65535},
        {258: 65535},
        {322: 1 << 31, 323: 1 << 31, 324: 8, 325: 100},
        {278: 0},
        {273: 1 << 31},
        {258: 32, 339: 3, 277: 60, 256: 7_000, 257: 7_000, 259: 8},
        {258: 64, 339: 3, 322: 1, 323: 1, 324: 8, 325: 8, 256: 7_000, 257: 7_000, 259: 8},
        {258: 64, 339: 3, 278: 0, 259: 8},
        {262: 9},
        {259: 999},
    ],
    ids=range(10),
)
def test_tiffs_that_ask_for_the_absurd(tmp_path, capfd, tags):
    reason = _reason(_written(tmp_path, _tiff_with(Image.new("L", (16, 12)), tags)))
    assert reason.startswith(("has ", "is a TIFF of a kind that cannot be read", DAMAGED, DAMAGED_HEADER))
    assert capfd.readouterr() == ("", "")


def test_pillow_s_own_log_stays_off_the_terminal(tmp_path):
    """In a program of its own: under pytest, other handlers listen, and Python's last resort is not reached."""
    path = _written(tmp_path, _tiff_with(Image.new("L", (16, 12)), {277: 60, 262: 6}))
    code = "import sys, kmeans_studio.photo as p\ntry: p.Photo.open(sys.argv[1])\nexcept p.PhotoError as e: print(e)"
    done = subprocess.run([sys.executable, "-c", code, path], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    assert "cannot be read (60 x 8 bits per pixel" in done.stdout


def test_a_tiff_whose_pages_go_round_in_a_circle(tmp_path):
    data = _tiff_with(Image.new("L", (16, 12)), {})[:-4] + struct.pack("<I", 8 + 16 * 12)
    assert Photo.open(_written(tmp_path, data)).warnings == ()


def test_camera_raw_that_looks_like_a_tiff(tmp_path):
    thumbnail = Image.new("RGB", (16, 12))
    for tags in ({50706: (1, 4, 0, 0)}, {254: 1, 330: 8}, {262: 32803}):
        data = _tiff_with(thumbnail, tags)
        assert _reason(_written(tmp_path, data)) == "is a camera RAW picture; save it as JPEG or PNG first"


def _tiff_with(image, tags):
    """A small uncompressed TIFF with these tags among its own."""
    entries = {256: image.width, 257: image.height, 258: 8, 259: 1, 262: 1, 277: 1, 278: image.height}
    entries |= {273: 8, 279: image.width * image.height} | tags
    data = b"II*\0" + struct.pack("<I", 8 + image.width * image.height) + bytes(image.width * image.height)
    data += struct.pack("<H", len(entries))
    for tag, value in sorted(entries.items()):
        packed = bytes(value) if isinstance(value, tuple) else struct.pack("<I", value)
        data += (
            struct.pack("<HHI", tag, 1 if isinstance(value, tuple) else 4, 4 if isinstance(value, tuple) else 1)
            + packed
        )
    return data + bytes(4)


def test_warnings_as_errors_change_nothing(tmp_path, recwarn):
    """Pillow warns of large pictures and damaged EXIF; as errors, its warnings must not keep a photo closed."""
    import warnings

    Photo.open(_written(tmp_path, _saved(SCENE, "TIFF")))
    warnings.simplefilter("error")
    corrupt = _tiff_with(Image.new("L", (16, 12)), {34665: 1 << 30, 700: 1 << 30})
    assert Photo.open(_written(tmp_path, corrupt)).shape == (12, 16)
    assert len(recwarn) == 0
