"""Streams whose events are right each by itself and wrong together, or framed in ways that no injection has."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rewriting import Rewriter, chunk, ends, event, named, saying, spoken

from answerback.values.injections import Configure, Injection

PLAIN = Configure(name="thinking", value=False)
THINKS = Configure(name="thinking", value=True)
FEW = settings(max_examples=4, deadline=None)


def doubled(times: int) -> Rewriter:
    return lambda data: [event(data)] * (times if spoken(data) else 1)


def cumulative() -> Rewriter:
    """Each delta brings all of the text so far."""
    so_far: dict[str, str] = {}

    def rewrite(data: str) -> Iterable[str]:
        name = spoken(data)
        if not name:
            return [event(data)]
        so_far[name] = so_far.get(name, "") + chunk(data)["choices"][0]["delta"][name]
        return [saying(data, so_far[name])]

    return rewrite


def overlapping(letters: int) -> Rewriter:
    """Each delta begins with the last letters of the one before."""
    so_far: dict[str, str] = {}

    def rewrite(data: str) -> Iterable[str]:
        name = spoken(data)
        if not name:
            return [event(data)]
        before, text = so_far.get(name, ""), chunk(data)["choices"][0]["delta"][name]
        so_far[name] = before + text
        return [saying(data, before[-letters:] + text)]

    return rewrite


def swapped(every: int) -> Rewriter:
    """Each so many pieces one comes after its successor."""
    held: list[str] = []
    seen = 0

    def rewrite(data: str) -> Iterable[str]:
        nonlocal seen
        seen += bool(spoken(data))
        if spoken(data) and seen % every == 0 and not held:
            held.append(event(data))
            return []
        late = [held.pop()] if held else []
        return [event(data), *late] if spoken(data) else [*late, event(data)]

    return rewrite


def said_again() -> Rewriter:
    """All that was said comes once more behind the finish_reason."""
    last: list[str] = []

    def rewrite(data: str) -> Iterable[str]:
        if spoken(data):
            last[:] = [event(data)]
        return [event(data), *last] if ends(data) else [event(data)]

    return rewrite


def done_after(events: int) -> Rewriter:
    seen = 0

    def rewrite(data: str) -> Iterable[str]:
        nonlocal seen
        seen += 1
        return [event(data), event("[DONE]")] if seen == events else [event(data)]

    return rewrite


@FEW
@given(st.sampled_from([PLAIN, THINKS]), st.sampled_from(["vllm", "sglang", "llamacpp"]), st.integers(2, 4))
def test_pieces_that_come_again(mode: Injection, dialect: str, times: int) -> None:
    assert named(dialect, lambda: doubled(times), mode) == ["H21"]


@pytest.mark.parametrize("mode", [PLAIN, THINKS], ids=["plain", "thinks"])
@pytest.mark.parametrize("fresh", [cumulative, lambda: overlapping(5), lambda: swapped(5)], ids=["all", "end", "swap"])
def test_pieces_that_overlap(fresh: Callable[[], Rewriter], mode: Injection) -> None:
    assert named("vllm", fresh, mode) == ["H21"]


@pytest.mark.parametrize("fresh", [said_again, lambda: done_after(4)], ids=["finish", "done"])
def test_text_behind_the_end(fresh: Callable[[], Rewriter]) -> None:
    assert named("sglang", fresh, PLAIN) == ["H21"]


@pytest.mark.parametrize("word", ["[done]", "DONE", '"[DONE]"', "[END]", '{"done":true}'])
def test_other_words_for_done(word: str) -> None:
    assert named("vllm", lambda: lambda data: [event(word if data == "[DONE]" else data)]) == ["H04"]


def _holding(field: str) -> Rewriter:
    def rewrite(data: str) -> Iterable[str]:
        changed = chunk(data)
        for choice in changed.get("choices", []):
            delta = choice.pop("delta")
            choice[field] = delta if field == "message" else delta.get("content") or ""
        return [event(changed or data)]

    return rewrite


@pytest.mark.parametrize(("field", "code"), [("message", "D06"), ("text", "D06"), ("delta", "D05")])
def test_choices_that_hold_something_else(field: str, code: str) -> None:
    assert named("vllm", lambda: _holding(field)) == [code]


@pytest.mark.parametrize("index", [3, 11])
@pytest.mark.parametrize("form", ["bare", "list", "twice", "quoted"])
def test_events_in_other_clothes(form: str, index: int) -> None:
    forms = {"bare": "{}\n\n", "list": "data: [{}]\n\n", "twice": "data: {}{}\n\n", "quoted": "data: data: {}\n\n"}

    def fresh() -> Rewriter:
        seen = 0

        def rewrite(data: str) -> Iterable[str]:
            nonlocal seen
            seen += 1
            broken = forms[form].replace("{}", data) if seen % index == 0 and data != "[DONE]" else event(data)
            return [broken]

        return rewrite

    assert named("vllm", fresh) == ["H11"]


LEGAL: dict[str, Callable[[str], Iterable[str]]] = {
    "comments": lambda data: [": ping\n\n", event(data)],
    "ids": lambda data: [f"id: 7\nretry: 3000\ndata: {data}\n\n"],
    "default name": lambda data: [f"event: message\ndata: {data}\n\n"],
    "blank lines": lambda data: [event(data), "\n\n"],
    "done twice": lambda data: [event(data)] * (2 if data == "[DONE]" else 1),
    "finish twice": lambda data: [event(data)] * (2 if ends(data) else 1),
    "figures behind the end": lambda data: [
        event(data),
        *([event('{"usage":{"cost":0.1}}')] if data == "[DONE]" else []),
    ],
    "several lines": lambda data: [event(data) if not chunk(data) else event(data.replace(',"', ',\ndata: "', 1))],
}


@pytest.mark.parametrize("form", LEGAL)
@pytest.mark.parametrize("mode", [PLAIN, THINKS], ids=["plain", "thinks"])
def test_right_streams_in_other_clothes(form: str, mode: Injection) -> None:
    assert named("vllm", lambda: LEGAL[form], mode) == []
