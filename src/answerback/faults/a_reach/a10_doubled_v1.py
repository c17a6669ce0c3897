"""A10: `/v1` is doubled in the URL."""

from __future__ import annotations

from answerback.checks.connection.base_url import BaseUrl
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.asked import Asked
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text


class DoubledV1(Fault):
    """The service is right; a client given this URL as its base would fail."""

    code = "A10"
    title = Text(en="`/v1` is doubled in the URL", zh="URL 里 /v1 写了两遍")
    cause = Text(
        en="The URL names `/v1` twice; clients that append it themselves do that to a base that already has it.",
        zh="URL 里有两个 /v1；有的客户端会自己拼接 /v1，而 base_url 里已经有了。",
    )
    severity = Severity.INFO
    priority = 3
    asked = Asked(url="{scheme}://{host}:{port}/v1/v1")
    evidence = ("OtterMind/Chat2DB#1888", "chatboxai/chatbox#1165")
    remedy = {
        None: Remedy(
            Text(
                en="Set the client's `base_url` to {base}.",
                zh="把客户端的 `base_url` 设为 {base}。",
            ),
            ("base_url",),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """The base that works differs from the URL in just this."""
        if not seen.broke(BaseUrl, "doubled-v1"):
            return None
        facts = seen.facts(BaseUrl)
        return Diagnosis(Confidence.CERTAIN, {"spelled": facts["spelled"], "base": facts["base"]})
