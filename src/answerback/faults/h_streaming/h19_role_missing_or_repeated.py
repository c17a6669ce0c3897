"""H19: the role is missing in a stream, or in every delta."""

from __future__ import annotations

from answerback.checks.streaming.role import RoleOnce
from answerback.fault import Fault, Remedy, Seen
from answerback.values.injections import STREAMED, Drop
from answerback.values.result import Confidence, Severity
from answerback.values.target import SMOKE
from answerback.values.text import Text


class RoleMissingOrRepeated(Fault):
    """Worth knowing for authors of clients."""

    code = "H19"
    title = Text(en="`role` is missing in the stream, or repeated", zh="流里缺少 `role`，或每个增量都带 `role`")
    cause = Text(
        en="The protocol has it in the first delta alone; products differ, and most clients put up with that.",
        zh="协议规定只在第一个增量里给出；各产品做法不一，多数客户端能容忍。",
    )
    severity = Severity.INFO
    priority = 1
    level = SMOKE
    seen_with = Drop(on=STREAMED, path="choices[*].delta.role")
    remedy = {
        None: Remedy(
            Text(
                en='Send `"role": "assistant"` in the first delta and leave it out of the others.',
                zh='只在第一个增量里发送 `"role": "assistant"`。',
            )
        ),
    }

    def explains(self, seen: Seen) -> Confidence | None:
        """As the deltas show it."""
        return Confidence.CERTAIN if seen.broke(RoleOnce) else None
