"""In what encoding bytes that are no UTF-8 were most likely written.

In: the bytes of a file. Out: the name of an encoding as editors show it, or "" where nothing speaks
for one. A guess for a hint, never for reading. Knows no file.
"""

from __future__ import annotations

import re

_MARKS = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)
#: Encodings of East Asia, and of which letters a text in them has at least what share.
_EAST_ASIAN = (
    ("Shift-JIS", "cp932", "[ぁ-ヿ]", 0.2),
    ("EUC-JP", "euc_jp", "[ぁ-ヿ]", 0.2),
    ("EUC-KR", "cp949", "[가-힣]", 0.7),
    ("GB18030", "gb18030", "[一-鿿]", 0.5),
    ("Big5", "big5", "[一-鿿]", 0.5),
)
_EAST_ASIAN_TEXT = re.compile(r"[\x00-\x7f　-〿ぁ-ヿ一-鿿가-힣！-～‐-’“-…·—–]*")
_CYRILLIC_WORD = re.compile(r"[А-ЯЁІЇЄ]?[а-яёіїє]+|[А-ЯЁІЇЄ]+")
_HIGH: re.Pattern[bytes] = re.compile(rb"[\x80-\xff]+")


def guess_charset(data: bytes) -> str:
    """
    >>> guess_charset("Söhne".encode("latin-1")), guess_charset("電池について".encode("shift_jis"))
    ('Windows-1252', 'Shift-JIS')
    """
    marked = next((name for mark, name in _MARKS if data.startswith(mark)), "")
    if marked or b"\x00" in data:
        return marked or _wide(data)
    runs = _HIGH.findall(data)
    if not runs or _is_nearly_utf8(data):
        return ""
    if sum(len(run) == 1 for run in runs) * 4 > 3 * len(runs):  # an accent here and there
        return _western(data)
    return _cyrillic(data) or _east_asian(data) or _western(data)


def _wide(data: bytes) -> str:
    """UTF-16 without a mark: in a text with Latin letters every other byte is nothing."""
    even, odd = data[0::2].count(0), data[1::2].count(0)
    often = max(even, odd) > 3 and max(even, odd) * 5 > len(data)
    return "UTF-16" if often and min(even, odd) * 20 < len(data) else ""


def _is_nearly_utf8(data: bytes) -> bool:
    """Whether much of what is no ASCII is UTF-8 after all: a file of two encodings, cut off, or
    with half a character."""
    read = data.decode("utf-8", "replace")
    good = sum(c > "\x7f" and c != "\ufffd" for c in read)
    bad = read.count("\ufffd")
    alone = bad == 1 and bool(good or read.endswith("\ufffd"))
    return alone or good > 3 * bad or _holds_half_characters(data)


def _holds_half_characters(data: bytes) -> bool:
    try:
        data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return False
    return True


def _western(data: bytes) -> str:
    try:
        data.decode("cp1252")
    except UnicodeDecodeError:
        return ""
    return "Windows-1252"


def _cyrillic(data: bytes) -> str:
    for name, codec in (("Windows-1251", "cp1251"), ("KOI8-R", "koi8_r")):
        words = re.findall(r"[^\W\d_a-zA-Z]+", data.decode(codec, "replace"))
        whole = sum(len(word) for word in words if _CYRILLIC_WORD.fullmatch(word))
        if whole * 10 > sum(map(len, _HIGH.findall(data))) * 8 and whole > 2 * len(words):
            return name
    return ""


def _east_asian(data: bytes) -> str:
    for name, codec, letters, share in _EAST_ASIAN:
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        others = sum(c > "\x7f" for c in text)
        if not _EAST_ASIAN_TEXT.fullmatch(text) or len(re.findall(letters, text)) < share * others:
            continue
        if name != "GB18030" or _is_common_chinese(data):
            return name
    return ""


def _is_common_chinese(data: bytes) -> bool:
    """Whether most pairs are of the first level of GB 2312, which any text in it is made of."""
    pairs: list[bytes] = [
        run[i : i + 2] for run in _HIGH.findall(data) for i in range(0, len(run) - 1, 2)
    ]
    common = sum(0xA1 <= pair[0] <= 0xD7 for pair in pairs)
    return common * 10 > len(pairs) * 8
