"""`answerback sim` and `answerback proxy` as a user meets them."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from answerback.sim.app import running
from answerback.sim.setup import Setup
from answerback.sim.wire import stage

KEY = "sk-proxied-0123456789abcdef"


class Running:
    """The command as a process of its own; `url` is the base that it told."""

    def __init__(self, *words: str) -> None:
        environ = {k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy")}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "answerback", "--lang", "en", *words],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            text=True, env=environ,
        )  # fmt: skip
        assert self.process.stdout is not None
        self.url = self.process.stdout.readline().strip()

    @property
    def root(self) -> str:
        return self.url.rpartition("/v1")[0]

    def fetch(self, path: str, body: Any = None, method: str | None = None) -> tuple[int, bytes]:
        data = None if body is None else msgspec.json.encode(body)
        headers = {"content-type": "application/json", "authorization": f"Bearer {KEY}"}
        request = urllib.request.Request(self.root + path, data, headers, method=method)
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=20) as response:
                return response.status, response.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()

    def chat(self, **options: Any) -> tuple[int, bytes]:
        messages = [{"role": "user", "content": "What is the capital of France?"}]
        return self.fetch("/v1/chat/completions", {"messages": messages, "max_tokens": 400, **options})

    def end(self, number: int = signal.SIGINT) -> tuple[int, str]:
        self.process.send_signal(number)
        _, err = self.process.communicate(timeout=20)
        return self.process.returncode, err


@pytest.fixture
def start() -> Iterator[Callable[..., Running]]:
    begun: list[Running] = []

    def begin(*words: str) -> Running:
        begun.append(Running(*words))
        return begun[-1]

    yield begin
    for one in begun:
        with contextlib.suppress(ProcessLookupError):
            one.process.kill()
        one.process.communicate()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_right_service_until_it_is_ended(start, number):
    sim = start("sim", "--port", "0", "--model", "tiny/model", "--instant")
    assert sim.url.startswith("http://127.0.0.1:")
    assert sim.url.endswith("/v1")
    assert msgspec.json.decode(sim.fetch("/v1/models")[1])["data"][0]["id"] == "tiny/model"
    assert b"Paris" in sim.chat(model="tiny/model")[1]
    code, err = sim.end(number)
    assert code == 0
    assert "Simulating vllm, model tiny/model:" in err
    assert f"answerback check {sim.url}" in err
    assert "#2 POST /v1/chat/completions → 200 · untouched" in err
    assert err.rstrip().endswith("Ended after 2 requests.")
    assert "Traceback" not in err


def test_faults_act_and_are_told(start):
    sim = start("sim", "--port", "0", "--instant", "--fault", "H04", "--fault", "Reply:status=503,on.nth=2")
    assert b"[DONE]" not in sim.chat(stream=True)[1]
    assert sim.chat()[0] == 503
    assert sim.chat()[0] == 200
    _, err = sim.end()
    assert "Faults: H04 (The stream never says [DONE]), Reply:status=503,on.nth=2" in err
    assert "#1 POST /v1/chat/completions (stream) → 200 · H04 ×1" in err
    assert "#2 POST /v1/chat/completions → 503 · Reply:status=503,on.nth=2 ×1" in err
    assert "#3 POST /v1/chat/completions → 200 · untouched" in err


def test_the_dialect_is_the_faults_own_unless_named(start):
    ollama = start("sim", "--port", "0", "--instant", "--dialect", "ollama")
    assert ollama.fetch("/api/version")[0] == 200
    vllm = start("sim", "--port", "0", "--instant", "--fault", "H04")
    assert vllm.fetch("/version")[0] == 200


def test_a_service_set_up_otherwise(start):
    sim = start("sim", "--port", "0", "--instant", "--fault", "Configure:context,64")
    status, body = sim.chat(max_tokens=500)
    assert status == 400
    assert b"max_model_len=64" in body


def test_faults_are_switched_while_it_runs(start):
    sim = start("sim", "--port", "0", "--instant", "-q")
    assert sim.fetch("/_answerback/faults", ["Say:text=Berlin"], "PUT")[0] == 200
    assert b"Berlin" in sim.chat()[1]
    assert sim.fetch("/_answerback/faults", ['Configure:models,["other"]'], "PUT")[0] == 200
    assert b'"other"' in sim.fetch("/v1/models")[1]
    assert sim.fetch("/_answerback/faults", ["Dleay"], "PUT")[0] == 400
    assert sim.fetch("/_answerback/faults", None, "DELETE")[0] == 200
    assert b"Paris" in sim.chat()[1]
    assert sim.end() == (0, "")


def test_faults_of_the_socket(start):
    with pytest.raises(OSError):
        socket.create_connection(("127.0.0.1", port(start("sim", "--port", "0", "--fault", "NoListener").url)), 2)
    deaf = port(start("sim", "--port", "0", "--fault", "Filtered").url)
    with pytest.raises(TimeoutError):
        socket.create_connection(("127.0.0.1", deaf), 0.3)
    assert "no-such-host.invalid" in start("sim", "--port", "0", "--fault", "NoName").url
    secure = start("sim", "--port", "0", "--fault", "SpeaksTls:certificate=expired")
    assert secure.url.startswith("https://")
    code, err = secure.end()
    assert code == 0
    told = re.search(r"curl --cacert (\S+)", err)
    assert told and not Path(told[1]).exists(), "it is of no use any more"


def port(url: str) -> int:
    return int(url.rpartition(":")[2].partition("/")[0])


def test_the_proxy_before_a_service(start):
    with running(stage(Setup(), ())) as upstream:
        proxy = start("proxy", "--upstream", upstream, "--port", "0", "--fault", "H04")
        assert b"[DONE]" not in proxy.chat(stream=True)[1]
        assert b"Paris" in proxy.chat()[1]
        code, err = proxy.end()
    assert code == 0
    assert f"Proxy before {upstream}:" in err
    assert "→ 200 · H04 ×1" in err
    assert KEY not in err


def test_the_proxy_before_nothing(start):
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        proxy = start("proxy", "--upstream", f"http://127.0.0.1:{held.getsockname()[1]}", "--port", "0")
        status, body = proxy.chat()
    assert status == 502
    assert b"curl: (7)" in body


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("sim", "--fault", "Dleay"), "Delay"),
        (("sim", "--fault", "H99"), "H99"),
        (("sim", "--fault", "h4"), "H04"),
        (("sim", "--fault", "A09"), "http://127.0.0.1:8008`"),
        (("sim", "--fault", "Delay:frist_s=2"), "first_s"),
        (("sim", "--fault", "Delay:first_s=soon"), "a number"),
        (("sim", "--fault", "Configure:contxt,1"), "contxt"),
        (("sim", "--dialect", "vlm"), "vllm"),
        (("sim", "--port", "99999"), "65535"),
        (("sim", "--port", "0", "--host", "no.such.host.invalid"), "cannot listen"),
        (("proxy",), "--upstream"),
        (("proxy", "--upstream", "ftp://x"), "ftp://x"),
        (("proxy", "--upstream", "http://x:1", "--fault", "Configure:context,1"), "proxy cannot"),
        (("proxy", "--upstream", "http://127.0.0.1:8009"), "itself"),
    ],
)
def test_wrong_usage_is_one_clear_line(answerback, words, says):
    said = answerback("--lang", "en", *words)
    assert (said.code, said.out) == (2, "")
    assert said.err.count("\n") == 1
    assert says in said.err
    chinese = answerback("--lang", "zh", *words)
    assert (chinese.code, chinese.err.count("\n")) == (2, 1)
    assert chinese.err != said.err


def test_a_port_in_use(answerback):
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen()
        number = str(held.getsockname()[1])
        for words in (("sim",), ("proxy", "--upstream", "http://127.0.0.1:1"), ("sim", "--fault", "NoListener")):
            said = answerback("--lang", "en", *words, "--port", number)
            assert (said.code, said.out) == (2, "")
            assert (
                said.err
                == f"answerback: port {number} on 127.0.0.1 is in use; choose another with --port (0: any free one)\n"
            )


@pytest.mark.parametrize(("lang", "word"), [("en", "the answer becomes nonsense"), ("zh", "回答变成乱码")])
def test_the_list_names_every_fault_and_injection(answerback, lang, word):
    from answerback import fault
    from answerback.sim.unplayed import shown
    from answerback.values.injections import KINDS

    said = answerback("--lang", lang, "sim", "--list")
    assert said.code == 0
    assert word in said.out
    codes = [kind.code for kind in fault.load() if shown(kind)]
    assert codes
    for name in (*codes, *(kind.__name__ for kind in KINDS)):
        assert f"  {name}" in said.out
    assert "  Configure" not in answerback("proxy", "--list").out
