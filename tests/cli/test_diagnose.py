"""`answerback diagnose`: exit codes, both languages and formats, and clear words for what cannot be."""

from __future__ import annotations

import io
import json
import re
import sys

import pytest

from tests.logs import recorded

LOGS = {log.name: log.path for log in recorded.logs()}
FAULTY, HEALTHY = LOGS["vllm/kv-cache-v1"], LOGS["vllm/healthy"]


def test_a_fault_is_told_at_a_glance(answerback):
    said = answerback("diagnose", str(FAULTY), "--lang", "en")
    assert (said.code, said.err) == (1, "")
    first = said.out.splitlines()
    assert first[1].strip() == "vLLM 0.11.0 did not start: it ended while warming up"
    assert "N01 The KV cache does not hold" in said.out
    assert "--max-model-len 34736" in said.out
    assert "run" in said.out and "vllm serve Qwen/Qwen3-8B --host 0.0.0.0 --port 8001 --max-model-len 34736" in said.out
    assert "line 23: (EngineCore_DP0" in said.out or "estimated maximum model length is 34736" in said.out


def test_in_chinese(answerback):
    said = answerback("diagnose", str(FAULTY), "--lang", "zh")
    assert said.code == 1
    assert "没有启动成功" in said.out and "修法" in said.out and "`--max-model-len 34736`" in said.out
    assert not re.search(r"\b(why|fix|run|line)\b", "\n".join(said.out.splitlines()[1:6]))


def test_json(answerback):
    said = answerback("diagnose", str(FAULTY), "--format", "json")
    document = json.loads(said.out)
    assert document["schema"] == "answerback.log/1"
    assert (document["outcome"], document["exit_code"]) == ("fault", 1)
    fault = document["fault"]
    assert (fault["code"], fault["name"], fault["confidence"]) == ("N01", "kv-cache-too-small", "certain")
    assert fault["remedy"]["flags"][0] == "--max-model-len 34736"
    assert fault["instead"].startswith("vllm serve Qwen/Qwen3-8B")
    assert document["server"] == {"name": "vllm", "version": "0.11.0"}
    assert document["lines"][0]["number"] > 1


def test_a_healthy_log_is_no_fault(answerback):
    said = answerback("diagnose", str(HEALTHY))
    assert said.code == 0
    assert "vLLM 0.11.0 started" in said.out
    assert json.loads(answerback("diagnose", str(HEALTHY), "--format", "json").out)["fault"] is None


def test_nothing_known_shows_the_likeliest_lines(answerback, tmp_path):
    log = tmp_path / "odd.log"
    log.write_text(
        "starting\nERROR the flux capacitor is cold\nTraceback (most recent call last):\nFluxError: too cold\n"
    )
    said = answerback("diagnose", str(log))
    assert said.code == 4
    assert "FluxError: too cold" in said.out and "flux capacitor" in said.out
    assert answerback("diagnose", str(log), "-q").out.count("\n") == 2


def test_a_crash_without_a_word_is_told_as_one(answerback, tmp_path):
    log = tmp_path / "crash.log"
    log.write_text(HEALTHY.read_text() + "Segmentation fault (core dumped)\n")
    said = answerback("diagnose", str(log), "--lang", "en")
    assert said.code == 4
    assert "vLLM 0.11.0 started and then died" in said.out
    assert "Segmentation fault" in said.out


@pytest.mark.parametrize("words", [("-",), ()])
def test_standard_input(answerback, monkeypatch, words):
    class Piped(io.TextIOWrapper):
        def isatty(self) -> bool:
            return False

    monkeypatch.setattr(sys, "stdin", Piped(io.BytesIO(FAULTY.read_bytes())))
    assert answerback("diagnose", *words).code == 1


def test_mistakes_get_one_clear_line(answerback, tmp_path, monkeypatch):
    for words, mark in [
        (("diagnose", str(tmp_path / "none.log")), "No such file"),
        (("diagnose", str(tmp_path)), "directory"),
        (("diagnose", "a\0b"), "cannot be read"),
        (("diagnose", str(FAULTY), "--server", "vlm"), "did you mean vllm"),
        (("diagnose", str(FAULTY), "--format", "xml"), "xml"),
        (("diagnose", str(FAULTY), "more"), "more"),
    ]:
        said = answerback(*words, "--lang", "en")
        assert (said.code, said.out) == (2, ""), words
        assert mark in said.err and said.err.count("\n") == 1
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    assert answerback("diagnose").code == 2


def test_the_server_can_be_named(answerback, tmp_path):
    log = tmp_path / "bare.log"
    log.write_text("torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB.\n")
    assert "--tensor-parallel-size" not in answerback("diagnose", str(log)).out
    assert "--tensor-parallel-size 2" in answerback("diagnose", str(log), "--server", "vLLM").out


def test_an_empty_log_says_so(answerback, tmp_path):
    log = tmp_path / "empty.log"
    log.touch()
    said = answerback("diagnose", str(log), "--lang", "en")
    assert said.code == 4
    assert "the log is empty" in said.out


def test_escapes_and_keys_never_reach_the_screen(answerback, tmp_path):
    log = tmp_path / "nasty.log"
    log.write_bytes(b"ERROR \x1b]0;pwned\x07 --api-key sk-abcdefghijklmnop \xe2\x80\xae oops\nOddError: \x9b31m x\n")
    for form in ("terminal", "json"):
        said = answerback("diagnose", str(log), "--format", form)
        assert "\x1b" not in said.out and "\x9b" not in said.out and "\u202e" not in said.out
        assert "sk-abcdefghijklmnop" not in said.out
