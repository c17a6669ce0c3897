"""Acts out tool calls that go wrong."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import msgspec

from answerback.sim.acts.damage import damaged
from answerback.sim.acts.parts import Kind, Part
from answerback.sim.acts.retelling import Teller, tells
from answerback.sim.acts.shape import nonce
from answerback.sim.acts.speech import pieces
from answerback.values.injections import BreakToolCall, CallTool, MoveToolCall


def _object(arguments: str) -> dict[str, Any]:
    try:
        value = msgspec.json.decode(arguments)
    except (msgspec.DecodeError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}


def _pythonic(name: str, arguments: str) -> str:
    return f"[{name}({', '.join(f'{key}={value!r}' for key, value in _object(arguments).items())})]"


def _qwen_xml(name: str, arguments: str) -> str:
    lines = [f"<parameter={key}>\n{value}\n</parameter>" for key, value in _object(arguments).items()]
    return "\n".join(["<tool_call>", f"<function={name}>", *lines, "</function>", "</tool_call>"])


MARKUP: dict[str, Callable[[str, str], str]] = {
    "hermes": lambda name, a: f'<tool_call>\n{{"name": "{name}", "arguments": {a}}}\n</tool_call>',
    "llama3_json": lambda name, a: f'<|python_tag|>{{"name": "{name}", "parameters": {a}}}',
    "bare": lambda name, a: f'{{"name": "{name}", "arguments": {a}}}',
    "pythonic": _pythonic,
    "mistral": lambda name, a: f'[TOOL_CALLS][{{"name": "{name}", "arguments": {a}}}]',
    "fence": lambda name, a: f'```json\n{{"name": "{name}", "arguments": {a}}}\n```',
    "deepseek": lambda name, a: (
        "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>"
        f"{name}\n```json\n{a}\n```<｜tool▁call▁end｜><｜tool▁calls▁end｜>"
    ),
    "qwen3_xml": _qwen_xml,
    "functionary": lambda name, a: f"<function={name}>{a}</function>",
}
"""How families of models write a call: (name, arguments as JSON) to text."""


@tells(MoveToolCall)
class AsText(Teller):
    """Writes calls into the content, as the model wrote them before a parser would have read them."""

    name = arguments = ""
    spoke = False

    def feed(self, part: Part) -> list[Part]:
        if part.kind is not Kind.CALL:
            self.spoke = self.spoke or part.kind is Kind.CONTENT
            return [part]
        function = part.call.get("function") or {}
        out: list[Part] = []
        if function.get("name"):
            out = self._write()
            self.name = function["name"]
        self.arguments += function.get("arguments") or ""
        return out

    def _write(self) -> list[Part]:
        if not self.name:
            return []
        text = MARKUP[self.injection.how](self.name, self.arguments or "{}")
        self.name = self.arguments = ""
        lead = "\n" if self.spoke else ""
        self.spoke = True
        return pieces(lead + text)

    def finish(self, reason: str | None) -> tuple[list[Part], str | None]:
        out = self._write()
        return out, "stop" if reason == "tool_calls" else reason


_AT_ONCE = ("rename", "merge", "no_index", "no_id", "empty")


@tells(BreakToolCall)
class CallBreaking(Teller):
    """Damages calls: some ways piece by piece, others once the arguments are complete."""

    open: dict[str, Any] | None = None
    """The call whose arguments are held back."""
    arguments = ""

    def feed(self, part: Part) -> list[Part]:
        if part.kind is not Kind.CALL:
            return [part]
        call = copy.deepcopy(part.call)
        function = call.setdefault("function", {})
        if self.injection.how in _AT_ONCE:
            return self._at_once(call, function)
        out: list[Part] = []
        if self.open is None or call.get("index") != self.open.get("index") or function.get("name"):
            out = self._complete()
            self.open, self.arguments = {"index": call.get("index")}, ""
        arguments = function.get("arguments")
        self.arguments += arguments if isinstance(arguments, str) else ""
        ready = ""
        if self.injection.how == "truncate" and self.arguments:  # all but the last character, which may be the last
            ready, self.arguments = self.arguments[:-1], self.arguments[-1:]
        function["arguments"] = ready
        if ready or function.get("name"):
            out.append(Part(Kind.CALL, call=call))
        return out

    def _at_once(self, call: dict[str, Any], function: dict[str, Any]) -> list[Part]:
        i: BreakToolCall = self.injection
        if i.how == "rename" and function.get("name"):
            function["name"] = i.name.replace("{name}", function["name"])
        elif i.how == "merge":
            call["index"] = 0
        elif i.how == "no_index":
            call.pop("index", None)
        elif i.how == "no_id" and "id" in call:
            call["id"] = None
        elif i.how == "empty":
            if not function.get("name"):
                return []
            function["arguments"] = ""
        return [Part(Kind.CALL, call=call)]

    def _complete(self) -> list[Part]:
        if self.open is None:
            return []
        index, self.open = self.open.get("index"), None
        how = self.injection.how
        if how == "truncate":
            return []
        value: Any = _object(self.arguments)
        if how == "double":
            value = msgspec.json.encode(self.arguments).decode()
        elif how != "object":
            value = msgspec.json.encode(damaged(value, how)).decode()
        return [Part(Kind.CALL, call={"index": index, "function": {"arguments": value}})]

    def finish(self, reason: str | None) -> tuple[list[Part], str | None]:
        return self._complete(), reason


@tells(CallTool)
class Calling(Teller):
    """Calls a tool instead of answering; an answer that calls one anyway stays as it is."""

    called = False

    def _name(self) -> str:
        tools = self.request.get("tools") if isinstance(self.request, dict) else None
        try:
            return self.injection.name or str(tools[0]["function"]["name"])  # type: ignore[index]
        except (KeyError, IndexError, TypeError):
            return ""

    def feed(self, part: Part) -> list[Part]:
        self.called = self.called or part.kind is Kind.CALL
        return [] if part.kind is Kind.CONTENT and self._name() else [part]

    def finish(self, reason: str | None) -> tuple[list[Part], str | None]:
        if self.called or not self._name():
            return [], reason
        function = {"name": self._name(), "arguments": self.injection.arguments}
        call = {"index": 0, "id": f"call_{nonce(self.rng)}", "type": "function", "function": function}
        return [Part(Kind.CALL, call=call)], "tool_calls"
