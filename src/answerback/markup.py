"""Tool calls that were left in the text: which family wrote them, and which parser reads them.

Sources: vllm/tool_parsers/__init__.py, sglang/srt/function_call/function_call_parser.py and
lmdeploy/serve/parsers/tool_parser/ for the names of parsers and their start tokens;
docs.vllm.ai/en/latest/features/tool_calling and docs.sglang.io/docs/advanced_features/tool_parser.md for the models.
"""

from __future__ import annotations

import html
import re
from typing import Any

import msgspec

from answerback.wire.openai import NOTHING, decode

NONE = "none"
"""In place of a parser's name: the product has none for this format."""
PLUGIN = "NAME --tool-parser-plugin FILE.py"
"""vLLM loads a parser that it does not have from the model's repository."""


class Markup(msgspec.Struct, frozen=True):
    """A way to write a tool call."""

    family: str
    pattern: str
    """A regular expression; `NAME` stands for the name of an offered function."""
    vllm: str
    """`--tool-call-parser` of vLLM."""
    sglang: str
    """`--tool-call-parser` of SGLang."""
    lmdeploy: str = NONE
    """`--tool-call-parser` of LMDeploy."""
    loose: bool = False
    """Plain JSON or a fence: a weak model writes this too when it misses its own format."""


FAMILIES = (
    Markup("dsml", r"<\s*[｜|]\s*DSML\s*[｜|]\s*tool_calls", "deepseek_v4", "deepseekv4", "deepseek-v4"),
    Markup("dsml", r"<\s*[｜|]\s*DSML\s*[｜|]", "deepseek_v32", "deepseekv32", "deepseek-v32"),
    Markup("deepseek", r"[｜|]tool▁call▁begin[｜|]>function<[｜|]tool▁sep[｜|]>", "deepseek_v3", "deepseekv3"),
    Markup("deepseek", r"<[｜|]tool▁calls?▁begin[｜|]>", "deepseek_v31", "deepseekv31"),
    Markup("step3", r"<steptml:|<｜tool_calls?_begin｜>", "step3", "step3"),
    Markup("kimi_k2", r"<\|tool_calls?_section_begin\|>|<\|tool_call_begin\|>", "kimi_k2", "kimi_k2", "kimi_k2"),
    Markup("kimi_k2", r"^\s*functions\.NAME:\d+", "kimi_k2", "kimi_k2", "kimi_k2"),
    Markup("seed_oss", r"<seed:tool_call>", "seed_oss", NONE),
    Markup(
        "qwen3_xml",
        r"<tool_call>\s*<function=[\w.-]+>|<function=[\w.-]+>\s*<parameter=",
        "qwen3_xml",
        "qwen3_coder",
        "qwen3coder",
    ),
    Markup("hunyuan_v3", r"<tool_call>\s*[\w.-]+\s*<tool_sep>", "hy_v3", NONE),
    Markup("glm", r"<tool_call>\s*[\w.-]+\s*\n\s*<arg_key>", "glm45", "glm45", "glm47"),
    Markup("glm", r"<tool_call>\s*[\w.-]+\s*(?:<arg_key>|</tool_call>)", "glm47", "glm47", "glm47"),
    Markup("minimax", r"<minimax:tool_call>", "minimax_m2", "minimax-m2"),
    Markup("lfm2", r"<\|tool_call_start\|>", "lfm2", "lfm2"),
    Markup("granite", r"<\|tool_call\|>|<tool_call>\s*\[", "granite", NONE),
    Markup("granite-20b-fc", r"<function_call>\s*\{", "granite-20b-fc", NONE),
    Markup("gemma4", r"<\|tool_call>", "gemma4", "gemma4"),
    Markup("functiongemma", r"<start_function_call>", "functiongemma", NONE),
    Markup("gemma3", r"```tool_code\s*(?:print\()?\s*NAME\(", "pythonic", "pythonic"),
    Markup("hermes", r"<tool_call>\s*\{", "hermes", "qwen25", "qwen"),
    Markup("longcat", r"<longcat_tool_call>", "longcat", NONE),
    Markup("mistral", r"\[TOOL_CALLS\]|\bNAME\[ARGS\]\s*\{", "mistral", "mistral"),
    Markup("llama3_json", r"<\|python_tag\|>", "llama3_json", "llama3", "llama3"),
    Markup("llama4", r"<\|python_start\|>", "llama4_pythonic", "pythonic"),
    Markup("functionary", r"<function=[\w.-]+>|>>>\s*\w+\s*\n\s*\{", "llama3_json", "llama3", "llama3"),
    Markup("internlm", r"<\|action_start\|>\s*<\|plugin\|>", "internlm", "interns1", "internlm"),
    Markup("phi4", r"\bfunctools\s*\[", "phi4_mini_json", NONE),
    Markup("harmony", r"to=functions\.\w+|<\|channel\|>commentary", "openai", "gpt-oss"),
    Markup("cohere", r"<\|START_ACTION\|>", "cohere_command3", NONE),
    Markup("apertus", r"<\|tools_prefix\|>", "apertus", "apertus2509"),
    Markup("nemotron", r"<TOOLCALL>", PLUGIN, NONE),
    Markup("hunyuan", r"<tool_calls>\s*\[", "hunyuan_a13b", "hunyuan"),
    Markup("minimax_m1", r"<tool_calls>\s*\{", "minimax", NONE),
    Markup("olmo", r"<function_calls>", "olmo3", NONE),
    Markup("hermes", r"</?tool_call>", "hermes", "qwen25", "qwen"),
    Markup("pythonic", r"^\s*\[?\s*NAME\s*\(\s*(?:\w+\s*=|\))", "pythonic", "pythonic"),
    Markup("code", r"```(?:python|py)?\s*(?:print\()?\s*NAME\(\s*\w+\s*=", "pythonic", "pythonic", loose=True),
    Markup("react", r"(?:^|\n)\s*Action:\s*NAME\s*\n\s*Action Input:", "hermes", "qwen25", "qwen", loose=True),
    Markup("named", r"^\s*(?:functions?\.?)?NAME\s*(?:```json)?\s*\{\s*\"", "mistral", "mistral", loose=True),
)
"""The surest first; where a family has several parsers, the one that reads most of it."""
_JSON = Markup("json", "", "llama3_json", "llama3", "llama3", loose=True)
_LIST = Markup("json", "", "xlam", "llama3", loose=True)
_FENCED = Markup("fence", "", "hermes", "qwen25", "qwen", loose=True)
_SHARED = frozenset({"json", "fence", "code", "react", "named", "hunyuan"})
"""Formats that several families write: the model's name tells more than they do."""
_PYTHONIC = frozenset({"pythonic", "llama4_pythonic", "lfm2", "olmo3"})
"""Parsers of vLLM that read `[function(key=value)]`."""
_FENCE = re.compile(r"```(?:json|tool_call|python)?\s*(\{.*?\}|\[.*?\])\s*```", re.DOTALL)


def find(text: str, names: tuple[str, ...]) -> Markup | None:
    """Return how a call of one of the functions is written in a text; None if none is."""
    text = html.unescape(text)
    quoted = f"(?:{'|'.join(map(re.escape, names))})"
    for markup in FAMILIES:
        if re.search(markup.pattern.replace("NAME", quoted), text):
            return markup
    fenced = _FENCE.search(text)
    if fenced is not None and _is_call(fenced[1], names):
        return _FENCED
    if _is_call(text.strip(), names):
        if '"parameters"' in text:
            return msgspec.structs.replace(_JSON, family="llama3_json")
        return _LIST if text.lstrip().startswith("[") else _JSON
    return None


def find_sure(text: str, names: tuple[str, ...]) -> Markup | None:
    """Return the markup that stands in a text, if nobody writes it by chance."""
    found = find(text, names)
    return None if found is None or found.loose or found.family == "pythonic" else found


def parsers(found: Markup, model: str) -> dict[str, str]:
    """Return which parser of each product reads a call that was found in the text of a model of this name."""
    known = parser_for(model)
    fits = known is not None and (found.family in _SHARED or (found.family == "pythonic" and known[0] in _PYTHONIC))
    vllm, sglang, lmdeploy = known if known and fits else (found.vllm, found.sglang, found.lmdeploy)
    return {"family": found.family, "vllm": vllm, "sglang": sglang, "lmdeploy": lmdeploy}


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
    ("qwen3-coder", "qwen3_xml", "qwen3_coder", "qwen3coder"),
    ("qwen3.5", "qwen3_xml", "qwen3_coder", "qwen3coder"),
    ("qwen", "hermes", "qwen25", "qwen"),
    ("hermes", "hermes", "hermes", "qwen"),
    ("xlam", "xlam", NONE, NONE),
    ("llama-4", "llama4_pythonic", "pythonic", NONE),
    ("llama", "llama3_json", "llama3", "llama3"),
    ("mistral", "mistral", "mistral", NONE),
    ("ministral", "mistral", "mistral", NONE),
    ("deepseek-v4", "deepseek_v4", "deepseekv4", "deepseek-v4"),
    ("deepseek-v3.2", "deepseek_v32", "deepseekv32", "deepseek-v32"),
    ("deepseek-v3.1", "deepseek_v31", "deepseekv31", NONE),
    ("deepseek", "deepseek_v3", "deepseekv3", NONE),
    ("kimi", "kimi_k2", "kimi_k2", "kimi_k2"),
    ("glm-4.7", "glm47", "glm47", "glm47"),
    ("glm", "glm45", "glm45", "glm47"),
    ("minimax", "minimax_m2", "minimax-m2", NONE),
    ("gpt-oss", "openai", "gpt-oss", NONE),
    ("functiongemma", "functiongemma", NONE, NONE),
    ("gemma-4", "gemma4", "gemma4", NONE),
    ("gemma", "pythonic", "pythonic", NONE),
    ("granite-4", "granite4", NONE, NONE),
    ("granite", "granite", NONE, NONE),
    ("phi-4", "phi4_mini_json", NONE, NONE),
    ("intern", "internlm", "interns1", "internlm"),
    ("hunyuan", "hunyuan_a13b", "hunyuan", NONE),
    ("seed-oss", "seed_oss", NONE, NONE),
    ("step-3", "step3", "step3", NONE),
    ("step3", "step3", "step3", NONE),
    ("lfm2", "lfm2", "lfm2", NONE),
    ("olmo", "olmo3", NONE, NONE),
    ("command", "cohere_command3", NONE, NONE),
    ("apertus", "apertus", "apertus2509", NONE),
    ("ernie", "ernie45", NONE, NONE),
    ("longcat", "longcat", NONE, NONE),
    ("jamba", "jamba", NONE, NONE),
)
"""Part of a model's name, and the parsers of vLLM, SGLang and LMDeploy that read its calls."""


def parser_for(model: str) -> tuple[str, str, str] | None:
    """Return the parsers of vLLM, SGLang and LMDeploy for a model by its name; None where none is known."""
    lowered = model.lower()
    return next((names for part, *names in _PARSERS if part in lowered), None)  # type: ignore[return-value]
