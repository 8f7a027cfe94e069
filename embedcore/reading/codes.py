"""Cells that look like numbers or like nothing, and are names of things: ids, versions, the country code NA."""

from __future__ import annotations

import re
from collections.abc import Sequence

from embedcore.reading.column_names import is_id_name, words_of

CODE_NAMES = frozenset(
    """
    zip zipcode postcode postalcode postal plz postleitzahl cap phone telephone tel telefon telefono téléphone mobile
    handy fax iban ssn ean upc gtin vin barcode serial account konto kontonummer
    """.split()
)
_THINGS = frozenset(
    """
    zip zipcode postcode postalcode plz postleitzahl phone phonenumber telephone telefon telefonnummer telefono
    téléphone fax iban ssn ean upc gtin isbn isbn10 isbn13 issn barcode pmid
    """.split()
)
_VERSION_NAMES = frozenset(
    """
    version versions ver release build revision rev section chapter paragraph clause arxiv doi firmware abschnitt
    kapitel
    """.split()
)
_HEX_NAMES = frozenset("code codes commit sha hash token serial sku part batch".split())
_BY_CHANCE = re.compile(r"\d+[eE]\d+")
_DECIMAL = re.compile(r"(\d+)\.(\d+)")
_ARXIV = re.compile(r"\d{2}(0[1-9]|1[0-2])\.\d{4,5}")
_COUNTRY_NAMES = frozenset(
    "country countries land nation iso iso2 cc countrycode land_code pays país paese страна".split()
)
_REGION_NAMES = frozenset(
    "region regions continent continents area market markets territory zone geo geography theater theatre".split()
)
_STATE_NAMES = frozenset("state states province provinces us_state".split())
_REGIONS = frozenset(
    "EMEA APAC LATAM EU AMER AMERICAS SADC ASEAN MENA NAM SAM SA AF AS OC AN CIS ANZ DACH APJ LA EUR".split()
)
_COUNTRIES = frozenset(
    """
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC
    CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD
    GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH
    KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW
    MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC
    SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UK UM US
    UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW
    """.split()
)
_STATES = frozenset(
    """
    AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI
    SC SD TN TX UT VT VA WA WV WI WY DC
    """.split()
)
_CODE = re.compile(r"[A-Z]{2,6}")
_NO_CODES = frozenset("YES NO TRUE FALSE NONE OK LOW HIGH OTHER OPEN CLOSED NEW UNKNOWN EN DE FR ES".split())


def is_code_name(name: str) -> bool:
    """Whether a column of that name holds codes, whatever they look like: ids, telephone numbers, post codes."""
    return is_id_name(name) or any(word in CODE_NAMES for word in words_of(name))


def is_number_of_a_thing(name: str) -> bool:
    """Whether whole numbers in a column of that name only tell things apart: post codes, telephone numbers, ISBNs."""
    words = words_of(name)
    return bool(words) and (words[-1] in _THINGS or "".join(words) in _THINGS)


def may_be_codes(name: str, first: Sequence[str]) -> bool:
    """Whether it is worth to look at all cells of a column of decimals: most have neither the name nor the form."""
    if not first:
        return False
    if not any("." in cell for cell in first) or _is_named(name):
        return True
    short = all((match := _DECIMAL.fullmatch(cell.strip())) and len(match[2]) <= 2 for cell in first)
    return short or all(_ARXIV.fullmatch(cell.strip()) for cell in first)


def _is_named(name: str) -> bool:
    return is_id_name(name) or any(word in _VERSION_NAMES or word in CODE_NAMES for word in words_of(name))


def are_written_codes(name: str, cells: Sequence[str]) -> bool:
    """Whether decimals are ids or versions, which must stay as written: 2401.00010, and 1.10 beside 1.9.

    cells: the filled cells, all of them numbers with decimals, or whole ones.
    """
    named = _is_named(name)
    parts = [match for cell in cells if (match := _DECIMAL.fullmatch(cell.strip()))]
    if len(parts) < len(cells) or not parts:
        return bool(parts) and any(word in _VERSION_NAMES for word in words_of(name))
    minors = [match[2] for match in parts]
    if all(minor.strip("0") == "" for minor in minors):
        return False  # whole numbers that a program wrote with ".0"
    if named:
        return True
    if all(_ARXIV.fullmatch(cell.strip()) for cell in cells) and any(minor.endswith("0") for minor in minors):
        return True
    lengths = {len(minor) for minor in minors}
    if not lengths <= {1, 2} or len(lengths) < 2:
        return False
    two = [minor for minor in minors if len(minor) == 2]
    return any(minor.endswith("0") for minor in two) and not any(minor.startswith("0") for minor in two)


def are_hex_codes(name: str, cells: Sequence[str]) -> bool:
    """Whether whole numbers are codes in which an "e" stands by chance: 12e45 beside 10234, as hashes are cut.

    Programs write numbers with a sign there, 1e+05.
    """
    bare = [cell.strip() for cell in cells]
    if not any(map(_BY_CHANCE.fullmatch, bare)) or any("." in cell or "-" in cell or "+" in cell for cell in bare):
        return False
    return is_code_name(name) or set(words_of(name)) & _HEX_NAMES != set() or len(set(map(len, bare))) == 1


def na_means(name: str, others: Sequence[str]) -> str:
    """What "NA" stands for in a column whose other values are these: "Namibia", "North America", or "" for nothing.

    "?" where the others are codes, and NA could be one.
    """
    distinct = {other.strip() for other in others}
    codes = {other for other in distinct if _CODE.fullmatch(other)}
    if len(codes) < 0.9 * len(distinct) or not codes or codes <= _NO_CODES:
        return ""
    words = set(words_of(name))
    if words & _STATE_NAMES:
        return ""
    if words & _REGION_NAMES and (codes & _REGIONS or not codes & _COUNTRIES):
        return "North America"
    countries, states = codes & _COUNTRIES, codes & _STATES
    if len(countries) >= 0.9 * len(codes) and (
        words & _COUNTRY_NAMES or (len(codes) >= 4 and len(states) < len(codes))
    ):
        return "Namibia"
    if codes & _REGIONS and len(codes & _REGIONS) >= 0.5 * len(codes):
        return "North America"
    return "?" if words & (_COUNTRY_NAMES | _REGION_NAMES) or len(countries) >= 0.9 * len(codes) else ""
