"""Settings: they survive, odd files do no harm."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest
from PIL import Image

from kmeans_studio.ui import theme
from kmeans_studio.ui.settings import (
    RECENT_LIMIT,
    Recent,
    Settings,
    SettingsFile,
    load_settings,
    save_settings,
    settings_path,
)

RECENT = Recent("/photos/ü.png", 40, 30, 5, "2025-11-20T17:42:00")


def write(text: str | bytes) -> None:
    settings_path().parent.mkdir(parents=True, exist_ok=True)
    settings_path().write_bytes(text.encode() if isinstance(text, str) else text)


def test_what_is_saved_is_loaded():
    recent = (RECENT, Recent(os.fsdecode(b"/bad \xff\n.png"), 1, 1, 2, "now"))
    settings = Settings("dark", False, recent, more=True, slow_loops_told=True)
    save_settings(settings)
    assert load_settings() == settings


def test_the_file_can_be_read_by_people():
    save_settings(Settings("dark"))
    assert '"appearance": "dark"' in settings_path().read_text("utf-8")


def test_without_a_file_the_defaults_hold():
    assert load_settings() == Settings()


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", "7", b"\xff\xfe", "[" * 100_000, '{"appearance": ["dark"], "live": 0, "recent": 3}']
)
def test_a_file_that_cannot_be_read_gives_the_defaults_and_stays(text):
    write(text)
    before = settings_path().read_bytes()
    assert load_settings() == Settings()
    assert settings_path().read_bytes() == before


def test_what_is_right_in_a_file_with_faults_is_kept():
    entries = [{"path": "/a.png"}, 5, None, {"path": "/b.png", "width": 1, "height": 2, "k": 3, "opened": "x"}]
    write(json.dumps({"appearance": "pink", "live": False, "more": "yes", "recent": entries, "later": 1}))
    assert load_settings() == Settings("system", False, (Recent("/b.png", 1, 2, 3, "x"),))


def test_a_photo_opened_again_moves_to_the_top():
    settings = Settings()
    for name in ("a", "b", "a"):
        settings = settings.with_recent(Path(f"/{name}.png"), 1, 1, 5)
    assert [Path(entry.path).name for entry in settings.recent] == ["a.png", "b.png"]


def test_the_recent_list_has_a_limit():
    settings = Settings()
    for number in range(RECENT_LIMIT + 3):
        settings = settings.with_recent(Path(f"/{number}.png"), 1, 1, 5)
    assert len(settings.recent) == RECENT_LIMIT
    assert Path(settings.recent[0].path).name == f"{RECENT_LIMIT + 2}.png"


def test_only_a_change_is_written():
    file = SettingsFile(Settings())
    file.change(live=True)
    assert not settings_path().exists()
    file.change(live=False)
    assert load_settings().live is False


@pytest.mark.skipif(sys.platform == "win32", reason="permissions are another matter there")
def test_a_place_that_cannot_be_written_to_is_no_reason_to_stop(home):
    settings_path().parent.parent.mkdir(parents=True, exist_ok=True)
    settings_path().parent.write_text("a file where the folder should be")
    save_settings(Settings("dark"))
    assert load_settings() == Settings()


def test_appearance_live_and_recent_photos_survive_a_restart(make_desk, tmp_path):
    photo = tmp_path / "mine.png"
    Image.effect_noise((60, 40), 90).save(photo)
    first = make_desk()
    first.trigger("appearance_dark")
    first.trigger("live")
    first.open(photo)
    first.window.close()
    theme.apply(theme.application(), "light")
    second = make_desk()
    assert theme.scheme().dark
    assert second.window.actions_["appearance_dark"].isChecked()
    assert not second.window.actions_["live"].isChecked()
    assert not second.session.live
    assert second.find("start.recent.row").text() == "mine.png"
