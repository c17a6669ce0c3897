"""Ollama (source read: August 2026, server/routes.go and openai/openai.go)."""

from __future__ import annotations

from answerback.facts import Change, HealthRoute
from answerback.launch import Form, Launch, Rank
from answerback.server import Clues, Loading, Server, Sighting, Treatment
from answerback.values.result import Confidence
from answerback.values.text import Text


class Ollama(Server):
    """No health route: `/` says `Ollama is running`, whatever became of the models."""

    name = "ollama"
    title = "Ollama"
    ports = (11434,)
    processes = ("ollama serve", "ollama.exe", "Ollama.app")
    looks_at = ("/api/version",)
    says_not_found = "404 page not found"
    health = "/"
    start = "OLLAMA_HOST=0.0.0.0:{port} ollama serve"
    # server/routes.go
    harmful = (
        "/api/delete",
        "/api/pull",
        "/api/push",
        "/api/create",
        "/api/copy",
        "POST /api/blobs/",
    )
    health_routes = (
        HealthRoute(
            "/",
            Text(en="says that the program runs, whatever became of the models", zh="只说明程序在运行，与模型状态无关"),
        ),
        HealthRoute(
            "/api/ps",
            Text(
                en="which models are in memory; none is right while nobody asks",
                zh="哪些模型已载入内存；无人请求时为空属正常",
            ),
        ),
    )
    changes = (
        Change(
            "0.12.11", Text(en="logprobs are answered", zh="支持 logprobs"), "https://github.com/ollama/ollama/releases"
        ),
    )
    # https://github.com/ollama/ollama/blob/main/docs/faq.mdx; systemd: `systemctl edit ollama`, [Service] Environment=
    flags = {
        "host": "OLLAMA_HOST=0.0.0.0:11434",
        "port": "OLLAMA_HOST=127.0.0.1:11434",
        "context": "OLLAMA_CONTEXT_LENGTH=32768",
        "context_per_model": "PARAMETER num_ctx 32768",
        "thinking_off": """"reasoning_effort": "none\"""",
        "template": "TEMPLATE in the Modelfile, then ollama create",
        "sampling_defaults": "PARAMETER temperature 1 in the Modelfile",
        "parallel": "OLLAMA_NUM_PARALLEL=4",
        "queue": "OLLAMA_MAX_QUEUE=512",
        "keep_loaded": "OLLAMA_KEEP_ALIVE=-1",
        "loaded_models": "OLLAMA_MAX_LOADED_MODELS=2",
        "kv_cache_dtype": "OLLAMA_KV_CACHE_TYPE=f16",
        "cors": "OLLAMA_ORIGINS=*",
        "environment": "systemctl edit ollama",
        "pull": "ollama pull NAME",
    }
    probing_loads_models = True
    loads_on_demand = True
    while_loading = Loading.BLOCKS
    unique_ids = False
    reasoning_fields = ("reasoning",)
    thinking_switches = {
        "extra_body": Treatment.IGNORED,
        "enable_thinking": Treatment.IGNORED,
        "chat_template_kwargs": Treatment.IGNORED,
        "reasoning_effort": Treatment.HONOURED,
        "thinking": Treatment.IGNORED,
    }
    # absent from the request struct in openai/openai.go, hence dropped; logprobs: unchecked in its list of features
    # (docs/api/openai-compatibility.mdx), and new in 0.12.11
    ignores = frozenset(
        {
            "logprobs",
            "n",
            "tool_choice",
            "logit_bias",
            "parallel_tool_calls",
            "max_completion_tokens",
            "chat_template_kwargs",
            "top_k",
            "min_p",
            "repetition_penalty",
            "user",
        }
    )
    finish_reasons = frozenset({"load", "unload"})
    open_routes = ("/", "/api/version")

    # a GGUF file needs a Modelfile first: `ollama create` (docs/import.mdx), which is left to the user
    launch = Launch(
        program="ollama",
        words=("serve",),
        suits={Form.TAG: Rank(gpu=1, cpu=1), Form.GGUF_HUB: Rank(gpu=2, cpu=2)},
        install="curl -fsSL https://ollama.com/install.sh | sh",
        source="https://github.com/ollama/ollama/blob/main/docs/faq.mdx",
        environment={"OLLAMA_HOST": "{host}:{port}"},
        context_variable="OLLAMA_CONTEXT_LENGTH",
        slots_variable="OLLAMA_NUM_PARALLEL",
        then={Form.TAG: ("pull", "{model}"), Form.GGUF_HUB: ("pull", "hf.co/{model}")},
        image="ollama/ollama",
        image_words=("serve",),
    )

    @classmethod
    def recognise(cls, clues: Clues) -> Sighting | None:
        """`/api/version` (SGLang serves `/api/tags` too, but not this one), or gin's 404 with `owned_by: library`."""
        version = str(clues.page("/api/version").get("version", ""))
        if version and not clues.owned_by("sglang"):
            return Sighting(Confidence.CERTAIN, version)
        if clues.owned_by("library"):
            return Sighting(Confidence.LIKELY)
        return None
