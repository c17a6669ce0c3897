"""M03: a prompt that nobody asked for stands before every request."""

from __future__ import annotations

from answerback.checks.authenticity.no_hidden_prompt import HIDDEN, NoHiddenPrompt
from answerback.checks.chat.sane_text import SaneText
from answerback.checks.usage.grows import UsageGrows
from answerback.checks.usage.overhead import UsageOverhead
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import AddMessage, Say, When
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text


class HiddenPrompt(Fault):
    """The surcharge on a short prompt is one that the model has read: it quotes it, or speaks as it was told to."""

    code = "M03"
    title = Text(en="A hidden system prompt is put before every request", zh="每次请求前都被塞入隐藏的系统提示词")
    cause = Text(
        en="A short prompt is counted with {extra} tokens beyond its text, the count then grows one for one, and "
        "the model has read them: {shown}.",
        zh="很短的输入比文本多计 {extra} 个 token，之后按实际长度增长，而且模型确实读到了多出的内容：{shown}。",
    )
    severity = Severity.MAJOR
    priority = 3
    evidence = ("lbjlaq/Antigravity-Manager#1478", "diegosouzapw/OmniRoute#8331")
    seen_with = (AddMessage(content=HIDDEN * 3), Say(on=When(says="word for word|Quote them verbatim"), text=HIDDEN))
    remedy = {
        None: Remedy(
            Text(
                en="Remove the system prompt that the gateway or relay adds; with somebody else's, compare with the "
                "upstream itself and dispute what was billed.",
                zh="去掉网关或中转附加的系统提示词；如果是别人的中转，请直连上游对比，并就多计的费用申诉。",
            )
        ),
        "litellm": Remedy(
            Text(
                en="Look for a prompt in the model's `litellm_params` and for `litellm_settings.callbacks` that add "
                "messages; compare with `litellm_params.api_base`.",
                zh="检查该模型 `litellm_params` 里的提示词，以及 `litellm_settings.callbacks` 中会附加消息的回调；"
                "并与 `litellm_params.api_base` 直连对比。",
            ),
            ("litellm_params.api_base", "litellm_settings.callbacks"),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """A constant surcharge with a quotation is likely it; with another language than the question's, possibly."""
        if not seen.failed(UsageOverhead, "large") or seen.failed(UsageGrows, "steep", "flat"):
            return None
        extra = seen.facts(UsageOverhead)["extra"]
        if seen.failed(NoHiddenPrompt, "quoted"):
            seen.broke(SaneText, "other-language")
            return Diagnosis(Confidence.LIKELY, {"extra": extra, "shown": seen.facts(NoHiddenPrompt)["excerpt"]})
        if seen.broke(SaneText, "other-language"):
            return Diagnosis(Confidence.POSSIBLE, {"extra": extra, "shown": seen.facts(SaneText)["excerpt"]})
        return None
