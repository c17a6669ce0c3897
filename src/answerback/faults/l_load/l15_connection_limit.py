"""L15: connections beyond a number get no answer."""

from __future__ import annotations

from answerback.checks.load.admitted import Admitted
from answerback.checks.load.own_answers import OwnAnswers
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.faults.l_load.crowded import broken_off
from answerback.values.asks import Chat
from answerback.values.injections import Hang, When
from answerback.values.result import Confidence, Severity
from answerback.values.target import DEEP
from answerback.values.text import Text


class ConnectionLimit(Fault):
    """Not refused in words, as L04, but left hanging, reset or not accepted at all."""

    code = "L15"
    title = Text(en="Connections beyond a number get no answer", zh="超过一定数量的连接没有响应")
    cause = Text(
        en="{through} of {of} simultaneous requests were answered at once, {count} not at all ({message}): a limit of "
        "open connections, files or workers.",
        zh="{of} 个并发请求中 {through} 个立即得到响应，{count} 个完全没有（{message}）：连接数、文件数或 worker "
        "数到了上限。",
    )
    severity = Severity.MINOR
    priority = 2
    level = DEEP
    seen_with = Hang(on=When(above=10))
    remedy = {
        None: Remedy(
            Text(
                en="Raise `ulimit -n 65536`, the number of workers, and the gateway's limit of connections to its "
                "upstream.",
                zh="调大 `ulimit -n 65536`、worker 数，以及网关到上游的最大连接数。",
            ),
            ("ulimit -n 65536",),
        ),
        "nginx": Remedy(
            Text(
                en="Raise `worker_connections 4096;`, `keepalive 64;` in the upstream, and remove `max_conns`.",
                zh="调大 `worker_connections 4096;`、upstream 里的 `keepalive 64;`，并去掉 `max_conns`。",
            ),
            ("worker_connections 4096;", "keepalive 64;", "max_conns"),
        ),
        "llamacpp": Remedy(
            Text(en="Raise `--threads-http 32` and `-np 4`.", zh="调大 `--threads-http 32` 和 `-np 4`。"),
            ("--threads-http 32", "-np 4"),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """A wall in the burst, or requests that break off only while others are in flight."""
        if not seen.failed(Admitted, "walled"):
            lost = broken_off(seen)
            if not lost:
                return None
            seen.rest_on(*(one.number for one in lost))
            message = lost[0].failure.message if lost[0].failure is not None else ""
            chats = sum(isinstance(one.exchange.ask, Chat) for one in seen.readings.values())
            few = {"count": len(lost), "of": chats, "through": chats - len(lost), "message": message}
            return Diagnosis(Confidence.LIKELY, few, Severity.MAJOR, lost[0].number)
        seen.failed(OwnAnswers)
        facts = seen.facts(Admitted)
        told = {name: facts[name] for name in ("count", "of", "through", "message")}
        return Diagnosis(Confidence.LIKELY, told)
