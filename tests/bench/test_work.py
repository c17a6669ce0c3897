"""The work of a load test: planned lengths, shared beginnings, conversations, files, traces; the same for a seed."""

from __future__ import annotations

import json
import time
from itertools import takewhile

import pytest

from answerback.bench.datasets import Item
from answerback.bench.lengths import parse
from answerback.bench.nonces import Nonces
from answerback.bench.plan import Arrivals, Stage
from answerback.bench.record import Record
from answerback.bench.traces import Entry
from answerback.bench.wording import REQUEST, Counted
from answerback.bench.work import Wanted, from_items, from_trace, made

FRAME = len(REQUEST.split()) + 1
COUNTED = Counted(fixed=float(FRAME), each=1.0, told=True)
"""A service that counts words."""
STAGE = Stage(concurrency=4)


def source(**wanted):
    return made(Wanted(**wanted), COUNTED, Nonces())(STAGE)


def some(work, count):
    return [work.next() for _ in range(count)]


def said(work):
    return json.loads(work.body)["messages"][-1]["content"]


def alike(*texts):
    """Return what all of them begin with."""
    return "".join(letters[0] for letters in takewhile(lambda found: len(set(found)) == 1, zip(*texts, strict=False)))


def answered(work, text="Fine.", **rest):
    return Record(**{"number": work.number, "planned_ns": None, "sent_ns": 0, "end_ns": 9, "status": 200,
                     "arrivals_ns": (5,), "text": text, "session": work.session, "turn": work.turn} | rest)  # fmt: skip


@pytest.mark.parametrize("tokens", [64, 512, 4000])
def test_a_prompt_has_the_length_that_was_planned(tokens):
    for work in some(source(prompt=parse(str(tokens))), 20):
        assert len(said(work).split()) == tokens == work.prompt_tokens
        assert work.max_tokens == 128 == json.loads(work.body)["max_tokens"]


def test_each_prompt_carries_its_own_code_word_and_no_two_begin_alike():
    works = some(source(), 50)
    assert len({work.nonce for work in works}) == 50
    assert all(work.nonce in said(work) for work in works)
    others = " ".join(said(work) for work in works[1:])
    assert works[0].nonce not in others
    assert len(alike(said(works[0]), said(works[1]))) < 8


def test_a_share_of_each_prompt_is_shared_within_its_group():
    works = some(source(prompt=parse("500"), shared=0.5, groups=2), 40)
    first = [work for work in works if alike(said(work), said(works[0])).count(" ") > 100]
    assert 8 < len(first) < 32, "both groups are used"
    assert alike(*map(said, first)).count(" ") == pytest.approx((500 - FRAME) / 2, abs=2)
    assert [work.cached_tokens for work in first[:2]] == [0, pytest.approx((500 - FRAME) / 2, abs=1)]


def test_a_seed_settles_everything_and_another_seed_changes_it():
    def texts(seed):
        work = made(Wanted(seed=seed, prompt=parse("lognormal:200,90")), COUNTED, Nonces(seed))(STAGE)
        return [one.body for one in some(work, 10)]

    assert texts(1) == texts(1) != texts(2)


def test_a_conversation_goes_on_when_it_is_answered():
    chats = source(turns=3, prompt=parse("60"))
    first, other = some(chats, 2)
    assert first.session != other.session and (first.turn, other.turn) == (0, 0)
    chats.ended(answered(first, "The answer."))
    second = chats.next()
    turns = json.loads(second.body)["messages"]
    assert (second.session, second.turn) == (first.session, 1)
    assert [turn["role"] for turn in turns] == ["user", "assistant", "user"]
    assert turns[1]["content"] == "The answer."
    assert second.prompt_tokens > first.prompt_tokens == second.cached_tokens
    chats.ended(answered(other, status=500))
    assert chats.next().session not in (first.session, other.session), "a broken one is over"


def test_a_conversation_that_waits_is_not_over():
    chats = from_trace(Wanted(), [Entry(0, 50, 5)], COUNTED, Nonces())(Stage(arrivals=Arrivals.TRACE))
    assert chats.next() is not None and not chats.over
    assert chats.next() is None and chats.over


def test_tools_schemas_and_thinking_are_in_the_request():
    body = json.loads(source(tools=True, thinking=False, model="m", options={"ignore_eos": True}).next().body)
    assert body["tools"] and body["ignore_eos"] and body["model"] == "m" and body["stream"]
    assert body["stream_options"] == {"include_usage": True}
    assert body["chat_template_kwargs"]["enable_thinking"] is False
    assert json.loads(source(schema=True).next().body)["response_format"]["type"] == "json_schema"


def test_a_file_goes_round_with_a_new_code_word_each_time():
    items = [Item(("Hi",), limit=7), Item(("Ho", "And?"), options={"top_p": 0.5})]
    works = some(from_items(Wanted(answer=parse("9")), items, Nonces())(STAGE), 6)
    assert len({work.nonce for work in works}) == 6
    assert sorted(said(work).split("\n")[0] for work in works) == ["Hi"] * 3 + ["Ho"] * 3
    limits = {said(work)[:2]: json.loads(work.body)["max_tokens"] for work in works}
    assert limits == {"Hi": 7, "Ho": 9}
    assert any(json.loads(work.body).get("top_p") == 0.5 for work in works)


def test_a_trace_keeps_times_lengths_and_shared_blocks():
    entries = [Entry(0, 1400, 5, ("a", "b", "c")), Entry(7, 1300, 6, ("a", "b", "d")), Entry(9, 100, 7)]
    one, two, three = some(from_trace(Wanted(), entries, COUNTED, Nonces())(STAGE), 3)
    assert [work.planned_ns for work in (one, two, three)] == [0, 7, 9]
    assert [work.max_tokens for work in (one, two, three)] == [5, 6, 7]
    assert [len(said(work).split()) for work in (one, two, three)] == pytest.approx([1400, 1300, 100], abs=1)
    assert alike(said(one), said(two)).count(" ") == pytest.approx(1024, abs=2)
    assert (one.cached_tokens, two.cached_tokens, three.cached_tokens) == (0, 1024, 0)


def test_what_it_will_cost_is_known_before():
    expected = source(prompt=parse("uniform:100-300"), answer=parse("50")).expected()
    assert (expected.prompt_tokens, expected.max_tokens) == (200, 50)
    chats = source(prompt=parse("100"), answer=parse("50"), turns=3).expected()
    assert chats.prompt_tokens == (100 + 250 + 400) / 3


def test_it_is_quick_enough_not_to_make_a_request_late():
    work = source(prompt=parse("512"))
    work.next()
    best = float("inf")
    for _ in range(20):
        began = time.perf_counter()
        some(work, 10)
        best = min(best, (time.perf_counter() - began) / 10)
    assert best < 200e-6, "the best of twenty, generous: a busy machine is no fault of it"
