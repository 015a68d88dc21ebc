"""What a result says when neither the shape nor its query has a `sh:message`."""

from __future__ import annotations

from typing import Final

import pyoxigraph as ox

_TEXTS: Final = {
    "Class": ("Der Wert muss zur Klasse {} gehören.", "The value must be an instance of {}."),
    "Datatype": (
        "Der Wert muss ein gültiges Literal vom Typ {} sein.",
        "The value must be a valid literal of type {}.",
    ),
    "NodeKind": ("Der Wert muss von der Art {} sein.", "The value must be of kind {}."),
    "MinCount": ("Es müssen mindestens {} Werte angegeben sein.", "There must be at least {} values."),
    "MaxCount": ("Es dürfen höchstens {} Werte angegeben sein.", "There may be at most {} values."),
    "MinExclusive": ("Der Wert muss größer als {} sein.", "The value must be greater than {}."),
    "MinInclusive": ("Der Wert muss mindestens {} sein.", "The value must be at least {}."),
    "MaxExclusive": ("Der Wert muss kleiner als {} sein.", "The value must be less than {}."),
    "MaxInclusive": ("Der Wert darf höchstens {} sein.", "The value must be at most {}."),
    "MinLength": ("Der Text muss mindestens {} Zeichen haben.", "The text must have at least {} characters."),
    "MaxLength": ("Der Text darf höchstens {} Zeichen haben.", "The text must have at most {} characters."),
    "Pattern": ("Der Text muss dem Muster {} entsprechen.", "The text must match the pattern {}."),
    "LanguageIn": ("Der Text muss in einer der Sprachen {} sein.", "The text must be in one of the languages {}."),
    "UniqueLang": ("Je Sprache darf es nur einen Text geben.", "There may be one text a language only."),
    "Equals": ("Die Werte müssen dieselben wie die von {} sein.", "The values must be those of {}."),
    "Disjoint": ("Der Wert darf nicht auch unter {} stehen.", "The value must not be one of {} as well."),
    "LessThan": ("Der Wert muss kleiner als der von {} sein.", "The value must be less than that of {}."),
    "LessThanOrEquals": ("Der Wert darf nicht größer als der von {} sein.", "The value must not exceed that of {}."),
    "Not": ("Der Wert darf der Prüfregel {} nicht entsprechen.", "The value must not conform to {}."),
    "And": ("Der Wert muss allen Prüfregeln entsprechen: {}.", "The value must conform to all of {}."),
    "Or": ("Der Wert muss einer der Prüfregeln entsprechen: {}.", "The value must conform to one of {}."),
    "Xone": (
        "Der Wert muss genau einer der Prüfregeln entsprechen: {}.",
        "The value must conform to exactly one of {}.",
    ),
    "Node": ("Der Wert muss der Prüfregel {} entsprechen.", "The value must conform to {}."),
    "QualifiedMinCount": ("Zu wenige Werte entsprechen der Prüfregel {}.", "Too few values conform to {}."),
    "QualifiedMaxCount": ("Zu viele Werte entsprechen der Prüfregel {}.", "Too many values conform to {}."),
    "Closed": ("Diese Angabe ist hier nicht vorgesehen.", "This property is not allowed here."),
    "HasValue": ("Der Wert {} muss angegeben sein.", "The value {} must be given."),
    "In": ("Der Wert muss einer von {} sein.", "The value must be one of {}."),
}
_ELSE: Final = ("Die Bedingung einer Abfrage ist verletzt.", "The condition of a query is violated.")


def standard_messages(component: ox.NamedNode, parameter: str) -> tuple[ox.Literal, ox.Literal]:
    """A German and an English message for a violation of *component* with this value of its parameter."""
    german, english = _TEXTS.get(component.value.rpartition("#")[2].removesuffix("ConstraintComponent"), _ELSE)
    return ox.Literal(german.format(parameter), language="de"), ox.Literal(english.format(parameter), language="en")
