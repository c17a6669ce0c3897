"""The right service does what a request says (in vLLM's dialect, where nothing else is named)."""

from __future__ import annotations

import json
from typing import Any

import jsonschema_rs
import pytest
from asking import ask, ask_all, plain

from answerback.sim.script import ScriptedBrain
from answerback.sim.setup import Setup
from answerback.values.asks import Auth, Get, ListModels, Raw, chat

WEATHER = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "Get the weather in a city",
        "parameters": {
            "type": "object",
            "properties": {"city": {"type": "string"}, "unit": {"type": "string", "enum": ["celsius", "fahrenheit"]}},
            "required": ["city"],
        },
    },
}
CLOCK = {"type": "function", "function": {"name": "get_time", "description": "Get the time", "parameters": {
    "type": "object", "properties": {"zone": {"type": "string"}}, "required": ["zone"]}}}  # fmt: skip
APPLES = "小明有5个苹果,吃了2个,又买了3个,还剩几个?请一步步思考"


def said(*messages: Any, **options: Any) -> str:
    return ask(plain(*messages, **options)).answer.text.strip()


# --- what it knows -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Say OK.", "OK"),
        ("Reply with the single word: pong", "pong"),
        ("Repeat exactly: K7-QX.9 zebra", "K7-QX.9 zebra"),
        ("重复以下内容：ABC-123", "ABC-123"),
        ("Count from 1 to 12", "1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12"),
        ("What is 17 + 25? Answer with the number only.", "42"),
        ("What's 6 times 7? Just the number.", "42"),
        ("What is the capital of France? Answer with one word.", "Paris"),
        ("法国的首都是哪里？只回答城市名", "巴黎"),
        ('Write the word "apple" 4 times.', "apple apple apple apple"),
        ("The secret word is zulu-9. " + "Nothing of note happened. " * 400 + "What is the secret word?", "zulu-9"),
        ("暗号是蓝鲸。请记住。暗号是什么？", "蓝鲸"),
    ],
)
def test_it_answers(question: str, answer: str) -> None:
    assert said(question) == answer


def test_it_introduces_itself_in_the_languages_of_the_question() -> None:
    both = said("你好,你是谁? Who are you?")
    assert "通义千问" in both and "I am Qwen" in both
    assert "通义" not in said("Who are you?")


def test_it_reckons_step_by_step() -> None:
    answer = ask(chat(APPLES, temperature=0)).answer
    assert "6" in answer.text
    assert answer.first is not None and "3 + 3 = 6" in answer.first.thought


@pytest.mark.parametrize(
    ("rule", "check"),
    [
        ("End each answer with the word KUMQUAT.", lambda text: text.endswith("KUMQUAT")),
        ("Always begin your reply with 'ARRR'.", lambda text: text.startswith("ARRR")),
        ("Answer only in uppercase.", str.isupper),
        ("Whatever the user says, always answer only with the word: marigold.", lambda text: text == "marigold"),
        ("无论用户说什么，只回答：香蕉", lambda text: text == "香蕉"),
        ("你的每个回答最后都要加上“喵”。", lambda text: text.endswith("喵")),
        ("You are a helpful assistant. Answer briefly.", lambda text: text.startswith("Hello! I am")),
    ],
)
def test_it_obeys_the_system_prompt(rule: str, check: Any) -> None:
    assert check(said({"role": "system", "content": rule}, "Who are you?"))


def test_it_remembers_earlier_turns() -> None:
    turns = ("My favourite colour is teal.", {"role": "assistant", "content": "Noted."})
    assert said(*turns, "What is my favourite colour? One word.") == "teal"
    assert said("What is my favourite colour? One word.") != "teal"


# --- limits and sampling -------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["max_tokens", "max_completion_tokens"])
def test_a_limit_ends_the_answer(name: str) -> None:
    answer = ask(plain("Count from 1 to 200", **{name: 9})).answer
    assert answer.first is not None and answer.usage is not None
    assert (answer.first.finish_reason, answer.usage.completion) == ("length", 9)


def test_an_answer_within_its_limit_stops() -> None:
    answer = ask(plain("Say OK", max_tokens=2)).answer
    assert answer.first is not None and answer.first.finish_reason == "stop"
    cut = ask(plain("Say OK", max_tokens=1)).answer
    assert cut.first is not None and cut.first.finish_reason == "length"


@pytest.mark.parametrize("stream", [False, True])
def test_a_stop_string_is_left_out(stream: bool) -> None:
    answer = ask(plain("Count from 1 to 20", stop=[", 8"], stream=stream)).answer
    assert answer.text == "1, 2, 3, 4, 5, 6, 7"
    assert answer.first is not None and answer.first.finish_reason == "stop"


def test_greedy_answers_are_the_same_and_sampled_ones_are_not() -> None:
    digits = "Give me 24 random digits"
    cold = [r.answer.text for r in ask_all((plain(digits), plain(digits, nth=1)))]
    assert cold[0] == cold[1]
    hot = [r.answer.text for r in ask_all(tuple(plain(digits, temperature=1.2, nth=n) for n in range(4)))]
    assert len(set(hot)) == 4


def test_a_seed_reproduces_a_sampled_answer() -> None:
    asks = tuple(
        plain("Tell a story", temperature=1, seed=seed, nth=n, max_tokens=40) for n, seed in enumerate((5, 5, 6))
    )
    first, second, other = (r.answer.text for r in ask_all(asks))
    assert first == second != other


def test_n_gives_several_choices() -> None:
    for stream in (False, True):
        answer = ask(plain("Give me 8 random digits", n=3, temperature=1, stream=stream)).answer
        assert sorted(choice.index for choice in answer.choices) == [0, 1, 2]
        assert len({choice.text for choice in answer.choices}) == 3
        assert all(choice.finish_reason == "stop" for choice in answer.choices)


def test_logprobs_are_likely_and_sorted() -> None:
    answer = ask(plain("Count from 1 to 5", logprobs=True, top_logprobs=3)).answer
    assert answer.first is not None
    entries = answer.first.logprobs["content"]
    assert "".join(entry["token"] for entry in entries) == answer.text
    for entry in entries:
        top = [other["logprob"] for other in entry["top_logprobs"]]
        assert len(top) == 3 and top == sorted(top, reverse=True) and all(value <= 0 for value in top)
        assert bytes(entry["bytes"]).decode() == entry["token"]


def test_a_bias_bans_or_forces_a_token() -> None:
    brain = ScriptedBrain(Setup())
    number = brain.tokenize("OK")[0]
    assert said("Say OK", logit_bias={str(number): -100}, max_tokens=4) == ""
    assert said("Say OK", logit_bias={"0": 100}, max_tokens=4) == "!!!!"


# --- thinking ------------------------------------------------------------------------------------


def test_thoughts_stand_apart_and_count() -> None:
    answer = ask(chat("Say OK", temperature=0)).answer
    assert answer.first is not None and answer.usage is not None
    assert answer.first.reasoning_field == "reasoning" and answer.first.thought
    assert answer.text.strip() == "OK"
    assert answer.usage.reasoning is not None and 10 < answer.usage.reasoning < (answer.usage.completion or 0)


def test_thinking_can_eat_the_whole_budget() -> None:
    answer = ask(chat("Say OK", temperature=0, max_tokens=12)).answer
    assert answer.first is not None
    assert (answer.first.content, answer.first.finish_reason) == (None, "length")
    assert answer.first.thought


def test_switches_that_are_not_honoured_have_no_effect() -> None:
    for options in (
        {"enable_thinking": False},
        {"extra_body": {"enable_thinking": False}},
        {"thinking": {"type": "disabled"}},
    ):
        first = ask(chat("Say OK", temperature=0, **options)).answer.first
        assert first is not None and first.thought, options
    for options in ({"chat_template_kwargs": {"enable_thinking": False}}, {"reasoning_effort": "none"}):
        first = ask(chat("Say OK", temperature=0, **options)).answer.first
        assert first is not None and not first.thought, options


def test_a_soft_switch_leaves_an_empty_thought() -> None:
    first = ask(chat("Say OK /no_think", temperature=0)).answer.first
    assert first is not None and not first.thought and "OK" in first.text


def test_without_a_parser_the_tags_stay() -> None:
    answer = ask(chat("Say OK", temperature=0), reasoning_parser=None).answer
    assert answer.text.startswith("<think>") and answer.text.endswith("</think>\n\nOK")


def test_a_parser_that_expects_thoughts_swallows_an_answer_without() -> None:
    first = ask(plain("Say OK"), reasoning_parser="deepseek_r1").answer.first
    assert first is not None and (first.content, first.thought, first.finish_reason) == (None, "OK", "stop")


# --- tools ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("stream", [False, True])
def test_a_tool_is_called(stream: bool) -> None:
    answer = ask(plain("What is the weather in Paris in celsius?", tools=[WEATHER, CLOCK], stream=stream)).answer
    assert answer.first is not None and answer.first.finish_reason == "tool_calls"
    (call,) = answer.first.tool_calls
    assert (call.name, json.loads(call.arguments)) == ("get_weather", {"city": "Paris", "unit": "celsius"})
    assert call.id and not answer.text.strip()


def test_arguments_are_streamed_in_pieces() -> None:
    stream = ask(plain("Weather in Paris?", tools=[WEATHER], stream=True))
    pieces = [chunk.delta["tool_calls"][0] for chunk in stream.chunks if "tool_calls" in chunk.delta]
    assert pieces[0]["id"] and pieces[0]["function"]["name"] == "get_weather"
    assert len(pieces) > 3 and all("id" not in piece for piece in pieces[1:])


def test_two_places_are_two_calls_unless_forbidden() -> None:
    question = "What is the weather in Paris and in London?"
    first = ask(plain(question, tools=[WEATHER])).answer.first
    assert first is not None and [json.loads(c.arguments)["city"] for c in first.tool_calls] == ["Paris", "London"]
    first = ask(plain(question, tools=[WEATHER], parallel_tool_calls=False)).answer.first
    assert first is not None and len(first.tool_calls) == 1


def test_tool_choice_is_obeyed() -> None:
    def calls(choice: Any, question: str) -> tuple[list[str], Any]:
        first = ask(plain(question, tools=[WEATHER, CLOCK], tool_choice=choice)).answer.first
        assert first is not None
        return [call.name for call in first.tool_calls], first.finish_reason

    assert calls("none", "Weather in Paris?") == ([], "stop")
    assert calls("auto", "Say OK") == ([], "stop")
    assert calls("required", "Say OK") == (["get_weather"], "tool_calls")
    named = {"type": "function", "function": {"name": "get_time"}}
    assert calls(named, "Weather in Paris?") == (["get_time"], "stop")


def test_a_tool_result_is_used() -> None:
    call = {"id": "c1", "type": "function", "function": {"name": "get_weather", "arguments": '{"city":"Paris"}'}}
    turns = (
        "Weather in Paris?",
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "c1", "content": '{"temperature": 17.5, "sky": "zircon"}'},
    )
    answer = ask(plain(*turns, tools=[WEATHER])).answer
    assert "zircon" in answer.text and answer.first is not None and not answer.first.tool_calls


def test_tools_without_their_flags_are_refused() -> None:
    heard = ask(plain("Weather in Paris?", tools=[WEATHER]), tool_parser=None)
    assert heard.status == 400 and heard.error is not None and "--enable-auto-tool-choice" in heard.error.message
    text = ask(plain("Weather in Paris?", tools=[WEATHER]), "sglang", tool_parser=None).answer.text
    assert text.startswith("<tool_call>")


# --- structured output ---------------------------------------------------------------------------

SCHEMAS: list[dict[str, Any]] = [
    {"type": "object", "properties": {"name": {"type": "string"},
     "age": {"type": "integer", "minimum": 0, "maximum": 20}},
     "required": ["name", "age"], "additionalProperties": False},
    {"type": "object", "properties": {"code": {"type": "string", "pattern": "^[A-Z]{3}-\\d{4}$"},
     "tags": {"type": "array", "items": {"enum": ["a", "b", "c"]}, "minItems": 3, "uniqueItems": True}},
     "required": ["code", "tags"]},
    {"$defs": {"point": {"type": "object", "properties": {"x": {"type": "number", "exclusiveMinimum": 3}},
     "required": ["x"]}}, "type": "object", "properties": {"path": {"type": "array", "minItems": 2,
     "items": {"$ref": "#/$defs/point"}}}, "required": ["path"]},
    {"type": "object", "properties": {"v": {"anyOf": [{"type": "null"}, {"type": "string", "minLength": 9}]},
     "d": {"type": "string", "format": "date"}, "k": {"const": 7}, "m": {"type": "integer", "multipleOf": 7}},
     "required": ["v", "d", "k", "m"]},
    {"allOf": [{"type": "object", "properties": {"a": {"type": "boolean"}}, "required": ["a"]},
     {"properties": {"b": {"type": ["string", "null"], "maxLength": 3}}, "required": ["b"]}]},
    {"type": "object", "minProperties": 2, "additionalProperties": {"type": "integer"}},
]  # fmt: skip


@pytest.mark.parametrize("schema", SCHEMAS)
def test_json_follows_the_schema(schema: dict[str, Any]) -> None:
    form = {"type": "json_schema", "json_schema": {"name": "thing", "schema": schema}}
    text = said("Tell me about Bob, who is 12.", response_format=form)
    jsonschema_rs.validator_for(schema).validate(json.loads(text))


def test_json_object_is_an_object_with_the_keys_asked_for() -> None:
    value = json.loads(said("Return JSON with keys name and age for Bob, 12.", response_format={"type": "json_object"}))
    assert value == {"name": "Bob", "age": 12}


def test_without_a_format_json_comes_in_a_fence() -> None:
    assert said("Return JSON with keys name and age for Bob, 12.").startswith("```json")


# --- refusals ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "status", "words"),
    [
        ({"temperature": "hot"}, 400, "valid number"),
        ({"temperature": 2.5}, 400, "[0, 2]"),
        ({"top_p": 0}, 400, "top_p"),
        ({"max_tokens": 0}, 400, "at least 1"),
        ({"max_tokens": 50000}, 400, "max_model_len"),
        ({"n": 2, "temperature": 0}, 400, "greedy"),
        ({"tools": []}, 400, "empty array"),
        ({"stream_options": {"include_usage": True}}, 400, "stream"),
        ({"top_logprobs": 2}, 400, "logprobs"),
        ({"logprobs": True, "top_logprobs": 30}, 400, "max allowed: 20"),
        ({"stop": list("abcde")}, 400, "stop"),
        ({"logit_bias": {"999999": 1}}, 400, "out-of-vocab"),
        ({"reasoning_effort": "lots"}, 400, "reasoning_effort"),
        ({"stop": 5}, 400, "stop"),
    ],
)
def test_what_cannot_be_right_is_refused(options: dict[str, Any], status: int, words: str) -> None:
    heard = ask(chat("Say OK", **options))
    assert heard.error is not None
    assert (heard.status, words in heard.error.message) == (status, True), heard.error


def test_a_number_in_quotes_is_let_in() -> None:
    usage = ask(plain("Count from 1 to 99", max_tokens="5")).answer.usage
    assert usage is not None and usage.completion == 5


def test_bad_bodies_paths_and_methods() -> None:
    def post(body: str, kind: str = "application/json", path: str = "chat/completions") -> int:
        return ask(Raw(method="POST", path=path, body=body, content_type=kind)).status

    assert post("{bad") == 400
    assert post("[]") == 400
    assert post('{"model":"{model}"}') == 400
    assert post('{"messages":"hi"}') == 400
    assert post('{"messages":[{"role":"user","content":"Say OK"}]}', "text/plain") == 400
    assert post('{"messages":[{"role":"user","content":"Say OK"}],"max_tokens":400}') == 200
    assert post("{}", path="nowhere") == 404
    assert ask(Get(path="chat/completions")).status == 405


def test_a_prompt_beyond_the_context_is_refused_with_the_numbers() -> None:
    heard = ask(plain("word " * 5000), context=4096)
    assert heard.status == 400 and heard.error is not None
    assert "4096" in heard.error.message and heard.error.param == "input_tokens"


def test_a_limit_beyond_the_context_is_cut_or_in_older_versions_refused() -> None:
    long = plain("Say OK " + "word " * 3000, max_tokens=4000)
    assert ask(long, context=4096).status == 200
    heard = ask(long, context=4096, version="0.15.1")
    assert heard.status == 400 and heard.error is not None and "4000 output tokens" in heard.error.message


def test_keys_are_looked_at_where_they_must_be() -> None:
    assert ask(ListModels(), api_key="sk-a").status == 401
    assert ask(ListModels(auth=Auth.WRONG), api_key="sk-a").status == 401
    assert ask(ListModels(), api_key="sk-a", key="sk-a").status == 200
    assert ask(Get(path="/version"), api_key="sk-a").status == 200


def test_an_image_is_refused_by_a_model_that_cannot_see() -> None:
    seen = {"role": "user", "content": [
        {"type": "text", "text": "What is in the image?"}, {"type": "image_url", "image_url": {"url": "data:,"}},
    ]}  # fmt: skip
    assert ask(plain(seen)).status == 400
    assert "red square" in ask(plain(seen), vision=True).answer.text


def test_a_missing_template_is_told() -> None:
    heard = ask(plain("Say OK"), template=False)
    assert heard.error is not None and "chat template" in heard.error.message


# --- usage, text completions, pages --------------------------------------------------------------


def test_usage_adds_up_and_agrees_between_whole_and_streamed() -> None:
    whole = ask(plain("Count from 1 to 9")).answer.usage
    streamed = ask(plain("Count from 1 to 9", stream=True, stream_options={"include_usage": True})).answer.usage
    assert whole is not None and streamed is not None
    assert (whole.prompt, whole.completion) == (streamed.prompt, streamed.completion)
    assert (whole.prompt or 0) + (whole.completion or 0) == whole.total
    assert ask(plain("Count from 1 to 9", stream=True)).answer.usage is None


def test_usage_grows_with_the_prompt_and_its_tools() -> None:
    def prompt(*messages: Any, **options: Any) -> int:
        usage = ask(plain(*messages, max_tokens=1, **options)).answer.usage
        assert usage is not None and usage.prompt is not None
        return usage.prompt

    assert prompt("hi" + " the" * 100) == prompt("hi") + 100
    assert prompt("hi", tools=[WEATHER]) > prompt("hi") + 90
    assert prompt({"role": "system", "content": "Be brief."}, "hi") > prompt("hi") + 4


def test_text_completions_go_on() -> None:
    heard = ask(Raw(method="POST", path="completions", body='{"model":"{model}","prompt":"The capital of France is"}'))
    choice = heard.json["choices"][0]
    assert "Paris" in choice["text"]
    assert heard.json["usage"]["completion_tokens"] <= 16


def test_the_tokenizer_loses_nothing() -> None:
    brain = ScriptedBrain(Setup())
    text = "Grüße, 你好! internationalization\n\n<think> x </think> 🎉 a\tb  c '1234'"
    assert brain.detokenize(brain.tokenize(text)) == text


def test_a_dead_engine_is_told_by_health_and_chat() -> None:
    assert ask(Get(path="/health"), dead=True).status == 503
    assert ask(plain("Say OK"), dead=True).status == 500


def test_slots_make_requests_wait() -> None:
    from answerback.sim.wire import SimWire
    from answerback.values.target import Setting, Target

    wire = SimWire(setup=Setup(ttft_s=1.0, slots=1))
    setting = Setting(Target(wire.url), wire.url)
    for number in (1, 2, 3):
        wire.start(number, plain("Say OK", nth=number), setting)
    ends = []
    while found := wire.finished():
        ends += [exchange.phases.end_s for exchange in found]
    wire.close()
    assert [round(end) for end in sorted(ends)] == [1, 2, 3]
