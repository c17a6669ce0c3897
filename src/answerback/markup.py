"""Tool calls that were left in the text: which family wrote them, and which parser reads them.

Sources: docs.vllm.ai/en/latest/features/tool_calling.html, docs.sglang.io/advanced_features/tool_parser.html, and the
parsers' own start tokens (vllm/tool_parsers/, sglang/srt/function_call/).
"""

from __future__ import annotations

import re
from typing import Any

import msgspec

from answerback.wire.openai import NOTHING, decode


class Markup(msgspec.Struct, frozen=True):
    """A way to write a tool call."""

    family: str
    pattern: str
    vllm: str = ""
    """`--tool-call-parser` of vLLM."""
    sglang: str = ""
    """`--tool-call-parser` of SGLang."""
    loose: bool = False
    """Plain JSON or a fence: a weak model writes this too when it misses its own format."""


FAMILIES = (
    Markup("dsml", r"<\s*[｜|]\s*DSML\s*[｜|]", "deepseek_v32", "deepseekv32"),
    Markup("deepseek", r"<[｜|]tool▁calls?▁begin[｜|]>|<｜tool_calls?_begin｜>", "deepseek_v31", "deepseekv31"),
    Markup("kimi_k2", r"<\|tool_calls?_section_begin\|>|<\|tool_call_begin\|>", "kimi_k2", "kimi_k2"),
    Markup(
        "qwen3_xml", r"<tool_call>\s*<function=[\w.-]+>|<function=[\w.-]+>\s*<parameter=", "qwen3_xml", "qwen3_coder"
    ),
    Markup("glm", r"<tool_call>\s*[\w.-]+\s*<arg_key>", "glm45", "glm"),
    Markup("minimax", r"<minimax:tool_call>", "minimax_m2", "minimax-m2"),
    Markup("granite", r"<\|tool_call\|>|<tool_call>\s*\[", "granite", ""),
    Markup("gemma4", r"<\|tool_call>", "gemma4", ""),
    Markup("hermes", r"<tool_call>\s*\{", "hermes", "qwen25"),
    Markup("mistral", r"\[TOOL_CALLS\]", "mistral", "mistral"),
    Markup("llama3_json", r"<\|python_tag\|>", "llama3_json", "llama3"),
    Markup("functionary", r"<function=[\w.-]+>|>>>\s*\w+\s*\n\s*\{", "llama3_json", "llama3"),
    Markup("internlm", r"<\|action_start\|>\s*<\|plugin\|>", "internlm", ""),
    Markup("phi4", r"\bfunctools\s*\[", "phi4_mini_json", ""),
    Markup("harmony", r"to=functions\.\w+|<\|channel\|>commentary", "openai", "gpt-oss"),
    Markup("hunyuan", r"<tool_calls>", "hunyuan_a13b", ""),
    Markup("olmo", r"<function_calls>", "olmo3", ""),
    Markup("hermes", r"</?tool_call>", "hermes", "qwen25"),
)
"""The surest first; where a family has several parsers, the one that reads most of it."""
_CALL = r"\[?\s*(?:{names})\s*\(\s*(?:\w+\s*=|\))"
_FENCE = re.compile(r"```(?:json|tool_call|python)?\s*(\{.*?\}|\[.*?\])\s*```", re.DOTALL)


def find(text: str, names: tuple[str, ...]) -> Markup | None:
    """Return how a call of one of the functions is written in a text; None if none is."""
    for markup in FAMILIES:
        if re.search(markup.pattern, text):
            return markup
    quoted = "|".join(map(re.escape, names))
    if re.match(r"\s*" + _CALL.format(names=quoted), text):
        return Markup("pythonic", "", "pythonic", "pythonic")
    fenced = _FENCE.search(text)
    if fenced is not None and _is_call(fenced[1], names):
        return Markup("fence", "", "hermes", "qwen25", loose=True)
    if _is_call(text.strip(), names):
        key = "llama3_json" if '"parameters"' in text else "json"
        return Markup(key, "", "llama3_json", "llama3", loose=True)
    return None


def _is_call(text: str, names: tuple[str, ...]) -> bool:
    """Whether a text is the JSON of a call (or a list of them), possibly with more text behind it."""
    if not text.startswith(("{", "[")):
        return False
    value: Any = decode(text.encode())
    if value is NOTHING:
        head = re.match(r"\[?\s*\{\s*\"(?:name|function|type)\"\s*:\s*\"(\w+)\"", text)
        return head is not None and head[1] in (*names, "function")
    calls = value if isinstance(value, list) else [value]
    return any(
        isinstance(call, dict)
        and (call.get("name") in names or call.get("function") in names or isinstance(call.get("function"), dict))
        for call in calls
    )


_PARSERS = (
    ("qwen3-coder", "qwen3_xml", "qwen3_coder"),
    ("qwen3.5", "qwen3_xml", "qwen3_coder"),
    ("qwen", "hermes", "qwen25"),
    ("hermes", "hermes", ""),
    ("llama-4", "llama4_pythonic", "llama4"),
    ("llama", "llama3_json", "llama3"),
    ("mistral", "mistral", "mistral"),
    ("deepseek-v3.2", "deepseek_v32", "deepseekv32"),
    ("deepseek", "deepseek_v31", "deepseekv31"),
    ("kimi", "kimi_k2", "kimi_k2"),
    ("glm", "glm45", "glm"),
    ("minimax", "minimax_m2", "minimax-m2"),
    ("gpt-oss", "openai", "gpt-oss"),
    ("gemma", "gemma4", ""),
    ("granite", "granite", ""),
    ("phi-4", "phi4_mini_json", ""),
    ("internlm", "internlm", ""),
)
"""Part of a model's name, and the parsers of vLLM and SGLang that read its calls."""


def parser_for(model: str) -> tuple[str, str]:
    """Return the parsers of vLLM and of SGLang for a model by its name; empty where none is known."""
    lowered = model.lower()
    return next(((vllm, sglang) for part, vllm, sglang in _PARSERS if part in lowered), ("", ""))
