"""Finds one-time codes in what a company writes, by the words that announce them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_FARTHEST = 60
"""How many characters may lie between a code and the word that announces it."""

# Words that announce a code; Germanic and Finnish ones end longer words (Bestätigungscode), others
# take endings (kodu, пароля). Words of two or three letters count in capitals where they are also
# words of a language (tan, in Spanish).
_WHOLE = (
    r"(?:one[- ]time )?pass[- ]?(?:code|word|phrase)s?", r"one[- ]time", r"otp", r"pins?",
    r"(?-i:[a-z]*-?TAN)", r"(?-i:TAC)", r"tokens?", r"verification", r"c[óo]digos?", r"claves?",
    r"contraseña", r"palavra-passe", r"senha", r"codic[ei]", r"mots? de passe", r"wachtwoord",
    r"(?-i:mã)", r"mật khẩu", r"kata sandi", r"sandi", r"şifre\w{0,4}", r"has[łl]\w{1,2}",
    r"hesl\w{1,2}", r"jelsz\w{1,4}", r"kód\w{0,4}", r"cod(?:ul)?", r"parol[aăeoy]",
    r"lozink\w{1,2}",
    r"κωδικ\w{1,3}", r"код\w{0,3}", r"парол\w{1,3}", r"[הב]?קוד", r"ה?סיסמ\w{1,3}",
    r"\w*(?:codes?|kod\w{0,6}|koodi\w{0,4})",
    r"\w*(?:passwor[td]|kennwort|lösenord|passord|adgangskode|salasana\w{0,3})",
)  # fmt: skip
_ANYWHERE = (
    "验证码|校验码|动态码|验证代码|密码|驗證碼|密碼|認証コード|確認コード|コード|暗証番号|パスワード"
    "|인증번호|인증 ?코드|비밀번호|รหัส|رمز|الرمز|كود|کد|کوڈ|कोड|ओटीपी|কোড|ওটিপি|குறியீடு"
)
_WORD = re.compile(rf"(?<!\w)(?:{'|'.join(_WHOLE)})(?![^\W\d])|{_ANYWHERE}", re.IGNORECASE)
_OTHER_CODES = re.compile(
    r"(?:\b(?:zip|post(?:al)?|area|country|sort|error|status|dress|source|branch|bank|swift|qr|bar"
    r"|dial(?:l?ing)?)[ -]?|(?:vor|post|bar|de|en|uni))$",
    re.IGNORECASE,
)
_CODE = re.compile(
    r"(?<![^\W_])(?<![+*@/\\$€£¥])(?<!\d[.,:/ -])(?:[A-Z]{1,2}-(?=\d))?"
    r"(?P<code>\d{3}[ -]\d{3,4}|\d{4}[ -]\d{4}|\d{2}[ -]\d{2}[ -]\d{2}"
    r"|[A-Z0-9]{4}-[A-Z0-9]{4}|\d{4,8}|(?=[A-Za-z]*\d)[A-Za-z0-9]{4,8})"
    r"(?![^\W_]|[@/\\*]|[.,:/ -]\d)",
    re.ASCII,
)
_LETTERS = re.compile(r"(?:\s+\w{2,7})?\s*[:=]?\s+\"?(?P<code>[A-Z]{4,8})(?![^\W_])")
_CURRENCY = (
    "EUR|USD|GBP|CHF|SEK|NOK|DKK|PLN|CZK|HUF|INR|JPY|CNY|TRY|AED|SAR|BRL|MXN|ZAR|AUD|CAD|NGN"
)
_MONEY_BEFORE = re.compile(rf"(?:[$€£¥₹₽]|\b(?:{_CURRENCY}|Rs\.?|kr\.?))\s?$")
_NO_CODE_AFTER = re.compile(
    rf"\s?(?:[%€£$¥₹₽]|(?:{_CURRENCY}|euros?|dollars?|minut\w*|second\w*|Sekunden|Minuten)\b)"
)
_SPAN = re.compile(r"\d{1,4}[a-z]{1,5}")
_END = re.compile(r"[.!?](?=\s)|[。！？]|\n\s*\n")
_BOUND = re.compile(r"^@\S+\s+#(?P<code>[^\s#]{4,10})", re.MULTILINE)
_LINK = re.compile(r"https?://\S+|www\.\S+", re.IGNORECASE)

_Found = tuple[int, int, str]


def codes_in(text: str) -> list[str]:
    """Return the one-time codes of a text, each once, in their order; spaces and dashes removed.

    A code has 4 to 8 digits, or capitals, letters and digits mixed; it stands near a word such as
    code, PIN, Kennwort, código or 验证码, in the same sentence when one is there. Amounts, dates,
    telephone numbers and what is part of an address on the web are none. A last line as browsers
    read it (`@example.com #123456`) counts as well.
    """
    plain = _LINK.sub(lambda link: " " * len(link[0]), text)
    words = [word.span() for word in _WORD.finditer(plain) if _announces(plain, word)]
    candidates = list(_candidates(plain))
    ends = [end.start() for end in _END.finditer(plain)]
    near = [_nearest(word, candidates, ends) for word in words]
    near += [_letters(plain, word) for word in words]
    if not any(near):
        near = [_nearest(word, candidates, ()) for word in words]
    found = [code for code in near if code]
    found += [(bound.start(), 0, bound["code"]) for bound in _BOUND.finditer(text)]
    return list(dict.fromkeys(_bare(code) for _, _, code in sorted(found)))


def _announces(text: str, word: re.Match[str]) -> bool:
    """Tell if a word is no other kind of code, such as a postcode or an error code."""
    begin = word.start()
    before = text[max(0, begin - 12) : begin]
    stem = re.match(r"(\w*)code", word[0], re.IGNORECASE)
    return not _OTHER_CODES.search(before + (stem[1] if stem else ""))


def _candidates(text: str) -> Iterator[_Found]:
    for found in _CODE.finditer(text):
        money = _MONEY_BEFORE.search(text[max(0, found.start() - 4) : found.start()])
        if money or _NO_CODE_AFTER.match(text, found.end()) or _SPAN.fullmatch(found["code"]):
            continue
        yield found.start("code"), found.end(), found["code"]


def _nearest(
    word: tuple[int, int], candidates: Sequence[_Found], ends: Sequence[int]
) -> _Found | None:
    """Return the candidate nearest to a word, with no end of a sentence between the two."""
    best: tuple[int, _Found] | None = None
    for found in candidates:
        after = found[0] >= word[1]
        low, high = (word[1], found[0]) if after else (found[1], word[0])
        gap = high - low
        if not 0 <= gap <= _FARTHEST or any(low <= end < high for end in ends):
            continue
        if best is None or gap < best[0]:
            best = gap, found
    return best[1] if best else None


def _letters(text: str, word: tuple[int, int]) -> _Found | None:
    """Return a code of capitals only, which has to follow its word at once."""
    found = _LETTERS.match(text, word[1])
    return (found.start("code"), found.end(), found["code"]) if found else None


def _bare(code: str) -> str:
    return code.replace(" ", "").replace("-", "")
