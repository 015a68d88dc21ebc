"""Names of places in German sentences."""

from __future__ import annotations

import pytest

from integraph.german import located


@pytest.mark.parametrize(
    ("name", "phrase"),
    [
        ("Kassel", "in Kassel"),
        ("Hessen", "in Hessen"),
        ("Saarland", "im Saarland"),
        ("Saarlouis", "in Saarlouis"),
        ("Landkreis Gießen", "im Landkreis Gießen"),
        ("Kreis Borken", "im Kreis Borken"),
        ("Wetteraukreis", "im Wetteraukreis"),
        ("Rhein-Kreis Neuss", "im Rhein-Kreis Neuss"),
        ("Altmarkkreis Salzwedel", "im Altmarkkreis Salzwedel"),
        ("Märkischer Kreis", "im Märkischen Kreis"),
        ("Rheinisch-Bergischer Kreis", "im Rheinisch-Bergischen Kreis"),
        ("Region Hannover", "in der Region Hannover"),
        ("Städteregion Aachen", "in der Städteregion Aachen"),
        ("Regionalverband Saarbrücken", "im Regionalverband Saarbrücken"),
        ("Verbandsgemeinde Asbach", "in der Verbandsgemeinde Asbach"),
        (
            "Vereinbarte Verwaltungsgemeinschaft der Stadt Bühl",
            "in der Vereinbarten Verwaltungsgemeinschaft der Stadt Bühl",
        ),
        ("Früherer Regierungsbezirk Trier", "im Früheren Regierungsbezirk Trier"),
        ("Gemeindefreies Gebiet Harz (Landkreis Goslar)", "im Gemeindefreien Gebiet Harz (Landkreis Goslar)"),
        ("Rosenheim (Landkreis Altenkirchen)", "in Rosenheim (Landkreis Altenkirchen)"),
        ("Bundesrepublik Deutschland", "in der Bundesrepublik Deutschland"),
    ],
)
def test_a_place_has_the_preposition_and_article_that_its_name_takes(name: str, phrase: str) -> None:
    assert located(name) == phrase
