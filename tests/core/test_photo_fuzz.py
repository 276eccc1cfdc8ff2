"""Damage of every sort: whatever is in a file, there is a Photo or a PhotoError of one line, and nothing else."""

from __future__ import annotations

import io
import random

import cv2
import numpy as np
import pytest
from PIL import Image, ImageCms

from kmeans_studio.photo import Photo, PhotoError

PIXELS = np.random.default_rng(8).integers(0, 256, (17, 23, 4), dtype=np.uint8)
DEEP = PIXELS.astype(np.uint16) * 257
EXTREMES = (b"\0\0\0\0", b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\xff\xff\xff\x7f", b"\0\1", b"\x80\0\0\0")
DAMAGES = 120


def _seeds():
    exif = Image.Exif()
    exif[0x0112] = 6
    facts = {"exif": exif, "icc_profile": ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()}
    rgb, rgba = Image.fromarray(PIXELS[..., :3]), Image.fromarray(PIXELS)
    pillow = {
        "jpeg": (rgb, "JPEG", facts),
        "progressive jpeg": (rgb, "JPEG", {"progressive": True}),
        "cmyk jpeg": (rgb.convert("CMYK"), "JPEG", {}),
        "png": (rgba, "PNG", facts),
        "palette png": (rgb.quantize(9), "PNG", {"transparency": 2}),
        "webp": (rgba, "WEBP", facts),
        "animated webp": (rgb, "WEBP", {"save_all": True, "append_images": [rgb.rotate(180)], "lossless": True}),
        "gif": (rgb.quantize(9), "GIF", {"save_all": True, "append_images": [rgb.rotate(180).quantize(9)]}),
        "bmp": (rgb, "BMP", {}),
        "tiff": (rgb, "TIFF", facts),
        "lzw tiff": (rgb, "TIFF", {"compression": "tiff_lzw"}),
        "fax tiff": (rgb.convert("1"), "TIFF", {"compression": "group4"}),
        "jpeg tiff": (rgb, "TIFF", {"compression": "jpeg"}),
        "ppm": (rgb, "PPM", {}),
    }
    for name, (image, kind, options) in pillow.items():
        buffer = io.BytesIO()
        image.save(buffer, kind, **options)
        yield name, buffer.getvalue()
    yield "plain ppm", b"P3 2 3 255\n" + b" ".join(b"%d" % value for value in range(18))
    for name, suffix, array in (
        ("16-bit png", ".png", DEEP[..., :3]),
        ("16-bit png with alpha", ".png", DEEP),
        ("16-bit tiff", ".tif", DEEP[..., :3]),
        ("float tiff", ".tif", PIXELS[..., :3].astype(np.float32)),
        ("float tiff with alpha", ".tif", PIXELS / np.float32(255)),
    ):
        options = [cv2.IMWRITE_TIFF_COMPRESSION, cv2.IMWRITE_TIFF_COMPRESSION_ADOBE_DEFLATE] if "tiff" in name else []
        done, data = cv2.imencode(suffix, array, options)
        assert done
        yield name, data.tobytes()


SEEDS = dict(_seeds())


@pytest.mark.parametrize("name", SEEDS)
def test_damage(tmp_path, capfd, name):
    chance, path = random.Random(name), tmp_path / "damaged"
    path.write_bytes(SEEDS[name])
    assert Photo.open(path).pixels.size
    for _ in range(DAMAGES):
        path.write_bytes(_damaged(SEEDS[name], chance))
        try:
            photo = Photo.open(path, pixel_limit=1_000_000)
        except PhotoError as error:
            lines = [str(error)]
        else:
            assert photo.pixels.dtype in (np.uint8, np.uint16, np.float32)
            lines = [*photo.notes, *photo.warnings]
        assert all(line.isprintable() for line in lines)
    assert capfd.readouterr() == ("", "")


def _damaged(data, chance):
    """Cut, flip, overwrite, drop or repeat; half of it in the header, where it hurts most."""
    broken = bytearray(data)
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(min(len(broken), chance.choice((120, len(broken)))) or 1)
        length = chance.randint(1, 16)
        match chance.randrange(6):
            case 0:
                del broken[at:]
            case 1:
                broken[at : at + 1] = bytes([chance.randrange(256)])
            case 2:
                extreme = chance.choice(EXTREMES)
                broken[at : at + len(extreme)] = extreme
            case 3:
                del broken[at : at + length]
            case 4:
                broken[at:at] = broken[at : at + length]
            case 5:
                broken[at : at + length] = chance.randbytes(length)
    return bytes(broken)
