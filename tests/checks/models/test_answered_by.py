"""The model that answers, on a server that takes any name: what it lists it may say, another family it may not."""

from __future__ import annotations

import pytest

from answerback.checks.models.answered_by import AnsweredByTheModel
from answerback.run import Run
from answerback.sim.wire import SimWire
from answerback.values.injections import CHAT, Set
from answerback.values.result import Status
from answerback.values.target import SMOKE, Target


@pytest.mark.parametrize(
    ("asked", "answered", "status"),
    [
        (None, "some-other-llama-70b", Status.WARN),
        ("gpt-4o", "some-other-llama-70b", Status.PASS),
        (None, None, Status.PASS),
    ],
    ids=["listed-and-asked", "any-name", "as-it-is"],
)
def test_a_server_that_takes_any_name(asked: str | None, answered: str | None, status: Status) -> None:
    wire = SimWire("llamacpp", [Set(on=CHAT, path="model", value=answered)] if answered else [])
    try:
        report = Run(Target(wire.url, model=asked), wire, SMOKE).report()
    finally:
        wire.close()
    assert next(result.status for result in report.results if result.check == AnsweredByTheModel.id) is status
