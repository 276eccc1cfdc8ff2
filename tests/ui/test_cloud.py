"""The color cloud at work: it follows the session, and what is done there comes back to session and canvas."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest

from kmeans_studio.ui.cloud_jobs import CloudJob

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def photo(seed=0, size=48) -> np.ndarray:
    """Three patches of colors far apart, with some noise."""
    rng = np.random.default_rng(seed)
    pixels = rng.integers(0, 40, (size, 3 * size, 3))
    pixels[:, size : 2 * size, 0] += 200
    pixels[:, 2 * size :] += 200
    return pixels.astype(np.uint8)


class CloudDesk:
    """A studio with the cloud open, and what a person does there."""

    def __init__(self, desk, qtbot) -> None:
        self.desk, self.qtbot = desk, qtbot
        self.studio, self.session, self.cloud = desk.studio, desk.session, desk.studio.cloud

    def settle(self) -> None:
        self.desk.rest()
        self.qtbot.waitUntil(lambda: not self.studio.glances._tickets and self.desk.at_rest(), timeout=20_000)

    @property
    def view(self):
        return self.cloud.dock.view

    @property
    def picture(self):
        return self.cloud._picture

    def center(self, place: int) -> QPoint:
        seen = self.view.seen_centers()
        return QPoint(round(float(seen.x[place])), round(float(seen.y[place])))

    def free_point(self) -> tuple[QPoint, int]:
        """A place where a point is seen, but no center, and the point that is meant there."""
        seen, centers = self.view.seen_points(), self.view.seen_centers()
        for i in range(len(seen.x)):
            away = np.hypot(centers.x - seen.x[i], centers.y - seen.y[i]).min()
            if away > 25:
                at = QPoint(round(float(seen.x[i])), round(float(seen.y[i])))
                return at, self.view._point_at(at.toPointF())
        raise AssertionError("centers cover all points")

    def move(self, widget, at: QPoint) -> None:
        QTest.mouseMove(widget, at)
        self.settle()

    def drag(self, start: QPoint, end: QPoint, button=LEFT) -> None:
        QTest.mousePress(self.view, button, NONE, start)
        for step in range(1, 5):
            at = start + (end - start) * step / 4
            self.qtbot.mouseMove(self.view, at)
            QTest.mouseMove(self.view, at)
        QTest.mouseRelease(self.view, button, NONE, end)


@pytest.fixture
def at(desk, qtbot) -> CloudDesk:
    desk.open_array(photo())
    desk.session.change(k=3)
    desk.rest()
    desk.trigger("color_cloud")
    cloud = CloudDesk(desk, qtbot)
    cloud.settle()
    cloud.view.setFocus()
    return cloud


def test_nothing_is_built_or_computed_before_it_is_opened_nor_while_it_is_closed(desk, qtbot):
    jobs = []
    desk.studio.glances.posted.connect(jobs.append)
    desk.open_array(photo())
    assert desk.studio.cloud.dock is None
    desk.trigger("color_cloud")
    CloudDesk(desk, qtbot).settle()
    first = len([job for job in jobs if isinstance(job, CloudJob)])
    assert first >= 1
    desk.find("cloud.close").click()
    assert not desk.studio.cloud.is_open
    assert not desk.window.actions_["color_cloud"].isChecked()
    desk.session.change(k=4)
    desk.rest()
    assert len([job for job in jobs if isinstance(job, CloudJob)]) == first
    desk.trigger("color_cloud")
    CloudDesk(desk, qtbot).settle()
    assert len(desk.studio.cloud._picture.centers) == 4


def test_it_can_be_opened_without_a_photo_and_says_what_will_be_there(desk):
    desk.studio.cloud.show(True)
    assert desk.find("cloud.soon").isVisible()
    assert not desk.studio.cloud.dock.view.isVisible()


def test_it_shows_the_colors_and_follows_the_run_with_the_points_where_they_are(at):
    assert at.view.isVisible()
    assert at.desk.text("cloud.note").startswith("CIE Lab, drag to turn")
    before = at.picture
    at.session.change(k=4)
    at.settle()
    assert at.picture.scene is before.scene
    assert at.picture.segmentation is at.session.shown.segmentation
    assert [disc.number for disc in at.view.discs] == [1, 2, 3, 4]
    at.session.change(color_space="rgb")
    at.settle()
    assert at.picture.scene is not before.scene
    assert at.desk.text("cloud.note").startswith("RGB")


def test_it_follows_the_timeline(at):
    at.session.change(initializer="random", restarts=1, k=5)
    at.settle()
    course = at.session.shown.course
    assert len(course) > 2
    assert at.picture.trails.shape[1] == len(course)
    at.session.look_back(course[1])
    at.settle()
    assert at.picture.segmentation is at.session.shown.segmentation
    assert at.picture.trails.shape[1] == 2
    at.session.look_at_latest()
    at.settle()
    assert at.picture.trails.shape[1] == len(course)


def test_another_photo_takes_the_place_of_the_old_one(at):
    old = at.picture.scene
    at.desk.open_array(photo(1, 30))
    at.settle()
    assert at.picture.scene is not old
    assert at.picture.scene.cloud.counts.sum() == 30 * 90
    at.desk.trigger("close_photo")
    assert at.picture is None
    assert not at.view.isVisible()


def test_texture_is_seen_by_its_components_and_focus_cannot_be_dragged(at):
    at.session.change(mode="texture", k=2)
    at.settle()
    assert at.desk.text("cloud.note").startswith("First 3 components of")
    assert at.view.may_drag
    at.session.change(mode="focus")
    at.settle()
    assert not at.view.may_drag


def test_points_have_their_own_colors_or_those_of_their_segments(at):
    view, order = at.view, at.picture.scene.order
    own = view._colors.copy()
    assert len(set(own.tolist())) > 100
    at.desk.find("cloud.color_segment").trigger()
    colors = set(view._colors.tolist())
    assert len(colors) == 3
    at.session.select(frozenset({0}))
    at.desk.trigger("hide")
    assert (view._colors == 0).tolist() == (at.picture.segments[order] == 0).tolist()
    hidden = int(np.flatnonzero(at.picture.segments[order] == 0)[0])
    assert view.seen_points().x[hidden] < 0
    at.desk.find("cloud.color_photo").trigger()
    np.testing.assert_array_equal(view._colors, own)


def test_a_point_makes_its_pixels_glow_and_says_what_it_is(at):
    place, point = at.free_point()
    at.move(at.view, place)
    glow = at.desk.window.canvas._layers._glow
    assert glow
    assert at.view._mark == point
    assert "pixel" in at.view._words
    assert "segment" in at.view._words
    mask = glow[0].source == 2
    cloud = at.picture.scene.cloud
    expected = cloud.near(point)[cloud.space.row_of_pixel]
    np.testing.assert_array_equal(mask, expected)
    at.move(at.view, QPoint(2, 2))
    assert not at.desk.window.canvas._layers._glow
    assert at.view._mark is None


def test_the_photo_marks_its_point(at):
    at.desk.window.canvas.hovered.emit(10, 20)
    assert at.view._mark == at.picture.scene.cloud.point_at(10, 20)
    at.desk.window.canvas.left.emit()
    assert at.view._mark is None
    assert not at.desk.window.canvas._layers._glow


def test_clicks_select_segments(at):
    place, point = at.free_point()
    QTest.mouseClick(at.view, LEFT, NONE, place)
    assert at.session.selection == {int(at.picture.segments[point])}
    QTest.mouseClick(at.view, LEFT, NONE, at.center(2))
    assert at.session.selection == {2}
    assert [disc.selected for disc in at.view.discs] == [False, False, True]
    QTest.mouseClick(at.view, LEFT, Qt.KeyboardModifier.ShiftModifier, at.center(0))
    assert at.session.selection == {0, 2}
    QTest.mouseClick(at.view, LEFT, NONE, QPoint(3, 3))
    assert at.session.selection == frozenset()


def test_what_was_edited_while_it_was_closed_is_seen_when_it_is_opened_again(at):
    at.desk.trigger("color_cloud")
    at.session.select(frozenset({1}))
    at.desk.trigger("color_cloud")
    at.settle()
    assert [disc.selected for disc in at.view.discs] == [False, True, False]


def test_merged_segments_share_their_number(at):
    at.session.select(frozenset({0, 1}))
    at.desk.trigger("merge")
    at.settle()
    assert [disc.number for disc in at.view.discs] == [1, 1, 3]


def test_a_center_that_is_dragged_becomes_a_pixel_to_start_from_and_so_do_the_others(at):
    before = at.session.recipe
    entries = at.session.undo_stack.count()
    target, _ = at.free_point()
    start = at.center(1)
    landed = at.view._landing(1, target.toPointF())
    at.drag(start, target)
    at.settle()
    recipe = at.session.recipe
    assert recipe.initializer == "seeds"
    assert recipe.k == 3
    assert at.session.undo_stack.count() == entries + 1
    cloud = at.picture.scene.cloud
    assert cloud.point_at(*recipe.seeds[1]) == landed
    assert at.session.shown.recipe == recipe
    at.desk.trigger("undo")
    at.settle()
    assert at.session.recipe == before


def test_escape_lets_a_dragged_center_go(at):
    before = at.session.recipe
    start = at.center(1)
    QTest.mousePress(at.view, LEFT, NONE, start)
    QTest.mouseMove(at.view, start + QPoint(40, 0))
    assert at.view._held is not None
    QTest.keyClick(at.view, Qt.Key.Key_Escape)
    QTest.mouseRelease(at.view, LEFT, NONE, start + QPoint(40, 0))
    at.settle()
    assert at.session.recipe == before


def test_dragging_turns_and_with_the_right_button_moves(at):
    camera = at.view.camera
    at.drag(QPoint(5, 5), QPoint(45, 25))
    turned = at.view.camera
    assert turned.yaw != camera.yaw
    assert turned.pitch > camera.pitch
    at.drag(QPoint(5, 5), QPoint(45, 25), Qt.MouseButton.RightButton)
    assert at.view.camera.yaw == turned.yaw
    assert at.view.camera.pan != (0, 0)
    assert at.session.selection == frozenset()


def test_keys_turn_zoom_and_go_through_the_centers(at):
    view, first = at.view, at.view.camera
    QTest.keyClick(view, Qt.Key.Key_Right)
    QTest.keyClick(view, Qt.Key.Key_Up)
    QTest.keyClick(view, Qt.Key.Key_Plus)
    assert view.camera.yaw > first.yaw
    assert view.camera.pitch < first.pitch
    assert view.camera.zoom > 1
    QTest.keyClick(view, Qt.Key.Key_0)
    assert view.camera == first
    for place in (0, 1):
        QTest.keyClick(view, Qt.Key.Key_Tab)
        assert view._here == place
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert at.session.selection == {1}
    QTest.keyClick(view, Qt.Key.Key_Backtab)
    assert view._here == 0
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert view._here is None
    assert view.hasFocus()
    for _ in range(4):
        QTest.keyClick(view, Qt.Key.Key_Tab)
    assert not view.hasFocus()


def test_it_turns_by_itself_only_while_it_is_seen(at, qtbot):
    slowly = at.desk.find("cloud.slowly")
    slowly.setChecked(True)
    before = at.view.camera
    qtbot.waitUntil(lambda: at.view.camera != before)
    at.desk.window.show_tab("bank")
    assert not slowly.isChecked()
    assert not at.view._slowly.isActive()


def test_the_picture_is_saved_twice_as_fine(at, tmp_path):
    from kmeans_studio.ui.cloud_view.save import cloud_piece

    piece = cloud_piece(at.view)
    path = tmp_path / "cloud.png"
    at.cloud.saver.write(piece, path)
    at.settle()
    image = QImage(str(path))
    assert (image.width(), image.height()) == (2 * at.view.width(), 2 * at.view.height())
    colors = {image.pixel(x, y) for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)}
    assert len(colors) > 50


def test_without_opengl_it_says_so_and_does_not_offer_it(at):
    assert at.desk.text("cloud.note").endswith("drawn without OpenGL")
    assert not at.desk.find("cloud.opengl").isEnabled()


def test_movement_is_drawn_quickly_and_rest_finely(at, qtbot):
    at.view.set_camera(at.view.camera.turned(10, 0))
    at.view.repaint()
    coarse = at.view._image.width()
    qtbot.waitUntil(lambda: at.view._image.width() == 2 * coarse)
    at.desk.find("cloud.trails").setChecked(False)
    assert not at.view.trails_shown


def test_a_frame_on_the_way_does_not_starve_the_picture(at):
    """Jobs come one at a time, and the last frame is always shown."""
    at.session.change(initializer="random", restarts=1, k=8)
    at.desk.rest()
    for generation in (0, 1, 2):
        at.session.look_back(at.session.latest.course[generation])
    at.settle()
    assert at.picture.segmentation is at.session.shown.segmentation


def test_a_glow_that_does_not_fit_is_refused(at):
    with pytest.raises(ValueError, match="does not fit"):
        at.desk.window.canvas.set_glow((np.zeros((3, 3), np.uint8),))
