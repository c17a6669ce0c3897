"""L12: requests are turned away for their rate, without a word on when to come again."""

from __future__ import annotations

from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.faults.l_load.crowded import RATE, absorb, refused
from answerback.values.injections import Reject
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text


class RateLimited(Fault):
    """A limit is a service's right; a note where it says when to come again."""

    code = "L12"
    title = Text(en="Rate limiting without `Retry-After`", zh="限流但没有 `Retry-After`")
    cause = Text(
        en="{count} requests of this run were turned away (HTTP {status}): {message}. Told when to come again: {told}.",
        zh="本次运行有 {count} 个请求被限流（HTTP {status}）：{message}。是否告知何时重试：{told}。",
    )
    severity = Severity.MINOR
    priority = 2
    yields_to = ("A23", "B08", "L04")
    seen_with = Reject(
        per_minute=6, status=429, body='{"error":{"message":"Rate limit reached: 6 requests per minute","code":429}}'
    )
    remedy = {
        None: Remedy(
            Text(
                en="Send `Retry-After` with 429, raise the limit of this key, and let clients back off.",
                zh="返回 429 时带上 `Retry-After`，提高该密钥的限额，并让客户端退避重试。",
            ),
            ("Retry-After",),
        ),
        "litellm": Remedy(
            Text(
                en="Raise `rpm_limit` and `tpm_limit` of the key, or `rpm` in `litellm_params`.",
                zh="提高该 key 的 `rpm_limit`、`tpm_limit`，或 `litellm_params` 里的 `rpm`。",
            ),
            ("rpm_limit", "tpm_limit"),
        ),
        "nginx": Remedy(
            Text(
                en="Raise `limit_req zone=… burst=20;`, and `add_header Retry-After 5 always;` with "
                "`limit_req_status 429;`.",
                zh="调大 `limit_req zone=… burst=20;`，并在 `limit_req_status 429;` 处加 "
                "`add_header Retry-After 5 always;`。",
            ),
            ("limit_req", "add_header Retry-After 5 always;"),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """429 that is not for an empty account and not for others in flight alone."""
        found = [one for one in refused(seen) if one.reading.status == 429 or RATE.search(one.words)]
        if not found or not (any(RATE.search(one.words) for one in found) or not all(one.crowded for one in found)):
            return None
        absorb(seen, found)
        told = any(one.told_when for one in found)
        facts = {
            "count": len(found),
            "status": found[0].reading.status,
            "message": found[0].words[:160],
            "told": "✓" if told else "✗",
        }
        return Diagnosis(Confidence.CERTAIN, facts, Severity.INFO if told else None, found[0].reading.number)
