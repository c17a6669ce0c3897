"""LMDeploy's api_server (source read: 0.16.0, lmdeploy/serve/openai)."""

from __future__ import annotations

from answerback.facts import Change, HealthRoute
from answerback.families import Family
from answerback.gauges import Gauge, Metrics
from answerback.launch import Form, Launch, Rank
from answerback.server import Clues, Loading, Server, Sighting, Treatment
from answerback.values.result import Confidence
from answerback.values.text import Text


class Lmdeploy(Server):
    """`/health` is JSON and watches the scheduler's progress: 503 when it stands still; sleeping counts as 200."""

    name = "lmdeploy"
    title = "LMDeploy"
    ports = (23333,)
    processes = ("lmdeploy serve", "lmdeploy.serve")
    looks_at = ("/is_sleeping",)
    owner = "lmdeploy"
    says_not_found = "Not Found"
    health = "/health"
    start = "lmdeploy serve api_server {model} --server-name 0.0.0.0 --server-port {port}"
    # lmdeploy/serve/openai/endpoints/; /terminate answers GET
    harmful = (
        "/terminate",
        "/sleep",
        "/wakeup",
        "/abort_request",
        "/update_weights",
        "/init_weights_update_group",
        "/destroy_weights_update_group",
        "/update_weights_from_distributed",
        "/distserve/",
    )
    health_routes = (
        HealthRoute(
            "/health",
            Text(
                en="watches the scheduler's progress: 503 when it stands still or"
                " is not ready; an engine put to sleep counts as well",
                zh="监视调度器进展：停滞或未就绪返回 503；被置于休眠的引擎也算健康",
            ),
        ),
    )
    changes = (
        Change(
            "0.16",
            Text(
                en="one reasoning parser (`default`) reads <think>;"
                " qwen-qwq, deepseek-r1 and intern-s1 are its old names",
                zh="`default` 解析器统一处理 <think>；qwen-qwq、deepseek-r1、intern-s1 是它的旧名",
            ),
            "lmdeploy/serve/parsers/reasoning_parser/reasoning_parser.py",
        ),
    )
    # lmdeploy/cli/serve.py (add_parser_api_server)
    flags = {
        "host": "--server-name 0.0.0.0",
        "port": "--server-port 23333",
        "api_key": "--api-keys KEY",
        "model_name": "--model-name NAME",
        "context": "--session-len 32768",
        "tools": "--tool-call-parser qwen",
        "reasoning": "--reasoning-parser qwen-qwq",
        "template": "--chat-template FILE.json",
        "parallel": "--max-batch-size 128",
        "gpu_memory": "--cache-max-entry-count 0.8",
        "dtype": "--dtype float16",
        "kv_cache_dtype": "--quant-policy 0",
        "prefix_cache": "--enable-prefix-caching",
        "logprobs": "--logprobs-mode raw_logprobs",
        "lora": "--adapters NAME=PATH",
        "cors": "--allow-origins *",
        "tensor_parallel": "--tp 2",
    }
    while_loading = Loading.REFUSED
    repeats_role = True
    reasoning_fields = ("reasoning_content",)
    thinking_switches = {
        "extra_body": Treatment.IGNORED,
        "enable_thinking": Treatment.HONOURED,
        "chat_template_kwargs": Treatment.HONOURED,
        "reasoning_effort": Treatment.HONOURED,
        "thinking": Treatment.IGNORED,
    }
    max_temperature = 2.0
    finish_reasons = frozenset({"parse_error", "error", "abort"})
    open_routes = ("/health", "/docs", "/redoc", "/nodes")

    metrics = Metrics(
        {
            Gauge.RUNNING: ("lmdeploy:num_requests_running",),
            Gauge.WAITING: ("lmdeploy:num_requests_waiting",),
            Gauge.KV_USE: ("lmdeploy:gpu_cache_usage_perc",),
            Gauge.PREFIX_HIT_RATE: ("lmdeploy:prefix_cache_hit_rate",),
            Gauge.QUEUE_TIME: ("lmdeploy:request_queue_time_seconds",),
            Gauge.TTFT: ("lmdeploy:time_to_first_token_seconds",),
            Gauge.ITL: ("lmdeploy:inter_token_latency_seconds", "lmdeploy:time_per_output_token_seconds"),
            Gauge.PROMPT_TOKENS: ("lmdeploy:prompt_tokens_total",),
            Gauge.GENERATED_TOKENS: ("lmdeploy:generation_tokens_total",),
            Gauge.SUCCESSES: ("lmdeploy:request_success_total",),
        },
        source="lmdeploy/metrics/loggers.py",
    )

    # lmdeploy/serve/parsers/tool_parser/ of 0.16.0; gpt-oss is read without being told
    tool_parsers = {
        Family.QWEN3_CODER: "qwen3coder",
        Family.QWEN35: "qwen3coder",
        Family.QWEN3_INSTRUCT: "qwen",
        Family.QWEN3: "qwen",
        Family.QWQ: "qwen",
        Family.QWEN25: "qwen2d5",
        Family.HERMES: "qwen",
        Family.LLAMA3: "llama3",
        Family.DEEPSEEK_V4: "deepseek-v4",
        Family.DEEPSEEK_V32: "deepseek-v32",
        Family.GLM47: "glm47",
        Family.GLM45: "glm47",
        Family.INTERN_S1: "intern-s1",
        Family.INTERNLM: "internlm",
    }
    # lmdeploy/serve/parsers/reasoning_parser/; 0.16 also calls the one for <think> `default`, older ones do not
    reasoning_parsers = {
        Family.QWEN35: "qwen-qwq",
        Family.QWEN3: "qwen-qwq",
        Family.QWQ: "qwen-qwq",
        Family.DEEPSEEK_V4: "deepseek-v4",
        Family.DEEPSEEK_V32: "deepseek-v32",
        Family.DEEPSEEK_V31: "deepseek-v3",
        Family.DEEPSEEK_DISTILL: "deepseek-r1",
        Family.DEEPSEEK_R1: "deepseek-r1",
        Family.GLM47: "qwen-qwq",
        Family.GLM45: "qwen-qwq",
        Family.INTERN_S1: "intern-s1",
    }
    launch = Launch(
        program="lmdeploy",
        words=("serve", "api_server", "{model}", "--server-name", "{host}", "--server-port", "{port}"),
        suits={Form.FOLDER: Rank(gpu=3), Form.HUB: Rank(gpu=3)},
        install="pip install lmdeploy",
        source="lmdeploy/cli/serve.py",
        package="lmdeploy",
        name=("--model-name", "{name}"),
        context=("--session-len", "{context}"),
        slots=("--max-batch-size", "{slots}"),
        tools=("--tool-call-parser", "{tools}"),
        reasoning=("--reasoning-parser", "{reasoning}"),
        image="openmmlab/lmdeploy",
        image_words=(
            "lmdeploy", "serve", "api_server", "{model}", "--server-name", "0.0.0.0", "--server-port", "{port}",
        ),
        image_run=("--gpus", "all", "--ipc", "host"),
    )  # fmt: skip

    @classmethod
    def recognise(cls, clues: Clues) -> Sighting | None:
        """`owned_by: lmdeploy` in the cards, or `/is_sleeping` (vLLM's development mode has that too)."""
        if clues.owned_by(cls.owner):
            return Sighting(Confidence.CERTAIN)
        if "is_sleeping" in clues.page("/is_sleeping") and not clues.owned_by("vllm"):
            return Sighting(Confidence.POSSIBLE)
        return None
