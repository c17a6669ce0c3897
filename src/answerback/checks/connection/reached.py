"""The promise that something answers HTTP under the URL, and under which base the API lies."""

from __future__ import annotations

from typing import Any

from answerback.check import Check, Reason, Steps
from answerback.values.asks import Get, ListModels
from answerback.values.exchange import FailureKind
from answerback.values.injections import ANY, Filtered, Hang, NoListener, NoName
from answerback.values.result import Result, Severity
from answerback.values.target import SMOKE, Setting, spellings
from answerback.values.text import Text
from answerback.wire.openai import Reading

FATAL = frozenset(FailureKind) - {FailureKind.HUNG_UP}


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
        "refused": Reason(
            Text(en="{url}: connection refused (curl: ({curl}))", zh="{url}：连接被拒绝（curl: ({curl})）"),
            NoListener(),
        ),
        "connect_timeout": Reason(
            Text(
                en="{url}: no connection within {seconds} s (curl: ({curl}))",
                zh="{url}：{seconds} 秒内没有建立连接（curl: ({curl})）",
            ),
            Filtered(),
        ),
        "name_lookup": Reason(
            Text(
                en="the host name {host} does not resolve (curl: ({curl}))",
                zh="主机名 {host} 无法解析（curl: ({curl})）",
            ),
            NoName(),
        ),
        "no_first_byte": Reason(
            Text(
                en="{url}: connected, but no answer within {seconds} s (curl: ({curl}))",
                zh="{url}：已连接，但 {seconds} 秒内没有任何响应（curl: ({curl})）",
            ),
            Hang(on=ANY),
        ),
        "broken": Reason(
            Text(en="{url}: {message} (curl: ({curl}))", zh="{url}：{message}（curl: ({curl})）"),
        ),
        "no-api": Reason(
            Text(
                en="something answers at {url}, but no OpenAI-compatible API was found there (HTTP {status})",
                zh="{url} 有响应，但没有找到 OpenAI 兼容接口（HTTP {status}）",
            ),
        ),
    }

    def run(self) -> Steps:
        """Try each spelling until one looks like the API; a dead connection ends the search."""
        bases = spellings(self.setting.target.url)
        first: Reading | None = None
        for base in bases:
            heard: Reading = yield ListModels(base=base) if base != self.setting.base else ListModels()
            first = first or heard
            if heard.failure is not None and not heard.status:
                return self._unreached(heard)
            if _is_api(heard):
                return self.ok(base=base, spelled=self.setting.target.url, tried=len(self.used), listed=heard.ok)
        for base in bases[:3]:  # a service without /models still serves chat: ask for the route itself
            heard = yield Get(path="chat/completions", base=base)
            if heard.status in (405, 400, 401, 403, 415, 422, 429, 501) and not _is_page(heard):
                return self.ok(base=base, spelled=self.setting.target.url, tried=len(self.used), listed=False)
        assert first is not None
        facts = {
            "url": first.exchange.request.url,
            "status": first.status,
            "content_type": first.content_type,
        }
        return self.fail(
            "no-api",
            **facts,
            server=first.exchange.header("server"),
            location=first.exchange.header("location"),
        )

    def _unreached(self, heard: Reading) -> Result:
        failure = heard.failure
        assert failure is not None
        kind = str(failure.kind)
        target = self.setting.target
        seconds = (
            target.timeout_s if failure.kind is FailureKind.NO_FIRST_BYTE else min(target.connect_s, target.timeout_s)
        )
        facts: dict[str, Any] = {
            "url": heard.exchange.request.url, "host": host_of(heard.exchange.request.url), "kind": kind,
            "curl": failure.curl, "message": failure.message, "seconds": seconds, "proxy": heard.exchange.proxy,
            "address": heard.exchange.address,
        }  # fmt: skip
        return self.fail(kind if kind in self.reasons else "broken", **facts)

    def settle(self, setting: Setting, facts: dict[str, Any]) -> Setting:
        """The base that works is the one in use from here on."""
        import msgspec

        return msgspec.structs.replace(setting, base=facts["base"])


def host_of(url: str) -> str:
    """Return `host:port` as it stands in a URL."""
    return url.partition("://")[2].partition("/")[0]


def _is_page(heard: Reading) -> bool:
    return heard.content_type == "text/html"


def _is_api(heard: Reading) -> bool:
    """Whether an answer to GET models comes from an API: a list, or a refusal that is not about the path."""
    if heard.ok:
        raw = heard.json
        return isinstance(raw, dict) and ("data" in raw or "models" in raw or "object" in raw)
    if heard.status in (401, 403, 429):
        return not _is_page(heard)
    return heard.status in (500, 502, 503, 504)
