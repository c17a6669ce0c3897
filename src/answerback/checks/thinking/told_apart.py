"""The promise that thoughts stay out of the content."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.checks.chat.answers import Answers
from answerback.checks.probes import HELLO, HELLO_STREAM
from answerback.checks.thought import Place, find_out, product, thought_of
from answerback.values.injections import Affix, Configure, MoveReasoning
from answerback.values.pattern import lazy
from answerback.values.result import Severity
from answerback.values.target import SMOKE
from answerback.values.text import Text
from answerback.wire.openai import Reading

HARMONY = lazy(
    r"<\|(?:channel|message|start|end|return|call|constrain)\|?>|(?:analysis|commentary)[^\n]{0,400}?"
    r"assistant(?:final|commentary|analysis)|assistantfinal",
)
"""Marks of the harmony format (gpt-oss): as tokens, or as the bare words that are left when they are stripped."""


class ToldApart(Check):
    """Products without a reasoning parser leave the thought in the content by design; those are not blamed."""

    promise = Text(en="Thoughts do not stand in the content.", zh="思考内容不会混进回答正文。")
    why = Text(
        en="Clients show the content to users, and parse it: a thought in it breaks both.",
        zh="客户端会直接展示、解析正文，混入思考内容两头都会出错。",
    )
    level = SMOKE
    needs = (Answers,)
    severity = Severity.MINOR
    reasons = {
        "open-tag": Reason(
            Text(en="the content begins with {tag}: {excerpt!r}", zh="正文以 {tag} 开头：{excerpt!r}"),
            Configure(name="reasoning_parser", value=None),
        ),
        "orphan": Reason(
            Text(
                en="the content holds {tag} without its beginning: {excerpt!r}",
                zh="正文里只有 {tag}，没有开头标签：{excerpt!r}",
            ),
            MoveReasoning(how="orphan"),
        ),
        "channels": Reason(
            Text(en="marks of the harmony format stand in the content: {tag}", zh="正文里有 harmony 格式的标记：{tag}"),
            Affix(before="<|channel|>analysis<|message|>Easy.<|end|><|start|>assistant<|channel|>final<|message|>"),
        ),
        "by-design": Reason(
            Text(
                en="{tag} stands in the content; this product has no other place for it",
                zh="正文里有 {tag}；该产品没有单独的推理字段",
            ),
            Affix(before="<think>\nEasy.\n</think>\n"),
            "tgi",
        ),
    }

    def run(self) -> Steps:
        """Look at the first answers; beyond smoke also at one in which the thought has room to end."""
        heard: list[Reading] = list((yield (HELLO, HELLO_STREAM)))
        if self.setting.level > SMOKE:
            known = yield from find_out(self.setting)
            heard = [known.reading, *([known.shown] if known.shown else []), *heard]
        for reading in heard:
            if found := HARMONY.search(reading.answer.text):
                return self.fail("channels", tag=found[0][:40], excerpt=reading.answer.text[:80])
        kind = product(self.setting)
        for reading in heard:
            thought = thought_of(reading)
            if thought.place not in (Place.INLINE, Place.ORPHAN):
                continue
            facts = {"tag": thought.tag, "excerpt": reading.answer.text[:60], "streamed": reading.is_sse}
            if kind is not None and (kind.thoughts_inline or not kind.reasoning_fields):
                return self.warn("by-design", **facts)
            return self.fail("open-tag" if thought.place is Place.INLINE else "orphan", **facts)
        return self.ok()
