"""G02: the content holds a closing tag without its opening one."""

from __future__ import annotations

from answerback.checks.thinking.told_apart import ToldApart
from answerback.families import Family
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.faults.g_reasoning import parsers
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
                en="Start with `--reasoning-parser {vllm}`; if the tag stays, your vLLM's wants an opening tag: "
                "upgrade, or take `deepseek_r1`, which needs none.",
                zh="启动时加 `--reasoning-parser {vllm}`；如果标签仍在，说明该版本的解析器要求开头标签：请升级 vLLM，"
                "或改用不要求开头标签的 `deepseek_r1`。",
            ),
            ("--reasoning-parser {vllm}",),
        ),
        "sglang": Remedy(
            Text(
                en="Start with `--reasoning-parser {sglang}` (Qwen3-Thinking: `qwen3-thinking`).",
                zh="启动时加 `--reasoning-parser {sglang}`（Qwen3-Thinking 用 `qwen3-thinking`）。",
            ),
            ("--reasoning-parser {sglang}",),
        ),
        "llamacpp": Remedy(
            Text(
                en="Start with `--jinja --reasoning-format deepseek`.",
                zh="启动时加 `--jinja --reasoning-format deepseek`。",
            ),
            ("--reasoning-format deepseek", "--jinja"),
        ),
        "lmdeploy": Remedy(
            Text(en="Start with `--reasoning-parser {lmdeploy}`.", zh="启动时加 `--reasoning-parser {lmdeploy}`。"),
            ("--reasoning-parser {lmdeploy}",),
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
            facts = {"tag": seen.facts(ToldApart)["tag"], **parsers.for_model(seen, Family.DEEPSEEK_R1)}
            return Diagnosis(Confidence.CERTAIN, facts)
        return None
