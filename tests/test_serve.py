"""The preview: the pages that build writes, shown at once, with what is wrong over them."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import anyio
import pytest
from starlette.testclient import TestClient

from ssbrief.build import Settings, build
from ssbrief.diagnostics import Diagnostic
from ssbrief.scaffold import example_site
from ssbrief.serve import EVENTS_URL, SCRIPT_URL, Preview, address, create_app, listen
from ssbrief.store import MANIFEST

TODAY = Settings(date(2025, 7, 1))
BROWSER = shutil.which("chromium") or shutil.which("google-chrome")
BROKEN = "---\ntitle: 'open\n---\n# T, June 2025\n"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    for path, text in example_site():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def preview(site: Path) -> Preview:
    return Preview(site, lambda: TODAY)


@pytest.fixture
def client(preview: Preview) -> TestClient:
    app = create_app(preview, watch=False)
    return TestClient(app, base_url="http://127.0.0.1:8000", follow_redirects=False)


def script_of(preview: Preview) -> bytes:
    return f'<script src="{SCRIPT_URL}" data-edition="{preview.edition}" defer></script>'.encode()


def state(preview: Preview) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = json.loads(preview.state())
    return found


def test_every_file_is_what_build_writes_but_for_the_script(
    site: Path, preview: Preview, client: TestClient
) -> None:
    assert build(site, site / "build", TODAY).total > 20
    for file in sorted((site / "build").rglob("*")):
        if not file.is_file() or file.name == MANIFEST:
            continue
        path = file.relative_to(site / "build").as_posix()
        response = client.get("/" + path.removesuffix("index.html"))
        assert response.status_code == (404 if path == "404.html" else 200)
        assert response.headers["cache-control"] == "no-store"
        if file.suffix == ".html":
            assert response.content.count(script_of(preview)) == 1
        assert response.content.replace(script_of(preview), b"") == file.read_bytes()


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html; charset=utf-8"),
        (SCRIPT_URL, "text/javascript; charset=utf-8"),
        ("/sitemap.xml", "application/xml; charset=utf-8"),
        ("/robots.txt", "text/plain; charset=utf-8"),
    ],
)
def test_types_are_those_of_a_static_host(
    site: Path, preview: Preview, client: TestClient, path: str, kind: str
) -> None:
    with (site / "content" / "site.yaml").open("a") as settings:
        settings.write("url: https://example.org/\n")
    preview.reload()
    response = client.get(path)
    assert (response.status_code, response.headers["content-type"]) == (200, kind)


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
        "/..%2fcontent%2fsite.yaml",
        "//etc/passwd",
        "/%00",
        "/%ff",
        "/static/serve.js",
        "/.ssbrief-manifest",
    ],
)
def test_what_is_not_in_the_plan_is_not_there(client: TestClient, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert b"<h1" in response.content
    assert b"Example briefings\ndescription" not in response.content


def test_nothing_can_be_sent_to_it(client: TestClient) -> None:
    assert client.post("/").status_code == 405
    assert client.head("/").status_code == 200


@pytest.mark.parametrize(
    "host", ["localhost", "localhost:8000", "127.0.0.1:1", "[::1]:8000", "[::1]"]
)
def test_it_answers_to_its_own_names(client: TestClient, host: str) -> None:
    assert client.get("/", headers={"host": host}).status_code == 200


@pytest.mark.parametrize("host", ["example.org", "localhost.example.org", "192.168.0.2", ""])
@pytest.mark.parametrize("path", ["/", SCRIPT_URL, EVENTS_URL])
def test_it_answers_to_no_other_name(client: TestClient, host: str, path: str) -> None:
    assert client.get(path, headers={"host": host}).status_code == 400


def test_it_answers_to_the_name_it_was_given(preview: Preview) -> None:
    named = TestClient(create_app(preview, "Mine.local", watch=False))
    assert named.get("/", headers={"host": "mine.local:80"}).status_code == 200
    any_address = TestClient(create_app(preview, "0.0.0.0", watch=False))
    assert any_address.get("/", headers={"host": "192.168.0.2"}).status_code == 200
    assert any_address.get("/", headers={"host": "example.org"}).status_code == 400


def test_a_save_shows(site: Path, preview: Preview, client: TestClient) -> None:
    before = preview.edition
    page = site / "content/pages/about.md"
    page.write_text(page.read_text().replace("What this site is", "Changed words"))
    preview.reload()
    assert preview.edition != before
    assert b"Changed words" in client.get("/about/").content


def test_an_error_leaves_the_last_good_site_and_is_told(
    site: Path, preview: Preview, client: TestClient
) -> None:
    before = preview.edition
    (site / "content/briefings/broken.md").write_text(BROKEN)
    preview.reload()
    assert preview.edition == before
    assert client.get("/about/").status_code == 200
    (problem,) = state(preview)["problems"]
    assert problem["severity"] == "error"
    assert problem["text"].startswith("content/briefings/broken.md:2:8: error: this quotation mark")
    (site / "content/briefings/broken.md").unlink()
    preview.reload()
    assert state(preview)["problems"] == []


def test_a_site_that_never_was_good_says_what_is_wrong(site: Path) -> None:
    (site / "content/briefings/broken.md").write_text(BROKEN)
    preview = Preview(site, lambda: TODAY)
    client = TestClient(create_app(preview, watch=False), base_url="http://localhost")
    response = client.get("/")
    assert response.status_code == 503
    assert b"broken.md:2:8: error: this quotation mark is never closed" in response.content
    assert script_of(preview) in response.content


def test_a_mistake_in_a_template_is_shown_in_its_place(site: Path) -> None:
    (site / "templates").mkdir()
    (site / "templates/home.html").write_text("{{ page.nothing }}")
    preview = Preview(site, lambda: TODAY)
    client = TestClient(create_app(preview, watch=False), base_url="http://localhost")
    response = client.get("/")
    assert response.status_code == 500
    assert b"templates/home.html:1" in response.content
    assert client.get("/about/").status_code == 200


def test_a_fault_of_ours_does_not_end_the_preview(
    preview: Preview, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr("ssbrief.serve.prepare", fails)
    preview.reload()
    assert client.get("/").status_code == 200
    assert "ssbrief itself failed (RuntimeError: a bug)" in state(preview)["problems"][0]["text"]


def test_what_is_wrong_is_told_when_it_changes(site: Path) -> None:
    told: list[tuple[Diagnostic, ...]] = []
    preview = Preview(site, lambda: TODAY, told.append)
    preview.reload()
    assert told == []
    (site / "content/briefings/broken.md").write_text(BROKEN)
    preview.reload()
    preview.reload()
    (site / "content/briefings/broken.md").unlink()
    preview.reload()
    assert [len(diagnostics) for diagnostics in told] == [1, 0]


def test_markup_in_what_is_wrong_stays_words(site: Path) -> None:
    (site / "content/briefings/b.md").write_text("---\ntitle: <b>: <script>x</script>: y\n---\n")
    preview = Preview(site, lambda: TODAY)
    response = TestClient(create_app(preview, watch=False), base_url="http://localhost").get("/")
    assert b"<script>x" not in response.content
    assert b"&lt;script&gt;x" in response.content


def test_open_pages_hear_of_every_change(site: Path, preview: Preview) -> None:
    async def listen_and_change() -> list[str]:
        heard = []
        with anyio.fail_after(5):
            async for event in preview.events():
                heard.append(event)
                if len(heard) == 1:
                    (site / "content/briefings/broken.md").write_text(BROKEN)
                    preview.reload()
                    preview.wake()
                elif len(heard) == 2:
                    preview.wake()
                else:
                    preview.close()
        return heard

    first, second, third = anyio.run(listen_and_change)
    assert json.loads(first.removeprefix("data: ")) == {
        "edition": preview.edition,
        "problems": [],
    }
    assert "broken.md:2:8" in second
    assert third == ": still here\n\n"


def test_a_port_in_use_is_passed_over() -> None:
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with listen("127.0.0.1", port) as other:
            assert port < other.getsockname()[1] < port + 100
            assert address(other, "127.0.0.1") == f"http://127.0.0.1:{other.getsockname()[1]}/"
            assert address(other, "0.0.0.0") == f"http://127.0.0.1:{other.getsockname()[1]}/"


@pytest.mark.parametrize("host", ["192.0.2.1", "nowhere.invalid"])
def test_an_address_that_is_not_ours_is_an_error(host: str) -> None:
    with pytest.raises(OSError):  # noqa: PT011 (the words are those of the system)
        listen(host, 0)


# The command, with real sockets


@pytest.fixture
def served(site: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    command = [sys.executable, "-m", "ssbrief", "serve", "--site", str(site), "--port", "0"]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    try:
        yield process, line.split(" at ")[1].split(" ")[0]
    finally:
        process.kill()
        process.communicate()


def events_of(url: str) -> Iterator[dict[str, object]]:
    with urllib.request.urlopen(url + EVENTS_URL.lstrip("/"), timeout=20) as stream:
        for line in stream:
            if line.startswith(b"data: "):
                yield json.loads(line.removeprefix(b"data: "))


def test_a_save_reaches_the_browser_and_ctrl_c_is_quiet(
    site: Path, served: tuple[subprocess.Popen[str], str]
) -> None:
    process, url = served
    events = events_of(url)
    first = next(events)
    time.sleep(1)  # until the folders are watched
    page = site / "content/pages/about.md"
    page.write_text(page.read_text().replace("What this site is", "Changed words"))
    second = next(events)
    assert (first["problems"], second["problems"]) == ([], [])
    assert second["edition"] != first["edition"]
    with urllib.request.urlopen(url + "about/") as response:
        assert b"Changed words" in response.read()
    (site / "content/briefings/broken.md").write_text(BROKEN)
    third = next(events)
    assert "broken.md:2:8" in str(third["problems"])
    process.send_signal(signal.SIGINT)
    output, errors = process.communicate(timeout=10)
    assert (process.returncode, output) == (0, "")
    assert errors.startswith("content/briefings/broken.md:2:8: error: this quotation mark")
    assert errors.endswith("1 error\n")


def test_a_folder_that_appears_later_is_watched_too(
    site: Path, served: tuple[subprocess.Popen[str], str]
) -> None:
    _, url = served
    events = events_of(url)
    first = next(events)
    time.sleep(1)
    (site / "templates").mkdir()
    (site / "templates" / "page.html").write_text("replaced {{ page.title }}")
    while next(events)["edition"] == first["edition"]:
        pass
    time.sleep(1)
    with urllib.request.urlopen(url + "about/") as response:
        assert response.read().startswith(b"replaced About")


@pytest.mark.skipif(not BROWSER, reason="there is no browser")
def test_the_page_shows_an_error_until_it_is_mended(
    site: Path, served: tuple[subprocess.Popen[str], str]
) -> None:
    from playwright.sync_api import expect, sync_playwright

    _, url = served
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(url + "about/")
        time.sleep(1)
        (site / "content/briefings/broken.md").write_text(BROKEN)
        alert = page.get_by_role("alert")
        expect(alert).to_contain_text("broken.md:2:8: error: this quotation mark is never closed")
        expect(page.get_by_role("heading", name="About")).to_be_visible()
        about = site / "content/pages/about.md"
        about.write_text(about.read_text().replace("What this site is", "Changed words"))
        (site / "content/briefings/broken.md").unlink()
        expect(alert).to_have_count(0)
        expect(page.get_by_text("Changed words")).to_be_visible()
        browser.close()


def test_the_port_is_given_back(served: tuple[subprocess.Popen[str], str]) -> None:
    process, url = served
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=10)
    port = int(url.rstrip("/").rsplit(":", 1)[1])
    with socket.create_server(("127.0.0.1", port)):
        pass
