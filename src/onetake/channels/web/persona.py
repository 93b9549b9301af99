"""What a persona's file says of her browser: language, place, device, how fast her network is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from onetake.words.channel import Memory
from onetake.words.scalar import typed, typed_tree
from onetake.words.trouble import CannotTell

_PHONE_AGENT = (
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/{version} Mobile Safari/537.36"
)
_TABLET_AGENT = _PHONE_AGENT.replace(" Mobile", "")
DEVICES: Mapping[str, Mapping[str, Any]] = {
    "desktop": {"viewport": {"width": 1280, "height": 800}},
    "tablet": {
        "viewport": {"width": 820, "height": 1180}, "device_scale_factor": 2, "is_mobile": True,
        "has_touch": True, "user_agent": _TABLET_AGENT,
    },
    "phone": {
        "viewport": {"width": 390, "height": 844}, "device_scale_factor": 3, "is_mobile": True,
        "has_touch": True, "user_agent": _PHONE_AGENT,
    },
}  # fmt: skip
"""What a context of each device is made with; `{version}` is the browser's."""

NETWORKS: Mapping[str, tuple[float, float, float]] = {
    "slow-3g": (400, 400, 400),
    "fast-3g": (1_600, 750, 150),
    "4g": (9_000, 4_500, 60),
}
"""Network profiles: down and up in kbit/s, latency in ms, as Chromium's own tools have them."""

_OTHERS = {"scale": "device_scale_factor", "mobile": "is_mobile", "touch": "has_touch",
           "agent": "user_agent"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Manner:
    """How a persona's browser is: `options` of its context, and its network, if it is slowed."""

    options: Mapping[str, Any]
    network: tuple[float, float, float] | None = None
    device: str = "desktop"
    scheme: str = "light"


def manner_of(memory: Memory, agent: str) -> Manner:
    """Return how the persona of a run browses; `agent` is the browser's own user agent.

    Raises CannotTell for an attribute whose value makes no sense.
    """
    persona = memory.get("persona")
    about: dict[str, Any] = dict(persona) if isinstance(persona, Mapping) else {}
    name, options = _device(about.get("device", "desktop"))
    scheme = str(about.get("colour_scheme") or about.get("color_scheme") or "light")
    if scheme not in ("light", "dark"):
        raise _wrong("colour_scheme", scheme, "light or dark")
    options |= {"color_scheme": scheme}
    if locale := about.get("locale") or about.get("language"):
        options["locale"] = str(locale).replace("_", "-")
    if timezone := about.get("timezone"):
        options["timezone_id"] = str(timezone)
    if typed(about.get("reduced_motion")) in (True, "reduce"):
        options["reduced_motion"] = "reduce"
    if location := about.get("location"):
        options |= {"geolocation": _location(location), "permissions": ["geolocation"]}
    network = _network(about.get("network"))
    if about.get("network") == "offline":
        options["offline"] = True
    own = options.get("user_agent", agent)
    options["user_agent"] = own.replace("{version}", _version(agent))
    return Manner(options, network, name, scheme)


def _version(agent: str) -> str:
    return agent.partition("Chrome/")[2].partition(" ")[0]


def _device(device: object) -> tuple[str, dict[str, Any]]:
    if isinstance(device, str):
        if device not in DEVICES:
            raise _wrong("device", device, f"{', '.join(DEVICES)}, or a mapping with width")
        return str(device), dict(DEVICES[device])
    if not isinstance(device, Mapping):
        raise _wrong("device", device, f"{', '.join(DEVICES)}, or a mapping with width")
    given: Any = typed_tree(device)
    size = {name: given[name] for name in ("width", "height") if name in given}
    if not all(isinstance(value, int) and value > 0 for value in size.values()):
        raise _wrong("device", given, "whole pixels as width and height")
    options = {ours: given[name] for name, ours in _OTHERS.items() if name in given}
    options["viewport"] = {"width": 1280, "height": 800} | size
    viewport = options["viewport"]
    return f"{viewport['width']}x{viewport['height']}", options


def _network(network: object) -> tuple[float, float, float] | None:
    if network is None or network == "offline":
        return None
    if isinstance(network, Mapping):
        given: Any = typed_tree(network)
        figures = tuple(given.get(name, fallback) for name, fallback in
                        (("down", 0), ("up", 0), ("latency", 0)))  # fmt: skip
        if all(isinstance(figure, int | float) for figure in figures):
            return figures
    elif isinstance(network, str) and network in NETWORKS:
        return NETWORKS[network]
    raise _wrong(
        "network", network,
        f"{', '.join(NETWORKS)}, offline, or {{down: kbit/s, up: kbit/s, latency: ms}}",
    )  # fmt: skip


def _location(location: object) -> dict[str, float]:
    given: Any = typed_tree(location)
    try:
        return {name: float(given[name]) for name in ("latitude", "longitude")}
    except (KeyError, TypeError, ValueError):
        raise _wrong("location", location, "latitude and longitude in degrees") from None


def _wrong(name: str, value: object, wanted: str) -> CannotTell:
    return CannotTell("persona", f"the persona's {name} is {value!r}; it takes {wanted}")
