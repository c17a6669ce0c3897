"""The promise that the model which answers is the one that was asked."""

from __future__ import annotations

import re
from typing import Any

from answerback import server
from answerback.check import Check, Reason, Steps
from answerback.checks.chat.answers import Answers
from answerback.checks.chat.clean_text import asks
from answerback.checks.models.listed import ModelsListed
from answerback.checks.probes import HELLO, HELLO_STREAM
from answerback.values.injections import CHAT, Set
from answerback.values.pattern import lazy
from answerback.values.result import Result, Severity
from answerback.values.target import SMOKE
from answerback.values.text import Text
from answerback.wire.meaning import base_name
from answerback.wire.openai import Reading

_FAMILIES = lazy(
    r"qwen|qwq|llama|gpt-?\d|gpt-oss|chatgpt|claude|gemini|gemma|deepseek|glm|mistral|mixtral|kimi|moonshot|phi-?\d|"
    r"smollm|internlm|baichuan|minimax|hunyuan|doubao|ernie|grok|command-r|falcon|granite|nemotron|exaone|minicpm|yi-\d",
    re.IGNORECASE,
)
_SIZE = lazy(r"(?<![\d.a-z])(\d+(?:\.\d+)?)[-_ ]?([bm])(?![a-z\d])", re.IGNORECASE)


def family(name: str) -> str:
    """Return the family that a model's name tells, in lower case; empty where it tells none."""
    found = _FAMILIES.search(base_name(name))
    return found[0].lower() if found else ""


def families(name: str) -> frozenset[str]:
    """Return all families that a model's name tells: a distilled or merged model's tells several."""
    return frozenset(found[0].lower() for found in _FAMILIES.finditer(base_name(name)))


def size(name: str) -> float:
    """Return the billions of parameters that a model's name tells; 0 where it tells none."""
    found = _SIZE.search(base_name(name))
    return float(found[1]) * (0.001 if found[2] in "mM" else 1) if found else 0.0


class AnsweredByTheModel(Check):
    """An alias, a dated snapshot or a path's last part are the same model; another family or size is not."""

    promise = Text(en="The answer names the model that was asked for.", zh="响应中的模型就是请求的模型。")
    why = Text(
        en="It is the only word that a service gives on which model answered.",
        zh="到底是哪个模型在回答，服务端给出的唯一说明就是这个字段。",
    )
    level = SMOKE
    needs = (Answers,)
    after = (ModelsListed,)
    severity = Severity.MINOR
    reasons = {
        "other-family": Reason(
            Text(
                en="{wanted!r} was asked for, the answer comes from {answered!r}",
                zh="请求的是 {wanted!r}，响应却来自 {answered!r}",
            ),
            Set(on=CHAT, path="model", value="qwen2.5-7b-instruct"),
        ),
        "alias": Reason(
            Text(
                en="the answer calls the model {answered!r}, the request {wanted!r}; probably an alias",
                zh="响应把模型叫作 {answered!r}，请求里是 {wanted!r}；多半是别名",
            ),
            Set(on=CHAT, path="model", value="chat-large-latest"),
        ),
    }

    def run(self) -> Steps:
        """Compare the names in the first answers with the one asked for; beyond smoke in more of them."""
        heard: list[Reading] = list((yield (HELLO, HELLO_STREAM)))
        if self.setting.level > SMOKE:
            heard += yield asks(self, heard[0])
        results = [self._judge(one.answer.model) for one in heard]
        return next((one for one in results if one.reason == "other-family"), results[0])

    def _judge(self, answered: Any) -> Result:
        wanted = self.setting.model or ""
        facts = {"wanted": wanted, "answered": answered}
        if not wanted or not isinstance(answered, str) or not answered:
            return self.ok(**facts)
        own, other = base_name(wanted), base_name(answered)
        kind = server.named(self.setting.server) if self.setting.server else None
        if own in other or other in own:
            return self.ok(**facts)
        listed = self.setting.models
        if kind is not None and kind.accepts_any_model and (wanted not in listed or answered in listed):
            return self.ok(**facts)  # it may name what it has loaded, whatever was asked for
        families, sizes = (family(wanted), family(answered)), (size(wanted), size(answered))
        if (all(families) and families[0] != families[1]) or (all(sizes) and sizes[0] != sizes[1]):
            return self.warn("other-family", **facts)
        return self.ok(**facts) if all(families) else self.warn("alias", **facts)
