"""The command as it should have been: written for the same shell, with the key as a variable."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from answerback.pasted.command import Pasted
from answerback.pasted.shell import Shell
from answerback.pasted.slips import Slip
from answerback.pasted.weigh import AT_TOP, CHAT, body_of, path_of
from answerback.render.curl import quoted
from answerback.wire.redact import SECRET_HEADERS, Redactor

_JOINERS = {Shell.POSIX: " \\\n  ", Shell.CMD: " ^\n  ", Shell.POWERSHELL: " `\n  "}
_KEPT = ("insecure", "location", "get", "head", "ipv4", "ipv6", "compressed")
_KEPT_VALUES = {"max-time": "--max-time", "connect-timeout": "--connect-timeout", "proxy": "-x", "noproxy": "--noproxy"}


def command(pasted: Pasted, slips: Sequence[Slip], redactor: Redactor) -> str:
    """Return the corrected command; empty where too little is known for one."""
    kinds = {slip.kind for slip in slips}
    if kinds & {"no-url", "bad-url"}:
        return ""
    shell = pasted.line.shell
    quote = quoted if shell is Shell.POSIX else _for_cmd if shell is Shell.CMD else _for_powershell
    value = body(pasted, slips)
    streams = isinstance(value, dict) and value.get("stream") is True
    flags = "-sS" + ("N" if streams else "")
    parts = [f"{'curl' if shell is Shell.POSIX else 'curl.exe'} {flags} {quote(redactor.text(url(pasted, slips)))}"]
    parts += _options(pasted, redactor, quote)
    parts += [f"-H {_header(name, text, pasted, shell)}" for name, text in _headers(pasted, kinds)]
    before = ""
    file = next((part.file for part in pasted.parts if part.file and part.file != "-"), "")
    if file and not kinds & {"invalid-json"} and value == body_of(pasted):
        parts.append(f"--data-binary {quote('@' + file)}")
    elif value is not None:
        text = json.dumps(value, ensure_ascii=shell is not Shell.POSIX)
        if shell is Shell.POWERSHELL:  # no version of it hands quotes to a program in the same way; a pipe is safe
            before, text = f"{_for_powershell(text)} | ", "@-"
            parts.append(f"--data-binary {_for_powershell(text)}")
        else:
            parts.append(f"-d {quote(text) if shell is Shell.POSIX else _json_for_cmd(text)}")
    elif pasted.has_body and pasted.verb == "POST":
        parts.append(f"-d {quote(redactor.text(pasted.body))}")
    return before + _JOINERS[shell].join(parts)


def url(pasted: Pasted, slips: Sequence[Slip]) -> str:
    """Return the URL that was meant."""
    facts = {slip.kind: slip.facts for slip in slips}
    found = pasted.url if "://" in pasted.url else f"http://{pasted.url}"
    path = path_of(found)
    root, _, query = found.partition("?")
    root = root[: len(root) - len(path)] if path else root
    if works := (facts.get("wrong-path") or facts.get("wrong-scheme", {})).get("works"):
        return str(works)
    while "/v1/v1" in path:
        path = path.replace("/v1/v1", "/v1")
    if near := facts.get("misspelt-path", facts.get("no-endpoint", {})).get("near"):
        kept = path[: path.find("/v1")] if "/v1/" in path else ""
        path = kept + (near if near.startswith("/v1") else f"/v1{near}")
    return root + path.rstrip("/") + (f"?{query}" if query else "")


def body(pasted: Pasted, slips: Sequence[Slip]) -> Any:
    """Return the body's value that was meant; None where there is none or it cannot be read."""
    value = body_of(pasted)
    if not isinstance(value, dict):
        return value
    value = dict(value)
    extra = value.pop("extra_body", None)
    if isinstance(extra, dict):
        value = {**value, **extra}
    facts = {slip.kind: slip.facts for slip in slips}
    if "enable-thinking" in facts:
        value = _thinking(value, at_top=facts["enable-thinking"]["where"] is AT_TOP)
    if "misspelt-field" in facts:
        wrong = {s.facts["field"]: s.facts["near"] for s in slips if s.kind == "misspelt-field"}
        value = {wrong.get(name, name): item for name, item in value.items()}
    for slip in slips:
        if slip.kind == "wrong-type" and slip.facts["field"] in value:
            value[slip.facts["field"]] = _typed(value[slip.facts["field"]])
    if "no-messages" in facts and path_of(pasted.url).rstrip("/").endswith(CHAT):
        said = next(
            (value.pop(name) for name in ("message", "prompt", "input") if isinstance(value.get(name), str)), None
        )
        value["messages"] = [{"role": "user", "content": said}] if said else value.pop("message", [])
    if "wrong-model" in facts:
        value["model"] = facts["wrong-model"]["nearest"]
    if "stream-into" in facts:
        value.pop("stream", None)
    return value


def _thinking(value: dict[str, Any], *, at_top: bool) -> dict[str, Any]:
    wanted = value.pop("enable_thinking", None)
    turns = value.get("messages")
    if isinstance(turns, list):
        cleaned = []
        for turn in turns:
            if isinstance(turn, dict) and "enable_thinking" in turn:
                wanted = turn["enable_thinking"] if wanted is None else wanted
                turn = {name: item for name, item in turn.items() if name != "enable_thinking"}
            cleaned.append(turn)
        value["messages"] = cleaned
    inner = value.get("chat_template_kwargs")
    wanted = wanted not in (False, "false", "False")
    return {**value, "chat_template_kwargs": {**(inner if isinstance(inner, dict) else {}), "enable_thinking": wanted}}


def _typed(value: Any) -> Any:
    text = str(value).strip()
    if text.lower() in ("true", "false"):
        return text.lower() == "true"
    try:
        return float(text) if re.search(r"[.eE]", text) else int(text)
    except ValueError:
        return value


def _options(pasted: Pasted, redactor: Redactor, quote: Any) -> list[str]:
    flags = pasted.flags
    out = [f"--{name}" for name in _KEPT if name in flags]
    out += [f"{short} {quote(redactor.text(flags[name]))}" for name, short in _KEPT_VALUES.items() if name in flags]
    if "user" in flags:
        out.append(f"-u {quote(flags['user'].partition(':')[0] + ':$PASSWORD')}")
    if pasted.method and pasted.method not in ("GET", "POST"):
        out.append(f"-X {quote(pasted.method)}")
    return out


def _headers(pasted: Pasted, kinds: set[str]) -> list[tuple[str, str]]:
    """Return the headers that were meant."""
    out = [(name, value) for name, value in pasted.headers if value]
    if pasted.has_body and (pasted.json or kinds & {"no-content-type", "other-content-type"}):
        out = [(name, value) for name, value in out if name.lower() != "content-type"]
        out.append(("Content-Type", "application/json"))
    return out


def _header(name: str, value: str, pasted: Pasted, shell: Shell) -> str:
    """Return a quoted header; a key is shown as the variable that held it, or should."""
    if name.lower() not in SECRET_HEADERS:
        text = f"{name}: {value}"
        return quoted(text) if shell is Shell.POSIX else f'"{text}"'
    word = next(
        (w for (n, v), w in zip(pasted.headers, pasted.header_words, strict=True) if n == name and v == value), None
    )
    variables = [*word.filled, *word.unset, *word.literal] if word is not None else []
    shown = _variable(variables[0] if variables else _usual(name), shell)
    bearer = "Bearer " if name.lower() == "authorization" and not value.lower().startswith("basic") else ""
    return f'"{name}: {bearer}{shown}"'


def _usual(name: str) -> str:
    return "OPENAI_API_KEY" if name.lower() in ("authorization", "api-key", "x-api-key") else "SECRET"


def _variable(name: str, shell: Shell) -> str:
    return {Shell.POSIX: f"${name}", Shell.CMD: f"%{name}%", Shell.POWERSHELL: f"$env:{name}"}[shell]


def _for_cmd(text: str) -> str:
    return '"' + text.replace('"', '\\"') + '"'


def _json_for_cmd(text: str) -> str:
    """Return JSON in double quotes; what cmd would read as an operator becomes a JSON escape."""
    return _for_cmd(re.sub(r"[&|<>^%!]", lambda m: f"\\u{ord(m[0]):04x}", text))


def _for_powershell(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
