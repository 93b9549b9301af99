"""Tells the language of texts by their script and their most frequent small words.

Nothing is told of texts too short to be sure. The words are those every text of a language is full
of; a word that several languages share counts for each of them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping

FEWEST = 6
"""Words that a block of text must have to be told."""

_WORD = re.compile(r"[^\W\d_]+")
_SMALL: Mapping[str, frozenset[str]] = {
    language: frozenset(words.split())
    for language, words in {
        "cs": "a se na je že to v s z do o pro jako ale by jsou být jsme vás váš naše která které",
        "da": "og i at det er en til på som de med for af ikke der den har vi du jeg et kan din",
        "de": "der die das und ist nicht ein eine mit auf für sie ihr ihre wir zu den von im dem "
        "des sich auch bei oder nach wird sind haben ich kann zur zum aus als uns bitte",
        "en": "the and of to is in that it you for on with are this be your we have not or from "
        "at as our can will was by an please all if",
        "es": "el la de que y en los las un una es por con para su se no del al lo como más sus "
        "este nuestra nuestro usted puede",
        "fi": "ja on ei se että oli hän mutta ovat kun tai myös voit sinun meidän tämä joka niin",
        "fr": "le la les de des et un une est pas que qui pour dans sur vous nous votre nos vos "
        "avec ce cette au aux du en par plus être",
        "hu": "a az és hogy nem is egy ez van meg csak ha vagy már mint volt lehet kérjük",
        "it": "il la le di che e un una per è non con sono del della dei alla gli nel si come "
        "questo questa più anche da tuo nostro puoi",
        "nl": "de het een en van is dat in op te voor met zijn niet je aan er om ook als bij uw "
        "wij onze kunt naar worden deze",
        "no": "og i det er på som en til å for med ikke av har de vi du den kan fra deg din ditt",
        "pl": "i w na nie się z do to że jest o jak po co dla są oraz od lub przez twoje może",
        "pt": "o a os as de que e do da em um uma para é com não por mais dos das se na no seu "
        "sua você nosso nossa pode",
        "ro": "și de la în cu pe nu o un este care pentru sau din mai dumneavoastră noastre să",
        "sv": "och att det är som en på för med av inte den till har vi du kan om ett din ditt",
        "tr": "ve bir bu da de için ile ne gibi daha çok olan olarak var değil sizin bizim veya",
    }.items()
}
_SCRIPTS = (
    ("el", re.compile("[\u0370-\u03ff]")),
    ("ru", re.compile("[\u0400-\u04ff]")),
    ("he", re.compile("[\u0590-\u05ff]")),
    ("ar", re.compile("[\u0600-\u06ff]")),
    ("hi", re.compile("[\u0900-\u097f]")),
    ("th", re.compile("[\u0e00-\u0e7f]")),
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("ko", re.compile("[\uac00-\ud7af]")),
    ("zh", re.compile("[\u4e00-\u9fff]")),
)
_UKRAINIAN = re.compile("[іїєґ]")
_SHARE = 0.15
_LEAD = 1.5


def language_of(text: str) -> str:
    """Return the ISO 639-1 code of a text's language; nothing when nobody could be sure."""
    letters = sum(map(str.isalpha, text))
    for language, letter in _SCRIPTS:
        found = len(letter.findall(text))
        if found >= FEWEST and found > letters * (0.2 if language == "ja" else 0.5):
            return "uk" if language == "ru" and _UKRAINIAN.search(text.lower()) else language
    words = [word.lower() for word in _WORD.findall(text)]
    if len(words) < FEWEST:
        return ""
    scores = Counter(
        {language: sum(word in small for word in words) for language, small in _SMALL.items()}
    )
    (best, score), (_, second) = scores.most_common(2)
    return best if score >= _SHARE * len(words) and score >= _LEAD * second else ""


def told_of(blocks: Iterable[str]) -> dict[str, object]:
    """Return the facts of a page's blocks of text: `language` of most, all `languages`."""
    said: Counter[str] = Counter()
    for block in blocks:
        if language := language_of(block):
            said[language] += len(block)
    if not said:
        return {}
    return {"language": said.most_common(1)[0][0], "languages": sorted(said)}
