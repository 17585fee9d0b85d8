"""The words that carry meaning: what names a section, an event, a date, a company.

In: the data files beside this module (one a language, and the gazetteer) and a site's own words.
Out: `Words` of a language and the gazetteer's `Firm`s. Adding a language is adding a file.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

import msgspec
import yaml
from msgspec import Struct, structs

from ..periods import NOT_AFTER, NOT_BEFORE
from ..periods import DateWords as DateWords


class SectionWords(Struct, frozen=True):
    """For each kind of section the words and phrases that a heading of that kind holds."""

    market_release: tuple[str, ...] = ()
    key_players: tuple[str, ...] = ()
    challenges: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    other: tuple[str, ...] = ()


class MetadataWords(Struct, frozen=True):
    """The labels of metadata lines (`**Report Date:** …`, `Prepared by …`)."""

    title: tuple[str, ...] = ()
    date: tuple[str, ...] = ()
    period: tuple[str, ...] = ()
    prepared_by: tuple[str, ...] = ()
    reviewed_by: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    revised: tuple[str, ...] = ()


class KindWords(Struct, frozen=True):
    """A kind of event or a technology, with the words that name it; the first that fits wins.
    `weak` words name it only where no other word names another kind."""

    kind: str
    words: tuple[str, ...]
    weak: tuple[str, ...] = ()


class NamingWords(Struct, frozen=True):
    """The words that show a name in running text to be a firm's; `naming` says how. Where there are
    none, no name is found so."""

    #: Forms after a name ("GmbH"), last words of names ("Energy"), first words that make none.
    legal_forms: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    generic: tuple[str, ...] = ()
    #: What only firms do; what others do too, and counts only after a word such as `FuriosaAI`.
    verbs: tuple[str, ...] = ()
    loose_verbs: tuple[str, ...] = ()
    plural_verbs: tuple[str, ...] = ()  # what two do
    relatives: tuple[str, ...] = ()  # between a name and its verb: "which"
    unit_endings: tuple[str, ...] = ()  # after a known name: `Samsung Display` is not Samsung
    #: What a firm is called after its name; words that lead to one; titles of persons.
    descriptors: tuple[str, ...] = ()
    leads: tuple[str, ...] = ()
    near: tuple[str, ...] = ()  # before a known name that is also a common word: it is meant
    #: What is done with something of another firm ("licensed"), and what leads to that ("from").
    taken: tuple[str, ...] = ()
    taken_from: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    #: Words with a capital that open a sentence; names of what is no firm (countries come besides).
    openings: tuple[str, ...] = ()
    #: Those of them that are a part of a name of two words ("German Bionic"); what places a firm
    #: after its name ("Transgene, of Strasbourg, will …").
    demonyms: tuple[str, ...] = ()
    placed: tuple[str, ...] = ()
    no_firms: tuple[str, ...] = ()
    no_endings: tuple[str, ...] = ()
    #: Fields that hold nothing but names ("Partners: A, B").
    name_fields: tuple[str, ...] = ()
    #: What firms do, and people and things, too ("plans", "runs"); what counts only with an object
    #: (`acts_on`, before one of `objects`); small words that stand before either ("has", "also").
    acts: tuple[str, ...] = ()
    acts_on: tuple[str, ...] = ()
    objects: tuple[str, ...] = ()
    between: tuple[str, ...] = ()
    #: "its", but for what a thing has, too ("its first flight").
    own: tuple[str, ...] = ()
    own_of_things: tuple[str, ...] = ()
    did_of_things: tuple[str, ...] = ()
    #: What firms have, and things have not ("Acme's plant").
    possessions: tuple[str, ...] = ()
    #: What may stand between an owner and the name of a thing ("Volvo's new Aero").
    thing_adjectives: tuple[str, ...] = ()
    #: What stands before the name of a thing ("its Helios", "called Neo"); nouns with a capital
    #: before the name of a firm ("Hersteller"); ends of words that are no names ("-ung").
    things: tuple[str, ...] = ()
    lead_nouns: tuple[str, ...] = ()
    common_endings: tuple[str, ...] = ()
    #: Whether every noun has a capital; whether an adjective may stand before a name ("la société
    #: lyonnaise Acme").
    capital_nouns: bool = False
    adjectives_between: bool = False


class Words(Struct, frozen=True, eq=False):
    """The word tables of one language; the data file says what each holds. What it leaves out is
    not read. A `*` at an end of a word stands for any letters ("*produktion")."""

    language: str
    sections: SectionWords = SectionWords()
    metadata: MetadataWords = MetadataWords()
    field_labels: tuple[str, ...] = ()
    challenge_field_labels: tuple[str, ...] = ()
    phase_words: tuple[str, ...] = ()
    partner_words: tuple[str, ...] = ()
    accessed: tuple[str, ...] = ()
    group_words: tuple[str, ...] = ()
    list_labels: tuple[str, ...] = ()
    #: The first word of other labels that do ("Also in the field").
    list_openings: tuple[str, ...] = ()
    company_columns: tuple[str, ...] = ()
    #: Those of them that hold other names as well.
    loose_columns: tuple[str, ...] = ()
    conjunctions: tuple[str, ...] = ()
    events: tuple[KindWords, ...] = ()
    technologies: tuple[KindWords, ...] = ()
    #: Whether what happens is said after its date ("2027年量产").
    events_follow: bool = False
    #: Letters that a word may begin with and be the same word (an Arabic article or "and"), and
    #: endings that a company's name may have ("Toyotas").
    attached: tuple[str, ...] = ()
    name_endings: tuple[str, ...] = ()
    from_follows: tuple[str, ...] = ()
    intent: tuple[str, ...] = ()
    strong_intent: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()
    from_words: tuple[str, ...] = ()
    clause_words: tuple[str, ...] = ()
    prepositions: tuple[str, ...] = ()
    past: tuple[str, ...] = ()
    past_pattern: str = ""
    source_labels: tuple[str, ...] = ()
    #: What opens a line that names them without a colon ("compiled from").
    source_openings: tuple[str, ...] = ()
    #: What opens a sentence about the name after it ("As for Toyota, …").
    topics: tuple[str, ...] = ()
    #: Kinds of publication ("annual report"); what is said of things that are in the way.
    publications: tuple[str, ...] = ()
    obstacles: tuple[str, ...] = ()
    negation: tuple[str, ...] = ()
    superseded: tuple[str, ...] = ()
    #: After a date that holds no more: "by 2026 was the promise".
    superseded_after: tuple[str, ...] = ()
    #: Between a company and the one it acts with, in an aside.
    joined_by: tuple[str, ...] = ()
    #: In the part of a sentence before a date, these make it history ("had promised it by 2024").
    had_planned: tuple[str, ...] = ()
    background: tuple[str, ...] = ()
    target_labels: tuple[str, ...] = ()
    reporting: tuple[str, ...] = ()
    reporting_joins: tuple[str, ...] = ()
    comparison: tuple[str, ...] = ()
    third_parties: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()
    since_words: tuple[str, ...] = ()
    attributive: tuple[str, ...] = ()
    conditional: tuple[str, ...] = ()
    auxiliaries: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    plan_names: tuple[str, ...] = ()
    #: What gives several dates to as many names in turn; what takes up the company named before.
    respectively: tuple[str, ...] = ()
    pronouns: tuple[str, ...] = ()
    #: A date beside one of these is that of an amount, and no event unless one is named.
    amounts: tuple[str, ...] = ()
    #: Heads of columns whose dates are what is due.
    due_columns: tuple[str, ...] = ()
    before_columns: tuple[str, ...] = ()
    #: Between an old date and the one that holds: "2025; now 2027".
    now_words: tuple[str, ...] = ()
    #: Straight before a date that no longer holds: "was 2027", "not 2027".
    was_words: tuple[str, ...] = ()
    dates: DateWords = DateWords()
    eased: tuple[str, ...] = ()
    not_eased: tuple[str, ...] = ()
    naming: NamingWords = NamingWords()
    paper_titles: tuple[str, ...] = ()
    closings: tuple[str, ...] = ()


class Firm(Struct, frozen=True, array_like=True):
    """A well-known firm. `ambiguous` names are also common words and count in running text only
    where the structure of the same briefing names the firm too."""

    name: str
    aliases: tuple[str, ...]
    fields: tuple[str, ...]
    ambiguous: tuple[str, ...]


#: Where the data files lie.
FOLDER: Traversable = files(__name__)


@cache
def languages() -> tuple[str, ...]:
    """The languages that can be read, by their BCP 47 code."""
    found = (f.name for f in FOLDER.iterdir() if f.name.endswith(".yaml"))
    return tuple(sorted(name.removesuffix(".yaml") for name in found))


#: A letter of Chinese or Japanese, whose words have no spaces between them.
CJK = r"\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_CJK = re.compile(f"[{CJK}]")
#: Languages by the letters of their script, and by those that tell one from another of the script.
_SCRIPTS = (
    (_CJK, "zh", re.compile(r"[\u3040-\u30ff]"), "ja"),
    (re.compile(r"[\uac00-\ud7af]"), "ko", None, ""),
    (re.compile(r"[\u0600-\u06ff]"), "ar", re.compile("[پچژگکی]"), "fa"),
    (re.compile(r"[\u0400-\u04ff]"), "ru", None, ""),
)
#: A letter beyond Latin and Greek that is no general sign.
_OTHER_SCRIPT = re.compile(r"[\u0400-\u1fff\u2e80-\uffff]")
_ADDRESS = re.compile(r"https?://\S+")
#: The signs of western Europe as bytes, and a table that leaves only the letters of these.
_BYTES = [bytes([code]).decode("cp1252", "ignore") for code in range(256)]
_WESTERN = frozenset(_BYTES)
_LETTERS_ALONE = bytes(
    code if sign.isalnum() and not sign.isdecimal() else ord(" ")
    for code, sign in enumerate(_BYTES)
)


def guess_language(text: str, default: str) -> str:
    """The language of a text by its letters and its commonest words; the default where these do
    not tell clearly.

    >>> guess_language("Toyota will die Produktion auf 2028 verschieben und ist nicht dabei", "en")
    'de'
    >>> guess_language("Toyota 2027", "en"), guess_language("丰田计划于2027年量产", "en")
    ('en', 'zh')
    """
    text = text[:20_000]
    strange = "".join(set(text) - _WESTERN)
    if _OTHER_SCRIPT.search(strange) and (code := _language_of_script(text)):
        return code
    counts = Counter(_letters(text, any(map(str.isalnum, strange))))
    speaking = _languages_of_words()
    hits = dict.fromkeys(_stopwords(), 0)
    for word in counts.keys() & speaking.keys():
        for code in speaking[word]:
            hits[code] += counts[word]
    best = max(hits, key=lambda code: hits[code])
    own = hits.get(default.split("-")[0], 0)
    return best if hits[best] >= 4 and hits[best] > 2 * own else default


def _letters(text: str, strange: bool) -> list[str]:
    """The words of a text, without regard to case; where no letter is strange, found faster."""
    if strange:
        return re.findall(r"[^\W\d_]+", text.lower())
    plain = text.encode("cp1252", "replace").translate(_LETTERS_ALONE)
    return plain.decode("cp1252").lower().split()


def _language_of_script(text: str) -> str:
    """The language that the letters of a text tell; "" where they do not."""
    text = _ADDRESS.sub("", text)
    written = sum(map(str.isalpha, text))
    for letters, code, telling, other in _SCRIPTS:
        count = len(letters.findall(text))
        if count > written * 0.2:
            told = len(telling.findall(text)) if telling else 0
            return other if told > count * 0.04 else code
    return ""


@cache
def known_words(words: Words) -> frozenset[str]:
    """All words that the tables of a language hold, in lower case: none of them is a name."""
    naming = NamingWords(generic=words.naming.generic, no_firms=words.naming.no_firms)
    held = str(structs.asdict(structs.replace(words, naming=naming))).lower()
    return frozenset(re.findall(r"[^\W\d_]+", held))


@cache
def event_words(words: Words) -> frozenset[str]:
    """The words that name an event, in lower case."""
    return frozenset(w.lower() for kind in words.events for w in (*kind.words, *kind.weak))


@cache
def given_names() -> frozenset[str]:
    """Common given names: two words that begin with one are a person's name."""
    return frozenset((files(__name__) / "given_names.txt").read_text(encoding="utf-8").split())


def is_read(language: str) -> bool:
    """Whether there are word tables for a language."""
    return language.split("-")[0].lower() in languages()


@cache
def _stopwords() -> dict[str, frozenset[str]]:
    text = (files(__name__) / "stopwords.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return {row["language"]: frozenset(row["words"].split()) for row in rows}


@cache
def _languages_of_words() -> dict[str, tuple[str, ...]]:
    """The languages that each common word is one of."""
    found: dict[str, tuple[str, ...]] = {}
    for code, known in _stopwords().items():
        for word in known:
            found[word] = (*found.get(word, ()), code)
    return found


class SiteWords(Struct, frozen=True):
    """What a site's settings add to the tables of every language."""

    sections: tuple[KindWords, ...] = ()
    events: tuple[KindWords, ...] = ()


NO_WORDS = SiteWords()


@cache
def words(language: str, site: SiteWords = NO_WORDS) -> Words:
    """The tables of a language ("de", "de-AT"), with the site's own words before them; English
    where there is no file for the language."""
    code = language.split("-")[0].lower()
    name = f"{code}.yaml" if code in languages() else "en.yaml"
    # every scalar is text first, so that a word such as "on" or "no" is that word
    table = yaml.load((FOLDER / name).read_bytes(), yaml.CBaseLoader)  # noqa: S506
    tables = msgspec.convert(table, Words, strict=False)
    sections = {
        kind: (*(w for each in site.sections if each.kind == kind for w in each.words), *known)
        for kind, known in structs.asdict(tables.sections).items()
    }
    return structs.replace(
        tables, sections=SectionWords(**sections), events=(*site.events, *tables.events)
    )


_ASCII_WORDS = re.compile("[a-z0-9]+")
_WORDS = re.compile(rf"[^\W_{CJK}]+")


def words_of(text: str) -> frozenset[str]:
    """The words of a text, without regard to case: what `first_words` is held against."""
    lowered = text.lower()
    return frozenset((_ASCII_WORDS if lowered.isascii() else _WORDS).findall(lowered))


@cache
def first_words(phrases: tuple[str, ...], attached: tuple[str, ...] = ()) -> frozenset[str] | None:
    """The words that the phrases of `any_of` begin with: a text without any of them has none of the
    phrases. None where a phrase may begin or end inside a word."""
    found = set()
    for phrase in () if attached else phrases:
        first = _WORDS.match(phrase.lower())
        if first is None or (first.end() == len(phrase) - 1 and phrase.endswith("*")):
            return None
        found.add(first[0])
    return None if attached else frozenset(found)


@cache
def any_of(phrases: tuple[str, ...], attached: tuple[str, ...] = ()) -> re.Pattern[str]:
    """One pattern for all phrases: as whole words, where the script parts words, but for an end
    that a `*` marks; words may begin with one of `attached`. The last group is the phrase.

    >>> any_of(("*produktion", "Start")).sub("_", "Serienproduktion, Starter, Start")
    'Serien_, Starter, _'
    """
    ordered = sorted(phrases, key=lambda phrase: -len(phrase.strip("*")))
    begun = [phrase for phrase in ordered if _begins_a_word(phrase)]
    inside = [phrase for phrase in ordered if not _begins_a_word(phrase)]
    stop = NOT_BEFORE if all(map(_ends_a_word, phrases)) else ""
    prefix = f"(?:{'|'.join(sorted(map(re.escape, attached), key=len, reverse=True))})?"
    edge = NOT_AFTER + (prefix if attached else "")
    parts = [edge + _by_first_letter(begun, not stop) if begun else ""]
    parts += [_by_first_letter(inside, not stop) if inside else ""]
    joined = "|".join(filter(None, parts))
    return re.compile(f"(?:{joined}){stop}" if joined else r"(?!)", re.IGNORECASE)


def either(phrases: Iterable[str]) -> str:
    """The phrases as alternatives of a pattern, of which there is none where there are none."""
    return "|".join(map(re.escape, phrases)) or "(?!)"


def _by_first_letter(phrases: list[str], each_ends: bool) -> str:
    """The phrases as alternatives, so that most letters of a text rule out most of them."""
    by_letter: dict[str, list[str]] = {}
    for phrase in phrases:
        bare = phrase.strip("*")
        rest = re.escape(bare[1:]).replace(r"\ ", r"\s+")
        stop = NOT_BEFORE if each_ends and _ends_a_word(phrase) else ""
        by_letter.setdefault(re.escape(bare[0].lower()), []).append(rest + stop)
    return f"({'|'.join(f'{first}(?:{chr(124).join(r)})' for first, r in by_letter.items())})"


def _begins_a_word(phrase: str) -> bool:
    return not (phrase.startswith("*") or _CJK.match(phrase[0]))


def _ends_a_word(phrase: str) -> bool:
    return not (phrase.endswith("*") or _CJK.match(phrase[-1]))


@cache
def gazetteer() -> tuple[Firm, ...]:
    """Well-known firms: `gazetteer.csv`, whose lists are separated by semicolons."""
    text = (files(__name__) / "gazetteer.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return tuple(
        Firm(r["name"], _list(r["aliases"]), _list(r["fields"]), _list(r["ambiguous"]))
        for r in rows
    )


def _list(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(";") if part.strip())
