"""Judges what visits to a site showed: what a customer would notice, with the fix."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from ipaddress import ip_address
from urllib.parse import urlsplit

from onetake.discover.trackers import follows, is_following
from onetake.words.finding import Finding
from onetake.words.visit import LIMITS, Answered, Form, Visit, place

MAJOR, MINOR = "major", "minor"
_SHOWN = 3
_HEAVY, _TOO_HEAVY = 3_000_000, 10_000_000


def findings(visits: Sequence[Visit], answers: Iterable[Answered]) -> list[Finding]:
    """Return what a customer would notice on a site, the gravest first, each thing once."""
    found: dict[tuple[str, str], Finding] = {}
    for visit in visits:
        for finding in _of_page(visit):
            found.setdefault((finding.rule, finding.message), finding)
    for finding in (*_unencrypted(visits), *_dead(answers)):
        found.setdefault((finding.rule, finding.message), finding)
    return sorted(found.values(), key=lambda one: (one.severity != MAJOR, one.rule, one.place))


def _unencrypted(visits: Sequence[Visit]) -> Iterator[Finding]:
    """Yield that a site has no encryption; on this machine there is no way to listen on."""
    open_ones = [v for v in visits if v.url.startswith("http://") and not _is_here(v.url)]
    if open_ones:
        yield Finding(
            "privacy.unencrypted", MAJOR, place(open_ones[0].url),
            "it answers without encryption: all can be read and changed on the way",
            "answer over https, and lead there from http",
        )  # fmt: skip


def _is_here(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _of_page(visit: Visit) -> Iterator[Finding]:
    where = visit.place
    if visit.trouble or visit.status >= 400:
        why = visit.trouble or f"it answers {visit.status}"
        yield Finding("page.away", MAJOR, where, f"the page does not come: {why}", "mend the page")
        return
    yield from _slow(visit, where)
    yield from _broken(visit, where)
    yield from _barriers(visit, where)
    yield from _followed(visit, where)
    for form in visit.forms:
        yield from _form(form, where)
    yield from _language(visit, where)


def _slow(visit: Visit, where: str) -> Iterator[Finding]:
    for limit in LIMITS:
        value = visit.vitals.get(limit.name)
        if value is None or value <= limit.minor:
            continue
        told = f"{value / 1000:.1f} s" if limit.unit else f"{value:.2f}"
        good = f"{limit.minor / 1000:g} s" if limit.unit else f"{limit.minor:g}"
        severity = MAJOR if value > limit.major else MINOR
        message = (
            f"{limit.says} after {told}; {good} is good" if limit.unit
            else f"{limit.says} (CLS {told}; {good} is good)"
        )  # fmt: skip
        yield Finding(f"speed.{limit.name}", severity, where, message, limit.fix)
    if visit.size > _HEAVY:
        severity = MAJOR if visit.size > _TOO_HEAVY else MINOR
        told = f"it weighs {visit.size / 1e6:.1f} MB in {visit.requests} requests"
        yield Finding("speed.weight", severity, where, told, "compress pictures, drop scripts")


def _broken(visit: Visit, where: str) -> Iterator[Finding]:
    if visit.errors:
        yield Finding(
            "errors.script", MAJOR, where,
            f"scripts fail: {_some(visit.errors)}", "open the console there and mend the first",
        )  # fmt: skip
    own = [line for line in visit.failed if not _is_other(line, visit)]
    if own:
        yield Finding(
            "errors.request", MAJOR, where,
            f"parts of the page do not come: {_some(own)}", "serve them, or ask for them no more",
        )  # fmt: skip
    if visit.lost_anchors:
        yield Finding(
            "links.nowhere", MINOR, where,
            f"links lead to no place on the page: {_some(visit.lost_anchors)}",
            "give the place this id, or drop the link",
        )  # fmt: skip
    if visit.device == "phone" and visit.wide:
        fix = "let nothing be wider than the screen"
        yield Finding("phone.wide", MINOR, where, "it is wider than the screen", fix)
    if visit.device == "phone" and not visit.viewport:
        fix = 'write <meta name="viewport" content="width=device-width"> into its head'
        yield Finding("phone.small", MAJOR, where, "phones show it as a tiny desktop page", fix)


def _is_other(line: str, visit: Visit) -> bool:
    return any(host in line for host in visit.asked)


def _barriers(visit: Visit, where: str) -> Iterator[Finding]:
    for one in visit.hindrances:
        if one.impact not in ("critical", "serious"):
            continue
        severity = MAJOR if one.impact == "critical" else MINOR
        places = f" ({one.count} ×): {_some(one.places)}" if one.places else ""
        yield Finding(f"access.{one.rule}", severity, where, f"{one.help}{places}",
                      f"look up the rule {one.rule} of axe-core")  # fmt: skip


def _followed(visit: Visit, where: str) -> Iterator[Finding]:
    hosts = [host for host in visit.asked if follows(host.partition(":")[0])]
    cookies = [name for name in visit.cookies if is_following(name)]
    if hosts or cookies:
        parts = [f"asks {_some(hosts)}"] if hosts else []
        parts += [f"sets the cookies {_some(cookies)}"] if cookies else []
        yield Finding(
            "privacy.before-consent", MAJOR, where,
            f"people are followed before they agreed: it {' and '.join(parts)}",
            "load these only once somebody said yes",
        )  # fmt: skip


def _form(form: Form, where: str) -> Iterator[Finding]:
    called = f"the form '{form.name}'" if form.name else "a form"
    if form.nameless:
        yield Finding(
            "form.label", MAJOR, where,
            f"{called} has fields without a label: {_some(form.nameless)}",
            "give each a <label>; a placeholder goes away when one types",
        )  # fmt: skip
    if form.astray:
        yield Finding(
            "form.astray", MAJOR, where,
            f"{called} has labels that belong to no field: {_some(form.astray)}",
            "let each label's `for` be its field's id",
        )  # fmt: skip
    if not form.submit and form.fields > 1:
        yield Finding("form.submit", MINOR, where, f"{called} has nothing to send it with",
                      "give it a button")  # fmt: skip
    if form.insecure:
        yield Finding("form.insecure", MAJOR, where, f"{called} is sent unencrypted",
                      "let its action begin with https")  # fmt: skip


def _language(visit: Visit, where: str) -> Iterator[Finding]:
    said, heard = visit.lang.lower().partition("-")[0], visit.language
    if said and heard and said != heard:
        yield Finding(
            "language.wrong", MINOR, where,
            f"it says that it is in '{visit.lang}', and its text is in '{heard}'",
            "let the page's lang be the language of its text: screen readers go by it",
        )  # fmt: skip
    if not visit.title:
        yield Finding("page.title", MINOR, where, "the page has no title", "give it a <title>")


def _dead(answers: Iterable[Answered]) -> Iterator[Finding]:
    for answer in answers:
        way = answer.way
        if answer.trouble or answer.status in (404, 410) or answer.status >= 500:
            why = answer.trouble or f"it answers {answer.status}"
            called = f"'{way.text}' ({way.url})" if way.text else way.url
            yield Finding("links.dead", MAJOR, place(answer.found_on),
                          f"the link {called} leads nowhere: {why}",
                          "mend the address, or drop the link")  # fmt: skip


def _some(items: Sequence[str]) -> str:
    """Return the first few of what was found, and how many more there are."""
    more = len(items) - _SHOWN
    shown = "; ".join(item[:120] for item in items[:_SHOWN])
    return f"{shown} and {more} more" if more > 0 else shown
