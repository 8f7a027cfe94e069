"""Makes what the dashboard shows first of a sample, beside its vectors: python -m sample_data.make_results

The map, the groups, and what the meaning of scores is measured from, so that nobody waits for them.
"""

import embedcore as ec
from ui.home.sample_results import SampleResults, path_of, write
from ui.samples import SAMPLES, read


def main() -> None:
    for sample in SAMPLES:
        dataset, vectors = read(sample)
        space = ec.EmbeddingSpace(vectors, dataset=dataset, encoder=ec.get_encoder(precision="float32"))
        results = SampleResults.of(space)
        write(sample, space, results)
        print(f"{path_of(sample).name}: map of {space.n_rows} rows, {results.clustering.n_clusters} groups")


if __name__ == "__main__":
    main()
