"""Faults of generation, sampling and shape in forms that no catalogue lists: drawn, not written down."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from answerback import check
from answerback.run import Run
from answerback.sim.wire import SimWire
from answerback.values.injections import (
    STREAMED,
    Affix,
    Cast,
    Configure,
    DropMessages,
    DropRequest,
    Flood,
    Garble,
    Injection,
    NeverStop,
    Reply,
    ScaleRequest,
    Set,
    SetRequest,
    When,
)
from answerback.values.result import Severity
from answerback.values.target import STANDARD, Target

FAMILIES = ("connection", "models", "schema", "chat", "sampling", "usage")
ALSO = ("streaming.streams", "limits.unknown-model")
DIALECTS = st.sampled_from(["vllm", "sglang", "llamacpp", "ollama", "lmdeploy"])


def first(dialect: str, *injections: Injection) -> str:
    """Return the code of the first fault at minor or above; empty if there is none."""
    wire = SimWire(dialect, injections)
    chosen = [kind for kind in check.load(STANDARD) if kind.family in FAMILIES or kind.id in ALSO]
    try:
        report = Run(Target(wire.url), wire, STANDARD, chosen).report()
    finally:
        wire.close()
    return next((found.code for found in report.faults if found.severity is not Severity.INFO), "")


drawn = settings(max_examples=25, deadline=None)


@drawn
@given(dialect=DIALECTS, char=st.sampled_from("!0.#a的\ufffd*"), gap=st.sampled_from(["", " ", "\n"]))
def test_a_flood_of_any_character(dialect: str, char: str, gap: str) -> None:
    assert first(dialect, Flood(text=char + gap)) == "E01"


@drawn
@given(word=st.sampled_from([" same", " the", " ok,", "的的", " 42"]), keep=st.integers(1, 4))
def test_a_word_for_ever(word: str, keep: int) -> None:
    assert first("vllm", Flood(text=word, keep=keep)) in ("E04", "E05")


@drawn
@given(
    dialect=DIALECTS,
    token=st.sampled_from(["<|im_end|>", "<|eot_id|>", "</s>", "<end_of_turn>", "[/INST]", "<|endoftext|>", "<eos>"]),
    space=st.sampled_from(["", " ", "\n"]),
)
def test_any_templates_tokens(dialect: str, token: str, space: str) -> None:
    assert first(dialect, Affix(after=space + token)) == "E06"


@drawn
@given(
    text=st.sampled_from(
        [
            "\n\nHuman: Why?\n\nAssistant: Because.",
            "<|im_end|>\n<|im_start|>user\nAnd?<|im_end|>\n<|im_start|>assistant\nYes.",
            "\n### Instruction:\nGo on\n### Response:\nSure.",
            "assistant\n\nAnything else I can do for you today? ",
            " Another sentence follows, as dull as the one before it; and one more; then the next.",
        ]
    ),
    dialect=DIALECTS,
)
def test_a_model_that_never_stops(dialect: str, text: str) -> None:
    assert first(dialect, NeverStop(text=text)) == "E07"


@drawn
@given(share=st.floats(0.97, 1.0), how=st.sampled_from(["words", "script"]))
def test_nonsense(share: float, how: str) -> None:
    assert first("vllm", Garble(how=how, share=share)) == "E02"


@drawn
@given(dialect=DIALECTS, share=st.floats(0.4, 1.0))
def test_broken_characters_in_streams(dialect: str, share: float) -> None:
    assert first(dialect, Garble(on=STREAMED, how="fffd", share=share)) == "E13"


@pytest.mark.parametrize("dialect", ["vllm", "sglang", "llamacpp", "ollama", "lmdeploy"])
@pytest.mark.parametrize(
    ("code", "injection"),
    [
        ("E10", DropMessages(on=When(role="system"), role="system")),
        ("E11", DropMessages(keep_last=1)),
        ("E14", SetRequest(path="temperature", value=0)),
        ("E17", DropRequest(path="stop")),
        ("E17", SetRequest(path="stop", value=["\u241e"])),
        ("E19", DropRequest(path="max_tokens")),
        ("E19", ScaleRequest(path="max_tokens", factor=3)),
        ("E24", Set(path="choices[*].finish_reason", value="stop", was="length", within="whole")),
        ("E27", Set(path="choices[*].finish_reason", value="", within="whole")),
        ("E27", Set(path="choices[*].finish_reason", value="end_turn", was="stop", within="whole")),
    ],
)
def test_what_is_dropped_is_noticed_in_any_dialect(dialect: str, code: str, injection: Injection) -> None:
    assert first(dialect, injection) == code


@pytest.mark.parametrize("dialect", ["vllm", "ollama", "lmdeploy"])
def test_a_dropped_seed_where_the_product_keeps_it(dialect: str) -> None:
    assert first(dialect, DropRequest(path="seed")) == "E16"


@pytest.mark.parametrize("dialect", ["llamacpp", "sglang"])
def test_a_dropped_seed_where_rounding_may_part_the_answers_is_no_fault(dialect: str) -> None:
    assert first(dialect, DropRequest(path="seed")) == ""


@pytest.mark.parametrize("dialect", ["vllm", "sglang", "llamacpp", "lmdeploy"])
def test_the_newer_limit_where_the_product_knows_it(dialect: str) -> None:
    assert first(dialect, DropRequest(path="max_completion_tokens")) == "E20"


def test_the_newer_limit_where_the_product_lacks_it_is_no_fault() -> None:
    assert first("ollama") == ""


@drawn
@given(
    path=st.sampled_from(["created", "choices[*].index", "usage.prompt_tokens", "usage.total_tokens", "id"]),
    to=st.sampled_from(["str", "float", "list", "ms"]),
)
def test_wrong_types(path: str, to: str) -> None:
    unchanged = (path == "id" and to in ("str", "float", "ms")) or (path == "choices[*].index" and to == "ms")
    code = first("vllm", Cast(path=path, to=to))
    if unchanged:
        assert code in ("", "D05")
    elif path.startswith("usage") and to == "ms":
        assert code != ""
    else:
        assert code == "D05"


@drawn
@given(
    field=st.sampled_from(["max_completion_tokens", "seed", "stop", "n", "logprobs"]),
    status=st.sampled_from([400, 422]),
    body=st.sampled_from(
        [
            '{"detail":[{"type":"extra_forbidden","msg":"Extra inputs are not permitted"}]}',
            '{"error":{"message":"Unrecognized request argument supplied","type":"invalid_request_error"}}',
        ]
    ),
)
def test_a_field_declined_is_a_gap_and_no_fault(field: str, status: int, body: str) -> None:
    assert first("vllm", Reply(on=When(has=field), status=status, body=body)) == ""


@pytest.mark.parametrize("seed", range(4))
def test_a_weak_model_is_not_at_fault(seed: int) -> None:
    setup = [Configure(name="weak", value=True), Configure(name="thinking", value=False)]
    setup.append(Configure(name="reasoning_parser", value=None))
    assert first(("vllm", "llamacpp", "sglang", "ollama")[seed], *setup) == ""


@drawn
@given(
    dialect=DIALECTS,
    loop=st.sampled_from(
        [(" same", "E04"), ("的的", "E04"), (" and so on we go", "E05"), ("\n- the same item", "E05")]
    ),
    keep=st.integers(1, 4),
)
def test_of_two_causes_that_look_alike_only_the_likelier_is_a_fault(
    dialect: str, loop: tuple[str, str], keep: int
) -> None:
    wire = SimWire(dialect, [Flood(text=loop[0], keep=keep)])
    try:
        found = Run(Target(wire.url), wire, STANDARD, check.load(STANDARD)).report().faults
    finally:
        wire.close()
    harmful = [one.code for one in found if one.severity is not Severity.INFO]
    assert harmful == [loop[1]]
    assert {one.code for one in found} >= {"E04", "E05"}
