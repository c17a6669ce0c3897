"""Which request curl makes of its options."""

from __future__ import annotations

import pytest

from answerback.pasted.command import Pasted, parse

FILES = {"body.json": '{"a":\n 1}\n'}


def read(path: str) -> str:
    if path not in FILES:
        raise FileNotFoundError(2, "No such file or directory", path)
    return FILES[path]


def of(text: str) -> Pasted:
    return parse(f"curl {text}", {}, read)


def kinds(text: str) -> list[str]:
    return [slip.kind for slip in of(text).slips]


@pytest.mark.parametrize(
    ("text", "verb", "body", "content_type"),
    [
        ("http://h", "GET", "", None),
        ("http://h -d a=1", "POST", "a=1", "application/x-www-form-urlencoded"),
        ("http://h -d a=1 -d b=2", "POST", "a=1&b=2", "application/x-www-form-urlencoded"),
        ("http://h -da=1", "POST", "a=1", "application/x-www-form-urlencoded"),
        ("--url http://h --json '{}'", "POST", "{}", "application/json"),
        ("http://h --json '{' --json '}'", "POST", "{}", "application/json"),
        ("http://h -d @body.json", "POST", '{"a": 1}', "application/x-www-form-urlencoded"),
        ("http://h --data-binary @body.json", "POST", '{"a":\n 1}\n', "application/x-www-form-urlencoded"),
        ("http://h --data-raw @body.json", "POST", "@body.json", "application/x-www-form-urlencoded"),
        ("http://h --data-urlencode 'a=b c'", "POST", "a=b+c", "application/x-www-form-urlencoded"),
        ("http://h -H 'content-type: text/plain' -d x", "POST", "x", "text/plain"),
        ("-X PUT http://h -d x", "PUT", "x", "application/x-www-form-urlencoded"),
        ("-I http://h", "HEAD", "", None),
        ("-G http://h -d a=1", "GET", "a=1", None),
    ],
)
def test_the_request_is_curls(text: str, verb: str, body: str, content_type: str | None) -> None:
    found = of(text)
    assert (found.url, found.verb, found.body, found.header("content-type")) == ("http://h", verb, body, content_type)
    assert found.slips == []


def test_short_options_may_stand_together() -> None:
    found = of("-sSNkLim5 -xproxy:3128 -u me:word http://h --connect-timeout 2 --max-time 9")
    assert {"silent", "no-buffer", "insecure", "location", "include"} <= set(found.flags)
    assert (found.flags["proxy"], found.number("max-time"), found.number("connect-timeout")) == ("proxy:3128", 9.0, 2.0)
    assert found.header("authorization") == "Basic bWU6d29yZA=="


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("http://h --jsn '{}'", "misspelt-option"),
        ("http://h --no-such-thing", "unknown-option"),
        ("http://h --data=x", "equals"),
        ("http://h -d", "no-value"),
        ("http://h -d @missing.json", "no-file"),
        ("http://h -H Accept", "bad-header"),
        ("http://h -H 'Accept：x'", "wide-header"),
    ],
)
def test_mistakes_in_options_are_seen(text: str, kind: str) -> None:
    assert kinds(text) == [kind]


def test_a_misspelt_option_is_taken_as_meant() -> None:
    assert of("http://h --jsn '{}'").body == "{}"


def test_a_body_may_come_from_a_here_document() -> None:
    found = parse('curl http://h -d @- <<EOF\n{"a": 1}\nEOF', {}, read)
    assert found.body == '{"a": 1}'
