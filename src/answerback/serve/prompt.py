"""Makes a chat into the text that the model continues, with its own chat template and what the template lacks."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from typing import Any

from answerback.sim.brain import Prompt, Unrenderable

OPENED = re.compile(r"<think>\s*$")
"""The template has already begun the reasoning on the model's behalf."""
_MINJA = re.compile(r"Minja's error: (.*?)(?: at row \d+, column \d+|$)", re.DOTALL)

Apply = Callable[..., str]
"""`Tokenizer.apply_chat_template` of the engine."""


class Template:
    """One model's chat template and what it can do."""

    def __init__(self, source: str, apply: Apply) -> None:
        self.source, self.apply = source, apply

    @property
    def has_tools(self) -> bool:
        """Whether tools stand in the template; otherwise they are described in the system message."""
        return "tools" in self.source

    @property
    def thinks(self) -> bool:
        """Whether the model may think first: its template knows of it."""
        return "<think>" in self.source or "enable_thinking" in self.source

    def render(self, prompt: Prompt) -> str:
        """Return the text to continue. Raises Unrenderable with the template's own words."""
        if prompt.text is not None:
            return prompt.text
        messages = [_readable(message) for message in prompt.messages]
        tools = list(prompt.tools)
        if not self.has_tools:
            messages, tools = _told(messages, tools), []
        context = {"enable_thinking": prompt.thinking, **prompt.template}
        try:
            return self.apply(messages, True, tools=tools or None, extra_context=context)
        except RuntimeError as error:
            raise Unrenderable(_reason(str(error))) from None


def _readable(message: dict[str, Any]) -> dict[str, Any]:
    """Return a message as templates expect it: arguments of calls as objects, not as JSON text."""
    calls = message.get("tool_calls")
    if not isinstance(calls, list):
        return {**message, "role": "system"} if message.get("role") == "developer" else message
    return {**message, "tool_calls": [_with_object(call) for call in calls if isinstance(call, dict)]}


def _with_object(call: dict[str, Any]) -> dict[str, Any]:
    function = call.get("function")
    if not isinstance(function, dict):
        raise Unrenderable("each tool call of a message must have a function")
    arguments = function.get("arguments")
    if isinstance(arguments, str):
        try:
            arguments = json.loads(arguments or "{}")
        except ValueError:
            raise Unrenderable("the arguments of a tool call in the messages are no JSON") from None
    return {**call, "function": {**function, "arguments": arguments}}


HERMES = """You may call these functions; their signatures stand within <tools></tools>:
<tools>
{tools}
</tools>
To call one, answer with a JSON object of its name and arguments within <tool_call></tool_call>:
<tool_call>
{{"name": <function-name>, "arguments": <args-json-object>}}
</tool_call>"""
"""What Hermes and Qwen models were trained on, in short: for templates that say nothing of tools."""


def _told(messages: list[dict[str, Any]], tools: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return messages in which tools, calls and their results are plain text."""
    out = []
    for message in messages:
        calls = message.get("tool_calls") or []
        text = message["content"]
        for call in calls:
            said = {"name": call["function"].get("name"), "arguments": call["function"].get("arguments")}
            text += f"{chr(10) if text else ''}<tool_call>\n{json.dumps(said, ensure_ascii=False)}\n</tool_call>"
        if message.get("role") in ("tool", "function"):
            out.append({"role": "user", "content": f"<tool_response>\n{text}\n</tool_response>"})
        else:
            out.append({"role": message["role"], "content": text})
    if tools:
        told = HERMES.format(tools="\n".join(json.dumps(tool, ensure_ascii=False) for tool in tools))
        if out and out[0]["role"] == "system":
            out[0] = {"role": "system", "content": f"{out[0]['content']}\n\n{told}"}
        else:
            out.insert(0, {"role": "system", "content": told})
    return out


def _reason(words: str) -> str:
    """Return what the template said, without the engine's advice around it."""
    found = _MINJA.search(words)
    said = (found[1] if found else words).strip().splitlines()
    return f"The chat template refuses these messages: {said[0][:300] if said else 'no reason given'}"
