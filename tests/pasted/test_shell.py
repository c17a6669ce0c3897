"""What words become of a pasted command, in three shells, and which slips are seen on the way."""

from __future__ import annotations

import pytest

from answerback.pasted import shell
from answerback.pasted.shell import Shell


def words(text: str, **environ: str) -> list[str]:
    return [word.text for word in shell.read(text, environ).words]


def slips(text: str) -> list[str]:
    return [slip.kind for slip in shell.read(text, {}).slips]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("curl -d '{\"a\": 1}' http://h", ["curl", "-d", '{"a": 1}', "http://h"]),
        ('curl -d "{\\"a\\": \\"b c\\"}"', ["curl", "-d", '{"a": "b c"}']),
        ("curl -d 'it'\\''s'", ["curl", "-d", "it's"]),
        ("curl $'a\\nb\\u00e9'", ["curl", "a\nbé"]),
        ("$ curl \\\n  http://h \\\n  -N", ["curl", "http://h", "-N"]),
        ('curl.exe http://h ^\n  -d "{\\"a\\": 1}"', ["curl.exe", "http://h", "-d", '{"a": 1}']),
        ('curl ^"http://h/?a=1^&b=2^" ^\n  -N', ["curl", "http://h/?a=1&b=2", "-N"]),
        ('curl.exe http://h `\n  -d \'{\\"a\\": \\"b\\"}\'', ["curl.exe", "http://h", "-d", '{"a": "b"}']),
        ("```bash\ncurl http://h\n```", ["curl", "http://h"]),
        ("curl http://h | jq .", ["curl", "http://h"]),
        ("curl http://h -d ''", ["curl", "http://h", "-d", ""]),
    ],
)
def test_words_are_those_of_the_shell(text: str, expected: list[str]) -> None:
    assert words(text) == expected
    assert slips(text) == []


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("curl http://h\n  -N", "missing-backslash", ["curl", "http://h", "-N"]),
        ("curl http://h \\ \n  -N", "blank-after-backslash", ["curl", "http://h", "-N"]),
        ("curl -H “A: it’s b” http://h", "smart-quotes", ["curl", "-H", "A: it’s b", "http://h"]),
        ("curl —json '{}' http://h", "dash", ["curl", "--json", "{}", "http://h"]),
        ("curl http：//h", "wide-punctuation", ["curl", "http://h"]),
        ("curl\u00a0http://h", "wide-blank", ["curl", "http://h"]),
        ("curl\u3000http://h", "wide-blank", ["curl", "http://h"]),
        ("\u200bcurl http://h", "invisible", ["curl", "http://h"]),
        ("curl http://h/?a=1&b=2", "bare-ampersand", ["curl", "http://h/?a=1&b=2"]),
        ("curl -d '{", "open-quote", ["curl", "-d", "{"]),
        ("curl http://h ^\n -d '{\"a\": 1}'", "single-quotes-cmd", ["curl", "http://h", "-d", '{"a": 1}']),
    ],
)
def test_what_was_meant_is_read_and_the_slip_is_seen(text: str, kind: str, expected: list[str]) -> None:
    assert words(text) == expected
    assert slips(text) == [kind]


def test_a_slip_shows_its_line_and_column() -> None:
    slip = shell.read("curl http://h \\\n -d “{}”", {}).slips[0]
    assert (slip.line, slip.column, slip.facts["row"]) == (" -d “{}”", 5, 2)


def test_variables_are_filled_as_the_shell_does() -> None:
    line = shell.read("curl \"$A-${B}\" '$A' $C", {"A": "1"})
    _, double, single, bare = line.words
    assert (double.text, double.filled, double.unset) == ("1-${B}", ["A"], ["B"])
    assert (single.text, single.literal) == ("$A", ["A"])
    assert bare.unset == ["C"]
    assert words("curl %A% ^\n x", A="1")[1] == "1"
    assert words("curl $env:A `\n x", A="1")[1] == "1"


def test_what_follows_is_left_out_and_kept() -> None:
    line = shell.read("curl http://h | jq .choices", {})
    assert line.rest == "| jq .choices"


def test_a_here_document_is_standard_input() -> None:
    line = shell.read("curl http://h -d @- <<'EOF'\n{\"a\": 1}\nEOF\n", {})
    assert line.stdin == '{"a": 1}\n'
    assert [w.text for w in line.words] == ["curl", "http://h", "-d", "@-"]


@pytest.mark.parametrize(
    "text", ["", "\\", "'", "^", "`", "$", "“", "curl $'\\", "curl $'a", "curl \\", "%", "${", "\n\n"]
)
def test_nothing_makes_it_fail(text: str) -> None:
    assert shell.read(text, {}).shell in Shell
