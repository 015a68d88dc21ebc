"""Where the statements of a JSON-LD text stand: the text is read once more with places, and expanded on the way.

After https://www.w3.org/TR/json-ld11-api/#expansion-algorithm. Nodes that the text does not name have made-up names;
their statements are found through the thing that refers to them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from integraph.namespaces import RDF, XSD
from integraph.validation.jsonld import TOKEN
from integraph.validation.jsonldcontext import Context, Meaning
from integraph.validation.turtle import Position

_TYPE: Final = RDF + "type"
_DOUBLE: Final = XSD + "double"
_ANYTHING: Final = Meaning("")


@dataclass(frozen=True)
class Member:
    """A member of an object: its value, and the place of its key."""

    item: Item
    line: int
    column: int


@dataclass(frozen=True)
class Item:
    """A JSON value and its place."""

    content: dict[str, Member] | list[Item] | str | int | float | bool | None
    line: int
    column: int

    def plain(self) -> object:
        """The value as `json.loads` gives it."""
        if isinstance(self.content, dict):
            return {key: member.item.plain() for key, member in self.content.items()}
        if isinstance(self.content, list):
            return [item.plain() for item in self.content]
        return self.content

    def items(self) -> list[Item]:
        """The values of an array, or the one value."""
        return self.content if isinstance(self.content, list) else [self]


def positions(text: str) -> Iterator[Position]:
    """The statements of a well-formed text, with line and column of their keys and of their values."""
    walk = _Walk()
    walk.contents(_Reader(text).read(), Context())
    return iter(walk.found)


class _Reader:
    """Reads JSON, with places."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = TOKEN.finditer(text)
        self.line, self.counted = 1, 0

    def read(self) -> Item:
        return self._item(next(self.tokens))

    def _place(self, offset: int) -> tuple[int, int]:
        self.line += self.text.count("\n", self.counted, offset)
        self.counted = offset
        return self.line, offset - self.text.rfind("\n", 0, offset)

    def _item(self, match: re.Match[str]) -> Item:
        place = self._place(match.start())
        if match[0] == "{":
            members = {}
            for each in self.tokens:
                if each[0] == "}":
                    break
                if each[0] != ",":
                    at = self._place(each.start())
                    next(self.tokens)  # the colon
                    members[json.loads(each[0])] = Member(self._item(next(self.tokens)), *at)
            return Item(members, *place)
        if match[0] == "[":
            items = []
            for each in self.tokens:
                if each[0] == "]":
                    break
                if each[0] != ",":
                    items.append(self._item(each))
            return Item(items, *place)
        return Item(json.loads(match[0]), *place)


class _Walk:
    """Notes what each object says, in the context that holds there."""

    def __init__(self) -> None:
        self.found: list[Position] = []
        self.blanks = 0

    def contents(self, item: Item, context: Context) -> None:
        """Visit the nodes at the top, in a graph, or included."""
        for each in item.items():
            if isinstance(each.content, dict):
                inner = _entered(each.content, context, _ANYTHING)
                sets = [m.item for key, m in each.content.items() if inner.expand(key, vocabulary=True) == "@set"]
                if sets:
                    self.contents(sets[0], inner)
                else:
                    self._node(each.content, inner)

    def _node(
        self, members: dict[str, Member], context: Context, name: str = "", kind: tuple[str, Item] | None = None
    ) -> str:
        """Note the statements of a node object, and return the name of the node.

        *name* and *kind* are what a map of nodes says: the node's name, or its type with the place of that.
        """
        typing, context = context, _typed(members, context, kind[0] if kind else "")
        for key, member in members.items():
            if context.expand(key, vocabulary=True) == "@id" and isinstance(member.item.content, str):
                name = context.expand(member.item.content, vocabulary=False)
        if not name:
            self.blanks += 1
            name = f"[]{self.blanks}"
        if kind:
            self._note(name, _TYPE, typing.expand(kind[0], vocabulary=True), kind[1])
        self._members(name, members, context, typing)
        return name

    def _members(self, subject: str, members: dict[str, Member], context: Context, typing: Context) -> None:
        for key, member in members.items():
            meaning = context.meaning(key)
            match meaning.iri:
                case "@type":
                    self._note(subject, _TYPE, "", member)
                    for each in member.item.items():
                        if isinstance(each.content, str):
                            self._note(subject, _TYPE, typing.expand(each.content, vocabulary=True), each)
                case "@graph" | "@included":
                    self.contents(member.item, context)
                case "@reverse" if isinstance(member.item.content, dict):
                    for inner, backwards in member.item.content.items():
                        told = context.meaning(inner)
                        self._property(subject, told, backwards, context, reverse=not told.reverse)
                case "@nest":
                    inside = context.with_local(meaning.scoped) if meaning.has_scope else context
                    for each in member.item.items():
                        if isinstance(each.content, dict):
                            self._members(subject, each.content, inside, typing)
                case iri if ":" in iri:
                    self._property(subject, meaning, member, context, reverse=meaning.reverse)

    def _property(self, subject: str, meaning: Meaning, member: Member, context: Context, *, reverse: bool) -> None:
        if not reverse:
            self._note(subject, meaning.iri, "", member)
        if meaning.coercion == "@json":
            return
        for value, item in self._values(member.item, meaning, context, meaning.containers):
            one, other = (value, subject) if reverse else (subject, value)
            self._note(one, meaning.iri, other, item)

    def _values(
        self, item: Item, meaning: Meaning, context: Context, containers: frozenset[str] = frozenset()
    ) -> Iterator[tuple[str, Item]]:
        """What each value of a property stands for: an IRI, a lexical form, or the name of a nameless node."""
        content = item.content
        if isinstance(content, list):
            for each in content:
                yield from self._values(each, meaning, context, containers)
        elif isinstance(content, dict):
            if keyed := containers & {"@language", "@index", "@id", "@type"}:
                yield from self._mapped(content, min(keyed), meaning, context)
            elif "@graph" in containers:
                self.contents(item, context)
            else:
                yield from self._object(item, content, meaning, context)
        elif content is not None:
            scope = context.with_local(meaning.scoped) if meaning.has_scope else context
            yield _lexical(content, meaning.coercion, scope), item

    def _mapped(
        self, content: dict[str, Member], keyed: str, meaning: Meaning, context: Context
    ) -> Iterator[tuple[str, Item]]:
        """The values of a map: its keys are languages, marks without meaning, or names or types of nodes or graphs."""
        for key, member in content.items():
            at = Item(key, member.line, member.column)
            nothing = context.expand(key, vocabulary=True) == "@none"
            name = context.expand(key, vocabulary=False) if keyed == "@id" and not nothing else ""
            kind = (key, at) if keyed == "@type" and not nothing else None
            for each in member.item.items():
                if "@graph" in meaning.containers:
                    self.contents(each, context)
                    if name:
                        yield name, at
                elif isinstance(each.content, dict) and (name or kind):
                    inner = _entered(each.content, context, meaning)
                    yield self._node(each.content, inner, name, kind), each
                elif isinstance(each.content, str) and kind:
                    target = context.expand(each.content, vocabulary=meaning.coercion == "@vocab")
                    self._note(target, _TYPE, context.expand(key, vocabulary=True), at)
                    yield target, each
                else:
                    yield from self._values(each, meaning, context)

    def _object(
        self, item: Item, content: dict[str, Member], meaning: Meaning, context: Context
    ) -> Iterator[tuple[str, Item]]:
        inner = _entered(content, context, meaning)
        keywords = {inner.expand(key, vocabulary=True): member.item for key, member in content.items()}
        if "@value" in keywords:
            value = keywords["@value"].content
            if isinstance(value, str | int | float):
                yield _lexical(value, "", inner), item
        elif held := keywords.get("@list", keywords.get("@set")):
            if "@list" in keywords and held.content == []:
                yield RDF + "nil", item
            yield from self._values(held, meaning, inner)
        else:
            yield self._node(content, inner), item

    def _note(self, subject: str, predicate: str, value: str, place: Member | Item) -> None:
        self.found.append((subject, predicate, value, place.line, place.column))


def _entered(members: dict[str, Member], context: Context, meaning: Meaning) -> Context:
    """The context of an object that is a value of a property with *meaning*, before its types are known."""
    if context.previous is not None:
        expanded = {context.expand(key, vocabulary=True) for key in members}
        if "@value" not in expanded and expanded != {"@id"}:
            context = context.previous
    if meaning.has_scope:
        context = context.with_local(meaning.scoped)
    if "@context" in members:
        context = context.with_local(members["@context"].item.plain())
    return context


def _typed(members: dict[str, Member], context: Context, kind: str) -> Context:
    """The context after those that a node's types bring; *kind* is the type that a map says."""
    kinds = {kind} if kind else set()
    for key, member in members.items():
        if context.expand(key, vocabulary=True) == "@type":
            kinds |= {each.content for each in member.item.items() if isinstance(each.content, str)}
    typed = context
    for each in sorted(kinds):
        if each in context.terms and context.terms[each].has_scope:
            typed = typed.with_local(context.terms[each].scoped, inherited=False)
    return typed


def _lexical(content: str | float, coercion: str, context: Context) -> str:
    """The IRI or lexical form that a scalar stands for; numbers as JSON-LD writes them."""
    if isinstance(content, str):
        if coercion in ("@id", "@vocab"):
            return context.expand(content, vocabulary=coercion == "@vocab")
        return content
    if isinstance(content, bool):
        return json.dumps(content)
    if coercion != _DOUBLE and content == int(content) and abs(content) < 1e21:
        return str(int(content))
    digits, _, exponent = f"{content:.15E}".partition("E")
    whole, _, rest = digits.partition(".")
    return f"{whole}.{rest.rstrip('0') or '0'}E{int(exponent)}"
