"""D06: answers call themselves something else."""

from __future__ import annotations

from answerback.checks.schema.objects import ObjectsNamed
from answerback.checks.streaming.streams import Streams
from answerback.fault import OF_WORDS, Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import CHAT, Set
from answerback.values.result import Confidence, Severity
from answerback.values.target import SMOKE
from answerback.values.text import Text


class WrongObject(Fault):
    """`text_completion`, a misspelt chunk, or a chunk's name on a whole answer: a translation layer."""

    code = "D06"
    title = Text(en="`object` is {found!r} instead of {wanted!r}", zh="`object` 是 {found!r}，应为 {wanted!r}")
    cause = Text(
        en="A layer that translates between APIs puts the other one's name on the {where}.",
        zh="做接口转换的中间层给 {where} 写上了另一种接口的名字。",
    )
    severity = Severity.MINOR
    priority = 2
    level = SMOKE
    yields_to = ("D01", "H08")
    seen_with = Set(on=CHAT, path="object", value="text_completion")
    evidence = ("ml-explore/mlx-examples#913",)
    remedy = {
        None: Remedy(
            Text(
                en="Fix or upgrade the adapter: `chat.completion` for whole answers, `chat.completion.chunk` for "
                "streams.",
                zh="修正或升级适配层：整段响应用 `chat.completion`，流式块用 `chat.completion.chunk`。",
            )
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """A wrong name is certain; a missing one is worth knowing."""
        facts = seen.facts(ObjectsNamed)
        if seen.failed(Streams, "no-delta"):
            seen.failed(ObjectsNamed)
            said = {"found": seen.facts(Streams)["found"], "wanted": "delta", "where": "stream"}
            return Diagnosis(Confidence.CERTAIN, said, Severity.MAJOR, covers=(*OF_WORDS, "H19"))
        if seen.failed(ObjectsNamed, "wrong"):
            return Diagnosis(Confidence.CERTAIN, {k: facts[k] for k in ("found", "wanted", "where")})
        if seen.broke(ObjectsNamed, "absent"):
            said = {"found": None, "wanted": "chat.completion", "where": facts["where"]}
            return Diagnosis(Confidence.CERTAIN, said, Severity.INFO)
        return None
