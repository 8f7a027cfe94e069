"""The places that a text shares with a query."""

import pytest

from embedcore.words.marking import shared_places


@pytest.mark.parametrize(
    ("query", "text", "shared"),
    [
        ("my parcel never arrived", "My Parcel, the parcel!", ["Parcel", "parcel"]),
        ("where is the parcel", "Where is the order", []),  # small words don't count …
        ("where is it", "Where is the order", ["Where", "is"]),  # … unless there are no others
        ("my parcels", "two parcels, one parcel, no party", ["parcels", "parcel"]),
        ("cancel it", "I cancelled", ["cancelled"]),
        ("cat", "cats scatter", []),  # too short to be sure of
        ("can't log-in", "I can't log-in; log in", ["log-in", "log"]),
        ("", "anything", []),
        ("über Größe", "die GRÖSSE stimmt", ["GRÖSSE"]),
        ("covid", "COVID-19 now", ["COVID"]),
        ("covid-19", "COVID-19, covid-20, 19", ["COVID-19", "covid", "19"]),
        ("hôtel", "à l’HO\u0302TEL", ["HO\u0302TEL"]),
        ("東京タワー", "昨日東京タワーに、東京にも", ["東京タワー", "東京"]),
        ("猫", "黒猫", ["猫"]),
        ("size 42", "a 42 and a 421", ["42"]),
        ("हिन्दी", "हिन्दी में", ["हिन्दी"]),
    ],
)
def test_words_in_common(query: str, text: str, shared: list[str]) -> None:
    places = shared_places(query, text)
    assert [text[start:end] for start, end in places] == shared
    assert all(start < end for start, end in places)
    assert places == sorted(places)
