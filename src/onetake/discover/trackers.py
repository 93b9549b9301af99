"""Knows hosts and cookies that follow people from page to page."""

from __future__ import annotations

from fnmatch import fnmatchcase

_HOSTS = (
    "google-analytics.com", "analytics.google.com", "googletagmanager.com", "doubleclick.net",
    "googleadservices.com", "googlesyndication.com", "facebook.net", "facebook.com", "hotjar.com",
    "hotjar.io", "clarity.ms", "bat.bing.com", "analytics.tiktok.com", "snap.licdn.com",
    "px.ads.linkedin.com", "criteo.com", "criteo.net", "segment.com", "segment.io", "mixpanel.com",
    "amplitude.com", "hs-analytics.net", "hs-scripts.com", "matomo.cloud", "omtrdc.net",
    "demdex.net", "mc.yandex.ru", "quantserve.com", "scorecardresearch.com", "taboola.com",
    "outbrain.com", "adnxs.com", "adsrvr.org", "ct.pinterest.com", "sc-static.net", "branch.io",
    "fullstory.com", "mouseflow.com", "crazyegg.com", "heapanalytics.com", "intercom.io",
    "optimizely.com", "visualwebsiteoptimizer.com",
)  # fmt: skip
_COOKIES = (
    "_ga", "_ga_*", "_gid", "_gat*", "_gcl_*", "_fbp", "_fbc", "_hj*", "_clck", "_clsk", "_uetsid",
    "_uetvid", "_ttp", "_pk_id*", "_pk_ses*", "ajs_*", "mp_*_mixpanel", "amplitude_id*",
    "hubspotutk", "__hs*", "_pin_unauth", "_scid", "cto_bundle", "IDE", "fr",
    "li_sugr", "bcookie", "MUID", "_ym_*",
)  # fmt: skip


def follows(host: str) -> bool:
    """Tell whether a host is known to follow people."""
    return any(host == known or host.endswith(f".{known}") for known in _HOSTS)


def is_following(cookie: str) -> bool:
    """Tell whether a cookie of this name is known to follow people."""
    return any(fnmatchcase(cookie, known) for known in _COOKIES)
