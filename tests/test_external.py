"""Sources are asked for over HTTP, of a server on this machine that misbehaves in every way."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from ssbrief.cli import main
from ssbrief.external import Answer, Manners, ask, recall, remember

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
HASTY = Manners(patience=1.0, pause=0.0)

#: What the server answers: the bytes to HEAD and to GET by path ("*" both), `{here}` its address.
ANSWERS = {
    "/ok": {"*": b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"},
    "/404": {"*": b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"},
    "/410": {"*": b"HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n"},
    "/403": {"*": b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"},
    "/429": {"*": b"HTTP/1.1 429 Too Many\r\nRetry-After: 9\r\nContent-Length: 0\r\n\r\n"},
    "/500": {"*": b"HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n"},
    "/get-only": {
        "HEAD": b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
        "GET": b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
    },
    "/head-breaks": {"HEAD": b"", "GET": b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"},
    "/head-hangs": {"HEAD": None, "GET": b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"},
    "/hangs": {"*": None},
    "/closes": {"*": b""},
    "/garbage": {"*": b"\x00\xff\x00 this is no HTTP\r\n\r\n"},
    "/endless-headers": {"*": b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200_000},
    "/huge": {"*": b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999\r\n\r\n" + b"x" * 99_999},
    "/bomb": {"*": b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n\x1f\x8b not gzip"},
    "/moved": {"*": b"HTTP/1.1 301 Moved\r\nLocation: /ok\r\nContent-Length: 0\r\n\r\n"},
    "/moved-twice": {"*": b"HTTP/1.1 308 M\r\nLocation: /moved\r\nContent-Length: 0\r\n\r\n"},
    "/moved-then-for-now": {
        "*": b"HTTP/1.1 301 M\r\nLocation: /for-now\r\nContent-Length: 0\r\n\r\n"
    },
    "/for-now": {"*": b"HTTP/1.1 302 Found\r\nLocation: /ok\r\nContent-Length: 0\r\n\r\n"},
    "/moved-to-nothing": {"*": b"HTTP/1.1 301 M\r\nLocation: /404\r\nContent-Length: 0\r\n\r\n"},
    "/moved-home": {"*": b"HTTP/1.1 301 M\r\nLocation: /\r\nContent-Length: 0\r\n\r\n"},
    "/": {"*": b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"},
    "/circle": {"*": b"HTTP/1.1 302 F\r\nLocation: /circle\r\nContent-Length: 0\r\n\r\n"},
    "/to-script": {
        "*": b"HTTP/1.1 302 F\r\nLocation: javascript:alert(1)\r\nContent-Length: 0\r\n\r\n"
    },
    "/to-nowhere": {"*": b"HTTP/1.1 302 F\r\nContent-Length: 0\r\n\r\n"},
    "/to-broken": {"*": b"HTTP/1.1 302 F\r\nLocation: http://[::bad/\r\nContent-Length: 0\r\n\r\n"},
}


class Server:
    """Answers on a thread of its own, one connection a request; `asked` is what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.together = self.most_together = 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self.listener.accept()
                threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError), connection:
            verb, path, _ = connection.recv(65_536).decode().split(" ", 2)
            self.asked.append(f"{verb} {path}")
            self.together += 1
            self.most_together = max(self.most_together, self.together)
            time.sleep(0.01)
            known = ANSWERS.get(path, {"*": b"HTTP/1.1 404 N\r\nContent-Length: 0\r\n\r\n"})
            said = known.get(verb, known.get("*"))
            self.together -= 1
            if said is None:
                time.sleep(3)
            else:
                connection.sendall(said.replace(b"\r\n", b"\r\nConnection: close\r\n", 1))


@pytest.fixture
def server() -> Iterator[Server]:
    running = Server()
    yield running
    running.listener.close()


@pytest.mark.parametrize(
    ("path", "verdict", "reason"),
    [
        ("/ok", "alive", "it answers"),
        ("/get-only", "alive", "it answers"),
        ("/head-breaks", "alive", "it answers"),
        ("/head-hangs", "alive", "it answers"),
        ("/huge", "alive", "it answers"),
        ("/bomb", "alive", "it answers"),
        ("/for-now", "alive", "it answers"),
        ("/404", "dead", "404 not found"),
        ("/410", "dead", "410 gone"),
        ("/moved-to-nothing", "dead", "404 not found"),
        ("/circle", "dead", "its redirects lead in a circle"),
        ("/moved", "moved", "it has moved"),
        ("/moved-twice", "moved", "it has moved"),
        ("/403", "unknown", "403 it refuses programs"),
        ("/429", "unknown", "429 it was asked too often"),
        ("/500", "unknown", "500 it does not answer well"),
        ("/hangs", "unknown", "no answer within 1 s"),
        ("/closes", "unknown", "what it answers is not HTTP"),
        ("/garbage", "unknown", "what it answers is not HTTP"),
        ("/endless-headers", "unknown", "what it answers is not HTTP"),
        ("/moved-home", "unknown", "it now leads to the front page of a site"),
        ("/to-script", "unknown", "it redirects to javascript:alert(1)"),
        ("/to-nowhere", "unknown", "302 it does not answer well"),
        ("/to-broken", "unknown", "it is no address that can be asked for"),
    ],
)
def test_what_a_server_does_is_told_in_words(
    server: Server, path: str, verdict: str, reason: str
) -> None:
    (answer,) = ask([server.address + path], {}, NOW, HASTY)
    assert (answer.verdict, answer.reason) == (verdict, reason)


@pytest.mark.parametrize(
    ("path", "where"),
    [("/moved", "/ok"), ("/moved-twice", "/ok"), ("/moved-then-for-now", "/for-now")],
)
def test_a_move_for_good_names_the_address_to_write(server: Server, path: str, where: str) -> None:
    (answer,) = ask([server.address + path], {}, NOW, HASTY)
    assert answer.moved_to == server.address + where


def test_a_host_that_cannot_be_reached_is_not_asked_for_everything() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        closed = f"http://127.0.0.1:{taken.getsockname()[1]}"
    answers = ask([f"{closed}/{n}" for n in range(4)], {}, NOW, HASTY)
    assert [a.verdict for a in answers] == ["unknown"] * 4
    assert [a.reason for a in answers] == [
        *["its host refuses connections"] * 2,
        *["its host does not answer"] * 2,
    ]


def test_one_host_is_asked_for_one_address_at_a_time(server: Server) -> None:
    ask([f"{server.address}/ok?{n}" for n in range(8)], {}, NOW, HASTY)
    assert server.most_together == 1


def test_an_answer_is_believed_for_a_week_and_a_death_for_a_day(server: Server) -> None:
    urls = [server.address + path for path in ("/ok", "/404", "/403")]
    known = {answer.url: answer for answer in ask(urls, {}, NOW, HASTY)}

    def asked_at(moment: datetime) -> set[str]:
        server.asked.clear()
        ask(urls, known, moment, HASTY)
        return {line.partition(" ")[2] for line in server.asked}

    assert asked_at(NOW + timedelta(hours=23)) == {"/403"}
    assert asked_at(NOW + timedelta(days=2)) == {"/403", "/404"}
    assert asked_at(NOW + timedelta(days=8)) == {"/403", "/404", "/ok"}
    assert asked_at(NOW - timedelta(days=1)) == {"/403", "/404", "/ok"}


def test_what_was_learned_survives_and_nonsense_is_no_memory(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "external.msgpack"
    assert recall(file) == {}
    answer = Answer("https://example.org/", "alive", "it answers", NOW)
    remember(file, [answer], NOW)
    assert recall(file) == {answer.url: answer}
    file.write_bytes(b"\xc1 nonsense")
    assert recall(file) == {}


@pytest.mark.parametrize("url", ["http://", "http://[::1", "http://a..b/", "http://\udcff/"])
def test_an_address_that_is_none_is_told(url: str) -> None:
    (answer,) = ask([url], {}, NOW, HASTY)
    assert answer.verdict == "unknown"


NOTE = """# Status, June 2025

## Sources

- [Alive]({here}/ok)
- [Moved]({here}/moved)
- [Gone]({here}/404#part)
- [Shy]({here}/403)
"""


def test_check_names_the_line_of_a_source_that_is_gone(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    note = tmp_path / "content" / "briefings" / "note.md"
    note.parent.mkdir(parents=True)
    note.write_text(NOTE.format(here=server.address), encoding="utf-8")
    run = CliRunner().invoke(main, ["check", "--external", "--site", str(tmp_path)])
    assert run.exit_code == 3
    here = server.address
    shown = [line for line in run.stderr.splitlines() if "[external-" in line or "hint" in line]
    assert [line for line in shown if "external-" in line or here in line] == [
        f"content/briefings/note.md:7:10: warning: {here}/404#part is gone (404 not found)"
        " [external-dead]",
        f"   hint: an archive may hold it: archive: https://web.archive.org/web/2/{here}/404#part",
        f"content/briefings/note.md:6:11: note: {here}/moved has moved [external-moved]",
        f"   hint: it is now {here}/ok",
        f"content/briefings/note.md:8:9: note: {here}/403 could not be checked"
        " (403 it refuses programs) [external-unknown]",
    ]
    server.asked.clear()
    CliRunner().invoke(main, ["check", "--external", "--site", str(tmp_path)])
    assert set(server.asked) == {"HEAD /403", "GET /403"}


def test_a_check_without_the_word_asks_nobody(server: Server, tmp_path: Path) -> None:
    note = tmp_path / "content" / "briefings" / "note.md"
    note.parent.mkdir(parents=True)
    note.write_text(NOTE.format(here=server.address), encoding="utf-8")
    run = CliRunner().invoke(main, ["check", "--site", str(tmp_path)])
    assert run.exit_code == 0
    assert server.asked == []
