"""Azure OpenAI's v1 API (pydantic/logfire#64, langchain#30429), with a model that does not show its thoughts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random
from typing import Any

from answerback.sim.dialect import Dialect, Page
from answerback.sim.job import Job
from answerback.sim.refusal import Refusal
from answerback.sim.said import Counts, Said
from answerback.sim.stage import Call

_SAFE = {kind: {"filtered": False, "severity": "safe"} for kind in ("hate", "self_harm", "sexual", "violence")}
_KNOWN = frozenset((
    "model", "messages", "prompt", "stream", "stream_options", "max_tokens", "max_completion_tokens", "temperature",
    "top_p",
    "stop", "seed", "frequency_penalty", "presence_penalty", "n", "logprobs", "top_logprobs", "logit_bias", "tools",
    "tool_choice", "parallel_tool_calls", "response_format", "reasoning_effort", "user", "metadata", "store", "echo",
    "modalities", "prediction", "functions", "function_call", "suffix", "best_of",
))  # fmt: skip


class Azure(Dialect):
    """A first chunk without choices, filter results everywhere, a dated model name, unknown fields refused."""

    name = "azure"
    version = ""
    served = ("gpt-4o",)
    prefix = "/openai/v1"
    headers = (("x-ms-region", "East US"), ("apim-request-id", "0f6e3a44-6c0e-4fd8-8a62-6c6f0b3a1d55"))
    thinks = False
    no_content = None
    ranges = {
        "temperature": (0, 2), "top_p": (0, 1), "max_tokens": (1, 2**31), "max_completion_tokens": (1, 2**31),
        "n": (1, 128), "presence_penalty": (-2, 2), "frequency_penalty": (-2, 2), "top_logprobs": (0, 20),
    }  # fmt: skip
    max_stops = 4

    def unauthorized(self, *, given: bool) -> Refusal:
        """Its code is the status."""
        return Refusal(401, "Access denied due to invalid subscription key or wrong API endpoint. Make sure to "
            "provide a "
                       "valid key for an active subscription and use a correct regional API endpoint for your "
                       "resource.",
                       code="401")  # fmt: skip

    def keys(self, call: Call) -> tuple[str, ...]:
        """The `api-key` header."""
        return (*super().keys(call), call.header("api-key"))

    def not_found(self, call: Call) -> Page:
        """The gateway's."""
        return 404, "application/json", b'{"error":{"code":"404","message":"Resource not found"}}'

    def unknown_model(self, wanted: str) -> Refusal:
        """Models are deployments."""
        return Refusal(404, "The API deployment for this resource does not exist. If you created the deployment within "
                       "the last 5 minutes, please wait a moment and try "
                       "again.", code="DeploymentNotFound")  # fmt: skip

    def pages(self) -> Mapping[str, Callable[[Call], Page]]:
        """None."""
        return {}

    def pick(self, wanted: Any) -> str:
        """The answer names a dated snapshot."""
        name = super().pick(wanted)
        return f"{name}-2024-11-20" if name == "gpt-4o" else name

    def check(self, body: dict[str, Any]) -> None:
        """Unknown fields are refused."""
        for name in body:
            if name not in _KNOWN:
                raise Refusal(
                    400, f"Unrecognized request argument supplied: {name}", code="unknown_parameter", param=name
                )
        if body.get("reasoning_effort"):
            raise Refusal(400, "Unrecognized request argument supplied: reasoning_effort", code="unknown_parameter")
        if body.get("stream_options") is not None and not body.get("stream"):
            raise Refusal(400, "The 'stream_options' parameter is only allowed when 'stream' is enabled.",
                          param="stream_options")  # fmt: skip
        if body.get("tools") == []:
            raise Refusal(400, "Invalid 'tools': empty array. Expected an array with minimum length 1.", param="tools")

    def fingerprint(self) -> dict[str, Any]:
        """Made up, but constant."""
        return {"system_fingerprint": "fp_ee1d74bde0"}

    def make_id(self, rng: Random, call: Call, *, chat: bool) -> str:
        """Mixed case."""
        return "chatcmpl-" + "".join(
            rng.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", k=29)
        )

    def choice(self, said: Said, job: Job) -> dict[str, Any]:
        """With filter results."""
        return {**super().choice(said, job), "content_filter_results": _SAFE}

    def usage(self, counts: Counts, job: Job) -> dict[str, Any]:
        """With details."""
        return {
            **super().usage(counts, job),
            "prompt_tokens_details": {"cached_tokens": counts.cached, "audio_tokens": 0},
            "completion_tokens_details": {
                "reasoning_tokens": 0, "audio_tokens": 0, "accepted_prediction_tokens": 0,
                "rejected_prediction_tokens": 0,
            },
        }  # fmt: skip

    def whole(self, job: Job, said: list[Said], counts: Counts) -> dict[str, Any]:
        """With the prompt's filter results."""
        return {
            **super().whole(job, said, counts),
            "prompt_filter_results": [{"prompt_index": 0, "content_filter_results": _SAFE}],
        }

    def opening(self, job: Job) -> list[dict[str, Any]]:
        """A chunk without choices, id and model comes first."""
        return [{
            "choices": [], "created": 0, "id": "", "model": "", "object": "",
            "prompt_filter_results": [{"prompt_index": 0, "content_filter_results": _SAFE}],
        }]  # fmt: skip

    def piece(self, index: int, delta: dict[str, Any], logprobs: list[dict[str, Any]] | None) -> dict[str, Any]:
        """With filter results where there is text."""
        return {
            **super().piece(index, delta, logprobs),
            "content_filter_results": _SAFE if delta.get("content") else {},
        }
