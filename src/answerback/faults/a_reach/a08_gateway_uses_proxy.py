"""A08: the gateway sends its own traffic through a forward proxy."""

from __future__ import annotations

import re

from answerback.checks.chat.answers import Answers
from answerback.checks.connection.gateway_forwards import GatewayForwards
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import Reply
from answerback.values.result import Confidence, Severity
from answerback.values.target import SMOKE
from answerback.values.text import Text

MARKS = re.compile(r"(?i)x-squid-error|squid/[\d.]+|\bprivoxy\b|tinyproxy|zscaler|bluecoat|x-proxy-error|clash")
"""How forward proxies sign their error pages."""


class GatewayUsesProxy(Fault):
    """The error that comes back was written by a forward proxy behind the gateway, although we used none."""

    code = "A08"
    title = Text(en="The gateway itself goes through a forward proxy", zh="网关自身的流量走了正向代理")
    cause = Text(
        en="No proxy was used here, but the error was written by one ({mark}): the gateway reads proxy variables "
        "and does not honour NO_PROXY.",
        zh="本机没有用代理，但错误信息出自正向代理（{mark}）：网关读取了代理变量，却没有遵守 NO_PROXY。",
    )
    severity = Severity.CRITICAL
    priority = 2
    level = SMOKE
    seen_with = Reply(
        status=503,
        body="<html><head><title>ERROR: The requested URL could not be "
        "retrieved</title></head><body>Squid</body></html>",
        content_type="text/html",
        headers=(("x-squid-error", "ERR_CONNECT_FAIL 111"), ("via", "1.1 corp (squid/5.7)")),
    )
    evidence = ("BerriAI/litellm#2127", "open-webui/open-webui#10744")
    remedy = {
        None: Remedy(
            Text(
                en="Set `NO_PROXY` for the backend's host in the gateway's own environment, or configure the proxy "
                "per client "
                "instead of for the whole process; restart the gateway.",
                zh="在网关进程自己的环境里为后端主机设置 `NO_PROXY`，或改为按客户端配置代理而不是整个进程；然后重启"
                "网关。",
            ),
            ("NO_PROXY=BACKEND_HOST",),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """A forward proxy signs the error, and it is not ours."""
        if not seen.failed(Answers):
            return None
        for number in seen.results[Answers.id].exchanges:
            exchange = seen.readings[number].exchange
            head = " ".join(f"{name}: {value}" for name, value in exchange.headers)
            found = MARKS.search(f"{head} {seen.readings[number].text[:4000]}")
            if found and not exchange.proxy and exchange.status >= 400:
                seen.failed(GatewayForwards)
                return Diagnosis(Confidence.LIKELY, {"mark": found.group(0)}, exchange=number)
        return None
