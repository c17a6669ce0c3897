"""A09: the base URL lacks `/v1`."""

from __future__ import annotations

from answerback.checks.connection.base_url import BaseUrl
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.asked import Asked
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text


class BaseWithoutV1(Fault):
    """The service is right; a client given this URL as its base would fail."""

    code = "A09"
    title = Text(en="The base URL lacks `/v1`", zh="base_url 缺少 /v1")
    cause = Text(
        en="{spelled} as it stands answers 404 to clients; the API is under {base}.",
        zh="客户端直接用 {spelled} 会得到 404；接口在 {base} 下。",
    )
    severity = Severity.INFO
    priority = 3
    asked = Asked(url="{scheme}://{host}:{port}")
    evidence = ("BadgerHobbs/OpenAI-API-Gateway#1",)
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
        if not seen.broke(BaseUrl, "missing-v1"):
            return None
        facts = seen.facts(BaseUrl)
        return Diagnosis(Confidence.CERTAIN, {"spelled": facts["spelled"], "base": facts["base"]})
