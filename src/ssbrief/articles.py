"""The files that are no briefings → company profiles and ordinary pages.

In: the texts of `content/companies/` and `content/pages/`. Out: `Profile`s and `PlainPage`s with
their prose, and what is wrong in their front matter. Knows no briefing.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence

from msgspec import Struct, structs

from .diagnostics import Diagnostic
from .front_matter import PageFields, ProfileFields, Unknown, parse_document
from .markdown import Block, is_external, outer, read_blocks, scan
from .model import LeftOut, PlainPage, Prose
from .read import TextFile
from .sections import Anchors
from .sections.entries import shown_levels
from .slips import broken_addresses, broken_item, slips
from .slugs import slug
from .vocabulary import guess_language

_ENDING = re.compile(r"\.(?:md|markdown)$", re.IGNORECASE)


class Profile(Struct, frozen=True):
    """A company's file: its fields (a name and a slug are always there) and its text."""

    path: str
    fields: ProfileFields
    prose: Prose


class ReadProfile(Struct, frozen=True):
    """One file of `content/companies/`, with what is unknown or wrong in its front matter."""

    profile: Profile
    unknown: tuple[Unknown, ...]
    diagnostics: tuple[Diagnostic, ...]

    @property
    def path(self) -> str:
        return self.profile.path

    @property
    def draft(self) -> bool:
        return self.profile.fields.draft


class ReadPage(Struct, frozen=True):
    """One file of `content/pages/`, with what is unknown or wrong in its front matter."""

    page: PlainPage
    order: int
    draft: bool
    unknown: tuple[Unknown, ...]
    diagnostics: tuple[Diagnostic, ...]

    @property
    def path(self) -> str:
        return self.page.path


class Articles(Struct, frozen=True):
    """Everything read from the files that are no briefings."""

    profiles: tuple[Profile, ...]
    pages: tuple[PlainPage, ...]
    unknown: tuple[Unknown, ...]
    left_out: tuple[LeftOut, ...]
    diagnostics: tuple[Diagnostic, ...]


def read_profile(file: TextFile, allow_html: bool = False) -> ReadProfile:
    document = parse_document(file.path, file.text, ProfileFields)
    blocks = read_blocks(document.body, document.body_line, allow_html=allow_html)
    profile = _profile(file, document.record, blocks)
    fields = document.record
    wikidata = re.fullmatch(r"(?:https?://www\.wikidata\.org/wiki/)?(Q\d+)", fields.wikidata)
    kept = structs.replace(
        profile.fields,
        url=fields.url if is_external(fields.url) else "",
        wikidata=wikidata[1] if wikidata else "",
        language=fields.language or guess_language(document.body, ""),
    )
    wrong = (
        *document.diagnostics,
        *slips(file.path, document.body, document.body_line),
        *broken_addresses(file.path, file.text, document, [("url", fields.url)]),
        *(() if wikidata else broken_item(file.path, file.text, document, fields.wikidata)),
    )
    return ReadProfile(structs.replace(profile, fields=kept), document.unknown, wrong)


def read_page(file: TextFile, allow_html: bool = False) -> ReadPage:
    document = parse_document(file.path, file.text, PageFields)
    language = document.record.language or guess_language(document.body, "")
    fields = structs.replace(document.record, language=language)
    blocks = read_blocks(document.body, document.body_line, allow_html=allow_html)
    page = _page(file, fields, blocks)
    wrong = (*document.diagnostics, *slips(file.path, document.body, document.body_line))
    return ReadPage(page, fields.order, fields.draft, document.unknown, wrong)


def articles(
    profiles: Sequence[ReadProfile], pages: Sequence[ReadPage], drafts: bool = False
) -> Articles:
    """The profiles, and the pages in their order: by `order:`, then by the name of the file."""
    read: tuple[ReadProfile | ReadPage, ...] = (*profiles, *pages)
    shown = [each for each in read if drafts or not each.draft]
    ordered = sorted((e for e in shown if isinstance(e, ReadPage)), key=lambda page: page.order)
    return Articles(
        tuple(each.profile for each in shown if isinstance(each, ReadProfile)),
        tuple(each.page for each in ordered),
        tuple(unknown for each in shown for unknown in each.unknown),
        tuple(LeftOut(each.path, "draft: true") for each in read if each.draft and not drafts),
        tuple(wrong for each in shown for wrong in each.diagnostics),
    )


def stem(path: str) -> str:
    """A path without the ending of a Markdown file.

    >>> stem("content/pages/about.md"), stem("a/b.markdown")
    ('content/pages/about', 'a/b')
    """
    return _ENDING.sub("", path)


def _profile(file: TextFile, fields: ProfileFields, blocks: Sequence[Block]) -> Profile:
    title, rest = _title(blocks)
    own = posixpath.basename(stem(file.path))
    name = fields.name or title or own.replace("-", " ").title()
    made = slug(fields.slug or own)
    prose, _ = _article(rest, base=2)
    return Profile(file.path, structs.replace(fields, name=name, slug=made), prose)


def _page(file: TextFile, fields: PageFields, blocks: Sequence[Block]) -> PlainPage:
    title, rest = _title(blocks)
    inner = stem(file.path).removeprefix("content/pages/")
    prose, headings = _article(rest, base=1)
    return PlainPage(
        slug=slug(fields.slug or inner.replace("/", "-")),
        path=file.path,
        title=fields.title or title or inner.replace("-", " ").capitalize(),
        summary=fields.summary,
        language=fields.language,
        prose=prose,
        headings=headings,
        redirect_from=fields.redirect_from,
    )


def _title(blocks: Sequence[Block]) -> tuple[str, Sequence[Block]]:
    """The first h1 as the title, and the rest."""
    if blocks and blocks[0].kind == "heading" and blocks[0].level == 1:
        return scan(blocks[0].html).text.strip(), blocks[1:]
    return "", blocks


def _article(blocks: Sequence[Block], base: int) -> tuple[Prose, tuple[tuple[str, str], ...]]:
    """The text, and its highest headings as (anchor, words). `base` is the level of the heading
    that it stands under; its notes follow at the end."""
    anchors = Anchors(value for b in blocks for key, value in b.attributes if key == "id")
    levels = shown_levels(blocks, 0)
    markup: list[str] = []
    headings: list[tuple[str, str]] = []
    for index, block in enumerate(blocks):
        if block.kind == "heading":
            text = scan(block.html).text
            made = anchors.give(block.attributes, text)
            level = min(levels[index] - 2 + base, 6)
            markup.append(f'<h{level} id="{made}">{block.html}</h{level}>\n')
            if level == base + 1:
                headings.append((made, text))
        elif block.kind not in ("comment", "footnote", "definition"):
            markup.append(outer(block))
    markup.append(_notes(blocks))
    return Prose("".join(markup)), tuple(headings)


def _notes(blocks: Sequence[Block]) -> str:
    notes = [(dict(b.attributes)["number"], outer(b)) for b in blocks if b.kind == "footnote"]
    if not notes:
        return ""
    items = "".join(f'<li id="fn-{number}">{text}</li>\n' for number, text in notes)
    return f'<ol class="footnotes">\n{items}</ol>\n'
