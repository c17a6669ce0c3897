"""Chats become text by the model's own template, and tools are told even to models whose template is silent."""

from __future__ import annotations

from typing import Any

import pytest

from answerback.serve.prompt import OPENED, Template
from answerback.sim.brain import Prompt, Unrenderable

TOOL = {"type": "function", "function": {"name": "get_weather", "parameters": {"type": "object"}}}
CALL = {"id": "1", "type": "function", "function": {"name": "get_weather", "arguments": '{"city": "Paris"}'}}
CHAT: tuple[dict[str, Any], ...] = (
    {"role": "user", "content": "Weather?"},
    {"role": "assistant", "content": "", "tool_calls": [CALL]},
    {"role": "tool", "content": "sunny", "tool_call_id": "1"},
)


class Seen:
    """What the engine's template was given."""

    def __call__(self, messages: Any, generation: bool, *, tools: Any, extra_context: Any) -> str:
        self.messages, self.tools, self.context = messages, tools, extra_context
        return "rendered"


def test_a_template_with_tools_gets_them_as_objects() -> None:
    seen = Seen()
    assert Template("{% if tools %}", seen).render(Prompt(messages=CHAT, tools=(TOOL,))) == "rendered"
    assert seen.tools == [TOOL]
    assert seen.messages[1]["tool_calls"][0]["function"]["arguments"] == {"city": "Paris"}


def test_a_template_without_tools_gets_them_told() -> None:
    seen = Seen()
    Template("{{ messages }}", seen).render(Prompt(messages=CHAT, tools=(TOOL,)))
    assert seen.tools is None
    system, _, call, result = seen.messages
    assert system["role"] == "system"
    assert "get_weather" in system["content"]
    assert call["content"] == '<tool_call>\n{"name": "get_weather", "arguments": {"city": "Paris"}}\n</tool_call>'
    assert result == {"role": "user", "content": "<tool_response>\nsunny\n</tool_response>"}


def test_tools_are_told_after_the_system_message_that_is_there() -> None:
    seen = Seen()
    chat = ({"role": "developer", "content": "Be brief."}, {"role": "user", "content": "Hi"})
    Template("", seen).render(Prompt(messages=chat, tools=(TOOL,)))
    assert [message["role"] for message in seen.messages] == ["system", "user"]
    assert seen.messages[0]["content"].startswith("Be brief.\n\n")


@pytest.mark.parametrize("thinking", [True, False])
def test_the_thinking_switch_reaches_the_template(thinking: bool) -> None:
    seen = Seen()
    Template("", seen).render(Prompt(messages=CHAT[:1], thinking=thinking, template={"custom": 1}))
    assert seen.context == {"enable_thinking": thinking, "custom": 1}


def test_arguments_that_are_no_json_are_refused() -> None:
    broken = {**CALL, "function": {"name": "f", "arguments": "{no"}}
    with pytest.raises(Unrenderable, match="no JSON"):
        Template("tools", Seen()).render(Prompt(messages=({**CHAT[1], "tool_calls": [broken]},)))
    with pytest.raises(Unrenderable, match="must have a function"):
        Template("", Seen()).render(Prompt(messages=({**CHAT[1], "tool_calls": [{"id": "1"}]},)))


def test_the_templates_own_words_are_passed_on() -> None:
    def refuse(*_: Any, **__: Any) -> str:
        raise RuntimeError("Exception from x.cpp:1:\nPossible solutions are\n* Do this.\nMinja's error: roles must "
                           "alternate at row 3, column 19:\n{{ raise }}")  # fmt: skip

    with pytest.raises(Unrenderable, match=r"^The chat template refuses these messages: roles must alternate$"):
        Template("", refuse).render(Prompt(messages=CHAT[:1]))


def test_plain_text_needs_no_template() -> None:
    assert Template("", Seen()).render(Prompt(text="Once upon")) == "Once upon"


def test_what_the_template_knows() -> None:
    assert Template("{% if enable_thinking %}", Seen()).thinks
    assert not Template("{{ messages }}", Seen()).thinks
    assert OPENED.search("<|im_start|>assistant\n<think>\n")
    assert not OPENED.search("<think>\n\n</think>\n\n")
