"""The probes of the Kubernetes page: the YAML is whole, and its commands do on services what the page says."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from answerback.cli import app
from answerback.sim.app import refused, running
from answerback.sim.setup import Setup
from answerback.sim.wire import stage
from answerback.values.injections import CHAT, DropEvent, Hang, Injection

DOCS = Path(__file__).parents[1] / "docs"
PROBES = ("startupProbe", "readinessProbe", "livenessProbe")


def manifests(lang: str) -> list[dict[str, Any]]:
    text = (DOCS / lang / "kubernetes.md").read_text(encoding="utf-8")
    return [yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)]


def container() -> dict[str, Any]:
    (manifest,) = manifests("en")
    (only,) = manifest["spec"]["template"]["spec"]["containers"]
    return only


def option(command: list[str], name: str) -> str:
    return next(word.partition("=")[2] for word in command if word.startswith(f"--{name}="))


def test_both_languages_show_the_same_manifest() -> None:
    assert manifests("en") == manifests("zh")
    assert manifests("en")


@pytest.mark.parametrize("probe", PROBES)
def test_the_kubelet_waits_longer_than_the_tool(probe: str) -> None:
    found = container()[probe]
    command = found["exec"]["command"]
    assert command[0] == "answerback"
    assert found["timeoutSeconds"] >= float(option(command, "timeout")) + 5
    assert found["periodSeconds"] >= 10
    port = container()["ports"][0]["containerPort"]
    assert f"127.0.0.1:{port}" in command[2]


Call = Callable[[str, str, str], tuple[int, str]]


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Call]:
    """Run a probe's command as the kubelet would, on another URL and with less patience."""
    for name in ("LANG", "LC_ALL", "LC_MESSAGES", "OPENAI_API_KEY", "http_proxy", "HTTP_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)

    def run(probe: str, url: str, timeout: str) -> tuple[int, str]:
        command = container()[probe]["exec"]["command"]
        words = [f"--timeout={timeout}" if word.startswith("--timeout=") else word for word in command[1:]]
        words[1] = url
        code = app.main(words)
        return code, capsys.readouterr().out

    yield run


def serve(setup: Setup, *injections: Injection) -> Any:
    return running(stage(setup, injections))


@pytest.mark.parametrize("probe", PROBES)
@pytest.mark.parametrize("dialect", ["vllm", "llamacpp"])
def test_a_right_service_passes(call: Call, probe: str, dialect: str) -> None:
    with serve(Setup(dialect=dialect)) as url:
        code, said = call(probe, url, "20")
    assert code == 0, said
    assert "3 requests" in said
    assert "96 completion tokens" in said


@pytest.mark.parametrize("probe", PROBES)
def test_a_loading_server_says_so(call: Call, probe: str) -> None:
    with serve(Setup(dialect="llamacpp", loading=True)) as url:
        code, said = call(probe, url, "20")
    assert code == 1
    assert "A19" in said
    assert "still loading" in said


@pytest.mark.parametrize("probe", PROBES)
def test_a_hung_engine_is_named_in_time(call: Call, probe: str) -> None:
    with serve(Setup(), Hang(on=CHAT)) as url:
        begin = time.monotonic()
        code, said = call(probe, url, "2")
        took = time.monotonic() - begin
    assert code == 1
    assert "L01" in said
    assert took < 10, "the tool ended by itself"


@pytest.mark.parametrize("probe", PROBES)
def test_a_closed_port_is_unreachable(call: Call, probe: str) -> None:
    with refused() as url:
        assert call(probe, url, "20")[0] == 3


@pytest.mark.parametrize("probe", PROBES)
def test_a_loading_server_whose_port_is_closed_is_seen_as_a_process(call: Call, probe: str, pretend: Any) -> None:
    with refused() as url:
        pretend("vllm", "serve", "m", "--port", url.rpartition(":")[2])
        code, said = call(probe, url, "20")
    assert code == 3
    assert "A19" in said


def test_a_minor_fault_keeps_traffic_away_at_the_start_and_restarts_nothing(call: Call) -> None:
    with serve(Setup(), DropEvent(text="[DONE]")) as url:
        assert call("startupProbe", url, "20")[0] == 1
        assert call("readinessProbe", url, "20")[0] == 0
        assert call("livenessProbe", url, "20")[0] == 0
