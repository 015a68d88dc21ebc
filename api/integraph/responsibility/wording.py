"""The reason of a row in one German and one English sentence, put together from the steps that led to it."""

from __future__ import annotations

from integraph.namespaces import SCHEME

from .answer import Condition
from .chain import Holder
from .knowledge import Fact, Knowledge

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
        kind: str | None,
        task: str,
        place: str,
        conditions: list[Condition],
    ) -> dict[str, str]:
        """Return ``{"de", "en"}``: where it holds, for which task, how the holder was found, on which condition."""
        return {
            "de": self._german(fact, holder, kind, task, place, conditions),
            "en": self._english(fact, role, holder, kind, task, place, conditions),
        }

    def _german(
        self, fact: Fact, holder: Holder, kind: str | None, task: str, place: str, conditions: list[Condition]
    ) -> str:
        name = holder.label or self.german(holder.iri)
        said = "nimmt das Szenario an" if fact.one("evidenceKind") == ASSUMED else "sagt die Quelle"
        parts = [f"Für {self.german(place)} {said} (Stand {fact.one('asOf')}): {fact.label.rstrip('. ')}"]
        if task != self.task:
            parts.append(f"das betrifft „{self.german(task)}“, wozu „{self.german(self.task)}“ gehört")
        if kind and holder.iri != kind:
            noun = self.german(kind)
            if holder.exact:
                parts.append(f"{noun} ist hier {name}")
            elif holder.open_level:
                parts.append(f"„{noun}“ lässt die Ebene offen, hier passt auch {name}")
            else:
                parts.append(f"die Stelle ({noun}) sitzt bei {name}; welche es ist, sagt der Graph nicht")
        parts += [f"Bedingung „{c.text}“ ist {_STATES[c.state][0]}" for c in conditions]
        return "; ".join(parts) + "."

    def _english(
        self,
        fact: Fact,
        role: str,
        holder: Holder,
        kind: str | None,
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
            f"{self._concept(kind) if kind else name}"
        ]
        if kind and holder.iri != kind:
            if holder.exact:
                parts.append(f"here this is {name}")
            elif holder.open_level:
                parts.append(f"this leaves the level open, and {name} is one of the bodies that fit")
            else:
                parts.append(f"only the level is known: it sits at {name}")
        parts += [f"condition “{c.text}” is {_STATES[c.state][1]}" for c in conditions]
        return "; ".join(parts) + "."

    def _concept(self, iri: str | None) -> str:
        if not iri:
            return ""
        return self.english(iri) if iri.startswith(SCHEME) else self.german(iri)
