"""The promise that the service lets in any client, not only browsers or one vendor's tools."""

from __future__ import annotations

import msgspec

from answerback.check import Check, Reason, Steps
from answerback.checks.chat.answers import Answers
from answerback.checks.connection.reached import Reached, is_api, is_page
from answerback.checks.probes import HELLO
from answerback.values.asks import Chat, ListModels
from answerback.values.pattern import lazy
from answerback.values.result import Severity
from answerback.values.text import Text
from answerback.wire.openai import Reading

BROWSER = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36"
SDK = (
    ("User-Agent", "OpenAI/Python 1.99.0"),
    ("X-Stainless-Lang", "python"),
    ("X-Stainless-Package-Version", "1.99.0"),
)
CODE = (("User-Agent", "claude-cli/2.0.0 (external, cli)"), ("X-Stainless-Lang", "js"))
CHALLENGE = (
    "just a moment",
    "cf-chl",
    "attention required",
    "captcha",
    "access denied",
    "request blocked",
    "waf",
    "has been blocked",
    "incapsula",
    "访问被阻断",
    "安全威胁",
    "error code: 10",
    "blocked by",
    "waf拦截",
)
ON_ANY_STATUS = ("just a moment", "cf-chl", "/cdn-cgi/challenge", "captcha", "incapsula")
"""What no other page than a challenge says, so that it is one with HTTP 200 too."""
CLOUDFLARE = lazy(r"\s*error code: 10\d\d\b")
"""What Cloudflare writes instead of a page for who is no browser (1010, 1015, 1020)."""

SAYS_CLIENTS = lazy(
    r"(?i)only (?:allows?|accepts?|supports?|permits?)\b.{0,40}\b(?:claude code|codex|cli\b|clients?\b)"
    r"|(?:claude code|codex)\b.{0,30}\bonly\b|client (?:is )?not (?:allowed|permitted|supported)"
    r"|restricted to .{0,40}\b(?:clients?|cli|codex|claude)\b|use (?:the|an) official (?:client|app|cli)"
    r"|unsupported (?:user.?agent|client)"
    r"|(?:仅限?|只)(?:允许|支持|限|能).{0,20}(?:客户端|claude|codex)"
)
"""How a relay says that it lets in certain tools only."""


class AnyClient(Check):
    """Repeats a refused request under other clients' names; only after a refusal."""

    promise = Text(en="Any client is let in.", zh="不限制客户端类型。")
    why = Text(
        en="Bot filters and relays that admit one tool only refuse right requests with the right key.",
        zh="反爬拦截，或只放行特定工具的中转站，会拒绝携带正确密钥的正常请求。",
    )
    when_failed = (Reached, Answers)
    severity = Severity.MAJOR
    reasons = {
        "bot-filter": Reason(
            Text(
                en="HTTP {status} for this program, but an answer for {client}: a filter looks at the client",
                zh="本程序访问得到 HTTP {status}，而以 {client} 的身份访问有应答：有过滤器在检查客户端标识",
            )
        ),
        "certain-clients": Reason(
            Text(
                en="HTTP {status} for this program, but an answer for {client}: only certain clients are let in",
                zh="本程序访问得到 HTTP {status}，而以 {client} 的身份访问有应答：只放行特定客户端",
            )
        ),
        "says-clients": Reason(
            Text(
                en="HTTP {status}, whatever the client is called, and it says that only certain ones are let in: "
                "{message}",
                zh="无论用什么客户端标识都得到 HTTP {status}，且服务说明只放行特定客户端：{message}",
            )
        ),
        "challenge": Reason(
            Text(
                en="a page for people instead of an answer (HTTP {status} {title}), whatever the client is called",
                zh="返回的是给人看的页面（HTTP {status} {title}），换客户端标识也一样",
            )
        ),
    }

    def run(self) -> Steps:
        """Ask the list, or the chat, as a browser and as the vendors' own tools."""
        heard: Reading = yield ListModels()
        ask: ListModels | Chat = ListModels()
        if heard.failure is not None and not heard.status:
            return self.not_needed()
        if is_api(heard) and heard.status == 200:
            heard = yield HELLO
            ask = HELLO
        lowered = heard.text[:4000].lower()
        known = CLOUDFLARE.match(lowered) is not None or any(mark in lowered for mark in ON_ANY_STATUS)
        refusal = is_page(heard) and 400 <= heard.status < 500 and any(mark in lowered for mark in CHALLENGE)
        blocked = (heard.status == 405 and is_page(heard)) or (is_page(heard) and known) or refusal
        if heard.status not in (401, 403, 406, 429, 503) and not blocked:
            return self.not_needed()
        names = {"a browser": (("User-Agent", BROWSER),), "the OpenAI SDK": SDK, "Claude Code": CODE}
        asks = tuple(msgspec.structs.replace(ask, headers=headers) for headers in names.values())
        again: list[Reading] = yield asks
        for client, reading in zip(names, again, strict=True):
            if reading.failure is None and reading.status < 400 and not is_page(reading):
                reason = "bot-filter" if is_page(heard) or client == "a browser" else "certain-clients"
                return self.fail(reason, status=heard.status, client=client)
        if SAYS_CLIENTS.search(heard.text[:4000]):
            return self.fail(
                "says-clients", status=heard.status, message=heard.error.message[:160] if heard.error else ""
            )
        if CLOUDFLARE.match(lowered) or (
            is_page(heard) and (heard.exchange.header("cf-ray") or any(mark in lowered for mark in CHALLENGE))
        ):
            return self.fail("challenge", status=heard.status, title=heard.error.message[:80] if heard.error else "")
        return self.ok()
