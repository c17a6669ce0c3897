"""transformers serve (source read: 5.23.0, cli/serving)."""

from __future__ import annotations

from answerback.facts import Change, HealthRoute
from answerback.launch import Form, Launch, Rank
from answerback.server import Clues, Loading, Server, Sighting, Treatment
from answerback.values.result import Confidence
from answerback.values.text import Text


class Transformers(Server):
    """Loads each model when it is first asked for, and downloads what it does not have."""

    name = "transformers"
    title = "transformers serve"
    ports = (8000,)
    processes = ("transformers serve",)
    looks_at = ("/openapi.json",)
    says_not_found = "Not Found"
    health = "/health"
    start = "transformers serve --host 0.0.0.0 --port {port}"
    # cli/serving/server.py
    harmful = (
        "/load_model",
        "/reset",
    )
    health_routes = (
        HealthRoute(
            "/health",
            Text(
                en="the program runs, and its batching worker (where used) is alive;"
                " nothing about the model, which loads when it is asked for",
                zh="程序在运行，批处理线程（如启用）存活；不反映模型，模型在首次请求时才加载",
            ),
        ),
    )
    changes = (
        Change(
            "5",
            Text(
                en="the model is named behind `serve`; before, only by --force-model",
                zh="模型写在 `serve` 之后；此前只能用 --force-model",
            ),
            "src/transformers/cli/serve.py",
        ),
    )
    # https://huggingface.co/docs/transformers/serving
    flags = {
        "host": "--host 0.0.0.0",
        "port": "--port 8000",
        "cors": "--enable-cors",
        "parallel": "--continuous-batching",
        "dtype": "--dtype auto",
        "model_name": "--force-model MODEL",
    }
    probing_loads_models = True
    loads_on_demand = True
    while_loading = Loading.BLOCKS
    sends_done = False
    always_streams_usage = True
    reasoning_fields = ("reasoning_content",)
    thinking_switches = {
        "extra_body": Treatment.REJECTED,
        "enable_thinking": Treatment.REJECTED,
        "chat_template_kwargs": Treatment.HONOURED,
        "reasoning_effort": Treatment.IGNORED,
        "thinking": Treatment.REJECTED,
    }
    # dropped with a warning in its log
    ignores = frozenset(
        {
            "n",
            "logprobs",
            "top_logprobs",
            "response_format",
            "stream_options",
            "tool_choice",
            "reasoning_effort",
            "presence_penalty",
            "user",
        }
    )
    rejects_unknown_fields = True

    launch = Launch(
        program="transformers",
        words=("serve", "{model}", "--host", "{host}", "--port", "{port}"),
        suits={Form.FOLDER: Rank(gpu=4, cpu=2), Form.HUB: Rank(gpu=4, cpu=4)},
        install="pip install 'transformers[serving]' torch",
        source="src/transformers/cli/serve.py",
        package="transformers",
    )

    @classmethod
    def recognise(cls, clues: Clues) -> Sighting | None:
        """`/load_model` and `/reset` among its own routes; in passing, cards owned by the author in the id."""
        paths = clues.page("/openapi.json").get("paths")
        if isinstance(paths, dict) and {"/load_model", "/reset"} <= set(paths):
            return Sighting(Confidence.CERTAIN)
        cards = clues.cards
        authors = bool(cards) and all(card.get("owned_by") == str(card.get("id")).partition("/")[0] for card in cards)
        if authors and clues.header("x-request-id") and clues.header("server") == "uvicorn":
            return Sighting(Confidence.LIKELY)
        return None
