"""Pictures that have broken other programs (from Pillow's own tests): each is opened rightly or refused clearly."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image, ImageCms, ImageOps

from kmeans_studio.photo import Photo, PhotoError

ODD = Path(__file__).parents[1] / "photos" / "odd"

DAMAGED = "the picture data is damaged or incomplete"
DAMAGED_HEADER = "its header is damaged, or of a kind that cannot be read"
TURNED = "turned upright as the camera recorded (EXIF orientation {})"
PLAIN_CMYK = "it is in CMYK without a color profile: its colors are approximate"
REFUSED = {
    "LICENSE-Pillow": "is text, not a picture",
    "broken.png": DAMAGED_HEADER,
    "broken_data_stream.png": DAMAGED,
    "decompression_bomb.gif": "declares more pixels than can be opened",
    "decompression_bomb.ico": "is an icon file; save it as JPEG or PNG first",
    "hopper_long_name.im": "is not a picture that can be opened (JPEG, PNG, TIFF, WebP, BMP, GIF or PPM)",
    "libtiff_segfault.tif": "has 65,535 channels, more than can be read",
    "negative_size.ppm": DAMAGED_HEADER,
    "oom-225817ca0f8c663be7ab4b9e717b02c661e66834.tif": "has 303,169,682 channels, more than can be read",
    "png_decompression_dos.png": "a text or color profile inside it unpacks to more than is safe",
    "seek_too_large.tif": DAMAGED_HEADER,
}
# name -> format, (h, w), what was done, what was left out
OPENED = {
    "exif-ifd-offset.jpg": ("JPEG", (200, 200), (), ()),
    "hopper.Lab.tif": ("TIFF", (128, 128), ("converted from CIE Lab to sRGB",), ()),
    "hopper_16bit.pgm": ("PPM", (128, 128), (), ()),
    "hopper_1bit.pbm": ("PPM", (128, 128), (), ()),
    "hopper_bad_exif.jpg": ("JPEG", (500, 500), (), ()),
    "hopper_gray.jpg": ("JPEG", (128, 128), (), ()),
    "hopper_orientation_3.jpg": ("JPEG", (128, 128), (TURNED.format(3),), ()),
    "hopper_orientation_6.jpg": ("JPEG", (128, 128), (TURNED.format(6),), ()),
    "hopper_orientation_8.jpg": ("JPEG", (128, 128), (TURNED.format(8),), ()),
    "hopper_rle8_row_overflow.bmp": ("BMP", (128, 128), (), ()),
    "i_trns.png": ("PNG", (64, 64), (), ()),
    "iss634.webp": ("WebP", (245, 245), (), ("only the first of 42 frames was opened",)),
    "jpeg_ff00_header.jpg": ("JPEG", (225, 300), (), ()),
    "junk_jpeg_header.jpg": ("JPEG", (768, 1024), (), ()),
    "multipage.tiff": ("TIFF", (10, 10), (), ("only the first of 3 pages was opened",)),
    "no_palette.gif": ("GIF", (1, 1), (), ("only the first of 2 frames was opened",)),
    "old-style-jpeg-compression.tif": ("TIFF", (870, 4160), (), ()),
    "p_trns_single.png": ("PNG", (64, 64), (), ()),
    "pal8rletrns.png": ("PNG", (64, 127), (), ()),
    "pil_sample_cmyk.jpg": ("JPEG", (100, 100), (), (PLAIN_CMYK,)),
    "tRNS_null_1x1.png": ("PNG", (1, 1), (), ()),
    "tiff_16bit_RGB.tiff": ("TIFF", (40, 100), (), ()),
}
SIXTEEN_BITS = ("hopper_16bit.pgm", "i_trns.png", "tiff_16bit_RGB.tiff")
TRANSPARENT = ("i_trns.png", "p_trns_single.png", "tRNS_null_1x1.png")


def test_nothing_is_left_out():
    assert {path.name for path in ODD.iterdir()} == set(REFUSED) | set(OPENED)


@pytest.mark.parametrize(("name", "reason"), REFUSED.items())
def test_refused_in_one_line(name, reason, capfd):
    with pytest.raises(PhotoError) as caught:
        Photo.open(ODD / name)
    assert str(caught.value) == f"{name}: {reason}"
    assert str(caught.value).isprintable()
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("name", OPENED)
def test_opened_rightly(name, capfd):
    photo = Photo.open(ODD / name)
    assert (photo.format, photo.shape, photo.notes, photo.warnings) == OPENED[name]
    assert photo.pixels.dtype == (np.uint16 if name in SIXTEEN_BITS else np.uint8)
    expected, alpha = _reference(ODD / name)
    assert np.array_equal(photo.pixels, expected)
    assert np.array_equal(np.full(photo.shape, 255) if photo.alpha is None else photo.alpha, alpha)
    assert photo.has_transparency == (name in TRANSPARENT)
    assert capfd.readouterr() == ("", "")


def _reference(path):
    """Pixels and alpha as Pillow renders them; where Pillow would cut 16 bits, as OpenCV does."""
    with Image.open(path) as image:
        opaque = np.full(image.size[::-1], 255)
        if path.name in SIXTEEN_BITS:
            samples = cv2.imdecode(np.fromfile(path, np.uint8), cv2.IMREAD_UNCHANGED)
            if path.name == "i_trns.png":
                opaque[samples == image.info["transparency"]] = 0
            return (samples[..., ::-1] if samples.ndim == 3 else np.repeat(samples[..., None], 3, 2)), opaque
        if image.mode == "LAB":
            lab, srgb = ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB")
            return np.asarray(ImageCms.profileToProfile(image, lab, srgb, outputMode="RGB")), opaque
        if "transparency" in image.info:
            rgba = np.asarray(image.convert("RGBA"))
            return rgba[..., :3], rgba[..., 3]
        return np.asarray(ImageOps.exif_transpose(image).convert("RGB")), opaque


def test_orientations_show_the_same_scene():
    pictures = [Photo.open(ODD / f"hopper_orientation_{n}.jpg").pixels.astype(float) for n in (3, 6, 8)]
    for picture in pictures[1:]:
        assert np.abs(picture - pictures[0]).mean() < 8
    assert np.abs(pictures[0][::-1] - pictures[1]).mean() > 20
