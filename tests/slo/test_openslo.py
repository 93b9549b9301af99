"""OpenSLO v1, every kind and field: read, referred to, refused, and written as it was."""

from pathlib import Path

import pytest
import yaml

from onetake.declare.slos import read_slos, written
from onetake.words.slo import AlertRule

EVERY = (Path(__file__).parent / "every-kind.yaml").read_text("utf-8")
SERVICE = "kind: Service\napiVersion: openslo/v1\nmetadata: {name: a}\n"
HEAD = "apiVersion: openslo/v1\nkind: SLO\nmetadata: {name: a}\n"


def read(tmp_path, text):
    (tmp_path / "slos").mkdir(exist_ok=True)
    (tmp_path / "slos" / "all.yaml").write_text(text, "utf-8")
    return read_slos(tmp_path)


def test_every_kind_and_field_is_written_as_it_was_read(tmp_path):
    _, objects, faults = read(tmp_path, EVERY)
    assert faults == []
    again = written(found.value for found in objects.values())
    assert list(yaml.safe_load_all(again)) == yaml.safe_load(EVERY)
    whole, more = read(tmp_path, again)[0], read(tmp_path, EVERY)[0]
    assert {name: slo.indicator for name, slo in whole.items()} == {
        name: slo.indicator for name, slo in more.items()
    }


def test_what_is_counted_here_and_what_elsewhere(tmp_path):
    slos, _, _ = read(tmp_path, EVERY)
    assert slos["logins"].indicator.foreign == "Prometheus"
    cards = slos["cards"].indicator
    assert (cards.of, cards.name, cards.environment) == ("journey", "cards/*", "production")
    assert slos["quick/soon"].indicator.within == 2.0
    assert [slos[name].target for name in ("logins", "cards", "quick/ever")] == [0.995, 0.9, 0.99]


def test_windows_slices_and_rules_are_those_that_are_written(tmp_path):
    slos, _, _ = read(tmp_path, EVERY)
    logins, cards = slos["logins"], slos["cards"]
    assert (logins.unit, logins.count, logins.calendar) == ("M", 1, "Europe/Oslo")
    assert (logins.slice, logins.slice_target) == (300.0, 0.95)
    assert logins.rules == (AlertRule("page", 14.4, 3600.0, 300.0),)
    assert cards.rules == (AlertRule("ticket", 2.0, 21_600.0, 1800.0),)
    assert (cards.window, slos["quick/soon"].window) == (28 * 86_400.0, 30 * 86_400.0)


@pytest.mark.parametrize(
    ("text", "place", "told"),
    [
        ("kind: SLX\n", "slos/all.yaml:1:7", "'SLX' is no kind of OpenSLO"),
        ("apiVersion: v1\n", "slos/all.yaml:1:1", "no object of OpenSLO"),
        (HEAD + "spec: {budgetingMethod: Often, objectives: [{target: 0.9}]}\n", ":4:25", "Often"),
        (HEAD + "spec: {budgetingMethod: Occurrences, objectives: [{target: 1}]}\n", ":4:60", "1"),
        (HEAD + "spec: {budgetingMethod: Occurrences, objectives: [{target: 0.9}]}\n", ":4:7",
         "no SLI is named"),
        (HEAD + "spec: {indicatorRef: x, budgetingMethod: Occurrences, "
         "objectives: [{target: 0.9}]}\n", ":4:7", "there is no SLI called 'x'"),
        (HEAD + "spec: {budgetingMethod: Occurrences, objectives: [{target: 0.9, op: eq}]}\n",
         ":4:69", "eq"),
        (HEAD + "spec: {speed: 3}\n", ":4:8", "'speed' is not a key here"),
        (f"{SERVICE}---\n{SERVICE}", ":7:18", "another"),
    ],
)  # fmt: skip
def test_what_openslo_does_not_know_is_told_where(tmp_path, text, place, told):
    _, _, faults = read(tmp_path, text)
    assert any(place in str(fault.location) and told in fault.message for fault in faults), faults
