"""The count of what comes: one for all threads, one a place, given back when harmless."""

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import RequestFactory

from quietude.socle.debit import HEURE, client_of, give_back, hits


@pytest.fixture(autouse=True)
def nothing_counted(db: None) -> Iterator[None]:
    cache.clear()
    pace = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)  # threads that step on each other, if they can
    yield
    sys.setswitchinterval(pace)


def test_many_at_once_are_counted_one_by_one() -> None:
    def come(_: int) -> list[int]:
        try:
            return [hits("essai", "ici", HEURE) for _ in range(25)]
        finally:
            connection.close()  # this thread's own

    with ThreadPoolExecutor(8) as pool:
        counts = [count for some in pool.map(come, range(8)) for count in some]
    assert sorted(counts) == list(range(1, 201))


def test_each_place_and_each_door_counts_its_own_and_gives_back_its_own() -> None:
    assert [hits("essai", "ici", HEURE) for _ in range(3)] == [1, 2, 3]
    assert hits("essai", "ailleurs", HEURE) == hits("autre", "ici", HEURE) == 1
    give_back("essai", "ici", HEURE)
    assert hits("essai", "ici", HEURE) == 3
    for _ in range(3):
        give_back("autre", "ici", HEURE)
    assert hits("autre", "ici", HEURE) == 1  # never below none


def test_a_place_is_a_print_that_says_nothing_and_holds_a_whole_network_of_ipv6() -> None:
    def where(address: str) -> str:
        return client_of(RequestFactory(REMOTE_ADDR=address).get("/"))

    assert where("2001:db8::1") == where("2001:db8::ffff") != where("2001:db8:0:1::1")
    assert where("198.51.100.7") != where("198.51.100.8")
    assert "198.51" not in where("198.51.100.7")
