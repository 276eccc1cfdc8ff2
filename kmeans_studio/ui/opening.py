"""Opening photos: the dialog, samples, recent files, drop, paste, and what is said when it fails."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QMenu

from .jobs import FindMissingJob, OpenJob
from .settings import Recent, pictures_folder
from .start_page import SAMPLES, is_sample, sample_path
from .thumbnails import forget_thumbnails, thumbnail_path

if TYPE_CHECKING:
    from ..photo import Photo
    from .jobs import OpenedPhoto
    from .runner import Runner
    from .session import Session
    from .settings import SettingsFile
    from .window import Window

FILTER = "Photos (*.jpg *.jpeg *.png *.tif *.tiff *.webp *.bmp *.gif *.ppm *.pgm *.pbm);;All files (*)"
PASTED = "Pasted picture"


class Opening(QObject):
    """Everything between a person's wish and an open photo."""

    def __init__(self, session: Session, runner: Runner, window: Window, settings: SettingsFile) -> None:
        super().__init__(session)
        self._session, self._runner, self._window, self._settings = session, runner, window, settings
        window.start.open_wanted.connect(self.open_photo)
        window.start.paste_wanted.connect(self.paste)
        window.start.path_wanted.connect(self.open_path)
        window.start.clear_wanted.connect(self.clear_recent)
        window.dropped.connect(self.open_dropped)
        self.fill_menus()

    def open_photo(self) -> None:
        """Ask for a file."""
        from PySide6.QtWidgets import QFileDialog

        dialog = QFileDialog(self._window, "Open a photo", self._last_folder(), FILTER)
        dialog.setObjectName("open.dialog")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda file: self.open_path(Path(file)))
        dialog.open()

    def open_path(self, path: Path) -> None:
        """Open a file; the old photo stays until it is there."""
        thumbnail = None if is_sample(path) else thumbnail_path(str(_absolute(path)))
        self._runner.start(OpenJob(path, path.name or str(path), thumbnail))

    def paste(self) -> None:
        """Open what is on the clipboard."""
        if not self._open_data(QGuiApplication.clipboard().mimeData()):
            self._window.messages.tell(
                "There is no picture on the clipboard",
                ["Copy a picture, or a picture file, and paste again."],
                failure=False,
            )

    def open_dropped(self, data: QMimeData) -> None:
        """Open what was dropped on the window."""
        if not self._open_data(data):
            self._window.messages.tell(
                "That is not a picture file", ["Drop a photo from a folder on this computer."], failure=False
            )

    def _open_data(self, data: QMimeData) -> bool:
        """Open a local file, of several the first, or a picture; return False where there is neither."""
        paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
        if paths:
            self.open_path(paths[0])
            return True
        image = QImage(data.imageData()) if data.hasImage() else QImage()
        if image.isNull():
            return False
        self._runner.start(OpenJob(partial(_photo_of, image), PASTED))
        return True

    def close_photo(self) -> None:
        """Go back to the start page."""
        self._runner.forget(OpenJob.channel)
        self._session.close_photo()
        self.find_missing()

    def opened(self, opened: OpenedPhoto) -> None:
        """Take over a photo that the worker has opened."""
        self._window.messages.dismiss()
        self._window.status.say("" if self._session.live else "Run segments the photo")
        if opened.photo.warnings:
            lines = [f"{line[:1].upper()}{line[1:]}." for line in opened.photo.warnings]
            self._window.messages.tell(f"About “{opened.name}”", lines, failure=False)
        self._session.open(opened)
        photo, path = opened.photo, opened.photo.path
        if opened.thumbnail is not None and path is not None:
            k = self._session.recipe.k
            recent = self._settings.now.with_recent(_absolute(path), photo.width, photo.height, k)
            self._settings.change(recent=recent.recent)
            self.show_recent()

    # --- the lists of samples and recent files -------------------------------------------------------------------

    def fill_menus(self) -> None:
        """Fill 'Open Sample' and 'Open Recent', in the menu bar and under the Open button."""
        window = self._window
        samples, recent = window.actions_.menu("Open Sample"), window.actions_.menu("Open Recent")
        samples.clear()
        for file, title in SAMPLES:
            samples.addAction(title, partial(self.open_path, sample_path(file)))
        self._fill_recent(recent)
        window.open_menu.clear()
        window.open_menu.addAction(window.actions_["paste"])
        window.open_menu.addSection("Samples")
        window.open_menu.addActions(samples.actions())
        if self._settings.now.recent:
            window.open_menu.addSection("Recent")
            window.open_menu.addActions(recent.actions()[:-2])

    def _fill_recent(self, menu: QMenu) -> None:
        menu.clear()
        menu.setEnabled(bool(self._settings.now.recent))
        for entry in self._settings.now.recent:
            name = Path(entry.path).name.replace("&", "&&")
            menu.addAction(name, partial(self.open_path, Path(entry.path))).setToolTip(entry.path)
        menu.addSeparator()
        menu.addAction("Clear List", self.clear_recent)

    def show_recent(self) -> None:
        """Show the photos opened last on the start page and in the menus."""
        self._window.start.show_recent(self._settings.now.recent)
        self.fill_menus()

    def find_missing(self) -> None:
        """Find out on the worker which recent photos are gone: a drive that is away may take seconds to say so."""
        if self._settings.now.recent:
            self._runner.start(FindMissingJob(tuple(entry.path for entry in self._settings.now.recent)))

    def clear_recent(self) -> None:
        """Forget the photos opened last."""
        self._settings.change(recent=())
        forget_thumbnails()
        self.show_recent()

    def _last_folder(self) -> str:
        recent: tuple[Recent, ...] = self._settings.now.recent
        if recent:
            return str(Path(recent[0].path).parent)
        return pictures_folder()


def _absolute(path: Path) -> Path:
    """Return a path that still holds when the program is started from elsewhere."""
    return Path.cwd() / path


def _photo_of(image: QImage) -> Photo:
    """Make a photo of a picture from the clipboard; on the worker."""
    from ..photo import Photo
    from .qimage import image_to_array

    return Photo.from_array(image_to_array(image))
