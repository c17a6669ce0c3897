"""The promise that a stream says once who speaks."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.checks.arrivals import first_stream
from answerback.checks.streaming.streams import Streams
from answerback.checks.thought import product
from answerback.values.injections import STREAMED, Drop, Set
from answerback.values.result import Severity
from answerback.values.target import SMOKE
from answerback.values.text import Text


class RoleOnce(Check):
    """Many products repeat it in each delta, and clients put up with that: worth knowing, no more."""

    promise = Text(en="The first delta of a stream has the role, and only that.", zh="角色只在流的第一个增量里给出。")
    why = Text(
        en="Some clients join the roles of all deltas, or need the first.",
        zh="有的客户端会拼接每个增量里的 role，有的则依赖第一个。",
    )
    level = SMOKE
    needs = (Streams,)
    severity = Severity.INFO
    reasons = {
        "missing": Reason(
            Text(en="no delta has a role", zh="没有任何增量带 role"),
            Drop(on=STREAMED, path="choices[*].delta.role"),
        ),
        "repeated": Reason(
            Text(en="{times} of {chunks} deltas have the role", zh="{chunks} 个增量里有 {times} 个带 role"),
            Set(on=STREAMED, path="choices[*].delta.role", value="assistant"),
        ),
    }

    def run(self) -> Steps:
        """Count the deltas with a role in the first stream."""
        stream = yield from first_stream()
        deltas = [chunk.delta for chunk in stream.chunks if chunk.choices and chunk.choices[0].get("index", 0) == 0]
        times = sum(1 for delta in deltas if delta.get("role"))
        if not times and len(deltas) > 1:
            return self.warn("missing", chunks=len(deltas))
        kind = product(self.setting)
        if times > 2 and not (kind is not None and kind.repeats_role):
            return self.warn("repeated", times=times, chunks=len(deltas))
        return self.ok(times=times)
