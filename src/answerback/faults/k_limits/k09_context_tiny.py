"""K09: the server was started with a context in which next to nothing fits."""

from __future__ import annotations

from answerback.checks.limits.room import HasRoom
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import Configure
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text

FLAGS = {
    "vllm": "--max-model-len 8192",
    "sglang": "--context-length 8192",
    "llamacpp": "-c 8192",
    "ollama": "OLLAMA_CONTEXT_LENGTH=8192",
    "lmdeploy": "--session-len 8192",
    "tgi": "--max-total-tokens 8192",
}
MEMORY = Text(
    en="If the memory does not suffice, a model of fewer bits helps more than a tiny context.",
    zh="如果显存不够，换更低比特的量化模型比缩小上下文更有用。",
)


class ContextTiny(Fault):
    """A limit chosen to make the server start at all, and too small for any client."""

    code = "K09"
    title = Text(en="The context of {context} tokens is too small to work with", zh="上下文只有 {context} token，太小")
    cause = Text(
        en="Prompt and answer together may have {context} tokens: a system prompt with one tool does not fit. The "
        "server was started with too low a limit.",
        zh="提示和回答合计只允许 {context} token，连系统提示加一个工具都放不下：启动时把上限设得太低了。",
    )
    severity = Severity.MINOR
    yields_to = ("K03",)
    seen_with = Configure(name="context", value=160)
    evidence = ("https://docs.vllm.ai/en/latest/configuration/conserving_memory/",)
    remedy = {
        None: Remedy(
            Text(
                en="Raise the context with which the server is started; 8192 is enough for most chats with tools.",
                zh="调大服务启动时的上下文长度；8192 足够大多数带工具的对话。",
            )
        ),
        **{name: Remedy(Text(en=f"Raise it: `{flag}`. {MEMORY.en}", zh=f"调大：`{flag}`。{MEMORY.zh}"), (flag,))
           for name, flag in FLAGS.items()},
    }  # fmt: skip

    def explains(self, seen: Seen) -> Diagnosis | None:
        """The service says so itself."""
        if not seen.broke(HasRoom):
            return None
        return Diagnosis(Confidence.CERTAIN, {"context": seen.facts(HasRoom)["context"]})
