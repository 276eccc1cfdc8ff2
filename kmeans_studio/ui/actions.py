"""The actions, as a table: menus, toolbar, shortcuts and the help page are all made from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from . import icons
from .settings import APPEARANCES


@dataclass(frozen=True, slots=True)
class Spec:
    """One action.

    name      object name, and the name of the method that does it
    keys      shortcuts, as QKeySequence reads them; the first is shown
    needs     what there must be for the action to be enabled (see Showing.there_is)
    group     actions of one group are choices of which one is taken; `value` is what it stands for
    """

    name: str
    text: str
    keys: tuple[str, ...] = ()
    tip: str = ""
    icon: str = ""
    needs: frozenset[str] = frozenset()
    checkable: bool = False
    group: str = ""
    value: str = ""
    role: QAction.MenuRole = QAction.MenuRole.NoRole


def _needs(*names: str) -> frozenset[str]:
    return frozenset(names)


SEPARATOR = None

MENUS: tuple[tuple[str, tuple[Spec | str | None, ...]], ...] = (
    (
        "&File",
        (
            Spec("open_photo", "&Open Photo…", ("Ctrl+O",), "Open a photo from disk", icon="open"),
            "Open Sa&mple",
            "Open &Recent",
            Spec("close_photo", "&Close Photo", ("Ctrl+W",), needs=_needs("photo")),
            SEPARATOR,
            Spec(
                "save_picture",
                "&Save Picture…",
                ("Ctrl+S",),
                "Save what is on the canvas",
                needs=_needs("result"),
            ),
            Spec(
                "save_cutout",
                "Save C&ut-out…",
                ("Ctrl+Shift+S",),
                "Save the photo with hidden segments transparent",
                needs=_needs("result"),
            ),
            Spec("save_labels", "Save &Label Map…", tip="Save one number a pixel", needs=_needs("result")),
            Spec(
                "save_animation",
                "Save &Animation…",
                tip="Save the generations as a moving picture",
                needs=_needs("result"),
            ),
            Spec("save_report", "Save Re&port…", tip="Save recipe, figures and colors", needs=_needs("result")),
            SEPARATOR,
            Spec("save_board", "Save &Board…", tip="Save what is compared as one picture", needs=_needs("board")),
            Spec("save_board_csv", "Save Board as &Table…", tip="Save how much panes agree", needs=_needs("board")),
            SEPARATOR,
            Spec("quit", "&Quit", ("Ctrl+Q",), role=QAction.MenuRole.QuitRole),
        ),
    ),
    (
        "&Edit",
        (
            Spec("undo", "&Undo", ("Ctrl+Z",), needs=_needs("undo")),
            Spec("redo", "&Redo", ("Ctrl+Shift+Z", "Ctrl+Y"), needs=_needs("redo")),
            SEPARATOR,
            Spec("paste", "&Paste Photo", ("Ctrl+V",), "Open the picture on the clipboard"),
            SEPARATOR,
            Spec("select_all", "Select &All Segments", ("Ctrl+A",), needs=_needs("segments")),
            Spec("select_none", "Select &None", ("Ctrl+Shift+A",), needs=_needs("selection")),
        ),
    ),
    (
        "&View",
        (
            Spec("tab_canvas", "Can&vas", ("Ctrl+Shift+1",), group="tab", value="canvas"),
            Spec("tab_compare", "Co&mpare", ("Ctrl+Shift+2",), group="tab", value="compare"),
            Spec("tab_bank", "Filter &Bank", ("Ctrl+Shift+3",), group="tab", value="bank"),
            SEPARATOR,
            Spec(
                "view_original",
                "&Original",
                ("Ctrl+1",),
                group="view",
                value="original",
                needs=_needs("canvas"),
            ),
            Spec(
                "view_segments",
                "&Segments",
                ("Ctrl+2",),
                group="view",
                value="segments",
                needs=_needs("canvas"),
            ),
            Spec("view_outline", "Ou&tline", ("Ctrl+3",), group="view", value="outline", needs=_needs("canvas")),
            Spec("view_split", "S&plit", ("Ctrl+4",), group="view", value="split", needs=_needs("canvas")),
            SEPARATOR,
            Spec("zoom_in", "Zoom &In", ("Ctrl++", "Ctrl+="), needs=_needs("canvas")),
            Spec("zoom_out", "Zoom O&ut", ("Ctrl+-",), needs=_needs("canvas")),
            Spec("zoom_fit", "&Fit in Window", ("Ctrl+0",), icon="fit", needs=_needs("canvas")),
            Spec("zoom_actual", "&Actual Pixels", ("Ctrl+Alt+0",), needs=_needs("canvas")),
            SEPARATOR,
            Spec(
                "color_cloud",
                "Color Clou&d",
                ("Ctrl+Shift+4",),
                "See the photo's colors in space",
                icon="cloud",
                needs=_needs("canvas"),
                checkable=True,
            ),
            Spec(
                "choose_k",
                "Choose &k",
                ("Ctrl+K",),
                "See what speaks for which number of segments",
                icon="curve",
                needs=_needs("canvas"),
                checkable=True,
            ),
            SEPARATOR,
            "Appea&rance",
            Spec("full_screen", "Full S&creen", ("F11",), checkable=True),
        ),
    ),
    (
        "&Run",
        (
            Spec(
                "run",
                "&Run",
                ("F5", "Ctrl+R"),
                "Run the recipe on the photo",
                icon="run",
                needs=_needs("runnable"),
            ),
            Spec(
                "stop",
                "&Stop",
                ("Shift+F5", "Ctrl+."),
                "Stop and keep the best so far",
                icon="stop",
                needs=_needs("busy"),
            ),
            Spec(
                "pause",
                "&Pause",
                ("F7",),
                "Wait after this generation; Run goes on",
                needs=_needs("running"),
            ),
            Spec("step", "St&ep", ("F8",), "Run one generation", needs=_needs("runnable")),
            Spec(
                "step_by_step",
                "One &Generation at a Time",
                tip="Pause every run after each generation",
                checkable=True,
            ),
            SEPARATOR,
            Spec("live", "&Live", ("Ctrl+L",), "Run at every change of the recipe", icon="live", checkable=True),
            SEPARATOR,
            Spec("new_seed", "New See&d", ("Ctrl+D",), "Start from other colors", icon="dice"),
        ),
    ),
    (
        "&Segments",
        (
            Spec("rename", "Re&name…", ("F2",), needs=_needs("editable", "one")),
            Spec("recolor", "&Color…", ("C",), needs=_needs("editable", "selection")),
            Spec("recolor_mean", "&Mean Color Again", needs=_needs("editable", "selection")),
            SEPARATOR,
            Spec(
                "hide",
                "&Hide",
                ("H",),
                "Make the selection transparent",
                needs=_needs("editable", "selection"),
            ),
            Spec("hide_others", "Hide &Others", ("Shift+H",), needs=_needs("editable", "selection")),
            Spec("show_all", "&Show All", ("Ctrl+Shift+H",), needs=_needs("editable", "hidden")),
            SEPARATOR,
            Spec(
                "merge",
                "Mer&ge",
                ("M",),
                "Make one segment of the selection",
                needs=_needs("editable", "several"),
            ),
            SEPARATOR,
            Spec(
                "lock_center",
                "&Lock Center",
                ("L",),
                "Keep the center where it is while the others move",
                needs=_needs("result", "selection"),
            ),
            SEPARATOR,
            Spec(
                "remove_background",
                "Remove &Blurred Background",
                ("Ctrl+B",),
                "Find what is sharp and hide the rest",
                needs=_needs("photo"),
            ),
        ),
    ),
    (
        "&Help",
        (
            Spec("show_guide", "&Texture and Focus", tip="What texture and focus are, with pictures"),
            Spec(
                "show_understanding",
                "&Understanding a Result",
                tip="What the timeline, the color cloud, Choose k and Compare show, with pictures",
            ),
            Spec("show_keys", "&Keys and Mouse", ("F1",)),
            Spec("about", "&About K-Means Studio", role=QAction.MenuRole.AboutRole),
        ),
    ),
)

APPEARANCE_SPECS = tuple(
    Spec(f"appearance_{value}", title, group="appearance", value=value) for value, title in APPEARANCES.items()
)

TOOL_SPECS = (
    Spec(
        "tool_select",
        "Select",
        ("V",),
        "Click segments to select them",
        "select",
        group="tool",
        value="select",
    ),
    Spec("tool_pan", "Pan", ("G",), "Drag the photo around", "pan", group="tool", value="pan"),
    Spec("tool_seed", "Seed", ("S",), "Click pixels to start from", "seed", group="tool", value="seed"),
)


class Actions:
    """The QActions made of the table, by name, and the menus, by title.

    What an action does is the method of its name (for choices: `set_` and the group's name) of one of the handlers.
    """

    def __init__(self, window: QWidget) -> None:
        self._groups: dict[str, QActionGroup] = {}
        self._specs: dict[str, Spec] = {}
        self._by_name: dict[str, QAction] = {}
        self._menus: dict[str, QMenu] = {}
        self._window = window
        for spec in TOOL_SPECS:
            window.addAction(self._make(spec))

    def fill(self, bar: QMenuBar) -> None:
        """Build the menu bar."""
        for title, entries in MENUS:
            menu = self._menus[title.replace("&", "")] = bar.addMenu(title)
            menu.setToolTipsVisible(True)
            for entry in entries:
                if entry is None:
                    menu.addSeparator()
                elif isinstance(entry, str):
                    self._menus[entry.replace("&", "")] = menu.addMenu(entry)
                else:
                    menu.addAction(self._make(entry))
        for spec in APPEARANCE_SPECS:
            self._menus["Appearance"].addAction(self._make(spec))

    def menu(self, title: str) -> QMenu:
        """Return a menu or submenu by its title."""
        return self._menus[title]

    def __getitem__(self, name: str) -> QAction:
        return self._by_name[name]

    def connect(self, handlers: Sequence[object]) -> None:
        """Let each action do what the handlers have a method for."""
        for name, spec in self._specs.items():
            wanted = f"set_{spec.group}" if spec.group else name
            method = next(getattr(handler, wanted) for handler in handlers if hasattr(handler, wanted))
            triggered = self._by_name[name].triggered
            if spec.group:
                triggered.connect(lambda _checked, method=method, value=spec.value: method(value))
            elif spec.checkable:
                triggered.connect(method)
            else:
                triggered.connect(lambda _checked, method=method: method())

    def update(self, there_is: Mapping[str, bool]) -> None:
        """Enable each action for which there is all that it needs."""
        for name, spec in self._specs.items():
            self._by_name[name].setEnabled(all(there_is[need] for need in spec.needs))

    def _make(self, spec: Spec) -> QAction:
        action = QAction(spec.text, self._window)
        action.setObjectName(f"action.{spec.name}")
        action.setShortcuts([QKeySequence(keys) for keys in spec.keys])
        action.setMenuRole(spec.role)
        if spec.icon:
            action.setIcon(icons.icon(spec.icon))
            action.setIconVisibleInMenu(False)
        words = spec.text.replace("&", "").rstrip("…")
        shown = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        action.setToolTip(f"{spec.tip or words} ({shown})" if shown else spec.tip or words)
        if spec.group:
            self._group(spec.group).addAction(action)
        action.setCheckable(spec.checkable or bool(spec.group))
        action.setEnabled(not spec.needs)
        self._specs[spec.name] = spec
        self._by_name[spec.name] = action
        return action

    def _group(self, name: str) -> QActionGroup:
        if name not in self._groups:
            self._groups[name] = QActionGroup(self._window)
        return self._groups[name]
