"""`answerback explain SERVER`: what is known is told with its source, what is not is said."""

from __future__ import annotations

import pytest

from answerback import server
from answerback.render import layout, product
from answerback.server import Server
from answerback.values.text import Lang


def told(kind: type[Server], lang: Lang = Lang.EN) -> str:
    return layout.plain(product.of(kind, lang))


def named(name: str) -> type[Server]:
    kind = server.named(name)
    assert kind is not None
    return kind


@pytest.mark.parametrize("kind", server.load(), ids=lambda kind: kind.name)
@pytest.mark.parametrize("lang", Lang)
def test_no_placeholder_is_left_open(kind: type[Server], lang: Lang) -> None:
    text = told(kind, lang)
    assert "?;" not in text
    assert "‹" not in text
    assert all(flag in text for flag in kind.flags.values())


def test_parsers_stand_beside_their_family() -> None:
    rows = told(named("vllm")).splitlines()
    assert any(row.split() == ["Qwen3-Coder", "qwen3_coder", "–"] for row in rows)
    assert any(row.split() == ["gpt-oss", "openai", "openai_gptoss"] for row in rows)
    assert "no option: calls and thoughts" in told(named("llamacpp"))


def test_whether_a_health_route_can_be_trusted_is_told() -> None:
    assert "an engine that hangs stays 200" in told(named("vllm"))
    assert "`/health` answers 200: it generates" in told(named("sglang"))
    assert "--level smoke" in told(named("vllm"))
    assert "--level smoke" in told(named("litellm"))  # its /health generates, at a price


def test_what_is_not_known_is_said() -> None:
    class Odd(Server):
        name = "odd"
        title = "Odd"

    text = told(Odd)
    assert text.count("not known") >= 3
    assert "none is known" in text
    assert "无法" not in told(Odd, Lang.ZH)
    assert "未知" in told(Odd, Lang.ZH)


def test_metrics_tell_the_flag_that_turns_them_on() -> None:
    assert "only with `--metrics`; else HTTP 501" in told(named("llamacpp"))
    assert "llamacpp:requests_deferred" in told(named("llamacpp"))


def test_routes_with_side_effects_are_listed() -> None:
    assert "/flush_cache" in told(named("sglang"))
