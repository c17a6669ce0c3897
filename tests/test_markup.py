"""Tool calls left in the text: the family and the parsers are named, prose and JSON of another kind are let off."""

from __future__ import annotations

import pytest

from answerback.markup import find, parser_for

NAMES = ("get_weather", "get_time")


@pytest.mark.parametrize(
    ("text", "family", "vllm"),
    [
        ('<tool_call>\n{"name": "get_weather", "arguments": {"city": "Paris"}}\n</tool_call>', "hermes", "hermes"),
        ("<tool_call>\n<function=get_weather>\n<parameter=city>\nParis\n</parameter>", "qwen3_xml", "qwen3_xml"),
        ("<function=get_weather>\n<parameter=city>\nParis\n</parameter>", "qwen3_xml", "qwen3_xml"),
        ("<tool_call>get_weather\n<arg_key>city</arg_key>\n<arg_value>Paris</arg_value>", "glm", "glm45"),
        ('<|python_tag|>{"name": "get_weather", "parameters": {"city": "Paris"}}', "llama3_json", "llama3_json"),
        ('[TOOL_CALLS][{"name": "get_weather", "arguments": {"city": "Paris"}}]', "mistral", "mistral"),
        ("<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>get_weather", "deepseek", "deepseek_v31"),
        ("<|tool_calls_section_begin|><|tool_call_begin|>functions.get_weather:0", "kimi_k2", "kimi_k2"),
        ("[get_weather(city='Paris')]", "pythonic", "pythonic"),
        ('functools[{"name": "get_weather"}]', "phi4", "phi4_mini_json"),
        ('<function=get_weather>{"city": "Paris"}</function>', "functionary", "llama3_json"),
    ],
)
def test_the_family_is_named(text: str, family: str, vllm: str) -> None:
    found = find(text, NAMES)
    assert found is not None
    assert (found.family, found.vllm, found.loose) == (family, vllm, False)


@pytest.mark.parametrize(
    "text",
    [
        '```json\n{"name": "get_weather", "arguments": {"city": "Paris"}}\n```',
        '{"name": "get_weather", "arguments": {"city": "Paris", "unit": "celsius"}}',
        '{"name": "get_weather", "arguments": {}}\nThis calls the tool.',
        '{"type": "function", "function": {"name": "get_weather"}}',
    ],
)
def test_plain_json_is_no_proof(text: str) -> None:
    found = find(text, NAMES)
    assert found is not None
    assert found.loose


@pytest.mark.parametrize(
    "text",
    [
        "It is sunny in Paris.",
        "I would call get_weather(city) if I could.",
        '{"city": "Paris", "temperature": 20}',
        '```python\nprint("hello")\n```',
        "[1, 2, 3]",
        "",
    ],
)
def test_other_text_is_let_off(text: str) -> None:
    assert find(text, NAMES) is None


@pytest.mark.parametrize(
    ("model", "vllm"),
    [("Qwen/Qwen3-0.6B", "hermes"), ("Qwen/Qwen3-Coder-30B", "qwen3_xml"), ("meta-llama/Llama-3.1-8B", "llama3_json"),
     ("unheard-of", None)],
)  # fmt: skip
def test_the_parser_goes_with_the_model(model: str, vllm: str | None) -> None:
    known = parser_for(model)
    assert (known and known[0]) == vllm
