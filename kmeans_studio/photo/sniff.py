"""What a file is, told from its first bytes and never from its name."""

from __future__ import annotations

from .errors import RefusalError

HEAD_LENGTH = 4096

_SAVE_AS = "save it as JPEG or PNG first"

# (offset, bytes, words) of what people do drop on a picture program. First match counts.
_REFUSED = (
    (0, b"8BPS", f"is a Photoshop document; {_SAVE_AS}"),
    (0, b"%PDF-", f"is a PDF document; {_SAVE_AS}"),
    (0, b"%!PS", f"is a PostScript document; {_SAVE_AS}"),
    (0, b"\xc5\xd0\xd3\xc6", f"is a PostScript document; {_SAVE_AS}"),
    (0, b"gimp xcf", f"is a GIMP document; {_SAVE_AS}"),
    (0, b"\0\0\0\x0cJXL \r\n\x87\n", f"is a JPEG XL picture; {_SAVE_AS}"),
    (0, b"\xff\x0a", f"is a JPEG XL picture; {_SAVE_AS}"),
    (0, b"\0\0\0\x0cjP  \r\n\x87\n", f"is a JPEG 2000 picture; {_SAVE_AS}"),
    (0, b"\xff\x4f\xff\x51", f"is a JPEG 2000 picture; {_SAVE_AS}"),
    (0, b"\0\0\1\0", f"is an icon file; {_SAVE_AS}"),
    (0, b"\0\0\2\0", f"is a cursor file; {_SAVE_AS}"),
    (0, b"icns", f"is an icon file; {_SAVE_AS}"),
    (0, b"v/1\1", f"is an OpenEXR picture; {_SAVE_AS}"),
    (0, b"#?RADIANCE", f"is a Radiance HDR picture; {_SAVE_AS}"),
    (0, b"DDS ", f"is a DDS texture; {_SAVE_AS}"),
    (0, b"qoif", f"is a QOI picture; {_SAVE_AS}"),
    (0, b"\x89MNG", f"is an MNG animation; {_SAVE_AS}"),
    (0, b"FUJIFILMCCD-RAW", f"is a camera RAW picture; {_SAVE_AS}"),
    (0, b"IIRO", f"is a camera RAW picture; {_SAVE_AS}"),
    (0, b"IIRS", f"is a camera RAW picture; {_SAVE_AS}"),
    (0, b"MMOR", f"is a camera RAW picture; {_SAVE_AS}"),
    (0, b"IIU\0", f"is a camera RAW picture; {_SAVE_AS}"),
    (0, b"FOVb", f"is a camera RAW picture; {_SAVE_AS}"),
    (0, b"\0MRM", f"is a camera RAW picture; {_SAVE_AS}"),
    (8, b"CR\2\0", f"is a camera RAW picture; {_SAVE_AS}"),
    (6, b"HEAPCCDR", f"is a camera RAW picture; {_SAVE_AS}"),
    (128, b"DICM", f"is a DICOM picture; {_SAVE_AS}"),
    (0, b"SIMPLE  =", f"is a FITS picture; {_SAVE_AS}"),
    (0, b"P7\n", f"is a PAM picture; {_SAVE_AS}"),
    (0, b"PF\n", f"is a PFM picture; {_SAVE_AS}"),
    (0, b"Pf\n", f"is a PFM picture; {_SAVE_AS}"),
    (0, b"PK\3\4", "is a ZIP archive or a document, not a picture"),
    (0, b"\x1f\x8b", "is a compressed archive, not a picture"),
    (0, b"7z\xbc\xaf", "is a compressed archive, not a picture"),
    (0, b"Rar!", "is a compressed archive, not a picture"),
    (0, b"\x7fELF", "is a program, not a picture"),
    (0, b"MZ", "is a program, not a picture"),
    (0, b"\x1aE\xdf\xa3", "is a video, not a picture"),
    (8, b"AVI ", "is a video, not a picture"),
    (8, b"WAVE", "is a sound, not a picture"),
)

# ISO media files name what they are by a 'brand' after 'ftyp'.
_BRANDS = {
    b"heic": "is a HEIC picture",
    b"heix": "is a HEIC picture",
    b"heim": "is a HEIC picture",
    b"heis": "is a HEIC picture",
    b"hevc": "is a HEIC picture",
    b"hevx": "is a HEIC picture",
    b"avif": "is an AVIF picture",
    b"avis": "is an AVIF picture",
    b"mif1": "is a HEIF picture",
    b"msf1": "is a HEIF picture",
    b"crx ": "is a camera RAW picture",
}

_TIFF = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_BMP_HEADERS = (12, 16, 40, 52, 56, 64, 108, 124)
_NOT_A_PICTURE = "is not a picture that can be opened (JPEG, PNG, TIFF, WebP, BMP, GIF or PPM)"


def identify(head: bytes) -> str:
    """Return the format of a file by its first HEAD_LENGTH bytes; raises RefusalError for all but ours."""
    kind = _ours(head)
    if kind is not None:
        return kind
    for offset, magic, words in _REFUSED:
        if head.startswith(magic, offset):
            raise RefusalError(words)
    if head[4:8] == b"ftyp":
        raise RefusalError(_iso_media(head))
    raise RefusalError(_as_text(head) or _NOT_A_PICTURE)


def _ours(head: bytes) -> str | None:
    if head.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    # Canon's CR2 begins as a TIFF does.
    if head.startswith(_TIFF) and head[8:10] != b"CR":
        return "TIFF"
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "WebP"
    if head.startswith((b"GIF87a", b"GIF89a")):
        return "GIF"
    if head.startswith(b"BM") and int.from_bytes(head[14:18], "little") in _BMP_HEADERS:
        return "BMP"
    if head[:1] == b"P" and head[1:2] in b"123456" and head[2:3] in b" \t\r\n#0123456789-" and len(head) > 2:
        return "PPM"
    return None


def _iso_media(head: bytes) -> str:
    length = min(int.from_bytes(head[:4], "big"), 256)
    brands = [head[8:12], *(head[i : i + 4] for i in range(16, length, 4))]
    # 'mif1' is said of HEIC and AVIF alike: the closer name wins.
    found = [_BRANDS[brand] for brand in brands if brand in _BRANDS]
    if not found:
        return "is a video, not a picture"
    return f"{min(found, key=lambda words: 'HEIF' in words)}; {_SAVE_AS}"


def _as_text(head: bytes) -> str | None:
    """Say what a text is; None if the bytes are no text."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return "is a web page, not a picture"
    if start.startswith((b"<svg", b"<?xml", b"<!--", b"<!doctype svg")) and b"<svg" in start:
        return f"is an SVG drawing; {_SAVE_AS}"
    if any(byte < 32 and byte not in b"\t\n\r\f\x1b" for byte in head):
        return None
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        # A character that the end of the head cuts in two is still text.
        if error.start < len(head) - 3 or len(head) < HEAD_LENGTH:
            return None
    return "is text, not a picture"
