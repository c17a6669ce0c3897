"""Processes and listening sockets of this machine, as psutil shows them; what may not be read is left out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from answerback import server
from answerback.server import Server

TELLING = 4
"""So many first words of a command line tell the program; what follows are its arguments."""
SHELLS = {"bash", "sh", "zsh", "fish", "dash", "sudo", "su", "ssh", "tmux", "screen", "watch", "timeout", "nohup"}
READERS = {"grep", "rg", "less", "tail", "head", "cat", "vi", "vim", "nano", "emacs", "code", "git", "make", "strace"}
REMOTES = {"docker", "kubectl", "podman", "journalctl", "curl"}
BYSTANDERS = frozenset(SHELLS | READERS | REMOTES)
"""Programs whose command line may mention a server without being one."""
SECRET_OPTION = re.compile(r"(?i)(key|token|secret|password)s?$")
SETTINGS = re.compile(
    r"^(?:(?:OLLAMA|VLLM|SGLANG|LLAMA_ARG|XINFERENCE|LITELLM)_[A-Z_]+|(?:CUDA|HIP)_VISIBLE_DEVICES|OMP_NUM_THREADS)$"
)


class Socket(msgspec.Struct, frozen=True):
    """A listening TCP socket."""

    address: str
    port: int
    pid: int | None


class Found(msgspec.Struct, frozen=True):
    """A server that runs here: its first process stands for all of them."""

    product: str
    title: str
    pid: int
    command: str
    wants: int | None
    """The port that its command line names, else its default."""
    pids: tuple[int, ...]
    listens: tuple[int, ...]
    """Ports that it listens on; empty while it still loads."""
    environment: dict[str, str] = {}
    """Its settings among the environment variables, as far as they may be read; no secrets."""
    readable: bool = False
    """Whether its environment may be read at all."""


def listeners() -> list[Socket]:
    """Return the listening TCP sockets; the owner's pid is missing where the system does not tell."""
    import psutil

    try:
        connections = psutil.net_connections(kind="tcp")
    except (psutil.Error, OSError, RuntimeError):
        connections = _one_by_one(psutil)
    return [
        Socket(str(c.laddr.ip), int(c.laddr.port), c.pid)
        for c in connections
        if c.status == psutil.CONN_LISTEN and c.laddr
    ]


def _one_by_one(psutil: Any) -> list[Any]:
    """Return the sockets of the processes that may be read (macOS shows no others to a normal user)."""
    out: list[Any] = []
    for process in psutil.process_iter():
        try:
            for c in process.net_connections(kind="tcp"):
                out.append(c._replace(pid=process.pid) if hasattr(c, "pid") else _Owned(c, process.pid))
        except (psutil.Error, OSError):
            continue
    return out


class _Owned:
    """A connection of a known process, which psutil hands out without its pid."""

    def __init__(self, connection: Any, pid: int) -> None:
        self.laddr, self.status, self.pid = connection.laddr, connection.status, pid


def servers(sockets: list[Socket]) -> list[Found]:
    """Return the known LLM servers that run here, helpers merged into the process that started them."""
    import psutil

    lines: dict[int, list[str]] = {}
    parents: dict[int, int] = {}
    for process in psutil.process_iter(["cmdline", "ppid", "status"]):
        line = process.info["cmdline"] or []
        parents[process.pid] = process.info["ppid"] or 0
        if line and process.info["status"] != psutil.STATUS_ZOMBIE:
            lines[process.pid] = [str(word) for word in line]
    kinds = {pid: kind for pid, line in lines.items() if (kind := which(line)) is not None}
    groups: dict[int, list[int]] = {}
    for pid in sorted(kinds):
        groups.setdefault(_first(pid, parents, kinds), []).append(pid)
    out = []
    for first, pids in groups.items():
        kind = kinds[first]  # a llama-server whose parent is Ollama is Ollama's
        listens = tuple(sorted({s.port for s in sockets if s.pid in pids}))
        whole = _environ(psutil, first)
        environment = settings(whole)
        wants = port_of(lines[first], environment) or (kind.ports[0] if kind.ports else None)
        out.append(
            Found(
                kind.name, kind.title, first, shown(lines[first]), wants, tuple(pids), listens, environment, bool(whole)
            )
        )
    return out


def _first(pid: int, parents: Mapping[int, int], kinds: Mapping[int, type[Server]]) -> int:
    """Return the oldest ancestor in an unbroken line of known servers (one wrapper in between is allowed)."""
    first, current = pid, parents.get(pid, 0)
    for _ in range(8):
        if current in kinds:
            first = current
        elif parents.get(current, 0) not in kinds:
            return first
        current = parents.get(current, 0)
    return first


def which(line: list[str]) -> type[Server] | None:
    """Return the server that a command line starts, or None."""
    program = Path(line[0]).name.lower()
    if program in BYSTANDERS or not line[0]:
        return None
    words = [Path(word).name if position < 2 and "/" in word else word for position, word in enumerate(line[:TELLING])]
    text = " ".join(words)
    whole = " ".join(line[:TELLING])
    for kind in server.load():
        fragments = kind.processes if kind.start else ()
        if any(fragment in text or (" " not in fragment and fragment in whole) for fragment in fragments):
            return kind
    return None


def port_of(line: list[str], environment: Mapping[str, str] | None = None) -> int | None:
    """Return the port that a command line asks for."""
    for position, word in enumerate(line):
        name, equals, value = word.partition("=")
        if name in ("--port", "--server-port", "-p"):
            text = value if equals else line[position + 1] if position + 1 < len(line) else ""
            if text.isdigit():
                return int(text)
    host = (environment or {}).get("OLLAMA_HOST", "")
    tail = host.rpartition(":")[2]
    return int(tail) if tail.isdigit() else None


def struck(line: list[str]) -> tuple[str, ...]:
    """Return a command line with its secrets struck out."""
    out, hide = [], False
    for word in line:
        name, equals, _ = word.partition("=")
        if hide and not word.startswith("-"):
            out.append("***")
            continue
        hide = bool(SECRET_OPTION.search(name)) and name.startswith("-")
        out.append(f"{name}=***" if hide and equals else word)
        hide = hide and not equals
    return tuple(out)


def shown(line: list[str]) -> str:
    """Return a command line for people: secrets struck out, cut to a readable length."""
    text = " ".join(struck(line))
    return text if len(text) <= 200 else text[:200] + "…"


def command(pid: int | None) -> str:
    """Return the command line of a process for people, or an empty string where it may not be read."""
    return shown(_line(pid)) if pid is not None else ""


def arguments(pid: int) -> tuple[str, ...]:
    """Return the whole command line of a process, secrets struck out; empty where it may not be read."""
    return struck(_line(pid))


def _line(pid: int) -> list[str]:
    import psutil

    try:
        return [str(word) for word in psutil.Process(pid).cmdline()]
    except (psutil.Error, OSError):
        return []


def settings(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the variables that set up a server, secrets left out."""
    return {
        name: value for name, value in environment.items() if SETTINGS.match(name) and not SECRET_OPTION.search(name)
    }


def _environ(psutil: Any, pid: int) -> dict[str, str]:
    try:
        return dict(psutil.Process(pid).environ())
    except (psutil.Error, OSError):
        return {}


def own_addresses() -> set[str]:
    """Return the IP addresses of this machine's interfaces."""
    import psutil

    return {str(a.address).partition("%")[0] for found in psutil.net_if_addrs().values() for a in found}
