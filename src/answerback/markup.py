"""Tool calls that were left in the text: which family wrote them, and which parser reads them.

Sources of the start tokens: vllm/tool_parsers/, sglang/srt/function_call/ and lmdeploy/serve/parsers/tool_parser/;
docs.vllm.ai/en/latest/features/tool_calling and docs.sglang.io/docs/advanced_features/tool_parser.md for the models.
"""

from __future__ import annotations

import html
import re
from typing import Any

import msgspec

from answerback import server
from answerback.families import Family, family_of
from answerback.wire.openai import NOTHING, decode

NONE = "none"
"""In place of a parser's name: the product has none for this format."""


class Markup(msgspec.Struct, frozen=True):
    """A way to write a tool call."""

    family: str
    pattern: str
    """A regular expression; `NAME` stands for the name of an offered function."""
    reader: Family
    """The family whose parser reads it; which that is stands with each server."""
    loose: bool = False
    """Plain JSON or a fence: a weak model writes this too when it misses its own format."""


FAMILIES = (
    Markup("dsml", r"<\s*[｜|]\s*DSML\s*[｜|]\s*tool_calls", Family.DEEPSEEK_V4),
    Markup("dsml", r"<\s*[｜|]\s*DSML\s*[｜|]", Family.DEEPSEEK_V32),
    Markup("deepseek", r"[｜|]tool▁call▁begin[｜|]>function<[｜|]tool▁sep[｜|]>", Family.DEEPSEEK_V3),
    Markup("deepseek", r"<[｜|]tool▁calls?▁begin[｜|]>", Family.DEEPSEEK_V31),
    Markup("step3", r"<steptml:|<｜tool_calls?_begin｜>", Family.STEP3),
    Markup("kimi_k2", r"<\|tool_calls?_section_begin\|>|<\|tool_call_begin\|>", Family.KIMI_K2),
    Markup("kimi_k2", r"^\s*functions\.NAME:\d+", Family.KIMI_K2),
    Markup("seed_oss", r"<seed:tool_call>", Family.SEED_OSS),
    Markup(
        "qwen3_xml",
        r"<tool_call>\s*<function=[\w.-]+>|<function=[\w.-]+>\s*<parameter=",
        Family.QWEN3_CODER,
    ),
    Markup("hunyuan_v3", r"<tool_call>\s*[\w.-]+\s*<tool_sep>", Family.HUNYUAN_V3),
    Markup("glm", r"<tool_call>\s*[\w.-]+\s*\n\s*<arg_key>", Family.GLM45),
    Markup("glm", r"<tool_call>\s*[\w.-]+\s*(?:<arg_key>|</tool_call>)", Family.GLM47),
    Markup("minimax", r"<minimax:tool_call>", Family.MINIMAX_M2),
    Markup("lfm2", r"<\|tool_call_start\|>", Family.LFM2),
    Markup("granite", r"<\|tool_call\|>|<tool_call>\s*\[", Family.GRANITE3),
    Markup("granite-20b-fc", r"<function_call>\s*\{", Family.GRANITE_20B),
    Markup("gemma4", r"<\|tool_call>", Family.GEMMA4),
    Markup("functiongemma", r"<start_function_call>", Family.FUNCTIONGEMMA),
    Markup("gemma3", r"```tool_code\s*(?:print\()?\s*NAME\(", Family.GEMMA3),
    Markup("hermes", r"<tool_call>\s*\{", Family.QWEN3),
    Markup("longcat", r"<longcat_tool_call>", Family.LONGCAT),
    Markup("mistral", r"\[TOOL_CALLS\]|\bNAME\[ARGS\]\s*\{", Family.MISTRAL),
    Markup("llama3_json", r"<\|python_tag\|>", Family.LLAMA3),
    Markup("llama4", r"<\|python_start\|>", Family.LLAMA4),
    Markup("functionary", r"<function=[\w.-]+>|>>>\s*\w+\s*\n\s*\{", Family.LLAMA3),
    Markup("internlm", r"<\|action_start\|>\s*<\|plugin\|>", Family.INTERNLM),
    Markup("phi4", r"\bfunctools\s*\[", Family.PHI4),
    Markup("harmony", r"to=functions\.\w+|<\|channel\|>commentary", Family.GPT_OSS),
    Markup("cohere", r"<\|START_ACTION\|>", Family.COMMAND),
    Markup("apertus", r"<\|tools_prefix\|>", Family.APERTUS),
    Markup("nemotron", r"<TOOLCALL>", Family.NEMOTRON),
    Markup("hunyuan", r"<tool_calls>\s*\[", Family.HUNYUAN),
    Markup("minimax_m1", r"<tool_calls>\s*\{", Family.MINIMAX_M1),
    Markup("olmo", r"<function_calls>", Family.OLMO3),
    Markup("hermes", r"</?tool_call>", Family.QWEN3),
    Markup("pythonic", r"^\s*\[?\s*NAME\s*\(\s*(?:\w+\s*=|\))", Family.GEMMA3),
    Markup("code", r"```(?:python|py)?\s*(?:print\()?\s*NAME\(\s*\w+\s*=", Family.GEMMA3, loose=True),
    Markup("react", r"(?:^|\n)\s*Action:\s*NAME\s*\n\s*Action Input:", Family.QWEN3, loose=True),
    Markup("named", r"^\s*(?:functions?\.?)?NAME\s*(?:```json)?\s*\{\s*\"", Family.MISTRAL, loose=True),
)
"""The surest first; where a family has several parsers, the one that reads most of it."""
_JSON = Markup("json", "", Family.LLAMA3, loose=True)
_LIST = Markup("json", "", Family.XLAM, loose=True)
_FENCED = Markup("fence", "", Family.QWEN3, loose=True)
_SHARED = frozenset({"json", "fence", "code", "react", "named", "hunyuan"})
"""Formats that several families write: the model's name tells more than they do."""
_PYTHONIC = frozenset({Family.GEMMA3, Family.LLAMA4, Family.LFM2, Family.OLMO3})
"""Families that write `[function(key=value)]`."""
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
    products = [kind for kind in server.load() if kind.tool_parsers]
    known = family_of(model)
    fits = known is not None and (found.family in _SHARED or (found.family == "pythonic" and known in _PYTHONIC))
    readable = fits and any(known in kind.tool_parsers for kind in products)
    reader = known if known is not None and readable else found.reader
    return {"family": found.family, **{kind.name: kind.tool_parsers.get(reader, NONE) for kind in products}}


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
