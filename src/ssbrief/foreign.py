"""Marks that only other tools know in a text → Markdown.

In: the text of a note below its front matter, and where what it leads to will stand (`Ways`). Out:
the text with what Markdown has in place of the marks of Obsidian and the shortcodes of Hugo, Jekyll
and Zola; the tags that stand in it; and what is left as it is written. Code stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".avif")


class Ways(Protocol):
    """Where the notes and files stand that a note leads to."""

    def note(self, name: str) -> str:
        """The address of another note, as this one would spell it; "" for none."""

    def file(self, name: str) -> str:
        """The address of a picture or another file; "" for none."""


def in_markdown(
    text: str, ways: Ways | None = None
) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """The text, its tags, and what of it has no place here, each named once.

    Without `ways`, what leads elsewhere stays as it is written.
    """
    tags: list[str] = []
    left: list[str] = []

    def mend(piece: str) -> str:
        piece = _CALLOUT.sub(_callout, piece)
        if ways is not None:
            piece = _leading(piece, ways, left)
        piece = _EMBED.sub(_embed, piece)
        piece = _LINK.sub(r"[[\1\2]]", piece)
        piece = _REMARK.sub(r"<!--\1-->", piece)
        tags.extend(_TAG.findall(piece))
        left.extend(_shortcodes(piece))
        return piece

    for pattern, said in _SAID if ways is not None else ():
        text = pattern.sub(said, text)
    text = "".join(mend(piece) if plain else piece for plain, piece in _pieces(text))
    return text, tuple(dict.fromkeys(tags)), tuple(dict.fromkeys(left))


def _pieces(text: str) -> Iterator[tuple[bool, str]]:
    """The text in pieces, and of each whether it is other than code."""
    plain: list[str] = []
    fence = ""
    for line in text.splitlines(keepends=True):
        mark = _FENCE.match(line)
        if not fence and not mark:
            plain.append(line)
            continue
        yield from _around_code("".join(plain))
        plain = []
        if mark and fence in ("", mark[1]):
            fence = "" if fence else mark[1]
        yield False, line
    yield from _around_code("".join(plain))


def _around_code(text: str) -> Iterator[tuple[bool, str]]:
    for piece in _CODE.split(text):
        yield not piece.startswith("`"), piece


_FENCE = re.compile(r"\s{0,3}(```|~~~)")
_CODE = re.compile(r"(`+[^`\n]*`+)")

# Marks --------------------------------------------------------------------------------------------

_CALLOUT = re.compile(r"^([ \t]*>[ \t]*)\[!([\w-]+)\][+-]?[ \t]*(.*)$", re.MULTILINE)
_EMBED = re.compile(r"!\[\[([^\[\]|#]+)(?:#[^\[\]|]*)?(?:\|[^\[\]]*)?\]\]")
_LINK = re.compile(r"\[\[(?:[^\[\]|]*/)?([^\[\]|/#]+)(?:#[^\[\]|]*)?(\|[^\[\]]*)?\]\]")
_REMARK = re.compile(r"%%(.*?)%%", re.DOTALL)
_TAG = re.compile(r"(?<![\w#&/\]\[({])#([^\W\d_][\w/-]*)")


def _callout(match: re.Match[str]) -> str:
    title = match[3].strip() or match[2].replace("-", " ").capitalize()
    return f"{match[1]}**{title}**\n{match[1].rstrip()}"


def _embed(match: re.Match[str]) -> str:
    name = match[1].strip()
    if name.lower().endswith(PICTURES):
        return f"![{name.rsplit('.', 1)[0]}](<{name}>)"
    return f"[[{name}]]"


def _shortcodes(text: str) -> Iterable[str]:
    """What only the generator that it was written for can fill in."""
    found = re.findall(
        r"\{\{[<%]\s*/?\s*([\w/-]+)|\{%-?\s*(\w+)|\{\{-?\s*(\w[\w.]*)[^{}]{0,200}\}\}", text
    )
    names = (next(filter(None, each)) for each in found)
    return (f'the shortcode "{name}", shown as it is written' for name in names)


# Shortcodes that say what Markdown can say, too ---------------------------------------------------


def _attributes(text: str) -> dict[str, str]:
    """Those with a name: src="a.png" alt='A cell'."""
    found = re.findall(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>,)]+))""", text)
    return {name.lower(): one or two or three for name, one, two, three in found}


def _figure(match: re.Match[str]) -> str:
    said = _attributes(match[1])
    words = said.get("alt") or said.get("caption") or said.get("title") or ""
    return f"![{words}](<{said['src']}>)" if said.get("src") else match[0]


def _video(match: re.Match[str]) -> str:
    host, rest = match[1].lower(), match[2]
    name = _attributes(rest).get("id") or rest.strip(" \"'()")
    if not re.fullmatch(r"[\w-]+", name):
        return match[0]
    home = "https://www.youtube.com/watch?v=" if host == "youtube" else "https://vimeo.com/"
    return f"<{home}{name}>"


#: In this order. What names another note becomes the way that Zola spells it ("@/posts/a.md").
_SAID: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (
        re.compile(
            r"\{\{<\s*highlight\s+(\w*)[^\n]{0,200}?>\}\}\n?(.{0,5000}?)\n?\{\{<\s*/\s*highlight\s*>\}\}",
            re.DOTALL,
        ),
        r"```\1\n\2\n```",
    ),
    (
        re.compile(
            r"\{%-?\s*highlight\s+(\w*)[^\n]{0,200}?%\}\n?(.{0,5000}?)\n?\{%-?\s*endhighlight\s*-?%\}",
            re.DOTALL,
        ),
        r"```\1\n\2\n```",
    ),
    (
        re.compile(r"\{%-?\s*comment\s*-?%\}(.{0,5000}?)\{%-?\s*endcomment\s*-?%\}", re.DOTALL),
        r"<!--\1-->",
    ),
    (re.compile(r"\{%-?\s*(?:end)?raw\s*-?%\}"), ""),
    (re.compile(r"\{\{-?\s*site\.(?:baseurl|url)\s*-?\}\}"), ""),
    (
        re.compile(
            r"""\{\{-?\s*["']([^"'\n]{1,300})["']\s*\|\s*(?:relative|absolute|prepend)[^{}\n]{0,80}\}\}"""
        ),
        r"\1",
    ),
    (
        re.compile(r"""\{\{[<%]\s*(?:rel)?ref\s+["'`]?([^\s"'`>%]+)[^\n{}]{0,100}?[>%]\}\}"""),
        r"@/\1",
    ),
    (re.compile(r"\{%-?\s*(?:post_url|link)\s+(\S+)\s*-?%\}"), r"@/\1"),
    (re.compile(r"\{\{[<%]\s*figure\s+([^{}]{1,1000}?)/?[>%]\}\}"), _figure),
    (re.compile(r"<img\s([^<>]{1,1000})>", re.IGNORECASE), _figure),
    (re.compile(r"\{\{[<%]?\s*(youtube|vimeo)\b([^{}\n]{1,200}?)[>%]?\}\}", re.IGNORECASE), _video),
    (re.compile(r"^[ \t]*\{:[^{}\n]{0,200}\}[ \t]*$\n?|\{:[^{}\n]{0,200}\}", re.MULTILINE), ""),
)

# What leads elsewhere -----------------------------------------------------------------------------

_WIKI = re.compile(r"(!?)\[\[([^\[\]|]+)(?:\|([^\[\]]*))?\]\]")
_WAY = re.compile(
    r"(?:(!?)\[([^\[\]\n]{0,500}))?\]\(\s*(<[^<>\n]*>|[^()\s]+(?:\([^()\s]*\)[^()\s]*)*)"
    r"(\s+(?:\"[^\"\n]*\"|'[^'\n]*'))?\s*\)"
)
_OUTSIDE = re.compile(r"[a-z][a-z0-9+.-]*:|//|#", re.IGNORECASE)


def _leading(text: str, ways: Ways, left: list[str]) -> str:
    """With each link to another note or file as it leads there from where this one will stand; of
    one that leads nowhere, its words."""

    def wiki(match: re.Match[str]) -> str:
        target, words = match[2].strip(), (match[3] or "").strip()
        name = target.partition("#")[0].strip()
        address = ways.file(name) or ways.note(name) if name else ""
        if address:
            is_picture = match[1] and name.lower().endswith(PICTURES)
            size = re.fullmatch(r"\d+(x\d+)?", words)
            shown = name.rsplit("/", 1)[-1].rsplit(".", 1)[0] if not words or size else words
            return f"{'!' if is_picture else ''}[{shown}]({_spelled(address)})"
        if not name:
            return words or target.lstrip("#^")
        if match[1]:
            left.append(f"{name}, which stands nowhere")
            return words or name
        return match[0]

    def way(match: re.Match[str]) -> str:
        target = match[3].strip("<>")
        if _OUTSIDE.match(target) and not target.startswith("@/"):
            return match[0]
        address = ways.file(target) or ways.note(target)
        if address:
            mark = f"{match[1]}[{match[2]}" if match[2] is not None else ""
            return f"{mark}]({_spelled(address)}{match[4] or ''})"
        left.append(f"the way to {target.removeprefix('@/')}, where nothing stands")
        return match[2] if match[2] is not None else match[0]

    return _WIKI.sub(wiki, _WAY.sub(way, text))


def _spelled(address: str) -> str:
    return f"<{address}>" if re.search(r"[\s()]", address) else address
