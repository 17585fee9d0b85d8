"""The preview: the same plan as `build`, one page at a time, from memory.

In: a site's folder. Out: a web application on this machine alone. A page is rendered when it is
asked for; a save makes the site anew, and open pages hear of it over server-sent events. While the
folder holds an error, the last good site stays, under a list of what is wrong.
"""

from __future__ import annotations

import contextlib
import errno
import ipaddress
import json
import mimetypes
import re
import secrets
import socket
import traceback
import webbrowser
from collections.abc import AsyncIterator, Callable, Iterable
from html import escape
from pathlib import Path
from types import FrameType
from typing import TypeAlias

import anyio
import uvicorn
from msgspec import Struct
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send
from watchfiles import Change, awatch

from . import theme, urls
from .build import Settings, content, prepare
from .diagnostics import Diagnostic, Mistake, Span, has_errors, show
from .pages import Recipe
from .pages.styleguide import styleguide
from .plan import Plan
from .read import is_left_behind
from .render import Renderer

SCRIPT_URL = "/_ssbrief/serve.js"
EVENTS_URL = "/_ssbrief/events"
WATCHED = ("content", "static", "templates")

#: Seconds of silence after which a stream says that it is still there.
_PATIENCE = 15.0

Tell: TypeAlias = Callable[[tuple[Diagnostic, ...]], None]


def _no_one(diagnostics: tuple[Diagnostic, ...]) -> None:
    """Nobody listens."""


class Edition(Struct, frozen=True):
    """A site that is shown; open pages reload when its `name` is another."""

    name: str
    plan: Plan
    renderer: Renderer


class Preview:
    """The site as it was last read, and those who wait for the next reading.

    `tell` hears what is wrong whenever that changes.
    """

    def __init__(self, site: Path, settings: Callable[[], Settings], tell: Tell = _no_one) -> None:
        self.site, self.settings, self.tell = site.resolve(), settings, tell
        self.shown: Edition | None = None
        self.diagnostics: tuple[Diagnostic, ...] = ()
        self.closed = False
        self._changed, self._stopped = anyio.Event(), anyio.Event()
        self.reload()

    @property
    def edition(self) -> str:
        return self.shown.name if self.shown else ""

    def reload(self) -> None:
        """Read the folder again; an error leaves what is shown as it is."""
        before = self.diagnostics
        try:
            prepared = prepare(self.site, self.settings())
        except Exception as fault:  # the preview outlives a fault of ours
            traceback.print_exc()
            message = f"ssbrief itself failed ({type(fault).__name__}: {fault}); please report it"
            self.diagnostics = (Diagnostic("fault", message, Span("ssbrief")),)
        else:
            self.diagnostics = prepared.diagnostics
            if prepared.plan and prepared.renderer and not has_errors(prepared.diagnostics):
                shown = _with_styleguide(prepared.plan)
                self.shown = Edition(secrets.token_hex(8), shown, prepared.renderer)
        if self.diagnostics != before:
            self.tell(self.diagnostics)

    def wake(self) -> None:
        """Tell those who wait that something is new."""
        before, self._changed = self._changed, anyio.Event()
        before.set()

    def close(self) -> None:
        self.closed = True
        self._stopped.set()
        self.wake()

    async def events(self) -> AsyncIterator[str]:
        """What an open page hears: the edition that is shown and what is wrong, at every change."""
        last = ""
        while not self.closed:
            changed, state = self._changed, self.state()
            yield f"data: {state}\n\n" if state != last else ": still here\n\n"
            last = state
            with anyio.move_on_after(_PATIENCE):
                await changed.wait()

    def state(self) -> str:
        problems = [
            {"severity": d.severity, "text": show(d)}
            for d in sorted(self.diagnostics, key=lambda d: d.severity != "error")
        ]
        return json.dumps({"edition": self.edition, "problems": problems})

    async def watch(self) -> None:
        """Reload after each save, for as long as the preview runs."""
        while not self.closed:
            stop = anyio.Event()
            async with anyio.create_task_group() as group:
                group.start_soon(self._watch_folders, stop)
                await self._until_folders_change()
                stop.set()
            if not self.closed:
                await self._reload_now()

    async def _watch_folders(self, stop: anyio.Event) -> None:
        folders = [self.site / name for name in WATCHED if (self.site / name).is_dir()]
        if folders:
            async for _ in awatch(*folders, watch_filter=_is_of_interest, stop_event=stop, step=20):
                await self._reload_now()

    async def _until_folders_change(self) -> None:
        """Wait until one of the watched folders appears or vanishes, or the preview ends."""
        before = {name for name in WATCHED if (self.site / name).is_dir()}
        async for _ in awatch(self.site, recursive=False, stop_event=self._stopped):
            if before != {name for name in WATCHED if (self.site / name).is_dir()}:
                return

    async def _reload_now(self) -> None:
        await anyio.to_thread.run_sync(self.reload)
        self.wake()


def create_app(preview: Preview, host: str = "127.0.0.1", *, watch: bool = True) -> ASGIApp:
    """The web application; answers only to its own names, and only with what is in the plan."""

    async def script(_: Request) -> Response:
        return _fresh(preview_script(), "text/javascript")

    async def events(_: Request) -> Response:
        headers = {"Cache-Control": "no-store"}
        return StreamingResponse(preview.events(), headers=headers, media_type="text/event-stream")

    async def page(request: Request) -> Response:
        return await anyio.to_thread.run_sync(answer, preview, request.url.path)

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with anyio.create_task_group() as group:
            if watch:
                group.start_soon(preview.watch)
            yield
            preview.close()
            group.cancel_scope.cancel()

    routes = [Route(SCRIPT_URL, script), Route(EVENTS_URL, events), Route("/{path:path}", page)]
    return _OwnNames(Starlette(routes=routes, lifespan=lifespan), host)


def answer(preview: Preview, path: str) -> Response:
    """What stands at a path, as `build` would write it, with the script of the preview."""
    shown = preview.shown
    if shown is None:
        return _fresh(_with_script(_nothing_yet(preview.diagnostics), ""), "text/html", 503)
    url, pages = urls.from_path(path), shown.plan.pages
    if url not in pages and f"{url}/" in pages:
        return RedirectResponse(f"{url}/", headers={"Cache-Control": "no-store"})
    status = 200 if url in pages and url != urls.NOT_FOUND else 404
    url = url if url in pages else urls.NOT_FOUND
    if url not in pages:
        return PlainTextResponse("Not found", 404, {"Cache-Control": "no-store"})
    try:
        data = content(pages[url], shown.renderer)
    except Mistake as mistake:
        data, status = _nothing_yet(mistake.diagnostics), 500
    kind = media_type(urls.output_path(url))
    return _fresh(_with_script(data, shown.name) if kind == "text/html" else data, kind, status)


def media_type(path: str) -> str:
    """The type that a static host gives to a file of this name.

    >>> media_type("a/index.html"), media_type("feed.xml"), media_type("x.woff2"), media_type("x")
    ('text/html', 'application/xml', 'font/woff2', 'application/octet-stream')
    """
    known = {".xml": "application/xml", ".js": "text/javascript", ".md": "text/markdown"}
    suffix = Path(path).suffix.lower()
    guessed = known.get(suffix) or mimetypes.types_map.get(suffix)
    return guessed or _LATER_TYPES.get(suffix, "application/octet-stream")


#: Types that the table of Python 3.11 does not know.
_LATER_TYPES = {
    ".avif": "image/avif",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
}


def preview_script() -> bytes:
    """The script that a page of the preview has in addition."""
    return (theme.templates().parent / "static" / "serve.js").read_bytes()


def listen(host: str, port: int) -> socket.socket:
    """A socket at the port or, where that is in use, the next free one; raises `OSError`."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for number in range(port, min(port + 100, 65536)):
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, number))
            listener.listen()
        except OSError as error:
            listener.close()
            if error.errno != errno.EADDRINUSE or number == port + 99:
                raise
        else:
            return listener
    raise OSError(errno.EADDRINUSE, "no port is free")


def run(
    preview: Preview, listener: socket.socket, host: str, *, open_browser: bool = False
) -> None:
    """Serve until Ctrl-C."""
    app = create_app(preview, host)
    config = uvicorn.Config(app, log_level="critical", timeout_graceful_shutdown=2)
    server = _QuietServer(config, preview)
    if open_browser:
        webbrowser.open(address(listener, host))
    with contextlib.suppress(KeyboardInterrupt):
        server.run(sockets=[listener])


def address(listener: socket.socket, host: str) -> str:
    """Where a browser finds the preview."""
    port = listener.getsockname()[1]
    local = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 (asked for by name)
    name = f"[{local}]" if ":" in local else local
    return f"http://{name}:{port}/"


class _QuietServer(uvicorn.Server):
    """Ends the streams that wait for news, so that Ctrl-C need not wait for them."""

    def __init__(self, config: uvicorn.Config, preview: Preview) -> None:
        super().__init__(config)
        self.preview = preview

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self.preview.close()
        super().handle_exit(sig, frame)


class _OwnNames:
    """Refuses a request for another host: a page elsewhere cannot read the preview by giving its
    own name this machine's address."""

    def __init__(self, app: ASGIApp, host: str) -> None:
        self.app, self.host = app, host

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not self.is_ours(Headers(scope=scope).get("host", "")):
            refusal = PlainTextResponse("This preview answers to its own address only.", 400)
            await refusal(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    def is_ours(self, header: str) -> bool:
        name = re.sub(r":\d*$", "", header).strip("[]").lower()
        if self.host in ("0.0.0.0", "::") and _is_number(name):  # noqa: S104 (asked for by name)
            return True
        return name in ("localhost", "127.0.0.1", "::1", self.host.lower())


def _is_number(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _is_of_interest(_: Change, path: str) -> bool:
    return not is_left_behind(Path(path).name)


def _with_styleguide(built: Plan) -> Plan:
    """The preview shows one page more than a build has; a site's own at its address goes first."""
    page = styleguide()
    shown = Recipe(page.url, type(page), styleguide)
    return Plan({page.url: shown, **built.recipes}, built.diagnostics)


def _with_script(html: bytes, edition: str) -> bytes:
    tag = f'<script src="{SCRIPT_URL}" data-edition="{edition}" defer></script>'.encode()
    before, end, after = html.rpartition(b"</body>")
    return before + tag + end + after if end else html + tag


def _nothing_yet(diagnostics: Iterable[Diagnostic]) -> bytes:
    """What is shown where there is no page to show."""
    listed = escape("\n\n".join(show(d) for d in diagnostics if d.severity == "error"))
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>ssbrief</title></head>'
        f"<body><h1>Nothing to show yet</h1><pre>{listed}</pre></body></html>"
    ).encode()


def _fresh(data: bytes, kind: str, status: int = 200) -> Response:
    """A response that no browser keeps."""
    if kind.startswith("text/") or kind in ("application/json", "application/xml"):
        kind += "; charset=utf-8"
    return Response(data, status, {"Cache-Control": "no-store", "Content-Type": kind})
