"""The words before a number that tell what the number is, in many languages.

The word nearest to the number decides: "my phone for order 12345678" speaks of an order.
"""

import re
from functools import lru_cache

from onetake.scrub.kinds import CARD, NATIONAL_ID, PHONE

REACH = 48
"""How many characters before a number are read for such a word."""

OTHER = "other"
"""The number is named as something that is not personal: an order, a ticket, a time."""

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
# Letters with their vowel signs, which `\w` leaves out of Indian and Thai words.
_LETTER = r"[A-Za-z\u00c0-\u1fff\u2c00-\u2dff\u3040-\ud7ff\uf900-\ufdff]"
_WORD = re.compile(f"{_LETTER}+")

# Words start at a word's start; `*` stands for any further letters.
_WORDS = {
    PHONE: (
        "tel tél phone* telephone* telefon* telefoon* teléfono* telefono* telefone* téléphone* tlf "
        "mobile mobil mobilnummer* mobilnr mobilfunk* mobiel* móvil movil celular* cellulare* "
        "cell cellphone portable handy* puh puhelin* matkapuhelin* gsm msisdn komórk* komork* "
        "whatsapp sms fax call anrufen ring rückruf* rueckruf* llam* llám* appelez rappel* "
        "zadzwoń dzwoń bellen cep телефон* тел моб мобильн* звони* τηλ τηλέφωνο* κινητό "
        "هاتف جوال موبايل טלפון נייד फोन फ़ोन मोबाइल โทร điện_thoại"
    ),
    NATIONAL_ID: (
        "ssn social_security* bsn burgerservicenummer* sofinummer* cpf dni nie nif nuip pesel* "
        "aadhaar* aadhar* uidai personnummer* personnr personal_identity* personal_code "
        "henkilötunnus* henkilotunnus* hetu fødselsnummer* fodselsnummer* fødselsnr cpr cpr-nr "
        "kennitala* nir insee sécurité_sociale securite_sociale numéro_de_sécu nino "
        "national_insurance* nhs steuer-id* steuerid* steuer-identifikationsnummer* "
        "steueridentifikationsnummer* steuernummer* identifikationsnummer* idnr id_nr tax_id* "
        "taxid* taxpayer* tin national_id* nationalid* national_number* identity_number* id_number "
        "id_card identity_card codice_fiscale* rodné* rodne* egn егн cnp amka αμκα αφμ tckn "
        "kimlik* rut curp cuit cuil rijksregister* isikukood* asmens_kod* svnr ahv* avs "
        "sozialversicherung* ppsn pps инн снилс passport* pan_card"
    ),
    CARD: (
        "card* karte* kreditkart* carte tarjeta* cartão cartao carta kaart* creditcard* kort* "
        "kortti* kortin* karta karty kartę kart karti* карт* visa mastercard maestro amex pan"
    ),
    OTHER: (
        "order* bestell* auftrag* commande* pedido* ordine* ordre* zamówieni* zamowieni* tilaus* "
        "encomenda* objednáv* sipariş* заказ* case* ticket* vorgang* dossier* caso ärende* zaak* "
        "zgłoszeni* invoice* rechnung* facture* factura* fattura* fatura* faktur* reference* ref "
        "referenz* tracking* trace* span parcel* paket* sendung* shipment* booking* buchung* "
        "reservation* confirmation* transaction* txn request* session* version* build* release* "
        "ean* gtin* isbn* issn sku article* artikel* item* product* produkt* producto* imei* "
        "serial* model* batch* timestamp* ts epoch* time* date* datum created* updated* expires* "
        "price* preis* precio* amount* betrag* total* balance* saldo* port commit* hash* uuid* "
        "id policy* contract* vertrag* kunden* customer_number customer_no client_number member* "
        "code* count* size* bytes* length* offset* duration* ms page* score* row* line* seed* "
        "user_id account_id номер_заказа счёт счет"
    ),
}
_WORDLESS = {
    PHONE: "电话|電話|手机|手機|携帯|联系方式|전화|휴대폰|연락처",
    NATIONAL_ID: "身份证|身分證|マイナンバー|個人番号|주민등록|주민번호|आधार",
    CARD: "卡号|卡號|信用卡|银行卡|カード|카드",
    OTHER: "订单|訂單|注文|주문|编号|伝票|受付番号|会員番号",
}


# What is read are words of letters with single spaces between, so a space is the only boundary.
def _spelled(word: str) -> str:
    stem = word.rstrip("*").replace("_", " ").replace("-", " ")
    return stem + ("[^ ]*" if word.endswith("*") else "(?![^ ])")


def _group(number: int, kind: str) -> str:
    words = sorted(_WORDS[kind].split(), key=len, reverse=True)
    spelled = "|".join(_spelled(word) for word in words)
    return f"(?P<g{number}>(?<![^ ])(?:{spelled})|{_WORDLESS[kind]})"


_KINDS = tuple(_WORDS)
_NAMED = re.compile("|".join(_group(number, kind) for number, kind in enumerate(_KINDS)))
_TAILS = tuple(
    {
        re.split("[_-]", word)[-1].rstrip("*")
        for words in _WORDS.values()
        for word in words.split()
        if "_" in word or "-" in word
    }
)


def telling_words(kind: str) -> list[str]:
    """Give the words that name this kind; those that tell together are joined by a space."""
    words = [re.sub("[_-]", " ", word.rstrip("*")) for word in _WORDS[kind].split()]
    return words + _WORDLESS[kind].split("|")


@lru_cache(maxsize=8192)
def _read(words: str) -> str | None:
    """Give the kind that the last telling word of a few words names."""
    found = None
    for match in _NAMED.finditer(_CAMEL.sub(" ", words).lower()):
        found = match
    return None if found is None else _KINDS[int(str(found.lastgroup)[1:])]


@lru_cache(maxsize=8192)
def _is_tail(word: str) -> bool:
    """Tell whether a word may be the last of several that tell together, as in "tax id"."""
    return word.lower().startswith(_TAILS)


def named(words: list[str]) -> str | None:
    """Give the kind that the last telling word names, or None when no word tells."""
    for at in range(len(words) - 1, -1, -1):
        word = words[at]
        kind = _read(" ".join(words[max(0, at - 2) : at + 1]) if _is_tail(word) else word)
        if kind is not None:
            return kind
    return None


def named_by(name: str) -> str | None:
    """Give the kind that a name such as `customer_phone` names."""
    return named(_WORD.findall(_CAMEL.sub(" ", name)))


def context(text: str, start: int, before: str) -> str | None:
    """Give the kind that the words before `start` name; `before` precedes the text."""
    if start == 0:
        return named_by(before) if before else None
    low = max(0, start - REACH)
    words = _WORD.findall(text, low, start)
    if words and low and text[low - 1].isalpha():
        del words[0]
    if low == 0 and before:
        words = _WORD.findall(_CAMEL.sub(" ", before)) + words
    return named(words)
