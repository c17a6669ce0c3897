"""Judges each answer by the promises of `check` while load is on: fast but wrong is a result, with the fault named.

Flat in memory: of each stage only counts stay, and of requests the times of the last few thousand.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator, Sequence
from operator import sub
from statistics import median
from typing import Any

from answerback import server
from answerback.bench.findings import Finding, found
from answerback.bench.nonces import Nonces, number_of
from answerback.bench.plan import Stage
from answerback.bench.record import Record
from answerback.bench.shares import rise
from answerback.checks.load.alive import DEAD
from answerback.checks.load.flows import PAUSE_S
from answerback.checks.prose import flood, leaks, loop, nonsense
from answerback.counting import least
from answerback.faults.l_load.crowded import RATE
from answerback.faults.l_load.l03_serialised import BATCHING
from answerback.values.exchange import FailureKind
from answerback.values.result import Confidence, Severity
from answerback.values.target import Setting

ERROR_RATE = 0.01
"""The chance that a run blames a service whose answers get no worse under load; shared out among all comparisons."""
WORTH = 0.05
"""A rise smaller than this share is no collapse, however sure it is."""
ALL, THEN = 1000, 8
"""So many answers of a stage are read for quality, then every so-manieth: reading must not make the client late."""
REMEMBERED = 8192
ENOUGH = 12
SPEAKS_NS = 20_000_000
"""Answers that come within so little time show nothing of who was served when."""
TURNED_AWAY = (429, 503, 529)
BROKE = (FailureKind.CUT, FailureKind.RESET, FailureKind.EMPTY)
READABLE = 24
"""Tokens that an answer must be allowed, so that its words can be judged."""
EVERYDAY = 16
"""As many at once any service should take."""


class Tally:
    """What one stage showed."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.counts: Counter[str] = Counter()
        self.statuses: Counter[int] = Counter()
        self.shown: dict[str, tuple[int, str]] = {}
        """By reason: the first request that shows it, and some words."""
        self.pauses: list[float] = []
        self.until_ns = 0
        self.speaking: deque[float] = deque(maxlen=256)
        self.spacing: deque[float] = deque(maxlen=256)

    @property
    def load(self) -> dict[str, float]:
        """The load as a fact."""
        return {"rate" if self.stage.open else "concurrency": self.stage.load}

    def note(self, reason: str, record: Record, words: str = "") -> None:
        """Count one request for a reason."""
        self.counts[reason] += 1
        self.shown.setdefault(reason, (record.number, words[:160]))


class Judge:
    """Reads every record once (`read`), and says what was wrong (`findings`)."""

    def __init__(self, setting: Setting, stages: Sequence[Stage], nonces: Nonces | None = None) -> None:
        self.setting, self.nonces = setting, nonces
        self.tallies = [Tally(stage) for stage in stages]
        self.ended: dict[int, int] = {}
        """When the requests of the last code words had ended, by code word and by the stage's clock."""
        self.words: dict[str, list[str]] = {"foreign": [], "stale": []}
        self.left: tuple[float, float] | None = None

    def begin(self, stage: Stage) -> None:
        """Add a stage that was not planned (a search for the limit)."""
        self.tallies.append(Tally(stage))

    def read(self, position: int, record: Record) -> None:
        """Take in one request."""
        tally = self.tallies[position]
        tally.counts["all"] += 1
        if not record.ok:
            self._broken(tally, record)
            return
        tally.counts["ok"] += 1
        self._framing(tally, record)
        self._apart(tally, record)
        self._in_turn(tally, record)
        gaps = record.arrivals_ns
        if len(gaps) > 2 and (pause := max(map(sub, gaps[1:], gaps)) / 1e9) >= PAUSE_S:
            tally.note("pauses", record)
            tally.pauses = sorted([*tally.pauses, pause])[-8:]
        seen = tally.counts["ok"]
        if record.max_tokens >= READABLE and (seen <= ALL or seen % THEN == 0):
            self._quality(tally, record)

    def idle(self, running: float | None, seconds: float) -> None:
        """Learn what the server still worked on when all of ours had ended so long ago."""
        if running is not None:
            self.left = (running, seconds)

    # reading

    def _broken(self, tally: Tally, record: Record) -> None:
        if record.failure in BROKE and record.events:
            tally.note("cut", record)
        elif record.status in TURNED_AWAY:
            limited = record.status == 429 and RATE.search(record.error)
            tally.note("rate-limit" if limited else "overload", record, record.error)
            tally.statuses[record.status] += 1
        elif record.error and DEAD.search(record.error):
            tally.note("dead", record, record.error)
        elif record.error and 200 <= record.status < 300:
            tally.note("error-inside", record, record.error)
        elif record.failure is None and 200 <= record.status < 300 and record.done and record.finish != "length":
            tally.counts["judged"] += 1
            tally.note("poor", record)  # an answer without a word

    def _framing(self, tally: Tally, record: Record) -> None:
        if record.broken_events:
            tally.note("broken-events", record)
        if not record.finish:
            tally.note("no-finish" if record.done or record.usage is not None else "cut", record)
            return
        if not record.done:
            tally.note("no-done", record)
        if record.usage is None or record.usage.completion is None:
            tally.note("no-usage", record)
            return
        words = least(record.text) + least(record.thought)
        if words > 4 and record.usage.completion < 0.7 * words:
            tally.note("usage-low", record, f"{record.usage.completion} < {words}")

    def _apart(self, tally: Tally, record: Record) -> None:
        """Look for others' code words; one whose request had ended before tells of a cache, not of a mix-up."""
        if self.nonces is None or not record.nonce:
            return
        for word in self.nonces.foreign(f"{record.thought}\n{record.text}", record.nonce):
            end = self.ended.get(number_of(word))
            stale = end is not None and end < record.sent_ns
            reason = "stale" if stale else "foreign"
            tally.note(reason, record)
            self.words[reason].append(word)
            del self.words[reason][4:]
            break
        self.ended[number_of(record.nonce)] = record.end_ns
        if len(self.ended) > REMEMBERED:
            del self.ended[next(iter(self.ended))]

    def _in_turn(self, tally: Tally, record: Record) -> None:
        first = record.first_token_ns
        assert first is not None
        speaking = record.end_ns - first
        if speaking < SPEAKS_NS:
            tally.counts["short"] += 1
            return
        if tally.until_ns and record.sent_ns < tally.until_ns:  # it was there while the one before was served
            tally.counts["beside"] += 1
            tally.counts["together"] += first < tally.until_ns
            tally.spacing.append(record.end_ns - tally.until_ns)
            tally.speaking.append(speaking)
        tally.until_ns = max(tally.until_ns, record.end_ns)

    def _quality(self, tally: Tally, record: Record) -> None:
        if record.calls:
            return
        text = record.text.strip()
        said = text or record.thought.strip()
        if not said and record.finish == "length":
            return
        tally.counts["judged"] += 1
        if not said or flood(said) or loop(said) or leaks(said) or nonsense(said):
            tally.note("poor", record)
        if text and record.label != "file" and record.nonce and record.nonce not in f"{record.thought} {text}".lower():
            tally.note("astray", record)

    def findings(self) -> list[Finding]:
        """Return what was wrong, the worst first."""
        out = [*self._mixed(), *self._collapses(), *self._refused(), *self._serialised(), *self._paused()]
        out += [*self._unframed(), *self._leaks()]
        return sorted(out, key=lambda one: (one.severity.rank, one.confidence.rank, one.code))

    def _worst(self, reason: str) -> tuple[int, Tally] | None:
        """Return the stage with the highest share of it."""
        hit = [(n, tally) for n, tally in enumerate(self.tallies) if tally.counts[reason]]
        return max(hit, key=lambda one: one[1].counts[reason] / one[1].counts["all"], default=None)

    @property
    def _first(self) -> tuple[int, Tally] | None:
        enough = [(n, t) for n, t in enumerate(self.tallies) if t.counts["ok"] >= ENOUGH]
        return min(enough, key=lambda one: one[1].stage.load, default=None)

    def _mixed(self) -> Iterator[Finding]:
        for reason in ("foreign", "stale"):
            worst = self._worst(reason)
            if worst is not None:
                position, tally = worst
                count = sum(t.counts[reason] for t in self.tallies)
                sure = Confidence.CERTAIN if count >= 2 else Confidence.LIKELY
                yield found(reason, sure, position, tally.shown[reason][0], count=count, of=self._all("ok"),
                            words=", ".join(self.words[reason]))  # fmt: skip

    def _all(self, name: str) -> int:
        return sum(tally.counts[name] for tally in self.tallies)

    def _collapses(self) -> Iterator[Finding]:
        """Compare the share of poor answers with that of the lowest load."""
        first = self._first
        others = [(n, t) for n, t in enumerate(self.tallies) if first and t.stage.load > first[1].stage.load]
        if first is None or not others:
            return
        before = first[1].counts
        for what in ("poor", "astray"):
            if before[what] > 0.5 * before["judged"]:
                continue  # a model that mostly fails by itself shows nothing of the load
            seen = [(rise(before[what], before["judged"], t.counts[what], t.counts["judged"]), n, t) for n, t in others]
            p, position, tally = min(seen, key=lambda one: one[0])
            share, share_first = _share(tally, what), _share(first[1], what)
            if p <= ERROR_RATE / (2 * len(others)) and share - share_first >= WORTH:
                yield found(
                    "collapses", Confidence.LIKELY, position, tally.shown[what][0], what=what, p=f"{p:.1g}",
                    bad=round(100 * share, 1), bad_first=round(100 * share_first, 1), load=tally.load,
                    first=first[1].load, of=tally.counts["judged"], of_first=before["judged"],
                )  # fmt: skip
                return

    def _refused(self) -> Iterator[Finding]:
        for reason in ("overload", "rate-limit", "dead"):
            worst = self._worst(reason)
            if worst is None:
                continue
            position, tally = worst
            number, message = tally.shown[reason]
            status = tally.statuses.most_common(1)[0][0] if tally.statuses else 0
            lowest = min(self.tallies, key=lambda t: t.stage.load)
            if reason == "overload" and lowest is not tally and lowest.counts[reason] and not lowest.counts["ok"]:
                continue  # turned away at any load: no matter of room
            modest = not tally.stage.open and tally.stage.load <= EVERYDAY
            severity = Severity.INFO if reason == "overload" and not modest else None
            yield found(
                reason, Confidence.CERTAIN if self._all("ok") else Confidence.POSSIBLE, position, number, severity,
                count=tally.counts[reason], of=tally.counts["all"], status=status, message=message or "-",
                load=tally.load,
            )  # fmt: skip

    def _serialised(self) -> Iterator[Finding]:
        """One speaks when the one before has ended, again and again, though others wait."""
        for position, tally in enumerate(self.tallies):
            counts = tally.counts
            if counts["beside"] < ENOUGH or counts["together"] > 0.02 * counts["beside"]:
                continue
            if counts["short"] > counts["beside"] or median(tally.speaking) < 0.5 * median(tally.spacing):
                continue  # long prompts are read one after the other as well, and no fault
            severity = None if self.setting.server in BATCHING else Severity.INFO
            yield found("serialised", Confidence.CERTAIN, position, None, severity, load=tally.load,
                        of=counts["beside"], together=counts["together"])  # fmt: skip
            return

    def _paused(self) -> Iterator[Finding]:
        first, worst = self._first, self._worst("pauses")
        if first is None or worst is None or first[1].counts["pauses"] or worst[1].counts["pauses"] < 2:
            return
        position, tally = worst
        yield found("pauses", Confidence.POSSIBLE, position, tally.shown["pauses"][0], load=tally.load,
                    count=tally.counts["pauses"], of=tally.counts["ok"], longest=round(tally.pauses[-1], 1),
                    first=first[1].load)  # fmt: skip

    def _unframed(self) -> Iterator[Finding]:
        product = server.named(self.setting.server) if self.setting.server else None
        for reason in ("cut", "error-inside", "broken-events", "no-finish", "no-done", "no-usage", "usage-low"):
            worst = self._worst(reason)
            if worst is None or (reason == "no-done" and product is not None and not product.sends_done):
                continue
            position, tally = worst
            number, words = tally.shown[reason]
            facts: dict[str, Any] = {"message": words} if reason == "error-inside" else {}
            facts |= {"shown": words} if reason == "usage-low" else {}
            yield found(reason, Confidence.CERTAIN, position, number, count=tally.counts[reason],
                        of=tally.counts["all"], load=tally.load, **facts)  # fmt: skip

    def _leaks(self) -> Iterator[Finding]:
        if self.left is not None and self.left[0] >= 1 and self.left[1] >= 5:
            yield found("leaks", Confidence.POSSIBLE, len(self.tallies) - 1, running=round(self.left[0]),
                        seconds=round(self.left[1], 1), count=round(self.left[0]))  # fmt: skip


def _share(tally: Tally, what: str) -> float:
    return tally.counts[what] / tally.counts["judged"] if tally.counts["judged"] else 0.0
