"""Reads a request's body in a dialect: field by field, then as a whole. What does not pass is refused."""

from __future__ import annotations

from typing import Any

import msgspec

from answerback.sim.brain import Brain, Params, Prompt, Unrenderable
from answerback.sim.dialect import Dialect
from answerback.sim.job import Job
from answerback.sim.refusal import Refusal
from answerback.sim.stage import Call

_NUMBER = "number"
TYPES: dict[str, str] = {
    "messages": "array", "stream": "boolean", "stream_options": "object", "max_tokens": "integer",
    "max_completion_tokens": "integer", "temperature": _NUMBER, "top_p": _NUMBER, "top_k": "integer",
    "min_p": _NUMBER, "presence_penalty": _NUMBER, "frequency_penalty": _NUMBER, "repetition_penalty": _NUMBER,
    "n": "integer", "seed": "integer", "logprobs": "boolean", "top_logprobs": "integer", "logit_bias": "object",
    "tools": "array", "parallel_tool_calls": "boolean", "response_format": "object", "model": "string",
    "chat_template_kwargs": "object", "reasoning_effort": "string", "min_tokens": "integer", "ignore_eos": "boolean",
    "include_reasoning": "boolean", "separate_reasoning": "boolean",
}  # fmt: skip
"""JSON type of each field that is read; every other field is let through."""

_CHECKS: dict[str, Any] = {
    "array": lambda v: isinstance(v, list),
    "object": lambda v: isinstance(v, dict),
    "boolean": lambda v: isinstance(v, bool),
    "string": lambda v: isinstance(v, str),
    "integer": lambda v: isinstance(v, int) and not isinstance(v, bool),
    "number": lambda v: isinstance(v, int | float) and not isinstance(v, bool),
}


def read(call: Call, dialect: Dialect, brain: Brain, *, chat: bool) -> Job:
    """Return the job, or raise a Refusal in the dialect's words."""
    media = call.header("content-type").partition(";")[0].strip().lower()
    if dialect.needs_json_type and media != "application/json":
        raise Refusal(400, "Unsupported Media Type: Only 'application/json' is allowed")
    try:
        body = msgspec.json.decode(call.body)
    except (msgspec.DecodeError, RecursionError, ValueError) as error:
        raise dialect.invalid("body", "json", str(error)) from None
    if not isinstance(body, dict):
        raise dialect.invalid("body", "type:object", body)
    if dialect.heeds is not None:
        body = {name: value for name, value in body.items() if name in dialect.heeds}
    _check_fields(body, dialect, chat=chat)
    dialect.check(body)
    return _job(body, dialect, brain, chat=chat)


def _check_fields(body: dict[str, Any], dialect: Dialect, *, chat: bool) -> None:
    needed = "messages" if chat else "prompt"
    if body.get(needed) is None:
        raise dialect.invalid(needed, "missing")
    for name, kind in TYPES.items():
        value = body.get(name)
        if value is None or (name == "logprobs" and not chat):
            continue
        if dialect.lax_numbers and kind in ("integer", "number") and isinstance(value, str) and _numeric(value, kind):
            body[name] = value = float(value) if kind == "number" else int(value)
        if kind == "integer" and isinstance(value, float) and value.is_integer():
            body[name] = value = int(value)
        if not _CHECKS[kind](value):
            raise dialect.invalid(name, f"type:{kind}", value)
        if name in dialect.ranges:
            low, high = dialect.ranges[name]
            if not low <= value <= high:
                raise dialect.invalid(name, "range", value)
    stop = body.get("stop")
    if stop is not None and not isinstance(stop, str | list):
        raise dialect.invalid("stop", "type:string or array", stop)
    if dialect.max_stops is not None and isinstance(stop, list) and len(stop) > dialect.max_stops:
        raise dialect.invalid("stop", "range", len(stop))
    for number, message in enumerate(body["messages"] if chat else ()):
        where = f"messages[{number}]"
        if not isinstance(message, dict):
            raise dialect.invalid(where, "type:object", message)
        if not isinstance(message.get("role"), str):
            raise dialect.invalid(f"{where}.role", "missing")
        if not isinstance(message.get("content"), str | list | None):
            raise dialect.invalid(f"{where}.content", "type:string", message.get("content"))


def _numeric(value: str, kind: str) -> bool:
    """Whether a string passes for a number, as in pydantic's lax mode (vLLM takes `"12"`)."""
    try:
        float(value) if kind == _NUMBER else int(value)
    except ValueError:
        return False
    return True


def _job(body: dict[str, Any], dialect: Dialect, brain: Brain, *, chat: bool) -> Job:
    setup = dialect.setup
    model = dialect.pick(body.get("model"))
    prompt = _chat_prompt(body, dialect) if chat else _text_prompt(body, brain)
    stream = body.get("stream") is True
    options = body.get("stream_options") or {}
    job = Job(
        chat=chat, body=body, model=model, prompt=prompt, params=Params(max_tokens=1), stream=stream,
        n=body.get("n") or 1, usage=options.get("include_usage") is True,
        continuous_usage=options.get("continuous_usage_stats") is True, logprobs=_logprobs(body, chat=chat),
        parser=setup.reasoning_parser if chat else None, echo=body.get("echo") is True and not chat,
        hide_reasoning=body.get("include_reasoning") is False,
    )  # fmt: skip
    if body.get("separate_reasoning") is False:
        job.parser = None
    choice = body.get("tool_choice")
    if chat and body.get("tools") and choice != "none":
        job.tools = dialect.tools_wanted(body)
        job.named = isinstance(choice, dict)
    try:
        job.prompt_tokens = brain.count(prompt)
    except Unrenderable as error:
        raise Refusal(400, str(error)) from None
    limit = dialect.limit(body)
    room = dialect.fit(job, 16 if limit is None and not chat else limit, brain.count)
    job.params = _params(body, room)
    return job


def _chat_prompt(body: dict[str, Any], dialect: Dialect) -> Prompt:
    messages, images = [], 0
    for message in body["messages"]:
        content = message.get("content")
        if isinstance(content, list):
            parts = [part for part in content if isinstance(part, dict)]
            images += sum(1 for part in parts if "image" in str(part.get("type")))
            content = "".join(part["text"] for part in parts if isinstance(part.get("text"), str))
        messages.append({**message, "content": content or ""})
    if images and not dialect.setup.vision:
        refusal = dialect.no_vision()
        if refusal is not None:
            raise refusal
    kwargs = body.get("chat_template_kwargs") or {}
    if body.get("reasoning_effort"):
        kwargs = {**kwargs, "reasoning_effort": body["reasoning_effort"]}
    tools = tuple(body.get("tools") or ()) if body.get("tool_choice") != "none" else ()
    thinks = dialect.setup.thinking and dialect.thinks and dialect.thinking(body)
    return Prompt(messages=tuple(messages), tools=tools, thinking=thinks, template=kwargs, images=images)


def _text_prompt(body: dict[str, Any], brain: Brain) -> Prompt:
    prompt = body["prompt"]
    if isinstance(prompt, list):
        if prompt and isinstance(prompt[0], int):
            prompt = brain.detokenize(prompt)
        else:
            prompt = prompt[0] if prompt and isinstance(prompt[0], str) else ""
    return Prompt(text=str(prompt), thinking=False)


def _logprobs(body: dict[str, Any], *, chat: bool) -> int | None:
    wanted = body.get("logprobs")
    if not chat:
        return wanted if isinstance(wanted, int) and not isinstance(wanted, bool) else None
    return body.get("top_logprobs") or 0 if wanted is True else None


def _params(body: dict[str, Any], room: int) -> Params:
    stop = body.get("stop")
    names = (
        "temperature", "top_p", "top_k", "min_p", "presence_penalty", "frequency_penalty", "repetition_penalty", "seed",
    )  # fmt: skip
    given = {name: body[name] for name in names if body.get(name) is not None}
    bias = body.get("logit_bias")
    return Params(
        max_tokens=room,
        stop=(stop,) if isinstance(stop, str) else tuple(s for s in stop or () if isinstance(s, str)),
        logit_bias={int(k): float(v) for k, v in bias.items() if str(k).isdigit()} if isinstance(bias, dict) else {},
        logprobs=_logprobs(body, chat="messages" in body),
        schema=_schema(body.get("response_format")),
        call=_call(body),
        parallel=body.get("parallel_tool_calls") is not False,
        ignore_eos=body.get("ignore_eos") is True,
        min_tokens=body.get("min_tokens") or 0,
        **given,
    )


def _schema(wanted: Any) -> dict[str, Any] | None:
    """Return the JSON Schema of a response_format; None for text."""
    if not isinstance(wanted, dict):
        return None
    if wanted.get("type") == "json_object":
        schema = wanted.get("schema")
        return schema if isinstance(schema, dict) else {"type": "object"}
    if wanted.get("type") == "json_schema":
        inner = wanted.get("json_schema")
        schema = inner.get("schema") if isinstance(inner, dict) else wanted.get("schema")
        return schema if isinstance(schema, dict) else {"type": "object"}
    return None


def _call(body: dict[str, Any]) -> str | None:
    """Return what `tool_choice` demands: `required`, a tool's name, or None."""
    choice = body.get("tool_choice")
    if choice == "required":
        return "required"
    function = choice.get("function") if isinstance(choice, dict) else None
    return str(function.get("name")) if isinstance(function, dict) else None
