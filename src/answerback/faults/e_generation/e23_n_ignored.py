"""E23: n has no effect."""

from __future__ import annotations

from answerback.checks.sampling.several import SeveralAnswers
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.faults.one_mode import one_mode, only
from answerback.values.injections import CHAT, DropRequest
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text


class NIgnored(Fault):
    """Two choices were asked for, one came, without a word."""

    code = "E23"
    title = Text(en="n is ignored: one choice whatever is asked for", zh="n 不生效：无论要几个都只返回一个")
    cause = Text(
        en="The product has no n (it drops the field), or a gateway reads only the first choice: {choices} "
        "choice came.",
        zh="该产品不支持 n（直接丢弃），或网关只取第一个 choice：返回了 {choices} 个。",
    )
    severity = Severity.MINOR
    priority = 2
    seen_with = DropRequest(on=CHAT, path="n")
    evidence = (
        "abetlen/llama-cpp-python#1906",
        "https://docs.ollama.com/api/openai-compatibility",
    )
    remedy = {
        None: Remedy(
            Text(
                en="Send the request n times; or let the gateway forward all choices.",
                zh="把请求发送 n 次；或让网关转发所有 choice。",
            )
        ),
        "vllm": Remedy(
            Text(
                en="vLLM honours `n`: look for a gateway that drops it.", zh="vLLM 支持 `n`：请检查是否有网关把它丢了。"
            )
        ),
        "ollama": Remedy(
            Text(en="Ollama has no `n`: send the request n times.", zh="Ollama 不支持 `n`：请把请求发送 n 次。")
        ),
        "tgi": Remedy(Text(en="TGI has no `n`: send the request n times.", zh="TGI 不支持 `n`：请把请求发送 n 次。")),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """Without effect; a documented limitation, or an unknown product's, is only worth knowing."""
        alone = one_mode(seen, "n")
        if not seen.ignored(SeveralAnswers) and not alone:
            return None
        facts = {**seen.facts(SeveralAnswers), **alone}
        said = {"choices": facts["choices"], **only(alone)}
        return Diagnosis(Confidence.LIKELY, said, Severity.INFO if facts.get("documented") and not alone else None)
