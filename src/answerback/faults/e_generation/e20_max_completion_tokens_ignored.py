"""E20: max_completion_tokens has no effect."""

from __future__ import annotations

from answerback.checks.sampling.max_completion_tokens import MaxCompletionTokens
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.faults.one_mode import one_mode, only
from answerback.values.injections import CHAT, DropRequest
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text


class MaxCompletionTokensIgnored(Fault):
    """`max_tokens` limits the answer, the newer name does not."""

    code = "E20"
    title = Text(en="max_completion_tokens is ignored", zh="max_completion_tokens 不生效")
    cause = Text(
        en="{letters} characters came before we hung up, although {limit} tokens were allowed; max_tokens "
        "works. The server does not know the newer name.",
        zh="允许 {limit} 个 token，断开前却已收到 {letters} 个字符；max_tokens 有效。服务端不认识这个新字段。",
    )
    severity = Severity.MAJOR
    priority = 3
    seen_with = DropRequest(on=CHAT, path="max_completion_tokens")
    yields_to = ("E19",)
    evidence = (
        "ollama/ollama#7125",
        "ikawrakow/ik_llama.cpp#2321",
        "lemonade-sdk/lemonade#1044",
    )
    remedy = {
        None: Remedy(
            Text(
                en="Send `max_tokens` to this service (or both), or let the gateway copy one to the other; "
                "upgrade the server.",
                zh="对这个服务发送 `max_tokens`（或两个都发），或让网关互相复制；并升级服务端。",
            ),
            ("max_tokens",),
        ),
        "ollama": Remedy(
            Text(
                en="Ollama does not know the field: send `max_tokens`, or set `PARAMETER num_predict 512` "
                "in the Modelfile.",
                zh="Ollama 不认识该字段：请发送 `max_tokens`，或在 Modelfile 里设置 `PARAMETER num_predict 512`。",
            ),
            (
                "max_tokens",
                "PARAMETER num_predict",
            ),
        ),
        "llamacpp": Remedy(
            Text(
                en="Upgrade llama-server, or send `max_tokens`; `-n 512` bounds every answer.",
                zh="升级 llama-server，或发送 `max_tokens`；`-n 512` 可限制所有回答。",
            ),
            (
                "max_tokens",
                "-n 512",
            ),
        ),
        "tgi": Remedy(Text(en="Send `max_tokens`.", zh="请发送 `max_tokens`。"), ("max_tokens",)),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """Without effect; a documented limitation, or an unknown product's, is only worth knowing."""
        alone = one_mode(seen, "max_completion_tokens")
        if not seen.ignored(MaxCompletionTokens) and not alone:
            return None
        facts = {**seen.facts(MaxCompletionTokens), **alone}
        said = {"limit": facts["limit"], "letters": facts["letters"], **only(alone)}
        return Diagnosis(Confidence.LIKELY, said, Severity.INFO if facts.get("documented") and not alone else None)
