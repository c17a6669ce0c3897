"""A model's name tells its family; each server names a parser that its own version has."""

from __future__ import annotations

import pytest

from answerback import server
from answerback.families import Family, family_of

NAMES = [
    ("Qwen/Qwen3-Coder-30B-A3B-Instruct", Family.QWEN3_CODER, "qwen3_coder", None),
    ("Qwen/Qwen3-0.6B", Family.QWEN3, "hermes", "qwen3"),
    ("Qwen3-0.6B-Q8_0", Family.QWEN3, "hermes", "qwen3"),
    ("Qwen/Qwen3-235B-A22B-Thinking-2507", Family.QWEN3, "hermes", "qwen3"),
    ("Qwen/Qwen3-4B-Instruct-2507", Family.QWEN3_INSTRUCT, "hermes", None),
    ("Qwen/Qwen3-VL-8B-Instruct", Family.QWEN3_INSTRUCT, "hermes", None),
    ("Qwen/Qwen2.5-7B-Instruct", Family.QWEN25, "hermes", None),
    ("Qwen/QwQ-32B", Family.QWQ, "hermes", "deepseek_r1"),
    ("NousResearch/Hermes-3-Llama-3.1-8B", Family.HERMES, "hermes", None),
    ("meta-llama/Llama-4-Scout-17B-16E-Instruct", Family.LLAMA4, "llama4_pythonic", None),
    ("meta-llama/Llama-3.1-8B-Instruct", Family.LLAMA3, "llama3_json", None),
    ("deepseek-ai/DeepSeek-R1-Distill-Qwen-1.5B", Family.DEEPSEEK_DISTILL, None, "deepseek_r1"),
    ("deepseek-ai/DeepSeek-R1-0528", Family.DEEPSEEK_R1, "deepseek_v3", "deepseek_r1"),
    ("deepseek-ai/DeepSeek-V3-0324", Family.DEEPSEEK_V3, "deepseek_v3", None),
    ("deepseek-ai/DeepSeek-V3.1", Family.DEEPSEEK_V31, "deepseek_v31", "deepseek_v3"),
    ("zai-org/GLM-4.5-Air", Family.GLM45, "glm45", "glm45"),
    ("moonshotai/Kimi-K2-Instruct", Family.KIMI_K2, "kimi_k2", None),
    ("moonshotai/Kimi-K2-Thinking", Family.KIMI_THINKING, "kimi_k2", "kimi_k2"),
    ("openai/gpt-oss-20b", Family.GPT_OSS, "openai", "openai_gptoss"),
    ("mistralai/Mistral-Small-3.2-24B-Instruct-2506", Family.MISTRAL, "mistral", None),
    ("mistralai/Magistral-Small-2509", Family.MAGISTRAL, "mistral", "mistral"),
    ("google/gemma-3-27b-it", Family.GEMMA3, "pythonic", None),
    ("MiniMaxAI/MiniMax-M2", Family.MINIMAX_M2, "minimax_m2", "minimax_m2"),
    ("Salesforce/Llama-xLAM-2-8b-fc-r", Family.XLAM, "xlam", None),
    ("HuggingFaceTB/SmolLM2-135M-Instruct", None, None, None),
]


@pytest.mark.parametrize(("model", "family", "tools", "reasoning"), NAMES)
def test_the_parser_goes_with_the_model(
    model: str, family: Family | None, tools: str | None, reasoning: str | None
) -> None:
    vllm = server.named("vllm")
    assert vllm is not None
    assert family_of(model) is family
    assert vllm.tool_parser(model) == tools
    assert vllm.reasoning_parser(model) == reasoning


VERSIONS = {
    # every name that the option takes, read from the sources that the server's file names
    ("vllm", "tool_parsers"): """
        apertus cohere_command3 deepseek_v3 deepseek_v31 deepseek_v32 deepseek_v4 ernie45 functiongemma gemma4 glm45
        glm47 granite granite-20b-fc granite4 hermes hunyuan_a13b hy_v3 internlm jamba kimi_k2 lfm2 llama3_json
        llama4_pythonic longcat mimo minimax minimax_m2 minimax_m3 mistral olmo3 openai phi4_mini_json pythonic
        qwen3_coder seed_oss step3 step3p5 xlam""",
    ("vllm", "reasoning_parsers"): """
        deepseek_r1 deepseek_v3 deepseek_v4 gemma4 glm45 hunyuan_a13b hy_v3 kimi_k2 mimo minimax_m2 minimax_m3 mistral
        openai_gptoss qwen3 seed_oss step3 step3p5""",
    ("sglang", "tool_parsers"): """
        apertus2509 deepseekv3 deepseekv31 deepseekv32 deepseekv4 gemma4 glm45 glm47 gpt-oss hermes hunyuan interns1
        kimi_k2 lfm2 llama3 mimo minimax-m2 minimax-m3 mistral pythonic qwen25 qwen3_coder step3 step3p5""",
    ("sglang", "reasoning_parsers"): """
        deepseek-r1 deepseek-v3 deepseek-v4 gemma4 glm45 gpt-oss hunyuan interns1 kimi_k2 mimo minimax minimax-m3
        mistral nemotron_3 qwen3 step3 step3p5""",
    ("lmdeploy", "tool_parsers"): """
        deepseek-v32 deepseek-v4 glm47 intern-s1 internlm llama3 qwen qwen2d5 qwen3coder""",
    ("lmdeploy", "reasoning_parsers"): """
        deepseek-r1 deepseek-v3 deepseek-v32 deepseek-v4 intern-s1 qwen-qwq""",
}  # fmt: skip


@pytest.mark.parametrize(("product", "option"), VERSIONS)
def test_only_parsers_are_named_that_the_product_has(product: str, option: str) -> None:
    kind = server.named(product)
    assert kind is not None
    named = {name for name in getattr(kind, option).values() if " " not in name}
    assert not named - set(VERSIONS[product, option].split())


def test_a_family_that_never_thinks_gets_no_reasoning_parser() -> None:
    quiet = (Family.QWEN3_INSTRUCT, Family.QWEN3_CODER, Family.QWEN25, Family.LLAMA3, Family.DEEPSEEK_V3)
    assert not [(kind.name, family) for kind in server.load() for family in quiet if family in kind.reasoning_parsers]
