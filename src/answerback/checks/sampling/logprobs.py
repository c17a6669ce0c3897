"""The promise that logprobs come when they are asked for, and are probabilities."""

from __future__ import annotations

from typing import Any

from answerback import server
from answerback.check import Check, Reason, Steps
from answerback.checks.chat.answers import Answers
from answerback.checks.probes import HELLO, TALE_TOKENS, VARIED, brief, drawn
from answerback.values.injections import CHAT, Drop, Reply, Set, When
from answerback.values.result import Severity
from answerback.values.text import Text
from answerback.wire.openai import Reading

ENOUGH = 8
"""Free words at temperature 1.2: not one of eight in a row is certain."""


class LogprobsGiven(Check):
    """Read from the sampled tale, where no token is certain."""

    promise = Text(en="Logprobs come when asked for, and are plausible.", zh="请求 logprobs 时会返回，且数值合理。")
    why = Text(
        en="Scores, classifiers and evaluations compute with them.",
        zh="打分、分类和评测都要用它们来计算。",
    )
    needs = (Answers,)
    severity = Severity.MINOR
    capability = "logprobs"
    reasons = {
        "missing": Reason(
            Text(en="logprobs were accepted, but none came", zh="接受了 logprobs，但没有返回"),
            Set(on=CHAT, path="choices[*].logprobs", value=None),
        ),
        "no-alternatives": Reason(
            Text(
                en="`top_logprobs` was accepted, but the likeliest words beside the chosen one did not come",
                zh="接受了 `top_logprobs`，但没有返回其他候选词",
            ),
            Drop(on=CHAT, path="choices[*].logprobs.content[*].top_logprobs"),
        ),
        "all-certain": Reason(
            Text(
                en="all {tokens} tokens of a free tale at temperature 1.2 have logprob {value}",
                zh="temperature 1.2 的自由故事里，{tokens} 个 token 的 logprob 全是 {value}",
            ),
            Set(on=CHAT, path="choices[*].logprobs.content[*].logprob", value=0.0),
        ),
        "positive": Reason(
            Text(
                en="a logprob is {value}: above 0, so no logarithm of a probability",
                zh="出现 logprob {value}：大于 0，不可能是概率的对数",
            ),
            Set(on=CHAT, path="choices[*].logprobs.content[*].logprob", value=0.7),
        ),
        "nothing-said": Reason(
            Text(en="not judged: the tale came back empty", zh="无法判断：故事是空的，没有可打分的内容"),
        ),
        "refused": Reason(
            Text(en="declined: HTTP {status} {message}", zh="被拒绝：HTTP {status} {message}"),
            Reply(
                on=When(has="logprobs"),
                status=400,
                body='{"error":{"message":"logprobs is not supported","type":"x","param":"logprobs"}}',
            ),
        ),
    }

    def run(self) -> Steps:
        """Look at the logprobs of the first choice that says anything: there is nothing to score in an empty one."""
        hello: Reading = yield HELLO
        tale = yield from drawn(self.setting, hello)
        if not tale.reading.ok:
            return self.unknown("", root=Answers.id)
        heard = tale.reading
        if not tale.logprobs:  # it may be the number of alternatives that is declined
            heard = yield VARIED.with_(logprobs=True, **brief(self.setting, hello, TALE_TOKENS))
            if not heard.ok:
                return self.unsupported("refused", status=tale.status, message=tale.refusal)
        if not any(choice.text or choice.thought for choice in heard.answer.choices):
            return self.unknown("nothing-said")
        values = scores(heard)
        if not values:
            kind = server.named(self.setting.server) if self.setting.server else None
            return self.ignored("missing", documented=kind is None or "logprobs" in kind.ignores)
        if tale.logprobs and not any(token.get("top_logprobs") for token in scored(heard)):
            kind = server.named(self.setting.server) if self.setting.server else None
            return self.ignored("no-alternatives", documented=kind is None or "top_logprobs" in kind.ignores)
        high = next((v for v in values if v > 1e-3), None)
        if high is not None:
            return self.fail("positive", value=high, tokens=len(values))
        if len(values) >= ENOUGH and len(set(values)) == 1:
            return self.fail("all-certain", tokens=len(values), value=values[0])
        return self.ok(tokens=len(values))


def scores(heard: Reading) -> list[float]:
    """Return the logprobs of the tokens of the first choice that has any."""
    found = [item.get("logprob") for item in scored(heard)]
    return [float(v) for v in found if isinstance(v, int | float) and not isinstance(v, bool)]


def scored(heard: Reading) -> list[dict[str, Any]]:
    """Return what is told of each token of the first choice of which something is."""
    for choice in heard.answer.choices:
        content = choice.logprobs.get("content") if isinstance(choice.logprobs, dict) else None
        if found := [item for item in content or () if isinstance(item, dict)]:
            return found
    return []
