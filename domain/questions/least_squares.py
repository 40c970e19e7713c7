"""The end of a least squares fit: a large system of equations solved in the memory that it takes already.

numpy's own `solve` works in double precision on copies: half a gigabyte for 5,000 numbers, as much as the
whole bot may take. scipy could do without, and is four times as large as everything else together.
"""

from typing import Any

_BLOCK = 512


def solve(square: Any, wanted: Any) -> Any:
    """X with `square @ X = wanted`, for a symmetric positive definite `square`; both are overwritten.

    By Cholesky's method in blocks: `square` becomes L with L @ L.T = square, then Y with L @ Y = wanted,
    and X with L.T @ X = Y. Single precision stays single.
    """
    import numpy as np

    size = len(square)
    blocks = [slice(start, min(start + _BLOCK, size)) for start in range(0, size, _BLOCK)]
    inverses = []
    for block in blocks:
        own = np.linalg.cholesky(square[block, block])
        inverses.append(np.linalg.inv(own).astype(square.dtype))
        below = slice(block.stop, size)
        square[below, block] = square[below, block] @ inverses[-1].T
        for other in (b for b in blocks if b.start >= block.stop):
            square[other.start :, other] -= square[other.start :, block] @ square[other, block].T
        wanted[block] = inverses[-1] @ wanted[block]
        wanted[below] -= square[below, block] @ wanted[block]
    for block, inverse in zip(reversed(blocks), reversed(inverses), strict=True):
        below = slice(block.stop, size)
        wanted[block] = inverse.T @ (wanted[block] - square[below, block].T @ wanted[below])
    return wanted
