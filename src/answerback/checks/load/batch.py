"""The promise that the server works on many requests at once, by its own count while it does."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.checks.bursts import midway, rounds
from answerback.checks.chat.answers import Answers
from answerback.checks.figures import read_from, told
from answerback.checks.models.recognised import Recognised
from answerback.values.result import Severity
from answerback.values.target import DEEP
from answerback.values.text import Text


class Batches(Check):
    """Reads the metrics page amid the burst; it tells a server that lets wait from a gateway that lets through.

    The burst is that of the other checks under load: by itself it has nothing to count.
    """

    promise = Text(en="The server works on many requests at once.", zh="服务端能同时处理多个请求。")
    why = Text(
        en="Whether the server queues or something before it does decides where the remedy belongs.",
        zh="排队发生在服务端还是它前面，决定了该改哪里。",
    )
    level = DEEP
    needs = (Answers,)
    after = (Recognised,)
    severity = Severity.MINOR
    reasons = {
        "server-queues": Reason(
            Text(
                en="of {sent} requests at once the server worked on {running} and let {waiting} wait",
                zh="{sent} 个并发请求中，服务端在处理 {running} 个，让 {waiting} 个排队",
            ),
        ),
        "held-back": Reason(
            Text(
                en="of {sent} requests at once {running} were at the server and none waited there: something before it "
                "lets one through at a time",
                zh="{sent} 个并发请求中，到达服务端的只有 {running} 个且没有排队：是它前面的环节一次只放行一个",
            ),
        ),
    }

    def run(self) -> Steps:
        """Count in the middle of the burst."""
        yield from midway(self.setting)
        page = yield from told(self.setting, 5, burst=2)
        now = read_from(self.setting, page)
        if now is not None and now.running is not None and now.running <= 1 and not now.waiting:
            page = yield from told(self.setting, 6, burst=2)  # counts may come late: once more
            now = read_from(self.setting, page)
        found = yield from rounds(self.setting)
        if page is None or now is None or now.running is None:
            return self.not_needed()
        at_s = page.exchange.started_ns / 1e9
        sent = sum(1 for done in found.many if done.start_s < at_s < done.end_s)
        facts = {**now.crowd, "sent": sent}
        if sent < 4:  # the burst was over too soon to be counted
            return self.ok(**facts, uncounted=True)
        if now.waiting is not None and now.waiting >= 2 and now.running <= 1:
            return self.warn("server-queues", **facts)
        if now.waiting == 0 and now.running == 1:
            return self.warn("held-back", **facts)
        return self.ok(**facts, percent=round(100 * now.cache) if now.cache is not None else None)
