"""`answerback curl` finds nothing wrong with a right request to a right service, whatever product it speaks as."""

from __future__ import annotations

import io
import json

import pytest

from answerback.sim.dialects import load
from answerback.sim.misbehaving import misbehaving


@pytest.mark.parametrize("dialect", sorted(load()))
@pytest.mark.parametrize("stream", [True, False])
def test_a_right_request_is_right_everywhere(answerback, monkeypatch, dialect, stream):
    with misbehaving(dialect=dialect) as service:
        listing = answerback("curl", f"curl {service.url}/models", "--alone").out
        shown = listing[listing.index("{") : listing.rindex("}") + 1]
        model = json.loads(shown)["data"][0]["id"]
        body = {"model": model, "messages": [{"role": "user", "content": "What is 3+4?"}], "stream": stream}
        text = f"curl -N {service.url}/chat/completions --json '{json.dumps(body)}'"
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
        said = answerback("curl")
    assert said.code == 0, said.out
    assert "✓" in said.out
