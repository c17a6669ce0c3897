"""E33: images are accepted and left out."""

from __future__ import annotations

from answerback.checks.chat.image import ImagesSeen
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import CHAT, Configure, DropParts
from answerback.values.result import Confidence, Severity
from answerback.values.target import DEEP
from answerback.values.text import Text


class ImageDropped(Fault):
    """A picture costs no prompt tokens: bad manners on a model that cannot see, a fault on one that can."""

    code = "E33"
    title = Text(en="Images are accepted, but never seen", zh="接受图片却从未看到")
    cause = Text(
        en="{without} and {with_image} prompt tokens without and with a picture: a gateway or template "
        "drops it, or the model cannot see.",
        zh="不带图与带图的输入 token 数为 {without} 和 {with_image}：网关或模板丢掉了图片，或模型不支持视觉。",
    )
    severity = Severity.MINOR
    priority = 2
    level = DEEP
    seen_with = (Configure(name="vision", value=True), DropParts(on=CHAT))
    evidence = ("https://docs.ollama.com/api/openai-compatibility",)
    remedy = {
        None: Remedy(
            Text(
                en="Serve a vision model, send the picture as a data URL, and let the gateway forward parts "
                "of messages.",
                zh="部署视觉模型，用 data URL 发送图片，并让网关转发消息的各个部分。",
            )
        ),
        "llamacpp": Remedy(
            Text(en="Start with the projector: `--mmproj FILE.gguf`.", zh="启动时加上投影文件：`--mmproj FILE.gguf`。"),
            ("--mmproj FILE.gguf",),
        ),
        "ollama": Remedy(
            Text(
                en="Ollama takes data URLs with base64 only, and needs a model with the vision capability "
                "(`ollama show NAME`).",
                zh="Ollama 只接受 base64 的 data URL，且模型要有 vision 能力（`ollama show NAME`）。",
            ),
            ("ollama show NAME",),
        ),
        "vllm": Remedy(
            Text(
                en="Serve a vision model, and do not set `--limit-mm-per-prompt '{{\"image\": 0}}'`.",
                zh="部署视觉模型，且不要设置 `--limit-mm-per-prompt '{{\"image\": 0}}'`。",
            ),
            ("--limit-mm-per-prompt",),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """A picture without any cost."""
        if not seen.ignored(ImagesSeen, "dropped"):
            return None
        facts = seen.facts(ImagesSeen)
        said = {"without": facts["without"], "with_image": facts["with_image"]}
        return Diagnosis(Confidence.LIKELY, said, Severity.MAJOR if facts["sees_by_name"] else None)
