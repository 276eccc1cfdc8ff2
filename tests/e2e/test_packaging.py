"""The scripts that set the studio up: plain sh, arguments untouched, healing, one at a time; and the pins.

The scripts run in a copy of the project where Python is a stand-in that writes down what it is to install.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = sorted((ROOT / "packaging").glob("*.sh"))
CONSTRAINTS = (ROOT / "packaging" / "constraints.txt").read_text(encoding="utf-8")
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

needs_sh = pytest.mark.skipif(shutil.which("sh") is None, reason="the scripts are for systems with a POSIX shell")

# Makes an environment that holds the stand-in itself and a program that shows its arguments. pip is written
# down, and fails while the file $TOLD.broken lies there. All shared libraries are found. The rest is real.
PYTHON = """#!/bin/sh
case "$*" in
*"-m venv"*)
    mkdir -p "$3/bin" && cp "$0" "$3/bin/python"
    printf '#!/bin/sh\\nprintf "<%%s>\\\\n" "$@"\\nexit 7\\n' >"$3/bin/kmeans-studio"
    chmod +x "$3/bin/kmeans-studio" ;;
*"-m pip"*)
    echo "$*" >>"$TOLD"
    [ ! -f "$TOLD.broken" ] ;;
*"-m pytest"*) printf '<%s>\\n' "$QT_QPA_PLATFORM" "$@" ;;
*libEGL*) ;;
*"import pip"*) ;;
*) exec "$REAL" "$@" ;;
esac
"""


class Project:
    """A copy of the project in a folder with a space, and its scripts."""

    def __init__(self, home: Path) -> None:
        self.root = home / "the project"
        self.elsewhere = home / "elsewhere"
        self.told = home / "told"
        programs = home / "programs"
        for folder in (programs, self.elsewhere):
            folder.mkdir()
        shutil.copytree(ROOT / "packaging", self.root / "packaging")
        shutil.copytree(ROOT / "resources" / "samples", self.root / "resources" / "samples")
        for name in ("pyproject.toml", "setup.py"):
            shutil.copy(ROOT / name, self.root)
        for name in ("python3", "python3.11", "python3.12", "python3.13"):
            (programs / name).write_text(PYTHON, encoding="utf-8")
            (programs / name).chmod(0o755)
        hidden = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
        self.environment = {name: value for name, value in os.environ.items() if name not in hidden} | {
            "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
            "TOLD": str(self.told),
            "REAL": sys.executable,
            "PYTHONPATH": str(ROOT),
        }

    def start(self, script: str, *arguments: str) -> subprocess.Popen[str]:
        command = ["sh", str(self.root / "packaging" / script), *arguments]
        pipe = subprocess.PIPE
        return subprocess.Popen(command, cwd=self.elsewhere, env=self.environment, stdout=pipe, stderr=pipe, text=True)

    def run(self, script: str, *arguments: str) -> tuple[int, str, str]:
        process = self.start(script, *arguments)
        out, err = process.communicate()
        return process.returncode, out, err

    @property
    def installs(self) -> list[str]:
        return self.told.read_text(encoding="utf-8").splitlines() if self.told.exists() else []


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


@needs_sh
@pytest.mark.parametrize("shell", ["sh", "dash", "bash"])
@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_scripts_are_plain_sh(script: Path, shell: str) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"there is no {shell} here")
    done = subprocess.run([shell, "-n", str(script)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@needs_sh
def test_arguments_and_exit_code_pass_through(project: Project) -> None:
    arguments = ["segment", "my photo.jpg", "", "*", "$HOME", "-k", "5"]
    code, out, err = project.run("run.sh", *arguments)
    assert (code, out) == (7, "".join(f"<{argument}>\n" for argument in arguments))
    assert "setup: ready" in err


@needs_sh
def test_second_start_has_nothing_to_do_or_say(project: Project) -> None:
    project.run("run.sh", "x")
    installs = project.installs
    assert len(installs) == 2
    assert project.run("run.sh", "--version") == (7, "<--version>\n", "")
    assert project.installs == installs


@needs_sh
def test_without_a_display_the_sample_is_segmented_and_its_place_said(project: Project) -> None:
    code, out, _ = project.run("run.sh")
    picture = project.root / "out" / "china-segments.png"
    sample = project.root / "resources" / "samples" / "china.jpg"
    assert "".join(f"<{part}>\n" for part in ("segment", sample, "-k", "5", "-o", picture, "--force")) in out
    assert code == 7  # the program's own, when it fails


@needs_sh
@pytest.mark.parametrize("variable", ["DISPLAY", "WAYLAND_DISPLAY"])
def test_a_dead_display_counts_as_none(project: Project, variable: str) -> None:
    project.environment[variable] = ":9173" if variable == "DISPLAY" else "no-such-compositor"
    assert "No window can be shown" in project.run("run.sh")[1]


@needs_sh
@pytest.mark.parametrize("platform", ["offscreen", "minimal:size=1"])
def test_an_invisible_window_counts_as_none(project: Project, platform: str) -> None:
    project.environment["QT_QPA_PLATFORM"] = platform
    assert "No window can be shown" in project.run("run.sh")[1]


@needs_sh
def test_tests_run_offscreen_with_their_arguments(project: Project) -> None:
    code, out, _ = project.run("test.sh", "-k", "a b")
    assert (code, out) == (0, "<offscreen>\n<-m>\n<pytest>\n<-n>\n<auto>\n<-k>\n<a b>\n")
    assert project.installs[-1].endswith("-e .[test]")


@needs_sh
def test_the_set_up_for_tests_is_enough_to_run(project: Project) -> None:
    project.run("test.sh")
    assert project.run("run.sh", "x")[2] == ""


@needs_sh
def test_an_interrupted_set_up_starts_anew(project: Project) -> None:
    broken = project.told.with_name("told.broken")
    broken.touch()
    code, out, err = project.run("run.sh", "x")
    assert (code, out) == (1, "")
    assert "installing failed" in err
    half_done = project.root / ".venv" / "half-done"
    half_done.touch()
    broken.unlink()
    code, out, err = project.run("run.sh", "x")
    assert (code, out) == (7, "<x>\n")
    assert "starting it anew" in err
    assert not half_done.exists()


@needs_sh
def test_a_set_up_interrupted_at_its_very_start_goes_on(project: Project) -> None:
    (project.root / ".venv").mkdir()
    assert project.run("run.sh", "x")[:2] == (7, "<x>\n")


@needs_sh
def test_changed_pins_are_installed_into_the_same_environment(project: Project) -> None:
    project.run("test.sh")
    kept = project.root / ".venv" / "kept"
    kept.touch()
    with (project.root / "packaging" / "constraints.txt").open("a") as constraints:
        constraints.write("another==1.0\n")
    assert "installing" in project.run("test.sh")[2]
    assert project.run("test.sh")[2] == ""
    assert kept.exists()


@needs_sh
def test_a_moved_project_gets_a_new_environment(project: Project) -> None:
    project.run("run.sh", "x")
    project.root = project.root.rename(project.root.with_name("moved"))
    assert "making the Python environment" in project.run("run.sh", "x")[2]


@needs_sh
def test_an_environment_made_by_hand_is_used_and_never_removed(project: Project) -> None:
    own = project.root / ".venv"
    stand_in = shutil.which("python3", path=project.environment["PATH"])
    assert stand_in is not None
    subprocess.run([stand_in, "-m", "venv", own], check=True)
    (own / "mine").touch()
    assert project.run("run.sh", "x")[:2] == (7, "<x>\n")
    assert (own / "mine").exists()


@needs_sh
def test_two_starts_at_once_set_up_once(project: Project) -> None:
    both = [project.start("run.sh", name) for name in ("one", "two")]
    assert [process.communicate()[0] for process in both] == ["<one>\n", "<two>\n"]
    assert len(project.installs) == 2


def test_constraints_are_plain_pins_without_hosts() -> None:
    lines = [line for line in CONSTRAINTS.splitlines() if not line.startswith("#")]
    assert all(re.fullmatch(r"[a-z0-9-]+==[0-9][0-9a-z.]*", line) for line in lines), lines
    assert "://" not in CONSTRAINTS
    assert lines == sorted(set(lines))


def test_constraints_pin_every_package_that_is_pulled_in() -> None:
    pins = dict(line.split("==") for line in CONSTRAINTS.splitlines() if "==" in line)
    extras = PYPROJECT["optional-dependencies"]
    waiting = [Requirement(text) for text in [*PYPROJECT["dependencies"], *extras["test"], *extras["dev"]]]
    may_be_absent = {canonicalize_name(Requirement(text).name) for text in extras["dev"]} | {"colorama"}
    seen = set()
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        if name in seen or (requirement.marker and not requirement.marker.evaluate({"extra": ""})):
            continue
        seen.add(name)
        assert name in pins, f"{name} is not pinned"
        assert requirement.specifier.contains(pins[name]), f"{requirement} does not allow {pins[name]}"
        try:
            waiting += [Requirement(text) for text in metadata.requires(name) or []]
        except metadata.PackageNotFoundError:
            assert name in may_be_absent
    assert {"numpy", "pyside6-essentials", "shiboken6", "pytest", "ruff"} <= seen
