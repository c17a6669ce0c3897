"""D04: a whole answer has no usage."""

from __future__ import annotations

from answerback.checks.schema.types import FieldTypes
from answerback.checks.usage.reported import UsageReported
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.asks import Chat
from answerback.values.injections import WHOLE, Drop
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text

SOME = 2
"""Answers without counts beside others with them that are no single slip."""


class NoUsage(Fault):
    """Counting is left out by an adapter; billing and context budgets have nothing to go by."""

    code = "D04"
    title = Text(en="Answers do not report usage", zh="响应里没有 usage")
    cause = Text(
        en="The server or an adapter in front of it leaves `usage` out of whole answers ({found}).",
        zh="服务端或前面的适配层在整段响应里漏掉了 `usage`（{found}）。",
    )
    severity = Severity.MINOR
    priority = 3
    seen_with = Drop(on=WHOLE, path="usage")
    evidence = ("QuantumNous/new-api#5255",)
    remedy = {
        None: Remedy(
            Text(
                en="Turn on usage in the gateway, or upgrade the adapter; forward the upstream's `usage` as it is.",
                zh="在网关里打开用量统计，或升级适配层；请原样转发上游的 `usage`。",
            )
        ),
        "vllm": Remedy(
            Text(
                en="vLLM always counts: look at what stands in front of it. `--enable-force-include-usage` makes "
                "streams count as well.",
                zh="vLLM 总会统计用量：请检查它前面的组件。`--enable-force-include-usage` 可让流式响应也带上用量。",
            ),
            ("--enable-force-include-usage",),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """The first answer shows it."""
        if not seen.failed(UsageReported, "missing"):
            return self._some(seen)
        found = str(seen.facts(UsageReported).get("found", "null"))
        if "prompt_tokens" in found and seen.failed(FieldTypes):  # counted, but not as numbers
            return None
        return Diagnosis(Confidence.CERTAIN, {"found": found})

    def _some(self, seen: Seen) -> Diagnosis | None:
        """Return the answers without counts of a service that counts others: one of several behind a gateway."""
        if not seen.passed(UsageReported):
            return None
        whole = [r for r in seen.readings.values() if isinstance(r.exchange.ask, Chat) and r.ok and not r.is_sse]
        bare = [r.number for r in whole if r.answer.choices and r.answer.usage is None]
        if len(bare) < SOME:
            return None
        seen.rest_on(*bare)
        return Diagnosis(Confidence.CERTAIN, {"found": f"{len(bare)}/{len(whole)}"}, exchange=bare[0])
