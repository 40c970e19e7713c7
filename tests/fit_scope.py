"""Fit what tells questions that are answered from others: `python -m tests.fit_scope`, for ranking.py.

Each way to ask, and each question that is not answered, is judged by a ranking that has not seen it (five
parts, each left out once). Logistic regression over what speaks for an answer gives the weights. None of the
questions of tests/data is looked at.
"""

import random

import numpy as np

from domain.questions.ranking import NOTHING, Ranking, learn
from tests.questions import catalogue

PARTS = 5
SEED = 20170803
_ROUNDS = 50
_PENALTY = 1e-3


def main() -> None:
    ways, told = catalogue().ways(), catalogue().told()
    draw = random.Random(SEED)
    part = [draw.randrange(PARTS) for _ in ways]
    seen, answered = [], []
    for n in range(PARTS):
        others = tuple(way for way, p in zip(ways, part, strict=True) if p != n)
        ranking = Ranking(others, told, learn(others))
        for (topic, words), p in zip(ways, part, strict=True):
            if p == n:
                seen.append(ranking.evidence(words))
                answered.append(topic != NOTHING)
    values, wanted = np.array(seen), np.array(answered, float)
    middle, spread = values.mean(0), values.std(0)
    columns = np.hstack([(values - middle) / spread, np.ones((len(values), 1))])
    balance = np.where(wanted == 1, 0.5 / wanted.mean(), 0.5 / (1 - wanted.mean()))
    weights = np.zeros(columns.shape[1])
    for _ in range(_ROUNDS):
        share = 1 / (1 + np.exp(-columns @ weights))
        slope = columns.T @ (balance * (share - wanted)) + _PENALTY * weights
        bend = (columns * (balance * share * (1 - share))[:, None]).T @ columns
        weights -= np.linalg.solve(bend + _PENALTY * np.eye(len(weights)), slope)
    own = weights[:-1] / spread
    bias = weights[-1] - (own * middle).sum()
    print("weights", ", ".join(f"{w:.1f}" for w in own), "bias", f"{bias:.1f}")
    score = values @ own + bias
    for least in (-2.0, -1.5, -1.0, -0.5, 0.0):
        kept, out = (score[wanted == 1] > least).mean(), (score[wanted == 0] <= least).mean()
        print(f"from {least:4.1f}: answered {kept:.1%}, others left out {out:.1%}")


if __name__ == "__main__":
    main()
