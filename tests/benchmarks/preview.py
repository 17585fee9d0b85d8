"""The preview: its start, and from a save to the words in the page, over HTTP and in a browser.

The command runs as an author runs it, on a site that was built before. The start ends when the home
page has been fetched. A briefing is saved with one paragraph more; the time ends
when the new page has been fetched over HTTP, and in the browser when the words stand in the page.
What else the machine does is in these times, so medians count, and the quickest is told too.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from corpus import write_site

#: Milliseconds from save to visible: a preview is given up where it takes longer.
LIMIT = 50
ROUNDS = 30
CHROMIUM = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]


def run(sizes: Iterable[int]) -> None:
    """Print how long the preview takes to start, and a save to be seen."""
    print(f"The preview (ms of the clock; {ROUNDS} saves; wanted from a save on: {LIMIT})\n")
    print(f"{'briefings':>9}  {'':34}{'median':>10}{'least':>8}")
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            write_site(Path(folder), size)
            build = [sys.executable, "-m", "ssbrief", "build", "--site", folder]
            subprocess.run(build, check=True, capture_output=True)
            _measure(Path(folder), size)


def _measure(site: Path, size: int) -> None:
    notes = site / "content/briefings/notes"
    started = time.time()
    with _served(site) as url:
        urllib.request.urlopen(url).read()
        _tell(size, "start", [time.time() - started])
        _tell(size, "saved to served, over HTTP", _over_http(notes, url))
        _tell(size, "saved to visible, in a browser", _in_a_browser(notes, url))


def _tell(size: int, name: str, seconds: list[float]) -> None:
    taken = f"{1000 * median(seconds):10.1f}{1000 * min(seconds):8.1f}"
    print(f"{size:9,}  {name:34}{taken}", flush=True)


@contextmanager
def _served(site: Path) -> Iterator[str]:
    command = [sys.executable, "-m", "ssbrief", "serve", "--site", str(site), "--port", "0"]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment
    ) as process:
        assert process.stdout
        found = re.search(r"http://\S+/", process.stdout.readline())
        assert found
        yield found[0]
        process.terminate()


def _saves(notes: Path) -> Iterator[tuple[str, str, Callable[[], float]]]:
    """One briefing after the other: its address, the words that are new, and the save itself."""
    for number in range(ROUNDS):
        file = notes / f"{number % 10:05}.md"
        words = f"Saved for the {time.time_ns()}th time."

        def save(file: Path = file, words: str = words) -> float:
            text = file.read_text(encoding="utf-8") + f"\n\n{words}\n"
            started = time.time()
            file.write_text(text, encoding="utf-8")
            return started

        yield f"briefings/notes-{file.stem}/", words, save


def _over_http(notes: Path, url: str) -> list[float]:
    taken = []
    for address, words, save in _saves(notes):
        with urllib.request.urlopen(f"{url}_ssbrief/events?url=/{address}") as stream:
            news = (line for line in stream if line.startswith(b"data:"))
            next(news)
            started = save()
            next(news)
            with urllib.request.urlopen(url + address) as page:
                assert words in page.read().decode()
            taken.append(time.time() - started)
    return taken


def _in_a_browser(notes: Path, url: str) -> list[float]:
    from playwright.sync_api import sync_playwright

    taken = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_chromium(), args=CHROMIUM)
        page = browser.new_page()
        for address, words, save in _saves(notes):
            page.goto(url + address)
            page.wait_for_timeout(200)  # until it listens
            page.evaluate(_WATCH, words)
            started = save()
            seen = page.evaluate("window.seen")
            taken.append(seen / 1000 - started)
        browser.close()
    return taken


#: The time at which the words stand in the page and are about to be drawn.
_WATCH = """(words) => {
  window.seen = new Promise((resolve) => {
    new MutationObserver((_, watch) => {
      if (!document.body.textContent.includes(words)) return;
      watch.disconnect();
      requestAnimationFrame(() => resolve(performance.timeOrigin + performance.now()));
    }).observe(document.body, { childList: true, subtree: true, characterData: true });
  });
}"""


def _chromium() -> str:
    from shutil import which

    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return next(found for name in names if (found := which(name)))
