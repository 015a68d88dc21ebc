"""`/validate`: every format of report over HTTP, a form that needs no script, and uploads that can do no harm."""

from __future__ import annotations

import asyncio
import json
import re
import socket
import threading
import time
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import httpx
import pytest
import uvicorn
from checking import GOOD, HEADER, statement

from integraph.http import create_app
from integraph.http.validating import Uploads
from integraph.land.laender import LAENDER
from integraph.reports import FORMATS
from integraph.sparql.workers import Limits
from integraph.store import Graph
from server import Server

EXAMPLE = sorted((Path(__file__).parents[2] / "docs" / "beispiele" / "brandenburg-erfunden").glob("*.csv"))
BAD = statement("zu:schlecht", {"ig:role": '"Ausführung"'})
TURTLE = {"Content-Type": "text/turtle"}


def post(
    server: Server, content: str | bytes, accept: str | None = None, query: str = "", **headers: str
) -> httpx.Response:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    data = content.encode() if isinstance(content, str) else content
    return server.request("POST", f"/validate{query}", accept, content=data, headers={**TURTLE, **names})


@pytest.fixture(scope="module")
def small(graph: Graph) -> Iterator[Server]:
    """A server that takes little."""
    app = create_app(graph.build, Limits(), uploads=Uploads(size=4096, triples=100, depth=5, seconds=30))
    yield Server(app)
    app.state.service.close()


def test_good_and_bad_data_get_a_report_and_a_verdict(server: Server) -> None:
    good, bad = post(server, statement()), post(server, BAD, query="?name=land.ttl")
    assert (good.status_code, bad.status_code) == (200, 200)
    assert (good.headers["integraph-conforms"], bad.headers["integraph-conforms"]) == ("true", "false")
    assert good.json()["conforms"] is True
    assert {r["place"]["file"] for r in bad.json()["results"]} == {"land.ttl"}
    assert bad.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("name", FORMATS)
def test_each_format_comes_by_name_and_by_media_type(server: Server, name: str) -> None:
    chosen = FORMATS[name]
    named = post(server, BAD, query=f"?format={name}")
    assert named.status_code == 200
    assert named.headers["content-type"].partition(";")[0] == chosen.media
    accepted = post(server, BAD, chosen.media)
    assert accepted.headers["content-type"].partition(";")[0] == chosen.media
    if name == "json":
        assert accepted.json() == named.json()


ABOUT = "https://w3id.org/integraph/id/zustaendigkeit/x"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
SYNTAXES = {
    "text/turtle": statement(),
    "application/trig": f"{HEADER}<https://example.org/g> {{ {statement()[len(HEADER) :]} }}",
    "application/ld+json": '{"@context":"https://w3id.org/integraph/context.jsonld","@id":"zu:x",\n'
    '"rdfs:label":{"@value":"x","@language":"de"}}',
    "application/n-triples": f'<{ABOUT}> <{LABEL}> "x"@de .',
    "application/rdf+xml; charset=utf-8": '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
    f'xmlns:s="http://www.w3.org/2000/01/rdf-schema#">\n<r:Description r:about="{ABOUT}"><s:label>x</s:label>'
    "</r:Description></r:RDF>",
}


@pytest.mark.parametrize(("media", "content"), SYNTAXES.items())
def test_each_syntax_is_read_by_its_media_type(server: Server, media: str, content: str) -> None:
    response = post(server, content, Content_Type=media)
    assert response.status_code == 200
    found = response.json()
    assert found["problems"] == []
    assert found["triples"] >= 1
    assert all(r["place"]["line"] for r in found["results"])


def test_the_form_works_without_a_script(server: Server) -> None:
    page = server.get("/validate", "text/html")
    assert page.status_code == 200
    form = re.search(r"<form class=.upload.*?</form>", page.text, re.DOTALL)
    assert form
    assert 'method="post" enctype="multipart/form-data"' in form[0]
    assert re.findall(r" (data-\w+)=", form[0]) == ["data-busy"]  # what a script adds; the browser posts without it
    assert re.findall(r'<label for="(\w+)"', form[0]) == re.findall(r' id="(\w+)"', form[0]) != []
    assert "Check data" in server.get("/validate?lang=en", "text/html").text
    files = [("file", ("C:\\Daten\\hessen.ttl", BAD.encode())), ("file", ("gut.ttl", statement("zu:gut").encode()))]
    answer = server.request(
        "POST", "/validate", "text/html,*/*;q=0.8", files=files, data={"format": "", "lang": "de", "input": ""}
    )
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    assert "Ergebnis der Prüfung" in answer.text
    assert "hessen.ttl, Zeile" in answer.text
    assert "C:\\Daten" not in answer.text
    assert "role:ausfuehrung" in answer.text


def test_the_form_takes_text_and_gives_files(server: Server) -> None:
    fields = {"text": BAD, "format": "csv", "lang": "en", "input": "turtle"}
    answer = server.request("POST", "/validate", "text/html", files={"file": ("", b"")}, data=fields)
    assert answer.status_code == 200
    assert answer.headers["content-disposition"] == 'attachment; filename="pruefbericht.csv"'
    assert answer.text.startswith("Severity,")


def test_what_is_uploaded_is_shown_as_text_and_not_as_markup(server: Server) -> None:
    evil = statement("zu:x", {"rdfs:label": '"<script>alert(1)</script>"', "ig:role": '"<img src=x onerror=y>"'})
    files = {"file": ("<b>x</b>\r\nX.ttl", evil.encode())}
    answer = server.request("POST", "/validate", "text/html", files=files)
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    assert "<img src=x" not in answer.text
    assert "<b>x" not in answer.text
    assert "unsafe-inline" not in answer.headers["content-security-policy"]


def test_a_land_is_chosen_on_the_page_and_its_profile_holds(server: Server) -> None:
    page = server.get("/validate", "text/html").text
    assert all(f'<option value="{land.code}">{land.name}</option>' in page for land in LAENDER)
    files = [("file", (path.name, path.read_bytes())) for path in EXAMPLE]
    answer = server.request("POST", "/validate", "text/html", files=files, data={"land": "Brandenburg"})
    assert (answer.status_code, answer.headers["integraph-conforms"]) == (200, "true")
    assert '<option value="bb" selected>Brandenburg</option>' in answer.text


def test_csv_tables_over_http_need_a_land_and_are_found_fault_with_by_row(server: Server) -> None:
    tables = {path.name: path.read_bytes() for path in EXAMPLE}
    name = "zustaendigkeiten.csv"
    tables[name] = tables[name].replace(b";muss;", b";;", 1)
    files = [("file", item) for item in tables.items()]
    refused = server.request("POST", "/validate", "application/json", files=files)
    assert refused.status_code == 422
    assert "Es fehlt die Angabe, um welches Land es geht" in refused.json()["problems"][0]["message"]
    answer = server.request("POST", "/validate?land=12", "application/json", files=files)
    assert answer.status_code == 200
    (found,) = answer.json()["results"]
    assert found["code"].startswith("LandResponsibility-bindingness-given")
    assert (found["place"]["file"], found["place"]["row"], found["place"]["header"]) == (name, 2, "Verbindlichkeit")


def test_a_table_is_a_body_of_its_own(server: Server) -> None:
    body = next(path for path in EXAMPLE if path.name == "quellen.csv").read_bytes()
    answer = server.request("POST", "/validate?land=bb", content=body, headers={"Content-Type": "text/csv"})
    assert answer.status_code == 200
    assert answer.json()["focusNodes"] == 1


def test_what_is_no_land_is_refused_over_http(server: Server) -> None:
    answer = post(server, statement(), query="?land=franken")
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid-parameter")
    assert "th (Thüringen)" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("headers", "content", "status", "code"),
    [
        ({"Content-Type": "text/tab-separated-values"}, "a;b", 415, "unsupported-media-type"),
        ({"Content-Type": "application/zip"}, "PK", 415, "unsupported-media-type"),
        ({"Content-Type": ""}, "x", 415, "unsupported-media-type"),
        ({"Content-Encoding": "gzip"}, "x", 415, "packed"),
        ({"Content-Type": "multipart/form-data"}, "x", 400, "malformed-form"),
        ({"Content-Type": "multipart/form-data; boundary=a"}, "x", 400, None),
        ({}, "x" * 5000, 413, "too-large"),
        ({"Accept": "image/png"}, statement(), 406, "not-acceptable"),
    ],
)
def test_a_request_that_cannot_be_served_says_why(
    small: Server, headers: dict[str, str], content: str, status: int, code: str | None
) -> None:
    response = small.request("POST", "/validate", content=content.encode(), headers={**TURTLE, **headers})
    assert response.status_code == status
    problem = response.json()
    assert problem["code"] == (code or problem["code"])
    assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(("query", "status"), [("?format=docx", 406), ("?lang=fr", 400)])
def test_a_wrong_parameter_is_refused(small: Server, query: str, status: int) -> None:
    assert post(small, "x", query=query).status_code == status


def test_nothing_chosen_is_said(server: Server) -> None:
    answer = server.request("POST", "/validate", files={"file": ("", b"")}, data={"text": " "})
    assert (answer.status_code, answer.json()["code"]) == (400, "nothing-to-check")


def bomb() -> bytes:
    """Half a gigabyte of zeros in half a megabyte."""
    output = BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("a.ttl", "w") as member:
        for _ in range(64):
            member.write(bytes(1 << 23))
    return output.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("bombe.ttl", bomb(), "wrong-type"),
        ("bombe.zip", bomb(), "wrong-type"),
        ("bombe.xlsx", bomb(), "table"),
        ("lachen.rdf", b'<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><r>&b;</r>', "xml-entities"),
        ("datei.rdf", b'<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]><r>&a;</r>', "xml-entities"),
        ("fern.jsonld", b'{"@context": "http://127.0.0.1:9/c.jsonld", "@id": "http://a/"}', "remote-context"),
        ("tief.ttl", b"<http://a/> <http://b/> " + b"[ <http://b/> " * 200 + b"1" + b" ]" * 200 + b" .", "too-deep"),
        ("tief.jsonld", b'{"a":' * 5000 + b"1" + b"}" * 5000, "too-deep"),
        ("tief.rdf", b"<a>" * 3000 + b"</a>" * 3000, "too-deep"),
        ("latin.ttl", "# Grün".encode("latin-1"), "encoding"),
        ("leer.ttl", b"", "empty"),
    ],
)  # fmt: skip
def test_a_harmful_or_unreadable_upload_is_refused_in_words(
    server: Server, name: str, content: bytes, code: str
) -> None:
    started = time.monotonic()
    answer = server.request("POST", "/validate", "application/json", files={"file": (name, content)})
    assert answer.status_code == 422
    assert [p["code"] for p in answer.json()["problems"]] == [code]
    assert time.monotonic() - started < 20


def test_more_triples_than_allowed_are_refused(small: Server) -> None:
    answer = post(small, HEADER[:0] + "".join(f"<a:{i}> <b:b> 1 .\n" for i in range(150)))
    assert [p["code"] for p in answer.json()["problems"]] == ["too-many-triples"]


def test_a_form_with_too_many_files_is_refused(server: Server) -> None:
    files = [("file", (f"{i}.ttl", b"x")) for i in range(21)]
    answer = server.request("POST", "/validate", files=files)
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed-form")


def test_a_validation_that_takes_too_long_is_stopped_with_its_process(graph: Graph) -> None:
    many = HEADER + "".join(statement(f"zu:nummer-{i}")[len(HEADER) :] for i in range(5_000))
    app = create_app(graph.build, Limits(), uploads=Uploads(seconds=0.05))
    try:
        started = time.monotonic()
        answer = post(Server(app), many)
        assert (answer.status_code, answer.json()["code"]) == (503, "deadline")
        assert time.monotonic() - started < 5
        assert app.state.desk.running == 0
    finally:
        app.state.service.close()


def test_a_validation_that_needs_too_much_memory_is_stopped(graph: Graph) -> None:
    app = create_app(graph.build, Limits(), uploads=Uploads(memory=100 << 20))
    try:
        answer = post(Server(app), statement())
        assert (answer.status_code, answer.json()["code"]) == (503, "worker-died")
    finally:
        app.state.service.close()


def test_only_so_many_validations_run_at_once(graph: Graph) -> None:
    app = create_app(graph.build, Limits(), uploads=Uploads(at_once=1))

    async def both() -> list[int]:
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            asked = [client.post("/validate", content=statement(), headers=TURTLE) for _ in range(2)]
            return [response.status_code for response in await asyncio.gather(*asked)]

    try:
        assert sorted(asyncio.run(both())) == [200, 503]
        assert app.state.desk.running == 0
    finally:
        app.state.service.close()


def test_a_real_server_goes_on_answering_and_ends_what_nobody_waits_for(graph: Graph) -> None:
    app = create_app(graph.build, Limits(workers=1))
    many = HEADER + "".join(statement(f"zu:n{i}")[len(HEADER) :] for i in range(400))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        running = uvicorn.Server(uvicorn.Config(app, log_level="critical", lifespan="on"))
        thread = threading.Thread(target=running.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            while not running.started:
                time.sleep(0.02)
            address = f"http://127.0.0.1:{port}"
            with pytest.raises(httpx.ReadTimeout):
                httpx.post(f"{address}/validate", content=many, headers=TURTLE, timeout=httpx.Timeout(10, read=0.3))
            started = time.monotonic()
            assert httpx.get(f"{address}/healthz").status_code == 200
            assert time.monotonic() - started < 1
            until = time.monotonic() + 5
            while app.state.desk.running and time.monotonic() < until:
                time.sleep(0.05)
            assert app.state.desk.running == 0
            answer = httpx.post(f"{address}/validate", content=BAD, headers=TURTLE, timeout=60)
            assert json.loads(answer.content)["conforms"] is False
        finally:
            running.should_exit = True
            thread.join(timeout=10)


def test_every_property_of_the_good_statement_is_written_once() -> None:
    assert statement().count(" ;\n") == len(GOOD) - 1
