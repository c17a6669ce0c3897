"""Which repositories may hold a model in a form that the engine reads, and which of their files to take."""

from __future__ import annotations

import re
from collections.abc import Sequence

from answerback.serve.hubs import File

IR = "openvino_model.xml"
NEEDED = (IR, "openvino_model.bin", "openvino_tokenizer.xml", "openvino_tokenizer.bin",
          "openvino_detokenizer.xml", "openvino_detokenizer.bin")  # fmt: skip
ALSO = ("config.json", "generation_config.json", "tokenizer_config.json", "chat_template.jinja", "chat_template.json",
        "special_tokens_map.json", "openvino_config.json")  # fmt: skip
LIKED = ("Q8_0", "Q4_0", "Q4_1", "F16", "Q6_K", "Q4_K_M", "Q4_K_S")
"""Storage of a GGUF file by preference: the first four are the engine's own, K types may be mixed with Q5_0, which it
does not read."""
_SPLIT = re.compile(r"-\d{5}-of-\d{5}\.gguf$", re.IGNORECASE)


def repositories(model: str) -> tuple[str, ...]:
    """Return where a model may lie: under its own name, as its makers' GGUF files, or converted by OpenVINO's."""
    name = model.partition("/")[2]
    if name.lower().endswith(("-gguf", "-ov")):
        return (model,)
    return (model, f"{model}-GGUF", f"OpenVINO/{name}-int8-ov", f"OpenVINO/{name}-int4-ov")


def files(listed: Sequence[File]) -> tuple[File, ...]:
    """Return the files to fetch: an OpenVINO model whole, or the best GGUF file; none if neither is there."""
    at_root = {file.path: file for file in listed if "/" not in file.path}
    if all(name in at_root for name in NEEDED):
        return tuple(at_root[name] for name in (*NEEDED, *ALSO) if name in at_root)
    found = [f for f in listed if f.path.lower().endswith(".gguf") and not _SPLIT.search(f.path)]
    found = [file for file in found if "mmproj" not in file.path.lower()]
    return tuple(sorted(found, key=_rank)[:1])


def _rank(file: File) -> tuple[int, int, str]:
    upper = file.path.upper()
    for place, kind in enumerate(LIKED):
        if re.search(rf"(?<![A-Z0-9]){kind}(?![A-Z0-9_])", upper):
            return place, file.size, file.path
    return len(LIKED), file.size, file.path
