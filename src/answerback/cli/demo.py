"""`answerback demo`: the main job on a real model, first as it is, then with two faults in front of it."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from answerback.command import Command, Example, Given, Option, UsageError
from answerback.values.text import Text

NO_EXTRA = Text(
    en="the demo serves a real model, which needs more packages (no compiler): pip install 'answerback[serve]'",
    zh="演示需要运行真实模型，请先安装额外依赖（无需编译）：pip install 'answerback[serve]'",
)
FAILED = Text(en="the model could not be served: {why}", zh="模型服务启动失败：{why}")
STARTS = Text(
    en="1. A real model is served on this machine: answerback up {model}",
    zh="1. 在本机启动一个真实模型：answerback up {model}",
)
CHECKS = Text(en="2. Is it right? answerback check {url}", zh="2. 它正常吗？answerback check {url}")
BREAKS = Text(
    en="3. The same service behind a proxy that breaks two things: answerback proxy --upstream {url} {faults}",
    zh="3. 同一个服务，前面加一层会制造两种故障的代理：answerback proxy --upstream {url} {faults}",
)
NAMED = Text(
    en="As it should be: healthy as it is, and {faults} named behind the proxy.",
    zh="符合预期：原服务健康；经过代理后，{faults} 都被准确指出。",
)
NOT_NAMED = Text(
    en="Not as it should be: the service itself was {verdict}; behind the proxy {found} was named, not {faults}.",
    zh="不符合预期：原服务的结论是 {verdict}；经过代理后指出的是 {found}，而不是 {faults}。",
)
FAULTS = ("H04", "E17")
"""A stream that never says [DONE], and `stop` lost on the way: both common, both invisible to a plain curl."""


def act(given: Given) -> int:
    """Serve, check, break, check again; 0 when the tool said what is true both times."""
    if any(importlib.util.find_spec(name) is None for name in ("openvino_genai", "uvicorn")):
        raise UsageError(NO_EXTRA)
    from answerback.serve import launch
    from answerback.sim.app import running

    model = given.text("model") or "smollm2"
    given.say(STARTS, model=model)
    try:
        with launch.service(model, ("--lang", given.lang), talk=not given.quiet) as service:
            given.say(CHECKS, url=service.url)
            right = _check(given, service.url)
            flags = " ".join(f"--fault {code}" for code in FAULTS)
            given.say(BREAKS, url=service.url, faults=flags)
            with running(_broken(service.url)) as proxy:
                wrong = _check(given, f"{proxy}/v1", "--select", "streaming.ends-with-done,sampling.stop,chat.*")
    except launch.LaunchFailed as error:
        raise UsageError(FAILED, why=str(error)) from None
    found = [one["code"] for one in wrong.get("faults", ()) if one["severity"] != "info"]
    good = right.get("verdict") == "healthy" and sorted(found) == sorted(FAULTS)
    facts = {"faults": " + ".join(FAULTS), "verdict": right.get("verdict", "?"), "found": ", ".join(found) or "–"}
    given.say(NAMED if good else NOT_NAMED, **facts)
    return 0 if good else 1


def _broken(upstream: str) -> Any:
    from answerback import fault
    from answerback.sim import act as acting
    from answerback.sim.proxy import Upstream
    from answerback.values.injections import several

    kinds = [kind for code in FAULTS if (kind := fault.named(code)) is not None]
    injections = [one for kind in kinds for one in several(kind.seen_with)]
    return acting.wrap(Upstream(upstream).handle, injections)


def _check(given: Given, url: str, *options: str) -> dict[str, Any]:
    """Run the command a user would type, show what it prints, and return its report."""
    with tempfile.TemporaryDirectory() as place:
        saved = Path(place) / "report.json"
        me = [sys.executable, "-m", "answerback"]
        subprocess.run([*me, "check", url, "--format", "json", "-o", str(saved), "--quiet", *options], check=False)
        subprocess.run([*me, "render", str(saved), "--lang", given.lang], check=False)
        return dict(json.loads(saved.read_bytes())) if saved.is_file() else {}


COMMAND = Command(
    summary=Text(
        en="Show the main job: serve a real model, check it, break it, and name what broke.",
        zh="演示主要功能：启动真实模型、检查、制造故障，并准确指出故障。",
    ),
    act=act,
    options=(
        Option(
            "model",
            Text(en="model to serve, as for `up`", zh="要启动的模型，写法同 `up`"),
            metavar="MODEL",
            default="smollm2",
        ),
    ),
    examples=(
        Example("answerback demo", Text(en="with the packaged SmolLM2", zh="使用随包提供的 SmolLM2")),
        Example("answerback demo --lang zh", Text(en="in Chinese", zh="用中文")),
    ),
)
