"""The samples with fewer rows, so that a page has its map, groups and scores in a moment."""

import io
import shutil
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd

import embedcore as ec
from embedcore.table.digest import digest_of
from ui import samples

SAMPLE_DATA = samples.FOLDER
EVERY = {"support_tickets.csv": 8, "product_reviews.csv": 4, "handwritten_digits.zip": 6}
"""Every so many rows of a sample are kept; the other samples are small enough as they are."""


def write(folder: Path) -> None:
    """All samples under their own names, the vectors of texts beside them."""
    shutil.copytree(SAMPLE_DATA, folder, ignore=shutil.ignore_patterns(*EVERY, "*.py", "__pycache__"))
    for sample in samples.SAMPLES:
        _write_texts(sample, folder / sample.file)
    _write_pictures("handwritten_digits.zip", folder)


def _write_texts(sample: samples.Sample, to: Path) -> None:
    every = EVERY[sample.file]
    pd.read_csv(SAMPLE_DATA / sample.file, dtype=str, keep_default_na=False).iloc[::every].to_csv(to, index=False)
    with np.load((SAMPLE_DATA / sample.file).with_suffix(".npz"), allow_pickle=False) as content:
        vectors = content["vectors"][::every]
    digest = np.frombuffer(digest_of(ec.read_table(to).texts), dtype=np.uint8)
    np.savez(to.with_suffix(".npz"), vectors=vectors, vectors_of=digest)


def _write_pictures(name: str, folder: Path) -> None:
    packed = io.BytesIO((SAMPLE_DATA / name).read_bytes())
    with zipfile.ZipFile(packed) as source, zipfile.ZipFile(folder / name, "w") as target:
        for member in source.namelist()[:: EVERY[name]]:
            target.writestr(member, source.read(member))
