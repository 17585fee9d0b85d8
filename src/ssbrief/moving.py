"""A note of another tool → a note of ours: Hugo, Jekyll and Zola front matter, and marks.

In: a text as it was found, and `Ways` to what stands beside it. Out: `Moved`: the text with front
matter and marks that this site knows, and what it has no use for. A text that is ours already comes
out as it went in. Knows no other file, and leaves front matter that cannot be read to
`front_matter`.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import yaml
from msgspec import Struct

from .foreign import Ways, in_markdown
from .front_matter import BriefingFields, Handler, add_front_matter, parse_document
from .yaml_records import fold

#: What other tools call our keys; "params.author" is a key within another. Of several, the first
#: that holds something counts; tags and old addresses gather from all.
NAMES: dict[str, tuple[str, ...]] = {
    "title": ("title",),
    "date": ("date", "created", "date_created", "publishdate"),
    "revised": ("revised", "lastmod", "updated", "modified", "last_modified_at", "date_modified"),
    "summary": ("summary", "description", "excerpt", "params.description"),
    "authors": ("authors", "author", "params.author", "params.authors", "extra.author"),
    "tags": ("tags", "tag", "categories", "category", "taxonomies.tags", "taxonomies.categories"),
    "slug": ("slug",),
    "language": ("language", "lang"),
    "draft": ("draft",),
    "redirect_from": ("redirect_from", "url", "permalink", "path", "aliases"),
}
#: What `front_matter` says of what is not to be parsed.
_UNREADABLE = frozenset(["yaml", "yaml-alias", "broken-front-matter"])
_GATHERED = ("authors", "tags", "redirect_from")


class Moved(Struct, frozen=True):
    """A note as ours, and what of it has no place here, each told once."""

    text: str
    left_out: tuple[str, ...] = ()


def moved(text: str, ways: Ways | None = None) -> Moved:
    """The note with what can be understood of its front matter and marks."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    found = _front_matter(text)
    fields, body = found if found else ({}, text)
    plain, named, left = in_markdown(body, ways)
    if not (fields and ways is not None) and not _is_foreign(fields, text):
        same = text[: len(text) - len(body)] + plain
        return Moved(add_front_matter(same, [("tags", named)]) if named else same, left)
    ours, left_out = _fields(fields)
    if named:
        ours["tags"] = tuple(dict.fromkeys((*ours.get("tags", ()), *named)))
    return Moved(_written(ours, plain), (*left_out, *left))


# Front matter ----------------------------------------------------------------------------------


def _front_matter(text: str) -> tuple[dict[str, Any], str] | None:
    """The fields of YAML, TOML or JSON and the text after them; None for none that can be read."""
    judged = parse_document("", text, BriefingFields)
    if any(d.code in _UNREADABLE for d in judged.diagnostics):
        return None  # also what is deep or grows, at which the parsers below would work for minutes
    start = text.lstrip()
    try:
        if start.startswith("---") and (block := Handler().block(text)):
            fields = yaml.load(block.text, yaml.BaseLoader)  # noqa: S506 (text only, no objects)
            body = "\n".join(text.split("\n")[block.body_line - 1 :])
        elif fence := re.match(r"\+\+\+[ \t]*\n(.*?)^\+\+\+[ \t]*(?:\n|$)", start, re.M | re.S):
            fields, body = tomllib.loads(fence[1]), start[fence.end() :]
        elif start.startswith("{"):
            fields, end = json.JSONDecoder().raw_decode(start)
            body = start[end:].removeprefix("\n")
        else:
            return None
    except (yaml.YAMLError, ValueError, RecursionError):
        return None
    return (fields, body) if isinstance(fields, dict) else None


def _is_foreign(fields: dict[str, Any], text: str) -> bool:
    """Whether another tool wrote it: not as YAML, or with a key that only others have."""
    own = BriefingFields.__struct_fields__
    used = {key for keys in NAMES.values() for key in keys if key not in own}
    named = any(key in used or key == "published" for key, _ in _flat(fields))
    return bool(fields) and (named or not text.lstrip().startswith("---"))


def _fields(fields: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Those of ours, and the names of the rest."""
    flat = dict(_flat(fields))
    ours: dict[str, Any] = {
        key: value for key, value in fields.items() if fold(key) in BriefingFields.__struct_fields__
    }
    used = {key for keys in NAMES.values() for key in keys}
    left = [key for key in flat if key not in used and key.split(".")[0] not in ours]
    for name, keys in NAMES.items():
        values = [_value(name, flat[key]) for key in keys if flat.get(key) not in (None, "", [])]
        if name in _GATHERED:
            spaced = name == "tags" and "layout" in flat  # Jekyll: "energy cars" are two
            every = tuple(dict.fromkeys(v for each in values for v in _several(each, spaced)))
            if name == "redirect_from":
                left += [f'the other name "{v}"' for v in every if not _is_address(v)]
                every = tuple(_address(v) for v in every if _is_address(v))
            values = [every] if every else []
        if values:
            ours[name] = values[0]
    if str(flat.get("published", "")).lower() in ("false", "no"):
        ours["draft"] = "true"
    if str(ours.get("draft")).lower() == "false":
        del ours["draft"]
    if ours.get("revised") == ours.get("date"):
        ours.pop("revised", None)
    return ours, [key for key in left if key != "published"]


def _flat(fields: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Keys as they are compared; those within another with its name before them."""
    for key, value in fields.items():
        if fold(str(key)) in ("params", "extra", "taxonomies") and isinstance(value, dict):
            yield from ((f"{fold(str(key))}.{fold(str(k))}", v) for k, v in value.items())
        else:
            yield fold(str(key)), value


def _value(name: str, value: Any) -> Any:
    """As our fields take it: a day without its hour, all else as text."""
    if name in ("date", "revised"):
        written = value.isoformat() if isinstance(value, date | datetime) else str(value)
        return written[:10] if re.match(r"\d{4}-\d\d-\d\d", written) else written
    if isinstance(value, bool):
        return str(value).lower()
    return value if isinstance(value, list | tuple | dict) else str(value)


def _several(value: Any, spaced: bool) -> list[str]:
    """A list, or one line with commas, or with spaces, between them."""
    if isinstance(value, list | tuple):
        return [str(each).strip() for each in value]
    if spaced and "," not in str(value):
        return str(value).split()
    return [each.strip() for each in str(value).split(",") if each.strip()]


def _is_address(value: str) -> bool:
    """An old address is a path; a name that Obsidian gives a note is not, nor is a pattern."""
    return ("/" in value or value.endswith(".html")) and not re.search(r"://|:\w|\s", value)


def _address(path: str) -> str:
    path = path if path.startswith("/") else f"/{path}"
    return path if path.endswith("/") or "." in path.rsplit("/", 1)[-1] else f"{path}/"


def _written(fields: dict[str, Any], body: str) -> str:
    lines = [
        Handler().export({key: value})
        if isinstance(value, str | tuple)
        else yaml.safe_dump({key: value}, allow_unicode=True, sort_keys=False).rstrip()
        for key, value in fields.items()
    ]
    return "\n".join(["---", *lines, f"---\n{body}"]) if lines else body
