"""B09: only certain clients are let in."""

from __future__ import annotations

from answerback.checks.auth.accepted import KeyAccepted
from answerback.checks.auth.header import KeyArrives
from answerback.checks.chat.answers import Answers
from answerback.checks.connection.any_client import AnyClient
from answerback.checks.connection.reached import Reached
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.asked import Asked
from answerback.values.injections import ANY, Reply
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text


class CertainClientsOnly(Fault):
    """A relay looks at the User-Agent before the key."""

    code = "B09"
    title = Text(en="Only certain clients are let in", zh="只放行特定客户端")
    cause = Text(
        en="A relay looks at what the client calls itself: this program is refused with HTTP {status}, "
        "others are let in ({client}).",
        zh="中转站会检查客户端标识：本程序被拒绝（HTTP {status}），特定客户端则会放行（{client}）。",
    )
    severity = Severity.CRITICAL
    priority = 1
    seen_with = Reply(
        on=ANY,
        status=403,
        body='{"error":{"message":"This group only allows Claude Code clients","type":"x","code":null}}',
    )
    asked = Asked(key="sk-relay")
    evidence = ("toby-bridges/api-relay-audit#12",)
    remedy = {
        None: Remedy(
            Text(
                en="Use the client that it admits, or another route; ask its operator to admit API clients.",
                zh="换用它允许的客户端或其他线路，或请运营方放行 API 客户端。",
            )
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """Another client name gets through."""
        told = seen.failed(AnyClient, "says-clients")
        if not told and not seen.failed(AnyClient, "certain-clients"):
            return None
        for check in (Reached, KeyAccepted, KeyArrives, Answers):
            seen.broke(check)
        facts = seen.facts(AnyClient)
        said = {"status": facts["status"], "client": facts.get("message") if told else facts["client"]}
        return Diagnosis(Confidence.LIKELY if told else Confidence.CERTAIN, said)
