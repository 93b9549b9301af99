"""The web channel against a web shop that is not ours: django-oscar, in a real browser.

All journeys of this file are walked by one `onetake test --json`; nothing is mocked.
"""

from __future__ import annotations

import pytest
from walks import PASSED, Run, Walked, Walking, journey, told, walk

FILES = {
    "onetake.yaml": """
programme: Sock Shop
environments:
  dev: {values: {shop: "http://127.0.0.1"}}
jobs: 2
""",
    "systems/peer.yaml": "channel: web\naddress: ${environment.shop}\n",
    "personas/eve.yaml": """
name: Eve Adams
first: Eve
last: Adams
email: eve@customers.example
street: 1 Quay Road
city: Harbor
post: SW1A 1AA
""",
    "personas/pia.yaml": "{name: Pia, device: phone}\n",
}
BASKET = """
  - web.open: /catalogue/wool-socks-7_7/
  - web.click: {button: Add to basket}
  - web.click: {button: View basket, nth: 1}
  - web.see: {heading: Basket, exact: true, nth: 1}
  - web.see: Wool socks 7
"""


@pytest.fixture(scope="module")
def walking(request: pytest.FixtureRequest, oscar: str) -> Walking:
    """Walk every journey of this file once."""
    return lambda folder: walk(folder, FILES, request.module, "--set", f"shop={oscar}")


@journey("""
steps:
  - web.open: /catalogue/
    expect: {status: 200, title: {contains: All products}}
  - web.fill: {target: {placeholder: Search, nth: 1}, text: socks 7}
  - web.press: Enter
  - web.see: {heading: Products matching "socks 7"}
  - web.click: {link: Wool socks 7, nth: 1}
  - web.see: {heading: Wool socks 7}
    expect: {text: {contains: £16.00}}
  - web.see: {matches: 'In stock \\((?P<stock>\\d+) available\\)'}
""")
def test_a_product_is_found_by_the_search(run: Run) -> None:
    """A customer finds a product by the search and reads its price"""
    assert told(run) == PASSED


@journey(f"""
personas: [eve]
steps:{BASKET}
  - web.click: Proceed to checkout
  - web.fill: {{target: {{textbox: My email address is}}, text: "${{persona.email}}"}}
  - web.check: {{radio: I am a new customer and want to checkout as a guest}}
  - web.click: {{button: Continue}}
  - web.see: {{heading: Where should we ship to?}}
  - web.fill:
      First name: ${{persona.first}}
      Last name: ${{persona.last}}
      First line of address: ${{persona.street}}
      City: ${{persona.city}}
      Post/Zip-code: ${{persona.post}}
  - web.click: {{button: Continue}}
  - name: Stand before the gateway
    web.see: {{heading: Enter payment details}}
    expect: {{status: 200, url: {{contains: payment-details}}}}
""")
def test_a_guest_comes_as_far_as_the_gateway(run: Run) -> None:
    """A guest buys socks, up to the payment"""
    assert told(run) == PASSED


@journey("""
personas: [eve]
steps:
  - web.open: /catalogue/wool-socks-3_3/
  - web.click: Write a review
  - web.fill: {Title: Warm feet, Body: I wear them every day.}
  - web.click: {css: ".star-rating i:nth-of-type(5)"}
  - web.fill: {Name: "${persona.name}", Email: "${persona.email}"}
  - web.click: {button: Save review}
  - web.see: {any: [Thank you for reviewing, Warm feet]}
""")
def test_a_review_is_left(run: Run) -> None:
    """A customer leaves a review"""
    assert told(run) == PASSED


@journey("""
steps:
  - web.open: /catalogue/
  - web.choose: {target: {css: "select[name=language]"}, option: français}
  - web.click: {button: Go}
  - web.see: {any: [Voir le panier, Tous les produits]}
    expect: {lang: fr}
""")
def test_the_shop_speaks_french(run: Run) -> None:
    """A customer reads the shop in French"""
    assert told(run) == PASSED


@journey("""
personas: [pia]
steps:
  - web.open: /catalogue/
    expect:
      errors: 0
      weight.bytes: {at_most: 2MB / 5MB}
      vitals.cls: {at_most: 0.25 / 0.5}
      a11y.violations: {at_least: 1}
  - web.see: {heading: All products}
""")
def test_a_phone_shows_it_and_its_barriers_are_counted(run: Run) -> None:
    """A customer looks at the shop on a phone"""
    assert told(run) == PASSED


@journey("""
steps:
  - web.open: /catalogue/wool-socks-7_7/
  - web.click: {button: Add to cart}
    patience: 2s
""")
def test_what_is_not_there_is_told_with_what_is(run: Run, walked: Walked) -> None:
    """A customer looks for a button that is called otherwise"""
    [_, failed] = run["steps"]
    assert told(run) == ("failed", "web.missing") and "Add to basket" in failed["reason"]
    assert any(name.endswith("screen.painted.png") for name in failed["evidence"])
