"""Settings that outlive the program: a small JSON file that people can read and mend.

The window's place and size are kept apart, by QSettings: they are for no reader.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSettings, QStandardPaths

from .theme import Appearance

APPEARANCES: dict[Appearance, str] = {"system": "As the system", "light": "Light", "dark": "Dark"}
RECENT_LIMIT = 8


@dataclass(frozen=True, slots=True)
class Recent:
    """A photo that was opened: path, size in pixels, number of segments, and when (ISO 8601, local time)."""

    path: str
    width: int
    height: int
    k: int
    opened: str


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings; what the file lacks or has wrong takes its default.

    more              whether the less frequent choices of the recipe are shown
    slow_loops_told   whether this person was told that the slower loops run
    """

    appearance: Appearance = "system"
    live: bool = True
    recent: tuple[Recent, ...] = field(default=())
    more: bool = False
    slow_loops_told: bool = False

    def with_recent(self, path: Path, width: int, height: int, k: int) -> Settings:
        """Return the settings with a photo at the top of the recent list."""
        from datetime import datetime

        now = datetime.now().isoformat(timespec="seconds")
        entry = Recent(str(path), width, height, k, now)
        others = tuple(old for old in self.recent if old.path != entry.path)
        return replace(self, recent=(entry, *others)[:RECENT_LIMIT])


def settings_path() -> Path:
    """Return where the settings lie."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppConfigLocation)
    return Path(folder) / "settings.json"


def window_settings() -> QSettings:
    """Return where the window's place and size are kept: beside the settings."""
    return QSettings(str(settings_path().with_name("window.ini")), QSettings.Format.IniFormat)


def load_settings() -> Settings:
    """Read the settings; a file that is missing or cannot be read gives the defaults, and stays as it is."""
    try:
        values = json.loads(settings_path().read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return Settings()
    if not isinstance(values, dict):
        return Settings()
    standard = Settings()
    appearance = values.get("appearance")
    switches = {
        name: value
        for name in ("live", "more", "slow_loops_told")
        if isinstance(value := values.get(name, getattr(standard, name)), bool)
    }
    return Settings(
        appearance if isinstance(appearance, str) and appearance in APPEARANCES else standard.appearance,
        recent=tuple(entry for entry in map(_recent, _list(values.get("recent"))) if entry)[:RECENT_LIMIT],
        **switches,
    )


def pictures_folder() -> str:
    """Return the folder for pictures, or the home folder where there is none."""
    places = QStandardPaths.StandardLocation
    folder = Path(QStandardPaths.writableLocation(places.PicturesLocation))
    return str(folder if folder.is_dir() else QStandardPaths.writableLocation(places.HomeLocation))


class SettingsFile:
    """The settings in force; a change is written at once."""

    def __init__(self, settings: Settings) -> None:
        self.now = settings

    def change(self, **changes: Any) -> None:
        """Change settings, and write them where something changed."""
        settings = replace(self.now, **changes)
        if settings != self.now:
            self.now = settings
            save_settings(settings)


def save_settings(settings: Settings) -> None:
    """Write the settings, whole or not at all; a folder that cannot be written to is no reason to stop."""
    from ..export.files import ExportError, write_files

    path = settings_path()
    text = json.dumps(asdict(settings), indent=2) + "\n"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_files({path: text.encode("utf-8", "surrogatepass")}, overwrite=True)
    except (OSError, ExportError):
        return


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _recent(value: Any) -> Recent | None:
    """Return an entry of the recent list, or None where it is not one."""
    match value:
        case {
            "path": str(path),
            "width": int(width),
            "height": int(height),
            "k": int(k),
            "opened": str(opened),
        }:
            return Recent(path, width, height, k, opened)
    return None
