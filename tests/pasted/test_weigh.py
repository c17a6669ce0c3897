"""What is wrong with a request before anybody is asked."""

from __future__ import annotations

import pytest

from answerback.pasted import weigh
from answerback.pasted.command import parse
from answerback.pasted.slips import Weight

RIGHT = """curl -N http://127.0.0.1:8000/v1/chat/completions -H "Content-Type: application/json" \\
  -H "Authorization: Bearer $KEY" -d '{"model": "m",
  "stream": true, "messages": [{"role": "user", "content": "“hi”，it'\\''s"}]}'
"""
ENVIRON = {"KEY": "sk-1234567890123456"}


def kinds(text: str) -> list[str]:
    return [slip.kind for slip in weigh.slips(parse(text, ENVIRON, lambda path: ""))]


def chat(body: str, url: str = "http://h:1/v1/chat/completions", more: str = "") -> str:
    return f"curl {url} {more} --json '{body}'"


def with_fields(fields: str) -> str:
    return chat('{"model": "m", "messages": [], ' + fields + "}")


@pytest.mark.parametrize(
    "text",
    [
        RIGHT,
        "curl http://127.0.0.1:8000/v1/models",
        "curl 127.0.0.1:8000/health",
        "curl https://dashscope.aliyuncs.com/compatible-mode/v1/chat/completions --json"
        ' \'{"model": "qwen3", "messages": [], "enable_thinking": false}\'',
        'curl http://h/openai/deployments/gpt/chat/completions?api-version=1 --json \'{"model": "m", "messages": []}\'',
        'curl http://h:11434/api/chat -d \'{"model": "m", "messages": []}\' -H \'Content-Type: application/json\'',
        with_fields('"chat_template_kwargs": {"enable_thinking": false}'),
        with_fields('"stop": "5", "user": "7", "top_k": 20, "mirostat": 2'),
    ],
)
def test_a_right_request_has_no_mistakes(text: str) -> None:
    assert kinds(text) == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("curl", "no-url"),
        ("curl http://", "bad-url"),
        ("curl ftp://h/x", "bad-url"),
        ("curl http://h:99999/v1/models", "bad-url"),
        ("curl http://h/v1/models stray", "extra-word"),
        (chat('{"model": "m", "messages": []}', "http://h/v1/v1/chat/completions"), "doubled-v1"),
        (chat('{"model": "m", "messages": []}', "http://h/v1/chat/completion"), "misspelt-path"),
        ("curl http://h/v1/model", "misspelt-path"),
        (chat('{"model": "m", "messages": []}', "http://h/v1"), "no-endpoint"),
        (chat('{"model": "m", "messages": []}', "http://h/v1/chat/completions/"), "slash-at-end"),
        ("curl http://h/v1/chat/completions", "get-without-body"),
        (chat('{"model": "m", "messages": []}', more="-X GET"), "wrong-method"),
        ("curl -X POST http://h/v1/models", "wrong-method"),
        ('curl http://h/v1/models -H "Authorization: Bearer $NONE"', "unset-variable"),
        ("curl http://h/v1/models -H 'Authorization: Bearer $KEY'", "literal-variable"),
        ("curl http://h/v1/models -H 'Authorization: Bearer sk-xxxx'", "placeholder-key"),
        ("curl http://h/v1/models -H 'Authorization: Bearer <your key>'", "placeholder-key"),
        ("curl http://h/v1/models -H 'Authorization: Bearer YOUR_API_KEY'", "placeholder-key"),
        ("curl http://h/v1/models -H 'Authorization: sk-123456789012'", "no-bearer"),
        ("curl http://h/v1/models -H 'Authorization: Bearer Bearer sk-123456789012'", "double-bearer"),
        ('curl http://h/v1/chat/completions -d \'{"model": "m", "messages": []}\'', "no-content-type"),
        (chat('{"model": "m", "messages": []}', more="-H 'Content-Type: text/plain'"), "other-content-type"),
        ('curl http://h/v1/chat/completions --json "{\\"model\\": \\"$KEY\\", \\"messages\\": []}"', "dollar-in-body"),
        ('curl http://h/v1/chat/completions --json "{"model": "m", "messages": []}"', "quotes-eaten"),
        ('curl http://h/v1/chat/completions --json "{"model": "m", "messages": [{"content": "a b"}]}"', "quotes-eaten"),
        (chat("[]"), "not-an-object"),
        (chat('{"messages": []}'), "no-model"),
        (chat('{"model": "m"}'), "no-messages"),
        (with_fields('"stream": "true"'), "wrong-type"),
        (with_fields('"temperature": "0"'), "wrong-type"),
        (with_fields('"max_token": 5'), "misspelt-field"),
        (with_fields('"extra_body": {"top_k": 20}'), "extra-body"),
        (with_fields('"enable_thinking": false'), "enable-thinking"),
        (with_fields('"stream": true'), "no-buffer"),
        (with_fields('"stream": true') + " | jq .", "stream-into"),
        (chat('{"model": "m", "messages": [],}'), "trailing-comma"),
    ],
)
def test_each_mistake_is_seen_alone(text: str, kind: str) -> None:
    assert kinds(text) == [kind]


def test_thinking_inside_extra_body_is_both_mistakes() -> None:
    assert kinds(with_fields('"extra_body": {"enable_thinking": false}')) == ["extra-body", "enable-thinking"]


def test_every_mistake_can_be_told() -> None:
    from answerback.pasted.telling import TELLS

    for tell in TELLS.values():
        assert tell.weight in Weight and tell.what.en and tell.do.zh
