"""Makes the precomputed vectors of the samples: python -m sample_data.make_vectors"""

from collections.abc import Mapping, Sequence

import numpy as np

import embedcore as ec
from ui.learn import lesson_texts
from ui.playground import phrases
from ui.samples import FOLDER, PHRASES, SAMPLES, Sample, digest_of


def main() -> None:
    encoder = ec.get_encoder()
    for sample in SAMPLES:
        _write(sample, {"vectors": _texts(sample)}, encoder)
    more = {"experiments": phrases.experiment_texts(), "lesson": lesson_texts()}
    _write(PHRASES, {"vectors": _texts(PHRASES), **more}, encoder)


def _texts(sample: Sample) -> list[str]:
    return ec.read_table(FOLDER / sample.file).texts


def _write(sample: Sample, named: Mapping[str, Sequence[str]], encoder: ec.Encoder) -> None:
    """One .npz beside the sample: for each name the vectors (float32) and a digest of their texts."""
    content = {}
    for name, texts in named.items():
        content[name] = encoder.encode(texts).astype(np.float32)
        content[f"{name}_of"] = np.frombuffer(digest_of(texts), dtype=np.uint8)
        print(f"{sample.vectors_path.name}, {name}: {len(texts)} rows, {content[name].shape[1]} dimensions")
    np.savez(sample.vectors_path, **content)


if __name__ == "__main__":
    main()
