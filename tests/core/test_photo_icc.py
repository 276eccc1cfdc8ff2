"""Embedded color profiles: converted to sRGB, with LittleCMS as the oracle for our own 16-bit converter."""

from __future__ import annotations

import io
import struct
import zlib

import numpy as np
import pytest
import tifffile
from PIL import Image, ImageCms

from kmeans_studio.photo import Photo
from kmeans_studio.photo.decoded import Decoded
from kmeans_studio.photo.icc import curves_to_srgb, read_curves
from kmeans_studio.photo.profile import to_srgb

RNG = np.random.default_rng(11)
# Primaries under D50 as (red, green, blue), each (X, Y, Z).
ADOBE = ((0.60974, 0.31111, 0.01947), (0.20528, 0.62567, 0.06087), (0.14919, 0.06322, 0.74457))
PROPHOTO = ((0.79767, 0.28804, 0.0), (0.13519, 0.71188, 0.0), (0.03134, 0.00009, 0.82491))
# What the converter counts with, as the columns of a matrix.
ICC_SRGB = ((0.4360747, 0.3850649, 0.1430804), (0.2225045, 0.7168786, 0.0606169), (0.0139322, 0.0971045, 0.7141733))
SRGB = ((0.43607, 0.22249, 0.01392), (0.38515, 0.71687, 0.09708), (0.14307, 0.06061, 0.7141))


def _fixed(*values):
    return b"".join(struct.pack(">i", round(value * 65536)) for value in values)


def _gamma(value):
    return b"curv" + struct.pack(">IIH", 0, 1, round(value * 256)) + b"\0\0"


def _table(values):
    return b"curv" + struct.pack(">II", 0, len(values)) + np.rint(np.array(values) * 65535).astype(">u2").tobytes()


def _parametric(kind, *values):
    return b"para" + struct.pack(">IHH", 0, kind, 0) + _fixed(*values)


def _profile(tags, space=b"RGB ", kind=b"mntr", pcs=b"XYZ ", name="Tést Näme", version=0x04300000):
    described = name.encode("utf-16-be")
    text = b"mluc" + struct.pack(">IIIHHII", 0, 1, 12, 0x656E, 0x5553, len(described), 28) + described
    tags = {b"desc": text, b"cprt": text, b"wtpt": b"XYZ \0\0\0\0" + _fixed(0.9642, 1, 0.82491), **tags}
    body, table, offset = b"", b"", 132 + 12 * len(tags)
    for tag, data in tags.items():
        table += tag + struct.pack(">II", offset + len(body), len(data))
        body += data + b"\0" * (-len(data) % 4)
    size = offset + len(body)
    header = struct.pack(">I4xI4s4s4s12x4s", size, version, kind, space, pcs, b"acsp")
    header = header.ljust(68, b"\0") + _fixed(0.9642, 1, 0.82491)
    return header.ljust(128, b"\0") + struct.pack(">I", len(tags)) + table + body


def _rgb_profile(primaries, *curves, **options):
    curves = curves * 3 if len(curves) == 1 else curves
    tags = {b"rgb"[i : i + 1] + b"XYZ": b"XYZ \0\0\0\0" + _fixed(*xyz) for i, xyz in enumerate(primaries)}
    tags |= {b"rgb"[i : i + 1] + b"TRC": curve for i, curve in enumerate(curves)}
    return _profile(tags, **options)


def _gray_profile(curve, **options):
    return _profile({b"kTRC": curve}, space=b"GRAY", **options)


SRGB_CURVE = _parametric(3, 2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
PROFILES = {
    "Adobe RGB, gamma": _rgb_profile(ADOBE, _gamma(2.19921875)),
    "Adobe RGB, version 2": _rgb_profile(ADOBE, _gamma(2.19921875), version=0x02100000),
    "ProPhoto, gamma": _rgb_profile(PROPHOTO, _gamma(1.8)),
    "ProPhoto, sRGB's curve": _rgb_profile(PROPHOTO, SRGB_CURVE),
    "linear": _rgb_profile(SRGB, b"curv" + bytes(8)),
    "three curves": _rgb_profile(ADOBE, _gamma(1.5), _gamma(2.0), _gamma(2.5)),
    "table": _rgb_profile(ADOBE, _table((np.arange(1024) / 1023) ** 2.4)),
    "short table": _rgb_profile(SRGB, _table([0, 0.1, 0.3, 1])),
    "parametric 0": _rgb_profile(ADOBE, _parametric(0, 2.4)),
    "parametric 1": _rgb_profile(ADOBE, _parametric(1, 2.4, 0.9, 0.1)),
    "parametric 2": _rgb_profile(ADOBE, _parametric(2, 2.4, 0.9, 0.05, 0.04)),
    "parametric 4": _rgb_profile(ADOBE, _parametric(4, 2.4, 0.93, 0.05, 0.08, 0.05, 0.01, 0.005)),
}


def _by_lcms(pixels, profile, mode="RGB"):
    source, srgb = ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB")
    intent, exact = ImageCms.Intent.RELATIVE_COLORIMETRIC, ImageCms.Flags.NOOPTIMIZE
    image = Image.fromarray(pixels)
    assert image.mode == mode
    return np.asarray(ImageCms.buildTransform(source, srgb, mode, "RGB", intent, exact).apply(image))


def _png(samples, profile):
    """An 8- or 16-bit PNG of gray or RGB with a profile."""
    channels = 1 if samples.ndim == 2 else samples.shape[2]
    depth = samples.dtype.itemsize * 8
    stored = samples.astype(">u2") if depth == 16 else samples
    color = {1: 0, 2: 4, 3: 2, 4: 6}[channels]
    raw = b"".join(b"\0" + row.tobytes() for row in stored)
    header = struct.pack(">IIBBBBB", samples.shape[1], samples.shape[0], depth, color, 0, 0, 0)
    chunks = (
        (b"IHDR", header),
        (b"iCCP", b"x\0\0" + zlib.compress(profile)),
        (b"IDAT", zlib.compress(raw)),
        (b"IEND", b""),
    )
    body = (struct.pack(">I", len(d)) + n + d + struct.pack(">I", zlib.crc32(n + d)) for n, d in chunks)
    return b"\x89PNG\r\n\x1a\n" + b"".join(body)


def _open(tmp_path, data):
    (tmp_path / "photo").write_bytes(data)
    return Photo.open(tmp_path / "photo")


@pytest.mark.parametrize("name", PROFILES)
def test_16_bits_agree_with_lcms_at_8(name):
    eight = RNG.integers(0, 256, (40, 50, 3), dtype=np.uint8)
    curves = read_curves(PROFILES[name])
    assert curves is not None
    ours = curves_to_srgb(eight.astype(np.uint16) * 257, curves) / 257
    assert np.abs(ours - _by_lcms(eight, PROFILES[name])).max() < 1.1


@pytest.mark.parametrize("curve", [_gamma(2.2), _gamma(1.0), _table([0, 0.5, 1]), _parametric(0, 1.8)])
def test_gray_curves_agree_with_lcms(curve):
    eight = np.arange(256, dtype=np.uint8)[None]
    curves = read_curves(_gray_profile(curve))
    assert curves is not None
    ours = curves_to_srgb(eight.astype(np.uint16) * 257, curves) / 257
    assert np.abs(ours - _by_lcms(eight, _gray_profile(curve), "L")[..., 0]).max() < 1.1


def test_sixteen_bits_are_exact_to_a_step_or_two():
    """Against the formulas in float64: the look-up by square root must not cost precision in the shadows."""
    pixels = np.repeat(np.arange(65536, dtype=np.uint16)[None, :, None], 3, axis=2)
    curves = read_curves(_rgb_profile(SRGB, _gamma(1.0)))
    assert curves is not None
    linear = np.arange(65536) / 65535
    expected = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055) * 65535
    assert np.abs(curves_to_srgb(pixels, curves)[0] - expected[:, None]).max() < 12
    gray = read_curves(_gray_profile(_gamma(1.0)))
    assert gray is not None
    assert np.abs(curves_to_srgb(pixels[..., 0], gray)[0] - expected).max() < 1.5


def _exactly(values, primaries, exponent):
    """A profile of one gamma by the formulas, in float64."""
    matrix = np.linalg.inv(np.array(ICC_SRGB)) @ np.array(primaries).T
    exponent = round(exponent * 256) / 256
    linear = np.clip(values.astype(float) ** exponent @ matrix.T, 0, 1)
    return np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)


@pytest.mark.parametrize(("primaries", "exponent"), [(ADOBE, 2.19921875), (PROPHOTO, 1.8), (SRGB, 1.0), (ADOBE, 3.0)])
def test_floating_point_is_exact(primaries, exponent):
    values = np.concatenate([RNG.random((50, 60, 3)), RNG.random((50, 60, 3)) ** 6]).astype(np.float32)
    values[0, :4] = np.array([0, 1, 1e-6, 0.5])[:, None]
    curves = read_curves(_rgb_profile(primaries, _gamma(exponent)))
    assert curves is not None
    ours = curves_to_srgb(values, curves)
    assert ours.dtype == np.float32
    # Primaries are stored in steps of 1 / 65536, and the shadows of sRGB are steep.
    assert np.abs(ours - _exactly(values, np.round(np.array(primaries) * 65536) / 65536, exponent)).max() < 5e-7
    gray = curves_to_srgb(values[..., 0], curves)
    assert np.abs(gray - curves_to_srgb(np.repeat(values[..., :1], 3, axis=2), curves)).max() == 0


@pytest.mark.parametrize("name", PROFILES)
def test_floating_point_agrees_with_16_bits(name):
    deep = RNG.integers(0, 65536, (40, 50, 3), dtype=np.uint16)
    curves = read_curves(PROFILES[name])
    assert curves is not None
    ours = curves_to_srgb(deep / np.float32(65535), curves) * 65535.0
    assert np.abs(ours - curves_to_srgb(deep, curves)).max() < 12


def test_floating_point_gray_is_exact():
    values = np.linspace(0, 1, 6000, dtype=np.float32).reshape(60, 100)
    for exponent in (1.0, 2.2):
        curves = read_curves(_gray_profile(_gamma(exponent)))
        assert curves is not None
        linear = values.astype(float) ** (round(exponent * 256) / 256)
        expected = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
        ours = curves_to_srgb(values, curves)
        assert ours.dtype == np.float32
        assert np.abs(ours - expected).max() < 1e-7


@pytest.mark.parametrize("layout", ["color", "gray"])
def test_a_floating_point_tiff_is_opened_in_srgb_and_said_so(tmp_path, layout):
    values = RNG.random((9, 14, 3)).astype(np.float32)
    values = values if layout == "color" else values[..., 0]
    curves = read_curves(PROFILES["Adobe RGB, gamma"])
    assert curves is not None
    buffer = io.BytesIO()
    tifffile.imwrite(
        buffer,
        values,
        photometric="rgb" if layout == "color" else "minisblack",
        iccprofile=PROFILES["Adobe RGB, gamma"],
    )
    photo = _open(tmp_path, buffer.getvalue())
    assert photo.pixels.dtype == np.float32
    assert photo.notes[-1] == "converted from Tést Näme to sRGB"
    assert np.array_equal(photo.pixels, curves_to_srgb(values, curves))


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("name", ["Adobe RGB, gamma", "ProPhoto, gamma"])
def test_opened_in_srgb_and_said_so(tmp_path, dtype, name):
    eight = RNG.integers(0, 256, (9, 14, 3), dtype=np.uint8)
    photo = _open(tmp_path, _png(eight if dtype == np.uint8 else eight.astype(np.uint16) * 257, PROFILES[name]))
    assert photo.pixels.dtype == dtype
    assert photo.notes == ("converted from Tést Näme to sRGB",)
    assert photo.warnings == ()
    scale = 1 if dtype == np.uint8 else 257
    assert np.abs(photo.pixels / scale - _by_lcms(eight, PROFILES[name])).max() < 1.1


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_alpha_is_no_color(tmp_path, dtype):
    samples = (RNG.integers(0, 256, (9, 14, 4)) * (257 if dtype == np.uint16 else 1)).astype(dtype)
    photo = _open(tmp_path, _png(samples, PROFILES["linear"]))
    assert photo.alpha is not None
    assert np.array_equal(photo.alpha, samples[..., 3] // (257 if dtype == np.uint16 else 1))
    assert not np.array_equal(photo.pixels, samples[..., :3])


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_what_is_srgb_already_is_left_alone_whatever_its_name(tmp_path, dtype):
    samples = RNG.integers(0, np.iinfo(dtype).max + 1, (9, 14, 3)).astype(dtype)
    for profile in (_rgb_profile(SRGB, SRGB_CURVE), ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()):
        photo = _open(tmp_path, _png(samples, profile))
        assert np.array_equal(photo.pixels, samples)
        assert photo.notes == ()
    named = _rgb_profile(ADOBE, _gamma(2.2), name="sRGB IEC61966-2.1")
    assert _open(tmp_path, _png(samples, named)).notes == ("converted from sRGB IEC61966-2.1 to sRGB",)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_gray_in_gray_and_in_rgb_profiles(tmp_path, dtype):
    scale = 1 if dtype == np.uint8 else 257
    gray = (np.arange(256).reshape(8, 32) * scale).astype(dtype)
    linear = gray / np.iinfo(dtype).max
    for profile in (_gray_profile(_gamma(1.0)), _rgb_profile(SRGB, _gamma(1.0))):
        photo = _open(tmp_path, _png(gray, profile))
        srgb = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055) * 255
        assert np.abs(photo.pixels / scale - srgb[..., None]).max() < 1.1
        assert photo.notes == ("converted from Tést Näme to sRGB",)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_a_profile_of_another_space_is_ignored_and_said_so(tmp_path, dtype):
    samples = RNG.integers(0, 256, (9, 14, 3)).astype(dtype)
    photo = _open(tmp_path, _png(samples, _gray_profile(_gamma(1.0))))
    assert np.array_equal(photo.pixels, samples)
    assert photo.warnings == ("its color profile is one for gray pictures and was ignored: colors may be off",)


def _broken_profiles():
    good = PROFILES["Adobe RGB, gamma"]
    yield from (b"x", b"\0" * 128, good[:100], good[:140], b"nonsense" * 40)
    yield good[:128] + b"\xff\xff\xff\xff" + good[132:]
    yield _rgb_profile(ADOBE, b"what" + bytes(12))
    yield _profile({})
    yield _rgb_profile(ADOBE, _gamma(2.2), space=b"6CLR")


@pytest.mark.parametrize("profile", [*_broken_profiles()], ids=range(9))
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_a_broken_profile_is_ignored_and_said_so(tmp_path, capfd, profile, dtype):
    samples = RNG.integers(0, 256, (9, 14, 3)).astype(dtype)
    photo = _open(tmp_path, _png(samples, profile))
    assert np.array_equal(photo.pixels, samples)
    assert photo.warnings == ("its color profile is damaged and was ignored: colors may be off",)
    assert photo.notes == ()
    assert capfd.readouterr() == ("", "")


def _cmyk_profile():
    """A printer's profile of tables: two points a side from CMYK to Lab, by a crude model of ink."""
    corners = np.stack(np.meshgrid(*[[0, 1]] * 4, indexing="ij"), axis=-1).reshape(-1, 4)
    lightness = (1 - corners[:, 3]) * (100 - 25 * corners[:, :3].sum(axis=1))
    a = 60 * (1 - corners[:, 3]) * (corners[:, 1] - corners[:, 0])
    b = 60 * (1 - corners[:, 3]) * (corners[:, 2] - corners[:, 0])
    lab = np.stack([lightness * 652.8, (a + 128) * 256, (b + 128) * 256], axis=1).astype(">u2")
    ramp = np.array([0, 65535], ">u2").tobytes()
    identity = _fixed(1, 0, 0, 0, 1, 0, 0, 0, 1)
    table = b"mft2" + struct.pack(">IBBBx", 0, 4, 3, 2) + identity + struct.pack(">HH", 2, 2)
    table += ramp * 4 + lab.tobytes() + ramp * 3
    return _profile({b"A2B0": table}, b"CMYK", b"prtr", b"Lab ", "Ink", 0x02100000)


def _saved(image, kind, **options):
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


@pytest.mark.parametrize("kind", ["TIFF", "JPEG"])
def test_cmyk_by_its_profile(tmp_path, kind):
    profile = _cmyk_profile()
    image = Image.fromarray(np.full((8, 8, 4), (200, 30, 60, 10), np.uint8), "CMYK")
    photo = _open(tmp_path, _saved(image, kind, icc_profile=profile, **({"quality": 95} if kind == "JPEG" else {})))
    assert (photo.notes, photo.warnings) == (("converted from Ink to sRGB",), ())
    expected = ImageCms.profileToProfile(
        image, ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB"), outputMode="RGB"
    )
    assert np.abs(photo.pixels.astype(int) - np.asarray(expected)).max() <= 3
    assert not np.array_equal(photo.pixels, np.asarray(image.convert("RGB")))


def test_deep_pictures_are_cut_by_tables_and_it_is_said_so(tmp_path):
    corners = np.stack(np.meshgrid(*[[0, 1]] * 3, indexing="ij"), axis=-1).reshape(-1, 3)
    lab = np.stack([corners.mean(axis=1) * 65280, np.full(8, 32768), np.full(8, 32768)], axis=1).astype(">u2")
    ramp = np.array([0, 65535], ">u2").tobytes()
    table = b"mft2" + struct.pack(">IBBBx", 0, 3, 3, 2) + _fixed(1, 0, 0, 0, 1, 0, 0, 0, 1) + struct.pack(">HH", 2, 2)
    table += ramp * 3 + lab.tobytes() + ramp * 3
    profile = _profile({b"A2B0": table}, pcs=b"Lab ", version=0x02100000)
    samples = RNG.integers(0, 65536, (9, 14, 3), dtype=np.uint16)
    buffer = io.BytesIO()
    tifffile.imwrite(buffer, samples / np.float32(65535), photometric="rgb", iccprofile=profile)
    photos = []
    for data, words in (
        (_png(samples, profile), "16 bits per channel were reduced to 8"),
        (buffer.getvalue(), "values were reduced to 8 bits"),
    ):
        photo = _open(tmp_path, data)
        assert photo.warnings == (f"its {words}, because its color profile is a table",)
        assert photo.pixels.dtype == np.uint8
        assert int(np.ptp(photo.pixels.astype(int), axis=2).max()) <= 2  # this table knows gray alone
        photos.append(photo.pixels.astype(int))
    assert np.abs(photos[0] - photos[1]).max() <= 1


def test_tables_come_before_curves():
    tags = {name: _gamma(1.0) for name in (b"rTRC", b"gTRC", b"bTRC")}
    tags |= {name: b"XYZ \0\0\0\0" + _fixed(0.3, 0.3, 0.3) for name in (b"rXYZ", b"gXYZ", b"bXYZ")}
    assert read_curves(_profile(tags)) is not None
    assert read_curves(_profile(tags | {b"A2B0": bytes(48)})) is None


def test_palettes_and_a_name_that_is_no_plain_line(tmp_path):
    image = Image.fromarray(RNG.integers(0, 256, (9, 14, 3), dtype=np.uint8)).quantize(16)
    profile = _rgb_profile(ADOBE, _gamma(2.2), name="two\nlines \x1b[31m" + "and long " * 20)
    photo = _open(tmp_path, _saved(image, "PNG", icc_profile=profile))
    assert np.abs(photo.pixels.astype(int) - _by_lcms(np.asarray(image.convert("RGB")), profile)).max() <= 1
    assert photo.notes[0].isprintable()
    assert photo.notes[0].startswith("converted from two lines")
    assert len(photo.notes[0]) < 100


def test_bands_change_nothing():
    curves = read_curves(PROFILES["ProPhoto, gamma"])
    assert curves is not None
    pixels = RNG.integers(0, 65536, (700, 999, 3), dtype=np.uint16)
    whole = curves_to_srgb(pixels, curves)
    assert np.array_equal(whole[350:360], curves_to_srgb(pixels[350:360], curves))


@pytest.mark.parametrize("name", PROFILES)
def test_8_bits_that_only_the_own_reader_can_read_are_converted_as_8_bits(name):
    """Such as a TIFF with more channels than Pillow knows."""
    eight = RNG.integers(0, 256, (20, 30, 3), dtype=np.uint8)
    decoded = Decoded(array=eight, icc=PROFILES[name])
    to_srgb(decoded)
    assert decoded.array.dtype == np.uint8
    assert np.abs(decoded.array.astype(int) - _by_lcms(eight, PROFILES[name])).max() <= 2
    assert decoded.warnings == []
