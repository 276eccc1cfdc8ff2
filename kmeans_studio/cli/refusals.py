"""What can go wrong on the way from a photo to files, as one plain line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..export import EXISTS, ExportError
from ..features.banks import BankError
from ..features.count import NothingToSegmentError
from ..features.position import TooLargeError
from ..features.texture.gray import NoTextureError
from ..photo import PhotoError
from .talk import Refused


@contextmanager
def refusing(photo: Path, *others: type[Exception]) -> Iterator[None]:
    """Turn what opening, segmenting and writing raise into Refused with the exit code 1; others are about the photo."""
    about_photo: tuple[type[Exception], ...] = (NothingToSegmentError, NoTextureError, TooLargeError, *others)
    try:
        yield
    except ExportError as error:
        hint = "; --force writes over it" if error.reason == EXISTS else ""
        raise Refused(f"{error}{hint}", 1) from None
    except (PhotoError, BankError) as error:
        raise Refused(error, 1) from None
    except about_photo as error:
        raise Refused(f"{photo.name}: {error}", 1) from None
    except MemoryError:
        raise Refused(f"{photo.name}: there is not enough memory for this photo", 1) from None
