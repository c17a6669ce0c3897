"""The promise that the model runs on the GPU that is there."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from answerback.check import Check, Reason, Steps
from answerback.checks.chat.answers import Answers
from answerback.values.asks import Get, Look
from answerback.values.result import Severity
from answerback.values.text import Text
from answerback.wire.openai import Reading

LOADED = Get(path="/api/ps", wait_s=10)
"""Ollama's list of loaded models, with how much of each is in the GPU's memory."""


class GpuUsed(Check):
    """Only Ollama tells where its model lies; whether there is a GPU is known only of this machine."""

    promise = Text(en="The model runs on the GPU.", zh="模型运行在 GPU 上。")
    why = Text(
        en="A model that spilled over to the CPU answers ten times slower, without a word about it.",
        zh="模型落到 CPU 上会慢十倍，而且没有任何提示。",
    )
    needs = (Answers,)
    severity = Severity.MINOR
    reasons = {
        "cpu": Reason(
            Text(
                en="{model} lies in main memory, none of it on a GPU (GPUs of this machine: {gpus})",
                zh="{model} 完全在内存中，没有用到 GPU（本机 GPU：{gpus}）",
            )
        ),
        "partly": Reason(
            Text(
                en="{percent} % of {model} lies on the GPU, the rest in main memory",
                zh="{model} 只有 {percent}% 在 GPU 上，其余在内存中",
            )
        ),
    }

    def run(self) -> Steps:
        """Ask which models are loaded, and where."""
        if self.setting.server != "ollama":
            return self.not_needed()
        heard: Reading = yield LOADED
        models = heard.json.get("models") if heard.ok and isinstance(heard.json, dict) else None
        loaded = [m for m in models if _sized(m)] if isinstance(models, list) else []
        if not loaded:
            return self.not_needed()
        model = max(loaded, key=lambda m: float(m["size"]))
        share = model["size_vram"] / model["size"]
        look: Reading = yield Look(port=urlsplit(self.setting.base).port or 11434)
        gpus = look.json.get("gpus") or [] if look.ok else []
        facts = {"model": str(model.get("name", "?")), "gpus": ", ".join(gpus) or "?", "known": bool(gpus)}
        if share <= 0:
            return self.warn("cpu", **facts)
        if share < 0.99:
            return self.warn("partly", **facts, percent=round(share * 100))
        return self.ok(**facts)


def _sized(model: Any) -> bool:
    return (
        isinstance(model, dict)
        and isinstance(model.get("size"), int)
        and model["size"] > 0
        and isinstance(model.get("size_vram"), int)
    )
