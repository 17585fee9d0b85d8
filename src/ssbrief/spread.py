"""Work spread over the cores of a machine.

In: a function, and what it is called with, one after another. Out: what it gives, in the same
order, the same whatever the number of cores. Knows nothing of the work.

The workers are forks of this process, which works beside them: they know all that it knows when
the work begins, so that nothing is sent to them but which parts are next, and what they give comes
back as MessagePack. Where there is no safe fork, and where too little is to be done to gain by it,
all is done right here. A function that can be pickled may be mapped by any other
`concurrent.futures.Executor` as well, such as that of a cluster.
"""

from __future__ import annotations

import contextlib
import gc
import os
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import starmap
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
from msgspec import Struct

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

Result = TypeVar("Result")

#: So many parts a worker, with fewer it is not worth one: two take 20 to 70 ms to start and end,
#: more of a larger site, and a part takes 1 ms (names) to 10 (recognising).
LEAST = 32

#: So many parts are handed over at a time: few, so that no worker is left with many in the end.
_CHUNK = 8

#: So many times that wait for each worker, or are under way: none is idle while this process works.
_AHEAD = 2


def _nobody(step: str, done: int, total: int) -> None:
    """Who is told where nobody watches."""


class Crew(Struct, frozen=True):
    """Who does the work: at most so many processes. `watch` is told, after each part of a step, how
    many of how many are done."""

    jobs: int = 1
    watch: Callable[[str, int, int], None] = _nobody

    def size(self, parts: int) -> int:
        """How many processes so many parts are worth.

        A fork has the thread alone that made it: what another held would stay locked for ever.
        """
        can_fork = sys.platform == "linux" and threading.active_count() == 1
        return max(1, min(self.jobs, parts // LEAST)) if can_fork else 1


#: This process, and nobody is told.
ALONE = Crew()


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextlib.contextmanager
def spread(
    work: Callable[..., Result],
    given: Sequence[tuple[Any, ...]],
    crew: Crew,
    step: str,
    kind: Any,
    begin: Callable[[], None] = lambda: None,
) -> Iterator[Iterable[Result]]:
    """What `work` gives for each of `given`, its arguments; `step` is what that is called.

    `kind` is the type of what it gives, as MessagePack must know it. A worker calls `begin` before
    anything else. What `work` raises is raised here. A worker that is killed is done without.
    """
    tell, parts = partial(crew.watch, step), _Work(work, given)
    workers = crew.size(len(given)) - 1  # beside this process
    with _hired(parts, workers, begin) as pool:
        if pool is None:
            yield _told(starmap(work, given), tell, len(given))
        else:
            decode = msgspec.msgpack.Decoder(list[kind]).decode
            yield _shared(pool, workers, parts, decode, tell)


def _told(
    results: Iterable[Result], tell: Callable[[int, int], None], total: int
) -> Iterator[Result]:
    for done, result in enumerate(results, 1):
        yield result
        tell(done, total)


def _shared(
    pool: Executor,
    workers: int,
    work: _Work,
    decode: Callable[[bytes], list[Any]],
    tell: Callable[[int, int], None],
) -> Iterator[Any]:
    """The workers do the parts from the first on, this process from the last. It would do nothing
    else, and what it holds needs not be copied, as for a worker more it would be."""
    from concurrent.futures.process import BrokenProcessPool

    sent: list[tuple[range, Future[bytes]]] = []
    waiting, mine, begun, end = sent, [], 0, len(work.given)
    with contextlib.suppress(BrokenProcessPool):
        while begun < end:
            waiting = [one for one in waiting if not one[1].done()]
            while len(waiting) < _AHEAD * workers and begun < end:
                part = range(begun, min(begun + _CHUNK, end))
                sent.append((part, pool.submit(_do, part)))
                waiting, begun = [*waiting, sent[-1]], part.stop
            if begun < end:
                end -= 1
                mine.append(work.do(end))
                tell(len(mine) + begun - sum(len(part) for part, _ in waiting), len(work.given))
    mine += map(work.do, reversed(range(begun, end)))  # a broken pool is sent nothing more
    for part, future in sent:
        try:
            yield from decode(future.result())
        except BrokenProcessPool:
            yield from map(work.do, part)
    yield from reversed(mine)
    tell(len(work.given), len(work.given))


class _Work:
    """What a worker does when it is told the numbers of parts."""

    #: In a worker, what it was made for: a fork needs not be sent it.
    mine: _Work

    def __init__(self, work: Callable[..., Any], given: Sequence[tuple[Any, ...]]) -> None:
        self.work, self.given = work, given

    def do(self, number: int) -> Any:
        return self.work(*self.given[number])


@contextlib.contextmanager
def _hired(work: _Work, size: int, begin: Callable[[], None]) -> Iterator[Executor | None]:
    """Workers that begin as this process is; none where they are not worth it, and where a system
    has nothing to talk with them by, as one without shared memory."""
    if size == 0:
        yield None
        return
    try:
        from concurrent.futures import ProcessPoolExecutor
        from multiprocessing import get_context

        pool = ProcessPoolExecutor(size, get_context("fork"), _settle, (work, begin))
    except (ImportError, NotImplementedError, OSError):
        yield None
        return
    gc.freeze()  # so that no worker copies what it only looks at to find garbage
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)
        gc.unfreeze()  # a process that builds again and again would never let anything go


def _settle(work: _Work, begin: Callable[[], None]) -> None:
    """A worker starts. Ctrl-C ends it without a word, and so does the end of its parent."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _Work.mine = work
    begin()


def _do(part: range) -> bytes:
    return msgspec.msgpack.encode([_Work.mine.do(number) for number in part])


def _end_with_parent() -> None:
    from multiprocessing import parent_process

    parent = parent_process()
    if parent is not None:
        parent.join()
    os._exit(1)
