"""H20: id, model or created change within one stream."""

from __future__ import annotations

from answerback.checks.streaming.identity import OneIdentity
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import STREAMED, Set
from answerback.values.result import Confidence, Severity
from answerback.values.target import SMOKE
from answerback.values.text import Text


class IdentityChanges(Fault):
    """Mostly a gateway that makes up an id for each chunk; a chunk of somebody else's answer looks the same (L05)."""

    code = "H20"
    title = Text(en="`{field}` changes within one stream", zh="同一个流里 `{field}` 前后不一致")
    cause = Text(
        en="{count} different values: a gateway makes it up for each chunk, or chunks of another answer got in (see "
        "L05).",
        zh="有 {count} 个不同的值：网关为每个块单独生成，或混入了别的回答的块（见 L05）。",
    )
    severity = Severity.INFO
    priority = 1
    level = SMOKE
    seen_with = Set(on=STREAMED, path="id", value="chatcmpl-{nonce}")
    remedy = {
        None: Remedy(
            Text(
                en="Let the gateway keep the upstream's `id`, `model` and `created` for the whole stream.",
                zh="网关应在整个流里保持上游的 `id`、`model` 和 `created`。",
            )
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """As the chunks say it."""
        if not seen.broke(OneIdentity):
            return None
        facts = seen.facts(OneIdentity)
        return Diagnosis(Confidence.CERTAIN, {"field": facts["field"], "count": facts["count"]})
