"""A07: proxy variables hijack the request."""

from __future__ import annotations

from answerback.checks.chat.answers import Answers
from answerback.checks.connection.gateway_forwards import GatewayForwards
from answerback.checks.connection.proxy_aside import ProxyAside
from answerback.checks.connection.reached import Reached
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.server import host_of
from answerback.values.asked import Asked
from answerback.values.result import Confidence, Severity
from answerback.values.target import SMOKE
from answerback.values.text import Text


class ProxyInTheWay(Fault):
    """http_proxy and its kin lead local or LAN traffic to a proxy that cannot reach it."""

    code = "A07"
    title = Text(en="A proxy from the environment stands in the way", zh="环境变量里的代理挡住了请求")
    cause = Text(
        en="The environment sends this request through the proxy {proxy}; it does not get through, and every client "
        "that reads these variables fails alike.",
        zh="环境变量让请求走代理 {proxy}，但没有走通；凡是读取这些变量的客户端都会同样失败。",
    )
    severity = Severity.CRITICAL
    priority = 3
    level = SMOKE
    asked = Asked(
        proxy="http://127.0.0.1:3128",
        by_hand=Text(
            en="run `answerback sim`, then `http_proxy=http://127.0.0.1:9 answerback check http://127.0.0.1:8008/v1`",
            zh="先运行 `answerback sim`，再运行 `http_proxy=http://127.0.0.1:9 answerback check http://127.0.0.1:8008/v1`",
        ),
    )
    evidence = ("vllm-project/vllm#1519", "NousResearch/hermes-agent#5834")
    remedy = {
        None: Remedy(
            Text(
                en="Exempt the host: `export NO_PROXY=localhost,127.0.0.1,::1,{host}` (and `no_proxy`), or unset "
                "`http_proxy`, `https_proxy` and `all_proxy`; in Python `httpx.Client(trust_env=False)`.",
                zh="把该主机排除在代理之外：`export NO_PROXY=localhost,127.0.0.1,::1,{host}`（`no_proxy` 同样设置），"
                "或取消 `http_proxy`、`https_proxy`、`all_proxy`；Python 里可用 `httpx.Client(trust_env=False)`。",
            ),
            ("NO_PROXY=localhost,127.0.0.1,::1",),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """It works without the proxy, or the proxy itself fails."""
        certain = seen.failed(ProxyAside, "works-directly")
        if not certain and not (seen.failed(ProxyAside, "dead") or seen.failed(Reached, "proxy")):
            return None
        for check in (Reached, GatewayForwards, Answers):
            seen.failed(check)
        proxy = seen.facts(ProxyAside).get("proxy") or seen.facts(Reached).get("proxy")
        confidence = Confidence.CERTAIN if certain else Confidence.LIKELY
        host = host_of(seen.setting.base)
        return Diagnosis(confidence, {"proxy": proxy, "host": host}, exchange=seen.first(Reached))
