"""`--snippet`: of a check or fault by its name, and of a saved report."""

from __future__ import annotations

import json

import pytest

from answerback.sim.misbehaving import misbehaving

STARTS = {"curl": "curl -sS", "python": "from openai import OpenAI", "javascript": 'import OpenAI from "openai"'}


@pytest.fixture
def report(answerback, tmp_path):
    """A saved report of a service whose streams have no end."""
    path = tmp_path / "report.json"
    with misbehaving("H04") as service:
        answerback("check", service.url, "--level", "smoke", "--format", "json", "-o", str(path))
    return path


@pytest.mark.parametrize("client", STARTS)
def test_explain_prints_the_request_alone(answerback, client):
    said = answerback("explain", "H04", "--snippet", client)
    assert said.code == 0 and said.out.startswith(STARTS[client]) and "include_usage" in said.out


@pytest.mark.parametrize(("words", "why"), [((), "--snippet wants"), (("vllm",), "--snippet wants"), (("N01",), "N01")])
def test_what_has_no_request_is_wrong_usage(answerback, words, why):
    said = answerback("explain", *words, "--snippet", "curl")
    assert said.code == 2 and why in said.err


@pytest.mark.parametrize("client", STARTS)
@pytest.mark.parametrize("name", ["H04", "h04", "streaming.ends-with-done", None])
def test_a_report_repeats_its_requests(answerback, report, client, name):
    said = answerback("render", str(report), "--snippet", client, *(("--check", name) if name else ()))
    assert said.code == 0 and said.out.startswith(STARTS[client])
    assert "stream" in said.out


def test_a_name_that_is_not_there_is_told(answerback, report):
    said = answerback("render", str(report), "--snippet", "curl", "--check", "streaming.ends-with-don")
    assert said.code == 2 and "did you mean streaming.ends-with-done" in said.err


def test_the_json_report_holds_all_three(report):
    (fault,) = [f for f in json.loads(report.read_text("utf-8"))["faults"] if f["code"] == "H04"]
    assert fault["curl"].startswith("curl")
    assert fault["python"].startswith(STARTS["python"]) and fault["javascript"].startswith(STARTS["javascript"])
