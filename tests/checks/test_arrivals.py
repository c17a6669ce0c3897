"""What arrival times show."""

from __future__ import annotations

import msgspec

from answerback.checks.arrivals import at_once, held_back, in_lumps, pace
from answerback.values.asks import chat
from answerback.values.exchange import Exchange, Piece, Request
from answerback.wire.openai import Reading


def event(text: str) -> bytes:
    choice = {"index": 0, "delta": {"content": text}}
    return b"data: " + msgspec.json.encode({"id": "x" * 80, "choices": [choice]}) + b"\n\n"


def stream(*pieces: tuple[float, bytes]) -> Reading:
    found = tuple(Piece(int(at * 1e9), data) for at, data in pieces)
    head = (("content-type", "text/event-stream"),)
    return Reading(Exchange(1, chat("hi"), Request("POST", "http://x"), 200, head, found))


def flowing(count: int, first: float, gap: float) -> Reading:
    return stream(*((first + n * gap, event(f" w{n}")) for n in range(count)))


def test_a_flowing_stream() -> None:
    found = pace(flowing(40, 0.2, 0.02))
    assert found is not None
    assert (found.spoken, found.instants) == (40, 40)
    assert abs(found.gap_s - 0.02) < 1e-6
    assert not at_once(found)


def test_silence_has_no_pace() -> None:
    assert pace(stream((0.1, b"data: [DONE]\n\n"))) is None


def test_all_at_once() -> None:
    burst = stream((2.0, b"".join(event(f" w{n}") for n in range(40))))
    found = pace(burst)
    assert found is not None
    assert found.instants == 1
    assert at_once(found)


def test_an_instant_stream_is_never_at_once() -> None:
    found = pace(stream((0.03, b"".join(event(f" w{n}") for n in range(40)))))
    assert found is not None
    assert not at_once(found)


def lumps(aligned: bool) -> Reading:
    body = b"".join(event(f" w{n}") for n in range(96))
    size = len(event(" w10")) * 16 if aligned else 2048
    return stream(*((0.3 * (n + 1), body[n * size : (n + 1) * size]) for n in range(len(body) // size + 1)))


def test_lumps_of_a_buffer_end_in_the_middle_of_events() -> None:
    reading = lumps(aligned=False)
    found = pace(reading)
    assert found is not None
    assert in_lumps(reading, found)


def test_a_server_that_sends_several_events_together_is_no_buffer() -> None:
    body = [b"".join(event(f" {n:03d}") for n in range(16 * k, 16 * k + 16)) for k in range(6)]
    reading = stream(*((0.3 * (k + 1), data) for k, data in enumerate(body)))
    found = pace(reading)
    assert found is not None
    assert found.instants == 6
    assert not in_lumps(reading, found)


def test_held_back_means_later_the_longer_the_answer() -> None:
    short, long = pace(flowing(8, 0.3, 0.001)), pace(flowing(128, 4.0, 0.0001))
    slow_start = pace(flowing(128, 0.35, 0.001))
    assert short is not None and long is not None and slow_start is not None
    assert held_back([short, short], [long, long])
    assert not held_back([short, short], [long, slow_start])
    assert not held_back([long], [short])
