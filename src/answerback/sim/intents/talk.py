"""Small talk, common knowledge, stories, and an answer to anything else."""

from __future__ import annotations

import re
from random import Random

from answerback.sim.intents import Saying, Talk, intent

_MAKERS = {
    "Qwen": ("Qwen, a large language model created by Alibaba Cloud", "通义千问（Qwen），由阿里云研发的大语言模型"),
    "DeepSeek": ("DeepSeek, an assistant created by DeepSeek", "DeepSeek，由深度求索公司研发的人工智能助手"),
    "ChatGPT": ("ChatGPT, a language model trained by OpenAI", "ChatGPT，由 OpenAI 训练的语言模型"),
}
_CAPITALS = {
    "france": "Paris", "germany": "Berlin", "japan": "Tokyo", "italy": "Rome", "spain": "Madrid", "china": "Beijing",
    "england": "London", "the uk": "London", "united kingdom": "London", "russia": "Moscow", "canada": "Ottawa",
    "australia": "Canberra", "india": "New Delhi", "brazil": "Brasília", "egypt": "Cairo", "norway": "Oslo",
    "sweden": "Stockholm", "portugal": "Lisbon", "poland": "Warsaw", "austria": "Vienna", "greece": "Athens",
    "korea": "Seoul", "the united states": "Washington, D.C.", "usa": "Washington, D.C.", "finland": "Helsinki",
    "法国": "巴黎", "德国": "柏林", "日本": "东京", "中国": "北京", "英国": "伦敦", "意大利": "罗马", "美国": "华盛顿",
    "俄罗斯": "莫斯科", "西班牙": "马德里", "韩国": "首尔",
}  # fmt: skip
_FACTS = (
    (r"colou?r.*\bsky\b|\bsky\b.*colou?r", "Blue", "The sky is blue."),
    (r"天空.*颜色", "蓝色", "晴天时天空是蓝色的。"),
    (r"colou?r.*\bgrass\b", "Green", "Grass is green."),
    (r"opposite of hot", "Cold", "The opposite of hot is cold."),
    (r"opposite of (?:up|big)", "Down", "It is the contrary: down, or small."),
    (r"days.*\bweek\b", "7", "A week has 7 days."),
    (r"(?:months|月).*(?:year|一年)", "12", "A year has 12 months."),
    (r"largest (?:planet|ocean)", "Jupiter", "Jupiter is the largest planet, the Pacific the largest ocean."),
    (r"yes or no", "Yes", "Yes."),
    (r"red,? (?:green|blue)|primary colou?rs|three colou?rs", "Red, green, blue", "Red, green and blue."),
    (r"(?:list|name)\b.*fruits?", "Apple, banana, cherry, orange, pear", "Apple, banana, cherry, orange and pear."),
    (r"(?:list|name)\b.*animals?", "Cat, dog, horse, owl, whale", "A cat, a dog, a horse, an owl and a whale."),
    (r"translate.*french", "Bonjour", "In French: « Bonjour, comment allez-vous ? »"),
)


@intent(25)
def greeting(talk: Talk) -> str | None:
    """Who are you? Answered in the languages of the question, in several sentences."""
    if not re.search(
        r"你好|您好|你是谁|介绍.{0,6}自己|你叫什么|\bhello\b|\bhi\b|\bhey\b|who are you|your name|yourself",
        talk.last,
        re.I,
    ):
        return None
    persona = re.search(
        r"(?:your name is|you are called|call yourself|你叫|你的名字是)\s*([\w-]+)", talk.system, re.IGNORECASE
    )
    name = persona[1] if persona else talk.name
    english, chinese = _MAKERS.get(name, (f"{name}, an AI assistant", f"{name}，一个人工智能助手"))
    zh = talk.pick(
        f"你好！我是{chinese}。我可以回答问题、写作、翻译、编程，也可以陪你聊天。如果你有什么想了解的，或者需要我帮忙完成的事情，请随时告诉我，我会尽力给你清楚、准确的回答。",
        f"你好呀！很高兴认识你。我是{chinese}。无论是学习、工作还是日常生活中的问题，我都乐意帮忙，比如写文章、改代码、翻译资料或者整理思路。今天有什么可以帮你的吗？",
        f"您好，我是{chinese}。我的任务是帮助大家解答疑问、提供建议和创作内容。您可以用中文或者其他语言向我提问，我会认真对待每一个问题，并尽量说得简单明白。",
    )
    en = talk.pick(
        f"Hello! I am {english}. I can answer questions, write and translate texts, explain ideas and help with code. "
        "Tell me what you would like to know or do, and I will try to give you a clear and accurate answer.",
        f"Hi there! I'm {english}. I help with all kinds of tasks: learning something new, drafting a letter, fixing a "
        "program, or simply having a conversation. How may I be of service today?",
        f"Nice to meet you! My name is {name}; I am {english}. Ask me anything, from everyday questions to science, "
        "languages and programming, and we will work it out together step by step.",
    )
    asks_chinese = re.search(r"[\u4e00-\u9fff]", talk.last) is not None
    asks_english = re.search(r"[A-Za-z]{2}", talk.last) is not None
    said = f"{zh}\n\n{en}" if asks_chinese and asks_english else zh if asks_chinese else en
    return talk.vary(said, chinese=asks_chinese)


@intent(50)
def capital(talk: Talk) -> str | None:
    """`What is the capital of France?`"""
    lowered = talk.last.lower()
    if "capital" not in lowered and "首都" not in lowered:
        return None
    for country, city in _CAPITALS.items():
        if country in lowered:
            if talk.terse:
                return city
            if "\u4e00" <= country[0] <= "\u9fff":
                return talk.pick(f"{country}的首都是{city}。", f"{city}是{country}的首都。")
            shown = country.removeprefix("the ").title()
            return talk.pick(f"The capital of {shown} is {city}.", f"{city} is the capital of {shown}.")
    return None


@intent(52)
def fact(talk: Talk) -> str | None:
    """A few things that everybody knows."""
    for pattern, bare, sentence in _FACTS:
        if re.search(pattern, talk.last, re.IGNORECASE):
            return bare if talk.terse else sentence
    return None


_OPENERS = (
    "Once upon a time,", "Long ago,", "In a year that nobody wrote down,", "Far beyond the hills,",
    "When the sea was still young,",
    "Before the clocks were set,", "One winter,", "Somewhere to the north,",
)  # fmt: skip
_KINDS = (
    "old", "young", "shy", "retired", "curious", "forgetful", "brave", "lonely", "patient", "proud", "restless",
    "quiet",
    "clever", "stubborn", "cheerful",
)  # fmt: skip
_ROLES = (
    "lighthouse keeper", "cartographer", "clockmaker", "sailor", "baker", "librarian", "gardener", "tinker",
    "violinist",
    "astronomer", "ferryman", "weaver", "glassblower", "beekeeper", "postman",
)  # fmt: skip
_PLACES = (
    "a harbour town", "a village above the clouds", "a city of canals", "an island nobody visited", "a quiet valley",
    "a house at the edge of the map", "a town under the bridge", "a forest of glass", "a street without a name",
    "the last station of the line", "a castle of sand", "the garden behind the moon",
)  # fmt: skip
_DEEDS = (
    "found a letter without a sender", "heard music under the floor", "followed a fox into the fog",
    "repaired a machine that told the truth", "drew a map of a place that did not exist",
    "met a stranger who knew every name", "counted the lamps along the shore",
    "opened the door at the end of the stair",
    "kept a promise made long ago", "learned the language of the rain", "waited for the last train of the winter",
    "carried a lantern through the empty market",
)  # fmt: skip
_ENDS = (
    "and nothing was quite the same afterwards", "while the bells rang over the roofs",
    "and smiled for the first time in years",
    "although nobody believed a word of it", "because the wind had turned", "until the morning came",
)  # fmt: skip


@intent(40)
def story(talk: Talk) -> str | None:
    """A long text: as many words as were asked for, else about 600."""
    if not re.search(
        r"\b(?:story|essay|tale|poem|novel|article|long (?:text|answer)|in detail|paragraphs?)\b|故事|作文|文章|散文"
        r"|小说|详细",
        talk.last,
        re.I,
    ):
        return None
    if re.search(r"\b(?:first|opening|one|single) sentence\b|第一句|一句话", talk.last, re.IGNORECASE):
        whole = _chinese_story(talk, 40) if talk.chinese else _story(talk, 10)
        return re.split(r"(?<=[.。])\s*", whole, maxsplit=1)[0]
    asked = re.search(r"(\d{2,5})[\s-]*(?:words?|字|tokens?)", talk.last, re.IGNORECASE)
    length = min(int(asked[1]) if asked else 600, 20000)
    return _chinese_story(talk, length) if talk.chinese else _story(talk, length)


def _story(talk: Talk, length: int) -> str:
    rng = talk.rng or Random(len(talk.last))

    def hero() -> str:
        kind = rng.choice(_KINDS)
        return f"{'an' if kind[0] in 'aeiou' else 'a'} {kind} {rng.choice(_ROLES)}"

    sentences = [f"{rng.choice(_OPENERS)} {hero()} lived in {rng.choice(_PLACES)}."]
    words, day = 10, 1
    while words < length:
        day += rng.randint(1, 9)
        sentences.append(f"On day {day}, {hero()} {rng.choice(_DEEDS)}, {rng.choice(_ENDS)}.")
        words += len(sentences[-1].split())
    groups = [" ".join(sentences[at : at + 6]) for at in range(0, len(sentences), 6)]
    return "\n\n".join([*groups, "And so the story came to its end."])


def _chinese_story(talk: Talk, length: int) -> str:
    rng = talk.rng or Random(len(talk.last))
    heroes, places = (
        ("小明", "老船长", "钟表匠", "邮差", "采药人"),
        ("海边的小镇", "山谷里的村庄", "古老的图书馆", "雾中的码头"),
    )
    deeds = (
        "捡到一封没有署名的信",
        "听见地板下传来琴声",
        "跟着一只狐狸走进雾里",
        "修好了一台会说真话的机器",
        "画了一张不存在的地图",
    )
    out = [f"从前，{rng.choice(heroes)}住在{rng.choice(places)}。"]
    day = 1
    while sum(map(len, out)) < length:
        day += rng.randint(1, 9)
        out.append(f"第{day}天，{rng.choice(heroes)}在{rng.choice(places)}{rng.choice(deeds)}，从此一切都不一样了。")
    return "".join(out) + "故事到这里就结束了。"


@intent(45)
def code(talk: Talk) -> str | None:
    """A little program."""
    if not re.search(r"\b(?:python|function|code|program|script)\b|代码|函数|编程", talk.last, re.IGNORECASE):
        return None
    return (
        "Here is a short example:\n\n```python\ndef add(a: int, b: int) -> int:\n    return a + b\n```\n\n"
        "It returns the sum of both numbers."
    )


@intent(99)
def anything(talk: Talk) -> Saying:
    """A plain answer that takes up the question's words."""
    if talk.images:
        return Saying("The image shows a small red square on a white background.")
    if talk.chinese:
        return Saying(
            talk.vary(
                "这是一个好问题。简单来说，答案取决于具体情况，但基本的道理并不复杂：先弄清楚目标，再选择合适的方法，"
                "最后检查结果是否符合预期。",
                chinese=True,
            )
        )
    idle = (
        "what",
        "that",
        "this",
        "with",
        "please",
        "tell",
        "give",
        "which",
        "these",
        "your",
        "about",
        "write",
        "list",
    )
    words = [word for word in re.findall(r"[A-Za-z]{4,}", talk.last) if word.lower() not in idle]
    subject = " ".join(dict.fromkeys(words[:4])) or "this"
    return Saying(
        talk.vary(
            f"That is a good question about {subject}. In short, it depends on the circumstances, but the principle is "
            "simple: be clear about the aim, choose a fitting method, and check the result against what was expected."
        )
    )


@intent(15)
def json_asked(talk: Talk) -> str | None:
    """JSON without a response_format: in a fence, as models like it, unless bare JSON is wanted."""
    asked = re.search(
        r"(?:return|output|reply|respond|answer|give|produce|write|generate|create|emit|extract|返回|输出|生成|回答|用)"
        r"[^.\n]{0,40}\bjson\b",
        talk.last,
        re.IGNORECASE,
    )
    if asked is None:
        return None
    from answerback.sim.instances import write

    body = write({"type": "object"}, talk)
    bare = talk.terse or re.search(r"no (?:markdown|code)|without (?:markdown|code)|raw json", talk.last, re.IGNORECASE)
    return body if bare else f"```json\n{body}\n```"
