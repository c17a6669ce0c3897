"""Finds LLM services on this machine's usual ports, for a check without a URL."""

from __future__ import annotations

import socket

from answerback.checks.connection.reached import is_api
from answerback.values.asks import Auth, ListModels
from answerback.values.target import Setting, Target
from answerback.wire.curl import CurlWire
from answerback.wire.openai import Reading

USUAL_PORTS = (8000, 30000, 8080, 11434, 1234, 23333, 4000, 9997, 3000)
"""vLLM, SGLang, llama.cpp, Ollama, LM Studio, LMDeploy, LiteLLM, Xinference, TGI."""
WAIT_S = 2.0


def local_services() -> list[str]:
    """Return the URLs of the services found on this machine, usual ports first; no key is sent."""
    from answerback.host import processes

    sockets = processes.listeners()
    known = {port for found in processes.servers(sockets) for port in found.listens}
    bound: dict[int, str] = {}
    for listener in sockets:
        bound.setdefault(listener.port, _reachable(listener.address))
    ports = [p for p in USUAL_PORTS if p in bound or _open(p)] + sorted(known - set(USUAL_PORTS))
    urls = [f"http://{bound.get(port, '127.0.0.1')}:{port}" for port in ports]
    return [url for url, heard in zip(urls, _ask(urls), strict=True) if is_api(heard)]


def _reachable(address: str) -> str:
    """Return the address at which a local client reaches a socket bound to `address`."""
    if address in ("0.0.0.0", "::", ""):
        return "127.0.0.1"
    return f"[{address}]" if ":" in address else address


def _open(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.2)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _ask(urls: list[str]) -> list[Reading]:
    wire = CurlWire()
    for number, url in enumerate(urls):
        setting = Setting(Target(url, timeout_s=WAIT_S, connect_s=WAIT_S), f"{url}/v1")
        wire.start(number, ListModels(auth=Auth.NONE, direct=True), setting)
    heard: dict[int, Reading] = {}
    while done := wire.finished():
        heard.update({e.number: Reading(e) for e in done})
    wire.close()
    return [heard[number] for number in range(len(urls))]
