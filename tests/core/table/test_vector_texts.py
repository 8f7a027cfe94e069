"""Vectors as programs print them into the cells of a table."""

import base64
import io

import numpy as np
import pandas as pd
import pytest

from embedcore.errors import DataError
from embedcore.precomputed import read_projector, read_vectors, with_vectors
from embedcore.reading.vector_texts import is_cut, packed_numbers
from embedcore.table.dataset import read_table

VECTORS = np.round(np.random.default_rng(0).normal(size=(6, 12)), 4).astype(np.float32)
TEXTS = [f"this is the text of row {row}" for row in range(6)]


def _joined(row: np.ndarray, form: str = "{}", gap: str = ", ") -> str:
    return gap.join(form.format(number) for number in row)


FORMS = {
    "numpy 2": lambda row: f"[{_joined(row, 'np.float64({})')}]",
    "numpy 2, float32": lambda row: f"[{_joined(row, 'np.float32({})')}]",
    "numpy": lambda row: str(row),
    "repr": lambda row: f"array([{_joined(row)}], dtype=float32)",
    "repr on several lines": lambda row: f"array([{_joined(row, gap=',{}       ')}],\n      dtype=float32)".replace(
        "{}", "\n"
    ),
    "torch": lambda row: f"tensor([{_joined(row)}])",
    "torch on a gpu": lambda row: f"tensor([{_joined(row)}], device='cuda:0', grad_fn=<MeanBackward1>)",
    "torch numbers": lambda row: f"[{_joined(row, 'tensor({})')}]",
    "a row of a matrix": lambda row: f"[[{_joined(row)}]]",
    "a row of a matrix in numpy": lambda row: f"[[{_joined(row, gap='  ')}]]",
    "an array in a list": lambda row: f"[array([{_joined(row)}], dtype=float32)]",
    "a column": lambda row: f"[{_joined(row, '[{}]')}]",
    "decimals": lambda row: f"[{_joined(row, chr(68) + 'ecimal({!r})')}]".replace("np.float32(", "").replace("))", ")"),
    "a tuple with a comma at its end": lambda row: f"({_joined(row)},)",
    "a list in quotes": lambda row: f"'[{_joined(row)}]'",
    "postgres": lambda row: f"{{{_joined(row, gap=',')}}}",
    "base64": lambda row: base64.b64encode(row.tobytes()).decode(),
}


@pytest.mark.parametrize("form", FORMS)
def test_vectors_are_read_whatever_printed_them(form: str) -> None:
    frame = pd.DataFrame({"text": TEXTS, "embedding": [FORMS[form](row) for row in VECTORS]})
    for alone in (False, True):
        dataset = read_table((frame[["embedding"]] if alone else frame).to_csv(index=False).encode())
        assert dataset.column_roles["embedding"] == "vector"
        assert dataset.kind.name == "vectors"
        np.testing.assert_allclose(with_vectors(dataset).vectors, VECTORS, atol=1e-6)


@pytest.mark.parametrize(
    "shown",
    [
        "[0.1 0.2 0.3 ... 0.7 0.8 0.9]",
        "[ 0.1  0.2 ...  0.8\n -0.9 ]",
        "[[0.1, 0.2, ..., 0.9]]",
        "tensor([0.1, 0.2, ..., 0.9], device='cpu')",
        "[0.1, 0.2, \u2026, 0.9]",
        "array([0.1, 0.2, ..., 0.9], dtype=float32)",
    ],
)
def test_vectors_that_were_cut_when_saved_are_told(shown: str) -> None:
    assert is_cut(shown)
    frame = pd.DataFrame({"text": TEXTS, "embedding": [shown] * 6})
    dataset = read_table(frame.to_csv(index=False).encode(), filename="a.csv")
    assert dataset.texts == TEXTS
    assert 'The column "embedding" holds vectors that were cut when they were saved' in " ".join(dataset.report.notes)
    with pytest.raises(DataError, match=r'cut when they were saved: "\.\.\." stands.*numpy\.save or as Parquet'):
        with_vectors(dataset)
    with pytest.raises(DataError, match="cut when they were saved"):
        with_vectors(dataset, column="embedding")
    with pytest.raises(DataError, match="cut when they were saved"):
        read_vectors(frame[["embedding"]].to_csv(index=False).encode(), filename="a.csv")


def test_sparse_vectors_are_told() -> None:
    frame = pd.DataFrame({"text": TEXTS, "sparse": ["{12: 0.5, 407: 0.25}"] * 6})
    dataset = read_table(frame.to_csv(index=False).encode())
    assert dataset.texts == TEXTS
    assert 'The column "sparse" holds sparse vectors' in " ".join(dataset.report.notes)
    with pytest.raises(DataError, match=r"sparse vectors.*save all numbers of each"):
        with_vectors(dataset)


def test_texts_that_look_a_little_like_vectors_stay_texts() -> None:
    for text in ("[1] see the note ... and more", "(12 of 14) went well ...", "abcdefghijklmnopqrstuvwxyz", "f(x) = 2"):
        assert not is_cut(text)
        assert packed_numbers(text) is None
    stream = io.StringIO()
    pd.DataFrame({"key": ["a1B2c3D4e5F6a7B8c9D0e1F2a3B4c5D6e7F8a9B0c1D2"] * 3, "text": TEXTS[:3]}).to_csv(
        stream, index=False
    )
    assert read_table(stream.getvalue().encode()).column_roles["key"] != "vector"


def test_json_in_cells_is_no_text() -> None:
    frame = pd.DataFrame({
        "title": ["a fine film", "a bad film", "the last film"],
        "genres": ["[{'id': 18, 'name': 'Drama of the sea and the land'}]"] * 3,
        "extra": ['{"overview": "a long story about a man and a boat at sea"}'] * 3,
    })  # fmt: skip
    dataset = read_table(frame.to_csv(index=False).encode())
    assert dataset.text_column in ("title", "extra.overview")


@pytest.mark.parametrize("end", ["\n", "\t\n", "\t\r\n"])
@pytest.mark.parametrize("head", ["", "\t".join(f"dim_{place}" for place in range(12)) + "\n"])
def test_files_of_the_projector_with_tabs_at_the_end_or_names_above(end: str, head: str) -> None:
    data = (head + "".join("\t".join(map(str, row)) + end for row in VECTORS.tolist())).encode()
    read = read_projector(data, "\n".join(TEXTS).encode())
    np.testing.assert_allclose(read.vectors, VECTORS, atol=1e-6)
    assert read_projector(data).n_dims == 12
    np.testing.assert_allclose(with_vectors(read_table(data, filename="vectors.tsv")).vectors, VECTORS, atol=1e-6)
    np.testing.assert_allclose(read_vectors(data, filename="vectors.tsv").vectors, VECTORS, atol=1e-6)


@pytest.mark.parametrize("head", ["", "6 12\n"])
@pytest.mark.parametrize(("gap", "end"), [(" ", "\n"), (" ", " \n"), ("\t", "\n")])
def test_files_of_word_vectors(head: str, gap: str, end: str) -> None:
    rows = (gap.join([f"word{place}", *(f"{number:.4f}" for number in row)]) for place, row in enumerate(VECTORS))
    dataset = read_table((head + "".join(row + end for row in rows)).encode(), filename="a.txt")
    assert dataset.frame["word"].tolist() == [f"word{place}" for place in range(6)]
    np.testing.assert_allclose(with_vectors(dataset).vectors, VECTORS, atol=1e-6)


def test_a_table_copied_out_of_postgres() -> None:
    lines = [
        f"{place}\t{text}\t[{_joined(row, gap=',')}]\t\\N\n"
        for place, (text, row) in enumerate(zip(TEXTS, VECTORS, strict=True))
    ]
    dataset = read_table("".join(lines).encode(), filename="items.copy")
    assert dataset.texts == TEXTS
    np.testing.assert_allclose(with_vectors(dataset).vectors, VECTORS, atol=1e-6)
    assert dataset.frame.iloc[:, 3].isna().all() if dataset.frame.shape[1] > 3 else True


@pytest.mark.parametrize("names", ["{}", "emb_{}", "dim {}", "x{}", "embedding.{}", "Dimension{}"])
def test_a_column_for_each_dimension(names: str) -> None:
    frame = pd.DataFrame(VECTORS, columns=[names.format(place) for place in range(12)])
    frame.insert(0, "text", TEXTS)
    dataset = read_table(frame.to_csv(index=False).encode())
    np.testing.assert_allclose(with_vectors(dataset).vectors, VECTORS, atol=1e-6)
