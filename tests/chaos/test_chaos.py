"""Two thousand generated requests against a real server; `docs/operation.md` has the figures of ten thousand."""

from __future__ import annotations

import pytest

from chaos.requests import Generator, Sending
from chaos.run import DEADLINE, GRACE, judge, run


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_no_request_breaks_the_server_or_gets_a_wrong_answer() -> None:
    outcome = run(2_000, seed=20261121)
    assert outcome.wrong == []
    assert outcome.requests == 2_000
    assert outcome.trapped == 0
    assert outcome.slowest < GRACE
    assert outcome.statuses["200"] > 100
    assert sorted(outcome.probes)[len(outcome.probes) // 2] < DEADLINE
    before, after = outcome.memory
    assert after < 1.25 * before, f"{before >> 20} MiB before, {after >> 20} MiB afterwards"


def test_the_judge_sees_what_is_wrong() -> None:
    plain = Sending("ordinary", b"GET / HTTP/1.1\r\n\r\n")
    head = b"HTTP/1.1 %b OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b"
    assert judge(head % (b"200", 2, b"{}"), plain) == ("200", "")
    assert judge(head % (b"200", 2, b"{x"), plain)[1]
    assert judge(head % (b"500", 2, b"{}"), plain)[1]
    assert judge(head % (b"503", 2, b"{}"), plain) == ("503", "")
    assert judge(b"", plain) == ("-", "no answer")
    assert judge(head % (b"200", 9, b"{}"), plain)[0] == "broken"


def test_a_seed_makes_the_same_requests() -> None:
    one, two = (list(Generator(7, "h", "http://trap/")(200)) for _ in range(2))
    assert one == two
    assert {each.kind for each in one} >= {"ordinary", "query", "malformed", "body", "huge", "slow", "leaving"}
