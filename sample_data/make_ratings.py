"""Makes cookery_club.csv from dishes.csv: python -m sample_data.make_ratings

Dishes, kinds and traits in dishes.csv are written by hand. The members and their stars are made here by a seeded
model: each member likes two or three kinds and some traits, cooks some dishes often and others seldom, and rates
with a mood of their own; some eat no meat.
"""

import csv
from datetime import date, timedelta
from pathlib import Path

import numpy as np

FOLDER = Path(__file__).resolve().parent
SEED = 20260
N_MEMBERS = 400
FIRST_DAY, DAYS = date(2023, 1, 7), 1_000

# Written by hand; the numbers behind the names tell two members of one name apart.
NAMES = """Ada Agnes Aisha Alba Alice Amir Anders Anna Anton Aoife Arun Bashir Bea Ben Bianca Boris Bruno Carla Cem
Chiara Chloe Clara Colm Dara David Deniz Dina Dora Edith Elena Elias Emil Emma Enzo Erik Esther Eva Fatima Felix Fern
Finn Flora Frank Freya Gabor Gita Grace Greta Gwen Hana Harry Hassan Hedda Helen Henri Hugo Ida Ines Ingrid Iris Isaac
Ivan Jakob Jana Jasper Joan Jonas Josef Judith Jun Kaja Karim Kavya Keira Kofi Lars Laura Lea Leo Lina Liv Lola Lucia
Luka Mabel Malik Mara Marco Maya Mei Milan Mina Mira Nadia Nils Noor Olga Omar Oscar""".split()


def read_dishes() -> list[tuple[str, str, set[str]]]:
    with (FOLDER / "dishes.csv").open(encoding="utf-8", newline="") as source:
        return [(row["dish"], row["kind"], set(row["traits"].split())) for row in csv.DictReader(source)]


def main() -> None:
    dishes = read_dishes()
    kinds = sorted({kind for _, kind, _ in dishes})
    traits = sorted(set().union(*(own for *_, own in dishes)))
    kind_of = np.array([kinds.index(kind) for _, kind, _ in dishes])
    has = np.array([[trait in own for trait in traits] for *_, own in dishes], dtype=float)
    rng = np.random.default_rng(SEED)
    renown = rng.normal(0, 0.9, len(dishes))  # how well known a dish is
    quality = rng.normal(0, 0.25, len(dishes))  # how well its recipe turns out, for everybody
    rows = []
    for number in range(N_MEMBERS):
        member = f"{NAMES[number % len(NAMES)]} {number // len(NAMES) + 1}"
        likes = np.full(len(kinds), -0.3)
        likes[rng.choice(len(kinds), rng.integers(2, 4), replace=False)] = 0.8
        taste = likes[kind_of] + has @ rng.normal(0, 0.5, len(traits)) + rng.normal(0, 0.6, len(dishes))
        cooks = 1.3 * taste + renown + rng.gumbel(size=len(dishes))
        if rng.random() < 0.15:  # eats neither meat nor fish
            cooks[has[:, [traits.index("meat"), traits.index("fish")]].any(axis=1)] = -np.inf
        n_cooked = int(np.clip(rng.lognormal(np.log(36), 0.45), 8, 90))
        cooked = [dish for dish in np.argsort(-cooks)[:n_cooked] if np.isfinite(cooks[dish])]
        stars = 3.3 + rng.normal(0, 0.3) + 0.7 * taste + quality + rng.normal(0, 0.6, len(dishes))
        joined = int(rng.integers(0, DAYS - 120))
        days = np.sort(rng.integers(joined, DAYS, len(cooked)))
        for day, dish in zip(days.tolist(), rng.permutation(cooked).tolist(), strict=True):
            given = int(np.clip(round(float(stars[dish])), 1, 5))
            rows.append((FIRST_DAY + timedelta(days=day), member, dishes[dish][0], dishes[dish][1], given))
    rows.sort(key=lambda row: (row[0], row[1]))
    with (FOLDER / "cookery_club.csv").open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["date", "member", "dish", "kind", "stars"])
        writer.writerows(rows)
    print(f"cookery_club.csv: {len(rows)} ratings of {len(dishes)} dishes by {N_MEMBERS} members")


if __name__ == "__main__":
    main()
