"""The promise that the model thinks before it answers: by itself, or when it is told to."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.checks.chat.answers import Answers
from answerback.checks.thought import Place, find_out, hidden_tokens, thought_of
from answerback.counting import least
from answerback.values.injections import Configure, MoveReasoning
from answerback.values.pattern import lazy
from answerback.values.result import Severity
from answerback.values.text import Text

_NUMBER = lazy(r"\d+|[一二两三四五六七八九十]")
REASONERS = lazy(
    r"(?i)qwq|deepseek[-_]?(?:r1|reasoner)|(?<![a-z0-9])r1(?![a-z0-9])|thinking(?!-?off)|reason(?:er|ing)|magistral|"
    r"qwen-?3(?!.*(?:instruct|coder|embed|rerank|guard|asr|tts))|gpt-oss|glm-(?:4\.[5-9]|[5-9])|kimi-k2\.[5-9]"
)
"""Names of models that are known to think."""


class Thinks(Check):
    """A model that cannot think is not at fault; neither is a weak one that reckons wrongly: both are facts."""

    promise = Text(en="The model thinks before it answers.", zh="模型会先思考再回答。")
    why = Text(
        en="Thinking costs tokens and time, and buys better answers; it should be known whether it happens.",
        zh="思考会消耗 token 和时间，换来更好的回答；应当清楚它有没有发生。",
    )
    needs = (Answers,)
    severity = Severity.INFO
    capability = "thinking"
    reasons = {
        "cannot": Reason(
            Text(
                en="no thought, neither by itself nor with the usual switches: this model does not think",
                zh="默认和常用开关下都没有思考内容：这个模型不会思考",
            ),
            (Configure(name="thinking", value=False), Configure(name="models", value=["SmolLM2-135M-Instruct"])),
        ),
        "off": Reason(
            Text(
                en="{model} is known to think, but shows no thought, not even when told to",
                zh="{model} 本应会思考，但即使明确打开也看不到思考内容",
            ),
            Configure(name="thinking", value=False),
        ),
        "hidden": Reason(
            Text(
                en="{tokens} tokens of reasoning were counted, and none is shown",
                zh="计了 {tokens} 个推理 token，却一个字也看不到",
            ),
            MoveReasoning(how="drop"),
        ),
    }

    def run(self) -> Steps:
        """Ask the sum of the how-to without a switch, then with those that are likely to work."""
        known = yield from find_out(self.setting)
        heard = known.reading
        if not heard.ok or heard.answer.first is None:
            return self.unknown("", root=Answers.id)
        usage = heard.answer.usage
        facts = {
            "default": known.thinks, "switch": known.switched_on, "tokens": usage.completion if usage else None,
            "right": right(known.thought.answer),
        }  # fmt: skip
        if known.can:
            shown = known.thought if known.thinks else thought_of(known.shown or heard)
            return self.ok(place=str(shown.place), field=shown.field, letters=len(shown.text), **facts)
        if tokens := hidden_tokens(heard) or _missing(known.thought.answer, usage.completion if usage else None):
            return self.warn("hidden", **{**facts, "tokens": tokens})
        model = self.setting.model or ""
        if REASONERS.search(model.rpartition("/")[2]):
            return self.unsupported("off", model=model, **facts)
        return self.unsupported("cannot", place=str(Place.NOWHERE), **facts)


def right(text: str) -> bool:
    """Whether the last number of an answer is the sum."""
    found = _NUMBER.findall(text)
    return bool(found) and found[-1] in ("6", "六")


def _missing(answer: str, counted: int | None) -> int:
    """Return how many counted tokens stand for nothing that was shown: more than any text of that length has."""
    if counted is None or counted < 64:
        return 0
    most = max(len(answer.encode()), 1)
    return counted if counted > most + 32 and counted > 4 * least(answer) else 0
