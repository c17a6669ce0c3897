"""Command lines of `vllm bench serve` in our words, and what is declined."""

from __future__ import annotations

import pytest

from answerback.bench.goals import parse
from answerback.bench.peer_options import ours
from answerback.command import UsageError
from answerback.values.text import Lang


@pytest.mark.parametrize(
    ("theirs", "expected"),
    [
        ("--base-url http://h:8000 --model m --num-prompts 100 --max-concurrency 16",
         "http://h:8000 --model m --requests 100 --concurrency 16"),
        ("--request-rate 5 --burstiness 1.0", "--rate 5 --arrivals poisson"),
        ("--request-rate inf --max-concurrency 8", "--concurrency 8"),
        ("--random-input-len=512 --random_output_len 64", "--input-tokens 512 --output-tokens 64"),
        ("--dataset-name sharegpt --dataset-path s.json --seed 3", "--data s.json --seed 3"),
        ("--backend openai-chat --percentile-metrics ttft,tpot --disable-tqdm --ignore-eos", "--ignore-eos"),
        ("--goodput ttft:500 e2el:3000 --seed 1", "--goal ttft<500ms --goal e2e<3000ms --seed 1"),
        ("--goodput tpot:50 http://h:1", "--goal tpot<50ms http://h:1"),
        (":8000 --concurrency 4", ":8000 --concurrency 4"),
    ],
)  # fmt: skip
def test_what_means_the_same_is_taken(theirs, expected):
    assert ours(theirs.split()) == expected.split()


def test_its_goodput_is_a_goal_here():
    goal = parse(ours(["--goodput", "ttft:500"])[1])
    assert (goal.name, goal.value, goal.of_a_request) == ("ttft", 500.0, True)


@pytest.mark.parametrize(
    ("theirs", "word"),
    [
        ("--burstiness 0.5", "--arrivals burst"),
        ("--dataset-name sonnet", "sharegpt"),
        ("--request-rate 5 --max-concurrency 8", "one of the two"),
        ("--goodput ttft:soon", "ttft:500"),
        ("--goodput", "--goodput"),
        ("--num-prompts", "--num-prompts"),
    ],
)
def test_what_means_something_else_is_declined(theirs, word):
    with pytest.raises(UsageError) as caught:
        ours(theirs.split())
    assert word in caught.value.told(Lang.EN)
