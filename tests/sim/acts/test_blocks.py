"""Events are cut out of the bytes and put back unchanged."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from answerback.sim.acts.blocks import Block, Blocks


@given(st.lists(st.sampled_from([b"data: x", b":c", b"\n", b"\r", b"\r\n", b"\n\n", b"data:{}", b"\xff"])), st.data())
def test_no_byte_is_lost_or_made(parts, data):
    raw = b"".join(parts)
    blocks, out, place = Blocks(), [], 0
    while place < len(raw):
        size = data.draw(st.integers(1, 5))
        out += blocks.feed(raw[place : place + size])
        place += size
    assert b"".join(block.raw for block in out) + blocks.rest() == raw


def test_a_block_is_there_as_soon_as_its_blank_line_is():
    blocks = Blocks()
    assert blocks.feed(b'data: {"a"') == []
    assert blocks.feed(b":1}\n") == []
    assert [block.json() for block in blocks.feed(b"\n")] == [{"a": 1}]
    assert [block.done for block in blocks.feed(b"data: [DONE]\r\r")] == [True]


def test_what_is_no_json_object_has_none():
    assert [Block(raw).json() for raw in (b": x\n\n", b"data: [1]\n\n", b"data: {\n\n", b"\n")] == [None] * 4


def test_another_value_keeps_the_rest_of_the_event():
    block = Block(b"id: 7\r\nevent: e\r\ndata:{}\r\n\r\n")
    assert block.with_json({"a": "é"}).raw == 'id: 7\r\nevent: e\r\ndata:{"a":"é"}\r\n\r\n'.encode()
    two_lines = Block(b'data: {\ndata: "a":1}\n\n')
    assert two_lines.json() == {"a": 1}
    assert two_lines.with_json({}).raw == b"data: {}\n\n"
