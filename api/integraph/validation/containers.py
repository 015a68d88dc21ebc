"""Bytes that are no RDF text: other kinds of files, packed files, wrong encodings."""

from __future__ import annotations

from typing import Final

from integraph.validation.place import Place, Text
from integraph.validation.report import Unusable

_TABLE: Final = Text(
    "Arbeitsmappen brauchen die Endung .xlsx oder .ods; andere Tabellen wandelt „integraph import“ um.",
    "Workbooks need the suffix .xlsx or .ods; 'integraph import' takes in other tables.",
)
_UNPACK: Final = Text(
    "Bitte auspacken und die Dateien einzeln oder als Ordner angeben.", "Unpack it and name the files or their folder."
)
_RDF: Final = Text(
    "Bitte eine RDF-Datei angeben, am einfachsten Turtle (.ttl).", "Give an RDF file, most simply Turtle (.ttl)."
)
_MAGIC: Final = (
    (b"PK\x03\x04", Text("eine Excel-, ODF- oder ZIP-Datei", "an Excel, ODF or ZIP file"), _TABLE),
    (b"PK\x05\x06", Text("ein leeres ZIP-Archiv", "an empty ZIP archive"), _UNPACK),
    (b"\xd0\xcf\x11\xe0", Text("eine alte Office-Datei (.xls, .doc)", "an old Office file (.xls, .doc)"), _TABLE),
    (b"\x1f\x8b", Text("eine gepackte Datei (gzip)", "a compressed file (gzip)"), _UNPACK),
    (b"BZh", Text("eine gepackte Datei (bzip2)", "a compressed file (bzip2)"), _UNPACK),
    (b"\xfd7zXZ\x00", Text("eine gepackte Datei (xz)", "a compressed file (xz)"), _UNPACK),
    (b"(\xb5/\xfd", Text("eine gepackte Datei (zstd)", "a compressed file (zstd)"), _UNPACK),
    (b"7z\xbc\xaf'\x1c", Text("ein gepacktes Archiv (7z)", "a packed archive (7z)"), _UNPACK),
    (b"Rar!", Text("ein gepacktes Archiv (RAR)", "a packed archive (RAR)"), _UNPACK),
    (b"%PDF", Text("ein PDF", "a PDF"), _RDF),
    (b"{\\rtf", Text("ein RTF-Dokument", "an RTF document"), _RDF),
    (b"\x89PNG", Text("ein Bild (PNG)", "an image (PNG)"), _RDF),
    (b"\xff\xd8\xff", Text("ein Bild (JPEG)", "an image (JPEG)"), _RDF),
    (b"GIF8", Text("ein Bild (GIF)", "an image (GIF)"), _RDF),
    (b"\x7fELF", Text("ein Programm", "a program"), _RDF),
    (b"MZ\x90", Text("ein Programm", "a program"), _RDF),
    (b"SQLite format 3", Text("eine SQLite-Datenbank", "an SQLite database"), _RDF),
    (b"HDT", Text("eine HDT-Datei", "an HDT file"), _RDF),
)
_SUFFIXES: Final = {
    **dict.fromkeys((".csv", ".tsv", ".xlsx", ".xls", ".ods"), _TABLE),
    **dict.fromkeys((".zip", ".gz", ".bz2", ".xz", ".7z", ".rar", ".tar", ".zst"), _UNPACK),
}


def require_text(name: str, content: bytes) -> None:
    """Raise `Unusable` for bytes that begin as another kind of file does, or hold NUL bytes."""
    for start, what, remedy in _MAGIC:
        if content.startswith(start):
            message = Text(f"Das ist {what.de}, keine RDF-Datei.", f"This is {what.en}, not an RDF file.")
            raise Unusable("wrong-type", Place(name), message, remedy)
    if content[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith((b"<!doctype html", b"<html")):
        message = Text("Das ist eine Webseite (HTML), keine RDF-Datei.", "This is a web page (HTML), not an RDF file.")
        remedy = Text(
            "Beim Herunterladen wurde wohl die Seite statt der Daten gespeichert. " + _RDF.de,
            "The page was probably saved instead of the data. " + _RDF.en,
        )
        raise Unusable("wrong-type", Place(name), message, remedy)


_SAVE_AS_UTF8: Final = Text("Bitte im Editor als „UTF-8“ speichern.", "Save the file as UTF-8 in your editor.")


def decode(name: str, content: bytes) -> str:
    """The text of UTF-8 bytes, without a byte order mark. Raises `Unusable` that names the line and likely encoding."""
    for mark, encoding in (
        (b"\xff\xfe\x00\x00", "UTF-32"),
        (b"\x00\x00\xfe\xff", "UTF-32"),
        (b"\xff\xfe", "UTF-16"),
        (b"\xfe\xff", "UTF-16"),
    ):
        if content.startswith(mark):
            raise Unusable(
                "encoding",
                Place(name, 1, 1),
                Text(f"Die Datei ist in {encoding} gespeichert, nicht in UTF-8.", f"The file is in {encoding}."),
                _SAVE_AS_UTF8,
            )
    try:
        text = content.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
    except UnicodeDecodeError as error:
        before = error.object[: error.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        bad = error.object[error.start]
        shown = error.object[error.start : error.start + 1].decode("cp1252", "replace")
        guess = f"; in Windows-1252 wäre es „{shown}“" if shown.isprintable() and shown != "\ufffd" else ""
        guess_en = f"; in Windows-1252 it would be '{shown}'" if guess else ""
        raise Unusable(
            "encoding",
            Place(name, line, column),
            Text(
                f"Das Byte 0x{bad:02X} ist an dieser Stelle kein UTF-8{guess}.",
                f"Byte 0x{bad:02X} is not UTF-8 here{guess_en}.",
            ),
            _SAVE_AS_UTF8,
        ) from None
    if (nul := text.find("\0")) >= 0:
        before_nul = text[:nul]
        raise Unusable(
            "binary",
            Place(name, before_nul.count("\n") + 1, nul - before_nul.rfind("\n")),
            Text("Die Datei enthält Nullbytes; sie ist keine Textdatei.", "The file holds NUL bytes."),
            Text("Ist sie in UTF-16 ohne Kennung gespeichert oder beschädigt? " + _SAVE_AS_UTF8.de, _SAVE_AS_UTF8.en),
        )
    return text


def refuse_suffix(name: str, suffix: str) -> None:
    """Raise `Unusable` for the name of a file that is surely no RDF file, or of which nobody knows what it is."""
    remedy = _SUFFIXES.get(suffix, _RDF)
    message = Text(
        f"Aus der Endung „{suffix}“ geht kein RDF-Format hervor.", f"The suffix '{suffix}' names no RDF format."
    )
    raise Unusable("wrong-type", Place(name), message, remedy)
