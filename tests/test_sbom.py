"""The list of what an installation consists of: whole, the same each time, and no licence that is not allowed."""

from __future__ import annotations

import importlib.util
import json
import re
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture
def sbom() -> Any:
    found = importlib.util.spec_from_file_location("sbom", ROOT / "packaging" / "sbom.py")
    assert found is not None and found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


def test_it_names_every_dependency_of_the_project(sbom: Any) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = {sbom.normal(re.split(r"[<>=\[; ]", line)[0]) for line in project["dependencies"]}
    made = sbom.document(frozenset())
    assert {part["name"] for part in made["components"]} >= wanted
    assert (made["bomFormat"], made["metadata"]["component"]["name"]) == ("CycloneDX", "answerback")
    refs = {part["bom-ref"] for part in made["components"]} | {made["metadata"]["component"]["bom-ref"]}
    assert {ref for one in made["dependencies"] for ref in [one["ref"], *one["dependsOn"]]} <= refs
    assert sbom.document(frozenset()) == made


def test_the_base_install_is_small(sbom: Any) -> None:
    assert len(sbom.closure("answerback", frozenset())) < 15


@pytest.mark.parametrize(
    ("line", "extras", "parsed"),
    [
        ("pycurl>=7.45.4", (), ("pycurl", frozenset())),
        ('uvicorn>=0.30; extra == "serve"', (), None),
        ('uvicorn>=0.30; extra == "serve"', ("serve",), ("uvicorn", frozenset())),
        ("httpx[http2]>=0.2", (), ("httpx", frozenset({"http2"}))),
    ],
)
def test_a_requirement_is_read(sbom: Any, line: str, extras: tuple[str, ...], parsed: Any) -> None:
    assert sbom.parse(line, frozenset(extras)) == parsed


def test_a_licence_that_is_not_allowed_fails(sbom: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "sbom.json"
    monkeypatch.setattr(sys, "argv", ["sbom", "--output", str(path)])
    assert sbom.main() == 0
    assert json.loads(path.read_text("utf-8"))["specVersion"] == "1.6"
    made = sbom.document(frozenset())
    for part in [made["metadata"]["component"], *made["components"]]:
        part["licenses"] = [{"license": {"name": "AGPL-3.0"}}]
    monkeypatch.setattr(sbom, "document", lambda extras: made)
    assert sbom.main() == 1


def test_the_project_states_its_own_licence_and_that_it_is_typed() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert (project["license"], project["license-files"]) == ("Apache-2.0", ["LICENSE"])
    assert (ROOT / "LICENSE").read_text("utf-8").lstrip().startswith("Apache License")
    assert (ROOT / "src/answerback/py.typed").exists()
