"""Keys in logs never come out again."""

from __future__ import annotations

import pytest

from answerback.logs.secrets import hide
from tests.logs import recorded

KEY = "Zx9-secret_Value.77"


@pytest.mark.parametrize(
    "line",
    [
        f"non-default args: {{'api_key': ['{KEY}'], 'max_model_len': 4096}}",
        f"args: Namespace(api_key='{KEY}', port=8000)",
        f"vllm serve Qwen/Qwen3-8B --api-key {KEY} --port 8000",
        f"['vllm', 'serve', '--api-key', '{KEY}']",
        f"llama-server -m x.gguf --api-key={KEY}",
        f"HF_TOKEN={KEY} python -m sglang.launch_server",
        f"export OPENAI_API_KEY='{KEY}'",
        f"LITELLM_MASTER_KEY={KEY}",
        f'"hf_token": "{KEY}"',
        f"Authorization: Bearer {KEY}",
        f"authorization: Basic {KEY}",
        f"DATABASE_URL=postgresql://llm:{KEY}@db:5432/litellm",
        f"X-Amz-Credential=1%2F&X-Amz-Signature={KEY}",
        f"password: {KEY}",
    ],
)
def test_a_key_is_struck_out(line):
    assert KEY not in hide(line)


@pytest.mark.parametrize(
    "line",
    [
        "max_tokens=4096, eos_token='<|im_end|>', num_tokens: 30000",
        "GPU KV cache size: 379,984 tokens",
        "ValueError: User-specified max_model_len (4096) is greater than the derived max_model_len",
        "api_key=None, api_key: null, --api-key $VLLM_API_KEY",
        "load: special_eos_id is not in special_eog_ids, token: 151645",
        "tokenizer_mode='auto', tokenizer='Qwen/Qwen3-8B'",
    ],
)
def test_what_is_no_key_stays(line):
    assert hide(line) == line


def test_no_recorded_log_gives_a_key_away():
    for log in recorded.logs():
        text = recorded.told(recorded.read(log.path).verdict())
        for key in ("sk-live-4f9a8b7c6d5e", "sk-proxy-0123456789abcdef", "DckTOxpb4v0"):
            assert key not in text
