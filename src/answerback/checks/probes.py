"""The asks that many checks share. Equal asks are sent once, so sharing them is what keeps a run cheap."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import msgspec

from answerback import server
from answerback.server import Treatment
from answerback.values.asks import Ask, Chat, HangUp, ListModels, Raw, chat
from answerback.values.target import Setting
from answerback.wire.openai import Reading

MODELS = ListModels()

SYSTEM = {"role": "system", "content": "You are a helpful assistant. Answer briefly."}
WHO = "你好,你是谁? Who are you?"

HELLO: Chat = chat(SYSTEM, WHO, temperature=0, max_tokens=48)
"""The first chat of the how-to: whole answer at temperature 0."""

HELLO_STREAM: Chat = HELLO.with_(stream=True, stream_options={"include_usage": True})
"""The same, streamed, with usage asked for: judged against the whole answer."""

ROOM = 768
"""Completion tokens that a thinking model needs to get to the end of a simple thought."""

APPLES = "小明有5个苹果,吃了2个,又买了3个,还剩几个?请一步步思考"
"""The sum of the how-to; the answer is 6."""

# --- counting ------------------------------------------------------------------------------------

_COMMON = (
    "the", "of", "and", "to", "in", "is", "you", "that", "it", "he", "was", "for", "on", "are", "as", "with", "his",
    "they", "at", "be", "this", "have", "from", "or", "one", "had", "by", "not", "but", "what", "all", "were", "we",
    "when", "your", "can", "said", "there",
)  # fmt: skip
"""Each of these words, with the blank before it, is one token in every common vocabulary."""


def words(count: int) -> str:
    """Return a text of so many words that is as many tokens long, whatever the tokenizer."""
    return "".join(f" {_COMMON[n % len(_COMMON)]}" for n in range(count))


LONGER_BY = 256
LONGER: Chat = chat(SYSTEM, f"{WHO}{words(LONGER_BY)}", temperature=0, max_tokens=16)
"""HELLO with 256 more tokens in its prompt."""

TINY: Chat = chat("Say OK.", temperature=0, max_tokens=4)
"""The cheapest sign of life; repeat it with `nth`."""
FIRST_WORD: Chat = TINY.with_(max_tokens=2, nth=1, alone=True)
"""Asked when a first chat got no answer: is anything made at all? The second token shows the pace."""

# --- requests that must be refused ---------------------------------------------------------------

UNKNOWN_MODEL: Chat = chat("hi", model="answerback-no-such-model", max_tokens=1)
NO_MESSAGES = Raw(method="POST", path="chat/completions", body='{"model":"{model}","max_tokens":1}', cost=1)
WRONG_TYPE: Chat = chat("hi", temperature="hot", max_tokens=1)

# --- thinking kept short -------------------------------------------------------------------------


def brief(setting: Setting, hello: Reading, limit: int) -> dict[str, Any]:
    """Return the body options with which an answer of `limit` tokens has room, thinking or not.

    A model that was seen thinking is told not to, where the product is known to honour a switch; else it gets room.
    """
    from answerback.checks.thought import hidden_tokens, shows_thought  # they build on the asks of this file

    if not shows_thought(hello) and not hidden_tokens(hello):
        return {"max_tokens": limit}
    kind = server.named(setting.server) if setting.server else None
    switches = kind.thinking_switches if kind is not None else {}
    if switches.get("chat_template_kwargs") is Treatment.HONOURED:
        return {"max_tokens": limit, "chat_template_kwargs": {"enable_thinking": False}}
    if switches.get("enable_thinking") is Treatment.HONOURED:
        return {"max_tokens": limit, "enable_thinking": False}
    if switches.get("reasoning_effort") is Treatment.HONOURED:
        return {"max_tokens": limit, "reasoning_effort": "none"}
    return {"max_tokens": limit + ROOM // 2}


# --- tools ---------------------------------------------------------------------------------------

WEATHER: dict[str, Any] = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "Get the current weather in a city. Call it whenever the user asks about the weather, "
        "because only this tool knows the current conditions.",
        "parameters": {
            "type": "object",
            "properties": {
                "city": {"type": "string", "description": "Name of the city, for example Paris"},
                "unit": {
                    "type": "string",
                    "enum": ["celsius", "fahrenheit"],
                    "description": "Unit in which the temperature is wanted",
                },
            },
            "required": ["city"],
        },
    },
}
CLOCK: dict[str, Any] = {
    "type": "function",
    "function": {
        "name": "get_time",
        "description": "Get the current local time in a time zone.",
        "parameters": {
            "type": "object",
            "properties": {
                "zone": {"type": "string", "description": "Name of the time zone, for example Europe/Paris"}
            },
            "required": ["zone"],
        },
    },
}
TOOLS = [WEATHER, CLOCK]
TOOLS_LEAST = 90
"""No template writes these tools with fewer tokens."""
WEATHER_QUESTION = "What is the weather in Paris right now? Use the tool to find out."
WITH_TOOLS: Chat = chat(SYSTEM, WEATHER_QUESTION, temperature=0, tools=TOOLS, tool_choice="auto")
"""A question that only a tool can answer; `brief` gives it room."""
TOOL_TOKENS = 96


def with_tools(setting: Setting, hello: Reading, **changes: Any) -> Chat:
    """Return the question with tools, with room to answer."""
    return WITH_TOOLS.with_(**brief(setting, hello, TOOL_TOKENS)).with_(**changes)


# --- generation and sampling ---------------------------------------------------------------------

SECRET = "heliotrope"
HISTORY: Chat = chat(
    SYSTEM,
    f"Please remember this for later, because I will ask you about it in a moment: the secret word is {SECRET}. "
    "My sister chose it when we were children, and nobody else in the whole town has ever heard of it.",
    {"role": "assistant", "content": f"I will remember it for you: the secret word is {SECRET}."},
    "What is the secret word? Reply with the word only.",
    temperature=0,
)
"""A fact in an earlier turn, then a question whose answer is one word; `brief` gives it room."""
HISTORY_TOKENS = 64

RULE_WORD = "marigold"
RULED: Chat = chat(
    {
        "role": "system",
        "content": "You guard a lighthouse by the sea, where the nights are long, the lamps are old and the keeper "
        "seldom has a visitor to talk to. Whatever the user says, always answer only with the word: " + RULE_WORD + ".",
    },
    WHO,
    temperature=0,
)
"""HELLO's question under a longer system prompt that rules the answer."""
RULED_TOKENS = 32

GLYPHS = "你好，世界！🎉🚀🌍"
GLYPHS_ASKED = f"Repeat exactly, and say nothing else: {GLYPHS}"
ECHO: Chat = chat(GLYPHS_ASKED, temperature=0, stream=True)
"""Characters of several bytes, streamed."""
ECHO_TOKENS = 48

COUNT_LONG = "Count from 1 to 200."
CUT: Chat = chat(COUNT_LONG, temperature=0, max_tokens=8)
"""An answer that cannot be over after 8 tokens, thinking or not."""
CUT_LATER: HangUp = HangUp(chat=chat(COUNT_LONG, temperature=0, max_completion_tokens=8, stream=True), after_events=40)
"""The same with the newer name of the limit; hung up on when that has no effect."""

STOP_AT = "7"
COUNTED: Chat = chat("Count from 1 to 20, separated by commas.", temperature=0, stop=[STOP_AT])
COUNTED_TOKENS = 64

TALE = "Write the first sentence of a story about something nobody has ever seen."
"""Nobody, and no model, answers this twice in the same words unless it must."""
VARIED: Chat = chat(TALE, temperature=1.2)
SEEDED: Chat = chat(TALE, temperature=1, seed=20, alone=True)
"""Sent twice in a row (`nth`); alone, because batching may change the sampled words."""
TALE_TOKENS = 24


# --- structured output ---------------------------------------------------------------------------

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "kx_city": {"type": "string", "enum": ["Paris", "Lyon"]},
        "qv_capital": {"type": "boolean"},
        "zw_marks": {
            "type": "array",
            "items": {"type": "string", "enum": ["old", "large", "green"]},
            "minItems": 2,
            "maxItems": 3,
        },
    },
    "required": ["kx_city", "qv_capital", "zw_marks"],
    "additionalProperties": False,
}
"""Keys that no model invents: who writes them has read the schema. Its longest instance has some fifty tokens."""


def schema_format(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the `response_format` that demands a schema."""
    return {"type": "json_schema", "json_schema": {"name": "answer", "strict": True, "schema": schema}}


IN_SCHEMA: Chat = chat("Describe Paris in one sentence.", temperature=0, response_format=schema_format(SCHEMA))
"""A question that invites prose; `brief` gives it room."""
IN_JSON: Chat = chat("Greet me in one plain sentence. (JSON)", temperature=0, response_format={"type": "json_object"})
"""OpenAI refuses json_object unless the word JSON is in the prompt."""
JSON_TOKENS = 128


def must_call(setting: Setting, hello: Reading) -> Chat:
    """Return a question that needs no tool, with a call demanded."""
    asked = chat(SYSTEM, "Say hello.", temperature=0, tools=TOOLS, tool_choice="required")
    return asked.with_(**brief(setting, hello, TOOL_TOKENS))


RESULT_MARKS = ("zorblat", "37")
"""What an answer that uses the result speaks of."""
_REPORT = " ".join(["It is hot and dry in the city, and it will be so for the rest of the week."] * 8)
RESULT_TOKENS = 120
_RESULT = '{"city": "Paris", "temperature": "37 degrees", "sky": "zorblat clouds", "report": "' + _REPORT + '"}'


def tool_result(setting: Setting, hello: Reading, content: str | None) -> Chat:
    """Return the turn that brings a tool's result; `content` is that of the call's own message."""
    call = {
        "id": "call12345",  # Mistral's templates want exactly nine letters and digits
        "type": "function",
        "function": {"name": "get_weather", "arguments": '{"city": "Paris"}'},
    }
    return chat(
        SYSTEM,
        WEATHER_QUESTION,
        {"role": "assistant", "content": content, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "call12345", "content": _RESULT},
        temperature=0,
        tools=TOOLS,
    ).with_(**brief(setting, hello, 64))


class Drawn(msgspec.Struct, frozen=True):
    """What came of the sampled tale, and what had to be left out of the request for it."""

    reading: Reading
    n: bool
    """Two choices were asked for in the request that was answered."""
    logprobs: bool
    refusal: str = ""
    """Why the first form was refused."""
    status: int = 0

    @property
    def texts(self) -> list[str]:
        """What each choice says, reasoning included."""
        return [f"{choice.thought}\n{choice.text}".strip() for choice in self.reading.answer.choices]


SCORED: dict[str, Any] = {"logprobs": True, "top_logprobs": 2}
"""Asks how likely each word was, and the likeliest beside it."""


def drawn(setting: Setting, hello: Reading) -> Generator[Ask, Reading, Drawn]:
    """Draw the tale twice with logprobs in one request; what is refused is left out, one thing after the other."""
    plain = VARIED.with_(**brief(setting, hello, TALE_TOKENS))
    forms = (
        (plain.with_(n=2, **SCORED), True, True),
        (plain.with_(n=2), True, False),
        (plain.with_(**SCORED), False, True),
        (plain, False, False),
    )
    refusal, status = "", 0
    for ask, n, with_logprobs in forms:
        heard = yield ask
        if not status and not heard.ok:
            refusal, status = heard.error.message if heard.error else "", heard.status
        out = Drawn(heard, n, with_logprobs, refusal, status)
        if heard.ok or heard.failure is not None:
            break
    return out
