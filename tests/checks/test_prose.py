"""What texts show: debris is found, weak models' rambling is not taken for it."""

from __future__ import annotations

from random import Random

import pytest

from answerback.checks import prose

WEAK = [
    "I'm sorry for any misunderstanding, but as a language model, I don't have the ability to translate between "
    "languages. I'm here to assist with any language-related questions or assistance. I'm designed",
    "I'm sorry for any misunderstanding, but as a chatbot designed to assist users, I don't have the capability to "
    "delete or delete responses. I'm designed to provide helpful information and support.",
    "One fateful evening, in a quaint village far from the bustling streets of New Orleans, a man named Marcus "
    "stumbled upon a",
    "The moon had long been shrouded in a maelitical veil, and it was only the night of a lunar eclipse that",
    "1. 1\n2. 2\n3. 3\n4. 4\n5. 5\n6. 6\n7. 7\n8. 8\n9. 9\n10. 10\n11. 11\n12. 12\n13. 13\n14. 14\n",
    "1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20",
    "你好，我是一个人工智能助手。",
    "The secret word is heliotrope.",
    "As a 26-year-old AI, I have been learning and growing as I interact with the world. I have",
]
"""What SmolLM2-135M and Qwen2.5-Coder-0.5B said behind llama-server."""


@pytest.mark.parametrize("text", WEAK)
def test_weak_models_write_no_debris(text: str) -> None:
    assert not prose.flood(text)
    assert prose.loop(text) is None
    assert not prose.leaks(text)
    assert not prose.turns(text)
    assert not prose.nonsense(text)
    assert not prose.salad(text)


def test_floods() -> None:
    assert prose.flood("!" * 40) == "!"
    assert prose.flood("0 " * 30) == "0"
    assert prose.flood("!" * 8) == ""
    assert prose.flood("hello there, how are you") == ""


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("I am a lighthouse keeper," + " aye," * 20, "aye,"),
        ("Well. " + "And so it goes on. " * 4, "And so it goes on."),
        ("好的。" + "我们再来一次，" * 5, "我们再来一次，"),
    ],
)
def test_loops(text: str, unit: str) -> None:
    found = prose.loop(text)
    assert found is not None
    assert sorted(found[0].replace(" ", "")) == sorted(unit.replace(" ", ""))


@pytest.mark.parametrize(
    "token",
    ["<|im_end|>", "<|eot_id|>", "</s>", "<end_of_turn>", "[/INST]", "<｜end▁of▁sentence｜>", "<|channel|>", "<0x0A>"],
)
def test_control_tokens(token: str) -> None:
    assert prose.leaks(f"Hello{token}") == [token]


def test_markup_and_code_are_no_control_tokens() -> None:
    assert prose.leaks("Use <b>bold</b>, a<b and `x |> f |> g`, <think> or <tool_call>, [INFO] and | a | b |") == []


def test_turns_of_the_other_side() -> None:
    assert prose.turns("It is blue.\nUser: And then?\nAssistant: Red.") == ["user", "assistant"]
    assert prose.turns("Assistant: Hello! How can I help?") == []
    assert prose.turns("A user: somebody who uses things.") == []


def test_languages() -> None:
    assert prose.language("你好，我是一个助手，很高兴认识你") == "CJK"
    assert prose.language("Здравствуйте, как дела") == "CYRILLIC"
    assert prose.language("42") == ""
    assert prose.salad("".join(("привет", "שלוםע", "สวัสดี", "γειαα", "hello"))) != []
    assert prose.salad("你好 hello こんにちは, α and β are Greek letters in this long English sentence") == []


GERMAN = (
    "Hallo! Ich bin ein Sprachmodell und helfe gern bei Fragen aller Art. Man kann mich bitten, Texte zu schreiben, "
    "etwas zu erklären oder Programme zu verbessern, und ich antworte so genau wie möglich."
)
FRENCH = (
    "Bonjour ! Je suis un assistant qui répond aux questions, rédige des textes et explique des idées. Dites-moi "
    "simplement ce que vous voulez savoir, et je ferai de mon mieux pour vous donner une réponse claire."
)


@pytest.mark.parametrize("text", [GERMAN, FRENCH])
def test_other_languages_are_no_nonsense(text: str) -> None:
    assert not prose.nonsense(text)


def test_nonsense() -> None:
    rng = Random(1)
    letters = "abcdefghijklmnopqrstuvwxyz"
    assert prose.nonsense(" ".join("".join(rng.choices(letters, k=rng.randint(2, 8))) for _ in range(40)))
    assert not prose.nonsense("xkq vbn wrtz plm")


NOISE = (
    "بيقchlor 발UTION_PROVIDER oci })).avisisk +\n dob الأخير deputy Sanityafen.Enqueue"
    " jack就在oplevel𝕣果 })). useRouter",
    'ели.",曰azersينة人都 touched Leslie翥抽检 DefaultsAnyone <%=رمز.stats Char运 ели tokens زمن deputy',
)
"""What a Qwen3 of random weights wrote on vLLM."""
MANY = (
    "I can greet you in many ways: Hello, 你好, Привет, 안녕하세요, مرحبا, שלום and こんにちは are all for you.",
    "Hello (English), 你好 (Chinese), Привет (Russian), 안녕 (Korean): which one would you like to use with me?",
    "α, β and γ are Greek, я is Cyrillic, 中 is Chinese, ก is Thai, and all of them are letters that you can write.",
    "ChatGPT、Qwen 和 Claude 都是大模型，GPU 上用 CUDA 加速，输出 token 时 KV cache 会变大。",
)


@pytest.mark.parametrize("text", NOISE)
def test_noise_jumps_between_scripts(text: str) -> None:
    assert len(prose.jumble(text)) >= 4


@pytest.mark.parametrize("text", MANY)
def test_many_languages_in_a_sentence_are_no_jumble(text: str) -> None:
    assert not prose.jumble(text)
