"""The reason of a row in one German and one English sentence, put together from the steps that led to it."""

from __future__ import annotations

from integraph.namespaces import SCHEME

from .answer import Condition
from .chain import Holder
from .knowledge import Fact, Knowledge
from .labels import german_date

ASSUMED = SCHEME + "evidence-kind/annahme-eines-szenarios"
_STATES = {"met": ("erfüllt", "met"), "open": ("offen, weil Angaben fehlen", "open for lack of figures")}


class Wording:
    """Says why, for one question."""

    def __init__(self, knowledge: Knowledge, task: str) -> None:
        self.german, self.english, self.task = knowledge.labels, knowledge.english, task

    def reason(
        self,
        fact: Fact,
        role: str,
        holder: Holder,
        task: str,
        place: str,
        conditions: list[Condition],
    ) -> dict[str, str]:
        """Return ``{"de", "en"}``: where it holds, for which task, how the holder was found, on which condition."""
        return {
            "de": self._german(fact, holder, task, place, conditions),
            "en": self._english(fact, role, holder, task, place, conditions),
        }

    def _german(self, fact: Fact, holder: Holder, task: str, place: str, conditions: list[Condition]) -> str:
        name = holder.label or self.german(holder.iri)
        said = "Das Szenario nimmt an" if fact.one("evidenceKind") == ASSUMED else "Die Quelle sagt"
        when = german_date(fact.one("asOf") or "")
        parts = [f"{said} für das Gebiet {self.german(place)} (Stand {when}): {fact.label.rstrip('. ')}"]
        if task != self.task:
            parts.append(f"das betrifft „{self.german(task)}“, wozu „{self.german(self.task)}“ gehört")
        if holder.kind and holder.iri != holder.kind:
            noun = self.german(holder.kind)
            if holder.exact:
                parts.append(f"„{noun}“ meint hier: {name}")
            elif holder.open_level:
                parts.append(f"„{noun}“ lässt die Ebene offen, in Frage kommt auch: {name}")
            else:
                parts.append(f"die Stelle („{noun}“) ist nicht namentlich bekannt, sie gehört zu: {name}")
        parts += [f"die Bedingung „{c.text.rstrip('.')}“ ist {_STATES[c.state][0]}" for c in conditions]
        return "; ".join(parts) + "."

    def _english(
        self,
        fact: Fact,
        role: str,
        holder: Holder,
        task: str,
        place: str,
        conditions: list[Condition],
    ) -> str:
        name = holder.label or self.german(holder.iri)
        what = [self._concept(fact.one(p)) for p in ("obligation", "bindingness") if fact.one(p)]
        duty = f" ({', '.join(what)})" if what else ""
        said = "An assumption of the scenario" if fact.one("evidenceKind") == ASSUMED else "A statement"
        parts = [
            f"{said} as of {fact.one('asOf')} that holds in {self.german(place)} gives the role "
            f"“{self._concept(role)}” in “{self.german(task)}”{duty} to "
            f"{self._concept(holder.kind) if holder.kind else name}"
        ]
        if holder.kind and holder.iri != holder.kind:
            if holder.exact:
                parts.append(f"here this is {name}")
            elif holder.open_level:
                parts.append(f"this leaves the level open, and {name} is one of the bodies that fit")
            else:
                parts.append(f"only the level is known: it sits at {name}")
        parts += [f"condition “{c.text.rstrip('.')}” is {_STATES[c.state][1]}" for c in conditions]
        return "; ".join(parts) + "."

    def _concept(self, iri: str | None) -> str:
        if not iri:
            return ""
        return self.english(iri) if iri.startswith(SCHEME) else self.german(iri)
