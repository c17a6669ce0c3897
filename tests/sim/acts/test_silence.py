"""Silence and early ends."""

from __future__ import annotations

import pytest
from playing import Client, Service, alone, chat, play

from answerback.values.injections import Cut, Delay, Hang, Stall, Timeout, When

EVENTS = Service().events()


def test_cut_before_the_first_byte():
    heard = alone(Cut(), chat())
    assert (heard.status, heard.cut_off) == (0, False)


@pytest.mark.parametrize("events", [0, 1, 4])
def test_cut_after_some_events(events):
    service = Service()
    heard = alone(Cut(events=events, reset=True), chat(True), service)
    assert heard.body == b"".join(EVENTS[:events])
    assert (heard.status, heard.cut_off, heard.ended) == (200, True, False)
    assert service.aborted == 1


def test_cut_after_some_events_whatever_the_pieces():
    assert alone(Cut(events=4), chat(True), Service(chunk=5000)).body == b"".join(EVENTS[:4])
    assert alone(Cut(events=4), chat(True), Service(chunk=3)).body == b"".join(EVENTS[:4])


def test_cut_after_some_bytes():
    for stream in (False, True):
        assert len(alone(Cut(bytes=33), chat(stream)).body) == 33


def test_whole_answers_are_cut_in_the_middle():
    heard = alone(Cut(events=2), chat())
    assert len(heard.body) == heard.length // 2
    assert heard.cut_off is False


def test_cut_after_some_seconds():
    service = Service(pause_s=1)
    heard = alone(Cut(after_s=3.5), chat(True), service)
    assert heard.body == b"".join(EVENTS[:3])
    assert heard.over_at == pytest.approx(3.5)
    assert service.aborted == 1
    assert alone(Cut(after_s=3.5), chat()).json == Service().whole()


def test_a_stream_beyond_its_reach_is_whole():
    heard = alone(Cut(events=99), chat(True))
    assert (heard.body, heard.ended) == (Service().raw, True)


def test_silence_for_ever():
    (heard,) = play(Stall(events=3), chat(True), clients=[Client(patience_s=60)])
    assert heard.body == b"".join(EVENTS[:3])
    assert (heard.ended, heard.over_at) == (False, pytest.approx(60))


def test_silence_with_comments():
    (heard,) = play(Stall(events=3, comments_s=10), chat(True), clients=[Client(patience_s=35)])
    assert heard.body == b"".join(EVENTS[:3]) + b": keep-alive\n\n" * 3


def test_silence_for_a_while():
    heard = alone(Stall(events=3, for_s=7), chat(True))
    assert heard.body == Service().raw
    assert heard.over_at == pytest.approx(7.09, abs=0.02)


def test_no_answer_at_all():
    service = Service()
    (heard,) = play(Hang(), chat(), service=service, clients=[Client(patience_s=60)])
    assert (heard.status, heard.over_at) == (0, pytest.approx(60))
    assert service.asked == []


def test_a_gateway_gives_up():
    service = Service()
    heard = alone((Timeout(after_s=60), Delay(first_s=90)), chat(), service)
    assert (heard.status, heard.over_at) == (504, pytest.approx(60))
    assert b"504 Gateway" in heard.body
    assert service.aborted == 1


def test_a_gateway_gives_up_on_a_silent_stream():
    heard = alone((Stall(events=2), Timeout(after_s=30)), chat(True))
    assert (heard.status, heard.cut_off) == (200, False)
    assert heard.body == b"".join(EVENTS[:2])


def test_a_gateway_waits_while_something_comes():
    heard = alone(Timeout(after_s=3), chat(True), Service(pause_s=2))
    assert heard.body == Service().raw
    assert heard.over_at > 15


def test_a_gateway_gives_up_only_on_what_it_stands_before():
    heard = alone(Timeout(after_s=1, on=When(stream=True)), chat(), Service(pause_s=5))
    assert heard.status == 200
