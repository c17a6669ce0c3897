"""How a load test goes on, on one line of a terminal's stderr. Written by the loop itself, a few times a second."""

from __future__ import annotations

import sys
import time

from answerback.bench.conduct import Conductor
from answerback.bench.histogram import MS
from answerback.bench.summary import number
from answerback.cli._levels import name
from answerback.cli._output import width
from answerback.render.layout import width_of
from answerback.values.text import Lang, Text

LINE = Text(
    en="{load}  {seconds} s{left}  ok {ok}  failed {failed}  under way {active}  TTFT p50 {ttft} ms  ITL p50 {itl} ms",
    zh="{load}  {seconds} 秒{left}  成功 {ok}  失败 {failed}  进行中 {active}  首 token {ttft} 毫秒  间隔 {itl} 毫秒",
)
ERASE = "\r\x1b[2K"


class Live:
    """Shows what is under way."""

    def __init__(self, conductor: Conductor, lang: Lang) -> None:
        self.conductor, self.lang = conductor, lang

    def show(self) -> None:
        """Write the line anew."""
        sys.stderr.write(ERASE + self.line(width()))
        sys.stderr.flush()

    def erase(self) -> None:
        """Take the line away."""
        sys.stderr.write(ERASE)
        sys.stderr.flush()

    def line(self, columns: int) -> str:
        """Return the line, no wider than the terminal."""
        if self.conductor.under_way is None:
            return ""
        driver, measure = self.conductor.under_way
        stage = driver.stage
        gone = (time.monotonic_ns() - driver.origin_ns) / 1e9
        left = f"/{stage.duration_s:g}" if stage.duration_s is not None else ""
        ttft, itl = (measure.spreads[name].at(0.5) for name in ("ttft", "itl"))
        total = f"/{stage.requests}" if stage.requests is not None else ""
        facts = {
            "load": name(stage, self.lang), "seconds": f"{gone:.0f}", "left": left, "ok": f"{driver.ok}{total}",
            "failed": driver.failed, "active": len(driver.flying), "ttft": number(ttft and ttft / MS),
            "itl": number(itl and itl / MS),
        }  # fmt: skip
        text = LINE.fill(self.lang, facts)
        while width_of(text) > columns - 1:
            text = text[:-1]
        return text
