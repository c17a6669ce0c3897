"""K04: the context is shifted while an answer is written."""

from __future__ import annotations

from answerback.checks.limits.stops_at_context import StopsAtContext
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import Configure, Flood, When
from answerback.values.result import Confidence, Severity
from answerback.values.target import DEEP
from answerback.values.text import Text


class ContextShift(Fault):
    """Prompt and answer together are longer than the context."""

    code = "K04"
    title = Text(en="Generation runs past the context", zh="生成越过了上下文上限")
    cause = Text(
        en="A prompt of {prompt} and an answer of {completion} tokens make {sum} in a context of {context}: the "
        "server drops the oldest tokens to go on writing, so that long answers forget their task and end in loops.",
        zh="输入 {prompt} 加输出 {completion} 共 {sum} 个 token，而上下文只有 {context}：服务丢弃最早的 token "
        "以便继续生成，长回答会忘记任务并陷入循环。",
    )
    severity = Severity.MINOR
    level = DEEP
    evidence = ("ggml-org/llama.cpp#9544", "ggml-org/llama.cpp#3969", "ollama/ollama#1863")
    dialect = "llamacpp"
    seen_with = (Configure(name="context", value=4096), Flood(on=When(longer_than=3900), text=" and so on"))
    remedy = {
        None: Remedy(
            Text(
                en="Switch the shifting of the context off and raise the context; set max_tokens in the client.",
                zh="关闭上下文滑动并调大上下文；在客户端设置 max_tokens。",
            ),
            ("max_tokens",),
        ),
        "llamacpp": Remedy(
            Text(
                en="Start llama-server with `--no-context-shift` and a larger `-c`.",
                zh="启动 llama-server 时加上 `--no-context-shift`，并调大 `-c`。",
            ),
            ("--no-context-shift", "-c"),
        ),
        "ollama": Remedy(
            Text(
                en="Raise `OLLAMA_CONTEXT_LENGTH=32768` and send max_tokens.",
                zh="设置 `OLLAMA_CONTEXT_LENGTH=32768`，并发送 max_tokens。",
            ),
            ("OLLAMA_CONTEXT_LENGTH=32768",),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """More tokens than the context holds."""
        if not seen.failed(StopsAtContext, "runs-on"):
            return None
        facts = seen.facts(StopsAtContext)
        names = ("prompt", "completion", "sum", "context")
        return Diagnosis(Confidence.LIKELY, {name: facts[name] for name in names})
