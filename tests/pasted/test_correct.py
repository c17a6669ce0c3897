"""The corrected command is read as the request that was meant, in every shell, and shows no key."""

from __future__ import annotations

import json
import shlex

import pytest

from answerback.pasted import correct, send, weigh
from answerback.pasted.command import Pasted, parse

KEY = "sk-abcdefghijklmnopqrstuv"
WRONG = """curl http://h:1/v1/v1/chat/completions/
  -H “Authorization: Bearer sk-abcdefghijklmnopqrstuv”
  -d ‘{'model': "m", "stream": "true", "messages": [{"role": "user", "content": "a & b | 50% <c> it's 你好"}],§
""".replace("§\n", """ "extra_body": {"enable_thinking": False, "top_k": 20,}}’\n""")
MEANT = {
    "model": "m",
    "stream": True,
    "messages": [{"role": "user", "content": "a & b | 50% <c> it's 你好"}],
    "top_k": 20,
    "chat_template_kwargs": {"enable_thinking": False},
}


def read(text: str, **environ: str) -> Pasted:
    return parse(text, environ, lambda path: "")


def corrected(text: str, **environ: str) -> str:
    pasted = read(text, **environ)
    return correct.command(pasted, weigh.slips(pasted), send.sending(pasted).redactor())


@pytest.mark.parametrize("shell", ["posix", "cmd", "powershell"])
def test_it_says_what_was_meant(shell: str) -> None:
    text = WRONG if shell == "posix" else WRONG.replace("\n", " ^\n" if shell == "cmd" else " `\n").rstrip(" ^`\n")
    text = text if shell == "posix" else text + (" ^\n -s" if shell == "cmd" else " `\n -s")
    command = corrected(text)
    assert KEY not in command
    left, _, right = command.partition(" | curl") if shell == "powershell" else ("", "", "")
    again = read(f"curl{right}" if left else command, OPENAI_API_KEY=KEY)
    assert again.line.slips == ()
    assert again.url == "http://h:1/v1/chat/completions"
    assert again.header("authorization") == f"Bearer {KEY}"
    assert again.header("content-type") == "application/json"
    assert json.loads(left[1:-1].replace("''", "'") if left else again.body) == MEANT
    if not left:
        assert weigh.slips(again) == ()


def test_a_posix_shell_reads_it_in_the_same_way() -> None:
    words = shlex.split(corrected(WRONG).replace("\\\n", " "))
    assert json.loads(words[words.index("-d") + 1]) == MEANT


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("curl http://h/v1/models -H 'Authorization: Bearer $KEY'", '-H "Authorization: Bearer $KEY"'),
        ("curl http://h/v1/models -H 'X-Api-Key: abcdef123456'", '-H "X-Api-Key: $OPENAI_API_KEY"'),
        ("curl -u me:hunter2 http://h/v1/models", "-u 'me:$PASSWORD'"),
        ("curl -kL -x http://me:hunter2@p:1 http://h/v1/models", "-x 'http://***@p:1'"),
        ("curl http://h/v1/model", "http://h/v1/models"),
        ('curl http://h/chat/completion --json \'{"model": "m", "messages": []}\'', "http://h/v1/chat/completions"),
        ('curl http://h/v1/chat/completions --json \'{"model": "m", "prompt": "hi"}\'', '"content": "hi"'),
    ],
)
def test_parts(text: str, part: str) -> None:
    command = corrected(text)
    assert part in command
    assert "hunter2" not in command and "abcdef123456" not in command


def test_a_file_stays_a_file() -> None:
    pasted = parse("curl http://h/v1/chat/completions -d @b.json", {}, lambda path: '{"model": "m", "messages": []}')
    assert "--data-binary @b.json" in correct.command(pasted, weigh.slips(pasted), send.sending(pasted).redactor())


def test_without_an_address_there_is_none() -> None:
    assert corrected("curl -d x") == ""
