"""Wrapping: no line wider than the terminal, nothing lost, Chinese counted double."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from answerback.render.layout import Line, Span, Style, ansi, pad, plain, width_of, wrap

LETTERS = st.text(st.sampled_from("ab 你好，。（)x-é"), max_size=120)


def test_chinese_takes_two_columns():
    assert width_of("a你b") == 4
    assert width_of("e\u0301") == 1
    assert pad("你好", 6) == "你好  "


@given(text=LETTERS, width=st.integers(24, 60), hang=st.integers(0, 8))
def test_nothing_is_wider_than_the_terminal_and_nothing_is_lost(text, width, hang):
    parts = wrap(Line((Span(text),), hang=hang), width)
    assert all(width_of(part.text.rstrip()) <= width for part in parts)
    assert "".join(part.text for part in parts).replace(" ", "") == text.replace(" ", "")


def test_continuation_lines_are_indented():
    parts = wrap(Line((Span("word " * 20),), hang=4), 30)
    assert len(parts) > 2
    assert all(part.text.startswith("    w") for part in parts[1:])


def test_punctuation_does_not_begin_a_line():
    parts = wrap(Line((Span("一二三四五六七八九十，" * 4),)), 22)
    assert not any(part.text.startswith("，") for part in parts)


def test_lines_to_paste_are_left_whole():
    line = Line((Span("curl " + "x" * 200),), whole=True)
    assert wrap(line, 40) == [line]


def test_colours_only_where_they_are_wanted():
    lines = [Line((Span("red", Style.BAD), Span(" plain")))]
    assert plain(lines) == "red plain\n"
    assert ansi(lines, 80, color=False) == "red plain\n"
    assert ansi(lines, 80, color=True) == "\x1b[31mred\x1b[0m plain\n"
