"""The OpenAI SDK for Python: chat, stream, tools, structured output, reasoning."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from answerback.trials import _say

WEATHER: Any = {
    "type": "function",
    "function": {
        "name": "weather",
        "description": "The weather in a city.",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
    },
}
PLACE: Any = {
    "type": "object",
    "properties": {"city": {"type": "string"}, "country": {"type": "string"}},
    "required": ["city", "country"],
    "additionalProperties": False,
}


def steps_of(ask: Callable[..., Any], reasoning: Callable[[Any], Any]) -> dict[str, _say.Step]:
    """Return the steps for a client that answers with OpenAI's objects. `reasoning`: reads it from a message."""
    import json

    def chat() -> str:
        return ask(_say.ASKED).choices[0].message.content or ""

    def stream() -> str:
        pieces = ask(_say.ASKED, stream=True)
        return "".join(piece.choices[0].delta.content or "" for piece in pieces if piece.choices)

    def tools() -> str:
        calls = ask(_say.CITY, tools=[WEATHER]).choices[0].message.tool_calls or []
        return " ".join(f"{c.function.name}({json.loads(c.function.arguments)})" for c in calls)

    def structured() -> str:
        wanted = {"type": "json_schema", "json_schema": {"name": "place", "schema": PLACE, "strict": True}}
        found = json.loads(ask(_say.STRUCTURED, response_format=wanted).choices[0].message.content)
        return f"{found['city']}, {found['country']}"

    def thought() -> str:
        return str(reasoning(ask(_say.ASKED).choices[0].message) or "")

    return {"chat": chat, "stream": stream, "tools": tools, "structured": structured, "reasoning": thought}


def _reasoning(message: Any) -> Any:
    extra = message.model_extra or {}
    return extra.get("reasoning_content") or extra.get("reasoning")


def main() -> None:
    """Run the steps."""
    from openai import OpenAI

    client: Any = OpenAI(base_url=_say.base(), api_key=_say.key(), max_retries=0, timeout=60)

    def ask(text: str, **more: Any) -> Any:
        messages = [{"role": "user", "content": text}]
        return client.chat.completions.create(model=_say.model(), messages=messages, max_tokens=_say.TOKENS, **more)

    _say.run("openai", steps_of(ask, _reasoning))


if __name__ == "__main__":
    main()
