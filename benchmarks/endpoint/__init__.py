"""How fast the endpoint answers, beside other SPARQL servers over the same triples, in one run.

    uv run --group benchmarks python -m benchmarks.endpoint --json endpoint.json

It takes the default graph of the build and a made-up graph in which each of the 10,751 municipalities has 20
responsibilities (`--graph build`, `--graph synthetic`: only one of them), gives it to one server after the other as its
default graph, and asks the same queries over HTTP: one client for latency, eight for throughput. A cold query differs
from all before it by a comment, so that no cache knows it; a cached one is sent as it was.

Peers: Oxigraph server and rdflib-endpoint (PyPI, in the group `benchmarks`), rdflib within a process (no HTTP, one
client), Virtuoso (Debian: `virtuoso-opensource`), and Apache Jena Fuseki where `FUSEKI_JAR` names its jar
(`mvn dependency:get -Dartifact=org.apache.jena:jena-fuseki-server:5.6.0 -Dtransitive=false` puts it into `~/.m2`).
Those that are not there are named and left out.

No query gets more than `peers.LIMIT` seconds, and no list of queries more than `measuring.BUDGET`; what a peer was not
asked or did not answer is said in the table.
"""
