"""The promise that a thought which the client sends back is read."""

from __future__ import annotations

from typing import Any

from answerback.check import Check, Reason, Steps
from answerback.checks.chat.answers import Answers
from answerback.checks.probes import WEATHER, WEATHER_QUESTION, words
from answerback.checks.thinking.thinks import Thinks
from answerback.checks.thought import find_out
from answerback.values.asks import Chat, chat
from answerback.values.injections import DropRequest
from answerback.values.result import Severity
from answerback.values.target import DEEP
from answerback.values.text import Text
from answerback.wire.openai import Reading

THOUGHT = 64
"""Words in the thought that is sent back."""


def _ask(thought: str) -> Chat:
    """Return the turn that brings a tool's result, with the thought before the call under both of its names."""
    call = {
        "id": "call12345",
        "type": "function",
        "function": {"name": "get_weather", "arguments": '{"city": "Paris"}'},
    }
    turn: dict[str, Any] = {"role": "assistant", "content": "", "tool_calls": [call]}
    if thought:
        turn |= {"reasoning_content": thought, "reasoning": thought}
    result = {"role": "tool", "tool_call_id": "call12345", "content": '{"sky": "clear"}'}
    return chat(WEATHER_QUESTION, turn, result, temperature=0, max_tokens=1, tools=[WEATHER])


class HistoryKept(Check):
    """Measured by the prompt's tokens. Between turns templates drop thoughts by design; in the midst of a tool's use
    the models were trained to see them."""

    promise = Text(
        en="Thoughts that are sent back between tool calls are read.", zh="工具调用之间回传的思考内容会被读取。"
    )
    why = Text(
        en="Agents plan in their thoughts; without them each step starts from nothing.",
        zh="智能体的计划写在思考里，丢掉它每一步都要从头想起。",
    )
    level = DEEP
    needs = (Answers,)
    after = (Thinks,)
    severity = Severity.INFO
    reasons = {
        "dropped": Reason(
            Text(
                en="{words} words of reasoning were sent back, and the prompt grew by {grew} tokens",
                zh="回传了 {words} 个词的推理内容，输入只增加了 {grew} 个 token",
            ),
            (
                DropRequest(path="messages[*].reasoning_content"),
                DropRequest(path="messages[*].reasoning"),
            ),
        ),
    }

    def run(self) -> Steps:
        """Send the same turns with and without the thought."""
        known = yield from find_out(self.setting)
        if not known.can:
            return self.not_needed()
        heard: list[Reading] = yield (_ask(""), _ask(words(THOUGHT).strip()))
        usages = [reading.answer.usage for reading in heard]
        counts = [usage.prompt for usage in usages if usage is not None and usage.prompt]
        if len(counts) < 2:
            return self.not_needed()
        grew = counts[1] - counts[0]
        return self.ok(grew=grew) if 2 * grew >= THOUGHT else self.ignored("dropped", grew=grew, words=THOUGHT)
