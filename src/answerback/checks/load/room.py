"""The promise that running answers keep their place in the KV cache, by the server's own count."""

from __future__ import annotations

from typing import Any

from answerback.check import Check, Reason, Steps
from answerback.checks.chat.answers import Answers
from answerback.checks.figures import Figures, figures, grown
from answerback.checks.load.flows import Flows
from answerback.checks.load.hang_ups import HangUpsFree
from answerback.checks.load.waiting import NobodyWaits
from answerback.checks.streaming.finishes import Finishes
from answerback.checks.tools.calls import CallsTools
from answerback.values.injections import Reply, When
from answerback.values.result import Severity
from answerback.values.text import Text

_PAGE = "vllm:num_requests_running 0\nvllm:num_requests_waiting 0\nvllm:num_preemptions_total {}\n"


class KeepsRoom(Check):
    """Reads the metrics page again at the end: what grew, grew while we asked."""

    promise = Text(
        en="Running answers keep their place in the KV cache.",
        zh="正在生成的回答不会被挤出 KV 缓存。",
    )
    why = Text(
        en="A request that is put aside is computed again from the start; users see a stream stand still.",
        zh="被挤出的请求要从头重算，用户看到的就是流突然停住。",
    )
    needs = (Answers,)
    after = (NobodyWaits, Finishes, CallsTools, Flows, HangUpsFree)
    severity = Severity.MINOR
    reasons = {
        "preempted": Reason(
            Text(
                en="{preemptions} running requests were put aside for want of KV cache while we asked",
                zh="检查期间有 {preemptions} 个正在处理的请求因 KV 缓存不足被挤出",
            ),
            (
                Reply(on=When(route="/metrics", nth=1), content_type="text/plain", body=_PAGE.format(2)),
                Reply(on=When(route="/metrics", after=1), content_type="text/plain", body=_PAGE.format(9)),
            ),
        ),
    }

    def run(self) -> Steps:
        """Compare the counts with those of before."""
        before = yield from figures(self.setting, 1)
        if before is None:
            return self.not_needed()
        after = yield from figures(self.setting, 2)
        if after is None:
            return self.not_needed()
        facts = _facts(before, after)
        preempted = grown(before.preemptions, after.preemptions)
        if preempted:
            return self.warn("preempted", preemptions=round(preempted), **facts)
        return self.ok(**facts)


def _facts(before: Figures, after: Figures) -> dict[str, Any]:
    """Return what happened in between: who runs and waits, the cache, the prefix cache, the time in the queue."""
    facts: dict[str, Any] = dict(after.crowd)
    if after.cache is not None:
        facts["percent"] = round(100 * after.cache)
    looked_up, hits = grown(before.looked_up, after.looked_up), grown(before.hits, after.hits)
    if looked_up and hits is not None:
        facts["prefix_hits_percent"] = round(100 * min(1.0, hits / looked_up))
    waited, queued = grown(before.queue_s, after.queue_s), grown(before.queued, after.queued)
    if waited is not None and queued:
        facts["queue_s"] = round(waited / queued, 3)
    return facts
