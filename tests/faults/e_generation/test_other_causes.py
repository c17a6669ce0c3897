"""What looks like a fault of generation and is another's, or the other way round: the right one alone."""

from __future__ import annotations

import pytest
from naming import examine, named

from answerback.values.injections import CHAT, WHOLE, Cast, DropMessages, Garble, Injection, Say, Set
from answerback.values.result import Severity

ALL = (
    "connection", "models", "schema", "chat", "streaming", "sampling", "usage", "limits", "tools", "json", "thinking",
    "load",
)  # fmt: skip
COUNTS = ("prompt_tokens", "completion_tokens", "total_tokens")


@pytest.mark.parametrize(
    ("code", "injections"),
    [
        ("E10", (DropMessages(on=WHOLE, role="system"),)),
        ("E11", (DropMessages(on=WHOLE, keep_last=1),)),
        ("E31", (Say(on=WHOLE, text=""),)),
        ("F03", tuple(Set(path=f"usage.{name}", value=-1) for name in COUNTS)),
        ("D05", (Set(path="usage.prompt_tokens_details", value={"cached_tokens": "12"}),)),
        ("D05", (Cast(path="choices[*].message.content", to="list"),)),
    ],
)
def test_the_cause_is_named_alone(code: str, injections: tuple[Injection, ...]) -> None:
    assert named("vllm", *injections, families=ALL) == [code]


def test_texts_that_no_client_can_read_are_more_than_a_detail() -> None:
    report = examine("vllm", Cast(path="choices[*].message.content", to="list"), families=ALL)
    assert report.faults[0].severity is Severity.MAJOR


def test_altered_digits_are_no_ignored_stop() -> None:
    assert "E17" not in named("vllm", Garble(on=CHAT, how="digits"), families=ALL)
