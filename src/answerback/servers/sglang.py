"""SGLang (source read: 0.5.23 wheel, sglang/srt)."""

from __future__ import annotations

from answerback.facts import HealthRoute
from answerback.families import Family
from answerback.gauges import Gauge, Metrics
from answerback.launch import Form, Launch, Rank
from answerback.server import Clues, Loading, Server, Sighting, Treatment
from answerback.values.result import Confidence
from answerback.values.text import Text


class Sglang(Server):
    """`/health` generates one token by default and takes a second or more; 503 while warming up."""

    name = "sglang"
    title = "SGLang"
    ports = (30000,)
    processes = ("sglang.launch_server", "sglang serve", "sglang::")
    looks_at = ("/model_info", "/server_info")
    owner = "sglang"
    says_not_found = "Not Found"
    health = "/health"
    start = "python -m sglang.launch_server --model-path {model} --host 0.0.0.0 --port {port}"
    # srt/entrypoints/http_server.py; many of them answer GET too
    harmful = (
        "/flush_cache",
        "/abort_request",
        "/pause_generation",
        "/continue_generation",
        "/release_memory_occupation",
        "/resume_memory_occupation",
        "/slow_down",
        "/pd_role_switch",
        "/set_internal_state",
        "/dumper/",
        "/add_external_corpus",
        "/remove_external_corpus",
        "/hicache/",
        "/start_profile",
        "/stop_profile",
        "/set_trace_level",
        "/freeze_gc",
        "/start_expert_distribution_record",
        "/stop_expert_distribution_record",
        "/dump_expert_distribution_record",
        "/update_weights_from_disk",
        "/update_weights_from_tensor",
        "/update_weights_from_distributed",
        "/update_weights_from_ipc",
        "/update_weight_version",
        "/init_weights_update_group",
        "/destroy_weights_update_group",
        "/init_weights_send_group_for_remote_instance",
        "/send_weights_to_remote_instance",
        "/begin_weight_update",
        "/end_weight_update",
        "/load_lora_adapter",
        "/load_lora_adapter_from_tensors",
        "/unload_lora_adapter",
        "/open_session",
        "/close_session",
        "/configure_logging",
    )
    health_routes = (
        HealthRoute(
            "/health",
            Text(
                en="generates one token and takes a second or more (unless"
                " SGLANG_ENABLE_HEALTH_ENDPOINT_GENERATION is off); 503 while it warms up or when that takes too long",
                zh="会生成一个 token，耗时一秒以上（除非关闭 SGLANG_ENABLE_HEALTH_ENDPOINT_GENERATION）；"
                "预热中或超时返回 503",
            ),
            generates=True,
        ),
        HealthRoute("/health_generate", Text(en="generates one token", zh="会生成一个 token"), generates=True),
        HealthRoute("/ready", Text(en="a flag alone: started and not paused", zh="只看标志位：已启动且未暂停")),
        HealthRoute("/ping", Text(en="a flag alone", zh="只看标志位")),
    )
    # https://docs.sglang.ai/advanced_features/server_arguments.html, and srt/server_args.py of the wheel
    flags = {
        "host": "--host 0.0.0.0",
        "port": "--port 30000",
        "api_key": "--api-key $SGLANG_API_KEY",
        "model_name": "--served-model-name NAME",
        "context": "--context-length 32768",
        "truncation": "--allow-auto-truncate",
        "tools": "--tool-call-parser qwen25",
        "reasoning": "--reasoning-parser qwen3",
        "template": "--chat-template FILE.jinja",
        "sampling_defaults": "--sampling-defaults openai",
        "parallel": "--max-running-requests 64",
        "queue": "--max-queued-requests 512",
        "gpu_memory": "--mem-fraction-static 0.88",
        "dtype": "--dtype half",
        "kv_cache_dtype": "--kv-cache-dtype auto",
        "eager": "--disable-cuda-graph",
        "prefix_cache": "--disable-radix-cache",
        "lora": "--enable-lora --lora-paths NAME=PATH",
        "usage_details": "--enable-cache-report",
        "stream_interval": "--stream-interval 1",
        "metrics": "--enable-metrics",
        "trust_remote_code": "--trust-remote-code",
        "tensor_parallel": "--tp 2",
    }
    accepts_any_model = True
    while_loading = Loading.REFUSED
    reasoning_fields = ("reasoning_content",)
    seed_drifts = True  # docs/references/faq.md of SGLang: dynamic batching and the prefix cache
    thinking_switches = {
        "extra_body": Treatment.IGNORED,
        "enable_thinking": Treatment.IGNORED,
        "chat_template_kwargs": Treatment.HONOURED,
        "reasoning_effort": Treatment.HONOURED,
        "thinking": Treatment.IGNORED,
    }
    finish_reasons = frozenset({"abort"})
    open_routes = ("/health", "/health_generate", "/ready", "/metrics")

    metrics = Metrics(
        {
            Gauge.RUNNING: ("sglang:num_running_reqs",),
            Gauge.WAITING: ("sglang:num_queue_reqs",),
            Gauge.KV_USE: ("sglang:token_usage",),
            Gauge.PREEMPTIONS: ("sglang:num_retracted_requests_total",),
            Gauge.PREFIX_HIT_RATE: ("sglang:cache_hit_rate",),
            Gauge.QUEUE_TIME: ("sglang:queue_time_seconds",),
            Gauge.TTFT: ("sglang:time_to_first_token_seconds",),
            Gauge.ITL: ("sglang:inter_token_latency_seconds", "sglang:time_per_output_token_seconds"),
            Gauge.PROMPT_TOKENS: ("sglang:prompt_tokens_total",),
            Gauge.GENERATED_TOKENS: ("sglang:generation_tokens_total",),
            Gauge.SPEED: ("sglang:gen_throughput",),
            Gauge.SUCCESSES: ("sglang:num_requests_total",),
            Gauge.FAILURES: ("sglang:num_aborted_requests_total",),
        },
        source="python/sglang/srt/observability/metrics_collector.py",
        turned_on_by="--enable-metrics",
        without=404,
    )

    # python/sglang/srt/function_call/function_call_parser.py
    tool_parsers = {
        Family.QWEN3_CODER: "qwen3_coder",
        Family.QWEN35: "qwen3_coder",
        Family.QWEN3_INSTRUCT: "qwen25",
        Family.QWEN3: "qwen25",
        Family.QWQ: "qwen25",
        Family.QWEN25: "qwen25",
        Family.HERMES: "hermes",
        Family.LLAMA4: "pythonic",
        Family.LLAMA3: "llama3",
        Family.DEEPSEEK_V4: "deepseekv4",
        Family.DEEPSEEK_V32: "deepseekv32",
        Family.DEEPSEEK_V31: "deepseekv31",
        Family.DEEPSEEK_R1: "deepseekv3",
        Family.DEEPSEEK_V3: "deepseekv3",
        Family.GLM47: "glm47",
        Family.GLM45: "glm45",
        Family.KIMI_THINKING: "kimi_k2",
        Family.KIMI_K2: "kimi_k2",
        Family.GPT_OSS: "gpt-oss",
        Family.MAGISTRAL: "mistral",
        Family.MISTRAL: "mistral",
        Family.GEMMA4: "gemma4",
        Family.GEMMA3: "pythonic",
        Family.MINIMAX_M3: "minimax-m3",
        Family.MINIMAX_M2: "minimax-m2",
        Family.INTERN_S1: "interns1",
        Family.INTERNLM: "interns1",
        Family.HUNYUAN: "hunyuan",
        Family.STEP35: "step3p5",
        Family.STEP3: "step3",
        Family.LFM2: "lfm2",
        Family.APERTUS: "apertus2509",
        Family.MIMO: "mimo",
        Family.NEMOTRON3: "qwen3_coder",
    }
    # docs.sglang.io/docs/advanced_features/separate_reasoning, srt/parser/reasoning_parser_names.py
    reasoning_parsers = {
        Family.QWEN35: "qwen3",
        Family.QWEN3: "qwen3",
        Family.DEEPSEEK_V4: "deepseek-v4",
        Family.DEEPSEEK_V32: "deepseek-v3",
        Family.DEEPSEEK_V31: "deepseek-v3",
        Family.DEEPSEEK_DISTILL: "deepseek-r1",
        Family.DEEPSEEK_R1: "deepseek-r1",
        Family.GLM47: "glm45",
        Family.GLM45: "glm45",
        Family.KIMI_THINKING: "kimi_k2",
        Family.GPT_OSS: "gpt-oss",
        Family.MAGISTRAL: "mistral",
        Family.GEMMA4: "gemma4",
        Family.MINIMAX_M3: "minimax-m3",
        Family.MINIMAX_M2: "minimax",
        Family.INTERN_S1: "interns1",
        Family.HUNYUAN: "hunyuan",
        Family.STEP35: "step3p5",
        Family.STEP3: "step3",
        Family.MIMO: "mimo",
        Family.NEMOTRON3: "nemotron_3",
    }
    launch = Launch(
        program="python",
        words=("-m", "sglang.launch_server", "--model-path", "{model}", "--host", "{host}", "--port", "{port}"),
        suits={Form.FOLDER: Rank(gpu=2), Form.HUB: Rank(gpu=2)},
        install="pip install sglang",
        source="https://docs.sglang.io/docs/advanced_features/server_arguments",
        package="sglang",
        name=("--served-model-name", "{name}"),
        context=("--context-length", "{context}"),
        slots=("--max-running-requests", "{slots}"),
        tools=("--tool-call-parser", "{tools}"),
        reasoning=("--reasoning-parser", "{reasoning}"),
        image="lmsysorg/sglang",
        image_words=(
            "python3", "-m", "sglang.launch_server", "--model-path", "{model}", "--host", "0.0.0.0", "--port", "{port}",
        ),
        image_run=("--gpus", "all", "--ipc", "host", "--shm-size", "32g"),
    )  # fmt: skip

    @classmethod
    def recognise(cls, clues: Clues) -> Sighting | None:
        """`owned_by: sglang` in the cards, or `/model_info` with the names of its parsers."""
        version = str(clues.page("/server_info").get("version", ""))
        if clues.owned_by(cls.owner) or "tool_call_parser" in clues.page("/model_info"):
            return Sighting(Confidence.CERTAIN, version)
        return None
