"""JSON as people write it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from answerback.pasted import loose


@pytest.mark.parametrize(
    ("text", "value", "kinds"),
    [
        ('{"a": [1, true, null, "x"]}', {"a": [1, True, None, "x"]}, []),
        ("{'a': 'b'}", {"a": "b"}, ["json-single-quotes"]),
        ('{"a": 1,}', {"a": 1}, ["trailing-comma"]),
        ('{"a": 1},', {"a": 1}, ["trailing-comma"]),
        ('{"a": [1, 2,]}', {"a": [1, 2]}, ["trailing-comma"]),
        ('{"a": True, "b": None}', {"a": True, "b": None}, ["python-word"]),
        ("{“a”: “b”}", {"a": "b"}, ["json-smart-quotes"]),
        ('{"a"：1，"b": 2}', {"a": 1, "b": 2}, ["json-wide"]),
        ('{"a": 1 "b": 2}', {"a": 1, "b": 2}, ["missing-comma"]),
        ("{a: 1}", {"a": 1}, ["bare-key"]),
        ('{"a": 1 // one\n}', {"a": 1}, ["json-comment"]),
        ('{"a": "x\ny"}', {"a": "x\ny"}, ["raw-newline"]),
        ('{"a": "C:\\dir"}', {"a": "C:dir"}, ["bad-escape"]),
        ("{'a': True,}", {"a": True}, ["json-single-quotes", "python-word", "trailing-comma"]),
    ],
)
def test_it_is_read_as_it_was_meant(text: str, value: object, kinds: list[str]) -> None:
    found, slips, readable = loose.read(text)
    assert readable and found == value
    assert [slip.kind for slip in slips] == kinds


def test_the_place_is_that_of_the_mistake() -> None:
    _, (slip,), _ = loose.read('{\n  "a": True\n}')
    assert (slip.facts["row"], slip.facts["column"], slip.line, slip.column) == (2, 8, '  "a": True', 8)


@pytest.mark.parametrize("text", ["{", '{"a"', '{"a": }', "[1, ", "{]", "", "hello", "{" * 5000, '{"a": "b'])
def test_what_makes_no_sense_has_the_place_of_the_first_error(text: str) -> None:
    value, slips, readable = loose.read(text)
    assert value is None and not readable
    assert slips[-1].kind == "invalid-json" and slips[-1].facts["row"] == 1


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=12,
)


@settings(max_examples=60, deadline=None)
@given(JSON)
def test_right_json_has_no_slips(value: object) -> None:
    assert loose.read(json.dumps(value)) == (value, (), True)


@settings(max_examples=80, deadline=None)
@given(st.text(alphabet="{}[]\"':,，“” \\\nTrueNoa1", max_size=30))
def test_nothing_makes_it_fail(text: str) -> None:
    loose.read(text)
