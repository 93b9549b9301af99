"""A database that is not ours: customers who place and change orders on a real json-server.

All journeys of this file are walked by one `onetake test --json`; nothing is mocked. What they
write carries a word of its own, since other tests use the same json-server.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.request import urlopen

import pytest
from walks import PASSED, Run, Walked, Walking, journey, told, walk

WORD = "written by the journeys of this file"
FILES = {
    "onetake.yaml": """
programme: Corner Shop
environments:
  dev: {values: {shop: "http://127.0.0.1", word: none}}
""",
    "systems/peer.yaml": """
channel: api
address: ${environment.shop}
""",
    "personas/anna.yaml": "{name: Anna, friend: Omar}\n",
    "personas/omar.yaml": "{name: Omar, friend: Anna}\n",
    "data/totals.csv": "total\n12.5\n30\n7\n",
    "parts/place.yaml": """
needs: [by]
steps:
- api.post: {path: /orders, json: {status: new, by: "${by}", word: "${environment.word}"}}
  expect: {status: 201}
  keep: {order: json.id}
""",
}


@pytest.fixture(scope="module")
def walking(request: pytest.FixtureRequest, jsonserver: str) -> Walking:
    """Walk every journey of this file once."""
    values = ("--set", f"shop={jsonserver}", "--set", f"word={WORD}")
    return lambda folder: walk(folder, FILES, request.module, *values)


def verdicts(run: Run) -> list[str]:
    """Return the verdicts of a run's steps."""
    return [step["verdict"] for step in run["steps"]]


@journey("""
steps:
- name: Place
  api.post: {path: /orders, json: {status: new, total: 12.5, word: "${environment.word}"}}
  expect: {status: 201, json.id: {type: number}}
  keep: {order: json.id}
- name: Read
  api.get: /orders/${order}
  expect:
    status: 200
    json: {equals: {id: "${order}", status: new, total: 12.5, word: "${environment.word}"}}
- name: Change
  api.patch: {path: "/orders/${order}", json: {status: paid}}
  expect: {status: 200, json.status: paid, json.total: 12.5}
- name: Replace
  api.put: {path: "/orders/${order}", json: {status: sent}}
  expect: {status: 200, json: {equals: {id: "${order}", status: sent}}}
- name: Cancel
  api.delete: /orders/${order}
  expect: {status: 200}
- name: Gone
  api.get: /orders/${order}
  expect: {status: 404}
always:
- api.delete: /orders/${order}
""")
def test_an_order_is_placed_read_changed_and_cancelled(run: Run) -> None:
    """The order's id is kept from the first step to the clean-up."""
    assert told(run) == PASSED
    assert verdicts(run) == ["passed"] * 7


@journey("""
steps:
- api.post: {path: /orders, json: {status: new, word: "${environment.word}"}}
  keep: {order: json.id}
- api.get: /orders/${order}
  expect: {json.status: paid}
- api.patch: {path: "/orders/${order}", json: {status: sent}}
always:
- api.delete: /orders/${order}
  expect: {status: 200}
""")
def test_what_a_failed_journey_left_is_cleaned_up(run: Run) -> None:
    """The steps after the failure are not walked, those of `always` are."""
    assert told(run) == ("failed", "expect.json.status")
    assert run["reason"] == "json.status is 'new'; expected 'paid'"
    assert verdicts(run) == ["passed", "failed", "skipped", "passed"]


@journey("""
steps:
- api.get: /orders/0
  keep: {order: json.id}
always:
- api.delete: /orders/${order}
""")
def test_what_never_came_to_be_is_not_cleaned_up(run: Run) -> None:
    """A clean-up whose names have no value is skipped."""
    assert told(run) == ("failed", "keep")
    assert verdicts(run) == ["failed", "skipped"]


@journey("""
steps:
- include: {part: place, with: {by: Anna}}
always:
- api.delete: /orders/${order}
- api.delete: /orders/${order}-of-nobody  # json-server gives a number that is free to the next one
  expect: {status: 200}
""")
def test_a_clean_up_that_fails_degrades_the_journey(run: Run) -> None:
    """The customer got what they wanted; what is left behind is not kept quiet."""
    assert told(run) == ("degraded", "always")


@journey("""
steps:
- api.post: {path: /orders, json: {total: 20, list: "${run.id}", word: "${environment.word}"}}
  keep: {a: json.id}
- api.post: {path: /orders, json: {total: 5.5, list: "${run.id}", word: "${environment.word}"}}
  keep: {b: json.id}
- api.post: {path: /orders, json: {total: 100, list: "${run.id}", word: "${environment.word}"}}
  keep: {c: json.id}
- api.get: {path: /orders, query: {list: "${run.id}", _sort: total, _order: desc}}
  expect:
    json: {count: 3}
    "$[*].total": [100, 20, 5.5]
    json.0.id: ${c}
    json.-1.id: ${b}
- api.get: {path: /orders, query: {list: "${run.id}", _sort: total, total_gte: 20}}
  expect: {"$[*].id": ["${a}", "${c}"], "$[?@.total < 20]": {count: 0}}
- api.get: {path: /orders, query: {list: "${run.id}", _page: 1, _limit: 2}}
  expect:
    json: {count: {between: [1, 2]}}
    header.x-total-count: {equals: 3}
    header.link: {all: ['rel="first"', 'rel="next"']}
- api.get: {path: /orders, query: {id: ["${a}", "${b}"]}}
  expect: {json: {count: 2}}
always:
- api.delete: /orders/${a}
- api.delete: /orders/${b}
- api.delete: /orders/${c}
""")
def test_orders_are_sorted_filtered_and_counted(run: Run) -> None:
    """Lists are counted, their members read by position and by RFC 9535."""
    assert told(run) == PASSED


@journey("""
steps:
- api.get: {path: /orders, query: {status: lost}}
  expect: {status: 200, json: [], "$[*]": {count: 0}}
- api.get: {path: /orders, query: {status: lost}}
  expect: {json: {count: {at_least: 1}}}
""")
def test_an_empty_list_is_noticed(run: Run) -> None:
    """Nothing found is an answer; whether it is the right one, the journey says."""
    assert told(run) == ("failed", "expect.json")
    assert verdicts(run) == ["passed", "failed"]


@journey("""
steps:
- api.get: /orders/0
  expect: {status: 404, json: {equals: {}}}
- api.get: /no-such-shelf
  expect: {status: 404}
- api.get: /orders/0
  expect: {status: 200}
""")
def test_what_is_not_there_is_404(run: Run) -> None:
    """It passes where the journey expects it, and fails where it does not."""
    assert verdicts(run) == ["passed", "passed", "failed"]
    assert run["reason"] == "status is 404; expected 200"


@journey("""
steps:
- api.post: {path: /customers, json: {name: Ada, word: "${environment.word}"}}
  keep: {customer: json.id}
- api.post: {path: /orders, json: {customerId: "${customer}", word: "${environment.word}"}}
  expect: {json.customerId: {type: number}}
  keep: {order: json.id}
- api.get: {path: "/orders/${order}", query: {_expand: customer}}
  expect: {json.customer.name: Ada, json.customer.id: "${customer}"}
- api.get: /customers/${customer}/orders
  expect: {"$[*].id": ["${order}"]}
always:
- api.delete: /orders/${order}
- api.delete: /customers/${customer}
""")
def test_a_kept_id_ties_two_things_together(run: Run) -> None:
    """It goes into paths and bodies as the number it is."""
    assert told(run) == PASSED


@journey("""
personas: [anna, omar]
steps:
- include: {part: place, with: {by: "${persona.name}"}}
- until:
    expect: {json: {count: {at_least: 1}}}
    every: 100ms
    at_most: 40s
    steps:
    - api.get:
        path: /orders
        query: {word: "${environment.word}", by: "${persona.friend}"}
- api.get: /orders/${order}
  expect: {json.by: "${persona.name}"}
""")
def test_two_customers_are_there_at_once(runs: list[Run]) -> None:
    """Each waits for the order of the other: walked one after the other, both would fail."""
    assert [(run["persona"], *told(run)) for run in runs] == [
        ("anna", *PASSED),
        ("omar", *PASSED),
    ]


@journey("""
data: data/totals.csv
tries: 2
steps:
- api.post: {path: /orders, json: {total: "${data.total}", word: "${environment.word}"}}
  keep: {order: json.id}
- api.get: /orders/${order}
  expect: {json.total: "${data.total}"}
always:
- api.delete: /orders/${order}
  expect: {status: 200}
""")
def test_every_row_and_try_has_an_order_of_its_own(runs: list[Run]) -> None:
    """Three rows, two tries each: six orders, each cleaned up by the run that placed it."""
    assert [(run["row"], *told(run)) for run in runs] == [
        (row, *PASSED) for row in (1, 2, 3) for _try in (1, 2)
    ]


@journey("""
stops_before: Pay
steps:
- include: {part: place, with: {by: Anna}}
- name: Pay
  api.patch: {path: "/orders/${order}", json: {status: paid}}
always:
- api.get: /orders/${order}
  expect: {json.status: new}
- api.delete: /orders/${order}
""")
def test_a_journey_stops_before_the_step_it_names(run: Run) -> None:
    """What was walked until then is judged; nothing was paid."""
    assert told(run) == PASSED
    assert [step["verdict"] for step in run["steps"] if step["name"] == "Pay"] == ["skipped"]


@journey("""
order: [Pay, Send]
steps:
- include: {part: place, with: {by: Anna}}
- name: Send
  api.patch: {path: "/orders/${order}", json: {status: sent}}
- name: Pay
  api.patch: {path: "/orders/${order}", json: {status: paid}}
always:
- api.delete: /orders/${order}
""")
def test_what_is_sent_before_it_is_paid_is_noticed(run: Run) -> None:
    """`order` names what must come first; the journey ends where it did not."""
    assert told(run) == ("failed", "order")
    assert verdicts(run) == ["passed", "failed", "skipped", "passed"]


@journey("""
ceilings: {messages: 5}
steps:
- until:
    expect: {status: 200}
    every: 1ms
    at_most: 1000
    steps:
    - api.get: /orders/0
""")
def test_a_run_stops_itself_at_its_ceiling(run: Run) -> None:
    """Five requests were allowed; it cannot tell what the sixth would have said."""
    assert told(run) == ("unknown", "ceiling.messages")
    assert run["messages"] == 5


def test_nothing_else_is_left_behind(walked: Walked, jsonserver: str) -> None:
    """Only the two who met leave their orders; the database shows no other."""
    assert walked.printed["runs"]
    assert sorted(row["by"] for row in rows(f"{jsonserver}/orders", WORD)) == ["Anna", "Omar"]
    assert rows(f"{jsonserver}/customers", WORD) == []


def rows(address: str, word: str) -> list[dict[str, Any]]:
    """Return the rows at an address that carry a word."""
    with urlopen(address, timeout=10) as answer:
        return [row for row in json.load(answer) if row.get("word") == word]
