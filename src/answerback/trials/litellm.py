"""LiteLLM's library: chat, stream, tools, structured output, reasoning."""

from __future__ import annotations

import os
from typing import Any

from answerback.trials import _say

os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "True")  # else it fetches a price list at import


def main() -> None:
    """Run the steps."""
    import litellm

    from answerback.trials.openai_python import steps_of

    litellm.suppress_debug_info = True

    def ask(text: str, **more: Any) -> Any:
        return litellm.completion(
            model=f"openai/{_say.model()}", api_base=_say.base(), api_key=_say.key(), num_retries=0, timeout=60,
            messages=[{"role": "user", "content": text}], max_tokens=_say.TOKENS, **more,
        )  # fmt: skip

    _say.run("litellm", steps_of(ask, lambda message: getattr(message, "reasoning_content", None)))


if __name__ == "__main__":
    main()
