"""Families of models: each writes tool calls and thoughts in its own way; which parser reads them, each server says.

A model's name tells its family. Sources: the lists of models in docs.vllm.ai/en/latest/features/tool_calling and
/reasoning_outputs, docs.sglang.io/docs/advanced_features/tool_parser and /separate_reasoning.
"""

from __future__ import annotations

from enum import StrEnum


class Family(StrEnum):
    """A family, as its makers call it."""

    QWEN3_CODER = "Qwen3-Coder"
    QWEN35 = "Qwen3.5"
    QWEN3_INSTRUCT = "Qwen3 Instruct"
    """Never thinks: a reasoning parser would take its answers for thoughts (vllm-project/vllm#53284)."""
    QWEN3 = "Qwen3"
    QWQ = "QwQ"
    QWEN25 = "Qwen2.5"
    HERMES = "Hermes"
    LLAMA4 = "Llama 4"
    LLAMA3 = "Llama 3"
    DEEPSEEK_V4 = "DeepSeek-V4"
    DEEPSEEK_V32 = "DeepSeek-V3.2"
    DEEPSEEK_V31 = "DeepSeek-V3.1"
    DEEPSEEK_DISTILL = "DeepSeek-R1-Distill"
    """Thinks, and was not trained to call tools."""
    DEEPSEEK_R1 = "DeepSeek-R1"
    DEEPSEEK_V3 = "DeepSeek-V3"
    GLM47 = "GLM-4.7"
    GLM45 = "GLM-4.5"
    KIMI_THINKING = "Kimi-K2-Thinking"
    KIMI_K2 = "Kimi-K2"
    GPT_OSS = "gpt-oss"
    MAGISTRAL = "Magistral"
    MISTRAL = "Mistral"
    FUNCTIONGEMMA = "FunctionGemma"
    GEMMA4 = "Gemma 4"
    GEMMA3 = "Gemma 3"
    MINIMAX_M3 = "MiniMax-M3"
    MINIMAX_M2 = "MiniMax-M2"
    MINIMAX_M1 = "MiniMax-M1"
    GRANITE4 = "Granite 4"
    GRANITE3 = "Granite 3"
    GRANITE_20B = "Granite-20B-FunctionCalling"
    XLAM = "xLAM"
    PHI4 = "Phi-4-mini"
    INTERN_S1 = "Intern-S1"
    INTERNLM = "InternLM"
    HUNYUAN_V3 = "Hunyuan 3"
    HUNYUAN = "Hunyuan-A13B"
    SEED_OSS = "Seed-OSS"
    STEP35 = "Step-3.5"
    STEP3 = "Step-3"
    LFM2 = "LFM2"
    OLMO3 = "OLMo 3"
    COMMAND = "Command A"
    APERTUS = "Apertus"
    ERNIE45 = "ERNIE-4.5"
    LONGCAT = "LongCat"
    JAMBA = "Jamba"
    MIMO = "MiMo"
    NEMOTRON3 = "Nemotron 3"
    NEMOTRON = "Nemotron"


_PARTS: tuple[tuple[Family, tuple[str, ...]], ...] = (
    # a distilled model bears its teacher's name and its own
    (Family.DEEPSEEK_DISTILL, ("deepseek-r1-distill", "deepseek-r1-0528-qwen3")),
    (Family.HERMES, ("hermes",)),
    (Family.XLAM, ("xlam",)),
    (Family.QWEN3_CODER, ("qwen3-coder",)),
    (Family.QWEN35, ("qwen3.5", "qwen3.6", "qwen3_5")),
    (Family.QWEN3_INSTRUCT, ("qwen3&instruct",)),
    (Family.QWEN3, ("qwen3",)),
    (Family.QWQ, ("qwq",)),
    (Family.QWEN25, ("qwen",)),
    (Family.LLAMA4, ("llama-4", "llama4")),
    (Family.NEMOTRON3, ("nemotron-3", "nemotron3")),
    (Family.NEMOTRON, ("nemotron",)),
    (Family.LLAMA3, ("llama",)),
    (Family.MAGISTRAL, ("magistral",)),
    (Family.MISTRAL, ("mistral", "mixtral", "devstral", "ministral")),
    (Family.DEEPSEEK_V4, ("deepseek-v4",)),
    (Family.DEEPSEEK_V32, ("deepseek-v3.2",)),
    (Family.DEEPSEEK_V31, ("deepseek-v3.1",)),
    (Family.DEEPSEEK_R1, ("deepseek-r1",)),
    (Family.DEEPSEEK_V3, ("deepseek",)),
    (Family.KIMI_THINKING, ("kimi-k2-thinking", "kimi-k2.5", "kimi-k2.6")),
    (Family.KIMI_K2, ("kimi",)),
    (Family.GLM47, ("glm-4.7", "glm-5", "glm4.7")),
    (Family.GLM45, ("glm",)),
    (Family.MINIMAX_M3, ("minimax-m3",)),
    (Family.MINIMAX_M1, ("minimax-m1", "minimax-text")),
    (Family.MINIMAX_M2, ("minimax",)),
    (Family.GPT_OSS, ("gpt-oss", "gpt_oss")),
    (Family.FUNCTIONGEMMA, ("functiongemma",)),
    (Family.GEMMA4, ("gemma-4", "gemma4")),
    (Family.GEMMA3, ("gemma",)),
    (Family.GRANITE4, ("granite-4", "granite4")),
    (Family.GRANITE_20B, ("granite-20b-function",)),
    (Family.GRANITE3, ("granite",)),
    (Family.PHI4, ("phi-4-mini", "phi4-mini", "phi-4")),
    (Family.INTERN_S1, ("intern-s1",)),
    (Family.INTERNLM, ("intern",)),
    (Family.HUNYUAN_V3, ("hunyuan-3", "hy3", "hy-3")),
    (Family.HUNYUAN, ("hunyuan",)),
    (Family.SEED_OSS, ("seed-oss",)),
    (Family.STEP35, ("step-3.5", "step3.5", "step-3p5")),
    (Family.STEP3, ("step-3", "step3")),
    (Family.LFM2, ("lfm2",)),
    (Family.OLMO3, ("olmo",)),
    (Family.COMMAND, ("command",)),
    (Family.APERTUS, ("apertus",)),
    (Family.ERNIE45, ("ernie",)),
    (Family.LONGCAT, ("longcat",)),
    (Family.JAMBA, ("jamba",)),
    (Family.MIMO, ("mimo",)),
)  # fmt: skip
"""Parts of a model's name in lower case, `&` between parts that must all be there; the first that fits counts."""


def family_of(model: str) -> Family | None:
    """Return the family that a model's name tells; None where it tells none that is known."""
    lowered = model.lower()
    return next((family for family, names in _PARTS if any(_has(lowered, name) for name in names)), None)


def _has(model: str, name: str) -> bool:
    return all(part in model for part in name.split("&"))
