"""The promise that many requests at once are let in."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.checks.bursts import Done, rounds
from answerback.checks.chat.answers import Answers
from answerback.values.exchange import FailureKind
from answerback.values.injections import Hang, Reject, When
from answerback.values.result import Severity
from answerback.values.target import DEEP
from answerback.values.text import Text

TURNED_AWAY = (408, 429, 500, 502, 503, 504, 529)
WALL = (
    FailureKind.REFUSED,
    FailureKind.RESET,
    FailureKind.EMPTY,
    FailureKind.CUT,
    FailureKind.CONNECT_TIMEOUT,
    FailureKind.NO_FIRST_BYTE,
)


class Admitted(Check):
    """A limit is a service's right; where it lies, and how it is told, is worth knowing."""

    promise = Text(en="Sixteen requests at once are let in.", zh="同时发来的 16 个请求都会被受理。")
    why = Text(
        en="A limit that clients do not know turns into errors at the busiest hour.",
        zh="客户端不知道的上限，会在最忙的时候变成一片报错。",
    )
    level = DEEP
    needs = (Answers,)
    severity = Severity.MINOR
    reasons = {
        "rejected": Reason(
            Text(
                en="{count} of {of} simultaneous requests are turned away with HTTP {status}: {message}",
                zh="{of} 个并发请求中有 {count} 个被拒绝，HTTP {status}：{message}",
            ),
            Reject(slots=8),
        ),
        "walled": Reason(
            Text(
                en="{count} of {of} simultaneous connections get no answer at all ({message}), the others at once",
                zh="{of} 个并发连接中有 {count} 个完全没有响应（{message}），其余的立即返回",
            ),
            Hang(on=When(above=10)),
        ),
    }

    def run(self) -> Steps:
        """Look at the refusals and failures of the two bursts."""
        found = yield from rounds(self.setting)
        for burst in (found.few, found.many):
            refused = [done.reading for done in burst if done.reading.status in TURNED_AWAY]
            fine = [done for done in burst if done.reading.ok]
            if refused and fine:
                told = refused[0].error.message[:160] if refused[0].error else refused[0].text[:160]
                return self.warn(
                    "rejected", count=len(refused), of=len(burst), status=refused[0].status, message=told,
                    retry_after=refused[0].exchange.header("retry-after"),
                )  # fmt: skip
            walled = _walled(burst)
            quick = [d for d in fine if d.reading.exchange.phases.end_s < self.setting.target.timeout_s / 4]
            if walled and fine and len(quick) == len(fine):
                failure = walled[0].reading.failure
                told = failure.message if failure else ""
                return self.fail("walled", count=len(walled), of=len(burst), message=told, through=len(fine))
        return self.ok(most=len(found.many) or len(found.few))


def _walled(burst: tuple[Done, ...]) -> list[Done]:
    return [done for done in burst if done.reading.failure is not None and done.reading.failure.kind in WALL]
