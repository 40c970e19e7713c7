"""P10, answering a question: `python -m benchmarks.questions`. How fast, at 5,000 indexed ways to ask.

The bundled programs have more than that. Questions are those of the tuned part and of the one for validation.
Each of them is asked once, so nothing that was understood before helps.
"""

from statistics import median, quantiles
from time import perf_counter, process_time

from config import files
from config.gazetteer import table
from domain.programs import Catalogue
from domain.questions import engine
from domain.questions import index as indexes
from domain.questions.answer import Asked
from tests.questions import TODAY, ZONE, rows

VARIANTS = 5000
ROUNDS = 3


def _p99(taken: list[float]) -> float:
    return quantiles(taken, n=100)[98]


def main() -> None:
    gazetteer = table.packaged()
    programs = Catalogue(1, tuple(file.program for file in files.load_all(files.bundled())))
    known = indexes.of(programs, gazetteer)
    asked = Asked(TODAY, ZONE, programs.first.id)
    start = perf_counter()
    known.ranking.forget()
    made = (perf_counter() - start) * 1000
    questions = [row.question for part in ("tuned", "validation") for row in rows(part)]
    p50, p99 = [], []
    for _ in range(ROUNDS):
        known = indexes.of(programs, gazetteer)
        known.ranking.forget()
        taken = []
        for question in questions:
            start = process_time()
            engine.answer(known, question, asked)
            taken.append((process_time() - start) * 1000)
        p50.append(median(taken))
        p99.append(_p99(taken))
    variants = len(known.ways())
    assert variants >= VARIANTS
    print(
        f"P10 answer a question among {variants:,} ways to ask, {len(questions)} questions, {ROUNDS} rounds"
    )
    print(f"    of processor time: p50 {median(p50):.1f} ms, p99 {median(p99):.1f} ms (goal 10)")
    print(f"    made ready after a change of the record, in a thread: {made:.0f} ms")


if __name__ == "__main__":
    main()
