"""`answerback proxy`: a reverse proxy before a real service, with faults on demand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from answerback.cli import _stage
from answerback.command import Command, Example, Given, Kind, Option, UsageError
from answerback.values.text import Text

if TYPE_CHECKING:
    from answerback.sim.stage import Handler
    from answerback.values.injections import Injection

SERVING = Text(en="Proxy before {upstream}:", zh="代理，上游为 {upstream}：")
NEEDED = Text(
    en="`proxy` needs --upstream URL, the service to stand before", zh="`proxy` 需要 --upstream URL，即被代理的服务"
)
BAD_URL = Text(en="--upstream: {url!r} is no http or https URL", zh="--upstream：{url!r} 不是 http 或 https 地址")
LOOP = Text(en="--upstream: the proxy cannot stand before itself", zh="--upstream：代理不能以自己为上游")


def act(given: Given) -> int:
    """Serve until Ctrl-C."""
    if given.flag("list"):
        return _stage.show_list(given, configurable=False)
    from answerback.sim import act as acting
    from answerback.sim.control import Switchboard
    from answerback.sim.proxy import Upstream
    from answerback.wire.redact import Redactor

    url = given.text("upstream")
    if not url:
        raise UsageError(NEEDED)
    try:
        upstream = Upstream(url, insecure=given.flag("insecure"))
    except ValueError:
        raise UsageError(BAD_URL, url=Redactor(()).text(url)) from None
    specs = _stage.read(given)

    def make(injections: Sequence[Injection], seed: int, log: Any) -> Handler:
        return acting.wrap(upstream.handle, injections, seed=seed, log=log)

    board = Switchboard(make, configurable=False, seed=given.whole("seed") or 0, log=_stage.log(given))
    board.switch(_stage.switchable(specs))
    host = given.text("host") or "127.0.0.1"
    parts = urlsplit(upstream.root)
    if parts.port and parts.port == given.whole("port") and parts.hostname in (host, "localhost"):
        raise UsageError(LOOP)
    front = _stage.Front(given, specs, board, upstream.path or "/v1", host)
    return front.run(lambda _: given.say(SERVING, upstream=Redactor(()).text(upstream.root)))


COMMAND = Command(
    summary=Text(
        en="Stand before a real service and play faults on its answers.", zh="挡在真实服务前面，在其应答上注入故障。"
    ),
    act=act,
    options=(
        Option(
            "upstream",
            Text(en="base URL of the service behind the proxy", zh="代理背后服务的地址"),
            metavar="URL",
        ),
        _stage.FAULT,
        _stage.LIST,
        Option("port", Text(en="port to listen on; 0: any free one", zh="监听端口；0 表示任意空闲端口"), Kind.WHOLE,
               default=8009),
        _stage.HOST,
        _stage.SEED,
        Option("insecure", Text(en="do not verify the upstream's certificate", zh="不校验上游的证书"), Kind.FLAG),
    ),
    examples=(
        Example(
            "answerback proxy --upstream http://127.0.0.1:8000 --fault H04",
            Text(en="the stream lacks [DONE]", zh="流缺少 [DONE]"),
        ),
        Example(
            "answerback proxy --upstream http://127.0.0.1:8000 --fault 'Reply:status=503,on.chance=0.1'",
            Text(en="one request in ten gets a 503", zh="一成请求返回 503"),
        ),
        Example(
            "answerback proxy --upstream https://api.deepseek.com/v1",
            Text(en="no faults yet; keys pass through", zh="暂不注入故障；密钥原样透传"),
        ),
    ),
    notes=(_stage.SYNTAX, _stage.SWITCHING),
)  # fmt: skip
