"""A large system of equations is solved as numpy solves it, without its copies."""

import numpy as np
import pytest

from domain.questions.least_squares import solve


@pytest.mark.parametrize("size", [1, 3, 511, 512, 513, 1300])
def test_it_solves_as_numpy_does(size: int) -> None:
    draw = np.random.default_rng(size)
    rows = draw.standard_normal((2 * size, size)).astype(np.float32)
    square = rows.T @ rows / size + np.eye(size, dtype=np.float32)
    wanted = draw.standard_normal((size, 5)).astype(np.float32)
    found = solve(square.copy(), wanted.copy())
    assert found.dtype == np.float32
    assert np.allclose(found, np.linalg.solve(square.astype(float), wanted.astype(float)), atol=1e-4)
