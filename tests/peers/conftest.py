"""Peers as fixtures: `httpbin`, `jsonserver` and `opsdroid` give the address of a running one.

`maildev` gives the ports that it listens on, by their names;
`postoffice` is a Postfix with Dovecot, `switchboard` a Kannel with telephones.

One of each runs per test run, shared by pytest's workers, started when a test first asks for it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from keeper import peer
from letters import PostOffice, post_office
from phones import Switchboard, switch_board
from walks import Run, Walked, Walking, once


@pytest.fixture(scope="session")
def peers_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of this run's peers, the same one for all workers."""
    own = tmp_path_factory.getbasetemp()
    return (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "peers"


@pytest.fixture(scope="session")
def httpbin(peers_folder: Path) -> Iterator[str]:
    """Give the address of httpbin, a REST service that answers about the request itself."""
    with peer("httpbin", peers_folder) as address:
        yield address


@pytest.fixture(scope="session")
def jsonserver(peers_folder: Path) -> Iterator[str]:
    """Give the address of json-server, a REST database of /orders and /customers."""
    with peer("jsonserver", peers_folder) as address:
        yield address


@pytest.fixture(scope="session")
def opsdroid(peers_folder: Path) -> Iterator[str]:
    """Give the address of opsdroid, a chatbot: it says hello and knows where an order is."""
    with peer("opsdroid", peers_folder) as address:
        yield address


@pytest.fixture(scope="session")
def prism(peers_folder: Path) -> Iterator[str]:
    """Give the address of Prism, which plays GitHub by GitHub's own description."""
    with peer("prism", peers_folder) as address:
        yield address


@pytest.fixture(scope="session")
def maildev(peers_folder: Path) -> Iterator[dict[str, int]]:
    """Give maildev's ports: mail sent to `smtp` is shown at `http`."""
    with peer("maildev", peers_folder) as ports:
        yield json.loads(ports)


@pytest.fixture(scope="session")
def oscar(peers_folder: Path) -> Iterator[str]:
    """Give the address of django-oscar, a web shop that sells socks."""
    with peer("oscar", peers_folder) as address:
        yield address


@pytest.fixture(scope="session")
def postoffice(peers_folder: Path) -> Iterator[PostOffice]:
    """Give a Postfix and Dovecot that every test may send to; read mailboxes of your own."""
    with post_office(peers_folder) as office:
        yield office


@pytest.fixture(scope="session")
def switchboard(peers_folder: Path) -> Iterator[Switchboard]:
    """Give a Kannel that every test may use; take telephone numbers of your own."""
    with switch_board(peers_folder) as board:
        yield board


@pytest.fixture(scope="module")
def walked(request: pytest.FixtureRequest, peers_folder: Path, walking: Walking) -> Walked:
    """Return what the module's `walking` walked, once for all of pytest's workers."""
    return once(peers_folder / request.module.__name__, walking)


@pytest.fixture
def runs(request: pytest.FixtureRequest, walked: Walked) -> list[Run]:
    """Return the runs of this test's journey."""
    return walked.runs(request.function)


@pytest.fixture
def run(runs: list[Run]) -> Run:
    """Return the only run of this test's journey."""
    [only] = runs
    return only
