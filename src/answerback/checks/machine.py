"""What this machine tells of a service that runs on it, picked from a `Look`. Pure."""

from __future__ import annotations

import ipaddress
from collections.abc import Generator, Mapping
from typing import Any
from urllib.parse import urlsplit

import msgspec

from answerback.checks.probes import MODELS
from answerback.values.asks import Look
from answerback.values.target import Setting
from answerback.wire.openai import Reading

FORWARDERS = (
    "docker-proxy",
    "rootlessport",
    "slirp4netns",
    "pasta",
    "kube-proxy",
    "ssh",
    "sshd",
    "gvproxy",
    "wslrelay",
)
"""Programs that hold a port for a service elsewhere, mostly in a container of this machine."""
GB = 1 << 30


class Local(msgspec.Struct, frozen=True):
    """The service's process and its machine, as `host.burden` weighs them (their JSON)."""

    service: dict[str, Any]
    machine: dict[str, Any]
    container: bool
    """We are in a container: NVML's pids are not ours."""

    def size(self, name: str) -> float | None:
        """Return a figure of the service, None where the system does not tell."""
        value = self.service.get(name)
        return float(value) if isinstance(value, int | float) else None

    def limit(self, name: str) -> float | None:
        """Return a limit of its control group, None where nothing is limited."""
        value = (self.service.get("limits") or {}).get(name)
        return float(value) if isinstance(value, int | float) else None

    @property
    def gpus(self) -> list[dict[str, Any]]:
        """The machine's GPUs."""
        return list(self.machine.get("gpus") or ())

    @property
    def pids(self) -> frozenset[int]:
        """The service's processes."""
        return frozenset(self.service.get("pids") or ())

    def flag(self, *names: str) -> tuple[str, str] | None:
        """Return a flag as it stands in the command line, and its value; of several the last one, as servers take it.

        Names in capitals are variables of its environment, which count where no flag is given.
        """
        line: list[str] = [str(word) for word in self.service.get("arguments") or ()]
        found: tuple[str, str] | None = None
        for position, word in enumerate(line):
            name, equals, value = word.partition("=")
            if name in names:
                after = line[position + 1] if position + 1 < len(line) else ""
                found = (word, value) if equals else (f"{word} {after}", after)
        environment: Mapping[str, str] = self.service.get("environment") or {}
        variable = next((name for name in names if name.isupper() and name in environment), None)
        if found is None and variable is not None:
            return f"{variable}={environment[variable]}", str(environment[variable])
        return found


def local(setting: Setting) -> Generator[Any, Any, Local | None]:
    """Look at this machine; None where the service does not run here, or cannot be told from others."""
    models: Reading = yield MODELS
    if models.exchange.proxy or not _near(models.exchange.address):
        return None
    parts = urlsplit(setting.base)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    look: Reading = yield Look(port=port, alone=True)  # it takes a tenth of a second, in which nothing may be timed
    if not look.ok or not isinstance(look.json, dict):
        return None
    return pick(look.json, setting.server, port)


def pick(view: dict[str, Any], product: str, port: int) -> Local | None:
    """Return the server on that port, or behind a forwarder on it the only one of the recognised product."""
    machine = view.get("burden")
    if not isinstance(machine, dict):
        return None
    services = [one for one in machine.get("services") or () if isinstance(one, dict)]
    found = [one for one in services if port in (one.get("listens") or ())]
    holders = [_program(h) for h in view.get("holders") or ()]
    if not found and all(name in FORWARDERS for name in holders if name):
        found = [one for one in services if product and one.get("product") == product]
    if len(found) != 1:
        return None
    return Local(found[0], machine, bool(view.get("container")))


def _near(address: str) -> bool:
    """Whether an address that answered may be this machine's: loopback or private."""
    text = address.rpartition(":")[0].strip("[]").partition("%")[0]
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return False
    return found.is_loopback or found.is_private


def gigabytes(size: float) -> float:
    """Return bytes as GB, for people."""
    return round(size / GB, 1)


def _program(holder: dict[str, Any]) -> str:
    """Return the name of the program that holds a port."""
    return str(holder.get("command") or "").partition(" ")[0].replace("\\", "/").rpartition("/")[2]
