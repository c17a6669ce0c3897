"""What may happen to the events of a stream."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playing import Service, alone, chat

from answerback.values.injections import (
    BreakEvent,
    Comments,
    DropEvent,
    HoldStream,
    InsertEvent,
    MergeEvents,
    RepeatEvent,
    SwapEvents,
    When,
)

STREAM = chat(True)


@given(chunk=st.integers(1, 400), line_end=st.sampled_from(["\n", "\r\n", "\r"]))
def test_what_is_not_touched_stays_byte_for_byte_whatever_the_pieces(chunk, line_end):
    service = Service(chunk=chunk, line_end=line_end)
    assert alone(DropEvent(text="nowhere"), STREAM, service).body == service.raw


@given(chunk=st.integers(1, 400), line_end=st.sampled_from(["\n", "\r\n", "\r"]))
def test_an_event_is_found_whatever_the_pieces(chunk, line_end):
    service = Service(chunk=chunk, line_end=line_end)
    lost = f"data: [DONE]{line_end * 2}".encode()
    assert alone(DropEvent(text="[DONE]"), STREAM, service).body == service.raw.removesuffix(lost)


@pytest.mark.parametrize(("index", "lost"), [(0, 0), (3, 3), (-1, 8), (-2, 7), (-9, 0)])
def test_an_event_is_lost_by_its_number(index, lost):
    events = Service().events()
    heard = alone(DropEvent(index=index), STREAM)
    assert heard.body == b"".join(events[:lost] + events[lost + 1 :])


def test_a_number_beyond_the_stream_changes_nothing():
    assert alone(DropEvent(index=99), STREAM).body == alone(DropEvent(index=-99), STREAM).body == Service().raw


def test_every_second_text_is_lost():
    assert alone(DropEvent(every=2), STREAM).said() == "The is."


def test_whole_answers_have_no_events():
    assert alone(DropEvent(text="answer"), chat()).json == Service().whole()


def test_an_event_comes_twice():
    events = Service().events()
    assert alone(RepeatEvent(index=2), STREAM).body == b"".join([*events[:3], *events[2:]])


def test_every_third_text_comes_twice():
    assert alone(RepeatEvent(every=3), STREAM).said() == "The answer is is 42."


def test_events_change_places():
    assert alone(SwapEvents(index=2), STREAM).said() == "The is answer 42."


def test_the_last_event_has_none_to_change_places_with():
    assert alone(SwapEvents(index=8), STREAM).body == Service().raw


def test_texts_are_merged():
    heard = alone(MergeEvents(count=2), STREAM)
    texts = [c["choices"][0]["delta"].get("content") for c in heard.chunks if c["choices"]]
    assert texts == ["", "The answer", " is 42", ".", None]
    assert heard.finish == "stop"
    assert heard.data[-1] == "[DONE]"


def test_reasoning_and_content_are_not_merged_into_each_other():
    heard = alone(MergeEvents(count=9), STREAM, Service(reasoning=("I", " see")))
    assert (heard.said("reasoning_content"), heard.said()) == ("I see", "The answer is 42.")
    assert len(heard.chunks) == 5


@pytest.mark.parametrize(
    ("how", "end"),
    [("cut", b"\n\n"), ("glue", b"}\n"), ("bare", b"}\n\n"), ("split", b"}\n\n")],
)
def test_an_event_is_broken(how, end):
    events = Service().events()
    heard = alone(BreakEvent(index=2, how=how), STREAM)
    before, after = b"".join(events[:2]), b"".join(events[3:])
    assert heard.body.startswith(before)
    assert heard.body.endswith(after)
    broken = heard.body.removeprefix(before).removesuffix(after)
    assert broken != events[2]
    assert broken.endswith(end)
    if how == "bare":
        assert not broken.startswith(b"data")
    if how == "split":
        assert broken.count(b"\n") == 3


def test_something_is_put_in_byte_for_byte():
    events = Service().events()
    heard = alone(InsertEvent(text="boom\r\n", index=3), STREAM)
    assert heard.body == b"".join([*events[:3], b"boom\r\n", *events[3:]])
    last = alone(InsertEvent(text="x", index=-1), STREAM)
    assert last.body == b"".join([*events[:-1], b"x", events[-1]])


def test_an_error_may_end_the_stream():
    service = Service()
    heard = alone(InsertEvent(text='data: {"error":{}}\n\n', index=2, then_end=True), STREAM, service)
    assert heard.body == b"".join(service.events()[:2]) + b'data: {"error":{}}\n\n'
    assert heard.ended
    assert service.aborted == 1


def test_comments_stand_before_every_event():
    heard = alone(Comments(text=": ping"), STREAM)
    assert heard.body == b"".join(b": ping\n\n" + event for event in Service().events())


def test_a_held_stream_comes_at_once():
    heard = alone(HoldStream(), STREAM)
    assert heard.body == Service().raw
    assert len({at for at, _ in heard.pieces}) == 1
    assert heard.pieces[0][0] == pytest.approx(0.09)


def test_a_dribbled_stream_is_late_and_evenly_timed():
    heard = alone(HoldStream(dribble_s=0.5), STREAM)
    times = [at for at, _ in heard.pieces]
    assert heard.body == Service().raw
    assert [b - a for a, b in pairwise(times)] == pytest.approx([0.5] * 8)


def test_a_buffer_lets_go_when_it_is_full():
    heard = alone(HoldStream(bytes=300), STREAM)
    assert heard.body == Service().raw
    assert {len(data) for _, data in heard.pieces[:-1]} == {300}
    assert len({at for at, _ in heard.pieces}) > 2


def test_only_the_streams_that_are_meant():
    assert alone(DropEvent(text="[DONE]", on=When(nth=2)), STREAM).body == Service().raw
