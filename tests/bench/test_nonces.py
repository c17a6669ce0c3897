"""Code words: one for each request, read back without keeping any."""

from __future__ import annotations

from answerback.bench.nonces import SPACE, WORD, Nonces, number_of, word_of


def test_each_number_has_its_own_word_and_comes_back_from_it():
    numbers = [0, 1, 2, 79, 80, 12_345, 99_999_999, SPACE - 1]
    words = [word_of(number) for number in numbers]
    assert len(set(words)) == len(words)
    assert [number_of(word) for word in words] == numbers
    assert all(WORD.fullmatch(word) for word in words)


def test_only_what_was_given_out_to_others_is_foreign():
    nonces = Nonces(seed=3)
    own, other = nonces.next(), nonces.next()
    later = word_of(nonces.first + 2)
    text = f"**{own.title()}**: as {other} said, {later} and banana; pre{other}fix"
    assert nonces.foreign(text, own) == [other]
    assert nonces.foreign(text, other) == [own]


def test_a_slip_of_the_pen_is_nobody_elses_word():
    nonces = Nonces()
    words = [nonces.next() for _ in range(2000)]
    slips = [word[:-1] + vowel for word in words for vowel in "aeiou" if vowel != word[-1]]
    assert not [slip for slip in slips if nonces.known(slip)]


def test_workers_and_seeds_do_not_share_words():
    groups = [Nonces(seed, worker) for seed in (0, 1) for worker in (0, 1)]
    words = [group.next() for group in groups for _ in range(100)]
    assert len(set(words)) == 400
