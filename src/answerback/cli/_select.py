"""Which checks run: level, --select, --ignore, --only-family, and whatever the chosen ones stand on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from answerback import check
from answerback.check import Check
from answerback.cli._parse import hint
from answerback.command import Given, Option, UsageError
from answerback.values.target import DEEP, LEVELS, Level
from answerback.values.text import Text

OPTIONS = (
    Option(
        "level",
        Text(
            en="how much is asked: smoke (3 requests), standard (under 40), deep (more, with load and long prompts)",
            zh="检查深度：smoke（3 次请求）、standard（40 次以内）、deep（更多，含并发与长文本）",
        ),
        choices=("smoke", "standard", "deep"),
        default="standard",
    ),
    Option(
        "select",
        Text(
            en="only these checks (and what they need); * matches any part",
            zh="只运行这些检查（及其前提）；* 匹配任意部分",
        ),
        metavar="ID",
        many=True,
    ),
    Option(
        "ignore",
        Text(en="not these checks or faults (H04)", zh="排除这些检查或故障（如 H04）"),
        metavar="ID",
        many=True,
    ),
    Option(
        "only-family",
        Text(en="only these families, such as streaming or tools", zh="只运行这些类别，例如 streaming、tools"),
        metavar="NAME",
        many=True,
    ),
)  # fmt: skip
NO_CHECK = Text(
    en="{option}: there is no check {word!r}{hint} (`answerback explain` lists them)",
    zh="{option}：没有检查项 {word!r}{hint}（`answerback explain` 可列出全部）",
)
NO_FAMILY = Text(
    en="--only-family: there is no family {word!r}{hint} (choose from {choices})",
    zh="--only-family：没有类别 {word!r}{hint}（可选 {choices}）",
)
NOTHING = Text(
    en="nothing is left to check: --ignore takes away all that was selected",
    zh="没有可运行的检查：--ignore 排除了选中的全部内容",
)


def checks(given: Given) -> tuple[Level, tuple[type[Check], ...], frozenset[str]]:
    """Return the level, the checks to run, and the ids (or fault codes) that the report leaves out."""
    level = LEVELS[given.text("level") or "standard"]
    select, ignore, families = given.many("select"), given.many("ignore"), given.many("only-family")
    if not (select or ignore or families):
        return level, check.load(level), frozenset()
    every = check.load(DEEP)
    chosen = [kind for kind in every if kind.level <= level]
    if families:
        _families(families, every)
        chosen = [kind for kind in chosen if kind.family in families]
    if select:
        wanted = _match("--select", select, [kind.id for kind in every])
        exact = frozenset(select)
        pool = chosen if families else every
        chosen = [kind for kind in pool if kind.id in wanted and (kind.level <= level or kind.id in exact)]
    muted = _ignored(ignore, every)
    chosen = [kind for kind in chosen if kind.id not in muted]
    if not chosen:
        raise UsageError(NOTHING)
    needed = _closure(chosen)
    return level, tuple(kind for kind in every if kind in needed), muted


def with_features(checks: Sequence[type[Check]], wanted: Collection[str]) -> tuple[type[Check], ...]:
    """Return the checks, and those that tell of the capabilities (or have the ids) that are wanted."""
    every = check.load(DEEP)
    more = [kind for kind in every if kind.capability in wanted or kind.id in wanted]
    if set(more) <= set(checks):
        return tuple(checks)
    needed = _closure([*checks, *more])
    return tuple(kind for kind in every if kind in needed)


def _families(families: Sequence[str], every: Sequence[type[Check]]) -> None:
    known = sorted({kind.family for kind in every})
    for word in families:
        if word not in known:
            raise UsageError(NO_FAMILY, word=word, hint=hint(word, known), choices=" · ".join(known))


def _match(option: str, words: Iterable[str], known: Sequence[str]) -> frozenset[str]:
    from fnmatch import fnmatchcase

    found: set[str] = set()
    for word in words:
        pattern = word if "." in word or "*" in word else f"{word}.*"
        hits = {name for name in known if fnmatchcase(name, pattern)}
        if not hits:
            raise UsageError(NO_CHECK, option=option, word=word, hint=hint(word, known))
        found |= hits
    return frozenset(found)


def _ignored(words: Sequence[str], every: Sequence[type[Check]]) -> frozenset[str]:
    if not words:
        return frozenset()
    from answerback import fault

    codes = {word.upper() for word in words if fault.named(word) is not None}
    rest = [word for word in words if word.upper() not in codes]
    return frozenset(codes) | _match("--ignore", rest, [kind.id for kind in every])


def _closure(chosen: Iterable[type[Check]]) -> set[type[Check]]:
    """Return the checks with all that they need; what must be over first settles base and model, so it counts too."""
    left = list(chosen)
    done: set[type[Check]] = set()
    while left:
        kind = left.pop()
        if kind not in done:
            done.add(kind)
            left += [*kind.needs, *(c for c in kind.after if c.level.rank == 0)]
    return done
