"""The same text: a stream that goes another way late, again and again, is rounding; one that was altered is not."""

from __future__ import annotations

import pytest

from answerback.checks.streaming.same_text import SameText
from answerback.run import Run
from answerback.sim.wire import SimWire
from answerback.values.injections import STREAMED, WHOLE, Configure, Say
from answerback.values.result import Status
from answerback.values.target import STANDARD, Target

TOLD = "I'm sorry for any misunderstanding, but as a language model I have no name of my own."


@pytest.mark.parametrize(
    ("streamed", "status"),
    [
        ("I'm sorry for any misunderstanding, but as a language model I was made to answer questions.", Status.UNKNOWN),
        ("I'm sorry for any inconvenience, but as a language model I have no name of my own.", Status.FAIL),
        ("The weather is fine today, and nobody has asked for my opinion about anything.", Status.FAIL),
    ],
    ids=["late", "word", "at-once"],
)
def test_where_texts_part(streamed: str, status: Status) -> None:
    plain = Configure(name="thinking", value=False)
    wire = SimWire("llamacpp", [plain, Say(text=TOLD, on=WHOLE), Say(text=streamed, on=STREAMED)])
    try:
        report = Run(Target(wire.url), wire, STANDARD).report()
    finally:
        wire.close()
    assert next(result.status for result in report.results if result.check == SameText.id) is status
