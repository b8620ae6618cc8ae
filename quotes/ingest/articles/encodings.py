"""From bytes to text, when it is certain how the text was encoded; never a guess that garbles it.

In this order: a byte order mark; UTF-8, where the bytes are that (text in another encoding almost never is by chance,
so this holds against a declaration too); what an HTML page declares, read as the WHATWG Encoding Standard reads it;
and Windows-1252, where what comes of it is a text in a language that is written in it.
"""

import codecs
import re
from collections.abc import Callable

from quotes.extraction.lexicon import word_set

from .documents import Unreadable

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(
    rb"""<meta\s[^>]*?charset\s*=\s*["']?([\w.:-]+)|\A\s*<\?xml\s[^>]*?encoding\s*=\s*["']([\w.:-]+)""",
    re.IGNORECASE,
)
_HEAD = 4_096
_LABELS = {  # labels that the web reads as another encoding than their name says (WHATWG Encoding Standard, 4.2)
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "latin1": "cp1252",
    "iso8859-1": "cp1252",
    "iso-8859-1": "cp1252",
    "iso-8859-9": "cp1254",
    "latin5": "cp1254",
    "tis-620": "cp874",
    "iso-8859-11": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "x-sjis": "cp932",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "big5": "big5hkscs",
    "x-mac-roman": "mac_roman",
    "utf-16": "utf-8",  # a declaration that can be read byte by byte is not in UTF-16
}
_NOT_OF_TEXT = frozenset(
    {"idna", "punycode", "raw_unicode_escape", "unicode_escape", "undefined", "utf-7", "utf-8-sig"}
)

_WESTERN = word_set("af ca da de en es eu fi fo fr fy ga gl is it lb nl nn no oc pt sv")
_WESTERN_MARKS = "¡¢£§ª±²³¹º¼½¾¿×"
_MARKS_OF_ALL = "€‚„…†‡‰‹‘’“”•–—›™\u00a0«»°·®©´"
_WESTERN_LETTERS = "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿŒœŠšŽžŸ"
_IMPLAUSIBLE = re.compile(
    rf"[^\x00-\x7f{_MARKS_OF_ALL}{_WESTERN_MARKS}{_WESTERN_LETTERS}]"
    r"|[a-zß-ÿ][À-Þ][a-zß-ÿ]"  # a capital between small letters: an apostrophe of Mac OS, for one
    rf"|[A-Za-z{_WESTERN_LETTERS}][¡¢£§©±²³¼½¾¿×][a-zß-ÿ]"  # Polish, for one
    rf"|[{_WESTERN_LETTERS}]{{4}}"  # Cyrillic or Greek
)
_SAVE_AS_UTF8 = "Save it as UTF-8 and add it again, or paste the text."


def decode(data: bytes, language_of: Callable[[str], str]) -> str:
    """Return the text of a text file or a web page. `language_of` tells the language of a text, "" when it cannot.

    Raises Unreadable, which says what is wrong with the encoding.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decoded(data[len(mark) :], encoding, "The file starts with the mark of {}, but is not in it")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        broken = error
    if declared := _declared(data):
        return _decoded(data, declared, "The page says that it is in {}, but it is not")
    return _windows_1252(data, broken, language_of)


def _declared(data: bytes) -> str:
    """Return the name of Python's codec for the encoding that a page declares, or ""."""
    match = _DECLARED.search(data[:_HEAD])
    if match is None:
        return ""
    label = (match[1] or match[2]).decode("ascii", "replace").lower()
    try:
        codec = codecs.lookup(_LABELS.get(label, label))
    except LookupError:
        codec = None
    if codec is None or codec.name in _NOT_OF_TEXT or not codec._is_text_encoding:
        raise Unreadable(f"The page says that it is in “{label}”, which is no known encoding. {_SAVE_AS_UTF8}")
    return codec.name


def _decoded(data: bytes, encoding: str, what_is_wrong: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        wrong = what_is_wrong.format(encoding.upper())
        raise Unreadable(f"{wrong}: byte {error.start:,} cannot be read. {_SAVE_AS_UTF8}") from None


def _windows_1252(data: bytes, broken: UnicodeDecodeError, language_of: Callable[[str], str]) -> str:
    """Return the text of bytes that do not say how they are encoded, where Windows-1252 makes sense of them.

    Its quotation marks and dashes are those of all Windows encodings. Its letters, and the marks that are letters in
    others, are believed in a language that is written in it.
    """
    refused = Unreadable(
        f"The file is not UTF-8 (byte {broken.start:,} cannot be read) and does not say how it is encoded. "
        f"{_SAVE_AS_UTF8}"
    )
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        raise refused from None
    if _IMPLAUSIBLE.search(text):
        raise refused
    if any(character in text for character in _WESTERN_LETTERS + _WESTERN_MARKS) and language_of(text) not in _WESTERN:
        raise refused
    return text
