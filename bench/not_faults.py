"""What looks like a fault and is none, each acted out: the scoreboard demands that all of it stays silent."""

from __future__ import annotations

from typing import Any, NamedTuple

from answerback.values.injections import (
    Affix,
    Comments,
    Configure,
    Delay,
    DropRequest,
    Flood,
    Injection,
    InsertEvent,
    MoveReasoning,
    Rechunk,
    Reject,
    Reply,
    Say,
    Scale,
    Set,
    SetRequest,
)
from answerback.values.injections.when import When

KEY = "sk-right"


class NotFault(NamedTuple):
    """A legal habit, and what acts it out."""

    code: str
    habit: str
    dialect: str
    acts: tuple[Injection, ...]
    key: str | None = None
    allowed: tuple[str, ...] = ()
    """Faults that may be named, since the habit is a setting that harms."""
    status: int = 0
    """The refusal in which the habit consists: some request must have met it."""


def declined(field: str, name: str) -> Reply:
    """A clear refusal of an optional field."""
    body = '{"error":{"message":"Unrecognized request argument: NAME","type":"invalid_request_error","code":400}}'
    return Reply(status=400, body=body.replace("NAME", name), on=When(has=field))


def extra(path: str, value: Any) -> Set:
    """A field that the protocol does not know."""
    return Set(path=path, value=value)


FILTERED = (
    'data: {"choices":[],"created":0,"id":"","model":"","object":"","prompt_filter_results":[{"prompt_index":0,'
    '"content_filter_results":{"hate":{"filtered":false,"severity":"safe"}}}]}\n\n'
)
"""Azure's first event: it is about the prompt, before there is an answer."""

THOUGHT = (
    "Okay, the user would like to know something. First I should read the question once more and see what exactly is "
    "wanted, in which language, and how long the answer may be. Then I weigh the possible answers one by one before I "
    "settle on any of them, since a hasty reply would help nobody here. "
)
SCANT = When(has="max_tokens", equals=[16, 32, 48, 64], lacks="chat_template_kwargs")
"""Budgets that are spent before a thought which nobody switched off comes to its end."""

NOT_FAULTS = (
    NotFault("NF01", "a last chunk with usage and no choices, even unasked", "vllm",
             (SetRequest(path="stream_options", value={"include_usage": True}, on=When(stream=True)),)),
    NotFault("NF02", "a first chunk of content filters, without choices", "vllm",
             (InsertEvent(text=FILTERED, index=0, on=When(stream=True)),)),
    NotFault("NF04", "comments between the events", "openrouter", (Comments(text=": OPENROUTER PROCESSING"),)),
    NotFault("NF05", "events split over segments, CRLF, no blank after data:", "vllm",
             (Rechunk(size=3, crlf=True, tight=True),)),
    NotFault("NF06", "fields of its own", "vllm",
             (extra("kv_transfer_params", None), extra("prompt_logprobs", None), extra("timings", {"predicted_ms": 9}),
              extra("service_tier", "default"), extra("choices[*].stop_reason", None))),
    NotFault("NF07", "an empty list of tool calls in a plain answer", "vllm",
             (Set(path="choices[*].message.tool_calls", value=[], within="whole", on=When(lacks="tools")),)),
    NotFault("NF08", "reasoning under the other name", "llamacpp", (MoveReasoning(how="rename", field="reasoning"),)),
    NotFault("NF08b", "reasoning_content where reasoning is usual", "ollama",
             (MoveReasoning(how="rename", field="reasoning_content"),)),
    NotFault("NF10", "the only model answers to any name", "llamacpp",
             (Configure(name="models", value=["Qwen3-0.6B-Q4_K_M.gguf"]),
              SetRequest(path="model", value="Qwen3-0.6B-Q4_K_M.gguf"))),
    NotFault("NF11", "a dated snapshot as the answering model", "azure",
             (Configure(name="models", value=["gpt-4o"]), Set(path="model", value="gpt-4o-2024-08-06"))),
    NotFault("NF12", "other words under load", "vllm",
             (Affix(before="Sure. ", on=When(above=3, lacks="response_format")),)),
    NotFault("NF13", "a template that counts into the prompt", "vllm",
             (Scale(path="usage.prompt_tokens", plus=17), Scale(path="usage.total_tokens", plus=17))),
    NotFault("NF15", "a small budget spent on thinking", "sglang",
             (Flood(text=THOUGHT, on=SCANT), MoveReasoning(how="swallow", on=SCANT))),
    NotFault("NF16", "no opening tag, since no parser is configured", "vllm",
             (MoveReasoning(how="orphan"),), allowed=("G01", "G02")),
    NotFault("NF17", "stream_options declined", "vllm", (declined("stream_options", "stream_options"),)),
    NotFault("NF17b", "max_completion_tokens declined", "vllm",
             (declined("max_completion_tokens", "max_completion_tokens"),)),
    NotFault("NF18", "documented limits of the product", "ollama",
             tuple(DropRequest(path=name) for name in ("logprobs", "top_logprobs", "n", "logit_bias"))),
    NotFault("NF19", "health, version and metrics without a key", "vllm", (Configure(name="api_key", value=KEY),), KEY,
             status=401),
    NotFault("NF21", "no details of the prompt's tokens", "azure", (extra("usage.prompt_tokens_details", None),)),
    NotFault("NF23", "a slow first request", "ollama", (Delay(first_s=8.0, on=When(nth=1)),)),
    NotFault("NF24", "busy beyond its concurrency", "ollama", (Reject(slots=12, status=503),)),
    NotFault("NF26", "stop as the reason of a call by name", "llamacpp",
             (Set(path="choices[*].finish_reason", value="stop", was="tool_calls",
                  on=When(has="tool_choice.function.name")),)),
    NotFault("NF27", "an over-long prompt refused", "vllm", (Configure(name="context", value=8192),), status=400),
    NotFault("NF28", "says that it is another model", "vllm",
             (Say(text="I am GPT-4, made by OpenAI.", on=When(says="who are you|which model|你是谁")),)),
)  # fmt: skip
