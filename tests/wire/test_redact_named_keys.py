"""Keys that a server tells of itself stay out of what is shown."""

from __future__ import annotations

import pytest

from answerback.wire.redact import Redactor


@pytest.mark.parametrize(
    "text",
    [
        '{"launch_command":"python -m sglang.launch_server --api-key topsecret1 --port 30000"}',
        '{"api_key": "topsecret1", "admin_api_key":"topsecret1"}',
        "vllm serve m --api-key=topsecret1 -tp 2",
        "lmdeploy serve api_server m --api-keys topsecret1",
    ],
)
def test_a_named_key_is_struck_out(text: str) -> None:
    assert "topsecret1" not in Redactor(()).text(text)


@pytest.mark.parametrize(
    "text",
    [
        "Invalid API key provided: check your settings",
        '{"api_key": null, "served_model_name": "qwen"}',
        'curl -H "Authorization: Bearer $OPENAI_API_KEY" --api-key $VLLM_API_KEY',
        "No api key passed in.",
    ],
)
def test_what_is_no_key_stays(text: str) -> None:
    assert Redactor(()).text(text) == text
