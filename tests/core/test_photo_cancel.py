"""An opening that is called off ends at once, in every format, wherever it was, and always in the same way."""

from __future__ import annotations

import io
import struct
import zlib
from threading import Event

import numpy as np
import pytest
import tifffile
from PIL import Image, ImageCms

from kmeans_studio.parallel import CancelledError
from kmeans_studio.photo import Photo, PhotoError
from kmeans_studio.photo.watched import WatchedFile

RNG = np.random.default_rng(8)
COLOR = RNG.integers(0, 256, (40, 60, 3), dtype=np.uint8)
RGBA = np.dstack([COLOR, RNG.integers(0, 2, (40, 60), dtype=np.uint8) * 255])
DEEP = RNG.integers(0, 65536, (40, 60, 4), dtype=np.uint16)
FLOAT = RNG.random((40, 60, 3)).astype(np.float32)


class Countdown(Event):
    """An event that is set by being looked at so many times."""

    def __init__(self, looks: int) -> None:
        super().__init__()
        self.looks, self.seen = looks, 0

    def is_set(self) -> bool:
        """Count down; what has been set stays set."""
        self.seen += 1
        return self.seen > self.looks


def _saved(picture, kind, **options):
    buffer = io.BytesIO()
    image = picture if isinstance(picture, Image.Image) else Image.fromarray(picture)
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def _tiff(array, **options):
    buffer = io.BytesIO()
    tifffile.imwrite(buffer, array, **options)
    return buffer.getvalue()


def _png16(samples):
    color_type = {1: 0, 2: 4, 4: 6}[samples[0, :1].size]
    header = struct.pack(">IIBBBBB", samples.shape[1], samples.shape[0], 16, color_type, 0, 0, 0)
    rows = zlib.compress(b"".join(b"\0" + row.astype(">u2").tobytes() for row in samples))
    chunks = ((b"IHDR", header), (b"IDAT", rows), (b"IEND", b""))
    body = (struct.pack(">I", len(d)) + k + d + struct.pack(">I", zlib.crc32(k + d)) for k, d in chunks)
    return b"\x89PNG\r\n\x1a\n" + b"".join(body)


def _swapped_profile():
    """A profile that trades red for blue: a change that nobody overlooks."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, blue = profile.index(b"rXYZ"), profile.index(b"bXYZ")
    profile[red], profile[blue] = profile[blue], profile[red]
    return bytes(profile)


def _turned():
    exif = Image.Exif()
    exif[0x0112] = 6
    return exif


def _in_lab():
    srgb, lab = (ImageCms.ImageCmsProfile(ImageCms.createProfile(name)) for name in ("sRGB", "LAB"))
    return ImageCms.profileToProfile(Image.fromarray(COLOR), srgb, lab, outputMode="LAB")


SWAPPED = _swapped_profile()
FRAMES = [Image.fromarray(np.roll(COLOR, n, 0)) for n in range(3)]
NAN = FLOAT.copy()
NAN[3, 4] = np.nan
TURNED = [(274, "H", 1, 6, True)]
FILES = {
    "JPEG": _saved(COLOR, "JPEG"),
    "JPEG, profile, turned": _saved(COLOR, "JPEG", icc_profile=SWAPPED, exif=_turned()),
    "JPEG, CMYK": _saved(Image.fromarray(COLOR).convert("CMYK"), "JPEG"),
    "JPEG, gray": _saved(COLOR[..., 0], "JPEG"),
    "PNG": _saved(COLOR, "PNG", exif=_turned()),
    "PNG, alpha": _saved(RGBA, "PNG", icc_profile=SWAPPED),
    "PNG, animated": _saved(FRAMES[0], "PNG", save_all=True, append_images=FRAMES[1:]),
    "PNG, palette": _saved(Image.fromarray(COLOR).convert("P"), "PNG"),
    "PNG, 16 bits": _png16(DEEP),
    "PNG, 16 bits, gray": _png16(DEEP[..., 0]),
    "PNG, 16 bits, gray, alpha": _png16(DEEP[..., 2:]),
    "WebP": _saved(RGBA, "WEBP", exif=_turned(), icc_profile=SWAPPED),
    "BMP": _saved(COLOR, "BMP"),
    "GIF": _saved(FRAMES[0], "GIF", save_all=True, append_images=FRAMES[1:]),
    "PPM": _saved(COLOR, "PPM"),
    "PPM, 16 bits": b"P6 60 40 65535\n" + DEEP[..., :3].astype(">u2").tobytes(),
    "PGM, plain": b"P2 60 40 255\n" + " ".join(str(value) for value in COLOR[..., 0].ravel()).encode(),
    "PBM": b"P4 60 40\n" + bytes(8 * 40),
    "TIFF": _saved(COLOR, "TIFF"),
    "TIFF, Lab": _saved(_in_lab(), "TIFF"),
    "TIFF, LZW, turned": _saved(COLOR, "TIFF", compression="tiff_lzw", exif=_turned()),
    "TIFF, 16 bits": _tiff(DEEP[..., :3], photometric="rgb", iccprofile=SWAPPED),
    "TIFF, 16 bits, premultiplied": _tiff(DEEP, photometric="rgb", extrasamples=["assocalpha"]),
    "TIFF, 16 bits, gray": _tiff(DEEP[..., 0], photometric="minisblack", compression="zlib"),
    "TIFF, 16 bits, planes": _tiff(np.moveaxis(DEEP[..., :3], 2, 0), photometric="rgb", planarconfig="separate"),
    "TIFF, floating point": _tiff(NAN, photometric="rgb", iccprofile=SWAPPED, rowsperstrip=16, extratags=TURNED),
    "TIFF, floating point, tiles": _tiff(FLOAT, photometric="rgb", tile=(16, 16), compression="zlib"),
}


@pytest.mark.parametrize("kind", FILES)
def test_called_off_at_any_look_an_opening_ends_in_one_way(tmp_path, kind):
    path = tmp_path / "photo"
    path.write_bytes(FILES[kind])
    plain = Photo.open(path)
    for looks in range(1000):
        cancel = Countdown(looks)
        try:
            photo = Photo.open(path, cancel=cancel)
        except CancelledError:
            # Where a decoder takes any failure for a broken file, the next look or the one after raises it again.
            assert cancel.seen <= looks + 3
        else:
            break
    assert 4 <= cancel.seen == looks
    assert photo.pixels.tobytes() == plain.pixels.tobytes()
    assert (photo.alpha is None) == (plain.alpha is None)
    assert photo.alpha is None or photo.alpha.tobytes() == plain.alpha.tobytes()
    assert (photo.format, photo.notes, photo.warnings) == (plain.format, plain.notes, plain.warnings)
    assert photo.pixels.dtype == plain.pixels.dtype


NOISE = RNG.integers(0, 256, (400, 900, 3), dtype=np.uint8)
LARGE = {
    "JPEG": _saved(NOISE, "JPEG", quality=95),
    "PNG": _saved(NOISE, "PNG"),
    "BMP": _saved(NOISE, "BMP"),
    "GIF": _saved(Image.fromarray(np.tile(NOISE[..., 0], (3, 1)), "P"), "GIF"),
    "PPM": _saved(np.tile(NOISE, (4, 1, 1)), "PPM"),
    "TIFF": _saved(NOISE, "TIFF"),
    "TIFF, floating point": _tiff(np.tile(NOISE, (4, 1, 1)) / np.float32(255), photometric="rgb"),
}


@pytest.mark.parametrize("kind", LARGE)
def test_called_off_while_decoding_the_rest_is_not_read(tmp_path, monkeypatch, kind):
    path = tmp_path / "photo"
    path.write_bytes(LARGE[kind])
    cancel, read = Event(), 0
    plainly = WatchedFile.read

    def counted(file, size=-1, /):
        nonlocal read
        data = plainly(file, size)
        read += len(data)
        if read > len(LARGE[kind]) / 3:
            cancel.set()
        return data

    monkeypatch.setattr(WatchedFile, "read", counted)
    with pytest.raises(CancelledError):
        Photo.open(path, cancel=cancel)
    assert read < len(LARGE[kind]) * 2 / 3


def _float_strip(height):
    wide = np.full((height, 4000, 3), np.float32(0.5))
    return _tiff(wide, photometric="rgb", iccprofile=SWAPPED, extratags=TURNED)


def _flat_jpeg(height):
    return _saved(Image.new("RGB", (4000, height), "teal"), "JPEG", icc_profile=SWAPPED, exif=_turned())


# 30 rows are one band, 300 are five.
@pytest.mark.parametrize(
    ("make", "more"),
    [
        # One strip, read in four parts, each looked for twice; its range, stretched, by the profile, copied.
        (_float_strip, 3 * 2 + 4 * 4),
        # By LittleCMS, out of Pillow, copied.
        (_flat_jpeg, 3 * 4),
    ],
)
def test_large_pictures_are_called_off_between_bands(tmp_path, make, more):
    path = tmp_path / "photo"
    seen = []
    for height in (30, 300):
        path.write_bytes(make(height))
        never = Countdown(1_000_000)
        assert Photo.open(path, cancel=never).shape == (4000, height)
        seen.append(never.seen)
    assert seen[1] - seen[0] >= more
    for looks in range(2, seen[1], 3):
        with pytest.raises(CancelledError):
            Photo.open(path, cancel=Countdown(looks))


def test_an_opening_may_be_called_off_before_it_begins(tmp_path):
    path = tmp_path / "photo"
    path.write_bytes(FILES["PNG"])
    cancel = Event()
    cancel.set()
    with pytest.raises(CancelledError):
        Photo.open(path, cancel=cancel)
    # What cannot be opened at all says so: there is nothing to be called off.
    with pytest.raises(PhotoError, match="there is no such file"):
        Photo.open(tmp_path / "none", cancel=cancel)
