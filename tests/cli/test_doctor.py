"""`answerback doctor`: true of this installation, in both languages, without anybody's password."""

from __future__ import annotations

import platform
import re

import pycurl
import pytest

from answerback import __version__
from answerback.cli import doctor


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_it_tells_what_is_here(answerback, lang):
    said = answerback("doctor", "--lang", lang)
    assert said.code == 0 and said.err == ""
    for words in (__version__, platform.python_version(), pycurl.version.split()[1]):
        assert words in said.out
    assert bool(re.search("[\u4e00-\u9fff]", said.out)) is (lang == "zh")


def test_proxies_are_told_without_who_logs_in(answerback, monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "http://user:hunter2@proxy.example.com:3128")
    monkeypatch.setenv("all_proxy", "socks5://token-abcdef@10.0.0.1:1080")
    monkeypatch.setenv("no_proxy", "localhost,.example.com")
    out = answerback("doctor").out
    assert "HTTPS_PROXY=http://***@proxy.example.com:3128" in out
    assert "all_proxy=socks5://***@10.0.0.1:1080" in out
    assert "no_proxy=localhost,.example.com" in out
    assert "hunter2" not in out and "token-abcdef" not in out


def test_an_extra_that_is_missing_says_what_it_would_bring(answerback, monkeypatch):
    monkeypatch.setattr(doctor, "_installed", lambda package: package != "uvicorn")
    out = answerback("doctor").out
    assert "not installed (uvicorn): a real model served" in out
    assert "pip install 'answerback[serve]'" in out


def test_settings_in_force_are_named_and_their_values_are_not(answerback, monkeypatch, tmp_path):
    monkeypatch.setenv("ANSWERBACK_HEADER", "X-Secret: abcdefgh")
    assert "none; `answerback init`" in answerback("doctor").out
    assert answerback("init").code == 0
    out = answerback("doctor").out
    assert "answerback.toml" in out and "ANSWERBACK_HEADER" in out and "abcdefgh" not in out


def test_the_extras_are_those_of_the_metadata():
    assert "uvicorn" in doctor.extras()["serve"]
    assert "dev" not in doctor.extras()
