"""Which product is behind the URL, and in which version."""

from __future__ import annotations

from typing import Any

import msgspec

from answerback import server
from answerback.check import Check, Steps
from answerback.checks.connection.reached import Reached
from answerback.checks.models.listed import ModelsListed
from answerback.checks.probes import MODELS
from answerback.server import Clues, Vendor, host_of
from answerback.values.asks import Get
from answerback.values.target import SMOKE, Setting
from answerback.values.text import Text
from answerback.wire.openai import Reading

CONTROL = "answerback-control-probe"
"""A path that no server has: one that answers 200 here answers 200 to anything (LM Studio does)."""


class Recognised(Check):
    """Recognition is never a broken promise: an unknown product is judged by the protocol alone."""

    promise = Text(en="The product behind the service is known.", zh="能识别服务背后的产品。")
    why = Text(
        en="Each product has its own dialect and its own flags; remedies name them exactly.",
        zh="每种产品有自己的方言和启动参数，修复建议需要精确到参数。",
    )
    level = SMOKE
    needs = (Reached,)
    after = (ModelsListed,)

    def run(self) -> Steps:
        """Read the list of models; beyond smoke, look at the pages by which servers tell themselves."""
        models: Reading = yield MODELS
        host = host_of(self.setting.base)
        best = _best(Clues(models, {}, wildcard=False, host=host))
        if self.setting.level <= SMOKE or _is_vendor(best["server"]):
            return self.ok(**best)
        root, slash = _root(self.setting.base)
        control: Reading = yield Get(path=slash + CONTROL, base=root, wait_s=5)
        clues = Clues(models, {}, wildcard=control.ok, host=host, control=control)
        wanted = _pages(_best(clues)["server"], clues, control)
        asks = tuple(Get(path=slash + path[1:], base=root, wait_s=5) for path in wanted)
        heard: list[Reading] = (yield asks) if asks else []
        pages = {path: reading for path, reading in zip(wanted, heard, strict=True) if not _same(reading, control)}
        return self.ok(**_best(msgspec.structs.replace(clues, pages=pages)))

    def settle(self, setting: Setting, facts: dict[str, Any]) -> Setting:
        """Everything after this knows the product."""
        return msgspec.structs.replace(
            setting, server=facts["server"], version=facts["version"], confidence=facts["confidence"]
        )


def _root(base: str) -> tuple[str | None, str]:
    """Return where a server's own pages lie, beside the `/v1` of the base, and how their paths begin.

    Behind a gateway that serves several services under prefixes, the root's pages are another product's.
    """
    parent = base.removesuffix("/v1")
    return (None, "/") if parent.count("/") <= 2 else (parent, "")


def _pages(known: str, clues: Clues, control: Reading) -> tuple[str, ...]:
    """Return the paths worth a request: all of the server that is known already, else the first of each that fits."""
    kind = server.named(known) if known else None
    if kind is not None:
        return kind.looks_at
    if control.failure is not None:
        return ()
    said = control.error.message if control.error is not None else control.text
    kinds = [kind for kind in server.load() if kind.looks_at and not (kind.owner and clues.cards)]
    fitting = [kind for kind in kinds if control.ok or _says(kind, said)]
    return tuple(dict.fromkeys(kind.looks_at[0] for kind in fitting))


def _says(kind: type[server.Server], said: str) -> bool:
    return said.strip() == kind.says_not_found


def _is_vendor(name: str) -> bool:
    kind = server.named(name) if name else None
    return kind is not None and issubclass(kind, Vendor)


def _same(reading: Reading, control: Reading) -> bool:
    """Whether a page is answered just like a path that does not exist."""
    return reading.ok and control.ok and reading.text == control.text


def _best(clues: Clues) -> dict[str, str]:
    sightings = [(seen, kind) for kind in server.load() if (seen := kind.recognise(clues)) is not None]
    if not sightings:
        return {"server": "", "version": "", "confidence": ""}
    seen, kind = min(sightings, key=lambda pair: (pair[0].confidence.rank, pair[1].name))
    return {"server": kind.name, "version": seen.version, "confidence": str(seen.confidence)}
