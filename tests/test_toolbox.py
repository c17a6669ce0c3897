"""What is wrong with a call, and with the deltas that carry it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answerback.toolbox import delta_flaw, flaw
from answerback.values.answer import ToolCall


@pytest.mark.parametrize(
    ("name", "arguments", "reason"),
    [
        ("get_weather", '{"city": "Paris"}', ""),
        ("get_weather", '{"city": "Paris", "unit": "celsius", "extra": 1}', ""),
        ("get_weather", '{"city": "Par', "not-json"),
        ("get_weather", "{'city': 'Paris'}", "not-json"),
        ("get_weather", '{"city": "Paris",}', "not-json"),
        ("get_weather", "", "not-json"),
        ("get_weather", '"Paris"', "not-json"),
        ("get_weather", '{"city": "Paris"}{"city": "Tokyo"}', "merged"),
        ("get_weather", '{"city": 5}', "schema"),
        ("get_weather", '{"city": "Paris", "unit": "kelvin"}', "schema"),
        ("get_weather", "{}", "schema"),
        ("functions.get_weather", '{"city": "Paris"}', "unknown-name"),
    ],
)
def test_a_call(name: str, arguments: str, reason: str) -> None:
    assert flaw(ToolCall(name, arguments))[0] == reason


def delta(index: Any = 0, id_: str | None = None, name: str | None = None, arguments: str = "") -> dict[str, Any]:
    out: dict[str, Any] = {"function": {"arguments": arguments}}
    if index is not None:
        out["index"] = index
    if id_ is not None:
        out["id"] = id_
    if name is not None:
        out["function"]["name"] = name
    return out


HEAD = delta(0, "call_a", "get_weather")


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        ([delta(1, "call_a", "get_weather", "{}")], "odd-index"),
        ([HEAD, delta(0, "call_b", None, "{}")], "id-changes"),
        ([HEAD, delta(0, "call_b", "get_weather", "{}")], "merged"),
        ([HEAD, delta(0, None, "", "{}")], ""),
        ([delta(0, "call_a", None, "{}")], "no-name"),
        ([{**HEAD, "function": {"name": "get_weather", "arguments": {"city": "Paris"}}}], "not-a-string"),
        ([HEAD, delta(arguments="{"), delta(arguments="}")], ""),
        ([HEAD, delta(0, "call_a", None, "{}")], ""),
        ([HEAD, delta(0, None, "", "{}")], ""),
        ([HEAD, delta(1, "call_b", "get_time", "{}")], ""),
        ([delta(None, "call_a", "get_weather")], "no-index"),
        ([delta("0", "call_a", "get_weather")], "no-index"),
        ([delta(0, None, "get_weather")], "no-id"),
        ([HEAD, delta(0, "call_b", "get_weather")], "merged"),
        ([HEAD, delta(0, None, "get_weather", "{}")], "name-again"),
    ],
)
def test_deltas(found: list[dict[str, Any]], reason: str) -> None:
    assert delta_flaw(found)[0] == reason


@given(st.lists(st.text(max_size=30), min_size=1, max_size=3), st.data())
def test_right_deltas_fit_wherever_they_are_split(arguments: list[str], data: st.DataObject) -> None:
    again = data.draw(st.booleans(), label="the id comes again")
    found: list[dict[str, Any]] = []
    for index, text in enumerate(arguments):
        whole = data.draw(st.booleans(), label="in one delta")
        found.append(delta(index, f"call_{index}", "get_weather", text if whole else ""))
        at = data.draw(st.integers(0, len(text)), label="split")
        for piece in () if whole else (text[:at], text[at:]):
            found.append(delta(index, f"call_{index}" if again else None, None, piece))
    assert delta_flaw(found) == ("", {})


@given(st.integers(1, 3), st.sampled_from(["index", "id", "name"]))
def test_whatever_a_first_delta_lacks_is_a_flaw(index: int, lost: str) -> None:
    found = [delta(at, f"call_{at}", "get_weather", "{}") for at in range(index + 1)]
    (found[index] if lost != "name" else found[index]["function"]).pop(lost)
    assert delta_flaw(found)[0] == {"index": "no-index", "id": "no-id", "name": "no-name"}[lost]
