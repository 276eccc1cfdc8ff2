"""Writing files whole or not at all, and never over another one unasked."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from pathlib import Path

EXISTS = "exists already"


class ExportError(Exception):
    """A file that could not be written; the message is one plain line that names it and the reason."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path.name or path}: {reason}")
        self.path = path
        self.reason = reason


def check_targets(targets: list[Path], *, overwrite: bool, photo: Path | None = None) -> None:
    """Find out, before any work is done, what would stop the files from being written. Raises ExportError.

    The photo itself is never overwritten, not even when asked.
    """
    seen: set[Path] = set()
    for target in targets:
        try:
            _check_target(target, overwrite, photo)
            resolved = target.resolve()
        except (OSError, RuntimeError) as error:
            raise ExportError(target, _reason(error)) from None
        if resolved in seen:
            raise ExportError(target, "is named for two outputs")
        seen.add(resolved)


def _check_target(target: Path, overwrite: bool, photo: Path | None) -> None:
    if target.is_dir():
        raise ExportError(target, "is a folder; name a file in it")
    if not target.parent.is_dir():
        raise ExportError(target, f"the folder {target.parent} does not exist")
    if not os.access(target.parent, os.W_OK):
        raise ExportError(target, f"the folder {target.parent} cannot be written to")
    with suppress(FileNotFoundError):
        # Raises where links lead in a circle.
        target.resolve(strict=True)
    if not target.exists():
        return
    if photo is not None and photo.exists() and target.samefile(photo):
        raise ExportError(target, "is the photo itself, which is never overwritten")
    if not target.is_file():
        raise ExportError(target, "is not an ordinary file")
    if not overwrite:
        raise ExportError(target, EXISTS)


def write_files(contents: Mapping[Path, bytes | memoryview], *, overwrite: bool) -> None:
    """Write files whole: all of them beside their targets under other names first, then each into place in one step.

    Without `overwrite` it is all of them or none. Raises ExportError, also where a target has come to exist meanwhile.
    With `overwrite`, a file that was put in place before another one failed stays.
    """
    parts: list[tuple[Path, Path]] = []
    try:
        with ExitStack() as undo, ExitStack() as tidy:
            for target, content in contents.items():
                # Through a link, the file it leads to is replaced, not the link.
                target = target.resolve()
                part = target.with_name(f".{secrets.token_hex(8)}.part")
                tidy.callback(part.unlink, missing_ok=True)
                parts.append((target, part))
                with part.open("xb") as file:
                    file.write(content)
                    file.flush()
                    os.fsync(file.fileno())
            for target, part in parts:
                _put_in_place(part, target, overwrite)
                if not overwrite:
                    undo.callback(target.unlink, missing_ok=True)
            undo.pop_all()
    except OSError as error:
        raise ExportError(target, _reason(error)) from None


def _put_in_place(part: Path, target: Path, overwrite: bool) -> None:
    """Give the finished file its name in one step."""
    if overwrite:
        if target.exists():
            with suppress(OSError):
                shutil.copymode(target, part)
        part.replace(target)
        return
    try:
        # A hard link fails where the name is taken: nothing that appeared meanwhile is lost.
        target.hardlink_to(part)
    except FileExistsError:
        raise
    except OSError:
        # No hard links on this file system.
        if target.exists():
            raise FileExistsError(target) from None
        part.rename(target)


def _reason(error: OSError | RuntimeError) -> str:
    """Say in plain words why a file could not be written."""
    match error:
        case RuntimeError():
            return "is a link that leads back to itself"
        case FileExistsError():
            return EXISTS
        case PermissionError():
            return "no permission to write here"
        case FileNotFoundError():
            return "the folder does not exist"
    return (error.strerror or str(error) or "could not be written").lower()
