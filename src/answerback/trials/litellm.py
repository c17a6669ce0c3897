"""LiteLLM's library: chat, stream, tools, structured output, reasoning."""

from __future__ import annotations

import os
from typing import Any

from answerback.trials import _say

os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "True")  # else it fetches a price list at import


def main() -> None:
    """Run the steps."""
    import json

    import litellm

    from answerback.trials.openai_python import PLACE, WEATHER

    litellm.suppress_debug_info = True

    def ask(text: str, **more: Any) -> Any:
        return litellm.completion(
            model=f"openai/{_say.model()}", api_base=_say.base(), api_key=_say.key(), num_retries=0, timeout=60,
            messages=[{"role": "user", "content": text}], max_tokens=_say.TOKENS, **more,
        )  # fmt: skip

    def chat() -> str:
        return ask(_say.ASKED).choices[0].message.content or ""

    def stream() -> str:
        return "".join(piece.choices[0].delta.content or "" for piece in ask(_say.ASKED, stream=True) if piece.choices)

    def tools() -> str:
        calls = ask(_say.CITY, tools=[WEATHER]).choices[0].message.tool_calls or []
        return " ".join(f"{c.function.name}({json.loads(c.function.arguments)})" for c in calls)

    def structured() -> str:
        wanted = {"type": "json_schema", "json_schema": {"name": "place", "schema": PLACE, "strict": True}}
        found = json.loads(ask(_say.STRUCTURED, response_format=wanted).choices[0].message.content)
        return f"{found['city']}, {found['country']}"

    def reasoning() -> str:
        return str(getattr(ask(_say.ASKED).choices[0].message, "reasoning_content", None) or "")

    steps = {"chat": chat, "stream": stream, "tools": tools, "structured": structured, "reasoning": reasoning}
    _say.run("litellm", steps)


if __name__ == "__main__":
    main()
