"""transformers serve (source read: 5.23.0, cli/serving)."""

from __future__ import annotations

from answerback.launch import Form, Launch, Rank
from answerback.server import Clues, Loading, Server, Sighting, Treatment
from answerback.values.result import Confidence


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
    harmful = ("/load_model", "/reset")
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
        authors = bool(cards) and all(
            "/" in str(card.get("id")) and card.get("owned_by") == str(card["id"]).partition("/")[0] for card in cards
        )
        if authors and clues.header("x-request-id") and clues.header("server") == "uvicorn":
            return Sighting(Confidence.LIKELY)
        return None
