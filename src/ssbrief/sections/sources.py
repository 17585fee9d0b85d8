"""Entries of a sources section, and links in running text → the works cited.

In: entries. Out: `Source`s with what could be read of title, publisher and date. Knows no other
file: that two briefings cite one work is seen in `link`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from ..markdown import Text, is_external
from ..model import Source
from ..vocabulary import Words, any_of, either
from .entries import clean

_QUOTED = re.compile(r"[\"“„«《]([^\"”“»》]{3,})[\"”“»》]")
_JOINT = re.compile(r"[,;،]\s+|[、，；]\s*")
#: `a report in`, before the name of a publisher.
_PART_OF = re.compile(r"^(?:an?|the)\s+(?:[\w-]+\s){1,3}?(?:in|by|from|of|on)\s+")
#: A note with more words says something.
_LONGEST_NOTE = 20
_NUMBER = re.compile(r"^\s*\[?\d+[\].):]\s*")
#: `[3]` and `[1, 4]` in a text: numbers of a list of sources.
_CITED = re.compile(r"\[(\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*)\]")
#: What follows a link up to the end of its brackets: `, Autocar, 22 October 2019)`.
_IN_BRACKETS = re.compile(r"\s*[,;]\s*([^()\[\]\n]{2,90})\)")
#: Parameters that count clicks and say nothing of the work.
_TRACKING = re.compile(r"^(?:utm_.*|fbclid|gclid|mc_cid|mc_eid|ref|ref_src)$")


def normalise_url(url: str) -> str:
    """One spelling for one address: https and http alike, no `www.`, fragment, closing slash or
    click counters.

    >>> normalise_url("http://www.Example.org/a/?utm_source=x&b=1#top")
    'example.org/a?b=1'
    """
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return url.strip()
    host = (parts.netloc or "").lower().removeprefix("www.")
    kept = [(k, v) for k, v in parse_qsl(parts.query) if not _TRACKING.match(k.lower())]
    return urlunsplit(("", host, parts.path.rstrip("/"), urlencode(kept), "")).removeprefix("//")


@lru_cache(maxsize=1 << 14)  # the same few hosts, again after every save
def host_of(url: str) -> str:
    """The host without `www.`, "" where the address has none.

    >>> host_of("https://www.caranddriver.com/features/x/")
    'caranddriver.com'
    """
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def read_source(text: Text, words: Words) -> tuple[Source, ...]:
    """The works that one entry of a sources section cites: one, or one a link where it has more."""
    links = [(s, e, href) for s, e, href in text.links if is_external(href)]
    if not links and (listed := _list_line(words).match(text.text)):
        return tuple(_listed_names(listed[1], words))
    if not links and (told := _told_works(words).fullmatch(text.text.strip())):
        return tuple(_works(told[1], words))
    if not links:
        whole = text.text.strip()
        parts = whole.split("; ") if "\n" not in whole else [whole]
        sources = (_without_address(part, words) for part in parts)
        return tuple(source for source in sources if source)
    if text.text.count("; ") > 1 and "\n" not in text.text.strip():
        return tuple(_parted(text.text, links, words))
    if len(links) > 1:
        named = [linked_source(text.text[s:e], href) for s, e, href in links]
        return (*named, *_beside_links(text.text, links, words))
    start, end, href = links[0]
    return (_with_words_around(text.text, start, end, href, words),)


def _parted(text: str, links: Sequence[tuple[int, int, str]], words: Words) -> Iterator[Source]:
    """The works of a line that semicolons part, with a link or without."""
    start = 0
    for sign in re.finditer(r";(?=\s)|$", text):
        part, end = text[start : sign.start()], sign.start()
        inside = [(s - start, e - start, href) for s, e, href in links if start <= s < end]
        if inside:
            yield _with_words_around(part, *inside[0], words)
        elif found := _without_address(part, words):
            yield found
        start = sign.end()


def _beside_links(
    text: str, links: Sequence[tuple[int, int, str]], words: Words
) -> Iterator[Source]:
    """The names of a list of links that have none: `[Endpoints](…), Fierce (https://…), STAT`."""
    start = 0
    for sign in re.finditer(r"[;,](?=\s)|$", text):
        part = text[start : sign.start()]
        linked = any(s < sign.start() and start < e for s, e, _ in links)
        if not linked and len(part.split()) <= 5:
            yield from _listed_names(_NUMBER.sub("", part), words)
        start = sign.end()


@cache
def _told_works(words: Words) -> re.Pattern[str]:
    """`I have used Nature (May 2025), a report by Bain, and "Cells" (Sifted).`"""
    openings = either(words.source_openings)
    return re.compile(rf"(?:\S+\s){{0,4}}?(?:{openings})[:：]?\s+(.+?)[.。]", re.I | re.S)


def _works(text: str, words: Words) -> Iterator[Source]:
    """The works of a sentence, which commas and "and" part outside brackets and quotation marks."""
    held = re.sub(r"\([^()]*\)|\"[^\"]*\"|“[^”]*”|„[^“”]*[“”]", lambda m: "\0" * len(m[0]), text)
    start = 0
    for joint in re.finditer(rf",?{_and(words).pattern}|[,;]\s+|$", held):
        part = _PART_OF.sub("", text[start : joint.start()].strip())
        if source := _without_address(part, words):
            yield source
        start = joint.end()


def cites_work(text: str, words: Words) -> bool:
    """Whether a line has a title in quotation marks, or a kind of publication ("annual report")."""
    return bool(_QUOTED.search(text) or any_of(words.publications, words.attached).search(text))


def is_work(text: Text, words: Words) -> bool:
    """Whether a note does nothing but cite: `SpaceNews, "House panel trims CLD", March 2026`."""
    titled = bool(text.emphasis) or cites_work(text.text, words)
    short = len(text.text.split()) <= _LONGEST_NOTE
    return short and (dated_work(text.text, words) or (titled and "," in text.text))


def dated_work(text: str, words: Words) -> bool:
    """Whether a line is a publisher or a title with the day of its publication, or one in quotation
    marks: `Reuters, 4 May 2026`, `Sifted (March 2026): Cells in the cold`.

    It opens with a capital and says in no other words what was to happen or has happened.
    """
    line = _NUMBER.sub("", text.strip())
    quoted = _QUOTED.search(line)
    told = _QUOTED.sub("", line)
    dated = _date(words).search(told)
    if not (dated or quoted) or not (line[:1].isupper() or not line[:1].isascii() or quoted):
        return False
    outside = told[: dated.start()] if dated else told
    return not any_of(words.intent, words.attached).search(outside)


def cited_numbers(text: str) -> Iterator[int]:
    """The numbers of the sources that a text cites.

    >>> list(cited_numbers("It opened in May [1], or June [3, 5]."))
    [1, 3, 5]
    """
    for match in _CITED.finditer(text):
        numbers = [int(n) for n in re.findall(r"\d+", match[1])]
        if re.fullmatch(r"\d+\s*[–-]\s*\d+", match[1]) and numbers[1] - numbers[0] < 20:
            numbers = list(range(numbers[0], numbers[1] + 1))
        yield from numbers


def number_of(text: str) -> int:
    """The number that an entry of a list of sources begins with, 0 if there is none."""
    match = re.match(r"\s*\[?(\d{1,3})[\].):]", text)
    return int(match[1]) if match else 0


def linked_sources(text: Text, words: Words) -> Iterator[Source]:
    """The works that running text links; `([Title](url), Autocar, 22 October 2019)` says more."""
    for start, end, href in text.links:
        if is_external(href):
            linked = linked_source(text.text[start:end], href)
            told = _IN_BRACKETS.match(text.text[end:])
            published = _date(words).search(told[1]) if told else None
            publisher = _words(_date(words).sub("", told[1])) if told else ""
            yield Source(
                linked.key,
                linked.title,
                href,
                publisher if 0 < len(publisher) <= 60 else linked.publisher,
                published[0] if published else "",
            )


def citation_spans(text: Text) -> tuple[tuple[int, int], ...]:
    """The brackets that hold a link to another site: what stands in them is about the source."""
    found = []
    for start, end, href in text.links:
        opening = max(text.text.rfind(sign, 0, start) for sign in "([（")
        closing = min((i for s in ")]）" if (i := text.text.find(s, end)) >= 0), default=-1)
        between = text.text[opening + 1 : start]
        if is_external(href) and opening >= 0 <= closing and not re.search(r"[)\]）]", between):
            found.append((opening, closing + 1))
    return tuple(found)


def inline_spans(text: Text, words: Words) -> tuple[tuple[int, int], ...]:
    """The brackets that name a work without a link: `(CarBuzz, December 2025)`."""
    return tuple(match.span() for match in _inline_works(text, words))


def _inline_works(text: Text, words: Words) -> Iterator[re.Match[str]]:
    bracketed = any(sign in text.text for sign in "([（")
    return _inline(words).finditer(text.text) if bracketed else iter(())


def named_sources(text: Text, words: Words) -> Iterator[Source]:
    """The works that running text names without a link: a line `Source: Reuters, May 2025`, and
    `(CarBuzz, December 2025)` in the middle of a sentence."""
    linked = [(s, e) for s, e, _ in text.links]
    labelled = ":" in text.text or "：" in text.text
    if words.source_openings:
        for line in _told_sources(words).finditer(text.text):
            yield from _works(line[1], words)
    for line in _source_lines(words).finditer(text.text) if labelled else ():
        start, end = line.span(1)
        if any(not text.text[end:s].strip() for s, _ in linked if s >= end):
            continue  # "Source: Reuters," above its address: the link tells it
        if not any(start <= s < end for s, _ in linked):
            yield from _listed_names(line[1], words)
        elif ";" in line[1] or line[1].count(",") > 1:
            links = [(s - start, e - start, href) for s, e, href in text.links]
            yield from _beside_links(line[1], links, words)
    for match in _inline_works(text, words):
        if not any(s < match.end() and match.start() < e for s, e in linked):
            name = match[1].strip()
            yield Source(slug_key(name + match[2]), name, "", name, match[2])


@cache
def _source_lines(words: Words) -> re.Pattern[str]:
    labels = either(words.source_labels)
    return re.compile(
        rf"(?:^|\n|[.;(]\s*)[*_]*(?:{labels})\s*[:：][*_]*\s*((?:\([^()\n]*\)|[^\n)])+)", re.I
    )


@cache
def _told_sources(words: Words) -> re.Pattern[str]:
    """`(Compiled from Robot Report, MassDevice and calls.)`"""
    openings = either(words.source_openings)
    return re.compile(
        rf"(?:^|\n)\W*(?:{openings})\s+((?:\([^()\n]{{1,60}}\)|[^.:;()\n]){{3,200}})[.)]*\s*$", re.I
    )


@cache
def _and(words: Words) -> re.Pattern[str]:
    return re.compile(rf"\s+(?:{either(words.conjunctions[:1])})\s+")


@cache
def _list_line(words: Words) -> re.Pattern[str]:
    """`Sources: CarBuzz, Reuters`: names in one line."""
    labels = either(words.source_labels)
    return re.compile(rf"^\s*(?:{labels})[^:：\n]{{0,20}}[:：]\s*(.+)$", re.I)


@cache
def _date(words: Words) -> re.Pattern[str]:
    """A date as sources have it: `5 May 2025`, `May 2025`, `2025-05`, `2025年5月`."""
    months = "|".join(
        re.escape(name) for row in words.dates.months for name in sorted(row, key=len, reverse=True)
    )
    named = rf"(?:{months or '(?!)'})\.?"
    day = r"\d{1,2}(?:\.|er|º)?"
    return re.compile(
        rf"(?<![\w-])(?:(?:{day}\s+(?:de\s+)?)?{named}(?:\s+\d{{1,2}},?)?\s+(?:de\s+)?(?:19|20)\d\d"
        r"|\d{1,2}\.\d{1,2}\.(?:19|20)\d\d"
        r"|(?:19|20)\d\d年(?:\d{1,2}月(?:\d{1,2}日)?)?|(?:19|20)\d\d(?:-\d\d(?:-\d\d)?)?\b)",
        re.I,
    )


@cache
def _accessed(words: Words) -> re.Pattern[str]:
    labels = either(words.accessed)
    return re.compile(
        rf"[\s,;.(（，]*(?:\b|(?<=\W))(?:{labels})[:：]?\s*([^)）\n]+?)[)）]?\.?\s*$", re.I
    )


@cache
def _inline(words: Words) -> re.Pattern[str]:
    """`(CarBuzz, December 2025)`: a name with capitals, or of a script without, then a date."""
    name = r"(?:(?:\d{0,3}[^\W\d_a-zß-ÿ]|[a-z]{1,3}(?=[A-Z])|&)[\w.&'’-]*\s*){1,6}"
    return re.compile(rf"[(\[（]({name})[,，،]\s*({_date(words).pattern})[)\]）]")


def _split(text: str) -> Iterator[str]:
    """What commas and semicolons part, but for those inside quotation marks."""
    marks, done, start = text.count('"'), 0, 0
    for joint in _JOINT.finditer(text):
        marks -= text.count('"', done, joint.start())
        done = joint.start()
        if marks % 2 == 0:
            yield text[start:done]
            start = joint.end()
    yield text[start:]


def _listed_names(text: str, words: Words) -> Iterator[Source]:
    """`Reuters, Nikkei` are two; `Reuters, May 2025` is one with its date; quoted commas stay."""
    if text.count("; ") > 1:
        for part in text.strip(" .。*_").split("; "):
            if source := _without_address(part, words):
                yield source
        return
    parts: list[str] = []
    for part in _split(text.strip(" .。*_")):
        bare = part.strip(" .")
        if parts and (_QUOTED.fullmatch(bare) or _date(words).fullmatch(bare)):
            parts[-1] += f", {part.strip(' .')}"
        else:
            parts.append(part)
    for part in parts:
        if _QUOTED.search(part) and (source := _without_address(part, words)):
            yield source
            continue
        published = _date(words).search(part)
        name = _words(_date(words).sub("", part))
        if name:
            when = published[0] if published else ""
            yield Source(slug_key(name + when), name, "", name, when)


def linked_source(title: str, url: str) -> Source:
    """A work known by a link and its words alone."""
    title = title.strip()
    host = host_of(url)
    bare = not title or is_external(title) or title == host
    publisher = title if _names_host(title, host) else host
    shown = host + urlsplit(url).path.rstrip("/") if bare else title
    return Source(normalise_url(url), shown, url, host if bare else publisher)


def _with_words_around(text: str, start: int, end: int, href: str, words: Words) -> Source:
    """`CarBuzz (2025): [Title](url), Accessed: 2025-07-26`: what stands around the link."""
    linked = linked_source(text[start:end], href)
    rest = f"{text[:start]} \x00 {text[end:]}"
    accessed = _accessed(words).search(rest)
    rest = rest[: accessed.start()] if accessed else rest
    published = _date(words).search(rest)
    before, _, after = _date(words).sub("", _NUMBER.sub("", rest)).partition("\x00")
    around = [part for part in (_words(before), _words(after)) if part]
    title, publisher = linked.title, linked.publisher
    if is_external(text[start:end]) and around:
        quoted = _QUOTED.search(" ".join(around))
        title = quoted[1] if quoted else around[0]
        publisher = _words(around[0].replace(f'"{title}"', "")) if quoted else publisher
    elif around and not _names_host(linked.title, host_of(href)):
        publisher = around[0]
    return Source(
        linked.key,
        title,
        href,
        publisher or linked.publisher,
        published[0] if published else "",
        _words(accessed[1]) if accessed else "",
    )


def _without_address(text: str, tables: Words) -> Source | None:
    """`CarBuzz (2025): what it says` or `CarBuzz, "What it says", May 2025`: publisher, date,
    title; nothing else is guessed."""
    words = _NUMBER.sub("", " ".join(text.split()))
    accessed = _accessed(tables).search(words)
    words = words[: accessed.start()] if accessed else words
    if not re.search(r"\w", words):
        return None
    quoted = _QUOTED.search(words)
    outside = words.replace(quoted[0], " ") if quoted else words
    published = _date(tables).search(outside) or _date(tables).search(words)
    head, colon, tail = words.replace("：", ":").partition(":")
    named = colon and tail.strip() and len(head) <= 60 and not re.search(r"[\[\]<>\"“„]", head)
    if quoted and not named:
        publisher, title = _words(_date(tables).sub("", outside)), quoted[1]
    elif named:
        if published and tail.rstrip(" .").endswith(f"({published[0]})"):
            tail = tail.rstrip(" .").removesuffix(f"({published[0]})").rstrip()
        publisher, title = _words(_date(tables).sub("", head)), _title(tail)
    else:
        publisher, title = "", words
        if published:
            publisher = _words(words[: published.start()])
    key = slug_key(f"{publisher} {title}")
    looked_at = _words(accessed[1]) if accessed else ""
    return Source(key, title, "", publisher, published[0] if published else "", looked_at)


def _title(tail: str) -> str:
    """What follows a publisher's colon: the words in quotation marks where it opens with them."""
    quoted = _QUOTED.match(tail.strip())
    return quoted[1] if quoted else tail.strip().strip('"“”')


def slug_key(text: str) -> str:
    """The key of a work without an address: its words, folded."""
    return "text:" + " ".join(re.findall(r"\w+", text.casefold()))


def _words(text: str) -> str:
    """What is left of a piece of text without empty brackets and signs at its ends, but with the
    bracket that closes one inside."""
    bare = re.sub(r"[(（]\s*(?:[,;，]\s*)?[)）]|\[\s*\]", "", text)
    bare = clean(bare.strip(" \t\n,;:.()[]|*_，；：。、（）،؛")).strip(" ,;:.()，：。،؛")
    return f"{bare})" if bare.count("(") > bare.count(")") and f"{bare})" in text else bare


def _names_host(title: str, host: str) -> bool:
    """Whether a title is the publisher's own name: `Car and Driver` of caranddriver.com."""
    letters = "".join(c for c in title.casefold() if c.isalnum())
    labels = {"".join(c for c in label if c.isalnum()) for label in host.split(".")[:-1]}
    return bool(letters) and (
        letters in labels or letters == "".join(c for c in host if c.isalnum())
    )
