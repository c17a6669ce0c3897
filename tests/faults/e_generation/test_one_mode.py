"""A fault that only streams have, or only whole answers: named first all the same, and said where."""

from __future__ import annotations

import pytest
from naming import checked, harmful

from answerback.render.story import tell
from answerback.values.injections import (
    CHAT,
    STREAMED,
    WHOLE,
    DropRequest,
    Flood,
    Garble,
    Injection,
    NeverStop,
    SetRequest,
    When,
)
from answerback.values.result import Confidence, Mode
from answerback.values.target import DEEP
from answerback.values.text import Lang


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (Flood(on=STREAMED, text="!"), "E01"),
        (Garble(on=STREAMED, how="words"), "E02"),
        (Garble(on=STREAMED, how="script"), "E02"),
        (Flood(on=STREAMED, text=" same", keep=5), "E04"),
        (Flood(on=STREAMED, text=" and so on we go", keep=3), "E05"),
        (NeverStop(on=STREAMED), "E07"),
        (DropRequest(on=STREAMED, path="max_tokens"), "E19"),
        (DropRequest(on=STREAMED, path="seed"), "E16"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_only_streams_have_is_named_alone_and_placed(act: Injection, code: str) -> None:
    report = checked(act)
    assert harmful(report) == [code]
    assert report.faults[0].facts["mode"] == Mode.STREAMS


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (Garble(on=WHOLE, how="words"), "E02"),
        (Flood(on=WHOLE, text="!"), "E01"),
        (Flood(on=WHOLE, text=" same", keep=5), "E04"),
        (Flood(on=WHOLE, text=" and so on we go", keep=3), "E05"),
        (NeverStop(on=WHOLE), "E07"),
        (DropRequest(on=WHOLE, path="max_tokens"), "E19"),
        (DropRequest(on=WHOLE, path="seed"), "E16"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_only_whole_answers_have_is_named_first(act: Injection, code: str) -> None:
    assert harmful(checked(act))[:1] == [code]


def test_the_title_says_in_which_mode() -> None:
    report = checked(DropRequest(on=STREAMED, path="max_tokens"))
    titles = [tell(report, lang).findings[0].title for lang in Lang]
    assert titles == ["max_tokens is ignored (only in streams)", "max_tokens 不生效（仅限流式）"]


def test_a_seed_that_every_other_request_loses_is_possibly_ignored() -> None:
    found = checked(DropRequest(on=When(has="seed", every=2), path="seed")).faults[0]
    assert (found.code, found.confidence) == ("E16", Confidence.POSSIBLE)
    assert "mode" not in found.facts


PARAMETERS = (
    ("stop", "E17"), ("n", "E23"), ("logprobs", "E28"), ("top_logprobs", "E28"), ("logit_bias", "E34"),
    ("max_tokens", "E19"), ("max_completion_tokens", "E20"), ("response_format", "J01"), ("seed", "E16"),
)  # fmt: skip


@pytest.mark.parametrize("on", [STREAMED, WHOLE], ids=["streams", "whole"])
@pytest.mark.parametrize(("parameter", "code"), PARAMETERS, ids=[name for name, _ in PARAMETERS])
def test_a_parameter_that_one_mode_drops_is_named_first_with_the_mode(parameter: str, code: str, on: When) -> None:
    found = checked(DropRequest(on=on, path=parameter), level=DEEP).faults[0]
    assert (found.code, found.facts["mode"]) == (code, Mode.STREAMS if on.stream else Mode.WHOLE)


@pytest.mark.parametrize("on", [STREAMED, WHOLE], ids=["streams", "whole"])
def test_greedy_sampling_in_one_mode_is_e14(on: When) -> None:
    found = checked(SetRequest(on=on, path="temperature", value=0), level=DEEP).faults[0]
    assert (found.code, found.facts["mode"]) == ("E14", Mode.STREAMS if on.stream else Mode.WHOLE)


@pytest.mark.parametrize("on", [STREAMED, WHOLE, CHAT], ids=["streams", "whole", "both"])
def test_top_p_without_effect_is_a_broken_promise(on: When) -> None:
    assert harmful(checked(DropRequest(on=on, path="top_p"), level=DEEP))[:1] == ["U00"]


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (DropRequest(on=STREAMED, path="tool_choice"), "I11"),
        (DropRequest(on=WHOLE, path="tool_choice"), "I10"),
        (DropRequest(on=STREAMED, path="response_format"), "J01"),
        (DropRequest(on=WHOLE, path="response_format"), "J01"),
    ],
)
def test_these_are_seen_at_standard_in_either_mode(act: Injection, code: str) -> None:
    assert harmful(checked(act)) == [code]


@pytest.mark.parametrize("on", [STREAMED, WHOLE], ids=["streams", "whole"])
def test_broken_characters_in_one_mode_are_e13(on: When) -> None:
    report = checked(Garble(on=on, how="fffd"), level=DEEP)
    assert harmful(report) == ["E13"]
    assert report.faults[0].facts["mode"] == (Mode.STREAMS if on.stream else Mode.WHOLE)
