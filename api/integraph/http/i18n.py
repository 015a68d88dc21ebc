"""The language of a page: German unless the reader chose English, by `?lang=en` once or by the cookie it leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from fastapi import Request, Response

COOKIE: Final = "lang"
_YEAR: Final = 365 * 24 * 3600


class Text(NamedTuple):
    """One text of the interface in both languages."""

    de: str
    en: str

    def __call__(self, lang: str) -> str:
        """The text in *lang* (`de` or `en`)."""
        return self.en if lang == "en" else self.de


def language(request: Request) -> str:
    """`de` or `en`: what the address asks for, else what the reader chose before, else German."""
    for chosen in (request.query_params.get("lang"), request.cookies.get(COOKIE)):
        if chosen in Text._fields:
            return chosen
    return "de"


def remember(request: Request, response: Response) -> None:
    """Keep the language that the address asks for. The cookie says nothing else and goes nowhere else."""
    if (chosen := request.query_params.get("lang")) in Text._fields:
        response.set_cookie(COOKIE, chosen, max_age=_YEAR, samesite="lax", httponly=True)


def translated(request: Request, lang: str) -> str:
    """The address of the same page in *lang*, as path and query."""
    url = request.url.include_query_params(lang=lang)
    return f"{url.path}?{url.query}"
