"""What an author may want to look after, though nothing is wrong with it.

In: a `Site`, the texts it was read from, and the addresses that were published before. Out: notes
that name the file, and the line where there is one. Changes nothing, and judges no statement.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping

from . import urls
from .diagnostics import Diagnostic, Span, at, find_in, nearest
from .evidence import judge
from .model import Milestone, Site
from .periods import is_past, months_between, say
from .slips import pictures_without_words
from .slugs import slug

#: What assistants and models call themselves, in the languages that are read.
_ASSISTANT = re.compile(
    r"\b(?:ai|a\.i\.|ki|ia|llm|gpt[\w.-]*|chatgpt|claude|gemini|copilot|perplexity|grok|llama|mistral"
    r"|deepseek|qwen|kimi|o[134](?:-\w+)?|deep research|assistant|assistent|asistente|bot|model)\b"
    r"|人工智能|助手|アシスタント|生成|مساعد",
    re.IGNORECASE,
)
#: Addresses that an author gave by a file or a name; all others follow from what is said.
_LASTING = re.compile(r"/(?:briefings|companies|topics|challenges)/[^/]+/|/[^/]+/")
_LISTS = re.compile(
    "/(?:briefings|companies|timeline|topics|challenges|sources|changes|tags|search|data)/"
)


def upkeep(
    site: Site, texts: Mapping[str, str], published: Iterable[str], planned: Iterable[str]
) -> tuple[Diagnostic, ...]:
    """Everything of the kind. `texts` are those of `content/` by path; `published` the files of
    the last build and `planned` those of the next, by their path in the output."""
    return (
        *_orphans(site, texts),
        *_unsourced(site),
        *_past_targets(site, texts),
        *_unreviewed(site, texts),
        *_silent_pictures(texts),
        *_gone(published, frozenset(planned), texts),
    )


def _orphans(site: Site, texts: Mapping[str, str]) -> Iterator[Diagnostic]:
    profiles = {
        slug(posixpath.basename(path).rpartition(".")[0]): path
        for path in texts
        if path.startswith("content/companies/")
    }
    for company in site.companies:
        path = profiles.get(company.slug)
        named = company.briefings or company.tracks or company.statements or company.members
        if path and not named:
            message = f"no briefing names {company.name}, which has a profile here"
            hint = "is its name spelled as in the briefings? Other names stand under aliases"
            yield Diagnostic("orphaned-company", message, Span(path, 1, 1, 2), "note", hint)


def _unsourced(site: Site) -> Iterator[Diagnostic]:
    found = judge(site, 100, None)[1]
    for one in found:
        message = one.message.removesuffix("; 100 % were asked for")
        yield Diagnostic("unsourced-statements", message, one.span, "note", one.hint)


def _past_targets(site: Site, texts: Mapping[str, str]) -> Iterator[Diagnostic]:
    """Of each open target the latest word: its day is over, or it is old."""
    names = {c.slug: c.name for c in site.companies}
    briefings = {b.slug: b for b in site.briefings}
    for track in site.tracks:
        last = track.steps[-1].milestone
        if track.outcome.state != "open" or last.state not in ("target", "postponed"):
            continue
        briefing = briefings[last.briefing]
        subject = f"{names.get(last.company or '', 'the market')}, {_event(last)} {say(last.due)}"
        span, excerpt = find_in(
            briefing.path, texts.get(briefing.path, ""), last.due_words or last.words
        )
        said = last.said or briefing.date
        day = (said.latest or said.earliest) if said else None
        if is_past(last.due, site.today):
            message = f"this is over, and nobody has said what became of it: {subject}"
            hint = "say in a newer briefing that it was met, moved or dropped"
            yield Diagnostic("overdue-target", message, span, "note", hint, excerpt)
        elif day and (age := months_between(day, site.today)) >= site.old_after:
            message = f"nothing has been said of this for {age} months: {subject}"
            hint = "say in a newer briefing whether it still holds"
            yield Diagnostic("stale-target", message, span, "note", hint, excerpt)


def _event(milestone: Milestone) -> str:
    return milestone.event or milestone.kind.replace("-", " ")


def _unreviewed(site: Site, texts: Mapping[str, str]) -> Iterator[Diagnostic]:
    for briefing in site.briefings:
        if _ASSISTANT.search(briefing.prepared_by) and not briefing.reviewed_by:
            text = texts.get(briefing.path, "")
            span, excerpt = find_in(briefing.path, text, briefing.prepared_by)
            message = (
                f'this was prepared by "{briefing.prepared_by}", and no person has reviewed it'
            )
            hint = "when one has, add reviewed_by: to the front matter"
            yield Diagnostic("unreviewed-briefing", message, span, "note", hint, excerpt)


def _silent_pictures(texts: Mapping[str, str]) -> Iterator[Diagnostic]:
    for path, text in texts.items():
        for line, column, length in pictures_without_words(text):
            span, excerpt = at(path, text, line, column, length)
            message = "this picture says nothing to who cannot see it"
            hint = "write what it shows between the brackets: ![A cell, cut open](…)"
            yield Diagnostic("missing-alt", message, span, "note", hint, excerpt)


def _gone(
    published: Iterable[str], planned: frozenset[str], texts: Mapping[str, str]
) -> Iterator[Diagnostic]:
    new = sorted(planned - frozenset(published))
    for path in sorted(frozenset(published) - planned):
        url = urls.from_path("/" + path)
        if not _LASTING.fullmatch(url) or _LISTS.fullmatch(url):
            continue
        kind = path.partition("/")[0]
        close = nearest(
            path, [p for p in new if p.partition("/")[0] == kind and p.endswith("html")]
        )
        file = _file_of(close, texts) if close else ""
        message = f"{url} was published by the last build and is no page any more"
        hint = f"add redirect_from: [{url}] to the front matter of {file or 'what replaces it'}"
        yield Diagnostic("gone-address", message, Span(file or "content"), "note", hint)


def _file_of(output: str, texts: Mapping[str, str]) -> str:
    """The file that most likely makes a page, "" where none has its name."""
    wanted = output.removesuffix("/index.html").rpartition("/")[2]
    for path in texts:
        inner = path.split("/", 2)[-1].rpartition(".")[0]
        if slug(inner.replace("/", "-")) == wanted:
            return path
    return ""
