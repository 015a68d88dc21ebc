"""How long SHACL validation takes: Integraph's engine, pySHACL and, where they are there, other validators.

    uv run --with pyrudof python -m benchmarks.shacl --json results.json

pyrudof is measured where it is installed, Apache Jena and TopBraid SHACL where ``--jena`` and ``--topbraid`` name a
folder with their jars and those they need (Maven Central: ``org.apache.jena:jena-shacl``, ``org.topbraid:shacl``), for
which Java 17 or newer with its compiler must be there.

Each engine validates each workload in a process of its own, so that peak memory is its own. Times are of the
validation alone, shapes being read within it, data before it; an engine that takes longer than the limit is stopped
and shown as such. The workloads: the register of territories, the project's graph, and that graph with 20 made-up
responsibilities for each municipality, all under the project's shapes; a sh:sparql constraint on many nodes; a made-up
register with shapes of its own. Made-up data are the same on every run. The last column says how many results were
found: where it differs between engines, their times cannot be compared.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import platform
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import pyoxigraph as ox

EX = "http://example.org/"
ENGINES = ("integraph", "pyshacl", "pyrudof", "jena", "topbraid")
ON_JENA = Path(__file__).with_name("ShaclOnJena.java")

SPARQL_SHAPES = f"""@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <{EX}> .
ex:Q a sh:NodeShape ; sh:targetClass ex:Place ; sh:sparql [ sh:message "too few" ; sh:select
  "SELECT $this ?value WHERE {{ $this <{EX}inhabitants> ?value FILTER(?value < 100) }}" ] .
"""
CORE_SHAPES = f"""@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <{EX}> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
ex:PlaceShape a sh:NodeShape ; sh:targetClass ex:Place ;
  sh:property [ sh:path ex:label ; sh:minCount 1 ; sh:uniqueLang true ; sh:datatype rdf:langString ] ;
  sh:property [ sh:path ex:key ; sh:minCount 1 ; sh:maxCount 1 ; sh:datatype xsd:string ; sh:pattern "^[0-9]{{8}}$" ] ;
  sh:property [ sh:path ex:inhabitants ; sh:maxCount 1 ; sh:datatype xsd:integer ; sh:minInclusive 0 ] ;
  sh:property [ sh:path ex:within ; sh:class ex:Place ; sh:node ex:NamedShape ] ;
  sh:property [ sh:path ( ex:within ex:within ) ; sh:nodeKind sh:IRI ] ;
  sh:property [ sh:path ex:date ; sh:or ( [ sh:datatype xsd:date ] [ sh:datatype xsd:gYear ] ) ] ;
  sh:property [ sh:path ex:label ; sh:qualifiedValueShape [ sh:languageIn ( "de" ) ] ; sh:qualifiedMinCount 1 ] .
ex:NamedShape a sh:NodeShape ; sh:property [ sh:path ex:label ; sh:minCount 1 ] .
"""


@dataclass(frozen=True)
class Measurement:
    """One engine on one workload: seconds to load and to validate (None: over the limit, or failed), peak MiB."""

    workload: str
    engine: str
    triples: int
    load: float | None
    validate: float | None
    memory: int | None
    results: int | None
    note: str = ""


def places(count: int) -> Iterator[ox.Triple]:
    """A made-up register: *count* places, one in a hundred with a fault, the kinds of fault in turn."""

    def name(number: int) -> ox.NamedNode:
        return ox.NamedNode(f"{EX}place/{number}")

    def typed(text: str, kind: str) -> ox.Literal:
        return ox.Literal(text, datatype=ox.NamedNode(f"http://www.w3.org/2001/XMLSchema#{kind}"))

    label, key, within = (ox.NamedNode(EX + p) for p in ("label", "key", "within"))
    for n in range(count):
        fault = n // 100 % 5 if n % 100 == 99 else None
        yield ox.Triple(
            name(n), ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"), ox.NamedNode(EX + "Place")
        )
        if fault != 0:
            yield ox.Triple(name(n), label, ox.Literal(f"Ort {n}", language="de"))
        yield ox.Triple(name(n), label, ox.Literal(f"Place {n}", language="en"))
        yield ox.Triple(name(n), key, ox.Literal(f"{n:08d}" if fault != 1 else f"{n}"))
        yield ox.Triple(
            name(n), ox.NamedNode(EX + "inhabitants"), typed(str(n * 7919 % 100_000 if fault != 2 else -1), "integer")
        )
        yield ox.Triple(name(n), within, name(n // 20) if fault != 3 else ox.Literal("somewhere"))
        yield ox.Triple(name(n), ox.NamedNode(EX + "date"), typed("2025", "date" if fault == 4 else "gYear"))


def workloads(folder: Path, nodes: int, size: int) -> dict[str, tuple[Path, Path]]:
    """Name → files with data (N-Triples) and shapes (Turtle), written to *folder*."""
    from benchmarks.endpoint.graphs import responsibilities

    from integraph.build import Roots
    from integraph.store import open_graph
    from integraph.validation.engine import rule_set

    def write(name: str, data: Iterator[ox.Triple], shapes: str) -> tuple[Path, Path]:
        files = folder / f"{name}.nt", folder / f"{name}-shapes.ttl"
        with files[0].open("wb") as stream:
            ox.serialize(data, stream, format=ox.RdfFormat.N_TRIPLES)
        files[1].write_text(shapes, encoding="utf-8")
        return files

    store = open_graph().store
    own = [quad.triple for quad in store.quads_for_pattern(None, None, None, ox.DefaultGraph())]
    places_of = Roots().data / "register"
    register = (quad.triple for file in sorted(places_of.glob("*.ttl")) for quad in ox.parse(path=str(file)))
    shapes = ox.serialize(rule_set().triples, format=ox.RdfFormat.TURTLE)
    assert isinstance(shapes, bytes)  # noqa: S101 - no stream was given
    rules = shapes.decode()
    return {
        "register": write("register", register, rules),
        "project": write("project", iter(own), rules),
        "synthetic": write("synthetic", iter([*own, *responsibilities(store, complete=True)]), rules),
        f"sparql-{nodes}": write("sparql", places(nodes), SPARQL_SHAPES),
        f"core-{size}": write("core", places(size), CORE_SHAPES),
    }


def load_and_validate(engine: str, data: Path, shapes: Path) -> dict[str, float | int]:
    """Run in a process of its own: seconds and number of results."""
    start = time.perf_counter()
    if engine == "integraph":
        from integraph import shacl

        store = ox.Store()
        store.bulk_load(path=str(data), format=ox.RdfFormat.N_TRIPLES)
        loaded = time.perf_counter()
        quads = list(ox.parse(path=str(shapes), format=ox.RdfFormat.TURTLE))
        results = len(shacl.validate(store, quads).results)
    elif engine == "pyshacl":
        import pyshacl
        import rdflib

        graph, rules = rdflib.Graph().parse(data, format="nt"), rdflib.Graph().parse(shapes)
        loaded = time.perf_counter()
        _, report, _ = pyshacl.validate(graph, shacl_graph=rules, inference="none", inplace=True)
        assert isinstance(report, rdflib.Graph)  # noqa: S101 - the other types are for other options
        results = len(list(report.objects(None, rdflib.SH.result)))
    else:
        import pyrudof

        rudof = pyrudof.Rudof(pyrudof.RudofConfig())
        rudof.read_data(str(data), format=pyrudof.RDFFormat.NTriples)
        loaded = time.perf_counter()
        rudof.read_shacl(str(shapes))
        results = len(list(rudof.validate_shacl()))
    end = time.perf_counter()
    return {"load": loaded - start, "validate": end - loaded, "memory": _peak(), "results": results}


def _peak() -> int:
    """MiB that this process held at most; getrusage would count what its parent held when it was forked."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(re.findall(r"VmHWM:\s+(\d+)", status.read_text())[0]) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def measure(workload: str, engine: str, files: tuple[Path, Path], limit: float, jars: Path | None) -> Measurement:
    """Measure in a child process, which is stopped after *limit* seconds."""
    with files[0].open("rb") as stream:
        triples = sum(1 for _ in stream)
    command = [sys.executable, __file__, "--child", engine, *map(str, files)]
    if jars is not None:
        command = ["java", "-cp", f"{jars}/*", str(ON_JENA), engine, *map(str, files)]
    try:
        child = subprocess.run(command, capture_output=True, text=True, timeout=limit, check=False)
    except subprocess.TimeoutExpired:
        return Measurement(workload, engine, triples, None, None, None, None, f"over {limit:.0f} s")
    if child.returncode:
        reason = (child.stderr.strip().splitlines() or ["no message"])[-1]
        return Measurement(workload, engine, triples, None, None, None, None, f"failed: {reason[:80]}")
    found = json.loads(child.stdout.splitlines()[-1])
    return Measurement(workload, engine, triples, found["load"], found["validate"], found["memory"], found["results"])


def changes(files: tuple[Path, Path], count: int = 20) -> dict[str, float]:
    """Seconds to validate the project's graph whole, and on average after one label was taken away."""
    from integraph import shacl

    store = ox.Store()
    store.bulk_load(path=str(files[0]), format=ox.RdfFormat.N_TRIPLES)
    shapes = shacl.read_shapes(ox.parse(path=str(files[1]), format=ox.RdfFormat.TURTLE))
    start = time.perf_counter()
    report = shacl.validate(store, shapes)
    whole = time.perf_counter() - start
    label = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
    quads = sorted(store.quads_for_pattern(None, label, None), key=str)
    chosen = quads[:: max(1, len(quads) // count)][:count]
    start = time.perf_counter()
    for quad in chosen:
        store.remove(quad)
        report = shacl.revalidate(report, store, [quad])
    return {"whole": whole, "one change": (time.perf_counter() - start) / len(chosen)}


def table(measurements: list[Measurement]) -> Iterator[str]:
    """The measurements as lines, with each engine's time as a multiple of Integraph's."""
    base = {m.workload: m.validate for m in measurements if m.engine == "integraph"}
    head = ("engine", 12), ("triples", 9), ("load s", 9), ("validate s", 12), ("ratio", 8), ("MiB", 7), ("results", 9)
    yield f"{'workload':<16}" + "".join(f"{name:<{n}}" if name == "engine" else f"{name:>{n}}" for name, n in head)
    for m in measurements:
        own = base.get(m.workload)
        ratio = f"{m.validate / own:.1f}" if m.validate and own else ""
        numbers = [f"{n:.2f}" if n is not None else "" for n in (m.load, m.validate)]
        yield (
            f"{m.workload:<16}{m.engine:<12}{m.triples:>9}{numbers[0]:>9}{numbers[1]:>12}{ratio:>8}"
            f"{m.memory or '':>7}{'' if m.results is None else m.results:>9}  {m.note}".rstrip()
        )


def main() -> None:
    """Measure, print the table, write the JSON."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--nodes", type=int, default=10_000, help="focus nodes of the sh:sparql workload")
    parser.add_argument("--size", type=int, default=50_000, help="places of the made-up graph, seven triples each")
    parser.add_argument("--limit", type=float, default=600, help="seconds for an engine and a workload")
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=ENGINES)
    parser.add_argument("--workloads", nargs="+", default=[], help="only those whose names begin so")
    parser.add_argument("--jena", type=Path, help="folder with the jars of Apache Jena")
    parser.add_argument("--topbraid", type=Path, help="folder with the jars of TopBraid SHACL")
    parser.add_argument("--json", type=Path, help="file to write the measurements to")
    parser.add_argument("--child", nargs=3, metavar=("ENGINE", "DATA", "SHAPES"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        engine, data, shapes = options.child
        print(json.dumps(load_and_validate(engine, Path(data), Path(shapes))))
        return
    jars = {"jena": options.jena, "topbraid": options.topbraid}
    there = {"integraph", "pyshacl", *(e for e, folder in jars.items() if folder)}
    there |= {"pyrudof"} if importlib.util.find_spec("pyrudof") else set()
    engines = [engine for engine in options.engines if engine in there]
    with tempfile.TemporaryDirectory() as folder:
        files = workloads(Path(folder), options.nodes, options.size)
        measurements = []
        for workload, pair in files.items():
            if options.workloads and not workload.startswith(tuple(options.workloads)):
                continue
            for engine in engines:
                print(f"{workload}: {engine} …", file=sys.stderr)
                measurements.append(measure(workload, engine, pair, options.limit, jars.get(engine)))
        incremental = changes(files["project"])
    print("\n".join(table(measurements)))
    print(
        f"\none change to the project's graph: {incremental['one change']:.3f} s, whole: {incremental['whole']:.2f} s"
    )
    if options.json:
        machine = {"machine": platform.machine(), "python": platform.python_version(), "pyoxigraph": ox.__version__}
        found = {**machine, "measurements": [asdict(m) for m in measurements], "incremental": incremental}
        options.json.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
