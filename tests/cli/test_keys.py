"""A key never leaves in any output: not in a report of any format, not in evidence, not in talk, not on a crash."""

from __future__ import annotations

import base64
from pathlib import Path
from urllib.parse import quote

import pytest

from answerback.sim.app import running
from answerback.sim.stage import Call, Channel, reply_json

KEY = "sk/un+usual=key~0123456789abcdef"
HEADER = "wonderful-header-secret-42"


class Echo:
    """A service that throws every secret back in all the places it can."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    async def handle(self, call: Call, channel: Channel) -> None:
        got = f"{call.header('authorization')} {call.header('x-token')}"
        self.seen.append(got)
        error = {"message": f"key {got} {quote(KEY, safe='')} is not known", "type": got, "code": got, "param": KEY}
        extra = (("x-echo", got), ("set-cookie", f"key={KEY}"), ("server", KEY), ("location", f"http://a/{KEY}"))
        if call.path.endswith("/models"):
            cards = [{"id": f"model-{KEY}", "object": "model", "owned_by": KEY}]
            await reply_json(channel, 200, {"object": "list", "data": cards}, extra)
        elif b'"stream":true' in call.body:
            await channel.start(200, (("content-type", "text/event-stream"), *extra))
            await channel.write(f'data: {got}\n\nevent: {KEY}\ndata: {{"error": "{KEY}"}}\n\n{KEY}\n'.encode())
            await channel.end()
        else:
            await reply_json(channel, 401, {"error": error}, extra)


def _files(folder: Path) -> str:
    return "\n".join(p.read_bytes().decode("latin-1") for p in folder.rglob("*") if p.is_file())


@pytest.mark.parametrize("form", ["terminal", "json", "junit", "markdown", "html"])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_no_output_holds_a_key(answerback, monkeypatch, tmp_path, form, lang):
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("TOKEN", HEADER)
    echo = Echo()
    with running(echo.handle) as url:
        words = ("--header", "X-Token: Custom $TOKEN", "--evidence", str(tmp_path), "--format", form, "--lang", lang)
        said = answerback("check", url, *words, "-v")
    assert any(KEY in got and HEADER in got for got in echo.seen)  # it did go out
    everything = said.out + said.err + _files(tmp_path)
    for secret in (KEY, HEADER, quote(KEY, safe=""), base64.b64encode(KEY.encode()).decode()):
        assert secret not in everything


def test_curl_lines_name_the_variable_of_the_key(answerback, monkeypatch):
    monkeypatch.setenv("MY_KEY", KEY)
    with running(Echo().handle) as url:
        said = answerback("check", url, "--key-env", "MY_KEY", "--level", "smoke")
    assert '-H "Authorization: Bearer $MY_KEY"' in said.out


def test_a_key_may_come_from_a_file(answerback, tmp_path):
    (tmp_path / "key").write_text(KEY + "\n", encoding="utf-8")
    echo = Echo()
    with running(echo.handle) as url:
        said = answerback("check", url, "--key-file", str(tmp_path / "key"), "--level", "smoke")
    assert any(KEY in got for got in echo.seen)
    assert KEY not in said.out + said.err


def test_a_password_in_the_url_is_not_shown(answerback):
    with running(Echo().handle) as url:
        said = answerback("check", url.replace("//", "//me:my-password-1@"), "--level", "smoke")
    assert "my-password-1" not in said.out + said.err


def test_a_crash_does_not_show_a_key(answerback, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", KEY)

    def broken(*_: object) -> None:
        raise RuntimeError(f"no luck with {KEY}")

    monkeypatch.setattr("answerback.run.Run.report", broken)
    said = answerback("check", "127.0.0.1:1", "--level", "smoke")
    assert said.code == 4
    assert KEY not in said.err


@pytest.mark.parametrize("key", ["two words", "line\nbreak", "“quoted”"])
def test_a_key_that_no_header_can_carry_is_wrong_usage(answerback, monkeypatch, key):
    monkeypatch.setenv("OPENAI_API_KEY", key)
    said = answerback("check", "127.0.0.1:1")
    assert said.code == 2
    assert key not in said.err


@pytest.mark.parametrize("before", [180, 199, 390, 1985, 1995])
def test_half_a_key_where_a_text_was_cut_is_too_much(answerback, monkeypatch, before):
    monkeypatch.setenv("OPENAI_API_KEY", KEY)

    async def handle(call: Call, channel: Channel) -> None:
        await reply_json(channel, 400, {"error": {"message": "x" * before + KEY, "type": "t", "code": None}})

    with running(handle) as url:
        said = answerback("check", url, "--level", "smoke", "--format", "json")
    assert KEY[:8] not in said.out
