"""L08: the first request waits for the model to be loaded."""

from __future__ import annotations

from answerback.checks.chat.answers import Answers
from answerback.checks.load.alive import EngineAlive
from answerback.checks.load.warm import Warm
from answerback.checks.streaming.streams import Streams
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import Delay, When
from answerback.values.result import Confidence, Severity
from answerback.values.target import SMOKE
from answerback.values.text import Text


class ColdStart(Fault):
    """Right by design for products that load on demand; a fault when the first request fails for it."""

    code = "L08"
    title = Text(en="The first request waits for the model to load", zh="第一个请求要等模型加载")
    cause = Text(
        en="The first answer took {first} s, the next {second} s: the model is loaded on demand, or a replica started.",
        zh="第一次回答用了 {first} 秒，之后只要 {second} 秒：模型是按需加载的，或刚启动了副本。",
    )
    severity = Severity.INFO
    priority = 2
    level = SMOKE
    evidence = ("ollama docs/faq (keep_alive)",)
    yields_to = ("L01", "A21", "L17", "L18")
    seen_with = Delay(on=When(nth=1), first_s=20.0)
    remedy = {
        None: Remedy(
            Text(
                en="Keep at least one replica warm, and send a first request after each start.",
                zh="至少保留一个热副本，并在每次启动后先发一个请求预热。",
            )
        ),
        "ollama": Remedy(
            Text(
                en="Set `OLLAMA_KEEP_ALIVE=-1` (models are unloaded after 5 minutes), and preload with `ollama run "
                'NAME ""`.',
                zh='设置 `OLLAMA_KEEP_ALIVE=-1`（默认空闲 5 分钟就卸载），并用 `ollama run NAME ""` 预加载。',
            ),
            ("OLLAMA_KEEP_ALIVE=-1",),
        ),
        "lmstudio": Remedy(
            Text(en="Load the model beforehand: `lms load NAME`.", zh="提前加载模型：`lms load NAME`。"),
            ("lms load NAME",),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """Slow once; or so slow that our patience ended, while the next answer came at once."""
        if seen.failed(EngineAlive, "first-only"):
            seen.failed(Answers)
            seen.failed(Streams)
            facts = seen.facts(EngineAlive)
            return Diagnosis(
                Confidence.LIKELY, {"first": f">{facts['waited']}", "second": facts["seconds"]}, Severity.MAJOR
            )
        if seen.broke(Warm, "cold"):
            facts = seen.facts(Warm)
            return Diagnosis(Confidence.LIKELY, {"first": facts["first"], "second": facts["second"]})
        return None
