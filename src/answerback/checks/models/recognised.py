"""Which product is behind the URL, and in which version."""

from __future__ import annotations

from typing import Any

import msgspec

from answerback import server
from answerback.check import Check, Steps
from answerback.checks.connection.reached import Reached
from answerback.checks.models.listed import ModelsListed
from answerback.checks.probes import MODELS
from answerback.server import Clues
from answerback.values.asks import Get
from answerback.values.target import SMOKE, Setting
from answerback.values.text import Text
from answerback.wire.openai import Reading

CONTROL = "/answerback-control-probe"
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
        best = _best(Clues(models, {}, wildcard=False))
        if self.setting.level <= SMOKE:
            return self.ok(**best)
        control: Reading = yield Get(path=CONTROL, wait_s=5)
        wanted = _pages(best["server"])
        heard: list[Reading] = yield tuple(Get(path=path, wait_s=5) for path in wanted)
        pages = {path: reading for path, reading in zip(wanted, heard, strict=True) if not _same(reading, control)}
        return self.ok(**_best(Clues(models, pages, wildcard=control.ok, others=(control,))))

    def settle(self, setting: Setting, facts: dict[str, Any]) -> Setting:
        """Everything after this knows the product."""
        return msgspec.structs.replace(
            setting, server=facts["server"], version=facts["version"], confidence=facts["confidence"]
        )


def _pages(known: str) -> tuple[str, ...]:
    """Return the paths worth a request: those of the server that the list already names, else all."""
    kinds = [kind for kind in server.load() if kind.name == known] or list(server.load())
    return tuple(dict.fromkeys(path for kind in kinds for path in kind.looks_at))


def _same(reading: Reading, control: Reading) -> bool:
    """Whether a page is answered just like a path that does not exist."""
    return reading.ok and control.ok and reading.text == control.text


def _best(clues: Clues) -> dict[str, str]:
    sightings = [(seen, kind) for kind in server.load() if (seen := kind.recognise(clues)) is not None]
    if not sightings:
        return {"server": "", "version": "", "confidence": ""}
    seen, kind = min(sightings, key=lambda pair: (pair[0].confidence.rank, pair[1].name))
    return {"server": kind.name, "version": seen.version, "confidence": str(seen.confidence)}
