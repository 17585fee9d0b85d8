"""The sample site as it is published under a path, and which kinds of page it has."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from ssbrief.build import build
from ssbrief.store import Settings

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 11, 22)
BASE = "/any/base/"

#: Every kind of page, by where its pages stand.
KINDS = {
    "home": "index.html",
    "briefings": "briefings/index.html",
    "briefing": "briefings/*/index.html",
    "company": "companies/*/index.html",
    "companies": "companies/index.html",
    "timeline": "timeline/index.html",
    "year": "timeline/2*/index.html",
    "due": "timeline/due/index.html",
    "late": "timeline/late/index.html",
    "topic": "topics/*/index.html",
    "by-slip": "topics/*/by-slip/index.html",
    "topics": "topics/index.html",
    "challenge": "challenges/*/index.html",
    "challenges": "challenges/index.html",
    "publisher": "sources/*/index.html",
    "sources": "sources/index.html",
    "changes": "changes/index.html",
    "tag": "tags/*/index.html",
    "tags": "tags/index.html",
    "search": "search/index.html",
    "plain": "format/index.html",
    "not-found": "404.html",
}
THEMES = ("light", "dark")

#: `make soak` looks at every page in every form; a normal run at the longest page of each kind.
SOAK = os.environ.get("HYPOTHESIS_PROFILE") == "soak"


def copy_content(folder: Path) -> Path:
    """The sample site, published under `BASE` (its 404 page asks for the path of `url:`)."""
    shutil.copytree(ROOT / "content", folder / "content")
    with (folder / "content" / "site.yaml").open("a", encoding="utf-8") as settings:
        settings.write(f"\nurl: https://site.example{BASE}\n")
    return folder


@dataclass(frozen=True)
class Sample:
    """A built site and the address it is served at."""

    folder: Path
    url: str

    def pages(self, kind: str) -> list[str]:
        """The addresses of a kind's pages, the longest first; most often only that one."""
        files = sorted(self.folder.glob(KINDS[kind]), key=lambda file: (-file.stat().st_size, file))
        assert files, f"the sample site has no page of the kind {kind}"
        return [self.address(file) for file in (files if SOAK else files[:1])]

    def all_pages(self, pattern: str, holding: str = "") -> list[str]:
        """The addresses of all pages that match, and hold these words."""
        files = sorted(self.folder.glob(pattern))
        return [self.address(file) for file in files if holding in file.read_text("utf-8")]

    def address(self, file: Path) -> str:
        return self.url + file.relative_to(self.folder).as_posix().removesuffix("index.html")


def build_sample(site: Path, output: Path, offline: bool = False) -> Path:
    report = build(site, output, Settings(today=TODAY, offline=offline))
    assert not report.failed, report.diagnostics
    return output


class Handler(SimpleHTTPRequestHandler):
    """A static host: a folder under a path, and its own page for what is missing."""

    def send_head(self):  # type: ignore[no-untyped-def]
        if not self.path.startswith(BASE):
            self.send_error(404)
            return None
        self.path = "/" + self.path.removeprefix(BASE)
        return super().send_head()

    def log_message(self, *_: object) -> None:
        """Tests are quiet."""


@contextmanager
def serve(folder: Path) -> Iterator[str]:
    handler = partial(Handler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}{BASE}"
        finally:
            server.shutdown()
