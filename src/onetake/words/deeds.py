"""What a person did on a page while being watched: the raw material of a recorded journey."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

SECRET, PERSONAL, PLAIN = "secret", "personal", "plain"


@dataclass(frozen=True, slots=True)
class Seen:
    """A control as a person reads it: its role and name, and whatever else would find it.

    It is the `nth` of `of` controls that read the same; `around` names what it stands in.
    """

    role: str = ""
    name: str = ""
    placeholder: str = ""
    test_id: str = ""
    css: str = ""
    around: str = ""
    nth: int = 1
    of: int = 1


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing a person did, or that the page did then.

    `kind` is page, click, fill, choose, check, upload, press, see, new_tab, dialog or download;
    `nature` tells what a value is: secret, personal or plain; the value of a page is how one came
    there, as browsers call it: navigate, reload or back_forward. `at` is in seconds since 1970.
    """

    kind: str
    url: str = ""
    at: float = 0.0
    target: Seen = Seen()
    value: str = ""
    values: tuple[str, ...] = ()
    nature: str = PLAIN
    on: bool = True
    title: str = ""
    heading: str = ""
    frame: str = ""

    @classmethod
    def told(cls, given: Mapping[str, object], frame: str = "") -> Deed:
        """Return the deed a page tells of; whatever it tells wrongly is left out."""
        target = given.get("target")
        known = {
            name: kind(given[name])
            for name, kind in (("kind", str), ("url", str), ("value", str), ("nature", str),
                               ("on", bool), ("title", str), ("heading", str))
            if name in given
        }  # fmt: skip
        values = given.get("values")
        at = given.get("at")
        return cls(
            **known,  # type: ignore[arg-type]
            at=at / 1000 if isinstance(at, int | float) else 0.0,
            values=tuple(map(str, values)) if isinstance(values, list) else (),
            target=_seen(target) if isinstance(target, Mapping) else Seen(),
            frame=frame,
        )


def _seen(given: Mapping[str, object]) -> Seen:
    texts = {
        name: str(given[name])
        for name in ("role", "name", "placeholder", "test_id", "css", "around")
        if given.get(name)
    }
    numbers = {
        name: value for name in ("nth", "of") if isinstance(value := given.get(name), int) and value
    }
    return Seen(**texts, **numbers)  # type: ignore[arg-type]
