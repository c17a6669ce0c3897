"""Legal habits of services on the wire, each as data: what documents and sources of products say they do."""

from __future__ import annotations

from answerback.values.injections import (
    STREAMED,
    Comments,
    Configure,
    Delay,
    Drop,
    Injection,
    InsertEvent,
    MoveReasoning,
    Rechunk,
    Reject,
    Reply,
    Scale,
    Set,
    SetHeader,
    When,
)


def refused(message: str, status: int = 400, code: str = "invalid_request_error", param: str = "") -> str:
    """Return the body of a refusal in OpenAI's shape."""
    return f'{{"error":{{"message":"{message}","type":"invalid_request_error","param":"{param}","code":"{code}"}}}}'


def declines(on: When, message: str, status: int = 400, code: str = "unsupported_value", param: str = "") -> Reply:
    """A clear refusal of some requests."""
    return Reply(on=on, status=status, body=refused(message, status, code, param))


def field(path: str, value: object) -> Set:
    """A field more."""
    return Set(path=path, value=value)


HABITS: dict[str, tuple[Injection, ...]] = {
    # ids and fields
    "ids are numbers in text": (Set(path="id", value="1732467600123"),),
    "ids are empty": (Set(path="id", value=""),),
    "ids are bare": (Set(path="id", value="9f8e7d6c5b4a"),),
    "no created": (Drop(path="created"),),
    "created is zero": (Set(path="created", value=0),),
    "no fingerprint": (Drop(path="system_fingerprint"),),
    "fields of its own": (
        field("provider", "Someone"), field("service_tier", "default"), field("x_groq", {"id": "req_1"}),
        field("choices[*].content_filter_results", {}), field("choices[*].stop_reason", 151645),
        field("usage.queue_time", 0.02), field("usage.total_time", 0.5), field("citations", []),
    ),
    "null everywhere": (
        field("system_fingerprint", None), field("service_tier", None),
        Set(path="choices[*].logprobs", value=None, on=When(lacks="logprobs")), field("service_tier", None),
        Set(path="choices[*].message.refusal", value=None, within="whole"),
        Set(path="choices[*].message.annotations", value=None, within="whole"),
        Set(path="choices[*].message.audio", value=None, within="whole"),
        Set(path="choices[*].message.function_call", value=None, within="whole"),
        Set(path="choices[*].message.tool_calls", value=None, within="whole", on=When(lacks="tools")),
    ),
    "nulls in deltas": (
        Set(path="choices[*].delta.tool_calls", value=None, within="chunks", on=When(lacks="tools", stream=True)),
        Set(path="choices[*].delta.function_call", value=None, within="chunks", on=STREAMED),
        Set(path="choices[*].delta.refusal", value=None, within="chunks", on=STREAMED),
    ),
    "usage is null in chunks": (Set(path="usage", value=None, within="chunks", from_chunk=0, was=None),),
    "usage with details of all kinds": (
        field("usage.prompt_tokens_details", {"cached_tokens": 0, "audio_tokens": 0}),
        field("usage.completion_tokens_details", {"accepted_prediction_tokens": 0, "rejected_prediction_tokens": 0}),
    ),
    "usage details null": (
        field("usage.prompt_tokens_details", None), field("usage.completion_tokens_details", None),
    ),
    "reasoning null": (
        Set(path="choices[*].message.reasoning_content", value=None, within="whole", absent_too=True, was=None),
    ),
    # streams
    "keep-alive comments": (Comments(text=": keep-alive"),),
    "pings": (Comments(text=":"),),
    "CRLF": (Rechunk(size=11, crlf=True),),
    "tiny segments": (Rechunk(size=1),),
    "tight": (Rechunk(size=50, tight=True),),
    "an empty first chunk": (
        InsertEvent(on=STREAMED, index=0, text='data: {"id":"","object":"chat.completion.chunk","created":0,"model":"",'
                    '"choices":[]}\n\n'),
    ),
    "event names": (InsertEvent(on=STREAMED, index=0, text="event: ping\ndata: {}\n\n"),),
    "retry and id lines": (InsertEvent(on=STREAMED, index=0, text="retry: 3000\nid: 1\n\n"),),
    "stream type without charset": (SetHeader(on=STREAMED, name="content-type", value="text/event-stream"),),
    # optional things declined
    "no stream_options": (declines(When(has="stream_options"), "Unrecognized request argument: stream_options"),),
    "no n": (declines(When(has="n"), "n > 1 is not supported", param="n"),),
    "no logprobs": (declines(When(has="logprobs"), "This model does not support logprobs", param="logprobs"),),
    "no logprobs, 403": (
        declines(When(has="logprobs"), "You are not allowed to request logprobs from this model", 403),),
    "no seed": (declines(When(has="seed"), "Unsupported parameter: seed", param="seed"),),
    "no stop": (declines(When(has="stop"), "Unsupported parameter: 'stop' is not supported with this model."),),
    "no logit_bias": (declines(When(has="logit_bias"), "logit_bias is not supported", 422),),
    "no top_p": (declines(When(has="top_p"), "top_p is not supported with this model"),),
    "no tools": (declines(When(has="tools"), "This model does not support tools", param="tools"),),
    "no tool_choice": (declines(When(has="tool_choice"), "tool_choice is not supported", param="tool_choice"),),
    "only auto": (
        declines(When(has="tool_choice", equals="required"), "tool_choice required is not supported"),
        declines(When(has="tool_choice.function"), "tool_choice by name is not supported"),
    ),
    "no response_format": (declines(When(has="response_format"), "response_format is not supported"),),
    "no schema": (
        declines(When(has="response_format.type", equals="json_schema"), "json_schema is unavailable here"),),
    "no switches": tuple(
        declines(When(has=name), f"Unrecognized request argument supplied: {name}", code="unknown_parameter")
        for name in ("chat_template_kwargs", "enable_thinking", "thinking", "reasoning_effort", "extra_body")
    ),
    "temperature is fixed at 1": (
        declines(When(has="temperature", equals=1.2), "Unsupported value: 'temperature' does not support 1.2 with this "
                 "model. Only the default (1) value is supported.", param="temperature"),
        declines(When(has="temperature", equals=0.7), "Unsupported value: 'temperature' does not support 0.7 with this "
                 "model. Only the default (1) value is supported.", param="temperature"),
    ),
    "no max_completion_tokens": (
        declines(When(has="max_completion_tokens"), "Extra inputs are not permitted: max_completion_tokens", 422),),
    "at least 16 tokens": tuple(
        declines(When(has=name, equals=list(range(16))), f"Invalid {name}: minimum value is 16.", param=name)
        for name in ("max_tokens", "max_completion_tokens")
    ),
    "no images": (declines(When(says="image"), "image input is not supported"),),
    # routes
    "no list": (Reply(on=When(route="models"), status=404, body='{"detail":"Not Found"}'),),
    "list not allowed": (Reply(on=When(route="models"), status=405, body='{"detail":"Method Not Allowed"}'),),
    "list 501": (Reply(on=When(route="models"), status=501, body='{"error":{"message":"Not implemented"}}'),),
    "no pages": (Reply(on=When(route="/health /version /props /metrics /api/* /info /get_* /slots /load /ping /status",
                               method="GET"), status=404, body="404 page not found", content_type="text/plain"),),
    "no pages, 405": (Reply(on=When(route="/health /version /props /metrics /api/* /info /get_* /slots /load /ping",
                                    method="GET"), status=405, body=""),),
    "no completions": (Reply(on=When(route="/v1/completions"), status=404, body='{"detail":"Not Found"}'),),
    # time and load
    "busy beyond eight": (Reject(slots=8, status=429, body=refused("Rate limit reached for requests", 429),
                                 headers=(("retry-after", "1"),)),),
    "slow first": (Delay(first_s=10.0, on=When(nth=1)),),
    "slow": (Configure(name="itl_s", value=0.12), Configure(name="ttft_s", value=2.0)),
    # answers
    "thinks elsewhere": (MoveReasoning(how="rename", field="reasoning"),),
    "thinks as content": (MoveReasoning(how="rename", field="reasoning_content"),),
    "tool calls without content": (Drop(path="choices[*].message.content", within="whole", on=When(has="tools")),),
    "named call ends with stop": (
        Set(path="choices[*].finish_reason", value="stop", was="tool_calls", on=When(has="tool_choice.function")),),
    "preamble": (Scale(path="usage.prompt_tokens", plus=20), Scale(path="usage.total_tokens", plus=20)),
}  # fmt: skip
