"""What the service never gets to see."""

from __future__ import annotations

import pytest
from playing import Service, alone, chat

from answerback.sim.acts import prompts
from answerback.values.injections import (
    AddMessage,
    Cap,
    DropMessages,
    DropParts,
    DropRequest,
    DropRequestHeader,
    ScaleRequest,
    SetRequest,
    SetRequestHeader,
    Truncate,
    Unstream,
)

LONG = " ".join(f"word{n}" for n in range(300))


def seen(injections, call):
    """The request as the service gets it."""
    service = Service()
    alone(injections, call, service)
    asked = service.asked[0]
    assert asked.header("content-length") == str(len(asked.body))
    return asked.json()


def turns(*texts):
    roles = ("system", *(("user", "assistant") * len(texts)))
    return [{"role": role, "content": text} for role, text in zip(roles, texts, strict=False)]


def test_fields_are_lost():
    assert "stop" not in seen(DropRequest(path="stop"), chat(stop=["x"], seed=1))
    assert seen(
        DropRequest(path="response_format.json_schema"), chat(response_format={"type": "x", "json_schema": {}})
    )["response_format"] == {"type": "x"}


def test_every_part_of_a_list_may_be_meant():
    tools = [{"function": {"name": "a", "strict": True}}, {"function": {"name": "b", "strict": True}}]
    got = seen(DropRequest(path="tools[*].function.strict"), chat(tools=tools))
    assert got["tools"] == [{"function": {"name": "a"}}, {"function": {"name": "b"}}]


def test_fields_are_set_with_the_parents_that_they_need():
    assert seen(SetRequest(path="temperature", value=0), chat(temperature=1))["temperature"] == 0
    got = seen(SetRequest(path="chat_template_kwargs.enable_thinking", value=False), chat())
    assert got["chat_template_kwargs"] == {"enable_thinking": False}


def test_numbers_are_scaled():
    assert seen(ScaleRequest(path="max_tokens", plus=1), chat(max_tokens=8))["max_tokens"] == 9
    assert "max_tokens" not in seen(ScaleRequest(path="max_tokens", plus=1), chat())


def test_the_answer_is_capped():
    assert seen(Cap(tokens=20), chat())["max_tokens"] == 20
    assert seen(Cap(tokens=20), chat(max_tokens=8))["max_tokens"] == 8
    assert seen(Cap(tokens=20), chat(max_completion_tokens=80))["max_completion_tokens"] == 20


def test_a_stream_is_not_honoured():
    heard = alone(Unstream(), chat(True, stream_options={"include_usage": True}))
    assert heard.json == Service().whole()


def test_messages_are_lost_by_role_or_age():
    messages = turns("Be brief.", "one", "1", "two")
    assert seen(DropMessages(role="system"), chat(messages=messages))["messages"] == messages[1:]
    assert seen(DropMessages(keep_last=1), chat(messages=messages))["messages"] == messages[-1:]
    assert seen(DropMessages(role="user"), chat())["messages"] != []


def test_images_are_lost():
    parts = [{"type": "text", "text": "What is it?"}, {"type": "image_url", "image_url": {"url": "data:"}}]
    got = seen(DropParts(), chat(messages=[{"role": "user", "content": parts}]))
    assert got["messages"] == [{"role": "user", "content": "What is it?"}]


def test_a_hidden_prompt_is_put_in():
    assert seen(AddMessage(content="Hidden."), chat())["messages"][0] == {"role": "system", "content": "Hidden."}
    got = seen(AddMessage(content="Hidden."), chat(messages=turns("Be brief.", "one")))["messages"]
    assert [m["role"] for m in got] == ["system", "user"]
    assert got[0]["content"] == "Hidden.\n\nBe brief."


@pytest.mark.parametrize("how", ["turns", "head", "tail", "middle"])
def test_a_prompt_is_cut_to_its_length(how):
    call = chat(messages=turns("Be brief.", LONG, "ok", LONG + " end?"))
    service = Service()
    alone(Truncate(tokens=400, how=how), call, service)
    assert 300 < prompts.length(service.asked[0]) <= 400


def test_what_stays_of_a_cut_prompt():
    messages = turns("Be brief.", LONG, "ok", "begin " + LONG + " end?")

    def texts(how, tokens=1500):
        return [m["content"] for m in seen(Truncate(tokens=tokens, how=how), chat(messages=messages))["messages"]]

    oldest = texts("turns")
    assert oldest[0] == "Be brief."
    assert oldest[-1] == messages[-1]["content"]
    assert LONG not in oldest
    assert texts("turns", 200)[-1].endswith("end?")
    assert texts("head")[-1].endswith("end?")
    assert "Be brief." not in texts("head")
    assert texts("tail")[0] == "Be brief."
    assert "end?" not in texts("tail")[-1]
    middle = texts("middle", 1700)
    assert middle[-1].startswith("begin")
    assert middle[-1].endswith("end?")
    assert len(middle) == 4


def test_a_short_prompt_is_left_alone():
    service, call = Service(), chat()
    alone(Truncate(tokens=400), call, service)
    assert service.asked[0].body == call.body


def test_headers_are_lost_and_set():
    service = Service()
    alone((DropRequestHeader(name="Authorization"), SetRequestHeader(name="X-Via", value="gw")),
          chat(headers=(("authorization", "Bearer k"),)), service)  # fmt: skip
    assert service.asked[0].header("authorization") == ""
    assert service.asked[0].header("x-via") == "gw"
