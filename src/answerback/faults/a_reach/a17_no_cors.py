"""A17: browsers may not call it."""

from __future__ import annotations

from answerback import server
from answerback.checks.connection.cors import BrowsersAllowed
from answerback.fault import Fault, Remedy, Seen
from answerback.values.injections import ANY, DropHeader
from answerback.values.result import Confidence, Severity
from answerback.values.target import DEEP
from answerback.values.text import Text


class NoCors(Fault):
    """Programs work, pages in a browser do not; many services want it so."""

    code = "A17"
    title = Text(en="Pages in a browser may not call it (CORS)", zh="浏览器网页无法跨域调用（CORS）")
    cause = Text(
        en="The preflight of a browser is not allowed; curl and SDKs are not affected.",
        zh="浏览器的预检请求未获许可；curl 和 SDK 不受影响。",
    )
    severity = Severity.INFO
    priority = 1
    level = DEEP
    seen_with = DropHeader(on=ANY, name="access-control-allow-origin")
    evidence = ("https://github.com/ollama/ollama/blob/main/docs/faq.mdx",)
    remedy = {
        None: Remedy(
            Text(
                en="If pages are to call it, allow their origin in the server or in the gateway.",
                zh="如果需要网页直接调用，请在服务端或网关放行对应的来源（Origin）。",
            )
        ),
        **{
            kind.name: Remedy(
                Text(
                    en="If pages are to call it, start it with the flag shown.",
                    zh="如果需要网页直接调用，启动时加上给出的参数。",
                ),
                (kind.flags["cors"],),
            )
            for kind in server.load()
            if "cors" in kind.flags
        },
    }

    def explains(self, seen: Seen) -> Confidence | None:
        """The preflight was declined."""
        return Confidence.CERTAIN if seen.unsupported(BrowsersAllowed) else None
