"""What cannot be opened is refused in one plain line: no other exception, no waiting, no memory, no chatter."""

from __future__ import annotations

import io
import os
import socket
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from kmeans_studio.photo import Photo, PhotoError

DAMAGED = "the picture data is damaged or incomplete"
DAMAGED_HEADER = "its header is damaged, or of a kind that cannot be read"
NOT_A_PICTURE = "is not a picture that can be opened (JPEG, PNG, TIFF, WebP, BMP, GIF or PPM)"
KINDS = ("JPEG", "PNG", "TIFF", "WEBP", "BMP", "GIF", "PPM")
SCENE = Image.fromarray(np.random.default_rng(3).integers(0, 256, (60, 80, 3), dtype=np.uint8))


def _reason(path, **options):
    with pytest.raises(PhotoError) as caught:
        Photo.open(path, **options)
    assert str(caught.value).isprintable()
    return caught.value.reason


def _written(tmp_path, data):
    path = tmp_path / "cat.jpg"
    path.write_bytes(data)
    return path


def _saved(image, kind, **options):
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


# --- what is no regular file -----------------------------------------------------------------------------------------


def test_a_folder_and_what_is_not_there(tmp_path):
    assert _reason(tmp_path) == "is a folder, not a picture"
    assert _reason(tmp_path / "none.jpg") == "there is no such file"
    assert _reason(tmp_path / "none" / "none.jpg") == "there is no such file"
    assert _reason("") == "there is no such file"
    assert _reason("nul\0.jpg") == "no file can have this name"
    assert _reason(tmp_path / ("x" * 5000)).startswith(("cannot be read: ", "there is no such file"))
    file = _written(tmp_path, b"x")
    assert _reason(file / "inside.jpg") == "there is no such file"


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege there")
def test_links(tmp_path):
    SCENE.save(tmp_path / "real.png")
    (tmp_path / "good").symlink_to(tmp_path / "real.png")
    (tmp_path / "dangling").symlink_to(tmp_path / "none")
    (tmp_path / "round").symlink_to(tmp_path / "round")
    assert Photo.open(tmp_path / "good").shape == (60, 80)
    assert _reason(tmp_path / "dangling") == "is a link to a file that is not there"
    assert _reason(tmp_path / "round").startswith("cannot be read: ")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_does_not_make_anyone_wait(tmp_path):
    os.mkfifo(tmp_path / "pipe.jpg")
    assert _reason(tmp_path / "pipe.jpg") == "is a named pipe, not a picture file"


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no devices here")
@pytest.mark.parametrize("device", ["/dev/zero", "/dev/null", "/dev/tty"])
def test_devices(device):
    assert _reason(device) == "is a device, not a picture file"


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX") or os.name == "nt", reason="no sockets in files here")
def test_a_socket(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # the name of a socket has to be short
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket")
        assert _reason("socket") == "is a socket, not a picture file"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="whoever may read anything is refused nothing")
def test_no_permission(tmp_path):
    path = _written(tmp_path, _saved(SCENE, "PNG"))
    path.chmod(0)
    assert _reason(path) == "there is no permission to read it"


def test_what_the_system_refuses_on_opening(tmp_path, monkeypatch):
    """Stands in for test_no_permission where everything is permitted, and for disks that fail."""
    path = _written(tmp_path, _saved(SCENE, "PNG"))

    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    assert _reason(path) == "there is no permission to read it"

    def fail(*_):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "open", fail)
    assert _reason(path) == "cannot be read: Input/output error"


# --- what is no picture of ours --------------------------------------------------------------------------------------

ELSE = "; save it as JPEG or PNG first"
CONTENTS = {
    b"": "the file is empty",
    b"\0": NOT_A_PICTURE,
    b"\0" * 5000: NOT_A_PICTURE,
    b"hello, this is text": "is text, not a picture",
    "ein Gruß\n".encode() * 900: "is text, not a picture",
    b"P": "is text, not a picture",
    b"BMW is a car, and this is a text about it": "is text, not a picture",
    b"\r\n <!DOCTYPE html><html>": "is a web page, not a picture",
    b"<?xml version='1.0'?>\n<!-- x --><svg xmlns=''>": "is an SVG drawing" + ELSE,
    b"<svg/>": "is an SVG drawing" + ELSE,
    b"%PDF-1.7\n": "is a PDF document" + ELSE,
    b"8BPS\0\1": "is a Photoshop document" + ELSE,
    b"%!PS-Adobe-3.0 EPSF-3.0\n": "is a PostScript document" + ELSE,
    b"\0\0\0\x18ftypheic\0\0\0\0mif1heic": "is a HEIC picture" + ELSE,
    b"\0\0\0\x1cftypmif1\0\0\0\0mif1heicheix": "is a HEIC picture" + ELSE,
    b"\0\0\0\x18ftypmif1\0\0\0\0mif1xxxx": "is a HEIF picture" + ELSE,
    b"\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf": "is an AVIF picture" + ELSE,
    b"\0\0\0\x18ftypcrx \0\0\0\1crx isom": "is a camera RAW picture" + ELSE,
    b"\0\0\0\x18ftypisom\0\0\0\0mp42isom": "is a video, not a picture",
    b"II*\0\x10\0\0\0CR\2\0": "is a camera RAW picture" + ELSE,
    b"FUJIFILMCCD-RAW 0201": "is a camera RAW picture" + ELSE,
    b"\xff\x0a\0": "is a JPEG XL picture" + ELSE,
    b"\0\0\0\x0cjP  \r\n\x87\n": "is a JPEG 2000 picture" + ELSE,
    b"PK\3\4\0\0\0": "is a ZIP archive or a document, not a picture",
    b"\xff\xd8\xff": DAMAGED_HEADER,
    b"\x89PNG\r\n\x1a\n": DAMAGED_HEADER,
    b"II*\0": DAMAGED_HEADER,
    b"MM\0*\0\0\0\x08\0\0": DAMAGED_HEADER,
    b"II+\0\x08\0\0\0" + b"\xff" * 8: DAMAGED_HEADER,
    b"RIFF\x04\0\0\0WEBP": DAMAGED_HEADER,
    b"GIF89a": DAMAGED_HEADER,
    b"P6\n": DAMAGED_HEADER,
    b"P5 3 3 0\n123456789": DAMAGED_HEADER,
    b"P5 3 3 70000\n123456789": DAMAGED_HEADER,
    b"P5 3 3 255\n12345678": DAMAGED,
    b"P2 2 2 9\n1 2 3 x": DAMAGED,
    b"P2 2 2 9\n1 2 3 99": DAMAGED,
    b"P2 2 2 9\n       ": DAMAGED,
    b"P1 2 2\n0 1 1 7": DAMAGED,
    b"P5 -3 3 255\n123456789": "declares an impossible size of -3 x 3 pixels",
    b"P5 0 3 255\n123456789": "declares an impossible size of 0 x 3 pixels",
    b"P5 99999999999999999999 3 255\n": DAMAGED_HEADER,
}


@pytest.mark.parametrize("data", CONTENTS, ids=range(len(CONTENTS)))
def test_contents(tmp_path, capfd, data):
    path = _written(tmp_path, data)
    assert _reason(path) == CONTENTS[data]
    assert capfd.readouterr() == ("", "")


# --- damage ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "options", [{}, {"progressive": True}, {"compression": "tiff_lzw"}, {"lossless": True}], ids=str
)
def test_truncated(tmp_path, capfd, kind, options):
    data = _saved(SCENE, kind, **options)
    for part in (0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 0.97):
        assert _reason(_written(tmp_path, data[: int(len(data) * part)])) in (DAMAGED, DAMAGED_HEADER)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("compression", ["tiff_lzw", "tiff_adobe_deflate", "jpeg", "lzma"])
def test_broken_compressed_tiffs_do_not_chatter(tmp_path, capfd, compression):
    data = bytearray(_saved(SCENE, "TIFF", compression=compression))
    data[8:4000:7] = b"\xff" * len(data[8:4000:7])  # Pillow writes the picture first, from byte 8
    assert _reason(_written(tmp_path, data)) == DAMAGED
    os.write(2, b"still there")
    assert capfd.readouterr() == ("", "still there")


def test_running_out_of_memory_is_said_plainly(tmp_path, monkeypatch):
    """A stand-in for a machine with little memory, which a test cannot ask for on every system."""
    from PIL import ImageFile

    def no_memory(_):
        raise MemoryError

    monkeypatch.setattr(ImageFile.ImageFile, "load_prepare", no_memory)
    assert _reason(_written(tmp_path, _saved(SCENE, "BMP"))) == "there is not enough memory to open it"


@pytest.mark.parametrize("depth", [8, 16])
def test_deep_pictures_may_have_half_as_many_pixels(tmp_path, depth):
    dtype = np.uint8 if depth == 8 else np.uint16
    pixels = np.zeros((30, 40, 3), dtype)
    for suffix in (".png", ".tif", ".ppm"):
        path = tmp_path / f"photo{suffix}"
        done, data = cv2.imencode(suffix, pixels)
        assert done
        path.write_bytes(data.tobytes())
        assert Photo.open(path, pixel_limit=1200 * depth // 8).shape == (30, 40)
        with pytest.raises(PhotoError, match="that can be opened"):
            Photo.open(path, pixel_limit=1200 * depth // 8 - 1)
