"""Makes the precomputed vectors of the samples: python -m sample_data.make_vectors"""

import numpy as np

import embedcore as ec
from ui.samples import FOLDER, SAMPLES, texts_digest


def main() -> None:
    encoder = ec.get_encoder()
    for sample in SAMPLES:
        dataset = ec.read_table(FOLDER / sample.file)
        vectors = encoder.encode(dataset.texts).astype(np.float16)
        digest = np.frombuffer(texts_digest(dataset), dtype=np.uint8)
        np.savez(sample.vectors_path, vectors=vectors, texts=digest)
        print(f"{sample.vectors_path.name}: {vectors.shape[0]} rows, {vectors.shape[1]} dimensions")


if __name__ == "__main__":
    main()
