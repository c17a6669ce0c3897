"""G05: a thought that is never closed, although the answer ended by itself."""

from __future__ import annotations

from answerback.checks.thinking.answer_follows import AnswerFollows
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.faults.g_reasoning import parsers
from answerback.values.injections import MoveReasoning
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text


class ThoughtNeverClosed(Fault):
    """As G04, but with `stop`: there was room, and nothing came."""

    code = "G05"
    title = Text(en="The thought is never closed", zh="思考没有收尾")
    cause = Text(
        en="The answer ended with `stop` and all of it is reasoning: the model left out the closing tag, or the parser "
        "missed it (or expects a thought from a model that has none). With thinking off answers arrive.",
        zh="回答以 `stop` 结束，但全部是推理：模型没有输出结束标签，或解析器漏掉了它（或模型本来不思考却启用了解析器）"
        "。关闭思考时回答正常。",
    )
    severity = Severity.MINOR
    priority = 2
    evidence = ("antirez/ds4#1087", "kekzl/imp#1442")
    yields_to = ("G03",)
    seen_with = MoveReasoning(how="unclosed")
    remedy = {
        None: Remedy(
            Text(
                en="Ask again; if it stays, upgrade server and template, use the parser of this model's family, and "
                "none for a model that does not think.",
                zh="先重试；若一直如此，请升级服务端和模板，使用与模型系列匹配的解析器；不会思考的模型不要启用解析器。",
            )
        ),
        "vllm": Remedy(
            Text(
                en="Upgrade vLLM, and let `--reasoning-parser {vllm}` fit the model; drop it for Instruct models.",
                zh="升级 vLLM，让 `--reasoning-parser {vllm}` 与模型匹配；Instruct 模型请去掉它。",
            ),
            ("--reasoning-parser {vllm}",),
        ),
        "sglang": Remedy(
            Text(
                en="Upgrade SGLang, and let `--reasoning-parser {sglang}` fit the model; drop it for Instruct models.",
                zh="升级 SGLang，让 `--reasoning-parser {sglang}` 与模型匹配；Instruct 模型请去掉它。",
            ),
            ("--reasoning-parser {sglang}",),
        ),
        "llamacpp": Remedy(
            Text(
                en="Update llama.cpp and the GGUF's template, and start with `--jinja --reasoning-format auto`.",
                zh="更新 llama.cpp 和 GGUF 里的模板，启动时加 `--jinja --reasoning-format auto`。",
            ),
            ("--jinja", "--reasoning-format auto"),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """With thinking on only."""
        if not seen.failed(AnswerFollows, "unclosed"):
            return None
        return Diagnosis(Confidence.LIKELY, parsers.for_model(seen))
