"""The promise that the weights which a name promises are the weights that the server says it has loaded."""

from __future__ import annotations

import re
from typing import Any

from answerback.check import Check, Reason, Steps
from answerback.checks.chat.answers import Answers
from answerback.checks.limits.context_told import PAGES, ContextTold
from answerback.checks.models.recognised import Recognised
from answerback.checks.probes import MODELS
from answerback.values.asks import Get
from answerback.values.injections import Configure, Set, When
from answerback.values.pattern import lazy
from answerback.values.result import Severity
from answerback.values.target import DEEP
from answerback.values.text import Text
from answerback.wire.openai import Reading

_MARKS = lazy(
    r"(?<![a-z0-9])(?:(?P<sixteen>bf16|fp16|f16|fp32|f32|16-?bit|bfloat16|float16)"
    r"|(?P<eight>fp8|int8|8-?bit|w8a8|w8a16|e4m3)"
    r"|(?P<four>int4|4-?bit|nf4|fp4|nvfp4|mxfp4|w4a16)"
    r"|(?P<unsized>awq|gptq)"
    r"|i?q(?P<gguf>[1-8])_[a-z0-9_]+)(?![a-z0-9])",
    re.IGNORECASE,
)
"""As publishers write them: llama.cpp's file types (docs/quantization), Hugging Face repositories, vLLM's methods."""
_BITS = {"sixteen": 16, "eight": 8, "four": 4}
AT_MOST = 8
"""AWQ and GPTQ alone do not tell how many bits; more than eight they never have."""
MUCH = 0.75
"""What is told must be below this share of what is promised: Q8_0 is no broken promise of FP8, Q6_K is one of Q8_0."""
BORN_SMALL = ("gpt-oss",)
"""Published in four bits; whoever writes F16 behind it means the rest of the weights."""


class PrecisionTold(Check):
    """Only the server's own words are held against the name; answers cannot tell Q4 from BF16 without a reference."""

    promise = Text(
        en="The precision in the model's name is the one that is loaded.", zh="模型名中的精度就是实际加载的精度。"
    )
    why = Text(
        en="Four bits answer nearly like sixteen, and fail in the hard cases that sixteen were chosen for.",
        zh="4 bit 的回答看上去和 16 bit 差不多，但恰恰会在那些需要 16 bit 的难题上出错。",
    )
    level = DEEP
    needs = (Answers,)
    after = (Recognised, ContextTold)
    severity = Severity.MINOR
    reasons = {
        "contradicted": Reason(
            Text(
                en="{wanted!r} was asked for, while {source} says {told!r}",
                zh="请求的是 {wanted!r}，而 {source} 显示 {told!r}",
            ),
            (
                Configure(name="models", value=["Qwen3-0.6B-BF16"]),
                Set(on=When(route="/props"), path="model_path", value="/models/Qwen3-0.6B-Q4_K_M.gguf"),
            ),
            dialect="llamacpp",
        ),
    }

    def run(self) -> Steps:
        """Look into what other checks asked for anyway: the model's card, and the product's page on what is loaded."""
        wanted = self.setting.model or ""
        claimed = bits(wanted)
        if claimed is None or any(name in wanted.lower() for name in BORN_SMALL):
            return self.not_needed()
        models: Reading = yield MODELS
        told = [("/models", text) for text in _of_card(models, wanted)]
        path = PAGES.get(self.setting.server)
        if path is not None:
            page: Reading = yield Get(path=path, wait_s=5)
            told += [(path, text) for text in _of_page(page, wanted)]
        for source, text in reversed(told):  # a page about what is loaded knows more than a card
            held = bits(text, unsized=AT_MOST)
            if held is not None:
                facts = {"wanted": wanted, "told": text, "source": source, "claimed": claimed, "held": held}
                return self.fail("contradicted", **facts) if held < MUCH * claimed else self.ok(**facts)
        return self.not_needed()


def bits(name: str, unsized: int | None = None) -> int | None:
    """Return the bits per weight that a name tells; None where it tells none, or several that differ.

    `unsized`: what a method stands for that names no bits.
    """
    found: set[int] = set()
    method = False
    for mark in _MARKS.finditer(name.rpartition("/")[2] or name):
        kind = mark.lastgroup or ""
        method |= kind == "unsized"
        if kind != "unsized":
            found.add(int(mark["gguf"]) if kind == "gguf" else _BITS[kind])
    if not found:
        return unsized if method else None
    return found.pop() if len(found) == 1 else None


def _of_card(models: Reading, wanted: str) -> list[str]:
    """Return what the card of the model says of its weights; an adapter's card speaks of the adapter."""
    raw = models.json if models.ok else None
    data = raw.get("data") if isinstance(raw, dict) else None
    for card in data if isinstance(data, list) else ():
        if isinstance(card, dict) and card.get("id") == wanted and not card.get("parent"):
            return _texts(card, ("root", "quantization"))
    return []


def _of_page(page: Reading, wanted: str) -> list[str]:
    """Return what llama.cpp, Ollama and LM Studio tell: a file's name, or the quantisation of the loaded model."""
    said = page.json if page.ok and isinstance(page.json, dict) else {}
    texts = _texts(said, ("model_path",))
    for name in ("models", "data"):
        rows = said.get(name)
        for row in rows if isinstance(rows, list) else ():
            if isinstance(row, dict) and wanted in (row.get("id"), row.get("name"), row.get("model")):
                details = row.get("details")
                texts += _texts(row, ("quantization",))
                texts += _texts(details, ("quantization_level",)) if isinstance(details, dict) else []
    return texts


def _texts(holder: dict[str, Any], names: tuple[str, ...]) -> list[str]:
    return [value for name in names if isinstance(value := holder.get(name), str) and value]
