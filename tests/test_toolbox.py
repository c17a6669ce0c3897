"""What is wrong with a call, and with the deltas that carry it."""

from __future__ import annotations

from typing import Any

import pytest

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
