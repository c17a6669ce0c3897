"""Answerback's own embedded service (`answerback up`): vLLM's manners, and what openvino-genai can do.

It differs from vLLM where the engine does (no logit_bias, the chosen token's logprob alone) and where nothing stands
in the way (several greedy choices, tools without flags).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from answerback import __version__
from answerback.sim.dialect import Page
from answerback.sim.dialects.vllm import Vllm
from answerback.sim.job import Job
from answerback.sim.refusal import Refusal
from answerback.sim.said import Counts
from answerback.sim.stage import Call

_DECLINED = (
    "logit_bias", "prompt_logprobs", "use_beam_search", "suffix", "bad_words", "stop_token_ids", "allowed_token_ids",
    "guided_json", "guided_regex", "guided_choice", "guided_grammar", "structured_outputs", "continue_final_message",
    "truncate_prompt_tokens", "functions",
)  # fmt: skip
"""What vLLM knows and this engine does not."""
_ROLES = ("system", "developer", "user", "assistant", "tool", "function")


class OpenVino(Vllm):
    """Cards are owned by `answerback`; the reasoning has both of vLLM's names."""

    name = "openvino"
    version = __version__
    named_finish = "tool_calls"
    strips = True
    max_stops = 16
    ranges = {
        **Vllm.ranges, "n": (1, 128), "top_k": (-1, 2**31), "seed": (-(2**63), 2**63 - 1), "min_tokens": (0, 2**31),
    }  # fmt: skip

    def _range(self, field: str, value: Any) -> str:
        if field == "stop":
            return f"Too many stop strings: {value} (at most {self.max_stops})."
        if field == "n" and value > 0:
            return f"n must be at most {self.ranges['n'][1]}, got {value}."
        return super()._range(field, value)

    @property
    def age(self) -> tuple[int, ...]:
        """The version of vLLM whose shapes are spoken."""
        return (0, 15, 0)

    def pages(self) -> Mapping[str, Callable[[Call], Page]]:
        """`/metrics` of the running service comes from its engine, not from here."""
        version = msgspec.json.encode({"version": self.version})
        health = 503 if self.setup.dead else 200
        return {
            "/health": lambda call: (health, "", b""),
            "/version": lambda call: (200, "application/json", version),
        }

    def card(self, model: str) -> dict[str, Any]:
        """A model card: its owner gives the service away."""
        return {**super().card(model), "owned_by": "answerback"}

    def usage(self, counts: Counts, job: Job) -> dict[str, Any]:
        """The tokens of thought are told apart."""
        details = {"completion_tokens_details": {"reasoning_tokens": counts.reasoning}} if job.parser else {}
        return {**super().usage(counts, job), **details}

    def check(self, body: dict[str, Any]) -> None:
        """Refuse clearly what the engine would ignore."""
        for name in _DECLINED:
            if body.get(name):
                raise Refusal(400, f"{name} is not supported by this engine (openvino-genai).", param=name)
        if isinstance(many := body.get("best_of"), int) and many > 1:
            raise Refusal(400, "best_of is not supported by this engine (openvino-genai).", param="best_of")
        _check_logprobs(body)
        _check_sampling(body)
        _check_form(body.get("response_format"))
        _check_tools(body)
        if "messages" in body:
            _check_messages(body["messages"])
        else:
            _check_prompt(body["prompt"])
        super().check({name: value for name, value in body.items() if name != "n"})


def _refuse(param: str, words: str) -> Refusal:
    return Refusal(400, words, param=param)


def _check_logprobs(body: dict[str, Any]) -> None:
    chat = "messages" in body
    wanted = body.get("top_logprobs") if chat else body.get("logprobs")
    if isinstance(wanted, int) and not isinstance(wanted, bool) and wanted > 0:
        raise _refuse("top_logprobs" if chat else "logprobs", "Alternatives are not available from this engine "
                      "(openvino-genai): with logprobs, only the chosen token's own is returned.")  # fmt: skip
    if not chat and wanted is not None and wanted is not False:
        raise _refuse("logprobs", "logprobs are not available here; /v1/chat/completions gives them.")


def _check_sampling(body: dict[str, Any]) -> None:
    stop = body.get("stop")
    for one in stop if isinstance(stop, list) else []:
        if not isinstance(one, str):
            raise _refuse("stop", f"stop must be a string or a list of strings, got {one!r}.")
        if not one:
            raise _refuse("stop", "stop cannot contain an empty string.")
    least, most = body.get("min_tokens") or 0, body.get("max_completion_tokens") or body.get("max_tokens")
    if most is not None and least > most:
        raise _refuse("min_tokens", f"min_tokens must be less than or equal to max_tokens={most}, got {least}.")


def _check_form(form: dict[str, Any] | None) -> None:
    kind = (form or {}).get("type", "text" if not form else None)
    if kind not in ("text", "json_object", "json_schema"):
        raise _refuse(
            "response_format", f"response_format.type must be text, json_object or json_schema, got {kind!r}."
        )
    inner = (form or {}).get("json_schema")
    if kind == "json_schema" and not (isinstance(inner, dict) and isinstance(inner.get("schema"), dict)):
        raise _refuse("response_format", "response_format.json_schema.schema must be a JSON Schema.")


def _check_tools(body: dict[str, Any]) -> None:
    for number, tool in enumerate(body.get("tools") or ()):
        function = tool.get("function") if isinstance(tool, dict) and tool.get("type") == "function" else None
        if not isinstance(function, dict) or not isinstance(function.get("name"), str) or not function["name"]:
            raise _refuse("tools", f"tools[{number}] must be a function with a name.")
        if not isinstance(function.get("parameters"), dict | None):
            raise _refuse("tools", f"tools[{number}].function.parameters must be a JSON Schema.")
    choice = body.get("tool_choice")
    named = isinstance(choice, dict) and isinstance((choice.get("function") or {}).get("name"), str)
    if choice not in (None, "none", "auto", "required") and not named:
        raise _refuse("tool_choice", f"tool_choice must be none, auto, required or a named function, got {choice!r}.")


def _check_messages(messages: list[dict[str, Any]]) -> None:
    if not messages:
        raise _refuse("messages", "messages must not be empty.")
    for number, message in enumerate(messages):
        if message["role"] not in _ROLES:
            raise _refuse("messages", f"messages[{number}].role must be one of {', '.join(_ROLES)}, "
                          f"got {message['role']!r}.")  # fmt: skip
        content = message.get("content")
        for part in content if isinstance(content, list) else []:
            kind = part.get("type") if isinstance(part, dict) else None
            if not ((kind == "text" and isinstance(part.get("text"), str)) or "image" in str(kind)):
                raise _refuse("messages", f"messages[{number}].content: a part must be text, got {kind!r}.")


def _check_prompt(prompt: Any) -> None:
    one = prompt[0] if isinstance(prompt, list) and len(prompt) == 1 else prompt
    ids = isinstance(prompt, list) and len(prompt) > 0 and all(type(number) is int for number in prompt)
    if not isinstance(one, str) and not ids:
        raise _refuse("prompt", "prompt must be one text, or the token ids of one; send several one by one.")
