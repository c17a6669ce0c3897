"""Prompts of planned length: judged by what an honest service counts for them."""

from __future__ import annotations

import pytest

from answerback.bench.wording import RING, Counted, Ring, calibrate


class Heard:
    """An answer whose prompt was counted by a rule."""

    def __init__(self, ask, count):
        self.ok = True
        usage = type("Usage", (), {"prompt": count(ask.messages[0]["content"])})
        self.answer = type("Answer", (), {"usage": usage if usage.prompt is not None else None})


def calibrated(count):
    steps = calibrate()
    asks = next(steps)
    assert sum(ask.limit for ask in asks) == 2, "calibration costs two tokens"
    with pytest.raises(StopIteration) as end:
        steps.send([Heard(ask, count) for ask in asks])
    return end.value.value


@pytest.mark.parametrize("each", [1, 2])
@pytest.mark.parametrize("wanted", [100, 512, 5000])
def test_a_prompt_has_the_tokens_that_were_planned(each, wanted):
    def count(text):
        return 11 + each * len(text.split())

    counted = calibrated(count)
    words = counted.words_for(wanted)
    from answerback.bench.wording import REQUEST

    text = Ring(1).text(7, words) + REQUEST.format(nonce="bakelimono")
    assert counted.told
    assert count(text) == pytest.approx(wanted, abs=each)
    assert counted.tokens_of(words) == pytest.approx(wanted, abs=each)


def test_without_a_count_the_usual_figures_are_taken():
    assert calibrated(lambda text: None) == Counted()
    assert calibrated(lambda text: 5) == Counted(), "a count that does not grow is none"


def test_the_ring_goes_round_and_is_the_same_for_a_seed():
    ring = Ring(4)
    assert ring.text(RING - 2, 5).split() == [*ring.text(RING - 2, 2).split(), *ring.text(0, 3).split()]
    assert len(ring.text(9, 2 * RING).split()) == 2 * RING
    assert Ring(4).text(0, 50) == ring.text(0, 50) != Ring(5).text(0, 50)
    assert ring.text(3, 0) == ""
