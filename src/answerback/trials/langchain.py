"""LangChain's ChatOpenAI: chat, stream, tools, structured output, reasoning."""

from __future__ import annotations

from typing import Any

from answerback.trials import _say


def main() -> None:
    """Run the steps."""
    from langchain_openai import ChatOpenAI

    from answerback.trials.openai_python import PLACE

    llm: Any = ChatOpenAI(
        base_url=_say.base(), model=_say.model(), api_key=_say.key(), max_retries=0, timeout=60, max_tokens=_say.TOKENS
    )  # type: ignore[call-arg,unused-ignore]

    def weather(city: str) -> str:
        """The weather in a city."""
        return city

    def chat() -> str:
        return str(llm.invoke(_say.ASKED).content)

    def stream() -> str:
        return "".join(str(piece.content) for piece in llm.stream(_say.ASKED))

    def tools() -> str:
        calls = llm.bind_tools([weather]).invoke(_say.CITY).tool_calls
        return " ".join(f"{call['name']}({call['args']})" for call in calls)

    def structured() -> str:
        schema = {"title": "place", "description": "A place.", **PLACE}
        found = llm.with_structured_output(schema, method="json_schema").invoke(_say.STRUCTURED)
        return f"{found['city']}, {found['country']}"

    def reasoning() -> str:
        # ChatOpenAI drops `reasoning_content` by design; what it keeps stands in additional_kwargs
        message = llm.invoke(_say.ASKED)
        return str(message.additional_kwargs.get("reasoning_content") or "")

    steps = {"chat": chat, "stream": stream, "tools": tools, "structured": structured, "reasoning": reasoning}
    _say.run("langchain-openai", steps)


if __name__ == "__main__":
    main()
