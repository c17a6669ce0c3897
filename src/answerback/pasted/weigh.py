"""What is wrong with a request before anybody is asked: its address, its headers, its body."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any
from urllib.parse import urlsplit

from answerback.pasted import loose
from answerback.pasted.command import Pasted
from answerback.pasted.slips import Slip
from answerback.values.target import ENDPOINTS
from answerback.values.text import Text

CHAT = "/chat/completions"
POSTED = ("/chat/completions", "/completions", "/embeddings", "/responses", "/messages")
PATHS = ("/v1", *(f"/v1{path}" for path in ENDPOINTS), *ENDPOINTS)
FIELDS = (
    "model", "messages", "stream", "stream_options", "max_tokens", "max_completion_tokens", "temperature", "top_p",
    "top_k", "min_p", "n", "stop", "seed", "tools", "tool_choice", "parallel_tool_calls", "response_format",
    "logprobs", "top_logprobs", "logit_bias", "frequency_penalty", "presence_penalty", "repetition_penalty",
    "chat_template_kwargs", "enable_thinking", "reasoning_effort", "user", "metadata", "store", "thinking", "prompt",
    "input", "guided_json", "ignore_eos",
)  # fmt: skip
_NUMBERS = ("max_tokens", "max_completion_tokens", "temperature", "top_p", "top_k", "n", "seed", "presence_penalty")
_SWITCHES = ("stream", "logprobs", "parallel_tool_calls", "enable_thinking")
_PLACEHOLDER = re.compile(
    r"(?i)^(?:<.*>|\{.*\}|\[.*\]|your[-_ ]?.*|(?:sk[-_])?x{3,}|sk-\.{2,}|sk-…|\*{3,}|\.{3}|"
    r"(?:my|the)?[-_]?(?:api[-_]?)?key(?:[-_]?here)?|token|sk-your.*|api[-_]key[-_]here|你的.*|在这里.*)$"
)
NUMBER, SWITCH = Text(en="a number", zh="数字"), Text(en="true or false", zh="true 或 false")
AT_TOP, IN_EXTRA = Text(en="at the top level", zh="最外层"), Text(en="inside extra_body", zh=" extra_body 里")
INSIDE_MESSAGE = Text(en="inside a message", zh="消息里")


def slips(pasted: Pasted) -> tuple[Slip, ...]:
    """Return everything that is wrong with the request, as far as it can be told without asking the service."""
    found = [*pasted.slips, *_address(pasted), *_method(pasted), *_credentials(pasted)]
    if pasted.has_body:
        found += _body(pasted)
    return tuple(found)


def body_of(pasted: Pasted) -> Any:
    """Return the body's value as it was meant; None where it is none or cannot be read."""
    return loose.read(pasted.body)[0] if pasted.has_body else None


def path_of(url: str) -> str:
    """Return the path of a URL, without blanks and full-width characters; empty for what is no URL."""
    try:
        return urlsplit(url if "://" in url else f"http://{url}").path
    except ValueError:
        return ""


# --- address -----------------------------------------------------------------------------------------


def _address(pasted: Pasted) -> Iterator[Slip]:
    url = pasted.url
    for word in pasted.extra:
        yield Slip("extra-word", {"word": word[:40]})
    if not url:
        yield Slip("no-url")
        return
    if why := broken_url(url):
        yield Slip("bad-url", {"url": url[:80], "why": why})
        return
    path = path_of(url)
    bare = path.rstrip("/")
    if "/v1/v1" in path:
        yield Slip("doubled-v1")
    elif near := misspelt(bare):
        yield Slip("misspelt-path", {"path": path, "near": near})
    elif (not bare or bare == "/v1") and pasted.has_body:
        yield Slip("no-endpoint", {"path": path or "/", "near": f"/v1{CHAT}"})
    elif path != bare and bare.endswith(ENDPOINTS):
        yield Slip("slash-at-end")


def broken_url(url: str) -> str:
    """Return why a text cannot be a URL, in the words of curl; empty if it can."""
    if any(char.isspace() or not char.isprintable() for char in url):
        return "it holds a blank or a control character"
    try:
        parts = urlsplit(url if "://" in url else f"http://{url}")
        port = parts.port
    except ValueError as error:
        return str(error)
    if not parts.hostname:
        return "no host part in the URL"
    if parts.scheme not in ("http", "https"):
        return f'protocol "{parts.scheme}" not supported'
    return "" if port is None or port else "port 0"


def misspelt(path: str) -> str:
    """Return the path that was meant where one is only nearly right; empty where it is right, or like none."""
    if not path or path.endswith(ENDPOINTS) or path in PATHS or "/api/" in path:
        return ""
    tail = path[path.find("/v1") :] if "/v1/" in path else path
    found = get_close_matches(tail, PATHS, 1, 0.78)
    if tail in ("/v1/chat", "/chat", "/v1/completions/chat"):
        found = [f"/v1{CHAT}"]
    return found[0] if found and found[0] != "/v1" else ""


def _method(pasted: Pasted) -> Iterator[Slip]:
    path = path_of(pasted.url).rstrip("/")
    if path.endswith(POSTED) and pasted.verb != "POST":
        if not pasted.parts and not pasted.method and "head" not in pasted.flags:
            yield Slip("get-without-body", {"path": path})
        else:
            yield Slip("wrong-method", {"method": pasted.verb, "path": path, "wants": "POST"})
    elif path.endswith("/models") and pasted.verb == "POST":
        yield Slip("wrong-method", {"method": "POST", "path": path, "wants": "GET"})


# --- key and variables ----------------------------------------------------------------------------


def _credentials(pasted: Pasted) -> Iterator[Slip]:
    for (name, value), word in zip(pasted.headers, pasted.header_words, strict=True):
        for variable in word.unset:
            yield Slip("unset-variable", {"name": variable, "place": name})
        for variable in word.literal:
            yield Slip("literal-variable", {"name": variable})
        if word.unset or word.literal or name.lower() not in ("authorization", "api-key", "x-api-key"):
            continue
        scheme, _, key = value.partition(" ")
        bearer = scheme.lower() == "bearer"
        if name.lower() == "authorization" and not key and _key_like(value):
            yield Slip("no-bearer")
        if bearer and key.strip().lower().startswith("bearer "):
            yield Slip("double-bearer")
        shown = key.strip() if bearer else value
        if _PLACEHOLDER.match(shown):
            yield Slip("placeholder-key", {"shown": shown[:24]})
    if pasted.url_word is not None:
        for variable in pasted.url_word.unset:
            yield Slip("unset-variable", {"name": variable, "place": "URL"})


def _key_like(value: str) -> bool:
    return value.lower() not in ("bearer", "basic") and len(value) >= 8 and " " not in value


# --- body ---------------------------------------------------------------------------------------------


def _body(pasted: Pasted) -> Iterator[Slip]:
    if not path_of(pasted.url).rstrip("/").endswith(POSTED) and not pasted.body.lstrip().startswith(("{", "“")):
        return
    kind = (pasted.header("content-type") or "").partition(";")[0].strip().lower()
    if kind == "application/x-www-form-urlencoded" and not any(n.lower() == "content-type" for n, _ in pasted.headers):
        yield Slip("no-content-type")
    elif kind and "json" not in kind:
        yield Slip("other-content-type", {"type": kind})
    for part in pasted.parts:
        for name in (*part.word.filled, *part.word.unset):
            yield Slip("dollar-in-body", {"name": name})
    if any(slip.kind == "no-file" for slip in pasted.slips):
        return
    value, found, _ = loose.read(pasted.body)
    bare = next((slip for slip in found if slip.kind == "bare-key"), None)
    if bare is not None and "'" not in {part.word.quote for part in pasted.parts}:
        yield Slip("quotes-eaten", bare.facts, bare.line, bare.column)
        found = tuple(slip for slip in found if slip.kind not in ("bare-key", "invalid-json"))
    yield from found
    if isinstance(value, dict):
        yield from _fields(pasted, value)
    elif value is not None:
        yield Slip("not-an-object")


def _fields(pasted: Pasted, body: dict[str, Any]) -> Iterator[Slip]:
    path = path_of(pasted.url).rstrip("/")
    extra = body.get("extra_body")
    if "extra_body" in body:
        names = ", ".join(extra) if isinstance(extra, dict) else "…"
        yield Slip("extra-body", {"names": names})
    yield from _thinking(pasted, body, extra if isinstance(extra, dict) else {})
    if path.endswith(POSTED) and not body.get("model"):
        yield Slip("no-model")
    if path.endswith(CHAT) and "messages" not in body:
        instead = next((f' but "{name}"' for name in ("message", "prompt", "input") if name in body), "")
        yield Slip("no-messages", {"instead": instead})
    for name, value in body.items():
        if isinstance(value, str) and (name in _NUMBERS or name in _SWITCHES):
            yield Slip(
                "wrong-type",
                {"field": name, "value": f'"{value}"'[:40], "wanted": NUMBER if name in _NUMBERS else SWITCH},
            )
        if name not in FIELDS and name != "message":
            near = get_close_matches(name, FIELDS, 1, 0.85)
            if near and near[0] not in body:
                yield Slip("misspelt-field", {"field": name[:40], "near": near[0]})
    if body.get("stream") is True:
        if re.match(r"\|\s*(?:jq|python)", pasted.line.rest):
            yield Slip("stream-into", {"rest": pasted.line.rest[:40]})
        elif "no-buffer" not in pasted.flags:
            yield Slip("no-buffer")


def _thinking(pasted: Pasted, body: dict[str, Any], extra: dict[str, Any]) -> Iterator[Slip]:
    messages = body.get("messages")
    inside = (
        [m for m in messages if isinstance(m, dict) and "enable_thinking" in m] if isinstance(messages, list) else []
    )
    if re.search(r"dashscope|siliconflow", pasted.url) and "enable_thinking" in body:
        return
    for place, holder in ((IN_EXTRA, extra), (AT_TOP, body), (INSIDE_MESSAGE, inside[0] if inside else {})):
        if "enable_thinking" in holder:
            value = "false" if holder["enable_thinking"] in (False, "false", "False") else "true"
            yield Slip("enable-thinking", {"where": place, "value": value})
            return
