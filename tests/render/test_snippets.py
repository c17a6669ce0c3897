"""Snippets for the SDKs: run against stand-ins of them, they send the very body of the exchange."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from answerback.render import snippets
from answerback.values.report import Trace

BODY = {
    "model": "m",
    "messages": [{"role": "user", "content": '你好 it\'s "me" \\ ${x} `y` \u2028'}],
    "temperature": 0,
    "chat_template_kwargs": {"enable_thinking": False, "a b": None},
}
URL = "http://127.0.0.1:8000/v1/chat/completions"
STAND_IN = """
export default class OpenAI {
  constructor(options) {
    this.options = options;
    const kept = (body) => { console.log(JSON.stringify({ options, body })); return []; };
    this.chat = { completions: { create: async (body) => kept(body) } };
    this.models = { list: () => kept(null) };
  }
}
"""


def beside(name: str) -> ModuleType:
    found = importlib.util.spec_from_file_location(f"render_{name}", Path(__file__).with_name(f"{name}.py"))
    assert found is not None and found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


trace = beside("conftest").trace


def chat(body: Any = BODY, **changes: Any) -> Trace:
    return trace(body=body if isinstance(body, str) else json.dumps(body), url=URL, **changes)


def run_python(text: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Run Python with stand-ins of openai and httpx; returns what they were given."""
    got: dict[str, Any] = {}

    class OpenAI:
        def __init__(self, **options: Any) -> None:
            got["options"] = options
            self.chat = SimpleNamespace(completions=SimpleNamespace(create=self.create))
            self.models = SimpleNamespace(list=lambda: got.setdefault("listed", True))

        def create(self, extra_body: dict[str, Any] | None = None, **body: Any) -> Any:
            assert set(body) <= snippets.KNOWN
            got["body"] = {**body, **(extra_body or {})}
            return []

    class Client:
        def __init__(self, **options: Any) -> None:
            got["options"] = options

        def request(self, method: str, url: str, headers: dict[str, str], content: bytes = b"") -> Any:
            got.update(method=method, url=url, headers=headers, content=content)
            return SimpleNamespace(status_code=200, text="")

    monkeypatch.setitem(sys.modules, "openai", SimpleNamespace(OpenAI=OpenAI))
    monkeypatch.setitem(sys.modules, "httpx", SimpleNamespace(Client=Client, HTTPTransport=lambda **k: k))
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-the-environment")
    exec(compile(text, "snippet.py", "exec"), {})
    return got


def test_python_sends_the_same_chat(monkeypatch):
    got = run_python(snippets.python(chat()), monkeypatch)
    assert got["body"] == BODY
    assert got["options"] == {
        "base_url": "http://127.0.0.1:8000/v1", "api_key": "sk-of-the-environment", "max_retries": 0,
    }  # fmt: skip


def test_python_lists_models(monkeypatch):
    listing = trace(method="GET", url="http://h/v1/models", body="", headers=())
    assert run_python(snippets.python(listing), monkeypatch)["listed"]


@pytest.mark.parametrize(
    "changes",
    [
        {"body": "{not json"},
        {"body": json.dumps({"messages": []})},
        {"body": json.dumps(BODY), "insecure": True},
        {"body": json.dumps(BODY), "direct": True, "ip": 4},
        {"body": "", "method": "OPTIONS"},
    ],
)
def test_what_the_sdk_cannot_send_goes_out_as_it_stands(changes, monkeypatch):
    got = run_python(snippets.python(trace(url=URL, **changes)), monkeypatch)
    assert got["content"].decode() == changes["body"] and got["url"] == URL
    assert got["headers"]["Authorization"] == "Bearer sk-of-the-environment"


def test_keys_and_other_headers_come_from_the_environment(monkeypatch):
    monkeypatch.setenv("HEADER_X_TEAM", "blue")
    headers = (("Content-Type", "application/json"), ("X-Team", "$HEADER_X_TEAM"))
    text = snippets.python(chat(headers=headers))
    assert run_python(text, monkeypatch)["options"]["default_headers"] == {"X-Team": "blue"}
    assert 'api_key="none"' in text


def test_a_hang_up_stops_reading():
    text = snippets.python(chat({**BODY, "stream": True}, hang_up=2))
    assert "range(2)" in text and "answer.close()" in text


@pytest.mark.skipif(not shutil.which("node"), reason="needs node")
@pytest.mark.parametrize("stream", [False, True])
def test_javascript_sends_the_same_chat(tmp_path, stream):
    home = tmp_path / "node_modules" / "openai"
    home.mkdir(parents=True)
    (home / "package.json").write_text('{"name": "openai", "type": "module", "main": "index.js"}')
    (home / "index.js").write_text(STAND_IN)
    body = {**BODY, "stream": True} if stream else BODY
    (tmp_path / "snippet.mjs").write_text(snippets.javascript(chat(body)), encoding="utf-8")
    environ = {**os.environ, "OPENAI_API_KEY": "sk-of-the-environment"}
    done = subprocess.run(
        ["node", "snippet.mjs"], cwd=tmp_path, env=environ, capture_output=True, text=True, check=True
    )
    got = json.loads(done.stdout.split("\n")[0])
    assert got["body"] == body
    assert got["options"]["apiKey"] == "sk-of-the-environment"


@pytest.mark.skipif(not shutil.which("node"), reason="needs node")
@pytest.mark.parametrize("changes", [{"body": "{`${x}"}, {"cut": True}, {"insecure": True}, {"hang_up": 1}])
def test_javascript_is_well_formed(tmp_path, changes):
    (tmp_path / "snippet.mjs").write_text(snippets.javascript(trace(url=URL, **changes)), encoding="utf-8")
    done = subprocess.run(["node", "--check", "snippet.mjs"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_look_at_the_machine_is_no_request():
    for write in snippets.LANGUAGES.values():
        assert write(trace(method="LOOK", url="")) == ""
