"""What came of one play of a fault or a habit, and the tables that are made of many."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from answerback import fault
from answerback.fault import Fault, Logged
from answerback.values.report import Report
from answerback.values.result import Severity, Status


class Score(NamedTuple):
    """What came of one play."""

    code: str
    family: str
    priority: int
    level: str
    """The lowest level at which it is found; it was played there."""
    codes: tuple[str, ...]
    """Named at minor or above (the fault itself at any severity), the first one first."""
    third: tuple[str, ...]
    """Named at minor or above, though only something else was wrong."""
    remedy: bool
    crashed: tuple[str, ...]
    requests: int
    seconds: float
    alike: tuple[str, ...] = ()
    """What may be named before it, since nothing tells the two apart."""

    @property
    def detected(self) -> bool:
        """Whether it is among what was named."""
        return self.code in self.codes

    @property
    def first(self) -> bool:
        """Whether it was named first, or beside what nothing tells apart from it."""
        return self.detected and self.codes[0] in (self.code, *self.alike)

    @property
    def told(self) -> str:
        """The play in one line."""
        what = f"{self.code} P{self.priority}" if self.priority else self.code
        named = (*(self.codes if self.priority else self.third), *self.crashed)
        return f"{what}: named {', '.join(named) or 'nothing'} ({self.seconds:.1f} s)"

    @property
    def clean(self) -> bool:
        """Whether it was named first (what is no fault: not at all), and nothing else."""
        return (self.first or not self.priority) and not self.third and not self.crashed


def harmful(report: Report) -> tuple[str, ...]:
    """Return the codes at minor or above."""
    return tuple(found.code for found in report.faults if found.severity.rank <= Severity.MINOR.rank)


def crashes(report: Report) -> tuple[str, ...]:
    """Return the checks that broke down themselves."""
    return tuple(result.check for result in report.results if result.status is Status.CRASH)


def of_fault(kind: type[Fault], report: Report, seconds: float, level: str) -> Score:
    """Return what a play of a fault came to."""
    codes = tuple(f.code for f in report.faults if f.code == kind.code or f.severity.rank <= Severity.MINOR.rank)
    third = tuple(code for code in harmful(report) if code not in (kind.code, *kind.alike))
    return Score(kind.code, kind.code[0], kind.priority, level, codes, third, remedied(kind, report.server.name),
                 crashes(report), report.cost.requests, seconds, kind.alike)  # fmt: skip


def remedied(kind: type[Fault], server: str) -> bool:
    """Whether the fault says in both languages what to change on that server."""
    remedy = kind.remedy.get(server) or kind.remedy.get(None)
    return remedy is not None and bool(remedy.text.en and remedy.text.zh)


def of_habit(code: str, allowed: tuple[str, ...], report: Report, seconds: float) -> Score:
    """Return what a play of something legal came to; whatever is named is a false alarm."""
    wrong = tuple(found for found in harmful(report) if found not in allowed)
    return Score(code, "NF", 0, "", (), wrong, True, crashes(report), report.cost.requests, seconds)


HEAD = {
    "en": ("family", "played", "detected", "named first", "remedy told", "false alarms", "requests", "seconds"),
    "zh": ("类别", "已演练", "检出", "排在首位", "给出处置", "误报", "请求数", "秒"),
}
BY_PRIORITY = {
    "en": ("priority", "faults", "named first", "share", "wanted", "besides, told by a log"),
    "zh": ("优先级", "故障数", "排在首位", "比例", "目标", "另由日志指出"),
}
EACH = {
    "en": ("code", "fault", "priority", "found from", "named"),
    "zh": ("编号", "故障", "优先级", "起始级别", "指出"),
}
NOT_PLAYED = {"en": "not played", "zh": "未演练"}
IN_LOGS = {"en": "told by a log", "zh": "由日志指出"}
WANTED = {3: 1.0, 2: 0.9, 1: 0.7}
"""The least share of a priority's faults to be named first."""


def table(scores: list[Score]) -> list[tuple[str, ...]]:
    """Return a row a family and one for all."""
    rows: list[tuple[str, ...]] = []
    for family in [*dict.fromkeys(score.family for score in scores), ""]:
        of = [score for score in scores if family in ("", score.family)]
        faults = [score for score in of if score.family != "NF"]
        rows.append((
            family or "Σ", str(len(of)), _share(faults, [s.detected for s in faults]),
            _share(faults, [s.first for s in faults]), _share(faults, [s.remedy for s in faults]),
            str(sum(bool(s.third) for s in of)), str(sum(s.requests for s in of)), f"{sum(s.seconds for s in of):.1f}",
        ))  # fmt: skip
    return rows


def _share(faults: list[Score], held: list[bool]) -> str:
    return f"{sum(held)}/{len(held)}" if faults else "-"


def shares(scores: list[Score]) -> dict[int, tuple[int, int, int]]:
    """Return per priority how many faults are named first, of how many that a service can show, and those in logs.

    A fault that was not played counts as not named.
    """
    first = {score.code for score in scores if score.first}
    out: dict[int, tuple[int, int, int]] = {}
    for priority in WANTED:
        kinds = [kind for kind in fault.load() if kind.priority == priority]
        shown = [kind.code for kind in kinds if kind.played or not issubclass(kind, Logged)]
        out[priority] = (len(first.intersection(shown)), len(shown), len(kinds) - len(shown))
    return out


def reached(scores: list[Score]) -> bool:
    """Whether enough faults of each priority are named first."""
    return all(first >= WANTED[priority] * of for priority, (first, of, _) in shares(scores).items())


def priorities(scores: list[Score]) -> list[tuple[str, ...]]:
    """Return a row a priority: the share named first, and the least that is wanted."""
    return [
        (f"P{priority}", str(of), str(first), f"{first / of:.0%}", f"{WANTED[priority]:.0%}", str(logged))
        for priority, (first, of, logged) in shares(scores).items()
    ]


def each(scores: list[Score], lang: str) -> list[tuple[str, ...]]:
    """Return a row a fault known: from which level on it is found, and what its play named."""
    played = {score.code: score for score in scores}
    rows: list[tuple[str, ...]] = []
    for kind in fault.load():
        score = played.get(kind.code)
        unplayed = IN_LOGS if issubclass(kind, Logged) else NOT_PLAYED
        named = ", ".join(score.codes) or "–" if score else unplayed[lang]
        title = (kind.title.en if lang == "en" else kind.title.zh).replace("|", r"\|")
        rows.append((kind.code, title, f"P{kind.priority}", kind.level.name, named))
    return rows


def ruled(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> list[str]:
    """Return a Markdown table's lines."""
    return [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}", *(f"| {' | '.join(row)} |" for row in rows)]


def printed(rows: list[tuple[str, ...]], head: tuple[str, ...] = HEAD["en"]) -> str:
    """Return the table as a terminal shows it."""
    return "\n".join("".join(f"{cell:>13}" for cell in row) for row in (head, *rows))


TITLE = {"en": "Scoreboard", "zh": "成绩单"}
PRIORITIES = {"en": "By priority", "zh": "按优先级"}
SINGLY = {"en": "Fault by fault", "zh": "逐个故障"}


def page(lang: str, lead: str, scores: list[Score], whole: bool) -> str:
    """Return the scoreboard as a Markdown page; `whole`: all faults were to be played, so shares mean something."""
    lines = [f"# {TITLE[lang]}", "", lead, "", *ruled(HEAD[lang], table(scores)), ""]
    if whole:
        lines += [f"## {PRIORITIES[lang]}", "", *ruled(BY_PRIORITY[lang], priorities(scores)), ""]
    return "\n".join([*lines, f"## {SINGLY[lang]}", "", *ruled(EACH[lang], each(scores, lang)), ""])


def write(folder: Path, name: str, lead: dict[str, str], scores: list[Score], *, whole: bool = False) -> None:
    """Write the scoreboard as a page in both languages; `lead` says what was played, and on what."""
    for lang in HEAD:
        place = folder / lang / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(page(lang, lead[lang], scores, whole), encoding="utf-8")
