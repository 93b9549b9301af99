"""The api channel against a REST service that is not ours: journeys walked on a real httpbin.

All journeys of this file are walked by one `onetake test --json`; nothing is mocked.
"""

from __future__ import annotations

from base64 import b64encode
from urllib.parse import quote_plus

import pytest
from walks import PASSED, Run, Walked, Walking, journey, told, walk

SECRETS = {"PASSWORD": "lighthouse=7+keys", "WRONG": "foghorn=9+rust", "TOKEN": "t0ken.of.Anna~9"}
FILES = {
    "onetake.yaml": """
programme: Echo Chamber
environments:
  dev: {values: {bin: "http://127.0.0.1", port: 80}}
secrets: {password: {env: PASSWORD}, wrong: {env: WRONG}, token: {env: TOKEN}}
""",
    "systems/peer.yaml": """
channel: api
address: ${environment.bin}
""",
    "systems/guarded.yaml": """
channel: api
address: ${environment.bin}
auth: {basic: {user: anna, password: "${secret.password}"}}
also: ["localhost:${environment.port}"]
""",
    "systems/intruded.yaml": """
channel: api
address: ${environment.bin}
auth: {basic: {user: anna, password: "${secret.wrong}"}}
""",
    "systems/members.yaml": """
channel: api
address: ${environment.bin}
auth: {bearer: "${secret.token}"}
headers: {x-shop: harbor}
""",
    "systems/small.yaml": """
channel: api
address: ${environment.bin}
largest: 1KB
""",
    "personas/anna.yaml": "{name: Anna, card: 4111 1111 1111 1111}\n",
    "personas/omar.yaml": "{name: Omar, card: 5500 0000 0000 0004}\n",
    "data/amounts.csv": "amount,currency\n10,EUR\n25,SEK\n7,EUR\n",
    "data/codes.csv": "code\n200\n204\n304\n400\n404\n418\n500\n503\n",
    "data/large.csv": "path\n/bytes/4096\n/stream-bytes/4096?chunk_size=512\n",
    "data/photo.txt": "a lighthouse at night",
}


@pytest.fixture(scope="module")
def walking(request: pytest.FixtureRequest, httpbin: str) -> Walking:
    """Walk every journey of this file once."""
    values = ("--set", f"bin={httpbin}", "--set", f"port={httpbin.rpartition(':')[2]}")
    return lambda folder: walk(folder, FILES, request.module, *values, secrets=SECRETS)


# What is sent


@journey("""
steps:
- api.get: {path: /get, query: {colour: [red, dark blue], q: å&b=c}, headers: {x-Mood: calm}}
  expect:
    status: 200
    json.args: {equals: {colour: [red, dark blue], q: å&b=c}}
    json.headers.X-Mood: calm
""")
def test_a_query_and_headers_arrive_as_written(run: Run) -> None:
    """A list in the query repeats its name."""
    assert told(run) == PASSED


@journey(r"""
steps:
- api.get: /headers
  expect: {json.headers.Traceparent: {matches: '^00-(?P<trace>[0-9a-f]{32})-[0-9a-f]{16}-01$'}}
- api.get: /headers
  expect: {json.headers.Traceparent: {contains: "-${trace}-"}}
- api.post: {path: /anything, text: another step of the run}
  expect: {json.headers.Traceparent: {contains: nobody}}
""")
def test_all_requests_of_a_run_carry_one_trace(run: Run) -> None:
    """The trace in the report is the one the system saw."""
    assert told(run) == ("failed", "expect.json.headers.Traceparent")
    assert run["steps"][1]["verdict"] == "passed"
    assert run["trace"] in run["steps"][2]["seen"]


@journey(r"""
steps:
- api.get: /headers
  expect: {json.headers.X-Synthetic: {matches: '^onetake \S+@onetake\.invalid$'}}
""")
def test_every_request_says_that_it_is_synthetic(run: Run) -> None:
    """A system can tell our customers from real ones."""
    assert told(run) == PASSED


@journey("""
steps:
- api.post:
    path: /post
    json: {item: 7, tags: [new, å], note: null, code: "007", gift: true}
  expect:
    json.json: {equals: {item: 7, tags: [new, å], note: null, code: "007", gift: true}}
    json.headers.Content-Type: application/json
""")
def test_json_is_sent(run: Run) -> None:
    """Texts, numbers, lists and null arrive as they were written."""
    assert told(run) == PASSED


@journey("""
steps:
- api.post: {path: /post, form: {name: Björn & Co, size: [s, m], sum: 1+1=2}}
  expect: {json.form: {equals: {name: Björn & Co, size: [s, m], sum: 1+1=2}}, json.json: null}
""")
def test_a_form_is_sent(run: Run) -> None:
    """Signs that mean something to a form arrive as they were written."""
    assert told(run) == PASSED


@journey("""
steps:
- api.post:
    path: /post
    multipart:
      note: broken
      photo: {file: data/photo.txt, type: text/plain}
      scan: {content: "scan of ${run.date}", name: scan.txt}
  expect:
    json.form: {equals: {note: broken}}
    json.files: {equals: {photo: a lighthouse at night, scan: "scan of ${run.date}"}}
    json.headers.Content-Type: {contains: multipart/form-data}
""")
def test_a_form_with_files_is_sent(run: Run) -> None:
    """One file is read from the folder Onetake is started in, one is written in place."""
    assert told(run) == PASSED


@journey("""
steps:
- api.post: {path: /post, text: "Grüße, ${run.number}"}
  expect: {json.data: "Grüße, 1", json.headers.Content-Type: text/plain; charset=utf-8}
""")
def test_plain_text_is_sent(run: Run) -> None:
    """Text goes as UTF-8 and says so."""
    assert told(run) == PASSED


@journey("""
steps:
- api.post: {path: /post, xml: "<order id='1'><item/></order>"}
  expect: {json.data: "<order id='1'><item/></order>", json.headers.Content-Type: {contains: xml}}
""")
def test_xml_is_sent(run: Run) -> None:
    """XML goes as it was written."""
    assert told(run) == PASSED


@journey("""
steps:
- api.put: {path: /put, json: {state: paid}}
  expect: {status: 200, json.json.state: paid}
- api.patch: {path: /patch, form: {state: sent}}
  expect: {status: 200, json.form.state: sent}
- api.delete: /delete
  expect: {status: 200, json.data: ""}
- api.delete: /put
  expect: {status: 405}
""")
def test_put_patch_and_delete_go_by_their_own_methods(run: Run) -> None:
    """Each reaches the place that takes this method alone."""
    assert told(run) == PASSED


@journey("""
steps:
- api.head: /get
  expect: {status: 200, size: 0, header.content-type: application/json}
- api.options: /get
  expect: {status: 200, size: 0, header.allow: {all: [GET, HEAD, OPTIONS]}}
""")
def test_head_and_options_have_headers_and_no_body(run: Run) -> None:
    """What they are for is in the answer's head."""
    assert told(run) == PASSED


# Who asks


@journey(
    """
steps:
- api.get: /basic-auth/anna/${secret.password}
  expect: {status: 200, json.authenticated: true, json.user: anna}
""",
    system="guarded",
)
def test_the_right_password_is_let_in(run: Run) -> None:
    """A name and a password go with each request of their system."""
    assert told(run) == PASSED


@journey(
    """
steps:
- api.get: /basic-auth/anna/${secret.password}
  expect: {status: 200}
""",
    system="intruded",
)
def test_a_wrong_password_is_noticed(run: Run) -> None:
    """The reason says what came instead."""
    assert told(run) == ("failed", "expect.status")
    assert run["reason"] == "status is 401; expected 200"


@journey(
    """
steps:
- api.get: /bearer
  expect: {status: 200, json.authenticated: true, json.token: "${secret.token}"}
- api.get: /headers
  expect: {json.headers.X-Shop: harbor}
- api.get: /bearer
  system: peer
  expect: {status: 401, header.www-authenticate: Bearer}
""",
    system="members",
)
def test_a_token_goes_to_its_own_system_only(run: Run) -> None:
    """One system of the journey gets the token and its headers, the other one does not."""
    assert told(run) == PASSED


@journey("""
effort: {logins: 1}
steps:
- api.login: {path: /post, form: {user: anna, password: "${secret.password}"}}
  expect: {json.form.user: anna}
- api.login: {path: /post, form: {user: anna, password: "${secret.password}"}}
""")
def test_having_to_log_in_twice_is_noticed(run: Run) -> None:
    """One login was in the budget of effort."""
    assert told(run) == ("failed", "effort.logins")
    assert run["effort"]["logins"] == 2


@journey("""
steps:
- api.get: {path: /cookies/set, query: {basket: b-17, lamp: red}}
  expect: {redirects: 1, json.cookies: {equals: {basket: b-17, lamp: red}}, cookie.basket: b-17}
- api.get: /cookies
  expect: {json.cookies: {equals: {basket: b-17, lamp: red}}}
- api.get: /cookies/delete?lamp=
  expect: {json.cookies: {equals: {basket: b-17}}, cookie.lamp: {absent: true}}
""")
def test_cookies_are_kept_from_step_to_step(run: Run) -> None:
    """A cookie the system sets comes back to it until the system takes it away."""
    assert told(run) == PASSED


@journey("""
personas: [anna, omar]
tries: 3
steps:
- api.get: /cookies
  expect: {json.cookies: {equals: {}}}
- api.get: /cookies/set/name/${persona.name}
- api.get: /delay/0.1
- api.get: /cookies
  expect: {json.cookies: {equals: {name: "${persona.name}"}}}
""")
def test_each_run_has_cookies_of_its_own(runs: list[Run]) -> None:
    """Personas who walk at once, and again, never see another's."""
    assert [told(run) for run in runs] == [PASSED] * 6
    assert [run["persona"] for run in runs] == ["anna"] * 3 + ["omar"] * 3


# Redirects


@journey("""
steps:
- api.get: /redirect/3
  expect: {status: 200, redirects: 3, url: "${environment.bin}/get"}
- api.get: /absolute-redirect/2
  expect: {status: 200, redirects: 2, url: "${environment.bin}/get"}
- api.get: /get
  expect: {redirects: 0}
""")
def test_redirects_are_followed_and_counted(run: Run) -> None:
    """The address that answered in the end is known."""
    assert told(run) == PASSED


@journey("""
steps:
- api.get: {path: /redirect/3, follow: false}
  expect: {status: 302, redirects: 0, header.location: /relative-redirect/2}
""")
def test_a_redirect_can_be_the_answer(run: Run) -> None:
    """It is not followed when the step says so."""
    assert told(run) == PASSED


@journey("""
steps:
- api.post: {path: "/redirect-to?url=/anything&status_code=307", json: {item: 7}}
  expect: {redirects: 1, json.method: POST, json.json.item: 7}
- api.post: {path: "/redirect-to?url=/anything&status_code=303", json: {item: 7}}
  expect: {redirects: 1, json.method: GET, json.data: "", json.headers.Content-Type: {absent: true}}
""")
def test_a_redirect_says_if_the_order_goes_along(run: Run) -> None:
    """307 sends it again, 303 asks for the result."""
    assert told(run) == PASSED


@journey("""
steps:
- api.get: {path: /redirect-to, query: {url: "http://elsewhere.example/get"}}
""")
def test_a_redirect_to_an_undeclared_host_is_refused(run: Run) -> None:
    """Nothing goes to a host that nobody declared; the reason says how to declare it."""
    assert told(run) == ("failed", "redirect.undeclared")
    assert "elsewhere.example" in run["reason"]
    assert "add it to `also` of system peer" in run["reason"]


@journey(
    """
steps:
- api.get: {path: /redirect-to, query: {url: "http://localhost:${environment.port}/headers"}}
  expect:
    status: 200
    json.headers.Host: localhost:${environment.port}
    json.headers.Authorization: {absent: true}
- api.get: {path: /redirect-to, query: {url: /headers}}
  expect: {json.headers.Authorization: {contains: Basic}}
""",
    system="guarded",
)
def test_a_password_does_not_follow_a_redirect_to_another_host(run: Run) -> None:
    """The host is declared and may be visited, but not told who we are."""
    assert told(run) == PASSED


@journey("""
steps:
- api.get: /redirect/12
""")
def test_redirects_without_end_are_noticed(run: Run) -> None:
    """A browser gives up, too."""
    assert told(run) == ("failed", "redirect.loop")


# What comes back


@journey("""
data: data/codes.csv
steps:
- api.get: /status/${data.code}
  expect: {status: "${data.code}"}
""")
def test_every_status_is_an_answer(runs: list[Run]) -> None:
    """No status is a failure by itself: the journey says which one it expects."""
    assert [told(run) for run in runs] == [PASSED] * 8


@journey("""
steps:
- api.get: /status/500
  expect: {status: {between: [200, 299]}}
""")
def test_an_error_of_the_server_is_noticed(run: Run) -> None:
    """The request and the answer are kept as evidence."""
    assert told(run) == ("failed", "expect.status")
    assert len(run["steps"][0]["evidence"]) == 2


@journey("""
steps:
- api.get: /gzip
  expect: {json.gzipped: true, header.content-encoding: gzip, text: {contains: '"gzipped"'}}
- api.get: /deflate
  expect: {json.deflated: true, header.content-encoding: deflate}
- api.get: /brotli
  expect: {json.brotli: true, header.content-encoding: br}
- api.get: /headers
  expect: {json.headers.Accept-Encoding: {all: [gzip, deflate, br]}}
""")
def test_packed_answers_are_unpacked(run: Run) -> None:
    """gzip, deflate and brotli are asked for and read, as browsers do."""
    assert told(run) == PASSED


@journey("""
steps:
- api.get: /xml
  expect:
    header.content-type: {contains: xml}
    xml.slideshow.@title: Sample Slide Show
    "xml.slideshow.slide.#": 2
    xml.slideshow.slide.title: Wake up to WonderWidgets!
    xml.slideshow.slide.1.title: Overview
    "xml.slideshow.slide.-1.item.#": 3
    xml.slideshow.slide.1.item.0.em: WonderWidgets
    xml.slideshow.slide.2: {absent: true}
    json: {absent: true}
""")
def test_xml_is_read_by_paths(run: Run) -> None:
    """Attributes, positions, counts, and what is not there."""
    assert told(run) == PASSED


@journey("""
steps:
- api.get: /html
  expect: {header.content-type: {contains: text/html}, text: {ordered: [<h1>, Moby-Dick, </h1>]}}
- api.get: /encoding/utf8
  expect: {text: {all: ["∮ E⋅da = Q", "σπαθιοῦ", "コンニチハ", "⡌⠁⠧⠑"]}}
- api.get: /html
  expect: {json: {exists: true}}
""")
def test_a_page_is_text_and_no_json(run: Run) -> None:
    """Letters of any script are read; a fact that a page cannot give is noticed."""
    assert told(run) == ("failed", "expect.json")
    assert [step["verdict"] for step in run["steps"]] == ["passed", "passed", "failed"]


@journey("""
steps:
- api.get: /stream/3
  expect: {status: 200, text: {ordered: ['"id": 0', '"id": 1', '"id": 2'], none: ['"id": 3']}}
""")
def test_an_answer_in_pieces_is_read_whole(run: Run) -> None:
    """The server does not say beforehand how long it will be."""
    assert told(run) == PASSED


@journey("""
steps:
- api.get: {path: /drip, query: {duration: 0.3, numbytes: 6}}
  expect: {status: 200, size: 6, text: "******"}
- api.get: {path: /drip, query: {duration: 4, numbytes: 4}, timeout: 500ms}
""")
def test_an_answer_that_only_trickles_is_noticed(run: Run) -> None:
    """Six bytes come in time; four that take four seconds do not."""
    assert told(run) == ("failed", "timeout")
    assert run["steps"][0]["verdict"] == "passed"
    assert "did not end within 0.5 s" in run["reason"]


@journey("""
steps:
- api.get: {path: /bytes/1024, query: {seed: 7}}
  expect: {size: 1024, header.content-type: application/octet-stream}
- api.get: {path: /bytes/1024, query: {seed: 7}}
  expect: {text: {contains: a customer's name}}
""")
def test_bytes_that_are_no_text_are_read(run: Run) -> None:
    """Looking for text in them finds none, and breaks nothing."""
    assert told(run) == ("failed", "expect.text")
    assert (run["steps"][0]["verdict"], len(run["steps"][1]["evidence"])) == ("passed", 2)


@journey("""
steps:
- api.get: /image/png
  expect: {header.content-type: image/png, size: {between: [1KB, 100KB]}}
- api.get: {path: /image, headers: {accept: image/svg+xml}}
  expect: {header.content-type: image/svg+xml, xml.svg.title: SVG Logo}
- api.get: {path: /image, headers: {accept: text/plain}}
  expect: {status: 406}
""")
def test_an_image_has_the_type_that_was_asked_for(run: Run) -> None:
    """A step's `accept` goes to the server."""
    assert told(run) == PASSED


@journey("""
steps:
- api.get: /json
  expect:
    "$.slideshow.slides[?@.type == 'all'].title": [Wake up to WonderWidgets!, Overview]
    "$.slideshow.slides[?@.items].title": [Overview]
    "$..items[0]": ["Why <em>WonderWidgets</em> are great"]
    "$.slideshow.slides[-1:].items[*]": {count: 2}
    "$.slideshow.pages[*]": {count: 0}
    json.slideshow.slides.-1.title: Overview
""")
def test_json_is_read_by_the_paths_of_rfc_9535(run: Run) -> None:
    """Filters, descendants, slices, and what is not there."""
    assert told(run) == PASSED


@journey("""
steps:
- api.get: /json
  expect:
    json.slideshow:
      schema:
        type: object
        required: [title, slides]
        properties:
          slides: {type: array, items: {type: object, required: [type, title]}}
- api.get: /json
  expect:
    json.slideshow:
      schema: {properties: {slides: {items: {required: [items]}}}}
""")
def test_json_is_held_against_a_schema(run: Run) -> None:
    """The reason says what is missing where."""
    assert told(run) == ("failed", "expect.json.slideshow")
    assert run["steps"][0]["verdict"] == "passed"
    assert "slides" in run["reason"]


@journey(
    """
data: data/large.csv
steps:
- api.get: /bytes/1000
  expect: {size: 1000}
- api.get: ${data.path}
""",
    system="small",
)
def test_an_answer_that_is_too_large_is_noticed(runs: list[Run]) -> None:
    """Whether its size is announced or not, no more is taken than `largest` says."""
    assert [told(run) for run in runs] == [("failed", "body.size")] * 2
    announced, streamed = (run["reason"] for run in runs)
    assert "announces 4096 bytes" in announced
    assert "goes on after" in streamed
    assert "at most 1000 bytes" in streamed


# Time


@journey("""
steps:
- api.get: /delay/0.5
  within: 30s
- api.get: /delay/0.5
  within: 100ms / 30s
- api.get: /get
""")
def test_a_slow_answer_degrades_a_journey(run: Run) -> None:
    """Past minor: the run goes on, and says what was allowed."""
    assert told(run) == ("degraded", "within")
    assert [step["verdict"] for step in run["steps"]] == ["passed", "degraded", "passed"]
    assert "0.1 s was allowed" in run["reason"]


@journey("""
steps:
- api.get: /delay/0.5
  within: 50ms / 100ms
  patience: 30s
- api.get: /get
""")
def test_an_answer_that_is_too_slow_fails_a_journey(run: Run) -> None:
    """Past major: what comes after it is not walked."""
    assert told(run) == ("failed", "within")
    assert [step["verdict"] for step in run["steps"]] == ["failed", "skipped"]


@journey("""
steps:
- api.get: /delay/4
  patience: 300ms
""")
def test_nobody_waits_longer_than_their_patience(run: Run) -> None:
    """The run ends before the answer comes."""
    assert told(run) == ("failed", "patience")


@journey("""
steps:
- api.get: /delay/0.3
  expect: {ms: {at_least: 300, at_most: 30s}}
- api.get: /delay/0.3
  expect: {ms: {at_most: 100ms / 30s}}
""")
def test_the_time_of_an_answer_can_be_expected(run: Run) -> None:
    """It is a fact like others."""
    assert told(run) == ("degraded", "expect.ms")


# What a journey does with it


@journey("""
steps:
- api.get: /uuid
  keep: {ticket: json.uuid}
- api.post: {path: "/anything/${ticket}", json: {ticket: "${ticket}", again: "no. ${ticket}"}}
  expect:
    json.url: {wildcard: "*/anything/${ticket}"}
    json.json: {equals: {ticket: "${ticket}", again: "no. ${ticket}"}}
- api.post: {path: /post, json: {total: 49.5, paid: true}}
  keep: {total: json.json.total, order: json.json}
- api.post: {path: /post, json: {total: "${total}", order: "${order}"}}
  expect: {json.json: {equals: {total: 49.5, order: {total: 49.5, paid: true}}}}
""")
def test_what_is_kept_is_used_by_the_next_step(run: Run) -> None:
    """In a path, in texts, and as the number or object it was."""
    assert told(run) == PASSED


@journey("""
steps:
- api.get: /json
  keep: {ticket: json.ticket}
""")
def test_nothing_to_keep_is_noticed(run: Run) -> None:
    """A later step would have nothing to go by."""
    assert told(run) == ("failed", "keep")


@journey("""
data: data/amounts.csv
steps:
- api.post: {path: /post, form: {amount: "${data.amount}", currency: "${data.currency}"}}
  expect: {json.form.amount: "${data.amount}", json.form.currency: EUR}
""")
def test_each_row_of_a_table_is_a_run(runs: list[Run]) -> None:
    """Only the row that is not as expected fails."""
    assert [run["row"] for run in runs] == [1, 2, 3]
    assert [run["verdict"] for run in runs] == ["passed", "failed", "passed"]
    assert runs[1]["reason"] == "json.form.currency is 'SEK'; expected 'EUR'"


@journey("""
tries: 20
pass_rate: 80%
steps:
- api.get: /status/200
  expect: {status: 200}
""")
def test_a_pass_rate_is_shown_by_enough_tries(runs: list[Run], walked: Walked) -> None:
    """It stops as soon as the interval lies above what is asked for."""
    gate = walked.gate(test_a_pass_rate_is_shown_by_enough_tries)
    assert told(gate) == PASSED
    assert gate["tries"]["passed"] == gate["tries"]["walked"] == len(runs)
    assert gate["tries"]["low"] >= 0.8


@journey("""
tries: 40
pass_rate: 80%
steps:
- api.get: /status/200,500
  expect: {status: 200}
""")
def test_a_shop_that_fails_every_other_customer_is_noticed(walked: Walked) -> None:
    """httpbin answers 200 or 500 by chance; the pass rate lies below 80 % surely."""
    gate = walked.gate(test_a_shop_that_fails_every_other_customer_is_noticed)
    assert gate["verdict"] == "failed"
    [finding] = [each for each in walked.printed["findings"] if each["rule"] == "pass_rate"]
    assert "80% is asked for" in finding["message"]


@journey("""
steps:
- until:
    expect: {status: 200}
    every: 1ms
    at_most: 200
    steps:
    - api.get: /status/200,503
- api.get: /get
  expect: {status: 200}
""")
def test_a_step_is_walked_until_it_is_as_expected(run: Run) -> None:
    """httpbin answers 200 by chance, at every other request."""
    assert told(run) == PASSED


@journey("""
steps:
- until:
    expect: {status: 200}
    every: 10ms
    at_most: 3
    steps:
    - api.get: /status/503
""")
def test_what_never_becomes_as_expected_is_noticed(run: Run) -> None:
    """After three rounds."""
    assert told(run) == ("failed", "until")
    assert run["reason"] == "after 3 rounds status is 503; expected 200"


@journey("""
data: data/amounts.csv
steps:
- api.get: /response-headers?currency=${data.currency}
  keep: {currency: json.currency}
- choose:
  - when: {currency: SEK}
    steps:
    - api.get: /anything/crowns
      keep: {way: json.url}
  - steps:
    - api.get: /anything/euros
      keep: {way: json.url}
- api.get: {path: /get, query: {way: "${way}", currency: "${currency}"}}
  expect: {json.args: {one_of: [
    {way: "${environment.bin}/anything/crowns", currency: SEK},
    {way: "${environment.bin}/anything/euros", currency: EUR}]}}
""")
def test_a_journey_goes_on_by_what_it_heard(runs: list[Run]) -> None:
    """The first branch whose condition holds is walked, and only that one."""
    assert [told(run) for run in runs] == [PASSED] * 3
    assert [[step["number"] for step in run["steps"]] for run in runs] == [
        [1, 3, 4],
        [1, 2, 4],
        [1, 3, 4],
    ]


@journey("""
throughout: {text: {none: [forbidden word]}}
steps:
- api.post: {path: /post, text: an allowed word}
- api.post: {path: /post, text: a Forbidden Word}
""")
def test_what_must_never_be_heard_is_noticed_at_any_step(run: Run) -> None:
    """`throughout` holds for every answer."""
    assert told(run)[0] == "failed"
    assert [step["verdict"] for step in run["steps"]] == ["passed", "failed"]


# What is kept


@journey("""
steps:
- api.get: /headers
  expect: {json.headers.X-Synthetic: somebody}
""")
def test_our_own_mark_is_not_stored_when_a_system_echoes_it(run: Run, walked: Walked) -> None:
    """The canary is scrubbed from what failed."""
    assert told(run) == ("failed", "expect.json.headers.X-Synthetic")
    assert "[email]" in run["reason"]
    assert b"@onetake.invalid" not in walked.kept()


@journey(
    """
personas: [anna]
steps:
- api.post:
    path: /anything/${secret.password}
    query: {token: "${secret.token}"}
    headers: {x-note: "beside ${secret.token}"}
    form: {password: "${secret.password}", card: "${persona.card}", word: harmless beacon}
  expect: {json.form.password: somebody else's}
""",
    system="guarded",
)
def test_secrets_are_neither_stored_nor_shown(run: Run, walked: Walked) -> None:
    """The system echoes them all; they are taken out in every form, and the rest stays."""
    assert told(run) == ("failed", "expect.json.form.password")
    shown = str(walked.printed).encode()
    for secret in SECRETS.values():
        login = b64encode(f"anna:{secret}".encode())
        for form in (secret.encode(), quote_plus(secret).encode(), login):
            assert form not in walked.kept()
            assert form not in shown
    assert b"4111 1111 1111 1111" not in walked.kept()
    assert b"4111+1111+1111+1111" not in walked.kept()
    assert b"harmless beacon" in walked.kept()


def test_everything_is_in_the_ledger(walked: Walked) -> None:
    """A row for each run, step, finding and judgement, and one for the command itself."""
    runs, findings = walked.printed["runs"], walked.printed["findings"]
    steps = sum(len(run["steps"]) for run in runs)
    rows = len(runs) + steps + len(findings) + len(walked.printed["journeys"]) + 1
    assert walked.printed["ledger"].partition(":")[0] == str(rows)
    assert (walked.code, walked.printed["verdict"]) == (1, "failed")
