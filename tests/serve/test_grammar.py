"""What the engine is forced to write, and which schemas never reach it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from answerback.serve import ebnf, grammar
from answerback.serve.grammar import BadSchema
from answerback.sim.brain import Params, Prompt

CITY = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}


def tool(name: str, schema: Any = None) -> dict[str, Any]:
    return {"type": "function", "function": {"name": name, "parameters": CITY if schema is None else schema}}


def of(tools: tuple[dict[str, Any], ...] = (), *, thinks: bool = False, thinking: bool = True, **params: Any) -> Any:
    prompt = Prompt(messages=({"role": "user", "content": "x"},), tools=tools, thinking=thinking)
    return grammar.of(prompt, Params(max_tokens=9, **params), thinks=thinks, opened=False)


def test_nothing_demanded_is_nothing_forced() -> None:
    assert of() is None


def test_a_schema_is_forced_after_any_thinking() -> None:
    made = of(thinks=True, schema=CITY)
    assert (json.loads(made.schema), made.thinks) == (CITY, True)
    assert not of(thinks=True, thinking=False, schema=CITY).thinks


def test_a_named_tool_alone_may_be_called() -> None:
    made = of((tool("a"), tool("b")), call="b")
    assert [call.name for call in made.calls] == ["b"]
    assert made.forced


def test_required_lets_any_tool_be_called() -> None:
    assert [call.name for call in of((tool("a"), tool("b")), call="required").calls] == ["a", "b"]


def test_auto_forces_only_the_shape_of_a_call() -> None:
    made = of((tool("a"),))
    assert not made.forced
    assert of((tool("a"),), thinks=True) is None


def test_a_tool_with_a_bad_schema_can_still_be_called() -> None:
    made = of((tool("a", {"type": "foo"}), tool("b", {"type": "array"})), call="required")
    assert [json.loads(call.schema) for call in made.calls] == [grammar.ANY_OBJECT] * 2


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"type": "foo"}, "no type 'foo'"),
        ({"type": "object", "properties": {"a": {"type": ["string", "bar"]}}}, "/properties/a: there is no type 'bar'"),
        ({"type": "string", "pattern": "(?=x)y"}, "cannot be enforced"),
        ({"type": "string", "pattern": "a(b"}, "no regular expression"),
        ({"type": "string", "pattern": 5}, "no regular expression"),
        ({"$ref": "#/nope"}, "leads nowhere"),
        ({"$ref": "https://example.com/schema"}, "only references within"),
        ({"type": "array", "minItems": 3, "maxItems": 2}, "minItems is greater"),
        ({"type": "string", "maxLength": "x"}, "maxLength must be a number"),
        ({"enum": []}, "enum"),
        ({"anyOf": []}, "anyOf"),
        ({"required": "a"}, "required"),
        ({"properties": []}, "properties"),
        ({"items": 5}, "a schema must be an object"),
        ([], "must be an object"),
    ],
)
def test_what_the_compiler_would_choke_on_is_refused(schema: Any, words: str) -> None:
    with pytest.raises(BadSchema, match=words):
        grammar.look_through(schema)


def test_bottomless_schemas_are_refused() -> None:
    deep: dict[str, Any] = {"type": "string"}
    for _ in range(100):
        deep = {"type": "array", "items": deep}
    with pytest.raises(BadSchema, match="levels deep"):
        grammar.look_through(deep)


@pytest.mark.parametrize("schema", [CITY, {"type": "array", "items": {"$ref": "#"}}, {"enum": [1]}, {"not": True}, {}])
def test_sound_schemas_pass(schema: dict[str, Any]) -> None:
    grammar.look_through(schema)


def test_blanks_are_bounded_in_every_rule() -> None:
    text = ebnf.of(CITY)
    assert text.startswith("root ::= ")
    assert r'"\"city\"" colon' in text
    assert "[ ]{0,16}" in text
    assert '\\n"*' not in text


def test_properties_keep_their_order_and_optional_ones_may_be_missing() -> None:
    schema = {"type": "object", "properties": {"a": {"type": "null"}, "b": {"type": "boolean"}}, "required": ["b"]}
    text = ebnf.of(schema)
    rules = dict(line.split(" ::= ", 1) for line in text.splitlines())
    first = next(body for body in rules.values() if body.startswith(r'"\"a\"" colon'))
    assert " | " in first
    after = rules[first.split(" | ")[0].split()[-1]]
    assert after.startswith(r'"," gap "\"b\""')


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string", "pattern": "^a$"},
        {"type": "string", "format": "date"},
        {"type": "integer", "minimum": 5},
        {"type": "object", "properties": {}, "required": ["x"]},
        {"type": "object", "properties": {"deep": {"allOf": [CITY]}}},
        {"type": "string", "maxLength": 5000},
    ],
)
def test_what_is_not_known_is_left_to_the_engine(schema: dict[str, Any]) -> None:
    assert ebnf.of(schema) == ""


def test_a_schema_that_holds_itself_ends() -> None:
    tree = {"type": "object", "properties": {"child": {"$ref": "#"}}}
    assert ebnf.of(tree).count("::=") < 40


def test_literals_survive_quoting() -> None:
    assert ebnf.literal('a"b\\') == r'"a\"b\\"'
