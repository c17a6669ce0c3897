"""Tool calls left in the text: the family and the parsers are named, prose and JSON of another kind are let off."""

from __future__ import annotations

import pytest

from answerback.markup import NONE, find, find_sure, parsers

NAMES = ("get_weather", "get_time")


CALL = '{"name": "get_weather", "arguments": {"city": "Paris"}}'
ARGS = '{"city": "Paris"}'
WRITTEN: list[tuple[str, str, str, str]] = [
    (f"<tool_call>\n{CALL}\n</tool_call>", "hermes", "hermes", "qwen25"),
    (f"I will look that up.\n\n<tool_call>\n{CALL}\n</tool_call>", "hermes", "hermes", "qwen25"),
    (f"&lt;tool_call&gt;\n{CALL}\n&lt;/tool_call&gt;", "hermes", "hermes", "qwen25"),
    (f"{CALL}\n</tool_call>", "hermes", "hermes", "qwen25"),
    ("<tool_call>\n<function=get_weather>\n<parameter=city>\nParis", "qwen3_xml", "qwen3_coder", "qwen3_coder"),
    ("<function=get_weather>\n<parameter=city>\nParis\n</parameter>", "qwen3_xml", "qwen3_coder", "qwen3_coder"),
    ("<seed:tool_call>\n<function=get_weather>\n<parameter=city>Paris", "seed_oss", "seed_oss", NONE),
    ("<tool_call>get_weather\n<arg_key>city</arg_key>\n<arg_value>Paris", "glm", "glm45", "glm45"),
    ("<tool_call>get_weather<arg_key>city</arg_key><arg_value>Paris", "glm", "glm47", "glm47"),
    ("<tool_call>get_time</tool_call>", "glm", "glm47", "glm47"),
    ('<|python_tag|>{"name": "get_weather", "parameters": {}}', "llama3_json", "llama3_json", "llama3"),
    ('<|python_tag|>get_weather.call(city="Paris")', "llama3_json", "llama3_json", "llama3"),
    ('<|python_start|>[get_weather(city="Paris")]<|python_end|>', "llama4", "llama4_pythonic", "pythonic"),
    (f"[TOOL_CALLS][{CALL}]", "mistral", "mistral", "mistral"),
    (f"[TOOL_CALLS]get_weather[ARGS]{ARGS}", "mistral", "mistral", "mistral"),
    (f"get_weather[ARGS]{ARGS}", "mistral", "mistral", "mistral"),
    (
        "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>get_weather",
        "deepseek",
        "deepseek_v3",
        "deepseekv3",
    ),
    ("<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>get_weather", "deepseek", "deepseek_v31", "deepseekv31"),
    ('<｜DSML｜function_calls>\n<｜DSML｜invoke name="get_weather">', "dsml", "deepseek_v32", "deepseekv32"),
    ('<｜DSML｜tool_calls>\n<｜DSML｜invoke name="get_weather">', "dsml", "deepseek_v4", "deepseekv4"),
    ("<｜tool_calls_begin｜>\n<｜tool_call_begin｜>function", "step3", "step3", "step3"),
    (
        "<|tool_calls_section_begin|><|tool_call_begin|>functions.get_weather:0",
        "kimi_k2",
        "kimi_k2",
        "kimi_k2",
    ),
    (f"functions.get_weather:0{ARGS}", "kimi_k2", "kimi_k2", "kimi_k2"),
    (f"<|channel|>commentary to=functions.get_weather <|message|>{ARGS}", "harmony", "openai", "gpt-oss"),
    (f"We need it.assistantcommentary to=functions.get_weather json{ARGS}", "harmony", "openai", "gpt-oss"),
    ('```tool_code\nget_weather(city="Paris")\n```', "gemma3", "pythonic", "pythonic"),
    ('<|tool_call>call:get_weather{city:<|"|>Paris<|"|>}<tool_call|>', "gemma4", "gemma4", "gemma4"),
    ("<start_function_call>call:get_weather{city:<escape>Paris", "functiongemma", "functiongemma", NONE),
    ('<minimax:tool_call>\n<invoke name="get_weather">', "minimax", "minimax_m2", "minimax-m2"),
    (f"<|tool_call|>[{CALL}]", "granite", "granite", NONE),
    (f"<function_call> {CALL}", "granite-20b-fc", "granite-20b-fc", NONE),
    (f"<|action_start|><|plugin|>\n{CALL}\n<|action_end|>", "internlm", "internlm", "interns1"),
    ("<|tool_call_start|>[get_weather(city='Paris')]<|tool_call_end|>", "lfm2", "lfm2", "lfm2"),
    (f"<longcat_tool_call>{CALL}</longcat_tool_call>", "longcat", "longcat", NONE),
    (f"<tool_calls>[{CALL}]</tool_calls>", "hunyuan", "hunyuan_a13b", "hunyuan"),
    ("<tool_calls><tool_call>get_weather<tool_sep><arg_key>city", "hunyuan_v3", "hy_v3", NONE),
    (f"functools[{CALL}]", "phi4", "phi4_mini_json", NONE),
    ('<function_calls>\nget_weather(city="Paris")\n</function_calls>', "olmo", "olmo3", NONE),
    ('<|START_ACTION|>[{"tool_name": "get_weather"}]<|END_ACTION|>', "cohere", "cohere_command3", NONE),
    ('<|tools_prefix|>[{"get_weather": {}}]<|tools_suffix|>', "apertus", "apertus", "apertus2509"),
    (f"<TOOLCALL>[{CALL}]</TOOLCALL>", "nemotron", "NAME --tool-parser-plugin FILE.py", NONE),
    (f"<function=get_weather>{ARGS}</function>", "functionary", "llama3_json", "llama3"),
    ("[get_weather(city='Paris')]", "pythonic", "pythonic", "pythonic"),
]


@pytest.mark.parametrize(("text", "family", "vllm", "sglang"), WRITTEN)
def test_the_family_is_named(text: str, family: str, vllm: str, sglang: str) -> None:
    found = find_sure(text, NAMES) if family != "pythonic" else find(text, NAMES)
    assert found is not None
    named = parsers(found, "unheard-of")
    assert (found.family, named["vllm"], named["sglang"]) == (family, vllm, sglang)


@pytest.mark.parametrize(
    ("text", "model", "vllm"),
    [
        (f"[{CALL}]", "Salesforce/Llama-xLAM-2-8b-fc-r", "xlam"),
        (f"[{CALL}]", "unheard-of", "xlam"),
        (CALL, "meta-llama/Llama-3.1-8B-Instruct", "llama3_json"),
        (CALL, "ibm-granite/granite-4.0-h-small", "granite4"),
        (f"```json\n{CALL}\n```", "mistralai/Ministral-8B", "mistral"),
        ("[get_weather(city='Paris')]", "meta-llama/Llama-4-Scout-17B-16E-Instruct", "llama4_pythonic"),
        ("[get_weather(city='Paris')]", "meta-llama/Llama-3.2-1B-Instruct", "pythonic"),
        (f"<tool_calls>[{CALL}]</tool_calls>", "ai21labs/AI21-Jamba-Mini-1.6", "jamba"),
        (f"[TOOL_CALLS][{CALL}]", "Qwen/Qwen3-0.6B", "mistral"),
    ],
)
def test_the_model_decides_where_families_write_alike(text: str, model: str, vllm: str) -> None:
    found = find(text, NAMES)
    assert found is not None
    assert parsers(found, model)["vllm"] == vllm


@pytest.mark.parametrize(
    "text",
    [
        '```json\n{"name": "get_weather", "arguments": {"city": "Paris"}}\n```',
        '{"name": "get_weather", "arguments": {"city": "Paris", "unit": "celsius"}}',
        '{"name": "get_weather", "arguments": {}}\nThis calls the tool.',
        '{"type": "function", "function": {"name": "get_weather"}}',
        'Thought: I need it.\nAction: get_weather\nAction Input: {"city": "Paris"}',
        '```python\nprint(get_weather(city="Paris"))\n```',
        'get_weather\n{"city": "Paris"}',
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
