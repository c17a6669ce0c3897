"""One exchange again with the official SDKs: Python (`openai`) and JavaScript (`openai`). Keys stay in the environment.

What an SDK cannot send (a broken body, another method) goes through what it stands on: httpx, `fetch`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from answerback.render import curl
from answerback.values.pattern import lazy
from answerback.values.report import Trace

CHAT, MODELS = "/chat/completions", "/models"
_VARIABLE = lazy(r"\$([A-Z][A-Z0-9_]*)\b")
KNOWN = frozenset({
    "messages", "model", "audio", "frequency_penalty", "function_call", "functions", "logit_bias", "logprobs",
    "max_completion_tokens", "max_tokens", "metadata", "modalities", "n", "parallel_tool_calls", "prediction",
    "presence_penalty", "reasoning_effort", "response_format", "seed", "service_tier", "stop", "store", "stream",
    "stream_options", "temperature", "tool_choice", "tools", "top_logprobs", "top_p", "user",
})  # fmt: skip
"""Arguments of `chat.completions.create` in openai-python; any other field has to go into `extra_body`."""
_AUTOMATIC = frozenset({"content-type", "accept", "authorization", "accept-encoding"})


def python(trace: Trace) -> str:
    """Return Python that repeats the exchange; empty for what is no request."""
    return _write(trace, _Python())


def javascript(trace: Trace) -> str:
    """Return JavaScript (a module, for Node) that repeats the exchange; empty for what is no request."""
    return _write(trace, _JavaScript())


def shell(trace: Trace) -> str:
    """Return the curl command that repeats the exchange; empty for what is no request."""
    return curl.command(trace)


LANGUAGES: dict[str, Callable[[Trace], str]] = {"curl": shell, "python": python, "javascript": javascript}


def _write(trace: Trace, writer: _Python | _JavaScript) -> str:
    if trace.method == "LOOK" or not trace.url:
        return ""
    body = _body(trace)
    path = trace.url.partition("?")[0]
    bearer = next((v for n, v in trace.headers if n == "Authorization" and v.startswith("Bearer ")), "")
    other = any(n == "Authorization" and not v.startswith("Bearer ") for n, v in trace.headers)
    plain = not (trace.insecure or trace.direct or trace.ip or trace.encoding or other)
    headers = {n: v for n, v in trace.headers if n.lower() not in _AUTOMATIC}
    if plain and trace.method == "POST" and path.endswith(CHAT) and _is_chat(body):
        return writer.chat(path.removesuffix(CHAT), bearer[7:], headers, body, trace.hang_up)
    if plain and trace.method == "GET" and path.endswith(MODELS) and path == trace.url:
        return writer.models(path.removesuffix(MODELS), bearer[7:], headers)
    return writer.raw(trace)


def _body(trace: Trace) -> Any:
    try:
        return json.loads(trace.body) if trace.body and not trace.cut else None
    except (ValueError, RecursionError):
        return None


def _is_chat(body: Any) -> bool:
    """Whether the SDK would send it: it insists on a list of messages."""
    return isinstance(body, dict) and isinstance(body.get("messages"), list) and isinstance(body.get("model"), str)


class _Python:
    """Writes Python."""

    def chat(self, base: str, key: str, headers: dict[str, str], body: dict[str, Any], hang_up: int) -> str:
        known = {name: value for name, value in body.items() if name in KNOWN}
        extra = {name: value for name, value in body.items() if name not in KNOWN}
        lines = [*self._client(base, key, headers), "answer = client.chat.completions.create("]
        lines += [f"    {name}={value!r}," for name, value in known.items()]
        lines += (
            [f"    extra_body={extra!r},  # what the SDK does not know goes on the wire as it stands"] if extra else []
        )
        lines.append(")")
        if body.get("stream") is True and hang_up:
            lines += [
                f"for number, chunk in zip(range({hang_up}), answer):",
                "    print(number, chunk)",
                "answer.close()",
            ]
        elif body.get("stream") is True:
            lines += ["for chunk in answer:", "    print(chunk)"]
        else:
            lines.append("print(answer)")
        return "\n".join(lines)

    def models(self, base: str, key: str, headers: dict[str, str]) -> str:
        return "\n".join([*self._client(base, key, headers), "print(client.models.list())"])

    def _client(self, base: str, key: str, headers: dict[str, str]) -> list[str]:
        value = self.value(key) if key else '"none"'
        more = f", default_headers={self._headers(headers)}" if headers else ""
        imports = ["import os", ""] if "os.environ" in value + more else []
        made = f"client = OpenAI(base_url={base!r}, api_key={value}, max_retries=0{more})"
        return [*imports, "from openai import OpenAI", "", made]

    def value(self, text: str) -> str:
        """Return a text as an expression; `$NAME` becomes the variable."""
        found = _VARIABLE.search(text)
        if found is None:
            return repr(text)
        if found[0] == text:
            return f'os.environ["{found[1]}"]'
        escaped = text.replace("{", "{{").replace("}", "}}").replace("\\", "\\\\").replace('"', '\\"')
        return 'f"' + _VARIABLE.sub(lambda m: f"{{os.environ['{m[1]}']}}", escaped) + '"'

    def _headers(self, headers: dict[str, str]) -> str:
        return "{" + ", ".join(f"{name!r}: {self.value(value)}" for name, value in headers.items()) + "}"

    def raw(self, trace: Trace) -> str:
        headers = dict(trace.headers) | ({"Accept-Encoding": trace.encoding} if trace.encoding else {})
        lines = ["import os", ""] if any(_VARIABLE.search(v) for v in headers.values()) else []
        lines += ["import httpx", "", f"client = httpx.Client({', '.join(_client_options(trace))})"]
        content = ""
        if trace.cut:
            lines.append(f'body = open("exchange-{trace.number:03}.request.body", "rb").read()')
            content = ", content=body"
        elif trace.body:
            content = f", content={trace.body!r}.encode()"
        lines.append(
            f"answer = client.request({trace.method!r}, {trace.url!r}, headers={self._headers(headers)}{content})"
        )
        lines.append("print(answer.status_code, answer.text)")
        return "\n".join(lines)


def _client_options(trace: Trace) -> list[str]:
    out = ["verify=False"] if trace.insecure else []
    if trace.direct:
        out.append("trust_env=False")
    if trace.ip:
        local = "0.0.0.0" if trace.ip == 4 else "::"
        out.append(f"transport=httpx.HTTPTransport(local_address={local!r})")
    return [*out, "timeout=75"]


class _JavaScript:
    """Writes JavaScript."""

    def chat(self, base: str, key: str, headers: dict[str, str], body: dict[str, Any], hang_up: int) -> str:
        lines = [*self._client(base, key, headers), "const answer = await client.chat.completions.create({"]
        lines += [f"  {_name(name)}: {_js(value)}," for name, value in body.items()]
        lines.append("});")
        if body.get("stream") is True and hang_up:
            lines += ["let left = " + str(hang_up) + ";", "for await (const chunk of answer) {"]
            lines += ["  console.log(JSON.stringify(chunk));", "  if (--left === 0) break;", "}"]
        elif body.get("stream") is True:
            lines.append("for await (const chunk of answer) console.log(JSON.stringify(chunk));")
        else:
            lines.append("console.log(JSON.stringify(answer, null, 2));")
        return "\n".join(lines)

    def models(self, base: str, key: str, headers: dict[str, str]) -> str:
        listing = "for await (const model of client.models.list()) console.log(model.id);"
        return "\n".join([*self._client(base, key, headers), listing])

    def _client(self, base: str, key: str, headers: dict[str, str]) -> list[str]:
        more = f", defaultHeaders: {self._headers(headers)}" if headers else ""
        value = self.value(key) if key else '"none"'
        made = f"const client = new OpenAI({{ baseURL: {_js(base)}, apiKey: {value}, maxRetries: 0{more} }});"
        return ['import OpenAI from "openai";', "", made]

    def value(self, text: str) -> str:
        """Return a text as an expression; `$NAME` becomes the variable."""
        found = _VARIABLE.search(text)
        if found is None:
            return _js(text)
        if found[0] == text:
            return f"process.env.{found[1]}"
        escaped = text.replace("\\", "\\\\").replace("`", "\\`").replace("${", "\\${")
        return "`" + _VARIABLE.sub(lambda m: f"${{process.env.{m[1]}}}", escaped) + "`"

    def _headers(self, headers: dict[str, str]) -> str:
        return "{ " + ", ".join(f"{_js(name)}: {self.value(value)}" for name, value in headers.items()) + " }"

    def raw(self, trace: Trace) -> str:
        headers = dict(trace.headers) | ({"Accept-Encoding": trace.encoding} if trace.encoding else {})
        lines = ['process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0";'] if trace.insecure else []
        body = _js(trace.body)
        if trace.cut:
            lines = ['import { readFileSync } from "node:fs";', "", *lines]
            body = f'readFileSync("exchange-{trace.number:03}.request.body")'
        lines.append(f"const answer = await fetch({_js(trace.url)}, {{")
        lines.append(f"  method: {_js(trace.method)},")
        lines.append(f"  headers: {self._headers(headers)}," if headers else "  headers: {},")
        lines += [f"  body: {body},"] if trace.body or trace.cut else []
        lines += ["});", "console.log(answer.status, await answer.text());"]
        return "\n".join(lines)


def _js(value: Any) -> str:
    """Return a JSON value as JavaScript; what would end a line or a script inside a text is escaped."""
    text = json.dumps(value, ensure_ascii=False)
    return re.sub("[\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]", lambda m: f"\\u{ord(m[0]):04x}", text)


def _name(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z_]\w*", name) else _js(name)
