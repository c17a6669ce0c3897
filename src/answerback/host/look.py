"""A look at this machine: who holds a port and on which address, which LLM servers run, and whether they listen yet.

It answers the ask `Look(port)` for checks, and only when the service's host is this machine.
"""

from __future__ import annotations

import os
import socket
import threading
from pathlib import Path

import msgspec

from answerback.host import nvml, processes
from answerback.host.burden import Burden, measure
from answerback.server import host_of
from answerback.values.asks import Look
from answerback.values.exchange import Exchange, Piece, Request
from answerback.values.target import Setting

RESOLVE_S = 1.0
"""Longest wait for a host name; libcurl has usually just resolved it."""


class Listener(msgspec.Struct, frozen=True):
    """A TCP port that some process listens on."""

    port: int
    addresses: tuple[str, ...]
    pid: int | None = None
    command: str = ""
    product: str = ""
    """Name of the server that the process is, or empty."""


class View(msgspec.Struct, frozen=True):
    """What this machine shows."""

    port: int
    host: str
    holders: tuple[Listener, ...] = ()
    """Who listens on the port, on any address."""
    servers: tuple[processes.Found, ...] = ()
    listening: tuple[int, ...] = ()
    """Every port that is listened on."""
    addresses: tuple[str, ...] = ()
    """What the host name stands for."""
    container: bool = False
    """This program itself runs in a container: its localhost is not the host's."""
    gpus: tuple[str, ...] = ()
    burden: Burden | None = None
    """What weighs on this machine and its servers."""
    environment: dict[str, str] = {}
    """Settings of servers among our own environment variables."""


def exchange(number: int, ask: Look, setting: Setting) -> Exchange:
    """Return the look as an exchange: status 200 and a JSON `View`, or status 0 for another machine."""
    host = host_of(setting.base)
    addresses = resolve(host)
    request = Request("LOOK", "")
    if not is_local(addresses):
        return Exchange(number, ask, request)
    body = msgspec.json.encode(view(ask.port, host, addresses))
    return Exchange(number, ask, request, status=200, pieces=(Piece(0, body),))


def view(port: int, host: str = "localhost", addresses: tuple[str, ...] = ("127.0.0.1",)) -> View:
    """Return what this machine shows about a port."""
    listeners = processes.listeners()
    servers = processes.servers(listeners)
    gpus = nvml.gpus()
    return View(
        port=port,
        host=host,
        holders=_holders(port, listeners, servers),
        servers=tuple(servers),
        listening=tuple(sorted({found.port for found in listeners})),
        addresses=addresses,
        container=in_container(),
        gpus=tuple(gpu.name for gpu in gpus),
        burden=measure(servers, gpus),
        environment=processes.settings(os.environ),
    )


def _holders(port: int, listeners: list[processes.Socket], servers: list[processes.Found]) -> tuple[Listener, ...]:
    """Return one entry per process that listens on the port, with all its addresses."""
    addresses: dict[int | None, list[str]] = {}
    for listener in listeners:
        if listener.port == port:
            addresses.setdefault(listener.pid, []).append(listener.address)
    products = {pid: server.product for server in servers for pid in server.pids}
    return tuple(
        Listener(port, tuple(dict.fromkeys(bound)), pid, processes.command(pid), products.get(pid or 0, ""))
        for pid, bound in addresses.items()
    )


def resolve(host: str) -> tuple[str, ...]:
    """Return the IP addresses of a host name; empty when it does not resolve in time."""
    if not host:
        return ()
    out: list[str] = []

    def ask() -> None:
        try:
            out.extend(str(info[4][0]) for info in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError):
            return

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(RESOLVE_S)
    return tuple(dict.fromkeys(out))


def is_local(addresses: tuple[str, ...]) -> bool:
    """Whether any of the addresses belongs to this machine."""
    import ipaddress

    own: set[str] | None = None
    for text in addresses:
        address = ipaddress.ip_address(text.partition("%")[0])
        if address.is_loopback or address.is_unspecified:
            return True
        own = own if own is not None else processes.own_addresses()
        if str(address) in own:
            return True
    return False


def in_container() -> bool:
    """Whether this program runs in a container, by the marks that Docker, Podman and Kubernetes leave."""
    if Path("/.dockerenv").exists() or Path("/run/.containerenv").exists() or "KUBERNETES_SERVICE_HOST" in os.environ:
        return True
    try:
        groups = Path("/proc/1/cgroup").read_text()
    except OSError:
        return False
    return any(mark in groups for mark in ("docker", "kubepods", "containerd", "libpod"))
