"""Fields of answers and chunks."""

from __future__ import annotations

import msgspec
import pytest
from playing import Service, alone, chat, play

from answerback.sim.acts.paths import steps
from answerback.values.injections import Cast, Drop, Scale, Set


def test_a_field_is_set_in_whole_answers_and_in_every_chunk():
    assert alone(Set(path="model", value="other"), chat()).json["model"] == "other"
    assert {chunk["model"] for chunk in alone(Set(path="model", value="other"), chat(True)).chunks} == {"other"}


def test_said_is_the_message_or_the_delta():
    heard = alone(Set(path="choices[*].said.content", value="x", absent_too=False), chat(True))
    assert [c["choices"][0]["delta"].get("content") for c in heard.chunks if c["choices"]] == ["x"] * 6 + [None]
    assert alone(Set(path="choices[*].said.content", value="x"), chat()).said() == "x"


def test_what_chunks_have_at_times_is_set_only_where_it_is():
    heard = alone(Set(path="choices[*].finish_reason", value=""), chat(True))
    reasons = [c["choices"][0]["finish_reason"] for c in heard.chunks if c["choices"]]
    assert reasons == [None] * 6 + [""]
    usage = alone(Set(path="usage", value={"total_tokens": 1}), chat(True))
    assert [chunk.get("usage") for chunk in usage.chunks] == [None] * 7 + [{"total_tokens": 1}]


def test_only_where_it_had_a_value():
    assert alone(Set(path="choices[*].finish_reason", value="length", was="stop"), chat()).finish == "length"
    assert alone(Set(path="choices[*].finish_reason", value="length", was="tool_calls"), chat()).finish == "stop"


def test_within_whole_or_chunks_only():
    for within, stream in (("whole", True), ("chunks", False)):
        assert b"other" not in alone(Set(path="model", value="other", within=within), chat(stream)).body


def test_from_some_chunk_on():
    ids = [c["id"] for c in alone(Set(path="id", value="new", from_chunk=3), chat(True)).chunks]
    assert ids == ["chatcmpl-1"] * 3 + ["new"] * 5


def test_a_nonce_is_new_each_time():
    assert len({c["id"] for c in alone(Set(path="id", value="x-{nonce}"), chat(True)).chunks}) == 8


def test_the_whole_value_is_replaced():
    assert alone(Set(path="$", value={"error": {"message": "no"}}), chat()).json == {"error": {"message": "no"}}


def test_a_missing_parent_is_not_made():
    heard = alone(Set(path="choices[*].message.audio.id", value=1), chat())
    assert heard.json == Service().whole()


def test_fields_are_removed():
    assert "usage" not in alone(Drop(path="usage"), chat()).json
    assert alone(Drop(path="usage"), chat(True)).usage is None
    heard = alone(Drop(path="choices[*].delta.role"), chat(True))
    assert not any("role" in choice["delta"] for chunk in heard.chunks for choice in chunk["choices"])


@pytest.mark.parametrize(
    ("to", "value"),
    [("str", "20"), ("float", 20.0), ("ms", 20000), ("list", [20]), ("object", {"value": 20}), ("json", "20")],
)
def test_types_change(to, value):
    got = alone(Cast(path="usage.prompt_tokens", to=to), chat()).usage["prompt_tokens"]
    assert (got, type(got)) == (value, type(value))


def test_a_float_is_seen_as_such_on_the_wire():
    assert b'"created":1.0' in alone(Cast(path="created", to="float"), chat()).body


def test_numbers_are_scaled():
    assert alone(Scale(path="usage.prompt_tokens", factor=1.3, plus=2), chat()).usage["prompt_tokens"] == 28
    assert alone(Scale(path="usage.prompt_tokens", factor=2), chat(True)).usage["prompt_tokens"] == 40


def test_what_is_no_number_is_not_scaled():
    assert alone(Scale(path="model", factor=2), chat()).json == Service().whole()


def test_the_length_is_true_afterwards():
    heard = alone(Set(path="model", value="x" * 5000), chat())
    assert heard.length == len(heard.body) > 5000


def test_an_answer_without_the_field_stays_byte_for_byte():
    plain = alone([], chat()).body
    assert alone(Drop(path="choices[*].message.audio"), chat()).body == plain


def test_what_is_no_json_passes_as_it_is():
    from answerback.values.injections import Reply

    heard = alone((Reply(body="<html>", content_type="text/html"), Set(path="id", value=1)), chat())
    assert heard.body == b"<html>"


def test_a_compressed_answer_is_not_asked_for():
    service = Service()
    play(Set(path="id", value=1), chat(headers=(("accept-encoding", "gzip"),)), service=service)
    assert service.asked[0].header("accept-encoding") == ""


@pytest.mark.parametrize("path", ["a..b", "a[", "[x]", "a[*", "a b]"])
def test_what_is_no_path_is_told(path):
    with pytest.raises(ValueError, match="no path"):
        steps(path)


def test_numbers_in_paths():
    value = {"a": [{"b": 1}, {"b": 2}]}
    heard = alone((Set(path="$", value=value), Set(path="a[-1].b", value=9), Drop(path="a[0].b")), chat())
    assert heard.json == {"a": [{}, {"b": 9}]}
    assert msgspec.json.decode(heard.body) == heard.json
