"""What a model may say instead, whole and streamed alike."""

from __future__ import annotations

from itertools import pairwise

import msgspec
import pytest
from playing import Service, alone, chat

from answerback.sim import tokens
from answerback.values.injections import Affix, BreakJson, Flood, Garble, NeverStop, Say, Shorten

BOTH = pytest.mark.parametrize("stream", [False, True], ids=["whole", "stream"])


def counted(heard):
    usage = heard.usage
    assert usage["total_tokens"] == usage["prompt_tokens"] + usage["completion_tokens"]
    return usage["completion_tokens"]


@BOTH
def test_other_words(stream):
    heard = alone(Say(text="Something quite different, and rather longer."), chat(stream))
    assert heard.said() == "Something quite different, and rather longer."
    assert heard.finish == "stop"
    assert counted(heard) == tokens.count(heard.said())


@BOTH
def test_nothing_at_all(stream):
    heard = alone(Say(text=""), chat(stream))
    assert heard.said() == ""
    assert heard.finish == "stop"


@BOTH
def test_other_words_keep_to_the_limit(stream):
    heard = alone(Say(text="one two three four five six"), chat(stream, max_tokens=3))
    assert heard.said() == "one two three"
    assert heard.finish == "length"


@BOTH
def test_reasoning_stays_before_other_words(stream):
    heard = alone(Say(text="No.", finish="length"), chat(stream), Service(reasoning=("Let me", " see")))
    assert (heard.said("reasoning_content"), heard.said(), heard.finish) == ("Let me see", "No.", "length")


def test_other_words_come_at_the_pace_of_the_stream():
    heard = alone(Say(text=" ".join(["word"] * 30)), chat(True), Service(pause_s=0.1))
    times = sorted({at for at, _ in heard.pieces})
    assert len(times) > 25
    assert max(b - a for a, b in pairwise(times)) < 0.3


def test_a_nonce_differs_between_requests():
    from playing import play

    texts = {heard.said() for heard in play(Say(text="{nonce}"), chat(), chat(True))}
    assert len(texts) == 2


@BOTH
def test_a_flood_reaches_the_limit(stream):
    heard = alone(Flood(), chat(stream, max_tokens=40), Service(reasoning=("I", " think")))
    assert heard.said() == "!" * 40
    assert heard.said("reasoning_content") == ""
    assert (heard.finish, counted(heard)) == ("length", 40)


@BOTH
def test_a_flood_may_keep_the_first_words(stream):
    heard = alone(Flood(text=" again", keep=2, tokens=10), chat(stream))
    assert heard.said() == "The answer" + " again" * (10 - tokens.count("The answer"))
    assert heard.finish == "length"


@BOTH
def test_text_around_the_answer(stream):
    heard = alone(Affix(before="```json\n", after="\n```"), chat(stream))
    assert heard.said() == "```json\nThe answer is 42.\n```"
    assert counted(heard) > 5


@BOTH
def test_an_answer_that_was_cut_off_gets_no_end(stream):
    assert alone(Affix(after="<|im_end|>"), chat(stream), Service(finish="length")).said() == "The answer is 42."


@BOTH
def test_a_tool_call_is_no_text(stream):
    heard = alone(Affix(before="x", after="y"), chat(stream), Service((), calls=[("f", ("{", "}"))]))
    assert heard.said() == ""


@BOTH
def test_the_text_ends_early(stream):
    heard = alone(Shorten(share=0.5, finish="length"), chat(stream))
    assert heard.said() == "The answ"
    assert heard.finish == "length"
    assert alone(Shorten(chars=3), chat(stream)).said() == "The"


@BOTH
def test_it_never_stops(stream):
    heard = alone(NeverStop(text=" and"), chat(stream, max_tokens=12))
    assert heard.said() == "The answer is 42." + " and" * (12 - tokens.count("The answer is 42."))
    assert (heard.finish, counted(heard)) == ("length", 12)


@BOTH
@pytest.mark.parametrize("how", ["words", "script"])
def test_nonsense(stream, how):
    said = alone(Garble(how=how), chat(stream)).said()
    assert "answer" not in said
    assert "42." in said


@BOTH
def test_details_alone(stream):
    assert alone(Garble(how="digits"), chat(stream)).said() == "The answer is 75."
    assert alone(Garble(how="case"), chat(stream)).said() == "tHE ANSWER IS 42."


@BOTH
def test_broken_characters(stream):
    said = alone(Garble(how="fffd"), chat(stream), Service(("你好", "🙂", " ok"))).said()
    assert said == "\ufffd\ufffd好\ufffd\ufffd ok"


def test_a_share_of_the_words():
    text = ["word "] * 200
    changed = [word != "word" for word in alone(Garble(share=0.3), chat(), Service(text)).said().split()]
    assert 30 < sum(changed) < 90


@BOTH
@pytest.mark.parametrize("how", ["types", "missing", "extra", "values", "truncate"])
def test_json_in_the_content_is_damaged(stream, how):
    right = {"name": "Ada", "age": 36, "tags": ["x"]}
    text = msgspec.json.encode(right).decode()
    said = alone(BreakJson(how=how), chat(stream), Service([text[:9], text[9:]])).said()
    if how == "truncate":
        assert said == text[:-1]
        return
    got = msgspec.json.decode(said)
    assert got != right
    if how == "types":
        assert not isinstance(got["age"], int)
    if how in ("missing", "extra"):
        assert got.keys() != right.keys()
    if how == "values":
        assert [type(v) for v in got.values()] == [str, int, list]


@BOTH
def test_prose_is_no_json_to_damage(stream):
    assert alone(BreakJson(), chat(stream)).said() == "The answer is 42."


def test_the_choices_of_n_are_told_apart():
    service = Service()
    chunk = {"choices": [{"index": n, "delta": {"content": "x"}, "finish_reason": None} for n in (0, 1)]}
    last = {"choices": [{"index": n, "delta": {}, "finish_reason": "stop"} for n in (0, 1)]}
    service.events = lambda: [b"data: " + msgspec.json.encode(v) + b"\n\n" for v in (chunk, last)]  # type: ignore[method-assign]
    heard = alone(Say(text="a b"), chat(True), service)
    texts = {0: "", 1: ""}
    for one in heard.chunks:
        for choice in one["choices"]:
            texts[choice["index"]] += choice["delta"].get("content", "")
    assert texts == {0: "a b", 1: "a b"}
