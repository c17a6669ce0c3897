"""The promise that all chunks of a stream belong to one answer."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from answerback.check import Check, Reason, Steps
from answerback.checks.arrivals import first_stream
from answerback.checks.streaming.streams import Streams
from answerback.values.injections import STREAMED, Set
from answerback.values.result import Severity
from answerback.values.target import SMOKE
from answerback.values.text import Text


class OneIdentity(Check):
    """Empty ids and models in the first chunk (Azure's filter results) are right."""

    promise = Text(
        en="`id`, `model` and `created` are the same in all chunks of a stream.",
        zh="流中所有数据块的 `id`、`model` 和 `created` 一致。",
    )
    why = Text(
        en="Clients sort chunks by id; another one may belong to somebody else's answer.",
        zh="客户端按 id 归并数据块；不同的 id 也可能来自别人的回答。",
    )
    level = SMOKE
    needs = (Streams,)
    severity = Severity.INFO
    reasons = {
        "ids": Reason(
            Text(en="{count} different ids in one stream: {found}", zh="一个流里有 {count} 个不同的 id：{found}"),
            Set(on=STREAMED, path="id", value="chatcmpl-{nonce}"),
        ),
        "other": Reason(
            Text(
                en="`{field}` changes within the stream: {found}",
                zh="`{field}` 在流中途变了：{found}",
            ),
            Set(on=STREAMED, path="model", value="m-{nonce}", from_chunk=4),
        ),
    }

    def run(self) -> Steps:
        """Collect what the chunks of the first stream say of themselves."""
        stream = yield from first_stream()
        chunks = [chunk.raw for chunk in stream.chunks if "error" not in chunk.raw]
        for field in ("id", "model", "created"):
            if field == "created" and _ticks(chunks):
                continue
            values = list(dict.fromkeys(str(raw[field]) for raw in chunks if raw.get(field)))
            if len(values) > 1:
                return self.warn("ids" if field == "id" else "other", field=field, count=len(values), found=values[:3])
        return self.ok()


def _ticks(chunks: list[dict[str, Any]]) -> bool:
    """Whether `created` is a clock: llama.cpp stamps each chunk with the second in which it was made."""
    times = [raw["created"] for raw in chunks if isinstance(raw.get("created"), int)]
    return all(a <= b for a, b in pairwise(times)) and (not times or times[-1] - times[0] <= 3600)
