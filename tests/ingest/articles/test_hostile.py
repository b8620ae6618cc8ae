"""Files that are made to break the reader, or are no articles: each a clear error, in little time and memory."""

import io
import resource
import socket
import struct
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

import pytest

import dev
from quotes.ingest.articles import apart
from quotes.ingest.articles.documents import MOST_BYTES, MOST_CHARACTERS, Unreadable
from quotes.ingest.articles.encodings import decode
from quotes.ingest.articles.facts import facts_of
from quotes.ingest.articles.formats import format_of_text
from quotes.ingest.articles.reading import clean, read_article, read_pasted

from .files import CONTENT_TYPES, WORD, archive, make_docx, make_page

MEGABYTE = 1024 * 1024
UNPACKED = 100 * MEGABYTE


def memory(of: str) -> int:
    """Return this process's memory in bytes: VmRSS now, or VmHWM, its most since the last `forget_peak`."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(of))


def processor_seconds() -> float:
    """Return what this process and its children have used, which says more than a clock on a machine that is busy."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


@contextmanager
def steady() -> Iterator[None]:
    """Fail when what is done takes more than 2 seconds of a processor, or lets this process grow by over 16 MB."""
    Path("/proc/self/clear_refs").write_text("5")
    before, used = memory("VmRSS"), processor_seconds()
    yield
    assert memory("VmHWM") - before < 16 * MEGABYTE
    assert processor_seconds() - used < 2.2  # of which the libraries take half a second to load


def refusal(data: bytes) -> str:
    with pytest.raises(Unreadable) as refused:
        read_article(data)
    return str(refused.value)


@cache
def bomb() -> bytes:
    return make_docx(parts={"word/document.xml": b"<w:t>".ljust(UNPACKED)})


def lying_bomb(size: int) -> bytes:
    """A bomb whose directory and local header say that its document has `size` bytes."""
    data = bytearray(bomb())
    true = struct.pack("<I", UNPACKED)
    while (at := data.find(true)) >= 0:
        data[at : at + 4] = struct.pack("<I", size)
    return bytes(data)


def overlapping_bomb() -> bytes:
    """A bomb in which very many parts are the same bytes of the file."""
    one = archive({"a.xml": b" " * (8 * MEGABYTE)})
    with zipfile.ZipFile(io.BytesIO(one)) as packed:
        start = packed.start_dir
    entry = one[start : one.index(b"PK\x05\x06")]
    entries = b"".join(entry.replace(b"a.xml", b"%05d" % number) for number in range(1000))
    entries = entries.replace(b"\0\0\0\0" + b"00000", b"\0\0\0\0" + b"a.xml")
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1000, 1000, len(entries), start, 0)
    return one[:start] + entries + end


def entities() -> bytes:
    lines = ['<!ENTITY a0 "“lol”">']
    lines += [f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)]
    xml = f'<!DOCTYPE x [{"".join(lines)}]><w:document xmlns:w="{WORD}"><w:body>&a9;</w:body></w:document>'
    return make_docx(parts={"word/document.xml": xml})


TOO_LONG = "longer than 1.3 seconds|too much memory"
EXHAUSTING: dict[str, tuple[Callable[[], bytes], str]] = {
    "50 MB": (lambda: b"x" * 50_000_000, "The file has 50.0 MB; an article may have 5 MB at most."),
    "zip bomb": (bomb, "unpacks to more than 20 MB"),
    "zip bomb that lies about its size": (lambda: lying_bomb(1000), "The Word file is damaged."),
    "many bombs": (lambda: make_docx(parts={f"word/{n}.xml": b" " * MEGABYTE for n in range(30)}), "more than 20 MB"),
    "overlapping parts": (overlapping_bomb, "no Word file|more than 20 MB|damaged"),
    "many parts": (lambda: make_docx(parts={f"word/{n}.xml": b"" for n in range(6000)}), "more than 20 MB"),
    "entities": (entities, "declares a document type"),
    "deep XML": (lambda: make_docx(body="<w:r>" * 100_000 + "</w:r>" * 100_000), "too deeply"),
    "long XML": (lambda: make_docx(body="<w:p/>" * 1_500_000), TOO_LONG),
    "deep page": (lambda: make_page("<div>" * 200_000 + "“Deep”" + "</div>" * 200_000), "more than 256 elements"),
    "page left open": (lambda: make_page("<i>" * 200_000 + "“Deep”"), "more than 256 elements"),
    "wide page": (lambda: make_page("<b>“a”</b>" * 300_000), TOO_LONG),
    "many paragraphs": (lambda: make_page("<p>“a”" * 450_000), TOO_LONG),
}


@pytest.mark.parametrize("name", EXHAUSTING)
def test_what_is_made_to_exhaust_is_refused_in_two_seconds_and_little_memory(name):
    make, says = EXHAUSTING[name]
    data = make()
    assert len(data) <= MOST_BYTES or name == "50 MB"
    with steady(), pytest.raises(Unreadable, match=says):
        read_article(data)


@pytest.mark.parametrize(
    "read",
    [
        lambda: format_of_text("<!---->" * 600 + "x"),
        lambda: format_of_text("MIME-Version:\n" * 300),
        lambda: decode(b"<meta " * 300 + b"charset=" + b" " * 2_200 + b"\xff\xff\xd0", str),
        lambda: facts_of("Source" + " " * 19_000 + "x"),
        lambda: facts_of("A" * 20_000 + "\n\n" + "By A" * 5_000),
        lambda: clean(" \r" * 500_000),
    ],
)
def test_no_pattern_of_this_process_takes_long_over_any_text(read):
    before = processor_seconds()
    with suppress(Unreadable):
        read()
    assert processor_seconds() - before < 0.5


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "The file is empty."),
        (b" \n\t ", "There is no text in it."),
        (b"%PDF-1.7\n", "This is a PDF."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, "This is an old Office file"),
        (rb"{\rtf1 \'93No\'94}", "This is an RTF file."),
        (b"\x89PNG\r\n\x1a\n\0\0", "This is a picture."),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "This is a picture."),
        (b"GIF89a", "This is a picture."),
        (b"RIFF\0\0\0\0WEBPVP8 ", "This is a picture."),
        (b"ID3\x04", "This is a recording."),
        (b"\x1f\x8b\x08\0", "This is a compressed archive."),
        (b"\x7fELF\x02\x01\x01\0\0", "This is no text: there are zero bytes in it."),
        (archive({"notes.txt": "“No,” she said."}), "This is a zip archive, but no Word file"),
        (archive({"[Content_Types].xml": "<Types>spreadsheetml</Types>"}), "This is a zip archive, but no Word file"),
        (archive({}), "This is a zip archive, but no Word file"),
        (archive({"[Content_Types].xml": CONTENT_TYPES}), "The Word file is damaged."),
        (make_docx("“No.”")[:-30], "The Word file is damaged."),
        (b"PK\x03\x04 is how zip files begin", "The Word file is damaged."),
        (make_docx(), "There is no text in it."),
        (make_page(""), "There is no text in it."),
        (make_page("<script>'“no”'</script><img alt=x>"), "There is no text in it."),
        (b'<?xml version="1.0"?><rss><channel/></rss>', "This is XML, but no web page."),
        (b"From: x\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n", "This is a web archive (.mht)."),
    ],
)
def test_what_is_no_article_is_told_by_its_content_and_refused(data, says):
    assert refusal(data).startswith(says)


def test_a_locked_word_file_is_refused_with_what_to_do():
    data = bytearray(make_docx("“No.”"))
    for mark, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        at = -1
        while (at := data.find(mark, at + 1)) >= 0:
            data[at + offset] |= 1
    assert refusal(bytes(data)).startswith("The Word file is locked with a password.")


def test_a_text_that_is_too_long_is_refused():
    text = "x" * MOST_CHARACTERS
    assert len(read_pasted(text).text) == MOST_CHARACTERS
    for long in (lambda: read_pasted(text + "x"), lambda: read_article(text.encode() + b"x")):
        with pytest.raises(Unreadable, match="1,000,001 characters; an article may have 1,000,000"):
            long()


def test_nothing_is_fetched_whatever_a_document_asks_for():
    with socket.create_server(("127.0.0.1", 0)) as server:
        asked: list[str] = []

        def listen() -> None:
            while True:
                try:
                    asked.append(str(server.accept()))
                except OSError:
                    return

        threading.Thread(target=listen, daemon=True).start()
        address = f"http://127.0.0.1:{server.getsockname()[1]}/x"
        page = f'<!DOCTYPE html SYSTEM "{address}.dtd"><html><head><base href="{address}">'
        page += f'<link rel=stylesheet href="{address}">'
        page += f'<meta http-equiv=refresh content="0; {address}"><script src="{address}"></script></head><body>'
        page += f'<p>“No,” she said.</p><img src="{address}"><iframe src="{address}"></iframe><object data="{address}">'
        assert "“No,” she said." in read_article(page.encode()).text
        relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        linked = (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="r1" Type="{relations}/image" TargetMode="External" Target="{address}"/></Relationships>'
        )
        image = (
            '<w:p><w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/'
            'wordprocessingDrawing"><a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
            f'<a:blip xmlns:r="{relations}" r:link="r1"/></a:graphic></wp:inline></w:drawing></w:r></w:p>'
        )
        word = make_docx("“No.”", body=image, parts={"word/_rels/document.xml.rels": linked})
        assert "“No.”" in read_article(word).text
        server.shutdown(socket.SHUT_RDWR)
    assert asked == []


def answered_by(parse: str, data: bytes = b"No.") -> subprocess.CompletedProcess[bytes]:
    """What a program answers whose parser is `parse`, an expression."""
    code = f"import socket, subprocess; from quotes.ingest.articles.apart import answer; answer(lambda data: {parse})"
    return subprocess.run([sys.executable, "-c", code], input=data, capture_output=True, cwd=dev.ROOT, check=False)


@pytest.mark.parametrize(
    "parse",
    ["socket.socket()", "socket.create_connection(('127.0.0.1', 9))", "open('x', 'w')", "subprocess.run(['true'])"],
)
def test_a_parser_can_open_nothing(parse):
    done = answered_by(parse)
    assert done.returncode == 1
    assert b"Too many open files" in done.stderr
    assert done.stdout == b"r"


def test_a_parser_that_takes_too_much_memory_says_so():
    assert b"It takes too much memory" in answered_by("{'x': len(bytes(600 * 1024 * 1024))}").stdout
    assert answered_by("{'x': len(bytes(100 * 1024 * 1024))}").stdout == b'r{"x": 104857600}'


@pytest.mark.parametrize("answered", [b"", b"[]", b"no", b'{"x"'])
def test_a_parser_that_comes_to_a_bad_end_is_told_like_a_damaged_file(answered):
    with pytest.raises(Unreadable, match="It cannot be read"):
        apart._understood(0, answered)
    with pytest.raises(Unreadable, match="It cannot be read"):
        apart._understood(-9, b"{}")
