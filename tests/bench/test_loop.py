"""The loop: what it stamps, and how it tells that it was late."""

from __future__ import annotations

import time

from loaded import Words, setting

from answerback.bench.flight import Address, Flight
from answerback.bench.loop import BEAT_NS, Loop


def flown(url, loop, timeout_ns=5_000_000_000):
    flight = Flight(loop, Address(setting(url)))
    work = Words().next()
    assert work is not None
    flight.start(work, time.monotonic_ns())
    ended = []
    until = time.monotonic_ns() + timeout_ns
    while not ended and time.monotonic_ns() < until:
        loop.turn(time.monotonic_ns() + 10_000_000)
        loop.ended(lambda handle, error: ended.append((handle, error)))
    landed = flight.end(ended[0][1])
    flight.close()
    return landed


def test_pieces_are_stamped_in_order_between_sending_and_end(service, url):
    service.gap_s = 0.01
    loop = Loop(4)
    landed = flown(url, loop)
    loop.close()
    assert len(landed.stamps) == len(landed.pieces) >= 5
    assert landed.stamps == sorted(landed.stamps)
    assert landed.sent_ns <= landed.stamps[0] and landed.stamps[-1] <= landed.end_ns
    assert landed.stamps[4] - landed.stamps[0] >= 30_000_000, "they are when they came, not when all was read"


def test_a_loop_that_was_held_up_says_how_long():
    loop = Loop(1)
    loop.beat_ns = time.monotonic_ns() - 80_000_000
    loop.turn(time.monotonic_ns())
    beats = loop.lag.take()
    loop.close()
    assert len(beats) == 1 and beats[0] >= 80_000_000
    assert loop.lag.take() == []


def test_waiting_is_no_longer_than_asked_for_or_a_heartbeat():
    loop = Loop(1)
    begun = time.monotonic_ns()
    for _ in range(3):
        loop.turn(time.monotonic_ns() + 10**12)
    took = time.monotonic_ns() - begun
    loop.close()
    assert took >= 2 * BEAT_NS
    assert took < 2_000_000_000
