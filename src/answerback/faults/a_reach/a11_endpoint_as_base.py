"""A11: an endpoint was given as the base."""

from __future__ import annotations

from answerback.checks.connection.base_url import BaseUrl
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.asked import Asked
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text


class EndpointAsBase(Fault):
    """The service is right; a client given this URL as its base would fail."""

    code = "A11"
    title = Text(en="An endpoint was given as the base", zh="把具体接口地址当成了 base_url")
    cause = Text(
        en="{spelled} is where requests go, not the base to which clients append the path.",
        zh="{spelled} 是请求的最终地址，不是供客户端拼接路径的 base_url。",
    )
    severity = Severity.INFO
    priority = 2
    asked = Asked(url="{scheme}://{host}:{port}{path}/chat/completions")
    evidence = ("harry0703/MoneyPrinterTurbo#57",)
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
        if not seen.broke(BaseUrl, "endpoint"):
            return None
        facts = seen.facts(BaseUrl)
        return Diagnosis(Confidence.CERTAIN, {"spelled": facts["spelled"], "base": facts["base"]})
