"""B08: the balance or budget is used up."""

from __future__ import annotations

from answerback.checks.auth.accepted import KeyAccepted
from answerback.checks.auth.refusal import out_of_money, words
from answerback.checks.chat.answers import Answers
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import CHAT, Reply
from answerback.values.result import Confidence, Severity
from answerback.values.target import SMOKE
from answerback.values.text import Text


class QuotaUsedUp(Fault):
    """Reported as 401, 402, 403 or 429; waiting does not help."""

    code = "B08"
    title = Text(en="The balance or budget of the key is used up", zh="密钥的余额或额度已用完")
    cause = Text(
        en="HTTP {status} ({message}): this is no rate limit and no wrong key; retrying does not help.",
        zh="HTTP {status}（{message}）：这不是限流，也不是密钥错误，重试没有用。",
    )
    severity = Severity.CRITICAL
    priority = 2
    level = SMOKE

    seen_with = Reply(
        on=CHAT,
        status=429,
        body='{"error":{"message":"You exceeded your current quota, please check your plan and billing details.",'
        '"type":"insufficient_quota","param":null,"code":"insufficient_quota"}}',
    )
    evidence = ("https://platform.openai.com/docs/guides/error-codes",)
    remedy = {
        None: Remedy(
            Text(
                en="Top up the account or raise the key's budget; use another key meanwhile.",
                zh="为账户充值，或提高该密钥的额度；在此之前换一个密钥。",
            )
        ),
        "litellm": Remedy(
            Text(
                en="Raise `max_budget` of the key or team (`/key/update`).",
                zh="提高该 key 或 team 的 `max_budget`（`/key/update`）。",
            ),
            ("max_budget",),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """The service says so in words or by HTTP 402."""
        if not seen.failed(KeyAccepted, "quota"):
            return self._later(seen)
        seen.failed(Answers)
        facts = seen.facts(KeyAccepted)
        return Diagnosis(Confidence.CERTAIN, {"status": facts["status"], "message": facts["message"]})

    def _later(self, seen: Seen) -> Diagnosis | None:
        """The money may run out in the middle of a run, or on one of several accounts behind a relay."""
        dry = seen.chats(out_of_money) if seen.passed(Answers) else 0
        if not dry:
            return None
        heard = seen.readings[dry]
        return Diagnosis(Confidence.LIKELY, {"status": heard.status, "message": words(heard)}, Severity.MAJOR, dry)
