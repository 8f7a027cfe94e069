"""Legacy encodings: found by what reads like a language, never at the cost of the rest of the file."""

import pytest

from embedcore.errors import DataError, ParameterError
from embedcore.table.dataset import read_table

TEXTS = {
    "German": ("Die Lieferung kam spät und die Hülle war beschädigt", "Grüße aus Köln, schöne Größe"),
    "French": ("La livraison est arrivée très tard, je suis déçu", "Ça marche à merveille, où êtes-vous"),
    "Spanish": ("El envío llegó tarde y la caja estaba rota", "¿Dónde está mi pedido de mañana?"),
    "Portuguese": ("Estou muito satisfeito com a solução", "Atenção péssima, não compro mais"),
    "Swedish": ("Leveransen var för sen", "Jag är mycket nöjd på något sätt"),
    "English": ("“Great value” – it’s the best kettle", "don’t buy… it’s broken"),
    "Polish": ("Faktura dotarła za późno", "Proszę o zwrot pieniędzy, źle działa"),
    "Czech": ("Zásilka přišla pozdě a byla poškozená", "Zboží nefunguje, žádám vrácení peněz"),
    "Hungarian": ("A csomag késve érkezett és sérült volt", "Több hűtő, gyors szállítás, őszintén"),
    "Croatian": ("Pošiljka je kasnila i bila oštećena", "Želim povrat novca, čekam već"),
    "Turkish": ("Ürün kalitesi düşük, iade istiyorum", "Teşekkürler, hızlı gönderi için sağ olun"),
    "Russian": ("Посылка пришла с опозданием", "Верните деньги, товар не работает"),
    "Ukrainian": ("Посилка прийшла із запізненням", "Поверніть гроші, їжа холодна"),
    "Greek": ("Το δέμα έφτασε αργά", "Θέλω τα χρήματά μου πίσω"),
    "Hebrew": ("החבילה הגיעה באיחור", "אני רוצה החזר כספי, תודה"),
    "Arabic": ("وصلت الشحنة متأخرة", "أريد استرداد المال من فضلكم"),
    "Lithuanian": ("Siunta atėjo per vėlai ir buvo sugadinta", "Ačiū, viskas puiku, žinoma"),
    "Japanese": ("配送がすぐに壊れてしまいました", "とても満足しています"),
    "Chinese": ("快递太慢了，包装也破了", "东西很好，下次还会再买"),
    "traditional": ("快遞太慢了，包裝也破了", "東西很好，下次還會再買"),
    "Korean": ("배송이 너무 늦었어요", "정말 만족합니다 감사합니다"),
    "Thai": ("สินค้ามาช้ามาก", "ขอบคุณครับ บริการดีมาก"),
}
CASES = {
    "German": "cp1252 mac_roman cp850 cp437", "French": "cp1252 mac_roman cp850", "Spanish": "cp1252 cp850",
    "Portuguese": "cp1252 cp850", "Swedish": "cp1252 cp437", "English": "cp1252 mac_roman",
    "Polish": "cp1250 iso8859-2 cp852", "Czech": "cp1250 iso8859-2 cp852", "Hungarian": "cp1250 iso8859-2",
    "Croatian": "cp1250 cp852", "Turkish": "cp1254", "Russian": "cp1251 koi8-r cp866 iso8859-5 mac_cyrillic",
    "Ukrainian": "cp1251 koi8-u", "Greek": "cp1253", "Hebrew": "cp1255", "Arabic": "cp1256 iso8859-6",
    "Lithuanian": "cp1257", "Japanese": "cp932 euc_jp", "Chinese": "gb18030 gbk", "traditional": "big5",
    "Korean": "cp949 euc_kr", "Thai": "cp874",
}  # fmt: skip
PAIRS = [(language, encoding) for language, encodings in CASES.items() for encoding in encodings.split()]


@pytest.mark.parametrize(("language", "encoding"), PAIRS)
@pytest.mark.parametrize("n_texts", [1, 2])
def test_letters_are_read_as_written(language: str, encoding: str, n_texts: int) -> None:
    lines = [f"{i};{TEXTS[language][i % n_texts]}" for i in range(6)]
    dataset = read_table("\n".join(["id;comment", *lines]).encode(encoding), filename="a.csv", text_column="comment")
    assert dataset.texts == [line.partition(";")[2] for line in lines]
    choice = dataset.report.choice("encoding")
    assert choice is not None and not choice.given and choice.others and "like a language" in choice.reason


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("language", TEXTS)
def test_utf16_without_a_mark_in_any_script(language: str, encoding: str) -> None:
    lines = [f"{i},{TEXTS[language][i % 2].replace(',', ' ')}" for i in range(20)]
    dataset = read_table("\n".join(["id,comment", *lines]).encode(encoding), filename="a.csv", text_column="comment")
    assert dataset.texts == [line.partition(",")[2] for line in lines]
    assert dataset.report.encoding == encoding


@pytest.mark.parametrize("stray", [b"\x81", b"\x9d", b"\x8d"])
def test_a_stray_byte_is_marked_and_the_rest_kept(stray: bytes) -> None:
    lines = [f"{i},“Great value” – it’s number {i}" for i in range(30)]
    data = "\n".join(["id,comment", *lines]).encode("cp1252").replace(b"number 7", b"number 7 " + stray)
    dataset = read_table(data, filename="a.csv")
    assert dataset.report.encoding == "cp1252"
    assert dataset.texts[7] == "“Great value” – it’s number 7 \ufffd"
    assert dataset.texts[8] == "“Great value” – it’s number 8"
    assert "1 byte that cp1252 can't hold replaced by \ufffd in row 8." in dataset.report.notes


def test_a_few_broken_bytes_leave_utf8_what_it_is() -> None:
    text = "\n".join(["id,comment", *(f"{i},{TEXTS['Russian'][i % 2].replace(',', '')}" for i in range(30))])
    data = text.encode().replace("опоз".encode(), "опоз".encode()[:-1], 1)
    dataset = read_table(data, filename="a.csv")
    assert dataset.report.encoding == "utf-8"
    assert dataset.texts[1] == "Верните деньги товар не работает"
    assert "\ufffd" in dataset.texts[0] and "in row 1." in " ".join(dataset.report.notes)


def test_broken_pairs_of_a_wide_encoding_are_marked() -> None:
    lines = [f"{i},{TEXTS['Japanese'][i % 2]}" for i in range(30)]
    data = "\n".join(["id,comment", *lines]).encode("cp932").replace(b"\n5,", b"\n5,\xfd\xfd", 1)
    dataset = read_table(data, filename="a.csv")
    assert dataset.texts[6:] == [line.partition(",")[2] for line in lines[6:]]
    assert dataset.report.encoding == "cp932" and "\ufffd" in dataset.texts[5]


def test_a_large_file_is_sampled_and_checked_to_its_end() -> None:
    lines = [f"{i},plain letters only in this row of the table" for i in range(40_000)]
    lines[35_000] = "35000,Посылка пришла с опозданием"
    lines[35_001] = "35001,Верните деньги и товар"
    dataset = read_table("\n".join(["id,comment", *lines]).encode("cp1251"), filename="a.csv")
    assert dataset.texts[35_000] == "Посылка пришла с опозданием"


def test_the_encoding_that_is_given_holds() -> None:
    data = "id,comment\n1,Posyłka přišla\n2,ok then\n".encode("iso8859-2")
    assert read_table(data, encoding="iso8859-2").texts[0] == "Posyłka přišla"
    dataset = read_table(data, encoding="cp1252")
    assert dataset.texts[0] != "Posyłka přišla"
    choice = dataset.report.choice("encoding")
    assert choice is not None and choice.given and choice.value == "cp1252"
    marked = read_table("id,comment\n1,häuser hier\n".encode("utf-8-sig"), encoding="utf-8")
    assert list(marked.frame.columns) == ["id", "comment"]
    assert read_table("id,comment\n1,häuser hier\n".encode("utf-16"), encoding="utf-16").texts == ["häuser hier"]


@pytest.mark.parametrize("encoding", ["klingon", "base64", "rot13", 7, "utf\0"])
def test_an_encoding_that_is_none(encoding: object) -> None:
    with pytest.raises(ParameterError, match="encoding must be"):
        read_table(b"a,b\n1,2\n", encoding=encoding)  # type: ignore[arg-type]


def test_bytes_that_are_no_text_are_refused_still() -> None:
    with pytest.raises(DataError, match="bytes that are not text"):
        read_table(bytes(range(256)) * 40, filename="a.csv")
