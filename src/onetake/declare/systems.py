"""Reads a system's file: its channel, its addresses, and the settings its channel knows."""

from __future__ import annotations

from collections.abc import Mapping

from onetake.declare.document import Spot, described
from onetake.declare.heads import SystemFile
from onetake.declare.modifiers import RESERVED
from onetake.declare.names import Scope, note_unknown
from onetake.declare.nearest import nearest
from onetake.declare.validate import note_value_error, validate
from onetake.words.channel import Channel, Configured
from onetake.words.programme import Programme, System
from onetake.words.template import Template, templates_in

_FIELDS = tuple(SystemFile.model_fields)


def read_system(
    spot: Spot, name: str, channels: Mapping[str, Channel], programme: Programme
) -> System | None:
    """Return a system, or None; every fault is noted in its file."""
    head = validate(spot, SystemFile)
    if head is None:
        return None
    channel = channels.get(head.channel)
    if channel is None:
        hint = nearest(head.channel, channels, "channels")
        spot["channel"].fault("channel.unknown", f"there is no channel {head.channel!r}", hint=hint)
        return None
    settings = _settings(spot, channel)
    address = _addresses(spot["address"], programme) if "address" in spot.value else {}  # type: ignore[operator]
    if not address and isinstance(channel, Configured):
        spot.fault("key.missing", "'address' is missing",
                   hint="write address: ${environment.NAME}, or a mapping")  # fmt: skip
    _check_templates(spot, address, settings, programme)
    return System(
        name,
        head.channel,
        address,
        owner=head.owner,
        human=head.human,  # type: ignore[arg-type]
        price={str(unit): cost for unit, cost in head.price.items()},
        settings=settings,
        location=spot.location,
        region=head.region,
        retention=head.retention,
        data_categories=head.data_categories,
    )


def _settings(spot: Spot, channel: Channel) -> object:
    """Return the channel's own model of the keys that not every system has."""
    own = {key: item for key, item in spot.value.items() if key not in _FIELDS}  # type: ignore[attr-defined]
    if isinstance(channel, Configured):
        return _own_settings(spot, channel, own)
    for key in own:
        hint = nearest(key, _FIELDS, "keys here")
        spot[key].fault("key.unknown", f"{key!r} is not a key here", hint=hint, key=True)
    return None


def _own_settings(spot: Spot, channel: Configured, own: dict[str, object]) -> object:
    known = (*_FIELDS, *channel.settings.model_fields)
    for key in [key for key in own if key not in channel.settings.model_fields]:
        if not _by_alias(channel, key):
            hint = nearest(key, known, "keys here")
            spot[key].fault("key.unknown", f"{key!r} is not a key here", hint=hint, key=True)
            del own[key]
    return validate(spot, channel.settings, own)


def _by_alias(channel: Configured, key: str) -> bool:
    return any(field.alias == key for field in channel.settings.model_fields.values())


def _addresses(spot: Spot, programme: Programme) -> Mapping[str, Template]:
    if not isinstance(spot.value, dict):
        found = _template(spot)
        return {"": found} if found else {}
    addresses = {}
    for name in spot.value:
        if name not in programme.environments:
            hint = nearest(name, programme.environments, "environments")
            message = f"there is no environment {name!r}"
            spot[name].fault("environment.unknown", message, hint=hint, key=True)
        template = _template(spot[name])
        if template:
            addresses[name] = template
    return addresses


def _template(spot: Spot) -> Template | None:
    if not isinstance(spot.value, str) or not spot.value.strip():
        spot.fault("value", f"an address is expected here, not {described(spot.value)}")
        return None
    try:
        return Template.parse(spot.value)
    except ValueError as error:
        note_value_error(spot, error)
        return None


def _check_templates(
    spot: Spot, address: Mapping[str, Template], settings: object, programme: Programme
) -> None:
    """Note names that have no value before a journey's first step, in each environment.

    Settings may use names of their own, such as those a chat connector fills in.
    """
    everywhere = tuple(programme.environments.values())
    for name, template in address.items():
        here = (programme.environments[name],) if name in programme.environments else everywhere
        place = spot["address"][name] if name else spot["address"]
        note_unknown(place, iter([template]), Scope(here, programme.secrets))
    standing = tuple(e for e in everywhere if not address or "" in address or e.name in address)
    below = list(templates_in(settings))
    own = {name for t in below for name in t.names if name.partition(".")[0] not in RESERVED}
    note_unknown(spot, iter(below), Scope(standing, programme.secrets, kept=own))
