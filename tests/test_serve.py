"""The preview's web server: the files that build writes, to its own pages and to nobody else."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import anyio
import pytest
from starlette.testclient import TestClient

from ssbrief.build import build
from ssbrief.output import MANIFEST
from ssbrief.preview import Preview
from ssbrief.scaffold import example_site
from ssbrief.serve import EVENTS_URL, SCRIPT_URL, STYLE_URL, News, address, create_app, listen
from ssbrief.store import Settings

ROOT = Path(__file__).parents[1]
TODAY = Settings(date(2025, 7, 1))
BROKEN = "---\ntitle: 'open\n---\n# T, June 2025\n"
SCRIPT = re.compile(rb'<script src="/_ssbrief/serve\.js" data-page="[0-9a-f]+"></script>')


def make_site(folder: Path) -> Path:
    for path, text in example_site():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return make_site(tmp_path)


@pytest.fixture
def preview(site: Path) -> Preview:
    return Preview(site, lambda: TODAY)


@pytest.fixture(scope="module")
def still(tmp_path_factory: pytest.TempPathFactory) -> Preview:
    """One that no test changes."""
    return Preview(make_site(tmp_path_factory.mktemp("still")), lambda: TODAY)


def client_of(preview: Preview, host: str = "127.0.0.1") -> TestClient:
    app = create_app(preview, host)
    return TestClient(app, base_url="http://127.0.0.1:8000", follow_redirects=False)


@pytest.fixture(scope="module")
def client(still: Preview) -> TestClient:
    return client_of(still)


def test_every_file_of_the_sample_site_is_what_build_writes_but_for_the_script(
    tmp_path: Path,
) -> None:
    """Pages, data, feeds and assets, one picture, a file for the root, and the 404 page."""
    shutil.copytree(ROOT / "content", tmp_path / "content")
    (tmp_path / "content/pages/cell 1.png").write_bytes(bytes(range(256)))
    with (tmp_path / "content/pages/about.md").open("a") as about:
        about.write("\n![A cell](<cell 1.png>)\n")
    with (tmp_path / "content/site.yaml").open("a") as settings:
        settings.write("\nurl: https://example.org/base/\n")
    (tmp_path / "static/root/.well-known").mkdir(parents=True)
    (tmp_path / "static/root/.well-known/security.txt").write_text("Contact: nobody\n")
    client = client_of(Preview(tmp_path, lambda: TODAY))
    assert build(tmp_path, tmp_path / "build", TODAY).total > 200
    files = [f for f in sorted((tmp_path / "build").rglob("*")) if f.is_file()]
    written = {f.relative_to(tmp_path / "build").as_posix(): f for f in files if f.name != MANIFEST}
    assert {Path(path).suffix for path in written} >= {".html", ".json", ".xml", ".css", ".png"}
    for path, file in written.items():
        response = client.get("/" + path.removesuffix("index.html"))
        assert response.status_code == (404 if path == "404.html" else 200), path
        assert len(SCRIPT.findall(response.content)) == (file.suffix == ".html"), path
        assert SCRIPT.sub(b"", response.content) == file.read_bytes(), path


def test_what_is_asked_by_head_is_told_by_its_headers_alone(client: TestClient) -> None:
    for path in ("/", "/nothing/", "/feed.xml", SCRIPT_URL, EVENTS_URL):
        head = client.head(path)
        assert head.content == b""
        if path != EVENTS_URL:
            got = client.get(path)
            assert (head.status_code, head.headers) == (got.status_code, got.headers)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/404.html", "text/html; charset=utf-8"),
        (SCRIPT_URL, "text/javascript; charset=utf-8"),
        (STYLE_URL, "text/css; charset=utf-8"),
        ("/data/companies.json", "application/json; charset=utf-8"),
        ("/data/companies.csv", "text/csv; charset=utf-8"),
    ],
)
def test_types_are_those_of_a_static_host(client: TestClient, path: str, kind: str) -> None:
    assert client.get(path).headers["content-type"] == kind


@pytest.mark.parametrize(
    ("method", "path", "headers"),
    [
        ("GET", "/", {}),
        ("GET", "/nothing/", {}),
        ("GET", "/companies", {}),
        ("GET", SCRIPT_URL, {}),
        ("HEAD", EVENTS_URL, {}),
        ("POST", "/", {}),
        ("GET", "/", {"host": "example.org"}),
        ("GET", "/", {"origin": "https://example.org"}),
    ],
)
def test_no_answer_is_kept_or_taken_for_another_type(
    client: TestClient, method: str, path: str, headers: dict[str, str]
) -> None:
    given = client.request(method, path, headers=headers).headers
    assert given.get_list("cache-control") == ["no-store"]
    assert given.get_list("x-content-type-options") == ["nosniff"]
    assert given.get_list("cross-origin-resource-policy") == ["same-origin"]


def test_a_page_may_be_asked_for_by_its_file(client: TestClient) -> None:
    assert client.get("/companies/index.html").content == client.get("/companies/").content


def test_a_missing_slash_is_mended(client: TestClient) -> None:
    response = client.get("/companies/example-motors")
    assert (response.status_code, response.headers["location"]) == (
        307,
        "/companies/example-motors/",
    )


@pytest.mark.parametrize(
    "path",
    [
        "/nothing/",
        "/content/site.yaml",
        "/../content/site.yaml",
        "/%2e%2e/content/site.yaml",
        "/%2e%2e%2fcontent%2fsite.yaml",
        "/..%2fcontent%2fsite.yaml",
        "/..%5ccontent%5csite.yaml",
        "/%252e%252e/content/site.yaml",
        "/about/%2e%2e/%2e%2e/content/site.yaml",
        "/_ssbrief/../../content/site.yaml",
        "/_ssbrief/%2e%2e/style.css",
        "/%61bout%2f..%2fcontent",
        "//etc/passwd",
        "/%00",
        "/%ff",
        "/about/%00",
        "/static/serve/serve.js",
        "/.ssbrief-manifest",
    ],
)
def test_what_is_not_in_the_plan_is_not_there(client: TestClient, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert b"<h1" in response.content
    assert b"Example briefings\ndescription" not in response.content


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
@pytest.mark.parametrize("path", ["/", "/about/", SCRIPT_URL, EVENTS_URL])
def test_nothing_can_be_sent_to_it(client: TestClient, method: str, path: str) -> None:
    assert client.request(method, path, content=b"x").status_code == 405


# Who may ask


@pytest.mark.parametrize(
    "host",
    ["localhost", "LocalHost:8000", "127.0.0.1:1", "127.0.0.2", "[::1]:8000", "[::1]"],
)
def test_it_answers_to_its_own_names(client: TestClient, host: str) -> None:
    assert client.get("/", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        *("example.org", "localhost.example.org", "localhost.", "192.168.0.2", "", "::1", "[::1"),
        *("localhost@example.org", "example.org@localhost", "localhost:80:80", "[::2]", "[x]"),
    ],
)
@pytest.mark.parametrize("path", ["/", SCRIPT_URL, EVENTS_URL])
def test_it_answers_to_no_other_name(client: TestClient, host: str, path: str) -> None:
    assert client.get(path, headers={"host": host}).status_code == 400


def test_it_answers_to_the_name_it_was_given(still: Preview) -> None:
    named, any_address = client_of(still, "Mine.local"), client_of(still, "0.0.0.0")
    assert named.get("/", headers={"host": "mine.local:80"}).status_code == 200
    assert any_address.get("/", headers={"host": "192.168.0.2"}).status_code == 200
    assert any_address.get("/", headers={"host": "[fd00::2]:80"}).status_code == 200
    assert any_address.get("/", headers={"host": "example.org"}).status_code == 400


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "cross-site", "sec-fetch-mode": "cors"}, 403),
        ({"sec-fetch-site": "same-site", "sec-fetch-mode": "no-cors"}, 403),
        ({"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}, 200),
        ({"sec-fetch-site": "same-origin", "sec-fetch-mode": "cors"}, 200),
        ({"sec-fetch-site": "none", "sec-fetch-mode": "navigate"}, 200),
        ({"origin": "https://example.org"}, 403),
        ({"origin": "http://127.0.0.1:9000"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "http://127.0.0.1:8000"}, 200),
    ],
)
@pytest.mark.parametrize("path", ["/", SCRIPT_URL])
def test_a_page_elsewhere_may_link_to_it_and_no_more(
    client: TestClient, headers: dict[str, str], status: int, path: str
) -> None:
    assert client.get(path, headers=headers).status_code == status


# What open tabs hear


def test_a_tab_hears_of_its_own_page_and_of_what_is_wrong(site: Path, preview: Preview) -> None:
    heard: list[str] = []

    def change_another_page() -> None:
        with (site / "content/pages/about.md").open("a") as about:
            about.write("\nMore words.\n")

    def change_it() -> None:
        text = (site / "content/site.yaml").read_text()
        (site / "content/site.yaml").write_text(text.replace("title: ", "title: New "))

    def break_it() -> None:
        (site / "content/briefings/broken.md").write_text(BROKEN)

    async def listen_and_change() -> None:
        news = News(preview)
        changes = iter([change_another_page, change_it, break_it])

        async def save() -> None:
            for change in changes:
                change()
                preview.reload()
                news._wake()
                await anyio.sleep(0.05)
            assert dict(preview.tabs) == {"/companies/": 1}
            news.close()

        with anyio.fail_after(10):
            async with anyio.create_task_group() as group:
                async for event in news.of("/companies/"):
                    heard.append(event)
                    if len(heard) == 2:
                        group.start_soon(save)

    anyio.run(listen_and_change)
    assert heard[0] == "retry: 1000\n\n"
    first, second, third = (json.loads(event.removeprefix("data: ")) for event in heard[1:])
    assert first["page"] != second["page"] == third["page"]
    assert (first["problems"], second["problems"]) == ([], [])
    assert third["problems"][0]["place"] == "content/briefings/broken.md:2:8"
    assert preview.tabs == {}


def test_a_port_in_use_is_passed_over() -> None:
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with listen("127.0.0.1", port) as other:
            assert port < other.getsockname()[1] < port + 100
            assert address(other, "127.0.0.1") == f"http://127.0.0.1:{other.getsockname()[1]}/"
            assert address(other, "0.0.0.0") == f"http://127.0.0.1:{other.getsockname()[1]}/"
            assert address(other, "::1") == f"http://[::1]:{other.getsockname()[1]}/"


@pytest.mark.parametrize("host", ["192.0.2.1", "nowhere.invalid"])
def test_an_address_that_is_not_ours_is_an_error(host: str) -> None:
    with pytest.raises(OSError):  # noqa: PT011 (the words are those of the system)
        listen(host, 0)


# The command, with real sockets


class Served:
    """A running `ssbrief serve`: its first line, its address, its end."""

    def __init__(self, site: Path, *options: str) -> None:
        command = [sys.executable, "-m", "ssbrief", "serve", "--site", str(site), *options]
        environment = {**os.environ, "PYTHONUNBUFFERED": "1", "SOURCE_DATE_EPOCH": "1751328000"}
        heard = signal.signal(signal.SIGINT, signal.default_int_handler)
        try:  # what runs in a script's background hands on that it hears no Ctrl-C
            self.process = subprocess.Popen(
                command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
            )
        finally:
            signal.signal(signal.SIGINT, heard)
        assert self.process.stdout is not None
        self.line = self.process.stdout.readline()
        found = re.search(r"http://\S+/", self.line)
        assert found, self.process.communicate()
        self.url = found[0]

    def get(self, path: str) -> bytes:
        with urllib.request.urlopen(self.url + path, timeout=20) as response:
            body: bytes = response.read()
        return body

    def events(self, path: str) -> Iterator[dict[str, Any]]:
        url = f"{self.url}{EVENTS_URL.lstrip('/')}?url={path}"
        with urllib.request.urlopen(url, timeout=20) as stream:
            for line in stream:
                if line.startswith(b"data: "):
                    yield json.loads(line.removeprefix(b"data: "))

    def end(self, by: signal.Signals = signal.SIGINT) -> tuple[int, str, str]:
        self.process.send_signal(by)
        output, errors = self.process.communicate(timeout=30)
        return self.process.returncode, output, errors


@pytest.fixture
def serve(site: Path) -> Iterator[Callable[..., Served]]:
    running: list[Served] = []

    def start(*options: str) -> Served:
        running.append(Served(site, "--port", "0", *options))
        return running[-1]

    yield start
    for each in running:
        each.process.kill()
        each.process.communicate()


def tree(site: Path) -> dict[str, tuple[int, bytes]]:
    """Every file and folder below, by path: when it changed, and what it holds."""
    return {
        str(path): (path.stat().st_mtime_ns, path.read_bytes() if path.is_file() else b"")
        for path in [site, *site.rglob("*")]
    }


def save(file: Path, text: str) -> None:
    """As editors save: whole. On a crowded machine half of a text would be seen, and told of."""
    whole = file.with_name(f".{file.name}.new")
    whole.write_text(text, encoding="utf-8")
    whole.replace(file)


@pytest.mark.parametrize("options", [[], ["--poll"]], ids=["events", "poll"])
def test_a_save_reaches_the_tab_that_shows_it_and_nothing_is_written(
    site: Path, serve: Callable[..., Served], options: list[str]
) -> None:
    before = tree(site)
    served = serve(*options)
    events = served.events("/about/")
    first = next(events)
    assert tree(site) == before
    page = site / "content/pages/about.md"
    save(page, page.read_text().replace("What this site is", "Changed words"))
    saved = tree(site)
    second = next(events)
    assert second["page"] != first["page"]
    assert b"Changed words" in served.get("about/")
    assert tree(site) == saved
    save(site / "content/briefings/broken.md", BROKEN)
    third = next(events)
    assert (third["page"], len(third["problems"])) == (second["page"], 1)
    started = time.monotonic()
    status, output, errors = served.end()
    assert time.monotonic() - started < 5
    assert (status, output) == (0, "")
    assert errors.startswith("content/briefings/broken.md:2:8: error: this quotation mark")
    assert errors.endswith("1 error\n")


def test_it_ends_at_once_and_quietly_also_by_sigterm_while_tabs_listen(
    serve: Callable[..., Served],
) -> None:
    served = serve()
    streams = [served.events("/") for _ in range(3)]
    assert [len(next(stream)["problems"]) for stream in streams] == [0, 0, 0]
    started = time.monotonic()
    assert served.end(signal.SIGTERM) == (0, "", "")
    assert time.monotonic() - started < 5
    port = int(served.url.rstrip("/").rsplit(":", 1)[1])
    with socket.create_server(("127.0.0.1", port)):
        pass


def test_a_port_in_use_gives_a_sentence_and_the_next(site: Path) -> None:
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        served = Served(site, "--port", str(port))
        assert served.line.startswith(f"Port {port} is in use: serving {site / 'content'} at http:")
        assert served.line.endswith("instead (Ctrl-C ends it)\n")
        assert served.end() == (0, "", "")


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("GET /about/ HTTP/1.1\r\nHost: localhost", 200),
        ("GET /about/ HTTP/1.0", 400),
        ("GET /about/ HTTP/1.1", 400),
        ("GET /about/ HTTP/1.1\r\nHost: localhost\r\nHost: example.org", 400),
        ("GET http://example.org/about/ HTTP/1.1\r\nHost: example.org", 400),
        ("GET /%2561bout/ HTTP/1.1\r\nHost: localhost", 404),
        ("GET /../content/site.yaml HTTP/1.1\r\nHost: localhost", 404),
        ("GET /_ssbrief/../../content/site.yaml HTTP/1.1\r\nHost: localhost", 404),
        ("GET \\..\\content\\site.yaml HTTP/1.1\r\nHost: localhost", 404),
        ("POST /about/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0", 405),
    ],
)
def test_what_no_browser_would_send_is_met(raw: Served, asked: str, status: int) -> None:
    host, port = raw.url.removeprefix("http://").rstrip("/").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(f"{asked}\r\nConnection: close\r\n\r\n".encode())
        with connection.makefile("rb") as reader:
            assert int(reader.readline().split()[1]) == status


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    served = Served(make_site(tmp_path_factory.mktemp("raw")), "--port", "0")
    yield served
    served.end()


def test_the_day_and_the_drafts_are_those_that_are_asked_for(
    site: Path, serve: Callable[..., Served]
) -> None:
    draft = "---\ndraft: true\n---\n# A draft, June 2025\n"
    (site / "content/briefings/unready.md").write_text(draft)
    served = serve("--drafts", "--today", "2031-05-06")
    assert b"A draft" in served.get("briefings/unready/")
    assert b'datetime="2031-05-06"' in served.get("timeline/")
