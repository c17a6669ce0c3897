"""Answerback's own embedded service: a real model through openvino-genai, in vLLM's dialect."""

from __future__ import annotations

from answerback.facts import HealthRoute
from answerback.gauges import Gauge, Metrics
from answerback.launch import Form, Launch, Rank
from answerback.server import Clues, Server, Sighting, Treatment
from answerback.values.result import Confidence
from answerback.values.text import Text


class OpenVino(Server):
    """`/health` answers once the model is loaded, and 503 once its engine does not step any more."""

    name = "openvino"
    title = "Answerback (OpenVINO)"
    ports = (8000,)
    processes = ("answerback up", "answerback demo")
    looks_at = ("/version",)
    owner = "answerback"
    says_not_found = "Not Found"
    health = "/health"
    start = "answerback up --model {model} --host 0.0.0.0 --port {port}"
    # serve/ of this project has none
    harmful = ()
    health_routes = (
        HealthRoute(
            "/health",
            Text(
                en="the model is loaded, and its engine has not died or stopped stepping (nothing is generated)",
                zh="模型已加载，引擎既未崩溃也未停滞（不会实际生成）",
            ),
        ),
    )
    metrics = Metrics(
        {
            Gauge.RUNNING: ("answerback_requests_running",),
            Gauge.WAITING: ("answerback_requests_waiting",),
            Gauge.KV_USE: ("answerback_cache_used_ratio",),
            Gauge.TTFT: ("answerback_time_to_first_token_seconds",),
            Gauge.ITL: ("answerback_inter_token_seconds",),
            Gauge.PROMPT_TOKENS: ("answerback_prompt_tokens_total",),
            Gauge.GENERATED_TOKENS: ("answerback_generation_tokens_total",),
            Gauge.SUCCESSES: ("answerback_requests_finished_total",),
            Gauge.FAILURES: ("answerback_requests_failed_total",),
        },
        source="answerback/serve/service.py",
    )
    flags = {
        "host": "--host 0.0.0.0",
        "port": "--port 8000",
        "model_name": "--model MODEL",
    }
    reasoning_fields = ("reasoning_content", "reasoning")
    thinking_switches = {
        "extra_body": Treatment.IGNORED,
        "enable_thinking": Treatment.IGNORED,
        "chat_template_kwargs": Treatment.HONOURED,
    }
    finish_reasons = frozenset({"abort"})

    # its own options are the same as `up`'s, which starts it within the same process
    launch = Launch(
        program="answerback",
        words=("up", "{model}", "--engine", "openvino", "--host", "{host}", "--port", "{port}"),
        suits={
            Form.OURS: Rank(gpu=1, cpu=1),
            Form.OPENVINO: Rank(gpu=1, cpu=1),
            Form.GGUF: Rank(gpu=2, cpu=2),
            Form.GGUF_HUB: Rank(gpu=2, cpu=2),
            Form.HUB: Rank(gpu=5, cpu=1),
        },
        install="pip install 'answerback[serve]'",
        source="answerback up --help",
        package="openvino-genai",
        name=("--name", "{name}"),
        context=("--context", "{context}"),
        slots=("--slots", "{slots}"),
    )

    @classmethod
    def recognise(cls, clues: Clues) -> Sighting | None:
        """`owned_by: answerback` in the cards."""
        if clues.owned_by(cls.owner):
            return Sighting(Confidence.CERTAIN, str(clues.page("/version").get("version", "")))
        return None
