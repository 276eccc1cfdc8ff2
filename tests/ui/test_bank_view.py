"""The filter bank tab: its frame, the grid of kernels, and one filter up close."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from kmeans_studio.features.banks import FILTER_BANKS, make_bank
from kmeans_studio.ui import theme
from kmeans_studio.ui.bank_view.diverging import zero
from kmeans_studio.ui.start_page import sample_path

CHINA = sample_path("china.jpg")
NAMES = [name for name in FILTER_BANKS.names if name != "file"]


@pytest.fixture
def bank(desk):
    """A studio without a photo that shows the Leung-Malik bank."""
    desk.session.change(mode="texture", bank="lm")
    desk.window.show_tab("bank")
    return desk


def view(desk):
    return desk.window.bank_view


def cells(desk) -> dict:
    return view(desk).bank.grid._cells


def model(desk):
    return desk.studio.bank_tab._model


def settle(desk, qtbot) -> None:
    """Wait until every kernel has its picture."""
    qtbot.waitUntil(lambda: not view(desk).bank.grid.pictures._waiting, timeout=20_000)


# --- the tab ---------------------------------------------------------------------------------------------------------


def test_nothing_of_the_tab_is_loaded_before_it_is_opened():
    script = (
        "import sys\n"
        "from PySide6.QtWidgets import QApplication\n"
        "from kmeans_studio.ui import theme\n"
        "app = QApplication(['x', '-platform', 'offscreen', *theme.FUSION]); theme.apply(app)\n"
        "from kmeans_studio.ui.window import Window\n"
        "from kmeans_studio.ui.studio import Studio\n"
        "from kmeans_studio.ui.settings import Settings\n"
        "window = Window(); studio = Studio(window, Settings())\n"
        "print([name for name in sys.modules if '.bank_view' in name or 'inspecting' in name])\n"
        "window.show_tab('bank')\n"
        "print('kmeans_studio.ui.bank_view.view' in sys.modules)\n"
        "window.close()\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout.splitlines() == ["[]", "True"], done.stderr


def test_the_tabs_change_by_keyboard_and_click(desk):
    tabs, window = desk.window.tabs, desk.window
    assert window.tab == "canvas"
    tabs.setFocus()
    QTest.keyClick(tabs, Qt.Key.Key_Right)
    assert window.tab == "compare"
    assert window.actions_["tab_compare"].isChecked()
    QTest.keyClick(tabs, Qt.Key.Key_Right)
    assert window.tab == "bank"
    assert window.views.currentWidget() is window.bank_view
    assert window.actions_["tab_bank"].isChecked()
    QTest.mouseClick(tabs, Qt.MouseButton.LeftButton, pos=tabs.tabRect(0).center())
    assert window.tab == "canvas"
    assert window.views.currentWidget() is window.pages
    assert window.actions_["tab_canvas"].isChecked()
    desk.trigger("tab_bank")
    assert window.tab == "bank"


def test_the_tabs_are_tabs_to_a_screen_reader(desk):
    interface = QAccessible.queryAccessibleInterface(desk.window.tabs)
    assert interface.role() == QAccessible.Role.PageTabList
    children = [interface.child(index) for index in range(3)]
    assert [child.role() for child in children] == [QAccessible.Role.PageTab] * 3
    assert [child.text(QAccessible.Text.Name) for child in children] == ["Canvas", "Compare", "Filter bank"]
    assert children[0].state().selected


def test_what_is_of_no_use_on_the_tab_is_disabled(desk):
    desk.open_array(np.random.default_rng(0).integers(0, 256, (60, 80, 3), np.uint8))
    toolbar, actions = desk.window.toolbar, desk.window.actions_
    assert toolbar.views.isEnabled()
    desk.window.show_tab("bank")
    for widget in (toolbar.views, toolbar.zoom, toolbar.tools):
        assert not widget.isEnabled(), widget.objectName()
    assert not actions["view_outline"].isEnabled()
    assert not actions["zoom_in"].isEnabled()
    assert toolbar.export.isEnabled()
    assert actions["save_picture"].isEnabled()
    desk.window.show_tab("canvas")
    assert toolbar.views.isEnabled()
    assert actions["zoom_in"].isEnabled()


def test_the_notice_says_that_texture_does_not_count_and_makes_it_count(desk):
    desk.window.show_tab("bank")
    notice = desk.find("bank.notice")
    assert notice.isVisible()
    assert "looks at color now" in desk.text("bank.notice.words")
    QTest.mouseClick(desk.find("bank.notice.texture"), Qt.MouseButton.LeftButton)
    assert desk.session.recipe.mode == "texture"
    assert not notice.isVisible()
    desk.trigger("undo")
    assert notice.isVisible()


def test_while_the_tab_is_not_shown_nothing_is_made_for_it(bank):
    bank.window.show_tab("canvas")
    bank.session.change(bank="schmid")
    assert model(bank).bank.name == "lm"
    bank.window.show_tab("bank")
    assert model(bank).bank.name == "schmid"


# --- the grid --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_the_grid_has_a_cell_for_every_filter(bank, qtbot, name):
    bank.session.change(bank=name)
    filters = make_bank(name).filters
    grid = view(bank).bank.grid
    assert sorted(cells(bank)) == list(range(len(filters)))
    places = [cell.geometry() for cell in cells(bank).values()]
    for place, one in enumerate(places):
        assert grid.rect().contains(one)
        assert not any(one.intersects(other) for other in places[:place])
    for index, cell in cells(bank).items():
        assert QAccessible.queryAccessibleInterface(cell).text(QAccessible.Text.Name) == filters[index].title
    settle(bank, qtbot)
    assert all(grid.pictures.picture(index) is not None for index in cells(bank))


def test_256_filters_fit(bank, qtbot, tmp_path):
    path = tmp_path / "many.npy"
    np.save(path, np.random.default_rng(0).standard_normal((256, 5, 5)))
    bank.session.change(bank="file", bank_file=str(path))
    assert len(cells(bank)) == 256
    settle(bank, qtbot)
    # Small kernels are enlarged by whole multiples.
    assert view(bank).bank.grid.pictures._fitted[0][0].zoom == 9
    bank.session.change(bank="lm")
    bank.session.change(bank_orientations=36, bank_scales=(1.0, 2.0, 3.0))
    assert len(cells(bank)) == 153
    assert all(cell.width() >= 30 for cell in cells(bank).values())


def test_a_click_looks_at_a_filter(bank):
    QTest.mouseClick(cells(bank)[14], Qt.MouseButton.LeftButton)
    assert model(bank).selected == 14
    assert [index for index, cell in cells(bank).items() if cell.selected] == [14]
    assert bank.text("bank.detail.title") == "Edge σ 2.8 60°"
    assert bank.text("bank.detail.place") == "filter 15 of 48"


def test_arrow_keys_go_from_kernel_to_kernel_and_on_to_the_next_group(bank):
    QTest.mouseClick(cells(bank)[13], Qt.MouseButton.LeftButton)
    walked = []
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_End, Qt.Key.Key_Home):
        QTest.keyClick(bank.window.focusWidget(), key)
        walked.append(model(bank).selected)
    assert walked == [14, 20, 19, 13, 47, 0]
    QTest.keyClick(bank.window.focusWidget(), Qt.Key.Key_Left)
    assert model(bank).selected == 0
    stops = [index for index, cell in cells(bank).items() if cell.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert stops == [0]


@pytest.mark.parametrize("width", [1440, 1024, 760])
def test_tab_goes_as_the_eye_does(bank, width):
    bank.window.resize(width, 700)
    # The kernels of another bank are new.
    bank.session.change(bank="schmid")
    found, widget = [], view(bank).nextInFocusChain()
    while widget is not view(bank):
        if view(bank).isAncestorOf(widget) and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            found.append(widget.objectName())
        widget = widget.nextInFocusChain()
    # The kernels of the old bank may still be waiting to be deleted.
    order = (
        "bank.name", "bank.name.info", "bank.save", "bank.grid.0", "bank.one_scale",
        "bank.detail.use", "bank.detail.before", "bank.detail.after", "bank.detail.save", "bank.detail.look.kernel",
        "bank.response.view.over", "bank.response.save", "bank.response.canvas", "bank.response.sign.signed",
        "bank.pixel.info", "bank.pixel.save", "bank.pixel.bars",
        "bank.insight.view.ranking", "bank.insight.save", "bank.insight.info", "bank.ranking.list",
    )  # fmt: skip
    assert [name for name in dict.fromkeys(found) if name in order] == list(order)


def test_space_leaves_a_filter_out_and_undo_brings_it_back(bank):
    cell = cells(bank)[5]
    QTest.mouseClick(cell, Qt.MouseButton.LeftButton)
    QTest.keyClick(cell, Qt.Key.Key_Space)
    assert bank.session.recipe.filters_off == (5,)
    assert not cell.isChecked()
    assert cell.accessibleName() == "Edge σ 1.4 150°, left out"
    assert bank.text("bank.used") == "1 of 48 off"
    bank.trigger("undo")
    assert bank.session.recipe.filters_off == ()
    assert cell.isChecked()
    assert cell.accessibleName() == "Edge σ 1.4 150°"


def test_the_eye_in_the_corner_leaves_out_without_looking(bank):
    QTest.mouseClick(cells(bank)[7], Qt.MouseButton.LeftButton, pos=cells(bank)[7]._eye().center())
    assert bank.session.recipe.filters_off == (7,)
    assert model(bank).selected == 0


def test_captions_leave_out_rows_columns_and_groups(bank):
    QTest.mouseClick(bank.find("bank.grid.bars.row.1"), Qt.MouseButton.LeftButton)
    assert bank.session.recipe.filters_off == tuple(range(24, 30))
    QTest.mouseClick(bank.find("bank.grid.edges.column.2"), Qt.MouseButton.LeftButton)
    assert bank.session.recipe.filters_off == (2, 8, 14, *range(24, 30))
    QTest.mouseClick(bank.find("bank.grid.bars.row.1"), Qt.MouseButton.LeftButton)
    assert bank.session.recipe.filters_off == (2, 8, 14)
    QTest.mouseClick(bank.find("bank.grid.spots.all"), Qt.MouseButton.LeftButton)
    assert bank.session.recipe.filters_off == (2, 8, 14, *range(36, 48))
    QTest.mouseClick(bank.find("bank.all_on"), Qt.MouseButton.LeftButton)
    assert bank.session.recipe.filters_off == ()
    assert not bank.find("bank.all_on").isEnabled()


def test_the_menu_of_a_kernel(bank):
    view(bank).bank.grid._open_menu(3, QPoint(10, 10))
    menu = bank.find("bank.grid.menu")
    assert isinstance(menu, QMenu)
    texts = [action.text() for action in menu.actions() if not action.isSeparator()]
    assert texts == [
        "Leave Out",
        "Leave Out Others",
        "Leave Out Edges, σ 1.4",
        "Leave Out Edges, 90°",
        "Leave Out All Edges",
        "Use All",
    ]
    assert not menu.actions()[-1].isEnabled()
    menu.actions()[1].trigger()
    menu.close()
    assert bank.session.recipe.filters_off == tuple(index for index in range(48) if index != 3)


def test_the_last_filter_stays(bank):
    view(bank).off_picked.emit(frozenset(range(1, 48)))
    view(bank).off_picked.emit(frozenset(range(48)))
    assert len(bank.session.recipe.filters_off) == 47
    assert "At least one filter must stay" in bank.text("status.words")


def test_another_bank_is_taken_from_the_list(bank):
    combo = view(bank).bank.combo
    combo.setCurrentIndex(combo.findData("rfs"))
    combo.activated.emit(combo.currentIndex())
    assert bank.session.recipe.bank == "rfs"
    assert len(cells(bank)) == 38
    bank.session.change(bank_orientations=4)
    assert combo.currentText() == "Root filter set (RFS), 26 filters"


def test_a_bank_that_cannot_be_says_why(bank):
    bank.session.change(bank_scales=(400.0,))
    assert bank.find("bank.problem").isVisible()
    assert "from 0.1 to 300" in bank.text("bank.problem")
    assert cells(bank) == {}
    assert not bank.find("bank.save").isEnabled()
    bank.window.grab()
    bank.trigger("undo")
    assert not bank.find("bank.problem").isVisible()
    assert len(cells(bank)) == 48


# --- colors ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("appearance", ["light", "dark"])
def test_zero_has_its_color_and_signs_are_right(bank, qtbot, appearance):
    """The strongest pixel is orange, the weakest blue; the corner, where the kernel has faded, is as zero."""
    bank.trigger(f"appearance_{appearance}")
    settle(bank, qtbot)
    ground = QColor(*zero(appearance == "dark"))
    pictures = view(bank).bank.grid.pictures
    qtbot.waitUntil(lambda: pictures.picture(12).pixelColor(0, 0) == ground)
    kernel, picture = model(bank).bank.kernel(12), pictures.picture(12)
    assert picture.width() == 49 * picture.devicePixelRatio()
    row, column = np.unravel_index(np.argmax(kernel), kernel.shape)
    strongest = picture.pixelColor(int(column), int(row))
    row, column = np.unravel_index(np.argmin(kernel), kernel.shape)
    weakest = picture.pixelColor(int(column), int(row))
    assert strongest.red() > strongest.blue()
    assert weakest.blue() > weakest.red()


def test_one_scale_for_all_makes_weak_kernels_faint(bank, qtbot):
    settle(bank, qtbot)
    pictures = view(bank).bank.grid.pictures
    peaks = [np.abs(model(bank).bank.kernel(index)).max() for index in range(48)]
    weak, strong = int(np.argmin(peaks)), int(np.argmax(peaks))

    def strength(index):
        image = pictures.picture(index)
        ground = QColor(*zero(theme.scheme().dark)).red()
        places = [image.pixelColor(x, y).red() for x in range(49) for y in range(49)]
        return max(abs(place - ground) for place in places)

    before = strength(weak), strength(strong)
    QTest.mouseClick(bank.find("bank.one_scale"), Qt.MouseButton.LeftButton)
    assert strength(weak) < before[0] / 2
    assert strength(strong) == before[1]


# --- one filter ------------------------------------------------------------------------------------------------------


def test_before_and_next(bank):
    assert not bank.find("bank.detail.before").isEnabled()
    QTest.mouseClick(bank.find("bank.detail.after"), Qt.MouseButton.LeftButton)
    assert model(bank).selected == 1
    model(bank).select(47)
    assert not bank.find("bank.detail.after").isEnabled()
    QTest.mouseClick(bank.find("bank.detail.before"), Qt.MouseButton.LeftButton)
    assert bank.text("bank.detail.place") == "filter 47 of 48"


def test_the_figures(bank):
    model(bank).select(2)
    assert bank.find("bank.detail.facts").shown == {
        "Kind": "edge",
        "Scale": "1.4 × 4.2 px",
        "Angle": "60°",
        "Size": "49 × 49 px",
        "Sum": "0",
        "Σ |f|": "1.00",
        "Wave": "8.9 px",
    }
    model(bank).select(36)
    assert bank.find("bank.detail.facts").shown["Angle"] == "–"
    assert bank.find("bank.detail.facts").shown["Wave"] == "–"


def test_leaving_out_the_filter_that_is_looked_at(bank):
    model(bank).select(4)
    QTest.mouseClick(bank.find("bank.detail.use"), Qt.MouseButton.LeftButton)
    assert bank.session.recipe.filters_off == (4,)
    assert bank.find("bank.detail.use").toolTip() == "Left out; use it again"


@pytest.mark.parametrize("look", ["kernel", "profile", "surface"])
@pytest.mark.parametrize("name", NAMES)
def test_every_bank_in_every_look(bank, qtbot, name, look):
    bank.session.change(bank=name)
    view(bank).detail._look._pieces[look].click()
    kernel = bank.find("bank.detail.kernel")
    for index in (0, len(cells(bank)) - 1):
        model(bank).select(index)
        image = kernel.grab().toImage()
        colors = {
            image.pixelColor(x, y).rgb() for x in range(2, image.width() - 2) for y in range(0, image.height(), 3)
        }
        assert len(colors) > 10
    bank.find("bank.detail.spectrum").grab()


def test_the_odd_part_of_a_wave(bank):
    assert not bank.find("bank.detail.part").isVisible()
    bank.session.change(bank="gabor")
    assert bank.find("bank.detail.part").isVisible()
    even = bank.find("bank.detail.kernel").grab().toImage()
    view(bank).detail._part._pieces["odd"].click()
    assert bank.find("bank.detail.kernel").grab().toImage() != even
    assert bank.find("bank.detail.facts").shown["Sum"] == "0"


def test_the_surface_can_be_turned(bank):
    view(bank).detail._look._pieces["surface"].click()
    tile = bank.find("bank.detail.kernel")
    before = tile.grab().toImage()
    QTest.mousePress(tile, Qt.MouseButton.LeftButton, pos=QPoint(40, 40))
    QTest.mouseMove(tile, QPoint(90, 40))
    QTest.mouseRelease(tile, Qt.MouseButton.LeftButton, pos=QPoint(90, 40))
    assert tile.grab().toImage() != before


# --- with a photo ----------------------------------------------------------------------------------------------------


def test_leaving_out_runs_at_once_and_the_result_has_fewer_features(desk):
    desk.session.change(mode="texture", bank="lm", brightness=0)
    desk.open_array(np.random.default_rng(0).integers(0, 256, (60, 80, 3), np.uint8))
    desk.window.show_tab("bank")
    desk.rest()
    assert desk.session.shown.segmentation.space.rows.shape[1] == 48
    QTest.mouseClick(desk.find("bank.grid.spots.all"), Qt.MouseButton.LeftButton)
    desk.rest()
    assert desk.session.shown.segmentation.space.rows.shape[1] == 36
    assert desk.window.tab == "bank"


def test_the_photo_decides_how_far_a_bank_goes(desk):
    desk.session.change(mode="texture", bank="matlab-gabor")
    desk.window.show_tab("bank")
    without = len(model(desk).bank)
    desk.open_array(np.random.default_rng(0).integers(0, 256, (30, 40, 3), np.uint8))
    desk.rest()
    assert len(model(desk).bank) < without


def test_narrow_and_wide(make_desk, qtbot):
    desk = make_desk(1440, 900)
    desk.session.change(mode="texture", bank="lm")
    desk.window.show_tab("bank")
    page = view(desk)
    assert page.insight.y() == page.detail.y()
    assert cells(desk)[0].width() == 53
    assert page.detail.kernel.width() == 149
    desk.window.resize(1024, 700)
    qtbot.waitUntil(lambda: page.insight.y() > page.pixel.y())
    assert cells(desk)[0].width() < 40
    assert desk.window.width() == 1024


def test_files_that_are_chosen_and_refused_leave_the_bank(bank, qtbot, tmp_path):
    path = Path(tmp_path / "bad.npy")
    path.write_bytes(b"no")
    wanted = []
    bank.window.recipe.file_wanted.connect(lambda: wanted.append(True))
    bank.window.recipe.file_wanted.disconnect(bank.studio.bank_file.choose_bank_file)
    combo = view(bank).bank.combo
    combo.setCurrentIndex(combo.findData("file"))
    combo.activated.emit(combo.currentIndex())
    assert wanted == [True]
    assert combo.current() == "lm"
    bank.studio.bank_file.check(path)
    bank.rest()
    assert "bad.npy" in bank.message()
    assert model(bank).bank.name == "lm"
