"""Writing: whole or not at all, never over another file unasked, and nothing left lying about."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from kmeans_studio.export import ExportError, check_targets, files, write_files

needs_posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX files")


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "old.png").write_bytes(b"old")
    (tmp_path / "photo.png").write_bytes(b"photo")
    return tmp_path


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def link(new, old):
    try:
        new.symlink_to(old)
    except OSError:
        pytest.skip("no symbolic links here")


def check_and_write(targets, overwrite, photo):
    check_targets(targets, overwrite=overwrite, photo=photo)
    write_files(dict.fromkeys(targets, b"new"), overwrite=overwrite)


def refused(folder, targets, *, overwrite=False, photo=None):
    """Check and write as a caller does; return the one line, after seeing that nothing changed."""
    before = contents(folder)
    with pytest.raises(ExportError) as caught:
        check_and_write(targets, overwrite, photo)
    assert contents(folder) == before
    assert "\n" not in str(caught.value)
    return caught.value.reason


def test_new_files_are_written(folder):
    targets = {folder / "a.png": b"a", folder / "ünï côdé ☃": memoryview(b"b"), folder / "-c": b""}
    check_targets(list(targets), overwrite=False)
    write_files(targets, overwrite=False)
    assert contents(folder) == {
        "old.png": b"old", "photo.png": b"photo", "a.png": b"a", "ünï côdé ☃": b"b", "-c": b""
    }  # fmt: skip


def test_an_existing_file_stays_unless_it_may_be_overwritten(folder):
    assert refused(folder, [folder / "old.png"]) == "exists already"
    assert refused(folder, [folder / "new.png", folder / "old.png"]) == "exists already"
    check_targets([folder / "old.png"], overwrite=True)
    write_files({folder / "old.png": b"new"}, overwrite=True)
    assert contents(folder) == {"old.png": b"new", "photo.png": b"photo"}


def test_a_file_that_appears_between_check_and_write_stays(folder):
    with pytest.raises(ExportError, match=r"^old\.png: exists already$"):
        write_files({folder / "a.png": b"a", folder / "old.png": b"new", folder / "z": b"z"}, overwrite=False)
    assert contents(folder) == {"old.png": b"old", "photo.png": b"photo"}


def test_without_hard_links_too(folder, monkeypatch):
    def not_here(*_):
        raise PermissionError("this file system has no hard links")

    monkeypatch.setattr(Path, "hardlink_to", not_here)
    with pytest.raises(ExportError, match="exists already"):
        write_files({folder / "a.png": b"a", folder / "old.png": b"new"}, overwrite=False)
    assert contents(folder) == {"old.png": b"old", "photo.png": b"photo"}
    write_files({folder / "a.png": b"a"}, overwrite=False)
    assert contents(folder)["a.png"] == b"a"


@pytest.mark.parametrize("overwrite", [False, True])
def test_when_the_disk_is_full_nothing_is_left_behind(folder, monkeypatch, overwrite):
    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(ExportError, match=r"^old\.png: no space left on device$"):
        write_files({folder / "old.png": b"new", folder / "b": b"b"}, overwrite=overwrite)
    assert contents(folder) == {"old.png": b"old", "photo.png": b"photo"}


@pytest.mark.parametrize("moment", ["fsync", "_put_in_place"])
def test_when_interrupted_nothing_is_left_behind(folder, monkeypatch, moment):
    home, calls = (files.os if moment == "fsync" else files), []
    real = getattr(home, moment)

    def interrupted(*arguments):
        calls.append(arguments)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(*arguments)

    monkeypatch.setattr(home, moment, interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_files({folder / "a": b"a", folder / "b": b"b"}, overwrite=False)
    assert contents(folder) == {"old.png": b"old", "photo.png": b"photo"}


@pytest.mark.parametrize("overwrite", [False, True])
def test_targets_that_cannot_be_files(folder, overwrite):
    cases = {
        folder: "is a folder; name a file in it",
        folder / "no" / "a.png": "does not exist",
        folder / "old.png" / "a.png": "does not exist",
    }
    for target, reason in cases.items():
        assert reason in refused(folder, [target], overwrite=overwrite)


@needs_posix
def test_a_name_that_is_too_long(folder):
    assert refused(folder, [folder / ("x" * 300)]) == "file name too long"


@needs_posix
@pytest.mark.parametrize("device", ["/dev/full", "/dev/null"])
def test_devices_are_no_files(device):
    if not Path(device).exists():
        pytest.skip(f"{device} is not here")
    # Only checked: root could replace a device, were it not refused.
    with pytest.raises(ExportError, match="is not an ordinary file"):
        check_targets([Path(device)], overwrite=True)


@needs_posix
def test_a_pipe_is_no_file(folder):
    os.mkfifo(folder / "pipe")
    assert refused(folder, [folder / "pipe"], overwrite=True) == "is not an ordinary file"


@needs_posix
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_permission(folder):
    folder.chmod(0o500)
    assert "cannot be written to" in refused(folder, [folder / "a.png"])
    folder.chmod(0o700)


def test_one_file_cannot_be_two_outputs(folder):
    assert refused(folder, [folder / "a", folder / "a"]) == "is named for two outputs"
    assert refused(folder, [folder / "a", folder / "." / "a"]) == "is named for two outputs"
    link(folder / "alias", folder / "a")
    assert refused(folder, [folder / "a", folder / "alias"], overwrite=True) == "is named for two outputs"


def test_the_photo_is_never_overwritten(folder, monkeypatch):
    photo = folder / "photo.png"
    (folder / "hard.png").hardlink_to(photo)
    link(folder / "soft.png", photo)
    monkeypatch.chdir(folder)
    for target in (photo, Path("photo.png"), folder / "hard.png", folder / "soft.png"):
        for given in (photo, Path("photo.png")):
            reason = refused(folder, [folder / "new", target], overwrite=True, photo=given)
            assert reason == "is the photo itself, which is never overwritten"


def test_through_a_link_the_file_it_leads_to_is_written(folder):
    link(folder / "soft", folder / "old.png")
    assert refused(folder, [folder / "soft"]) == "exists already"
    write_files({folder / "soft": b"new"}, overwrite=True)
    assert (folder / "soft").is_symlink()
    assert contents(folder) == {"old.png": b"new", "photo.png": b"photo", "soft": b"new"}


def test_through_a_link_that_leads_nowhere_a_new_file_is_written(folder):
    link(folder / "soft", folder / "new.png")
    check_targets([folder / "soft"], overwrite=False)
    write_files({folder / "soft": b"new"}, overwrite=False)
    assert (folder / "soft").is_symlink()
    assert (folder / "new.png").read_bytes() == b"new"


def test_a_link_into_a_folder_that_is_not_there(folder):
    link(folder / "soft", folder / "no" / "new.png")
    assert "does not exist" in refused(folder, [folder / "soft"])


def test_a_link_to_itself_is_refused(folder):
    link(folder / "loop", folder / "loop")
    for overwrite in (False, True):
        assert refused(folder, [folder / "loop"], overwrite=overwrite)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no such permissions")
def test_a_file_that_is_written_over_keeps_its_permissions(tmp_path):
    target = tmp_path / "private.png"
    target.write_bytes(b"old")
    target.chmod(0o600)
    write_files({target: b"new"}, overwrite=True)
    assert target.read_bytes() == b"new"
    assert target.stat().st_mode & 0o777 == 0o600
