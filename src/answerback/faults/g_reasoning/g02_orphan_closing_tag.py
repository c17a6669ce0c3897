"""G02: the content holds a closing tag without its opening one."""

from __future__ import annotations

from answerback.checks.thinking.told_apart import ToldApart
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import MoveReasoning
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text


class OrphanClosingTag(Fault):
    """Templates of newer models put the opening tag into the prompt, so only the closing one is generated."""

    code = "G02"
    title = Text(en="A thought and `{tag}` stand in the content", zh="正文里混有思考内容和孤立的 `{tag}`")
    cause = Text(
        en="The chat template puts the opening tag into the prompt, so the model writes only `{tag}`; no parser that "
        "knows this is at work. That is configuration, not a broken model.",
        zh="聊天模板把开头标签放进了提示里，模型只会输出 `{tag}`，而服务端没有启用能识别这种情况的解析器。"
        "这是配置问题，不是模型坏了。",
    )
    severity = Severity.MINOR
    priority = 3
    evidence = ("vllm-project/vllm#13125", "vllm-project/vllm#22507", "QwenLM/qwen-code#6033")
    seen_with = MoveReasoning(how="orphan")
    remedy = {
        None: Remedy(
            Text(
                en="Use a reasoning parser that starts inside the thought (as for DeepSeek-R1), or a template that "
                "leaves the opening tag to the model.",
                zh="换用从思考状态开始解析的推理解析器（如 DeepSeek-R1 的），或改用不预填开头标签的模板。",
            )
        ),
        "vllm": Remedy(
            Text(
                en="Start with `--reasoning-parser deepseek_r1`, which needs no opening tag; for Qwen3 a recent vLLM's "
                "`--reasoning-parser qwen3` does as well.",
                zh="启动时加 `--reasoning-parser deepseek_r1`（不要求开头标签）；Qwen3 在较新的 vLLM 上也可用 "
                "`--reasoning-parser qwen3`。",
            ),
            ("--reasoning-parser deepseek_r1",),
        ),
        "sglang": Remedy(
            Text(
                en="Start with `--reasoning-parser deepseek-r1` (Qwen3-Thinking: `qwen3-thinking`).",
                zh="启动时加 `--reasoning-parser deepseek-r1`（Qwen3-Thinking 用 `qwen3-thinking`）。",
            ),
            ("--reasoning-parser deepseek-r1",),
        ),
        "llamacpp": Remedy(
            Text(
                en="Start with `--jinja --reasoning-format deepseek`.",
                zh="启动时加 `--jinja --reasoning-format deepseek`。",
            ),
            ("--reasoning-format deepseek", "--jinja"),
        ),
        "lmdeploy": Remedy(
            Text(en="Start with `--reasoning-parser deepseek-r1`.", zh="启动时加 `--reasoning-parser deepseek-r1`。"),
            ("--reasoning-parser deepseek-r1",),
        ),
        "xinference": Remedy(
            Text(
                en="Launch the model with `--reasoning_content true`.", zh="启动模型时加 `--reasoning_content true`。"
            ),
            ("--reasoning_content true",),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """Closing tag alone."""
        if seen.failed(ToldApart, "orphan"):
            return Diagnosis(Confidence.CERTAIN, {"tag": seen.facts(ToldApart)["tag"]})
        return None
