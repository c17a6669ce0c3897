"""`answerback up`: what cannot be is one clear line, before anything is loaded."""

from __future__ import annotations

import importlib.util
import signal
import socket
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from answerback.cli import _embedded
from answerback.command import Given, UsageError
from answerback.serve.convert import Ready

pytestmark = pytest.mark.skipif(importlib.util.find_spec("openvino_genai") is None, reason="the serve extra is missing")


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen()
        yield held.getsockname()[1]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["up", "nope"], "'nope' names no model"),
        (["up", "./nope.gguf"], "there is no model file or folder ./nope.gguf"),
        (["up", "nope", "--lang", "zh"], "不是可用的模型"),
        (["up", "--port", "99999"], "--port must be between 0 and 65535"),
        (["up", "a/b", "--model", "c/d"], "the model is named twice: a/b and c/d"),
        (["up", "smollm2", "--key-env", "NO_SUCH_KEY"], "NO_SUCH_KEY"),
        (["up", "smollm2", "--context", "3"], "--context"),
        (["up", "smollm2", "--device", "TPU"], "TPU"),
        (["up", ".", "--port", "0"], "holds no model"),
    ],
)
def test_what_cannot_be_is_one_line(answerback: Any, words: list[str], said: str) -> None:
    result = answerback(*words)
    assert result.code == 2
    assert said in result.err
    assert result.err.count("\n") == 1
    assert result.out == ""


def test_a_port_in_use(answerback: Any, taken: int) -> None:
    result = answerback("up", "smollm2", "--port", str(taken))
    assert result.code == 2
    assert f"port {taken} on 127.0.0.1 is in use" in result.err
    assert f"127.0.0.1 的端口 {taken} 已被占用" in answerback("up", "--port", str(taken), "--lang", "zh").err


def test_without_a_wish_a_port_that_is_taken_is_passed_over(monkeypatch: pytest.MonkeyPatch, taken: int) -> None:
    monkeypatch.setattr(_embedded, "USUAL_PORT", taken)
    with _embedded.bind(given()) as held:
        assert held.getsockname()[1] not in (0, taken)


def test_an_address_of_another_machine(answerback: Any) -> None:
    result = answerback("up", "smollm2", "--host", "192.0.2.1", "--port", "0")
    assert result.code == 2
    assert "cannot listen on 192.0.2.1" in result.err


def test_a_missing_extra_is_told_with_its_command(answerback: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    result = answerback("up")
    assert result.code == 2
    assert "pip install 'answerback[serve]'" in result.err
    assert "pip install 'answerback[serve]'" in answerback("up", "--lang", "zh").err


def test_a_key_that_no_header_can_carry_is_not_shown(answerback: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LLM_KEY", "secret words")
    result = answerback("up", "smollm2", "--key-env", "LLM_KEY")
    assert result.code == 2
    assert "secret" not in result.err


def test_a_gguf_file_that_the_engine_cannot_read(answerback: Any, tmp_path: Path) -> None:
    file = tmp_path / "bad.gguf"
    file.write_bytes(b"not a model")
    result = answerback("up", str(file), "--port", "0")
    assert result.code == 2
    assert "is no GGUF file" in result.err


def given(**values: Any) -> Given:
    return Given({"lang": "en", **values}, {})


@pytest.mark.parametrize(
    ("options", "context", "per_token", "free_gb", "expected"),
    [
        ({}, 40960, 114688, 64, (2, 8192)),
        ({}, 2048, 114688, 64, (1, 2048)),
        ({"context": 32768}, 40960, 114688, 64, (4, 32768)),
        ({"context": 99999}, 8192, 23040, 64, (1, 8192)),
        ({}, 40960, 1_000_000, 64, (4, 4294)),
        ({}, 40960, 114688, 2, (1, 8192)),
        ({}, 40960, 0, 64, (1, 8192)),
        ({"cache-gb": 3}, 40960, 114688, 64, (3, 8192)),
    ],
)
def test_room(
    monkeypatch: pytest.MonkeyPatch, options: dict[str, int], context: int, per_token: int, free_gb: int,
    expected: tuple[int, int],
) -> None:  # fmt: skip
    monkeypatch.setattr("psutil.virtual_memory", lambda: SimpleNamespace(available=free_gb * 2**30))
    assert _embedded.room(given(**options), Ready(Path(), context, per_token)) == expected


def test_more_context_than_the_cache_holds_names_what_would_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("psutil.virtual_memory", lambda: SimpleNamespace(available=64 * 2**30))
    with pytest.raises(UsageError, match="give --cache-gb 4"):
        _embedded.room(given(context=32768, **{"cache-gb": 1}), Ready(Path(), 40960, 114688))


def test_a_polite_request_to_end_is_heard_as_ctrl_c(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: dict[int, Any] = {}
    monkeypatch.setattr(signal, "signal", heard.__setitem__)
    _embedded.end_like_ctrl_c()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        with pytest.raises(KeyboardInterrupt):
            heard[number](number, None)


def test_a_closed_terminal_ends_nothing_under_nohup(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: dict[int, Any] = {}
    monkeypatch.setattr(signal, "signal", heard.__setitem__)
    monkeypatch.setattr(signal, "getsignal", lambda number: signal.SIG_IGN)
    _embedded.end_like_ctrl_c()
    assert set(heard) == {signal.SIGTERM, signal.SIGINT}
