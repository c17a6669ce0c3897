"""System prompts that the scripted brain obeys."""

from __future__ import annotations

import re

from answerback.sim.intents import Talk

_ANSWERS = r"(?:(?:each|every|all|any|your|the)\s+)*(?:of your\s+)?(?:answer|repl(?:y|ie)|response|message|sentence)s?"
_WHAT = r"\s*(?:the\s+)?(?:exact\s+)?(?:word|words|text|string|token|phrase|code|marker)?\s*[:：]?\s*(?P<what>.+)"
_END = re.compile(
    r"(?:end|finish|conclude|close)\s+" + _ANSWERS + r"\s+(?:with|by (?:writing|saying))" + _WHAT, re.IGNORECASE
)
_BEGIN = re.compile(
    r"(?:begin|start|open|prefix|preface)\s+" + _ANSWERS + r"\s+(?:with|by (?:writing|saying))" + _WHAT, re.IGNORECASE
)
_CONTAIN = re.compile(
    r"(?:include|mention|contain|append|add|use|put)"
    + _WHAT.replace(".+", ".+?")
    + r"\s+(?:in|to|at the end of)\s+"
    + _ANSWERS,
    re.IGNORECASE,
)
_ONLY = re.compile(
    r"\b(?:answer|reply|respond)\s+(?:(?:only|always|exactly|solely|just)\s+)*with\s+(?:(?:exactly|only|just"
    r"|nothing but)\b\s*)?"
    r"(?:the\s+)?(?:(?:single|exact|one|same|following)\s+)*(?:word|words|text|string|token|phrase|sentence)?\s*[:：]?\s*"
    r"(?P<what>.+)",
    re.IGNORECASE,
)
_ALWAYS = re.compile(r"\b(?:always|only|whatever|no matter|regardless|exactly|just|nothing but)\b", re.IGNORECASE)
_FRAMES = re.compile(r"(?:begin|start|open|prefix|preface|end|finish|conclude|close)\s+(?:\S+\s+){0,3}$", re.IGNORECASE)
_END_ZH = re.compile(
    r"(?:结尾|最后|末尾|结束时)[^，。\n“\"「]{0,8}?(?:加上|加|写上|写|说|附上|必须是|是|用|以)[:：]?\s*(?P<what>.+)"
)
_BEGIN_ZH = re.compile(
    r"(?:开头|最前面|开始时)[^，。\n“\"「]{0,8}?(?:加上|加|写上|写|说|必须是|是|用|以)[:：]?\s*(?P<what>.+)"
)
_ONLY_ZH = re.compile(r"(?:只|都|一律|总是|始终)(?:能|要|须)?(?:用)?(?:回答|回复|输出|说)[:：]?\s*(?P<what>.+)")


def whole_answer(talk: Talk) -> str | None:
    """Return the one answer that the system prompt allows, or None."""
    for pattern in (_ONLY, _ONLY_ZH):
        found = pattern.search(talk.system)
        if found is None or (pattern is _ONLY and not _ALWAYS.search(talk.system)):
            continue
        what = _clean(found["what"])
        if not what or len(what) > 80 or _FRAMES.search(talk.system[: found.start()]):
            continue
        if not re.match(r"(?:in|a|an|json|short|brief|concise|honest)\b", what, re.IGNORECASE):
            return what
    return None


def obey(talk: Talk, text: str) -> str:
    """Return the text as the system prompt wants it."""
    system = talk.system
    if not system:
        return text
    if re.search(r"upper ?-?case|capital letters|\bcaps\b|大写", system, re.IGNORECASE):
        text = text.upper()
    elif re.search(r"lower ?-?case|小写", system, re.IGNORECASE):
        text = text.lower()
    for pattern in (_BEGIN, _BEGIN_ZH):
        if (found := pattern.search(system)) and (what := _clean(found["what"])) and not text.startswith(what):
            text = f"{what} {text}"
    for pattern in (_CONTAIN, _END, _END_ZH):
        if (found := pattern.search(system)) and (what := _clean(found["what"])) and not text.endswith(what):
            text = f"{text} {what}"
    return text


def _clean(what: str) -> str:
    """Return the words meant: what stands in quotes, else up to the end of the sentence."""
    quoted = re.match(r"\s*[\"'“‘`「](.+?)[\"'”’`」]", what)
    if quoted:
        return quoted[1]
    bare = re.split(
        r"[\n。；;]|\.(?:\s|$)|,\s|，|\s+(?:and|whatever|no matter|regardless|to|for|on|in)\s", what, maxsplit=1
    )[0]
    return bare.strip().strip("\"'“”`")
