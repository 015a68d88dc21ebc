"""The report in the terms of standards: `sh:ValidationReport` in Turtle, and JUnit."""

from __future__ import annotations

import io
import re
from typing import Final
from xml.etree import ElementTree as ET

import pyoxigraph as ox

from integraph.namespaces import IG, IGS, NAMESPACES, RDF, XSD
from integraph.reports.words import heading, message, thing
from integraph.shacl.terms import SH
from integraph.validation.report import InputProblem, Report, Result

_TYPE: Final = ox.NamedNode(RDF + "type")
_NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _sh(name: str) -> ox.NamedNode:
    return ox.NamedNode(SH + name)


def triples(report: Report) -> list[ox.Triple]:
    """The triples of https://www.w3.org/TR/shacl/#validation-report; places as `igs:file`, `igs:line` …"""
    node = ox.BlankNode()
    found = [
        ox.Triple(node, _TYPE, _sh("ValidationReport")),
        ox.Triple(node, _sh("conforms"), ox.Literal(not report.results and not report.problems)),
    ]
    for result in report.results:
        found.append(ox.Triple(node, _sh("result"), _result(result, found)))
    for problem in report.problems:
        found.append(ox.Triple(node, ox.NamedNode(IGS + "unreadable"), _problem(problem, found)))
    return found


def _texts(node: ox.BlankNode, predicate: ox.NamedNode, german: str, english: str) -> list[ox.Triple]:
    texts = [ox.Literal(german, language="de")] if german else []
    if english:
        texts.append(ox.Literal(english, language="en"))
    return [ox.Triple(node, predicate, text) for text in texts]


def _result(result: Result, found: list[ox.Triple]) -> ox.BlankNode:
    node = ox.BlankNode()
    found.append(ox.Triple(node, _TYPE, _sh("ValidationResult")))
    found.append(ox.Triple(node, _sh("focusNode"), result.focus_node))
    found.append(ox.Triple(node, _sh("resultSeverity"), _sh(result.severity)))
    found.append(ox.Triple(node, _sh("sourceConstraintComponent"), ox.NamedNode(result.component)))
    if result.path_node is not None:
        path, described = result.path_node.triples()
        found += [ox.Triple(node, _sh("resultPath"), path), *described]
    if result.value_node is not None:
        found.append(ox.Triple(node, _sh("value"), result.value_node))
    if result.shape_node is not None:
        found.append(ox.Triple(node, _sh("sourceShape"), result.shape_node))
    found += _texts(node, _sh("resultMessage"), *result.messages)
    found += _texts(node, ox.NamedNode(IGS + "remedy"), *result.remedy)
    place = result.place
    for name, value in (("file", place.file), ("sheet", place.sheet), ("header", place.header)):
        if value:
            found.append(ox.Triple(node, ox.NamedNode(IGS + name), ox.Literal(value)))
    for name, number in (("line", place.line), ("row", place.row), ("column", place.column)):
        if number:
            found.append(ox.Triple(node, ox.NamedNode(IGS + name), ox.Literal(number)))
    for detail in result.details:
        found.append(ox.Triple(node, _sh("detail"), _result(detail, found)))
    return node


def _problem(problem: InputProblem, found: list[ox.Triple]) -> ox.BlankNode:
    node = ox.BlankNode()
    found.append(ox.Triple(node, ox.NamedNode(IGS + "file"), ox.Literal(problem.place.file)))
    if problem.place.line:
        found.append(ox.Triple(node, ox.NamedNode(IGS + "line"), ox.Literal(problem.place.line)))
    found += _texts(node, ox.NamedNode(NAMESPACES["rdfs"] + "comment"), *problem.message)
    return node


def write_turtle(report: Report, _language: str = "de") -> bytes:
    """Both languages at once. `sh:conforms` is as SHACL has it: false as soon as there is any result."""
    output = io.BytesIO()
    prefixes = {"sh": SH, "igs": IGS, "ig": IG, "xsd": XSD}
    ox.serialize(triples(report), output, format=ox.RdfFormat.TURTLE, prefixes=prefixes)
    return output.getvalue()


def write_junit(report: Report, language: str = "de") -> bytes:
    """JUnit XML: a suite a file, a case a problem; violations are failures, unreadable files errors.

    Warnings and infos are passed cases with their text, because JUnit has no weights.
    """
    suites = ET.Element("testsuites", name="Integraph")
    for name in dict.fromkeys([*report.inputs, *(r.place.file for r in report.results)]):
        suite = ET.SubElement(suites, "testsuite", name=_xml(name or "graph"))
        problems = [p for p in report.problems if p.place.file == name]
        results = [r for r in report.results if r.place.file == name]
        for problem in problems:
            case = ET.SubElement(suite, "testcase", name=problem.code, classname=_xml(name))
            message = _xml(problem.message.in_language(language))
            error = ET.SubElement(case, "error", message=message, type=problem.code)
            error.text = _xml(f"{problem.place.text(language)}\n{problem.remedy.in_language(language)}")
        for result in results:
            _case(suite, result, language)
        if not problems and not results:
            ET.SubElement(suite, "testcase", name="conforms", classname=_xml(name))
        failures = sum(r.severity == "Violation" for r in results)
        suite.set("tests", str(len(suite)))
        suite.set("failures", str(failures))
        suite.set("errors", str(len(problems)))
    for count in ("tests", "failures", "errors"):
        suites.set(count, str(sum(int(suite.get(count, "0")) for suite in suites)))
    output = io.BytesIO()
    ET.indent(suites)
    ET.ElementTree(suites).write(output, encoding="utf-8", xml_declaration=True)
    return output.getvalue() + b"\n"


def _case(suite: ET.Element, result: Result, language: str) -> None:
    place = result.place
    case = ET.SubElement(suite, "testcase", name=_xml(f"{result.code} {result.focus}"), classname=_xml(place.file))
    if place.file:
        case.set("file", _xml(place.file))
    if number := place.line or place.row:
        case.set("line", str(number))
    said = _xml(message(result, language))
    body = [place.text(language), thing(result, language), *(f"{n}: {t}" for n, t in result.lines(language))]
    text = _xml("\n".join(filter(None, body)))
    if result.severity == "Violation":
        ET.SubElement(case, "failure", message=said, type=heading(result, language)).text = text
    else:
        ET.SubElement(case, "system-out").text = f"{heading(result, language)}: {said}\n{text}"


def _xml(text: str) -> str:
    """Text without the characters that XML 1.0 has no way to write."""
    return _NOT_XML.sub("\ufffd", text)
