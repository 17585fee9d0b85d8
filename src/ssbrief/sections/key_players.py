"""The label of an entry → the names in it.

In: a label (`Honda, Nissan, and BMW`, `VW-QuantumScape`, `BMW (with Solid Power)`) and a way to
find known names. Out: a `Label`: names known and new, or a group, or a field. Knows no file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache

from msgspec import Struct

from ..vocabulary import CJK, Words, any_of, either
from .entries import clean, is_field

#: Finds the known names in a text: (start, end, slug of the company), left to right.
Find = Callable[[str], Sequence[tuple[int, int, str]]]

_PARENTHESIS = re.compile(r"\s*[(（\[]([^)）\]]*)[)）\]]")
_JOINT = re.compile(r"\s*(?:/|／|\+|→|↔|<->|<=>|⇄|×|\s[xX]\s|;|、|，)\s*|\s+[–—-]\s+|–|—")
_COMMA = re.compile(r"\s*[,،，]\s*")
#: Legal forms, which are no part of a name as people say it.
_LEGAL = re.compile(
    r"[\s,]+(?:inc|corp|corporation|co|company|ltd|limited|llc|plc|ag|se|gmbh|nv|sa|kg|bv|srl|spa|"
    r"sas|ab|oy|oyj|asa|aps|pty|pvt|lda|ltda|sl|kk|s\.\s?a|s\.\s?l|s\.\s?p\.\s?a|s\.\s?r\.\s?l|b\.\s?v|n\.\s?v|a/s)"
    r"\.?$",
    re.I,
)
LONGEST_NAME = 5
#: In a script without spaces a name has this many signs at most.
LONGEST_CJK_NAME = 12
_NO_PART_OF_A_NAME = frozenset(
    ["for", "in", "by", "to", "from", "until", "is", "are", "will", "has"]
)


#: Words that stand in names without a capital.
_SMALL_WORDS = frozenset(
    [
        "of",
        "the",
        "and",
        "for",
        "de",
        "la",
        "du",
        "des",
        "le",
        "les",
        "del",
        "los",
        "las",
        "el",
        "do",
        "da",
        "dos",
        "di",
        "della",
        "van",
        "von",
        "der",
        "den",
        "x",
        "bio",
        "y",
        "et",
        "und",
        "zu",
        "am",
        "im",
    ]
)


class Label(Struct, frozen=True):
    """What a label says. `known` are slugs of known companies, `new` names as written; `partners`
    are those of either kind that stand beside them ("BMW (with Solid Power)")."""

    known: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    group: str = ""
    field: bool = False


def read_label(label: str, words: Words, find: Find) -> Label:
    """The names in a label.

    A label that holds known names is read as those and whatever else stands between its signs; one
    that holds none is a group where a group word stands in it, a list where it has commas or
    signs, else one new name, if it looks like a name at all.
    """
    text = clean(label)
    if not text:
        return Label()
    if is_field(text, words.field_labels, words.phase_words):
        return Label(field=True)
    if whole := _whole(text, find) or _in_two_scripts(text, find):
        return Label(known=(whole,))
    bare, partners = _without_parentheses(text, words)
    bare = _without_legal_form(bare).removesuffix(".") if " " in bare else bare
    parts = _parts(bare, words, find)
    known: list[str] = []
    new: list[str] = []
    group = ""
    for part in parts:
        if name := _whole(part, find):
            known.append(name)
        elif known and part.split(" ")[0] in words.articles:
            aside = (found for _, _, found in find(part))  # "Beckman, a Danaher company"
            partners.extend(aside)
        elif is_unit(part, words, find):
            new.append(part)
        elif found := find(part):
            known.extend(name for _, _, name in found)
            group = group or (text if _is_group(part, words) else "")
        elif _is_group(part, words):
            group = text
        elif looks_like_name(part):
            new.append(_without_legal_form(part))
    beside = [_whole(partner, find) or partner for partner in partners]
    beside += [name for inside in _PARENTHESIS.findall(text) for _, _, name in find(inside)]
    beside = [name for name in beside if name not in known]
    return Label(_once(known), _once(new), _once(beside), group)


def _without_legal_form(name: str) -> str:
    """`H Company` and `The EVERY Company` are no names without their last word."""
    bare = _LEGAL.sub("", name)
    whole = len(bare) < 3 or (bare.count(" ") == 1 and bare.startswith("The "))
    return name if whole else bare


def is_unit(name: str, words: Words, find: Find) -> bool:
    """Whether a name begins with a known one and is a firm of its own: `Samsung Display`."""
    found = find(name)
    if len(found) != 1:
        return False
    start, end, _ = found[0]
    last = name.split()[-1] if words.dates.spaced else name[end:]
    if last not in words.naming.unit_endings:
        return False
    return end < len(name) and not any(w[0].islower() for w in name[:start].split())


def looks_like_name(text: str) -> bool:
    """Whether a text can be the name of a company: short, with a capital, a digit or a letter of a
    script without capitals first, and no sentence."""
    names = text.split()
    if not names or len(names) > LONGEST_NAME or len(text) > 60 or text.endswith((".", "?", "!")):
        return text.endswith((".", "!")) and looks_like_name(text[:-1]) and len(names) <= 2
    signs = len(re.findall(f"[{CJK}]", text))
    if signs > LONGEST_CJK_NAME or (signs and re.search(r"[，。；、的]|\d年|\d{4}", text)):
        return False
    first = text[0]
    if not (first.isupper() or first.isdigit() or (first.isalpha() and not first.islower())):
        return any(c.isupper() for c in names[0]) or (len(names) == 2 and names[1].isupper())
    if first.isdigit() and not any(c.isalpha() for c in text):
        return False
    if any(word in _NO_PART_OF_A_NAME for word in names):
        return False
    return not any(w[0].islower() and w not in _SMALL_WORDS and w.islower() for w in names[1:])


def _whole(text: str, find: Find) -> str:
    """The canonical name, where the whole text (but for a legal form) is one known name."""
    for candidate in (text, _LEGAL.sub("", text)):
        found = find(candidate)
        if len(found) == 1 and found[0][0] == 0 and found[0][1] == len(candidate):
            return found[0][2]
    return ""


def without_brackets(label: str) -> str:
    """A label without what stands in brackets."""
    return _PARENTHESIS.sub("", label).strip()


def _in_two_scripts(text: str, find: Find) -> str:
    """`تويوتا (Toyota)`: a name in its own script, and in brackets the one that is known."""
    bare, inside = _PARENTHESIS.sub("", text).strip(), _PARENTHESIS.findall(text)
    if len(inside) != 1 or find(bare) or re.search("[A-Za-z]", bare):
        return ""
    return _whole(inside[0].strip(), find)


def _without_parentheses(text: str, words: Words) -> tuple[str, list[str]]:
    """`BMW (with Solid Power)` names a partner; `QuantumScape (USA)` says where it is."""
    partners: list[str] = []
    for match in _PARENTHESIS.finditer(text):
        inside = match[1].strip()
        if named := any_of(words.partner_words).match(inside):
            parts = _COMMA.split(inside[named.end() :].strip(" :："))
            partners.extend(p for part in parts for p in _conjunctions(words).split(part) if p)
    return without_brackets(text), [p.strip() for p in partners]


def _parts(text: str, words: Words, find: Find) -> list[str]:
    """The names of a list or a pair. Signs inside a known name do not part it."""
    spans = find(text)
    guarded = _guard(text, spans)
    pieces = _JOINT.split(guarded)
    conjunction = _conjunctions(words)
    if any(_COMMA.search(p) for p in pieces) or spans:
        pieces = [part for p in pieces for c in _COMMA.split(p) for part in conjunction.split(c)]
    else:
        pieces = [part for p in pieces for part in _two_names(p, conjunction)]
    if spans:
        pieces = [part for p in pieces for part in re.split(r"(?<=\x00)-|-(?=\x00)", p)]
    restored = _restore(pieces, text, spans)
    return [part for part in (clean(p) for p in restored) if part]


def _two_names(text: str, conjunction: re.Pattern[str]) -> list[str]:
    """`Yara Clean Ammonia and NYK` is two, `Alice & Bob` one."""
    parts = conjunction.split(text)
    if "&" in text and any(" " not in part.strip() for part in parts):
        return [text]
    if len(parts) == 2 and all(looks_like_name(part) and part[:1].isupper() for part in parts):
        return parts
    return [text]


def _guard(text: str, spans: Sequence[tuple[int, int, str]]) -> str:
    """The text with each known name as NUL, so that no sign in it is taken for a joint."""
    out, position = [], 0
    for start, end, _ in spans:
        out += [text[position:start], "\x00"]
        position = end
    return "".join([*out, text[position:]])


def _restore(pieces: Sequence[str], text: str, spans: Sequence[tuple[int, int, str]]) -> list[str]:
    names = iter([text[start:end] for start, end, _ in spans])
    return [re.sub("\x00", lambda _: next(names), piece) for piece in pieces]


@cache
def _conjunctions(words: Words) -> re.Pattern[str]:
    """Between names; where words have no spaces, only beside a known name (a NUL)."""
    joined = either(words.conjunctions)
    close = rf"(?<=\x00)(?:{joined})|(?:{joined})(?=\x00)"
    parted = rf"(?:^|\s+)(?:{joined})\s+"
    attached = rf"(?:^|\s+)(?:{joined})"
    between = parted if not words.attached else attached
    return re.compile(rf"{between if words.dates.spaced else close}|\s*&\s*", re.I)


def _is_group(text: str, words: Words) -> bool:
    return bool(any_of(words.group_words, words.attached).search(text))


def _once(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
