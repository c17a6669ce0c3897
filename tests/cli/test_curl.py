"""`answerback curl` on real sockets: what it sends, shows, explains, and with which exit code it ends."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from answerback.sim.misbehaving import Misbehaving, misbehaving

KEY = "sk-abcdefghijklmnopqrstuv"
BODY = {"model": "Qwen/Qwen3-0.6B", "messages": [{"role": "user", "content": "What is 3+4?"}], "max_tokens": 200}


@pytest.fixture
def service() -> Iterator[Misbehaving]:
    with misbehaving() as running:
        yield running


@pytest.fixture
def paste(answerback: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Calls the command with a text on standard input."""

    def call(text: str, *options: str) -> Any:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
        return answerback("curl", *options)

    return call


def chat(url: str, *, end: str = "/chat/completions", more: str = "", **changes: Any) -> str:
    body = json.dumps({**BODY, **changes})
    return f"curl {url}{end} {more} -H 'Content-Type: application/json' -d '{body}'"


def test_a_right_request_is_answered_and_nothing_is_wrong(paste, service):
    said = paste(chat(service.url, more="-N", stream=True))
    assert said.code == 0, said.out
    assert "⟨reasoning⟩" in said.out and "⟨answer⟩" in said.out and "finish stop" in said.out
    assert "✓ The request is right" in said.out
    assert len(service.requests) == 1


def test_a_whole_answer_is_shown_as_well(answerback, service):
    said = answerback("curl", chat(service.url))
    assert said.code == 0 and "⟨answer⟩" in said.out and "tokens" in said.out


def test_a_list_is_shown(answerback, service):
    said = answerback("curl", f"curl {service.url}/models")
    assert said.code == 0 and "Qwen/Qwen3-0.6B" in said.out


def test_what_goes_out_is_what_was_pasted(paste, scripted, url):
    text = chat(f"{url}/v1", more=f"-H 'Authorization: Bearer {KEY}' -A me/1", model="tiny")
    assert paste(text).code == 0
    (call,) = scripted.calls
    heads = {name.lower(): value for name, value in call.headers}
    assert (call.method, call.path, call.json()) == ("POST", "/v1/chat/completions", {**BODY, "model": "tiny"})
    assert (heads["authorization"], heads["user-agent"]) == (f"Bearer {KEY}", "me/1")


def test_no_key_is_ever_shown(paste, service):
    text = chat(service.url, end="/chat/completion", more=f"-H “Authorization: Bearer {KEY}” -u me:hunter2word")
    said = paste(text, "-v")
    assert KEY not in said.out + said.err and "hunter2word" not in said.out + said.err
    assert "$OPENAI_API_KEY" in said.out


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"end": "/chat/completion"}, "no API has the path /v1/chat/completion"),
        ({"model": "qwen3"}, "does not know the model 'qwen3'; it serves Qwen/Qwen3-0.6B (C01)"),
        ({"messages": "hi"}, "the service refused the request"),
    ],
)
def test_what_the_service_refuses_is_explained(paste, service, change, says):
    said = paste(chat(service.url, **change))
    assert said.code == 1
    assert says in said.out


def test_the_right_path_is_found_and_the_command_corrected(paste, service):
    said = paste(chat(service.root))
    assert said.code == 1
    assert f"the API lies at {service.url}/chat/completions".lower() in said.out.lower()
    assert f"curl -sS {service.url}/chat/completions" in said.out


def test_a_corrected_command_works(paste, service):
    wrong = chat(service.root, end="/v1/chat/completion", model="qwen3").replace("'", "’")
    first = paste(wrong)
    corrected = first.out.partition("Corrected\n")[2]
    said = paste(corrected)
    if "does not know the model" in said.out:
        said = paste(said.out.partition("Corrected\n")[2])
    assert first.code == 1 and said.code == 0, said.out


def test_form_data_is_wrong_only_where_it_is_refused(paste):
    with misbehaving() as service:
        said = paste(f"curl {service.url}/chat/completions -d '{json.dumps(BODY)}'")
        answered = "HTTP 200" in said.out
        assert "application/x-www-form-urlencoded" in said.out
        assert said.code == (0 if answered else 1)


def test_a_stream_without_its_end_is_the_services_fault(paste):
    with misbehaving("H04") as service:
        said = paste(chat(service.url, more="-N", stream=True))
    assert said.code == 1 and "H04" in said.out and "Wrong with the request" not in said.out


def test_what_a_product_does_by_design_is_no_fault(paste):
    with misbehaving(dialect="transformers") as service:
        said = paste(chat(service.url, more="-N", stream=True))
    assert said.code == 0, said.out


def test_alone_nothing_else_is_asked(paste, service):
    said = paste(chat(service.url, model="qwen3"), "--alone")
    assert said.code == 1 and len(service.requests) == 1


def test_nobody_listens(paste):
    said = paste(chat("http://127.0.0.1:1/v1"))
    assert said.code == 3 and "A01" in said.out


def test_https_where_http_is_spoken(paste, service):
    said = paste(chat(service.url.replace("http://", "https://")))
    assert "https:// does not fit what that port speaks (A14)" in said.out
    assert f"curl -sS {service.url}/chat/completions" in said.out


def test_no_run_sends_nothing(paste, service):
    said = paste(chat(service.url, end="/chat/completion"), "--no-run")
    assert said.code == 1 and "Corrected" in said.out and service.requests == []
    assert paste(chat(service.url), "--no-run").code == 0


def test_words_that_a_shell_has_made_are_taken(answerback, service):
    said = answerback("curl", "--", "curl", "-sS", f"{service.url}/models")
    assert said.code == 0


def test_chinese(paste):
    said = paste("curl http://h/v1/models\n  -H “Accept： x”", "--no-run", "--lang", "zh")
    assert "请求的问题" in said.out and "弯引号" in said.out and "修正后的命令" in said.out


@pytest.mark.parametrize("text", ["", "   \n", "hello", "\0\0"])
def test_what_is_no_command_is_wrong_usage(paste, text):
    said = paste(text)
    assert said.code == 2 and said.err.count("\n") == 1


def test_control_characters_of_an_answer_are_not_obeyed(paste, scripted, url):
    scripted.answer = lambda call: "red \x1b[31m alert \x07"
    said = paste(chat(f"{url}/v1", model="tiny"))
    assert said.code == 0 and "\x1b" not in said.out and "\\x1b[31m" in said.out
