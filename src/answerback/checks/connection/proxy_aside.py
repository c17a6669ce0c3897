"""The promise that proxy variables of the environment do not stand in the way."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.checks.chat.answers import Answers
from answerback.checks.connection.gateway_forwards import GatewayForwards
from answerback.checks.connection.reached import Reached, is_api
from answerback.values.asks import Auth, ListModels
from answerback.values.target import SMOKE
from answerback.values.text import Text
from answerback.wire.openai import Reading


class ProxyAside(Check):
    """Asks once more without them, only when something failed and a proxy was in use."""

    promise = Text(en="Proxy variables do not stand in the way.", zh="代理环境变量没有妨碍访问。")
    why = Text(
        en="A proxy set for the internet cannot reach local services, and answers in their place.",
        zh="为外网配置的代理访问不到本地服务，还会替它返回错误。",
    )
    level = SMOKE
    when_failed = (Reached, Answers, GatewayForwards)
    reasons = {
        "works-directly": Reason(
            Text(
                en="with the proxy {proxy}: {status}; without it the service answers",
                zh="经代理 {proxy} 访问得到 {status}；不走代理则服务正常应答",
            )
        ),
        "dead": Reason(
            Text(
                en="it is the proxy {proxy} that fails, not the service",
                zh="出错的是代理 {proxy}，不是服务本身",
            )
        ),
    }

    def run(self) -> Steps:
        """Compare the list with and without the proxy."""
        heard: Reading = yield ListModels()
        proxy = heard.exchange.proxy
        if not proxy:
            return self.not_needed()
        direct: Reading = yield ListModels(direct=True, auth=Auth.NONE)
        said = f"HTTP {heard.status}" if heard.status else heard.failure.message if heard.failure else ""
        worked = direct.failure is None and is_api(direct) and direct.status < 500
        if worked and not (heard.ok and is_api(heard)):
            return self.fail("works-directly", proxy=proxy, status=said, server=heard.exchange.header("server"))
        if heard.failure is not None and str(heard.failure.kind) == "proxy":
            return self.fail("dead", proxy=proxy, message=heard.failure.message, curl=heard.failure.curl)
        return self.ok(proxy=proxy)
