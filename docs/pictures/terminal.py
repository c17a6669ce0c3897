"""Draws the terminal report of a service with two faults as SVG, from what Answerback really prints.

python docs/pictures/terminal.py      writes report.en.svg and report.zh.svg beside this file (`make pictures`)
"""

from __future__ import annotations

from html import escape
from itertools import groupby
from pathlib import Path

from answerback import fault
from answerback.render import story, terminal
from answerback.render.layout import Line, Span, Style, width_of, wrap
from answerback.run import Run
from answerback.sim.wire import SimWire
from answerback.values.injections import several
from answerback.values.report import Report
from answerback.values.target import STANDARD
from answerback.values.text import Lang

HERE = Path(__file__).parent
FAULTS = ("H04", "E17")
COLUMNS, CELL, LINE, EDGE = 96, 8.4, 20, 18
COLORS = {
    Style.PLAIN: "#d7dce2", Style.STRONG: "#ffffff", Style.DIM: "#8f99a5", Style.GOOD: "#5fcf7b", Style.BAD: "#ff8f86",
    Style.UNSURE: "#e6b549", Style.CODE: "#6fc7d9", Style.GOOD_STRONG: "#5fcf7b", Style.BAD_STRONG: "#ff8f86",
    Style.UNSURE_STRONG: "#e6b549",
}  # fmt: skip
BLANK = "\u00a0"
"""Browsers fold other blanks."""
BOLD = (Style.STRONG, Style.GOOD_STRONG, Style.BAD_STRONG, Style.UNSURE_STRONG)


def examined() -> Report:
    """Return the report of a simulated vLLM with the faults; virtual time makes it the same each time."""
    injections = tuple(one for code in FAULTS if (kind := fault.named(code)) for one in several(kind.seen_with))
    wire = SimWire("vllm", injections)
    try:
        return Run(wire.target, wire, STANDARD).report()
    finally:
        wire.close()


def shown(report: Report, lang: Lang) -> list[Line]:
    """Return the lines as a terminal of that width shows them, behind the command."""
    command = "answerback 127.0.0.1:8000" + (" --lang zh" if lang is Lang.ZH else "")
    lines = [Line((Span("$ ", Style.DIM), Span(command, Style.STRONG))), Line()]
    for line in terminal.lines(story.tell(report, lang)):
        spans = tuple(Span(s.text.replace("//sim:", "//127.0.0.1:"), s.style) for s in line.spans)
        lines += wrap(Line(spans, line.hang, line.whole), COLUMNS)
    return lines


def drawn(lines: list[Line]) -> str:
    """Return the picture."""
    width, height = COLUMNS * CELL + 2 * EDGE, len(lines) * LINE + 2 * EDGE
    rows = [_row(line, EDGE + (n + 0.75) * LINE) for n, line in enumerate(lines)]
    said = escape("\n".join(line.text.rstrip() for line in lines))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height}" role="img" '
        "font-family=\"ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, 'Noto Sans Mono CJK SC', monospace\" "
        f'font-size="14">\n<desc>{said}</desc>\n'
        f'<rect width="{width:.0f}" height="{height}" rx="8" fill="#14171b"/>\n' + "\n".join(rows) + "\n</svg>\n"
    )


def _row(line: Line, y: float) -> str:
    out, column = [], 0
    for style, spans in groupby(line.spans, key=lambda span: span.style):
        text = "".join(span.text for span in spans)
        room = COLUMNS - column
        if width_of(text) > room:  # a command to be pasted runs on; a picture cannot
            text = text[: max(0, room - 1)] + "…"
        bare = text.strip()
        if bare:
            x = EDGE + (column + len(text) - len(text.lstrip())) * CELL
            bold = ' font-weight="bold"' if style in BOLD else ""
            out.append(
                f'<text x="{x:.1f}" y="{y:.0f}" fill="{COLORS[style]}"{bold} textLength="{width_of(bare) * CELL:.1f}">'
                f"{escape(bare).replace(' ', BLANK)}</text>"
            )
        column += width_of(text)
        if column >= COLUMNS:
            break
    return "".join(out)


def pictures() -> dict[str, str]:
    """Return each picture by its file's name."""
    report = examined()
    return {f"report.{lang}.svg": drawn(shown(report, lang)) for lang in Lang}


if __name__ == "__main__":
    for name, text in pictures().items():
        (HERE / name).write_text(text, encoding="utf-8")
        print(HERE / name)
