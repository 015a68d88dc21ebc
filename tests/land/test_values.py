"""German dates and numbers in cells: what is read, what is refused, and what is said to have been meant."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from integraph.land import values
from integraph.land.cells import CellError, as_text


@pytest.mark.parametrize(
    ("content", "lexical", "kind"),
    [
        ("31.12.2025", "2025-12-31", "date"),
        ("1.2.2025", "2025-02-01", "date"),
        (dt.date(2025, 12, 31), "2025-12-31", "date"),
        ("1. März 2026", "2026-03-01", "date"),
        ("3 Okt. 2024", "2024-10-03", "date"),
        ("Ma\u0308rz 2024", "2024-03", "gYearMonth"),
        ("12.2025", "2025-12", "gYearMonth"),
        ("2025-12", "2025-12", "gYearMonth"),
        ("2025", "2025", "gYear"),
        (2025, "2025", "gYear"),
        (Decimal(2025), "2025", "gYear"),
    ],
)
def test_a_german_date_is_read_as_precisely_as_it_is_written(content: Any, lexical: str, kind: str) -> None:
    literal = values.period(content)
    assert (literal.value, literal.datatype.value.rpartition("#")[2]) == (lexical, kind)


@pytest.mark.parametrize(
    "content",
    [
        "31.02.2025",
        "13.2025",
        "31/12/2025",
        "12/31/2025",
        "25",
        "bald",
        "31.12.25",
        "31. Sommer 2025",
        "32. März 2025",
        True,
    ],
)
def test_what_is_no_date_is_refused(content: Any) -> None:
    with pytest.raises(CellError):
        values.period(content)


@pytest.mark.parametrize(
    ("content", "lexical"),
    [
        ("1.234,5", "1234.5"),
        ("1.234", "1234"),
        ("0,50", "0.5"),
        ("-3", "-3"),
        ((1234.5).hex() and Decimal("1234.5"), "1234.5"),
        (Decimal("12.0"), "12"),
        (7, "7"),
    ],
)
def test_a_german_number_is_read_by_its_value(content: Any, lexical: str) -> None:
    assert values.number(content).value == lexical


@pytest.mark.parametrize("content", ["1234.5", "1.23", "1,234.5", "12.34.567", "viel", "1e3", "", True, None])
def test_what_could_be_two_numbers_is_refused(content: Any) -> None:
    with pytest.raises(CellError):
        values.number(content)


@pytest.mark.parametrize(
    ("content", "unit", "lexical"),
    [
        ("80 %", "%", "80"),
        ("80 v. H.", "%", "80"),
        ("33,5 Prozent", "%", "33.5"),
        ("50.000 €", "€", "50000"),
        ("EUR 20.000,-", "€", "20000"),
        ("20.000,00 Euro", "€", "20000"),
        ("€ 7,50", "€", "7.5"),
    ],
)
def test_the_unit_of_its_column_may_stand_with_a_number(content: str, unit: str, lexical: str) -> None:
    assert values.number(content, unit=unit).value == lexical


@pytest.mark.parametrize(("content", "unit"), [("80 %", "€"), ("80 %", ""), ("50.000 €", "%"), ("50.000 €", "")])
def test_another_unit_is_refused(content: str, unit: str) -> None:
    with pytest.raises(CellError, match="Bitte nur die Zahl eintragen"):
        values.number(content, unit=unit)


@pytest.mark.parametrize(
    ("content", "unit", "remedy"),
    [
        ("1,2 Mio. €", "€", "Bitte ausschreiben: 1.200.000."),
        ("20 TEUR", "€", "Bitte ausschreiben: 20.000."),
        ("1,25 Mrd. Euro", "€", "Bitte ausschreiben: 1.250.000.000."),
        ("2 Millionen", "", "Bitte ausschreiben: 2.000.000."),
        ("15 Tausend", "", "Bitte ausschreiben: 15.000."),
        ("1,5 VZÄ", "", "Bitte nur die Zahl eintragen: 1,5."),
        ("1234.5", "€", "Komma vor den Nachkommastellen"),
        ("10-20", "€", "Komma vor den Nachkommastellen"),
    ],
)
def test_a_number_that_would_be_a_guess_is_refused_with_what_is_right(content: str, unit: str, remedy: str) -> None:
    with pytest.raises(CellError) as refused:
        values.number(content, unit=unit)
    assert remedy in str(refused.value)


@pytest.mark.parametrize(
    ("content", "remedy"),
    [
        ("01.03.24", "01.03.2024 oder 1924"),
        ("1/3/2024", "bitte Punkte setzen"),
        ("2024-05-01 12:30:00", "ohne Uhrzeit: 01.05.2024"),
        (45000, "Tageszahl der Tabellenkalkulation (15.03.2023)"),
    ],
)
def test_a_date_that_would_be_a_guess_is_refused_with_what_is_right(content: Any, remedy: str) -> None:
    with pytest.raises(CellError) as refused:
        values.period(content)
    assert remedy in str(refused.value)


def test_text_is_composed_and_without_what_cannot_be_seen() -> None:
    assert as_text(" Fo\u0308rder\u00adkreis\u200b\u00a0 Nord\ufeff ") == "Förderkreis Nord"
