"""The promise that something answers HTTP under the URL, and under which base the API lies."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import Any
from urllib.parse import urlsplit

import msgspec

from answerback.check import Check, Reason, Steps
from answerback.values.asks import Ask, Auth, Get, ListModels, Raw
from answerback.values.exchange import FailureKind
from answerback.values.injections import ANY, Cut, Filtered, Hang, NoListener, NoName, Reply
from answerback.values.result import Result, Severity
from answerback.values.target import SMOKE, Setting, spellings, with_scheme
from answerback.values.text import Text
from answerback.wire.openai import Reading

LAME = frozenset({FailureKind.STALLED, FailureKind.CUT, FailureKind.TOO_LARGE, FailureKind.ENCODING})
"""Failures in the middle of a list that need not keep chat from working."""
ROUTE = frozenset({400, 401, 403, 405, 415, 422, 429, 501})
"""Statuses by which a route for POST answers GET; a path that does not exist says 404."""
REFUSED = frozenset({400, 401, 403, 415, 422, 429, 500})
"""Statuses by which a chat without messages is refused, and costs nothing; elsewhere POST leads to 404, 405 or 501."""


def _says(en: str, zh: str) -> Text:
    return Text(en=f"{{url}}: {en} (curl: ({{curl}}))", zh=f"{{url}}：{zh}（curl: ({{curl}})）")


class Reached(Check):
    """Finds the base URL that works among those that the user may have meant."""

    promise = Text(en="The service can be reached.", zh="服务可以访问。")
    why = Text(
        en="Nothing else can be tested before a request gets through to the API.",
        zh="请求到不了接口，其他一切都无从谈起。",
    )
    level = SMOKE
    severity = Severity.CRITICAL
    reasons = {
        "refused": Reason(_says("connection refused", "连接被拒绝"), NoListener()),
        "connect_timeout": Reason(_says("no connection within {seconds} s", "{seconds} 秒内没有建立连接"), Filtered()),
        "name_lookup": Reason(
            Text(
                en="the host name {host} does not resolve (curl: ({curl}))",
                zh="主机名 {host} 无法解析（curl: ({curl})）",
            ),
            NoName(),
        ),
        "no_route": Reason(_says("no route to the host", "没有到该主机的路由")),
        "proxy": Reason(
            Text(
                en="the proxy {proxy} from the environment lets nothing through: {message} (curl: ({curl}))",
                zh="环境变量里的代理 {proxy} 没有放行请求：{message}（curl: ({curl})）",
            )
        ),
        "tls": Reason(_says("the TLS handshake failed: {message}", "TLS 握手失败：{message}")),
        "certificate": Reason(_says("the certificate does not verify: {message}", "证书校验不通过：{message}")),
        "no_first_byte": Reason(
            _says("connected, but no answer within {seconds} s", "已连接，但 {seconds} 秒内没有任何响应"),
            Hang(on=ANY),
        ),
        "stalled": Reason(
            _says(
                "the answer came to a halt and did not end within {seconds} s", "响应中途停住，{seconds} 秒内没有结束"
            )
        ),
        "empty_reply": Reason(_says("the connection was closed without an answer", "对端没有返回任何内容就关闭了连接")),
        "reset": Reason(
            _says("the connection was reset before an answer", "还没收到响应连接就被重置"),
            Cut(on=ANY, bytes=0, reset=True),
        ),
        "cut": Reason(_says("the answer was cut off", "响应中途被截断")),
        "not_http": Reason(_says("what answers there is not HTTP", "该端口返回的不是 HTTP")),
        "too_large": Reason(
            _says(
                "the answer or its headers never end; stopped after 16 MiB", "响应或响应头没完没了，已在 16 MiB 处中止"
            ),
        ),
        "bad_encoding": Reason(_says("the answer cannot be decompressed", "响应无法解压")),
        "bad_url": Reason(_says("this is no URL that can be asked", "这不是可以访问的 URL")),
        "broken": Reason(_says("{message}", "{message}")),
        "no-api": Reason(
            Text(
                en="something answers at {url}, but no OpenAI-compatible API was found there ({said})",
                zh="{url} 有响应，但没有找到 OpenAI 兼容接口（{said}）",
            ),
            Reply(on=ANY, status=200, body="<html><title>Welcome</title></html>", content_type="text/html"),
        ),
        "redirected": Reason(
            Text(
                en="{url} redirects to {location} (HTTP {status}), and no API answers there without the key",
                zh="{url} 重定向到 {location}（HTTP {status}），且不带密钥时那里没有接口应答",
            ),
            Reply(on=ANY, status=302, headers=(("location", "/login"),)),
        ),
        "moved": Reason(
            Text(
                en="{url} redirects to {location} (HTTP {status}); that is the base to use",
                zh="{url} 重定向到 {location}（HTTP {status}），应直接使用后者",
            ),
        ),
        "moved-away": Reason(
            Text(
                en="{url} redirects to another host, {location} (HTTP {status}); the key was not sent there",
                zh="{url} 重定向到另一台主机 {location}（HTTP {status}）；密钥没有发往那里",
            ),
            Reply(on=ANY, status=307, headers=(("location", "http://elsewhere.invalid/v1/models"),)),
        ),
    }

    def run(self) -> Steps:
        """Try each spelling until one looks like the API; a dead connection ends the search."""
        spelled = self.setting.target.url
        bases = likeliest(spellings(spelled), spelled)
        left, first = list(bases), None
        while left:
            base = left.pop(0)
            heard: Reading = yield ListModels(base=base) if base != self.setting.base else ListModels()
            if first is None:
                first, left = heard, likeliest(left, spelled, heard)
            if heard.failure is not None and not (heard.status and heard.failure.kind in LAME and _is_json(heard)):
                return self._unreached(heard)
            if is_api(heard):
                return self.ok(base=base, spelled=spelled, tried=len(self.used), listed=heard.ok)
            if 300 <= heard.status < 400 and heard.exchange.header("location"):
                return (yield from self._follow(heard))
            if wants_tls(heard):
                break
        assert first is not None
        return (yield from self._by_the_route(bases[:3], first))

    def _by_the_route(self, bases: Sequence[str], first: Reading) -> Generator[Ask, Reading, Result]:
        """Ask for the chat route itself: a service without /models still serves chat."""
        found = {"spelled": self.setting.target.url, "listed": False}
        for base in bases:
            heard = yield Get(path="chat/completions", base=base)
            if heard.status in ROUTE and not is_page(heard) and not wants_tls(heard):
                return self.ok(base=base, tried=len(self.used), **found)
            if heard.status == 404 and not is_page(heard):  # routers that know a path by its method (llama.cpp, Ollama)
                heard = yield Raw(method="POST", path="chat/completions", body='{"messages":[]}', base=base)
                if is_chat(heard):
                    return self.ok(base=base, tried=len(self.used), **found)
        return self.fail("no-api", **_answered(first))

    def _follow(self, heard: Reading) -> Generator[Ask, Reading, Result]:
        """Ask the place a redirect names, without the key; it becomes the base only on the same host."""
        here = heard.exchange.request.url
        there = absolute(here, heard.exchange.header("location"))
        facts = {**_answered(heard), "location": there, "same_host": _name(here) == _name(there)}
        base = there.partition("?")[0].removesuffix("/").removesuffix("/models")
        final = yield ListModels(base=base, auth=Auth.NONE)
        facts["works"] = final.failure is None and is_api(final)
        if facts["same_host"] and facts["works"]:
            return self.warn("moved", base=base, spelled=self.setting.target.url, listed=final.ok, **facts)
        return self.fail("redirected" if facts["same_host"] else "moved-away", **facts)

    def _unreached(self, heard: Reading) -> Result:
        failure = heard.failure
        assert failure is not None
        target, kind = self.setting.target, str(failure.kind)
        waited = (FailureKind.NO_FIRST_BYTE, FailureKind.STALLED)
        facts: dict[str, Any] = {
            "url": heard.exchange.request.url, "host": host_of(heard.exchange.request.url), "kind": kind,
            "curl": failure.curl, "message": failure.message, "proxy": heard.exchange.proxy,
            "address": heard.exchange.address, "status": heard.status,
            "seconds": target.timeout_s if failure.kind in waited else min(target.connect_s, target.timeout_s),
        }  # fmt: skip
        return self.fail(kind if kind in self.reasons else "broken", **facts)

    def settle(self, setting: Setting, facts: dict[str, Any]) -> Setting:
        """The base that works is the one in use from here on."""
        return msgspec.structs.replace(setting, base=facts["base"])


def likeliest(bases: Sequence[str], spelled: str, heard: Reading | None = None) -> list[str]:
    """Return the bases with those first to which the host name, or the answer to a wrong path, points."""
    from answerback.server import prefixes

    ends = prefixes(with_scheme(spelled), heard)
    return sorted(bases, key=lambda base: urlsplit(base).path not in ends)


def host_of(url: str) -> str:
    """Return `host:port` as it stands in a URL."""
    return url.partition("://")[2].partition("/")[0]


def absolute(url: str, location: str) -> str:
    """Return a redirect's target as a full URL."""
    from urllib.parse import urljoin

    return urljoin(url, location)


def is_page(heard: Reading) -> bool:
    """Whether an answer is a page for people."""
    return heard.content_type == "text/html" or heard.text[:200].lstrip().lower().startswith(("<!doctype", "<html"))


def wants_tls(heard: Reading) -> bool:
    """Whether a server says that its port speaks TLS (nginx, Go)."""
    return heard.status == 400 and ("to HTTPS port" in heard.text or "to an HTTPS server" in heard.text)


def is_api(heard: Reading) -> bool:
    """Whether an answer to GET models comes from an API: a list, or a refusal that is not about the path."""
    if heard.status == 200:
        raw = heard.json
        if isinstance(raw, dict):
            return "data" in raw or "models" in raw or raw.get("object") == "list"
        return not heard.ok and _is_json(heard)
    if heard.status in (403, 429):
        return not is_page(heard)
    return heard.status in (401, 402) or (500 <= heard.status < 600 and heard.status not in (501, 505))


def is_chat(heard: Reading) -> bool:
    """Whether what answers a chat without messages reads chats: it misses them, or the model, and says so in JSON."""
    if heard.failure is not None or not _is_json(heard):
        return False
    said = heard.error.message.lower() if heard.error else ""
    return heard.status in REFUSED or heard.answer.first is not None or (heard.status == 404 and "model" in said)


def _is_json(heard: Reading) -> bool:
    return heard.content_type == "application/json"


def _name(url: str) -> str:
    from answerback.server import host_of as name_of

    return name_of(url)


def _answered(heard: Reading) -> dict[str, Any]:
    words = heard.error.message[:80] if heard.error else ""
    return {
        "url": heard.exchange.request.url,
        "status": heard.status,
        "title": words,
        "said": f"HTTP {heard.status} {words or heard.content_type}".strip(),
        "content_type": heard.content_type,
        "server": heard.exchange.header("server"),
        "location": heard.exchange.header("location"),
    }
