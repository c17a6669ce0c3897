"""What can be said of tool calls: whether the tools were read, whether arguments fit, how a stream carried them."""

from __future__ import annotations

from typing import Any

from answerback.checks.probes import LONGER_BY, TOOLS, TOOLS_LEAST
from answerback.counting import per_word
from answerback.structured import errors
from answerback.values.answer import ToolCall
from answerback.wire.openai import NOTHING, Reading, decode

SCHEMAS: dict[str, dict[str, Any]] = {tool["function"]["name"]: tool["function"]["parameters"] for tool in TOOLS}


def left_out(hello: Reading, longer: Reading, heard: Reading) -> bool:
    """Whether the prompt's count shows that the tools were not part of it: the two questions are equally long."""
    plain, asked = hello.answer.usage, heard.answer.usage
    if plain is None or asked is None or plain.prompt is None or asked.prompt is None:
        return False
    each = per_word(hello, longer, LONGER_BY)
    return each is not None and asked.prompt - plain.prompt < TOOLS_LEAST // 3 * each


def raw_calls(heard: Reading) -> list[dict[str, Any]]:
    """Return the calls of a whole answer as they came."""
    body = heard.json if isinstance(heard.json, dict) else {}
    choices = body.get("choices")
    first = choices[0] if isinstance(choices, list) and choices and isinstance(choices[0], dict) else {}
    message = first.get("message")
    calls = message.get("tool_calls") if isinstance(message, dict) else None
    return [call for call in calls if isinstance(call, dict)] if isinstance(calls, list) else []


def flaw(call: ToolCall, schemas: dict[str, dict[str, Any]] = SCHEMAS) -> tuple[str, dict[str, Any]]:
    """Return what is wrong with a call: `unknown-name`, `merged`, `not-json`, `schema` or nothing, and facts."""
    facts: dict[str, Any] = {"name": call.name, "arguments": call.arguments[:160]}
    if call.name not in schemas:
        return "unknown-name", facts
    value = decode(call.arguments.encode())
    if value is NOTHING:
        return ("merged" if _several(call.arguments) else "not-json"), facts
    if not isinstance(value, dict):
        return "not-json", facts
    wrong = errors(schemas[call.name], value)
    if wrong:
        facts.update(keyword=wrong[0][0], message=wrong[0][1][:160])
        return "schema", facts
    return "", facts


def _several(text: str) -> bool:
    """Whether a text is two or more JSON objects one behind the other."""
    from json import JSONDecodeError, JSONDecoder

    try:
        _, end = JSONDecoder().raw_decode(text.lstrip())
    except (JSONDecodeError, RecursionError):
        return False
    return text.lstrip()[end:].lstrip().startswith("{")


def deltas(stream: Reading) -> list[dict[str, Any]]:
    """Return the tool call deltas of the first choice in the order in which they came."""
    found: list[dict[str, Any]] = []
    for chunk in stream.chunks:
        calls = chunk.delta.get("tool_calls")
        found += [call for call in calls if isinstance(call, dict)] if isinstance(calls, list) else []
    return found


def delta_flaw(found: list[dict[str, Any]]) -> tuple[str, dict[str, Any]]:
    """Return what keeps a client from putting deltas together, and facts: `no-index`, `odd-index`, `not-a-string`,
    `no-id`, `id-changes`, `merged`, `name-again`, `no-name`; nothing if they fit.

    An id or an empty name that comes again is a habit of several products.
    """
    ids: dict[Any, str] = {}
    names: dict[Any, str] = {}
    for call in found:
        index = call.get("index")
        facts: dict[str, Any] = {"delta": str(call)[:160], "index": index}
        if not isinstance(index, int) or isinstance(index, bool):
            return "no-index", facts
        if index > len(ids):
            return "odd-index", facts
        raw = call.get("function")
        function = raw if isinstance(raw, dict) else {}
        if isinstance(function.get("arguments"), dict | list):
            return "not-a-string", {**facts, "arguments": str(function["arguments"])[:160]}
        name, given = function.get("name"), call.get("id")
        if index not in ids:
            if not isinstance(given, str) or not given:
                return "no-id", facts
            ids[index] = given
        elif isinstance(given, str) and given and given != ids[index]:
            return ("merged" if name else "id-changes"), {**facts, "ids": [ids[index], given]}
        if isinstance(name, str) and name:
            if index in names:
                return "name-again", {**facts, "name": name}
            names[index] = name
    nameless = next((index for index in ids if index not in names), None)
    if nameless is not None:
        return "no-name", {"delta": str(found[0])[:160], "index": nameless}
    return "", {}
