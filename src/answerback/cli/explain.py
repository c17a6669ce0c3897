"""`answerback explain`: what a check, a fault or a server is; without a name, all of them."""

from __future__ import annotations

from answerback.cli import _output
from answerback.cli._parse import hint
from answerback.command import Argument, Command, Example, Given, Option, UsageError
from answerback.render.layout import Line
from answerback.values.text import Text

UNKNOWN = Text(
    en="nothing is called {word!r}{hint} (`answerback explain` lists all checks, faults and servers)",
    zh="没有叫 {word!r} 的条目{hint}（`answerback explain` 可列出全部检查项、故障和服务端）",
)


NO_REQUEST = Text(
    en="{word} has no request that shows it: its sign is elsewhere (the machine, a log)",
    zh="{word} 没有可以复现它的请求：它体现在别处（机器或日志）",
)
WHICH = Text(en="--snippet wants the id of a check or the code of a fault", zh="--snippet 需要检查项或故障代码")


def act(given: Given) -> int:
    """Explain each name, or list all."""
    wanted = given.words.get("NAME", ())
    if given.text("snippet"):
        return _snippets(given, wanted)
    for position, word in enumerate(wanted):
        if position:
            print()
        _output.show(_explain(given, word), color=given.color)
    if not wanted:
        _output.show(_everything(given), color=given.color)
    return 0


def _explain(given: Given, word: str) -> list[Line]:
    from answerback import check, fault, server
    from answerback.render import explanation, product
    from answerback.values.target import DEEP

    name = word.strip().lower()
    kind = check.named(name)
    if kind is not None:
        return list(explanation.of_check(kind, given.lang))
    kinds = [p for p in server.load() if name in (p.name, p.title.lower())]
    if kinds:
        return list(product.of(kinds[0], given.lang))
    faults = fault.load()
    found = fault.named(name) or next((f for f in faults if name in (f.name, f"{f.code.lower()}-{f.name}")), None)
    if found is not None:
        return list(explanation.of_fault(found, server.load(), given.lang))
    checks = check.load(DEEP)
    family = [c for c in checks if c.family == name]
    if family:
        return list(explanation.listing(family, (), (), given.lang))[: len(family) + 1]
    known = [*(c.id for c in checks), *(f.code for f in faults), *(f.name for f in faults)]
    known += [p.name for p in server.load()]
    raise UsageError(UNKNOWN, word=word, hint=hint(word, known))


def _snippets(given: Given, wanted: tuple[str, ...]) -> int:
    """Print what repeats the request that shows each check or fault."""
    from answerback import check, fault, reproduce
    from answerback.render.snippets import LANGUAGES

    if not wanted:
        raise UsageError(WHICH)
    for position, word in enumerate(wanted):
        kind, code = check.named(word.strip().lower()), fault.named(word.strip())
        if kind is None and code is None:
            raise UsageError(WHICH)
        trace = reproduce.of_check(kind) if kind is not None else reproduce.of_fault(code) if code else None
        text = LANGUAGES[given.text("snippet") or "curl"](trace) if trace is not None else ""
        if not text:
            raise UsageError(NO_REQUEST, word=word)
        print(("\n" if position else "") + text)
    return 0


def _everything(given: Given) -> list[Line]:
    from answerback import check, fault, server
    from answerback.render import explanation
    from answerback.values.target import DEEP

    return list(explanation.listing(check.load(DEEP), fault.load(), server.load(), given.lang))


COMMAND = Command(
    summary=Text(
        en="Explain a check, a fault or a server; without a name, list them all.",
        zh="解释一个检查项、故障或服务端；不写名字则全部列出。",
    ),
    act=act,
    arguments=(
        Argument(
            "NAME",
            Text(
                en="id of a check (streaming.ends-with-done), a family (streaming), a fault's code (H04) or name, or a"
                " server (vllm)",
                zh="检查项（streaming.ends-with-done）、类别（streaming）、故障代码（H04）或名称、服务端（vllm）",
            ),
            many=True,
        ),
    ),
    options=(
        Option(
            "snippet",
            Text(
                en="print only what repeats the request that shows a check or a fault, with this client",
                zh="只输出能复现该检查项或故障的请求，用所选客户端书写",
            ),
            choices=("curl", "python", "javascript"),
            configurable=False,
        ),
    ),
    examples=(
        Example("answerback explain H04", Text(en="a fault: cause and remedies", zh="某个故障：原因与修法")),
        Example("answerback explain H04 --snippet python", Text(en="the request that shows it", zh="能复现它的请求")),
        Example("answerback explain streaming", Text(en="the promises of a family", zh="某一类承诺")),
        Example("answerback explain vllm", Text(en="what is known of a server", zh="某个服务端的已知信息")),
    ),
)
