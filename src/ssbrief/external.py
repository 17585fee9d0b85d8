"""Whether the works that a site cites still stand where it says; the only client of the network.

In: the addresses of sources, and what was learned of them lately. Out: an `Answer` for each, and a
`Diagnostic` for each that has moved, is gone, or cannot be told. Runs only when an author asks for
it (`ssbrief check --external`); no build ever does.

An answer is advice: a server may refuse a program what it shows to a reader, so only its own word
that a page is gone counts as gone, and a refusal (401, 403, 429 …) or a failure of the moment is
*unknown*. A host is asked for one address at a time, with a pause in between. A page is asked for
by HEAD and, where that is not answered well, by GET; no body is ever read.
"""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import ssl
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal
from urllib.parse import urldefrag, urljoin, urlsplit

import anyio
import httpx2
import msgspec
from msgspec import Struct

from . import __version__
from .diagnostics import Diagnostic, Span, find_in, sort, visible
from .model import CitedSource, Site, Source
from .read import Inputs

Verdict = Literal["alive", "moved", "dead", "unknown"]


class Answer(Struct, frozen=True, array_like=True):
    """What became of one address: `reason` in words, `moved_to` where its server now sends all who
    ask, `asked` the moment of asking (UTC)."""

    url: str
    verdict: Verdict
    reason: str
    asked: datetime
    moved_to: str = ""


class Manners(Struct, frozen=True):
    """How servers are asked. Times are seconds: `patience` for all that one address takes,
    `pause` between two requests to one host; `hosts` are asked at the same time."""

    patience: float = 20.0
    pause: float = 0.5
    hosts: int = 16


POLITE = Manners()

#: How long an answer is believed. What is unknown is asked again each time.
BELIEVED: Mapping[Verdict, timedelta] = {
    "alive": timedelta(days=7),
    "moved": timedelta(days=7),
    "dead": timedelta(days=1),
}

#: After so many failures to connect, what else stands at a host is not asked for.
_GIVE_UP = 2

_MOST_HOPS = 10

#: Statuses that say for good where a page went (RFC 9110, 15.4.2 and 15.4.9).
_FOR_GOOD = (301, 308)
_REDIRECTS = (301, 302, 303, 307, 308)

#: Statuses by which a server says that there is no such page (RFC 9110, 15.5.5 and 15.5.11).
_GONE = {404: "not found", 410: "gone"}

_REFUSED = {
    401: "it asks for a password",
    403: "it refuses programs",
    429: "it was asked too often",
    451: "it is withheld for legal reasons",
}


def cited(site: Site) -> tuple[str, ...]:
    """The addresses of all sources of a site, each once, without fragments."""
    found = {urldefrag(work.source.url).url for work in _works(site)}
    return tuple(sorted(url for url in found if url.lower().startswith(("http://", "https://"))))


def _works(site: Site) -> Iterator[CitedSource]:
    for publisher in site.publishers:
        yield from publisher.sources


def ask(
    urls: Sequence[str],
    known: Mapping[str, Answer],
    now: datetime,
    manners: Manners = POLITE,
    heard: Callable[[int], None] = lambda number: None,
) -> tuple[Answer, ...]:
    """An answer for each address, asked for unless it is `known` and still believed at `now`.

    `heard` is told how many answers are there. Never raises for what a server does.
    """
    believed = {u: known[u] for u in urls if u in known and _is_believed(known[u], now)}
    to_ask = [url for url in urls if url not in believed]
    answers = anyio.run(_ask_all, to_ask, now, manners, heard) if to_ask else {}
    return tuple(believed.get(url) or answers[url] for url in urls)


def _is_believed(answer: Answer, now: datetime) -> bool:
    age = now - answer.asked
    return timedelta() <= age < BELIEVED.get(answer.verdict, timedelta())


async def _ask_all(
    urls: Sequence[str], now: datetime, manners: Manners, heard: Callable[[int], None]
) -> dict[str, Answer]:
    """Hosts side by side, the addresses of one host one after the other."""
    answers: dict[str, Answer] = {}
    by_host: dict[str, list[str]] = {}
    for url in urls:
        by_host.setdefault(_host(url), []).append(url)
    at_once = anyio.CapacityLimiter(manners.hosts)

    async def ask_host(client: httpx2.AsyncClient, addresses: list[str]) -> None:
        failures = 0
        async with at_once:
            for number, url in enumerate(addresses):
                if failures >= _GIVE_UP:
                    answers[url] = Answer(url, "unknown", "its host does not answer", now)
                    continue
                if number:
                    await anyio.sleep(manners.pause)
                answer, connected = await _ask(client, url, now, manners)
                failures = 0 if connected else failures + 1
                answers[url] = answer
                heard(len(answers))

    async with _client(manners) as client, anyio.create_task_group() as group:
        for addresses in by_host.values():
            group.start_soon(ask_host, client, addresses)
    return answers


@contextlib.asynccontextmanager
async def _client(manners: Manners) -> AsyncIterator[httpx2.AsyncClient]:
    headers = {
        "User-Agent": f"ssbrief/{__version__} (checks the links of a site)",
        "Accept": "text/html,application/xhtml+xml,application/pdf,*/*;q=0.8",
    }
    limits = httpx2.Limits(max_connections=manners.hosts * 2)
    async with httpx2.AsyncClient(
        headers=headers, limits=limits, timeout=manners.patience, follow_redirects=False
    ) as client:
        yield client


async def _ask(
    client: httpx2.AsyncClient, url: str, now: datetime, manners: Manners
) -> tuple[Answer, bool]:
    """The answer for one address, and whether its host answered at all."""
    verdict: Verdict = "unknown"
    reason, moved_to, connected = f"no answer within {manners.patience:g} s", "", False
    with anyio.move_on_after(manners.patience):
        try:
            verdict, reason, moved_to = await _follow(client, url)
            connected = True
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError, ValueError) as error:
            reason = _why(error)
            connected = not isinstance(error, httpx2.ConnectError | httpx2.ConnectTimeout)
    return Answer(url, verdict, reason, now, moved_to), connected


async def _follow(client: httpx2.AsyncClient, url: str) -> tuple[Verdict, str, str]:
    """The verdict, its reason, and where the address has moved for good, at the end of all
    redirects."""
    seen, current, moved_to, for_good = {url}, url, "", True
    for _ in range(_MOST_HOPS):
        status, location = await _status(client, current)
        if status not in _REDIRECTS or not location:
            return _judge(url, current, status, moved_to)
        target = urldefrag(urljoin(current, location)).url
        if not target.lower().startswith(("http://", "https://")):
            return "unknown", f"it redirects to {visible(target)[:80]}", ""
        if target in seen:
            return "dead", "its redirects lead in a circle", ""
        if await _leads_inside(current, target):
            return "unknown", "it redirects to an address that is not public", ""
        for_good = for_good and status in _FOR_GOOD
        moved_to = target if for_good else moved_to
        seen.add(target)
        current = target
    return "dead", "its redirects do not end", ""


def _judge(url: str, end: str, status: int, moved_to: str) -> tuple[Verdict, str, str]:
    if status in _GONE:
        return "dead", f"{status} {_GONE[status]}", ""
    if not 200 <= status < 300:
        return "unknown", f"{status} {_REFUSED.get(status, 'it does not answer well')}", ""
    if _path(url) and not _path(end):
        return "unknown", "it now leads to the front page of a site", ""
    return ("moved", "it has moved", moved_to) if moved_to else ("alive", "it answers", "")


async def _status(client: httpx2.AsyncClient, url: str) -> tuple[int, str]:
    """The status and the Location that an address answers with."""
    with contextlib.suppress(httpx2.ReadError, httpx2.ReadTimeout, httpx2.RemoteProtocolError):
        # Half of the patience, so that a server which hangs on HEAD is still asked by GET.
        half = httpx2.Timeout((client.timeout.read or 20) / 2)
        response = await client.head(url, timeout=half)
        if response.status_code < 400 or response.status_code == 429:
            return response.status_code, response.headers.get("location", "")
    async with client.stream("GET", url) as response:
        return response.status_code, response.headers.get("location", "")


async def _leads_inside(current: str, target: str) -> bool:
    """Whether a public server sends us to an address of the network that we stand in: what an
    author wrote is asked for wherever it is, what a stranger answers is not."""
    if _host(current) == _host(target):
        return False
    return not await _is_inside(current) and await _is_inside(target)


async def _is_inside(url: str) -> bool:
    parts = urlsplit(url)
    try:
        found = await anyio.getaddrinfo(parts.hostname or "", parts.port or 80)
    except OSError:
        return False
    return any(not ipaddress.ip_address(place[4][0].partition("%")[0]).is_global for place in found)


def _why(error: Exception) -> str:
    """What kept a server from answering, in words."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return "its certificate is not valid"
        if isinstance(cause, socket.gaierror):
            return "its host has no address"
        if isinstance(cause, ConnectionRefusedError):
            return "its host refuses connections"
        cause = cause.__cause__ or cause.__context__
    if isinstance(error, httpx2.TimeoutException):
        return "it does not answer in time"
    if isinstance(error, httpx2.ProtocolError):
        return "what it answers is not HTTP"
    if isinstance(error, httpx2.InvalidURL | ValueError):
        return "it is no address that can be asked for"
    return "the connection fails"


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc.rpartition("@")[2].lower()
    except ValueError:
        return url


def _path(url: str) -> str:
    parts = urlsplit(url)
    return parts.path.strip("/") + parts.query


# -- what an author is told


def report(site: Site, inputs: Inputs, answers: Iterable[Answer]) -> tuple[Diagnostic, ...]:
    """A diagnostic for each source that has moved, is gone, or cannot be told; sorted by place."""
    by_url = {answer.url: answer for answer in answers if answer.verdict != "alive"}
    texts = {file.path: file.text for file in inputs.briefings}
    paths = {briefing.slug: briefing.path for briefing in site.briefings}
    found = []
    for work in _works(site):
        answer = by_url.get(urldefrag(work.source.url).url)
        if answer is None:
            continue
        for path in sorted({paths[citation.briefing] for citation in work.citations}):
            place = find_in(path, texts.get(path, ""), work.source.url)
            found.append(_diagnostic(work.source, answer, *place))
    return sort(found)


def _diagnostic(source: Source, answer: Answer, span: Span, excerpt: str) -> Diagnostic:
    url, why = source.url, f"({answer.reason})"
    if answer.verdict == "moved":
        hint = f"it is now {visible(answer.moved_to)}"
        return Diagnostic("external-moved", f"{url} has moved", span, "note", hint, excerpt)
    if answer.verdict == "dead":
        hint = f"an archive may hold it: archive: {_archived(source)}"
        if source.archive:
            hint = f"the source names an archived copy: {source.archive}"
        message = f"{url} is gone {why}"
        return Diagnostic("external-dead", message, span, "warning", hint, excerpt)
    message = f"{url} could not be checked {why}"
    return Diagnostic("external-unknown", message, span, "note", excerpt=excerpt)


def _archived(source: Source) -> str:
    """Where the Internet Archive shows an address as it was in the year it was cited."""
    dated = [word[:4] for word in (source.accessed, source.published) if word[:4].isdigit()]
    return f"https://web.archive.org/web/{dated[0] if dated else '2'}/{source.url}"


# -- what was learned lately


def cache_file() -> Path:
    """Where answers are kept between two runs: in the user's cache, never in a site."""
    from platformdirs import user_cache_path

    return user_cache_path("ssbrief", appauthor=False) / "external.msgpack"


def recall(file: Path) -> dict[str, Answer]:
    """The answers of earlier runs; none where they cannot be read."""
    try:
        kept = msgspec.msgpack.decode(file.read_bytes(), type=tuple[Answer, ...])
    except (OSError, msgspec.MsgspecError, ValueError):
        return {}
    return {answer.url: answer for answer in kept}


def remember(file: Path, answers: Iterable[Answer], now: datetime) -> None:
    """Keep what is still believed, of these answers and of earlier ones; a cache that cannot be
    written is no mistake."""
    kept = recall(file) | {answer.url: answer for answer in answers}
    lasting = tuple(a for _, a in sorted(kept.items()) if _is_believed(a, now))
    with contextlib.suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        staged = file.with_suffix(".new")
        staged.write_bytes(msgspec.msgpack.encode(lasting))
        staged.replace(file)


def now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)
