"""When the scripted brain calls tools, and with which arguments."""

from __future__ import annotations

import json
import re
from typing import Any

from answerback.sim import instances
from answerback.sim.brain import Params
from answerback.sim.intents import Talk

_CHINESE = {
    "weather": "天气",
    "temperature": "气温",
    "time": "时间",
    "calculat": "计算",
    "search": "搜索",
    "stock": "股票",
}
_SIGHS = frozenset(
    [
        "get",
        "the",
        "for",
        "with",
        "and",
        "from",
        "that",
        "this",
        "given",
        "return",
        "returns",
        "current",
        "find",
        "look",
        "into",
        "about",
        "name",
        "value",
    ]
)

Call = tuple[str, dict[str, Any]]


def decide(talk: Talk, tools: tuple[dict[str, Any], ...], params: Params) -> list[Call]:
    """Return the calls that the model makes now; none if it answers in words."""
    known = {f["name"]: f for tool in tools if isinstance(f := tool.get("function"), dict) and f.get("name")}
    if not known or talk.results:
        return []
    if params.call is not None and params.call != "required":
        chosen = [known[params.call]] if params.call in known else []
    else:
        scored = sorted(
            ((_relevance(talk.last, f), -at, f["name"]) for at, f in enumerate(known.values())), reverse=True
        )
        chosen = [known[name] for score, _, name in scored if score > 0]
        if not chosen and params.call == "required":
            chosen = [next(iter(known.values()))]
        if chosen and not (params.parallel and scored[0][0] == scored[min(1, len(scored) - 1)][0]):
            chosen = chosen[:1]
    out: list[Call] = []
    for function in chosen:
        schema = function.get("parameters") or {"type": "object", "properties": {}}
        for focus in _subjects(talk, schema, several=params.parallel and params.call in (None, "required")):
            out.append((function["name"], instances.make(schema, talk, focus)))
    return out if params.parallel else out[:1]


def write(calls: list[Call]) -> str:
    """Return calls in the hermes format, as Qwen writes them."""
    said = [json.dumps({"name": name, "arguments": arguments}, ensure_ascii=False) for name, arguments in calls]
    return "\n".join(f"<tool_call>\n{one}\n</tool_call>" for one in said)


def _relevance(last: str, function: dict[str, Any]) -> int:
    """Return how many of the function's own words the user used."""
    asked = last.lower()
    said = f"{function['name']} {function.get('description', '')}".lower()
    words = {w for w in re.findall(r"[a-z]{4,}", said.replace("_", " ")) if w not in _SIGHS}
    score = 3 * sum(
        1 for word in set(re.findall(r"[a-z]{4,}", function["name"].lower().replace("_", " "))) & words if word in asked
    )
    score += sum(1 for word in words if word in asked)
    score += 3 * sum(1 for stem, zh in _CHINESE.items() if stem in said and zh in last)
    if "calc" in said or "arithmetic" in said or "sum" in said or "add" in said.split():
        score += 3 * (re.search(r"\d+\s*[-+*/×x]\s*\d+", last) is not None)
    return score + (5 if function["name"].lower() in asked else 0)


def _subjects(talk: Talk, schema: dict[str, Any], *, several: bool) -> list[str]:
    """Return one place per call when the user names several and the tool takes one, else one empty focus."""
    takes_place = any(instances.is_place(name) for name in schema.get("properties") or {})
    places = instances.places(talk.last) if takes_place else []
    return places if several and len(places) > 1 else [places[0] if places else ""]
