"""The JSON report: lossless, as its published schema says, and picky about foreign files."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema_rs
import msgspec
import pytest

from answerback.render import json as format
from answerback.render import render
from answerback.values.text import Lang

SCHEMA = Path(__file__).parents[2] / "docs" / "report.schema.json"
REPORTS = ("healthy", "faulty", "unreachable")
CONTRACT = {
    "schema", "tool", "target", "server", "verdict", "exit_code", "capabilities", "checks", "faults", "untested",
    "cost", "timing",
}  # fmt: skip
CHECK = {"id", "family", "status", "reason", "facts", "exchanges", "text"}
FAULT = {"code", "name", "severity", "confidence", "title", "cause", "remedy", "because", "evidence", "curl"}


@pytest.mark.parametrize("lang", list(Lang))
@pytest.mark.parametrize("name", REPORTS)
def test_a_report_comes_back_whole(request, name, lang):
    report = request.getfixturevalue(name)
    assert format.read(render(report, "json", lang).encode()) == report


@pytest.mark.parametrize("lang", list(Lang))
@pytest.mark.parametrize("name", REPORTS)
def test_a_report_is_as_the_published_schema_says(request, name, lang):
    validator = jsonschema_rs.validator_for(json.loads(SCHEMA.read_text(encoding="utf-8")))
    validator.validate(json.loads(render(request.getfixturevalue(name), "json", lang)))


def test_the_published_schema_is_the_present_one():
    made = json.dumps(format.schema(), sort_keys=True)
    kept = json.dumps(json.loads(SCHEMA.read_text(encoding="utf-8")), sort_keys=True)
    assert kept == made, "run: answerback render --schema > docs/report.schema.json"


def test_the_contract_s_keys_are_there(faulty):
    document = json.loads(render(faulty, "json", Lang.EN))
    assert document.keys() >= CONTRACT
    assert all(check.keys() >= CHECK for check in document["checks"])
    assert all(fault.keys() >= FAULT for fault in document["faults"])
    assert document["schema"] == "answerback.report/1"
    assert document["exit_code"] == 1


def test_the_remedy_for_the_recognised_server_comes_first(faulty):
    remedies = json.loads(render(faulty, "json", Lang.EN))["faults"][0]["remedy"]
    assert remedies[0]["server"] in ("vllm", "")
    assert remedies[0]["fits"]


@pytest.mark.parametrize(
    "data",
    [
        b"", b"{", b"[]", b"null", b'"x"', b"{}", b'{"schema":"answerback.bench/1"}', b"\xff\xfe", b"[" * 5000,
        b'{"schema":"answerback.report/2"}',
    ],
)  # fmt: skip
def test_a_foreign_file_is_refused(data):
    with pytest.raises((msgspec.DecodeError, UnicodeDecodeError, RecursionError)):
        format.read(data)


def test_a_foreign_file_is_one_line_on_the_command_line(tmp_path, capsys):
    from answerback.cli import app

    path = tmp_path / "report.json"
    for data in (b"{", b"\xff\xfe\x00", b"[" * 100_000, b'{"schema":"answerback.report/2"}'):
        path.write_bytes(data)
        assert app.main(["render", str(path)]) == 2
        said = capsys.readouterr()
        assert said.out == ""
        assert said.err.count("\n") == 1
