"""What is wrong with a pasted request, and the command as it should have been, as styled lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from answerback.pasted.slips import Slip, Weight
from answerback.render import words
from answerback.render.clean import clean
from answerback.render.layout import Line, Span, Style, width_of
from answerback.render.terminal import coded
from answerback.values.text import Lang, Text
from answerback.wire.openai import Reading
from answerback.wire.redact import Redactor

WRONG = Text(en="Wrong with the request", zh="请求的问题")
NOTES = Text(en="Worth knowing", zh="值得注意")
FINE = Text(en="Nothing is wrong with the request.", zh="请求没有问题。")
ANSWERED = Text(en="The request is right, and the service answered it.", zh="请求正确，服务也给出了回答。")
CORRECTED = Text(en="Corrected", zh="修正后的命令")
LEFT_OUT = Text(en="left out: {rest}", zh="未执行：{rest}")
WIDEST = 76


def mistakes(slips: Sequence[Slip], redactor: Redactor, lang: Lang) -> Iterator[Line]:
    """Tell the mistakes, the grave ones first."""
    for weight, title, mark, style in (
        (Weight.WRONG, WRONG, "✗", Style.BAD),
        (Weight.NOTE, NOTES, "!", Style.UNSURE),
    ):
        some = [slip for slip in slips if slip.weight is weight]
        if some:
            yield Line()
            yield Line((Span(title.fill(lang), Style.STRONG),))
        for slip in some:
            what = clean(redactor.text(slip.what(lang)))
            yield Line((Span(f"  {mark} ", style), *coded(what)), hang=4)
            if slip.column:
                yield from _excerpt(slip, redactor)
            fix = (Span(f"    {words.FIX.fill(lang)}  ", Style.DIM), *coded(clean(redactor.text(slip.do(lang)))))
            yield Line(fix, hang=4 + width_of(words.FIX.fill(lang)) + 2)


def _excerpt(slip: Slip, redactor: Redactor) -> Iterator[Line]:
    """Show the line with a caret under the place; a long line is cut around it."""
    before = clean(redactor.text(slip.line[: slip.column - 1]))
    after = clean(redactor.text(slip.line)[len(redactor.text(slip.line[: slip.column - 1])) :])
    if width_of(before) > WIDEST // 2:
        while width_of(before) > WIDEST // 2 - 1:
            before = before[1:]
        before = f"…{before}"
    while width_of(before + after) > WIDEST:
        after = after[:-1]
    yield Line((Span("      "), Span(before + after, Style.CODE)), whole=True)
    yield Line((Span("      " + " " * width_of(before)), Span("^", Style.BAD_STRONG)), whole=True)


def corrected(command: str, lang: Lang) -> Iterator[Line]:
    """Show the command to use."""
    yield Line()
    yield Line((Span(CORRECTED.fill(lang), Style.STRONG),))
    for part in command.split("\n"):
        yield Line((Span("  "), Span(clean(part), Style.CODE)), whole=True)


STATUS = Text(
    en="HTTP {status} · first byte {first} s · end {end} s", zh="HTTP {status} · 首字节 {first} s · 结束 {end} s"
)
FINISH = Text(en=" · finish {finish}", zh=" · 结束原因 {finish}")
TOKENS = Text(en=" · {prompt} + {completion} tokens", zh=" · {prompt} + {completion} token")
CALL = Text(en="tool call", zh="工具调用")


def figures(heard: Reading, lang: Lang) -> Line:
    """Tell how the answer ended, in one line."""
    phases, first, usage = heard.exchange.phases, heard.answer.first, heard.answer.usage
    text = STATUS.fill(
        lang, {"status": heard.status, "first": f"{phases.first_byte_s:.2f}", "end": f"{phases.end_s:.2f}"}
    )
    if first is not None and first.finish_reason:
        text += FINISH.fill(lang, {"finish": clean(str(first.finish_reason))})
    if usage is not None:
        text += TOKENS.fill(lang, {"prompt": usage.prompt, "completion": usage.completion})
    return Line((Span(text, Style.DIM),))


def calls(heard: Reading, lang: Lang) -> Iterator[Line]:
    """Show the calls of tools in the answer."""
    first = heard.answer.first
    for call in first.tool_calls if first is not None else ():
        said = f"{clean(call.name)}({clean(call.arguments)})"
        yield Line((Span(f"{CALL.fill(lang)}: ", Style.DIM), Span(said, Style.CODE)))
