"""What tells two groups apart."""

import numpy as np

import embedcore as ec
from embedcore.facets import facets
from embedcore.groups import told_apart


def test_words_and_columns_of_each_side_by_hand() -> None:
    said = ["red apple pie"] * 12 + ["blue apple pie"] * 12 + ["red engine"] * 6
    content = "text,shop\n" + "".join(f"{one} {n},{'north' if n < 12 else 'south'}\n" for n, one in enumerate(said))
    dataset = ec.read_table(content.encode(), filename="pies.csv", text_column="text")
    space = ec.EmbeddingSpace(np.random.default_rng(0).normal(size=(30, 4)).astype(np.float32), dataset=dataset)
    labels = np.repeat([0, 1, 2], (12, 12, 6))
    first, second = told_apart(space, labels, 0, 1, facets(dataset))
    assert {word for one in first.words for word in one.term.split()} & {"red", "blue"} == {"red"}
    assert {word for one in second.words for word in one.term.split()} & {"red", "blue"} == {"blue"}
    assert (first.words[0].share, first.words[0].share_elsewhere) == (1.0, 0.0)  # the third group has red things too
    assert [(one.column, one.name, one.n_found, one.share_elsewhere) for one in first.columns] == [
        ("shop", "north", 12, 0.0)
    ]
    assert [one.name for one in second.columns] == ["south"]
    assert told_apart(space, labels, 1, 0, facets(dataset)) == (second, first)


def test_equal_groups_and_no_texts() -> None:
    space = ec.EmbeddingSpace(np.eye(8, dtype=np.float32), dataset=ec.Dataset.from_texts(["the same words here"] * 8))
    for side in told_apart(space, np.arange(8) % 2, 0, 1):
        assert (side.words, side.columns) == ((), ())
    bare = told_apart(ec.EmbeddingSpace(np.eye(4)), np.array([0, 0, 1, 1]), 0, 1)
    assert [(side.words, side.columns) for side in bare] == [((), ()), ((), ())]
