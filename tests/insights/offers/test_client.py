"""What bounds a question: the size of its answer and the time it takes; how failures read."""

import gzip
import socket
import threading

import pytest
import requests

from parvis.insights.offers import client as asking
from parvis.insights.offers.client import AskingError, Client, MissingError

from .served import Served


class Plain(Served):
    def answer(self, path, asked, headers):
        if path == "/round":
            return 302, {"Location": "/round"}, b""
        if path == "/zip":
            return 200, {"Content-Encoding": "gzip"}, gzip.compress(b"[1]")
        if path == "/torn":
            return 200, {"Content-Encoding": "gzip"}, b"this is no gzip"
        return 200, {}, [path, asked]


@pytest.fixture
def server():
    made = Plain()
    yield made
    made.close()


@pytest.fixture
def client(now):
    made = Client(now)
    yield made
    made.close()


def test_parameters_go_along_and_packed_answers_are_unpacked(server, client):
    plain = client.get(f"{server.url}/a", [("x", "1 2"), ("y", 3)])
    packed = client.get(f"{server.url}/zip")

    assert (plain.said, packed.said) == (["/a", [["x", "1 2"], ["y", "3"]]], [1])


def test_an_answer_without_end_in_size_is_none(server, client, monkeypatch):
    monkeypatch.setattr(asking, "LARGEST", 3)

    with pytest.raises(AskingError, match="more than 3 bytes"):
        client.get(f"{server.url}/a")


def test_an_answer_without_end_in_time_is_none(client, monkeypatch):
    """One byte after the other, each soon enough."""
    monkeypatch.setattr(asking, "PATIENCE", 0.2)
    listening = socket.create_server(("127.0.0.1", 0))
    is_over = threading.Event()

    def drip():
        there, _ = listening.accept()
        with there:
            there.recv(4096)
            there.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
            while not is_over.wait(0.02):
                there.sendall(b" ")

    thread = threading.Thread(target=drip)
    thread.start()

    with pytest.raises(AskingError, match="did not come to an end within"):
        client.get(f"http://127.0.0.1:{listening.getsockname()[1]}/")
    is_over.set()
    thread.join()
    listening.close()


def test_going_round_and_what_is_torn_are_sentences(server, client):
    with pytest.raises(AskingError, match="sends on and on"):
        client.get(f"{server.url}/round")
    with pytest.raises(AskingError, match="could not be understood"):
        client.get(f"{server.url}/torn")


def test_an_error_that_says_something_odd_is_told_without_it(server, client):
    server.fail(404, {"message": ["a", "list"]})

    with pytest.raises(MissingError, match=r"knows nothing of it\. Check how it is written\."):
        client.get(server.url)


def test_a_bad_certificate_is_a_sentence():
    said = asking._failure(requests.exceptions.SSLError(), "x.org")

    assert said == "x.org showed a certificate that cannot be trusted. Check the address."
