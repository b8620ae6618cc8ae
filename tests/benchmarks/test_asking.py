"""The benchmark's client: whole answers, however they are transferred, over a connection that it keeps."""

import gzip
import itertools

import pytest

from benchmarks.site import asking
from benchmarks.site.asking import Answer, Client, is_complete, request
from benchmarks.site.crowd import ask_together
from benchmarks.site.measuring import TooSlow

from .serving import answering

WITH_LENGTH = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
CHUNKED = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n"
NOTHING = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"
ANSWERS = [WITH_LENGTH, CHUNKED, NOTHING, b"HTTP/1.1 304 Not Modified\r\nETag: x\r\n\r\n"]


@pytest.mark.parametrize("answer", ANSWERS)
def test_an_answer_is_whole_with_its_last_byte_and_not_before(answer):
    assert not any(is_complete(answer[:end]) for end in range(len(answer)))
    assert is_complete(answer)


def test_the_text_is_without_what_the_transfer_added():
    packed = gzip.compress("naïve".encode())
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(packed)}\r\n\r\n".encode()
    assert Answer(WITH_LENGTH).text == Answer(CHUNKED).text == "hello"
    assert Answer(head + packed).text == "naïve"
    assert Answer(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n").status == 404


def test_one_connection_serves_until_the_server_hangs_up():
    asked = []

    def answer(question):
        asked.append(question)
        return None if len(asked) == 3 else WITH_LENGTH

    with answering(answer) as port:
        client = Client(port)
        assert [client.get("/a/").text, client.get("/b/").text] == ["hello", "hello"]
        with pytest.raises(ConnectionError):
            client.get("/c/")
        assert client.get("/d/").text == "hello"
        client.close()
    assert asked[0].startswith(b"GET /a/ HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip\r\n")


def test_no_answer_in_time_is_too_slow(monkeypatch):
    monkeypatch.setattr(asking, "MOST_SECONDS", 0.05)
    with answering(lambda question: b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello") as port:
        client = Client(port)
        with pytest.raises(TooSlow):
            client.timed(request("/"))
        client.close()


def test_a_crowd_asks_until_time_is_up_and_counts_what_is_no_page():
    numbers = itertools.count()

    def answer(question):
        return b"HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n" if next(numbers) == 5 else WITH_LENGTH

    with answering(answer) as port:
        found = ask_together(port, clients=4, seconds=0.2, path="/")
    assert len(found["times"]) > 8
    assert (found["refused"], found["late"]) == (1, 0)
    assert 0.2 <= found["seconds"] < 5
