"""N12: a wrapper chose a small context."""

from __future__ import annotations

from answerback.checks.host.context import ContextChosen
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import Configure
from answerback.values.result import Confidence, Severity
from answerback.values.target import DEEP
from answerback.values.text import Text


class SmallDefaultContext(Fault):
    """The launcher lowers the context without notice."""

    code = "N12"
    title = Text(en="The context is a small default, not the model's", zh="上下文是默认小值，远小于模型支持的长度")
    cause = Text(
        en="The service runs with {served} tokens of context, the model has {trained}: nobody asked for more when "
        "it was started.",
        zh="服务以 {served} token 的上下文运行，而模型支持 {trained}：启动时没有指定更大的值。",
    )
    severity = Severity.INFO
    priority = 1
    level = DEEP
    dialect = "llamacpp"
    seen_with = Configure(name="context", value=4096)
    evidence = ("ollama/ollama#17889",)
    remedy = {
        None: Remedy(
            Text(
                en="Name the context at start as large as the memory allows.",
                zh="启动时显式指定上下文长度，在内存允许范围内取大。",
            )
        ),
        "ollama": Remedy(
            Text(
                en="Start it with `OLLAMA_CONTEXT_LENGTH=32768`, or put `PARAMETER num_ctx 32768` into the Modelfile.",
                zh="以 `OLLAMA_CONTEXT_LENGTH=32768` 启动，或在 Modelfile 里写 `PARAMETER num_ctx 32768`。",
            ),
            ("OLLAMA_CONTEXT_LENGTH=32768",),
        ),
        "llamacpp": Remedy(
            Text(
                en="Start it with `-c 32768` (0 takes the model's own); with several slots each gets its share.",
                zh="启动时加 `-c 32768`（0 表示取模型自身的值）；多个 slot 会平分。",
            ),
            ("-c 32768",),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """The two numbers of the server differ widely."""
        if not seen.broke(ContextChosen):
            return None
        facts = seen.facts(ContextChosen)
        return Diagnosis(Confidence.LIKELY, {"served": facts["served"], "trained": facts["trained"]})
