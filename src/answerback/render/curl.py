"""One curl command that repeats an exchange, to be pasted into a POSIX shell. Keys stay `$VARIABLE`."""

from __future__ import annotations

import re

from answerback.values.pattern import lazy
from answerback.values.report import Trace

_VARIABLE = lazy(r"\$[A-Z][A-Z0-9_]*\b")
_CONTROL = lazy(r"[\x00-\x08\x0b-\x1f\x7f]")
_REPEATED = lazy(r"([^\n]{4,400}?)\1{3,}")
LONG = 700
"""Characters of a body beyond which repetition is folded."""
_TIMEOUTS = frozenset({"no_first_byte", "stalled", "connect_timeout"})


def command(trace: Trace, joiner: str = " \\\n  ") -> str:
    """Return the command for a trace; `joiner` stands between its parts."""
    if trace.method == "LOOK" or not trace.url:
        return ""
    parts = ["curl" + _switches(trace) + " " + quoted(trace.url)]
    body = bool(trace.body)
    if trace.method not in ("GET", "POST") or (trace.method == "POST" and not body):
        parts.append(f"-X {quoted(trace.method)}")
    parts += [f"-H {_header(name, value)}" for name, value in trace.headers]
    if trace.encoding:
        parts.append(f"-H {quoted(f'Accept-Encoding: {trace.encoding}')}")
    pipe = ""
    if trace.cut:
        parts.append(f"--data-binary @exchange-{trace.number:03}.request.body")
    elif body and _CONTROL.search(trace.body):
        pipe = f"printf '%b' {quoted(_octal(trace.body))} | "
        parts.append("--data-binary @-")
    elif body and trace.body.startswith("@"):
        parts.append(f"--data-raw {quoted(trace.body)}")
    elif body:
        parts.append(f"-d {_short(trace.body)}")
    line = pipe + joiner.join(parts)
    return line + f" | head -n {2 * trace.hang_up}" if trace.hang_up else line


def _switches(trace: Trace) -> str:
    out = " -sS"
    if trace.kind == "hangup" or any(name == "Accept" and "event-stream" in value for name, value in trace.headers):
        out += "N"
    if not trace.hang_up:
        out += "i"
    if trace.insecure:
        out += " -k"
    if trace.direct:
        out += " --noproxy '*'"
    if trace.ip:
        out += f" -{trace.ip}"
    if trace.failure is not None and trace.failure.kind in _TIMEOUTS:
        seconds = max(1, round(trace.phases.end_s))
        out += f" --connect-timeout {seconds}" if trace.failure.kind == "connect_timeout" else f" -m {seconds}"
    return out


def _header(name: str, value: str) -> str:
    """Return a quoted header: double quotes where a variable must be filled in by the shell."""
    if not _VARIABLE.search(value):
        return quoted(f"{name}: {value}")
    out, position = [], 0
    for match in _VARIABLE.finditer(value):
        out += [_escaped(value[position : match.start()]), match.group()]
        position = match.end()
    return f'"{_escaped(name)}: {"".join(out)}{_escaped(value[position:])}"'


def _escaped(text: str) -> str:
    return re.sub(r'([\\"$`])', r"\\\1", text)


def quoted(text: str) -> str:
    """Return the text in single quotes for a POSIX shell (bare where nothing needs them)."""
    if re.fullmatch(r"[A-Za-z0-9_./:@%+=,-]+", text):
        return text
    return "'" + text.replace("'", "'\\''") + "'"


def _short(body: str) -> str:
    """Return the quoted body; what repeats in a long one is left to the shell to repeat."""
    found = _REPEATED.search(body) if len(body) > LONG else None
    if found is None:
        return quoted(body)
    unit, whole = found.group(1), found.group()
    times = len(whole) // len(unit)
    form = unit.replace("\\", "\\\\").replace("%", "%%")
    made = f'"$(printf {quoted(form + "%.0s")} $(seq {times}))"'
    return quoted(body[: found.start()]) + made + quoted(body[found.end() :])


def _octal(text: str) -> str:
    """Return the text as `printf %b` reads it: every byte that needs it as an octal escape."""
    out = []
    for byte in text.encode():
        char = chr(byte)
        out.append(char if 32 <= byte < 127 and char != "\\" else f"\\0{byte:03o}")
    return "".join(out)
