"""JSON as programs write it: envelopes, wrappers, nested records, lists side by side, scripts and literals."""

import json

import pandas as pd
import pytest

from embedcore.errors import DataError
from embedcore.precomputed import with_vectors
from embedcore.table.dataset import Dataset, read_table

TEXTS = ["the parcel came late", "a fine stay by the sea", "nobody answers the phone"]
ROWS = [{"id": f"t{place}", "text": text, "stars": place} for place, text in enumerate(TEXTS)]
FRAME = pd.DataFrame(ROWS)
VECTORS = [[0.5, 0.25, 1.0, -1.5, 2.0, 0.125, 3.0, 4.0 + place] for place in range(3)]
PAIRS = list(zip(TEXTS, VECTORS, strict=True))


def _read(value: object, name: str | None = None) -> Dataset:
    return read_table((value if isinstance(value, str) else json.dumps(value)).encode(), filename=name)


ENVELOPES: dict[str, object] = {
    "elasticsearch": {
        "took": 1,
        "_shards": {"total": 5},
        "hits": {"total": {"value": 3}, "hits": [{"_index": "a", "_id": str(r["id"]), "_source": r} for r in ROWS]},
    },
    "reddit": {"kind": "Listing", "data": {"after": None, "children": [{"kind": "t3", "data": row} for row in ROWS]}},
    "odata": {"@odata.context": "x", "value": ROWS},
    "results": {"count": 3, "next": None, "results": ROWS},
    "solr": {"responseHeader": {"status": 0}, "response": {"numFound": 3, "docs": ROWS}},
    "twitter": [{"tweet": row} for row in ROWS],
    "json api": {"data": [{"type": "review", "id": r["id"], "attributes": r} for r in ROWS], "links": {}},
    "graphql": {"data": {"reviews": {"edges": [{"node": row, "cursor": "c"} for row in ROWS], "pageInfo": {}}}},
    "weaviate": {"data": {"Get": {"Review": ROWS}}},
    "geojson": {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": row, "geometry": {"type": "Point", "coordinates": [8.5, 47.25]}}
            for row in ROWS
        ],
    },
    "one page in a list": [{"page": 1, "items": ROWS}],
    "by id": {row["id"]: {"text": row["text"], "stars": row["stars"]} for row in ROWS},
    "by id, in an answer": {"ok": True, "items": {row["id"]: row for row in ROWS}},
    "split": json.loads(FRAME.to_json(orient="split")),
    "table": json.loads(FRAME.to_json(orient="table")),
    "columns by name": json.loads(FRAME.set_index(pd.Index(["x", "y", "z"])).to_json()),
    "socrata": {
        "meta": {"view": {"id": "a", "columns": [{"id": n, "name": key} for n, key in enumerate(ROWS[0])]}},
        "data": [list(row.values()) for row in ROWS],
    },
    "names above": [list(ROWS[0]), *(list(row.values()) for row in ROWS)],
    "headers and rows": {"headers": list(ROWS[0]), "rows": [list(row.values()) for row in ROWS]},
    "bigquery": {
        "schema": {"fields": [{"name": key, "type": "STRING"} for key in ROWS[0]]},
        "rows": [{"f": [{"v": cell} for cell in row.values()]} for row in ROWS],
    },
    "parallel": {"id": ["t0", "t1", "t2"], "text": TEXTS, "stars": [0, 1, 2], "model": "x", "included": ["text"]},
    "split in two": {"train": ROWS[:2], "test": ROWS[2:]},
}


@pytest.mark.parametrize("shape", ENVELOPES)
@pytest.mark.parametrize("name", [None, "a.json"])
def test_rows_are_found_in_what_surrounds_them(shape: str, name: str | None) -> None:
    dataset = _read(ENVELOPES[shape], name)
    assert (dataset.text_column, dataset.texts) == ("text", TEXTS)
    assert dataset.frame["stars"].astype(int).tolist() == [0, 1, 2]
    assert dataset.frame["id"].tolist() == (["x", "y", "z"] if shape == "" else ["t0", "t1", "t2"])


WRITTEN: dict[str, str] = {
    "one after another": "".join(map(json.dumps, ROWS)),
    "on several lines": "\n".join(json.dumps(row, indent=1) for row in ROWS),
    "with commas": ",\n".join(json.dumps(row, indent=1) for row in ROWS),
    "pages one after another": json.dumps(ROWS[:1]) + json.dumps(ROWS[1:]),
    "json-seq": "".join(f"\x1e{json.dumps(row)}\n" for row in ROWS),
    "window": f"window.YTD.tweets.part0 = {json.dumps([{'tweet': row} for row in ROWS], indent=1)}",
    "var": f"// made by a program\nvar data = {json.dumps(ROWS)};\n",
    "export": f"export default {json.dumps(ROWS)};",
    "jsonp": f"callback({json.dumps(ROWS)});",
    "guarded": ")]}'\n" + json.dumps(ROWS),
    "javascript": "const rows = [\n" + ",\n".join(
        f"  {{id: '{r['id']}', text: `{r['text']}`, stars: {r['stars']},}}" for r in ROWS
    ) + ",\n];",
    "python": repr(ROWS),
    "python lines": "\n".join(repr({**row, "sold": None, "new": True}) for row in ROWS),
    "python 2": repr(ROWS).replace("'", "u'", 1).replace(" '", " u'"),
    "comments": json.dumps(ROWS, indent=1).replace("[", "[ // the rows\n /* all of them */", 1),
    "trailing commas": json.dumps(ROWS, indent=1).replace("\n }", ",\n }").replace("\n]", ",\n]"),
    "byte order mark": "\ufeff" + json.dumps(ROWS),
}  # fmt: skip


@pytest.mark.parametrize("form", WRITTEN)
@pytest.mark.parametrize("name", [None, "a.json"])
def test_what_programs_write_in_place_of_json(form: str, name: str | None) -> None:
    dataset = _read(WRITTEN[form], name)
    assert dataset.texts == TEXTS
    assert dataset.frame["stars"].tolist() == [0, 1, 2]
    assert dataset.report.format in ("json", "jsonl")


def test_what_reads_like_a_script_and_is_none_stays_text() -> None:
    lines = b"call(me) maybe she said to him\nf([1]) is the first value of it\nx = [1, and so on\n"
    assert read_table(lines, filename="a.txt").n_rows == 3
    assert read_table(b"x = [1, 2\ny = [3, 4\n").report.format != "json"


def test_objects_inside_rows_become_columns() -> None:
    rows = [{"id": 1, "review": {"title": "late again", "by": {"name": "Ann"}}}, {"id": 2, "review": None}]
    dataset = _read([*rows, {"id": 3, "review": {"title": "all is well now", "stars": 5}}])
    assert list(dataset.frame.columns) == ["id", "review.title", "review.by.name", "review.stars"]
    assert dataset.texts == ["late again", "all is well now"]
    assert 'unfolded into columns of their own: "review", "review.by"' in " ".join(dataset.report.notes)


def test_what_is_nested_too_deeply_stays_json_and_is_said() -> None:
    value: object = "x"
    for _ in range(9):
        value = {"k": value}
    dataset = _read([{"text": text, "deep": value} for text in TEXTS])
    assert [name.count(".") for name in dataset.frame.columns] == [0, 6]
    assert "too deeply nested" in " ".join(dataset.report.notes)


def test_mongodb_writes_values_as_objects() -> None:
    row = {
        "_id": {"$oid": "5f1a"}, "text": TEXTS[0], "n": {"$numberLong": "12"}, "price": {"$numberDecimal": "1.5"},
        "at": {"$date": "2024-03-01T10:00:00Z"}, "old": {"$date": {"$numberLong": "1709287200000"}},
    }  # fmt: skip
    dataset = _read("\n".join(json.dumps({**row, "text": text}) for text in TEXTS), "a.json")
    first = dataset.frame.iloc[0]
    assert (first["_id"], first["n"], first["price"]) == ("5f1a", 12, 1.5)
    assert (first["at"], first["old"]) == ("2024-03-01T10:00:00Z", "2024-03-01 10:00:00")
    shell = '{ "_id" : ObjectId("5f1a"), "text" : "so late again", "n" : NumberLong(12), "at" : ISODate("2024-03-01") }'
    assert read_table(f"{shell}\n{shell}\n".encode()).frame["n"].tolist() == [12, 12]


def test_texts_in_pieces_and_messages_are_plain_text() -> None:
    telegram = [{"text": "see the invoice"}, {"text": ["see ", {"type": "bold", "text": "this page"}, " for more"]}]
    assert _read({"messages": telegram}).texts == ["see the invoice", "see this page for more"]
    chat = [{"messages": [{"role": "user", "content": "hello you"}, {"role": "assistant", "content": "and you"}]}] * 2
    assert _read(chat).texts[0] == "user: hello you\nassistant: and you"
    lists = [{"title": "a", "steps": ["open the box", "take it out"]}, {"title": "b", "steps": ["close it up again"]}]
    assert _read(lists).frame["steps"].tolist() == ["open the box\ntake it out", "close it up again"]
    comments = [
        {"id": n, "comments": [{"body": "thank you so much", "n": 1}, {"body": "you are welcome", "n": 2}]}
        for n in (1, 2)
    ]
    assert _read(comments).texts[0] == "thank you so much\nyou are welcome"
    assert _read(comments).frame["comments.n"].tolist() == ["1 | 2", "1 | 2"]


def test_a_list_of_texts_keeps_its_name_and_labelled_lists_are_joined() -> None:
    assert _read({"model": "x", "sentences": TEXTS}).frame.columns.tolist() == ["sentences"]
    dataset = _read({"good": TEXTS[:1], "bad": TEXTS[1:]})
    assert (dataset.texts, dataset.frame["list"].tolist()) == (TEXTS, ["good", "bad", "bad"])


ANSWERS: dict[str, object] = {
    "chroma get": {
        "ids": ["a", "b", "c"],
        "documents": TEXTS,
        "embeddings": VECTORS,
        "metadatas": [{"p": 1}] * 3,
        "uris": None,
    },
    "chroma query": {
        "ids": [["a", "b", "c"]],
        "documents": [TEXTS],
        "embeddings": [VECTORS],
        "distances": [[0.1, 0.2, 0.3]],
    },
    "qdrant": {
        "result": {
            "points": [{"id": n, "payload": {"text": t}, "vector": v} for n, (t, v) in enumerate(PAIRS)],
            "next_page_offset": None,
        },
        "status": "ok",
        "time": 0.1,
    },
    "qdrant search": {
        "result": [{"id": 1, "version": 3, "score": 0.5, "payload": {"text": t}, "vector": v} for t, v in PAIRS],
        "status": "ok",
    },
    "pinecone": {
        "vectors": {f"v{n}": {"id": f"v{n}", "values": v, "metadata": {"text": t}} for n, (t, v) in enumerate(PAIRS)},
        "namespace": "",
    },
    "pinecone query": {
        "matches": [
            {
                "id": "a",
                "score": 1,
                "values": v,
                "sparseValues": {"indices": [1], "values": [0.5]},
                "metadata": {"text": t},
            }
            for t, v in PAIRS
        ]
    },
    "weaviate": {"data": {"Get": {"Doc": [{"text": t, "_additional": {"id": "x", "vector": v}} for t, v in PAIRS]}}},
    "weaviate objects": {"objects": [{"class": "Doc", "properties": {"text": t}, "vector": v} for t, v in PAIRS]},
    "openai": {
        "object": "list",
        "data": [{"object": "embedding", "index": n, "embedding": v} for n, v in enumerate(VECTORS)],
        "model": "m",
        "usage": {"total_tokens": 9},
    },
    "cohere": {"id": "x", "texts": TEXTS, "embeddings": VECTORS, "meta": {"api_version": {"version": "1"}}},
    "one row of a matrix": [{"text": t, "embedding": [v]} for t, v in PAIRS],
    "ollama": {"model": "m", "embeddings": VECTORS, "total_duration": 14},
}


@pytest.mark.parametrize("answer", ANSWERS)
def test_answers_of_vector_stores_bring_their_vectors(answer: str) -> None:
    dataset = _read(ANSWERS[answer])
    assert with_vectors(dataset).vectors.tolist() == VECTORS
    if answer not in ("openai", "ollama"):
        assert dataset.texts == TEXTS


def test_batches_of_several_vectors_are_a_row_each() -> None:
    lines = [
        {
            "custom_id": f"c{n}",
            "response": {"body": {"data": [{"index": i, "embedding": v} for i, v in enumerate(part)]}},
        }
        for n, part in enumerate((VECTORS[:2], VECTORS[2:]))
    ]
    dataset = _read("\n".join(map(json.dumps, lines)), "out.jsonl")
    assert dataset.frame["custom_id"].tolist() == ["c0", "c0", "c1"]
    assert with_vectors(dataset).vectors.tolist() == VECTORS


@pytest.mark.parametrize(
    "value",
    [
        [{f"k{row}": 1} for row in range(6_000)],
        {f"c{column}": {str(column): 1} for column in range(6_000)},
        [{"id": row, "o": {f"k{row % 60}_{row}": 1}} for row in range(6_000)],
    ],
    ids=["sparse keys", "a row of its own for each column", "sparse keys inside"],
)
def test_few_bytes_don_t_become_very_many_cells(value: object) -> None:
    data = json.dumps(value).encode()
    if isinstance(value, list) and "o" in value[0]:
        assert read_table(data).frame.shape[0] == 6_000
        return
    with pytest.raises(DataError, match="about as many cells as its file writes"):
        read_table(data)


def test_lists_without_cells_are_no_rows() -> None:
    for empty in ("[[]]", "[[], [], []]"):
        with pytest.raises(DataError, match="a list of rows must hold cells"):
            _read(empty, "a.json")
    assert _read("[[], [], [1, 2], [3, 4], []]", "a.json").n_rows == 2
