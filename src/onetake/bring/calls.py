"""A request as any foreign file tells of it, and the step that sends it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import SplitResult, urlsplit

from onetake.bring.drafted import Counterpart, Drafted, Tree, Wish
from onetake.bring.naming import dashed, is_secret, unlike

METHODS = ("get", "head", "options", "post", "put", "patch", "delete")
SAFE = ("get", "head")
SENDING = ("post", "put", "patch", "delete")
_LOGIN = re.compile(r"log-?in|sign-?in|session|token|auth", re.IGNORECASE)
_GENERIC = re.compile(r"(base|root|server|site|api|service|host|domain|address)?_?(url|uri)?_?\d*")
Query = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Call:
    """One request: texts hold templates; `body` is one of json, form, multipart, xml and text.

    `auth` is as a system's file has it; `address` is a text, too.
    """

    name: str
    method: str
    address: str
    path: str
    query: Query = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Tree = field(default_factory=dict)
    auth: Tree = field(default_factory=dict)
    follow: bool = True

    def step(self, system: str, expect: Tree, keep: Tree, *, phase: str = "") -> dict[str, object]:
        """Return the step; `system` is named only where several answer on its channel."""
        given = {
            "path": self.path,
            **({"query": dict(self.query)} if self.query else {}),
            **({"headers": dict(self.headers)} if self.headers else {}),
            **self.body,
            **({} if self.follow else {"follow": False}),
        }
        step: dict[str, object] = {"name": self.name}
        step |= {"phase": phase} if phase else {}
        step |= {"system": system} if system else {}
        step[f"api.{self._word()}"] = given if len(given) > 1 else self.path
        step |= {"expect": dict(expect)} if expect else {}
        return step | ({"keep": dict(keep)} if keep else {})

    def _word(self) -> str:
        word = self.method.lower()
        login = word == "post" and _LOGIN.search(self.path) and _password_in(self.body)
        return "login" if login else word


def split(url: str) -> SplitResult:
    """Return the parts of an address; of what is none, all are empty."""
    try:
        return urlsplit(url)
    except ValueError:
        return urlsplit("")


def _password_in(body: Tree) -> bool:
    return any(
        is_secret(name) and isinstance(value, str) and value.startswith("${secret.")
        for fields in body.values()
        if isinstance(fields, Mapping)
        for name, value in fields.items()
    )


@dataclass(slots=True)
class Systems:
    """Gives requests their systems: one per address, another one where we are somebody else."""

    title: str
    wish: Wish
    values: dict[str, str] = field(default_factory=dict)
    _auths: dict[str, list[Tree]] = field(default_factory=dict)
    _made: dict[tuple[str, str], Counterpart] = field(default_factory=dict)

    def see(self, calls: Sequence[Call]) -> None:
        """Note who we are to each address, before any request is given its system."""
        for call in calls:
            held = self._auths.setdefault(call.address, [])
            held += [] if call.auth in held else [call.auth]

    def of(self, call: Call) -> tuple[Call, str]:
        """Return a request as it stands on its system, and that one's name."""
        auths = self._auths[call.address]
        bearer = call.auth.get("bearer")
        if len(auths) > 1 and isinstance(bearer, str):
            headers = {"authorization": f"Bearer {bearer}", **call.headers}
            call = replace(call, headers=headers, auth={})
        key = (call.address, json.dumps(call.auth, sort_keys=True))
        if key not in self._made:
            self._made[key] = self._there(call) or self._new(call)
        return call, self._made[key].name

    @property
    def made(self) -> tuple[Counterpart, ...]:
        """The systems that were given and that no file before brought."""
        return tuple(one for one in self._made.values() if one not in self.wish.systems)

    def _there(self, call: Call) -> Counterpart | None:
        """Return the system that another file brought for this address and for who we are."""
        for system in self.wish.systems:
            same = self._resolved(system.address) == self._resolved(call.address)
            if same and system.channel == "api" and system.settings.get("auth", {}) == call.auth:
                return system
        return None

    def _resolved(self, address: str) -> str:
        known = {**self.wish.values, **self.values}
        return re.sub(
            r"\$\{environment\.(\w+)\}", lambda found: str(known.get(found[1], found[0])), address
        ).rstrip("/")

    def _new(self, call: Call) -> Counterpart:
        stem, address = self._stem(call.address), call.address
        if "${" not in address:
            known = {**self.wish.values, **self.values}
            others = {name for name, held in known.items() if str(held) != address}
            value = unlike(stem.replace("-", "_"), others)
            self.values[value] = address
            address = f"${{environment.{value}}}"
        names = {system.name for system in self._made.values()}
        names |= {name for name, at in self.wish.taken.items() if at != address}
        name = unlike(stem, names, joint="-")
        return Counterpart(name, "api", address, {"auth": call.auth} if call.auth else {})

    def _stem(self, address: str) -> str:
        """Return what a system is called: by its variable, its host, or the file's own title."""
        if found := re.search(r"\$\{environment\.(\w+)\}", address):
            name = re.sub(r"_(url|uri|host|base)$", "", found[1])
            return dashed(self.title if _GENERIC.fullmatch(found[1]) else name)
        if not self._made:
            return dashed(self.title)
        labels = (split(address).hostname or "system").split(".")
        return dashed(labels[0] if labels[0] not in ("www", "api") else labels[-2:][0])


def with_systems(journey: Drafted) -> Drafted:
    """Return a journey that names its system in the head, where all its steps use the same."""
    used = list(dict.fromkeys(str(step["system"]) for step in journey.steps if "system" in step))
    if len(used) != 1:
        return journey
    steps = tuple({k: v for k, v in step.items() if k != "system"} for step in journey.steps)
    return replace(journey, steps=steps, head={**journey.head, "systems": used})
