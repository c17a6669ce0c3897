"""Faults of reach, auth, models and shape in other forms than those they are catalogued with."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from answerback.run import Run
from answerback.sim.wire import SimWire
from answerback.values.injections import (
    ANY,
    MODELS,
    STREAMED,
    WHOLE,
    DropRequestHeader,
    Injection,
    Reply,
    RequireKey,
    SetStatus,
    Swallow,
    When,
)
from answerback.values.report import Report
from answerback.values.result import Severity
from answerback.values.target import SMOKE, STANDARD, Level, Secret, Target

POST = When(route="post")
SECOND = When(every=2)
NGINX = "<html><head><title>502 Bad Gateway</title></head><body><hr><center>nginx</center></body></html>"
MOVED = (("location", "/v1/chat/completions/"),)


def told(message: str) -> str:
    """An error as OpenAI writes it."""
    return f'{{"error":{{"message":"{message}","type":"x","param":null,"code":null}}}}'


def play(
    *acts: Injection, dialect: str = "vllm", key: str = "", level: Level = STANDARD, path: str | None = None
) -> Report:
    """Run a whole check."""
    wire = SimWire(dialect, acts)
    parts = urlsplit(wire.url)
    url = wire.url if path is None else f"{parts.scheme}://{parts.netloc}{path}"
    try:
        return Run(Target(url, key=Secret(key) if key else None), wire, level).report()
    finally:
        wire.close()


def codes(report: Report) -> list[str]:
    """The codes at minor or above, the first one first."""
    return [f.code for f in report.faults if f.severity is not Severity.INFO]


FORMS: dict[str, tuple[str, tuple[Injection, ...], str]] = {
    "only streams are redirected": ("A13", (Reply(on=STREAMED, status=301, headers=MOVED),), ""),
    "a gateway without a location for it": (
        "A24",
        (Reply(on=ANY, status=404, content_type="text/html", body="<html><center>nginx/1.22.1</center></html>"),),
        "",
    ),
    "a gateway that cuts the path": (
        "A24",
        (Reply(on=ANY, status=404, body="Not Found", content_type="text/plain", headers=(("server", "openresty"),)),),
        "",
    ),
    "a gateway that waits two seconds": (
        "A21",
        (
            Reply(
                on=POST,
                status=504,
                after_s=2.0,
                content_type="text/html",
                body="<html><center><h1>504 Gateway Time-out</h1></center><center>nginx</center></html>",
            ),
        ),
        "",
    ),
    "a gateway that waits two seconds, most answers are shorter": (
        "A21",
        (
            Reply(
                on=When(route="post", every=4),
                status=504,
                after_s=2.0,
                content_type="text/html",
                body="<html><center><h1>504 Gateway Time-out</h1></center><center>nginx</center></html>",
            ),
        ),
        "",
    ),
    "each second chat is redirected": ("A13", (Reply(on=SECOND, status=301, headers=MOVED),), ""),
    "only streams meet a dead service": (
        "A20",
        (Reply(on=STREAMED, status=502, body=NGINX, content_type="text/html"),),
        "",
    ),
    "HAProxy has no server": (
        "A20",
        (Reply(on=ANY, status=503, body="<html>No server is available to handle this request.</html>"),),
        "",
    ),
    "LiteLLM cannot connect": (
        "A20",
        (
            Reply(
                status=500,
                body=told("litellm.InternalServerError: InternalServerError: OpenAIException - Connection error."),
            ),
        ),
        "",
    ),
    "SGLang starts up": ("A19", (Reply(on=ANY, status=503, body="Service unavailable: server is starting up"),), ""),
    "a firewall blocks with 405": (
        "A23",
        (Reply(on=ANY, status=405, body="<html>很抱歉，您的访问被阻断。</html>", content_type="text/html"),),
        "",
    ),
    "a page asks for a password": (
        "B01",
        (Reply(on=ANY, status=401, body="<html>401</html>", content_type="text/html"),),
        "",
    ),
    "the list is open, the key is wrong": ("B01", (RequireKey(on=POST),), "sk-wrong"),
    "the list is open, the key lacks a scope": (
        "B02",
        (Reply(status=403, body=told("Missing scopes: model.request")),),
        "k1",
    ),
    "the header is lost on the way to chat": (
        "B05",
        (RequireKey(on=ANY, key="k1"), DropRequestHeader(on=POST, name="authorization")),
        "k1",
    ),
    "the balance is too low": ("B08", (Reply(status=400, body=told("Your credit balance is too low.")),), "k1"),
    "each second account is out of money": (
        "B08",
        (Reply(on=SECOND, status=429, body=told("You exceeded your current quota")),),
        "k1",
    ),
    "a relay names its clients": (
        "B09",
        (Reply(on=ANY, status=403, body=told("This group only allows Claude Code clients")),),
        "k1",
    ),
    "the list breaks, chat works": (
        "C04",
        (Reply(on=MODELS, status=500, body='{"detail":"Internal Server Error"}'),),
        "",
    ),
    "only streams meet an error with 200": ("D01", (Reply(on=STREAMED, body=told("backend failed")),), ""),
    "each third answer is an error with 200": ("D01", (Reply(on=When(every=3), body=told("rate limit")),), ""),
    "requests cannot connect": (
        "A20",
        (
            Reply(
                status=500, body=told("HTTPConnectionPool(host='10.0.0.3', port=8000): Max retries exceeded with url")
            ),
        ),
        "",
    ),
    "an SDK behind a relay cannot connect": ("A20", (Reply(on=POST, status=500, body=told("Connection error.")),), ""),
    "the ingress knows no such host": ("A20", (Reply(on=POST, status=404, body="default backend - 404"),), ""),
    "each third request finds no upstream": (
        "A20",
        (Reply(on=When(route="post", every=3), status=503, body="no healthy upstream", content_type="text/plain"),),
        "",
    ),
    "Kubernetes has no endpoints": (
        "A20",
        (Reply(status=503, body=told('no endpoints available for service "vllm"')),),
        "",
    ),
    "a relay lost patience and says 500": (
        "A21",
        (Reply(on=WHOLE, status=500, body=told("litellm.Timeout: Request timed out."), after_s=60),),
        "",
    ),
    "Cloudflare writes a code": ("A23", (Reply(on=POST, status=403, body="error code: 1010"),), ""),
    "a challenge with 200": (
        "A23",
        (Reply(on=ANY, body="<html><title>Just a moment...</title></html>", content_type="text/html"),),
        "",
    ),
    "a firewall's own status": (
        "A23",
        (Reply(on=ANY, status=418, body="<html>blocked by security rules</html>", content_type="text/html"),),
        "",
    ),
    "billing is named in a 401": (
        "B08",
        (Reply(on=POST, status=401, body=told("Your account is not active, please check your billing details")),),
        "k1",
    ),
    "the balance is told in a 200": ("B08", (Reply(on=POST, body='{"code":1008,"msg":"insufficient balance"}'),), "k1"),
    "a relay restricts a key to a tool": (
        "B09",
        (Reply(on=POST, status=403, body=told("This API key is restricted to Codex CLI")),),
        "k1",
    ),
    "仅允许客户端": ("B09", (Reply(on=POST, status=403, body=told("仅允许 Claude Code 客户端使用")),), "k1"),
    "every 400 becomes a 500": ("D10", (SetStatus(on=ANY, status=500, was=400),), ""),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_fault_is_named_first_in_another_form(form: str) -> None:
    code, acts, key = FORMS[form]
    assert codes(play(*acts, key=key))[0] == code


def test_the_right_key_before_an_open_list_is_no_fault() -> None:
    assert codes(play(RequireKey(on=POST), key="sk-right")) == []


def test_a_redirect_is_shown_with_the_url_that_was_asked() -> None:
    report = play(Reply(on=ANY, status=302, headers=(("location", "/login"),)))
    fault = next(f for f in report.faults if f.code == "A13")
    asked = next(t for t in report.exchanges if t.number == fault.exchange)
    assert asked.status == 302
    assert asked.url.endswith("/v1/models")


@pytest.mark.parametrize(
    ("drip", "reason"),
    [
        (Swallow(on=MODELS), "endless"),
        (Swallow(on=MODELS, piece=1, every_s=1.0), "slow"),
    ],
)
def test_a_list_without_an_end_is_told_with_its_figures(drip: Swallow, reason: str) -> None:
    report = play(drip)
    result = next(r for r in report.results if r.check == "connection.list-whole")
    assert result.reason == reason
    assert result.facts["bytes"] > 0
    assert result.facts["seconds"] >= 0
    assert "U00" in codes(report)


@pytest.mark.parametrize(("dialect", "most"), [("vllm", 3), ("openrouter", 4), ("azure", 4), ("dashscope", 4)])
def test_a_bare_host_costs_few_requests(dialect: str, most: int) -> None:
    report = play(dialect=dialect, level=SMOKE, path="")
    assert report.target.base.endswith(urlsplit(SimWire(dialect).url).path)
    assert report.cost.requests <= most
