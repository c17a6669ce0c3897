"""G12: marks of the harmony format stand in the content."""

from __future__ import annotations

from answerback.checks.chat.clean_text import CleanText
from answerback.checks.thinking.told_apart import ToldApart
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import Affix, Configure
from answerback.values.result import Confidence, Severity
from answerback.values.target import SMOKE
from answerback.values.text import Text


class HarmonyMarkers(Fault):
    """gpt-oss writes its thought and its answer into channels; a server must take them apart."""

    code = "G12"
    title = Text(en="Channel marks of gpt-oss leak into answers ({tag})", zh="gpt-oss 的频道标记泄漏到回答里（{tag}）")
    cause = Text(
        en="The model answers in the harmony format, and the server does not parse it: thought, marks and answer all "
        "come as content.",
        zh="模型以 harmony 格式回答，而服务端没有解析：思考、标记和回答都成了正文。",
    )
    severity = Severity.MAJOR
    priority = 1
    level = SMOKE
    evidence = ("NousResearch/hermes-agent#38376",)
    seen_with = (
        Configure(name="thinking", value=False),
        Affix(before="<|channel|>analysis<|message|>Easy.<|end|><|start|>assistant<|channel|>final<|message|>"),
    )
    remedy = {
        None: Remedy(
            Text(
                en="Use a server version that parses harmony, and its parser for gpt-oss.",
                zh="使用能解析 harmony 的服务端版本，并启用 gpt-oss 的解析器。",
            )
        ),
        "vllm": Remedy(
            Text(
                en="Start with `--reasoning-parser openai_gptoss --tool-call-parser openai`, on 0.10.2 or later.",
                zh="用 0.10.2 或更新版本，启动时加 `--reasoning-parser openai_gptoss --tool-call-parser openai`。",
            ),
            ("--reasoning-parser openai_gptoss", "--tool-call-parser openai"),
        ),
        "sglang": Remedy(
            Text(
                en="Start with `--reasoning-parser gpt-oss --tool-call-parser gpt-oss`.",
                zh="启动时加 `--reasoning-parser gpt-oss --tool-call-parser gpt-oss`。",
            ),
            ("--reasoning-parser gpt-oss",),
        ),
        "llamacpp": Remedy(
            Text(
                en="Start with `--jinja --reasoning-format auto`, and a recent GGUF whose template knows the channels.",
                zh="启动时加 `--jinja --reasoning-format auto`，并使用模板支持频道的新版 GGUF。",
            ),
            ("--jinja", "--reasoning-format auto"),
        ),
        "ollama": Remedy(
            Text(
                en="Pull the official model (`ollama pull gpt-oss`); a GGUF of your own lacks the harmony parser.",
                zh="拉取官方模型（`ollama pull gpt-oss`）；自己导入的 GGUF 没有 harmony 解析器。",
            ),
            ("ollama pull gpt-oss",),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """Tokens or their bare words."""
        if not seen.failed(ToldApart, "channels"):
            return None
        seen.failed(CleanText)
        return Diagnosis(Confidence.CERTAIN, {"tag": seen.facts(ToldApart)["tag"]})
