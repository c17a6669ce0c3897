"""C06: a LoRA adapter stands in the list and is not loaded."""

from __future__ import annotations

from answerback.checks.models.adapters import AdaptersDiffer
from answerback.checks.models.servable import ListedAreServed
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import Configure, Reply, When
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text


class AdapterNotLoaded(Fault):
    """Refused: certain. Answering like the base model: possible only, for a short answer may well be the same."""

    code = "C06"
    title = Text(en="The adapter {names} has no effect", zh="适配器 {names} 没有生效")
    cause = Text(
        en="It is listed as a LoRA adapter, but {what}.",
        zh="它作为 LoRA 适配器列出，但 {what}。",
    )
    severity = Severity.MAJOR
    priority = 2
    seen_with = (
        Configure(name="adapters", value=["my-lora"]),
        Reply(
            on=When(has="model", equals="my-lora"),
            status=404,
            body='{"error":{"message":"The model `my-lora` does not exist.","type":"NotFoundError","code":404}}',
        ),
    )
    evidence = ("https://docs.vllm.ai/en/latest/features/lora.html",)
    remedy = {
        None: Remedy(
            Text(
                en="Load the adapter at start, and check in the log that it was found.",
                zh="启动时加载该适配器，并在日志里确认它已被找到。",
            )
        ),
        "vllm": Remedy(
            Text(
                en="Start with `--enable-lora --lora-modules NAME=PATH`; the rank may need `--max-lora-rank`.",
                zh="启动时加上 `--enable-lora --lora-modules NAME=PATH`；秩较大时还需要 `--max-lora-rank`。",
            ),
            ("--enable-lora", "--lora-modules NAME=PATH"),
        ),
        "sglang": Remedy(
            Text(
                en="Start with `--enable-lora --lora-paths NAME=PATH`.",
                zh="启动时加上 `--enable-lora --lora-paths NAME=PATH`。",
            ),
            ("--enable-lora", "--lora-paths NAME=PATH"),
        ),
        "lmdeploy": Remedy(
            Text(en="Start with `--adapters NAME=PATH`.", zh="启动时加上 `--adapters NAME=PATH`。"),
            ("--adapters NAME=PATH",),
        ),
        "llamacpp": Remedy(
            Text(en="Start with `--lora FILE.gguf`.", zh="启动时加上 `--lora FILE.gguf`。"),
            ("--lora FILE.gguf",),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """The adapter is refused, or cannot be told from its base."""
        if seen.failed(ListedAreServed, "adapter-refused"):
            facts = seen.facts(ListedAreServed)
            said = {"names": ", ".join(facts["names"]), "what": f"HTTP {facts['status']} {facts['message']}"}
            return Diagnosis(Confidence.CERTAIN, said)
        if seen.broke(AdaptersDiffer, "same"):
            facts = seen.facts(AdaptersDiffer)
            said = {"names": facts["adapter"], "what": f"= {facts['base']}"}
            return Diagnosis(Confidence.POSSIBLE, said, Severity.INFO)
        return None
