"""The preview's web server, on this machine alone.

In: a `Preview`. Out: its answers over HTTP, each page with one script; a stream of news for each
open tab; the next port that is free. Answers to no other name than its own, sends nothing that a
browser would keep, takes nothing.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import gc
import ipaddress
import os
import re
import signal
import socket
import sys
import threading
import webbrowser
from collections.abc import AsyncIterator, Callable
from functools import partial
from types import FrameType
from urllib.parse import quote, urlsplit

import anyio
import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from . import theme
from .preview import HTML, OWN, Answer, Preview
from .watch import saves

SCRIPT_URL = f"{OWN}serve.js"
STYLE_URL = f"{OWN}serve.css"
EVENTS_URL = f"{OWN}events"

#: On every answer: no browser keeps it, takes it for another type, or gives it to another site.
HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}

#: Seconds of silence after which a stream says that it is still there.
_PATIENCE = 15.0

#: Seconds for which the thread that reads may keep the one that serves waiting, each time.
_TURN = 0.0005

#: Milliseconds after which a tab looks for a preview that has gone.
_RETRY = 1000


class News:
    """Brings what a preview knows to the open tabs, from the thread that reads to the one that
    serves. Reading has one thread for itself: no save can be overtaken by an earlier one."""

    def __init__(self, preview: Preview, *, poll: bool = False) -> None:
        self.preview, self.poll = preview, poll
        self.closed = threading.Event()
        self._reading: threading.Thread | None = None
        self._changed = asyncio.Event()

    async def begin(self) -> None:
        """Start watching; what was saved since the site was read is read before this returns."""
        loop, ready = asyncio.get_running_loop(), asyncio.Event()
        self._reading = threading.Thread(target=self._follow, args=(loop, ready), daemon=True)
        self._reading.start()
        await ready.wait()

    def close(self) -> None:
        """End the streams and the watching; from any thread, and within a signal."""
        self.closed.set()
        self._wake()

    def join(self) -> None:
        """Let the watching end, which it does at once unless it is reading."""
        if self._reading:
            self._reading.join(timeout=0.2)

    async def of(self, path: str) -> AsyncIterator[str]:
        """What an open tab hears: at once, and whenever something is new for its page."""
        self.preview.tabs[path] += 1
        try:
            yield f"retry: {_RETRY}\n\n"
            last = ""
            while not self.closed.is_set():
                changed = self._changed
                news = await anyio.to_thread.run_sync(self.preview.news, path)
                if news != last:
                    yield f"data: {news}\n\n"
                last = news
                with anyio.move_on_after(_PATIENCE) as waiting:
                    await changed.wait()
                if waiting.cancelled_caught:
                    yield ": still here\n\n"
        finally:
            self.preview.tabs.subtract([path])
            if not self.preview.tabs[path]:
                del self.preview.tabs[path]

    def _follow(self, loop: asyncio.AbstractEventLoop, ready: asyncio.Event) -> None:
        def tell(heard: Callable[[], None]) -> None:
            with contextlib.suppress(RuntimeError):  # the loop has ended
                loop.call_soon_threadsafe(heard)

        for is_new in saves(self.preview.site, self.closed, self.preview.seen, poll=self.poll):
            if is_new:
                self.preview.reload(partial(tell, self._wake))
            tell(ready.set)
            tell(self._wake)
        tell(ready.set)  # also where it was closed before it began

    def _wake(self) -> None:
        before, self._changed = self._changed, asyncio.Event()
        before.set()


def create_app(preview: Preview, host: str = "127.0.0.1", news: News | None = None) -> ASGIApp:
    """The web application; it watches the site's folder where it is given `news` to bring."""
    told = news or News(preview)

    async def own(request: Request) -> Response:
        name = request.url.path.removeprefix(OWN)
        return _response(Answer(theme.preview_file(name), "text/css"))

    async def script(_: Request) -> Response:
        return _response(Answer(preview_script(), "text/javascript"))

    async def events(request: Request) -> Response:
        if request.method == "HEAD":
            return Response(media_type="text/event-stream")
        stream = told.of(request.query_params.get("url", "/"))
        return StreamingResponse(stream, media_type="text/event-stream")

    async def page(request: Request) -> Response:
        path = quote(request.scope["path"], safe="/")
        return _response(await anyio.to_thread.run_sync(preview.answer, path))

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        if news:
            await news.begin()
        yield
        told.close()

    routes = [
        Route(SCRIPT_URL, script),
        Route(STYLE_URL, own),
        Route(EVENTS_URL, events),
        Route("/{path:path}", page),
    ]
    return _Guard(Starlette(routes=routes, lifespan=lifespan), host)


def preview_script() -> bytes:
    """The script that a page of the preview has in addition, and what it needs to work."""
    return theme.preview_file("idiomorph.js") + b"\n" + theme.preview_file("serve.js")


def script_tag(answer: Answer) -> bytes:
    """The one thing that the preview adds to a page; it says which page a tab holds."""
    return f'<script src="{SCRIPT_URL}" data-page="{answer.name}"></script>'.encode()


def listen(host: str, port: int) -> socket.socket:
    """A socket at the port or, where that is in use, the next free one; raises `OSError`."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for number in range(port, min(port + 100, 65536)):
        listener = socket.socket(family, socket.SOCK_STREAM)
        if os.name == "posix":  # elsewhere it would let two programs have one port
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
    preview: Preview,
    listener: socket.socket,
    host: str,
    *,
    open_browser: bool = False,
    poll: bool = False,
) -> None:
    """Serve until Ctrl-C or SIGTERM."""
    gc.collect()
    gc.freeze()  # what is kept while it runs need not be looked through after every save
    sys.setswitchinterval(_TURN)
    news = News(preview, poll=poll)
    config = uvicorn.Config(
        create_app(preview, host, news),
        http="h11",
        ws="none",
        log_level="critical",
        timeout_graceful_shutdown=1,
    )
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # uvicorn gives a signal back at its end
    if open_browser:  # a browser of the terminal would keep us from serving it
        threading.Thread(
            target=webbrowser.open, args=(address(listener, host),), daemon=True
        ).start()
    with contextlib.suppress(KeyboardInterrupt):
        _Server(config, news).run(sockets=[listener])
    news.join()


def address(listener: socket.socket, host: str) -> str:
    """Where a browser finds the preview."""
    port = listener.getsockname()[1]
    local = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 (asked for by name)
    name = f"[{local}]" if ":" in local else local
    return f"http://{name}:{port}/"


class _Server(uvicorn.Server):
    """Ends the streams that wait for news, so that Ctrl-C need not wait for them."""

    def __init__(self, config: uvicorn.Config, news: News) -> None:
        super().__init__(config)
        self.news = news

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self.news.close()
        super().handle_exit(sig, frame)


class _Guard:
    """Refuses what comes for another name or from another site: a page elsewhere cannot read the
    preview by giving its own name this machine's address, nor by asking from where it is."""

    def __init__(self, app: ASGIApp, host: str) -> None:
        self.app, self.host = app, host.lower()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        refusal = self._refusal(Headers(scope=scope))
        await (refusal or self.app)(scope, receive, send_with_headers)

    def _refusal(self, headers: Headers) -> Response | None:
        if not self._is_ours(headers.get("host", "")):
            return PlainTextResponse("This preview answers to its own address only.", 400)
        if _is_foreign(headers):
            return PlainTextResponse("This preview answers to its own pages only.", 403)
        return None

    def _is_ours(self, header: str) -> bool:
        match = re.fullmatch(
            r"(?:\[([0-9a-f:.]+)\]|([^\[\]:@/]+))(?::\d*)?", header.strip().lower()
        )
        if not match:
            return False
        name = match[1] or match[2]
        try:
            number = ipaddress.ip_address(name)
        except ValueError:
            return name in ("localhost", self.host)
        is_any = self.host in ("0.0.0.0", "::")  # noqa: S104 (asked for by name)
        return is_any or number.is_loopback or name == self.host


def _is_foreign(headers: Headers) -> bool:
    """Whether a page of another site asks for something to use there; a link may lead here."""
    if headers.get("sec-fetch-site", "none") in ("cross-site", "same-site"):
        return headers.get("sec-fetch-mode") != "navigate"
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc.lower() != headers["host"].lower()


def _response(answer: Answer) -> Response:
    data, kind = answer.data, answer.kind
    if answer.location:
        return Response(status_code=answer.status, headers={"Location": answer.location})
    if kind == HTML:
        data = _with_script(data, script_tag(answer))
    if kind.startswith("text/") or kind in ("application/json", "application/xml"):
        kind += "; charset=utf-8"
    return Response(data, answer.status, {"Content-Type": kind})


def _with_script(html: bytes, tag: bytes) -> bytes:
    before, end, after = html.rpartition(b"</body>")
    return before + tag + end + after if end else html + tag
