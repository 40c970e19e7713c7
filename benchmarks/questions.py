"""P10, answering a question: `python -m benchmarks.questions`. How fast, at 5,000 indexed ways to ask.

The program's own ways to ask are filled up with made ones, each of the program's words with one of its own,
so that every question has to be told from all of them. Questions are those of the tuned part.
"""

import random
from dataclasses import replace
from statistics import median, quantiles
from time import perf_counter

from config import files
from config.gazetteer import table
from domain.programs import Catalogue, Program
from domain.questions import engine
from domain.questions import index as indexes
from domain.questions.answer import Asked
from domain.questions.topics import Topic
from tests.questions import TODAY, ZONE, rows

SEED = 20170803
VARIANTS = 5000
PER_TOPIC = 20
ROUNDS = 5


def filled(program: Program) -> Program:
    """The program with as many ways to ask as the goal names."""
    draw = random.Random(SEED)
    words = sorted({word for topic in program.topics for ask in topic.ask for word in ask.split()})
    letters = "bcdfghjklmnprstvz"
    own = sum(len(topic.ask) for topic in program.topics)
    event = program.events[0].id

    def way() -> str:
        made = "".join(draw.choice(letters) + draw.choice("aeiou") for _ in range(3))
        return " ".join([*draw.sample(words, 3), made])

    further = tuple(
        Topic(f"made-{n}", f"Made {n}", tuple(way() for _ in range(PER_TOPIC)), events=(event,))
        for n in range((VARIANTS - own) // PER_TOPIC + 1)
    )
    return replace(program, topics=(*program.topics, *further))


def _p99(taken: list[float]) -> float:
    return quantiles(taken, n=100)[98]


def main() -> None:
    gazetteer = table.packaged()
    first, *others = (file.program for file in files.load_all(files.bundled()))
    programs = Catalogue(1, (filled(first), *others))
    known = indexes.of(programs, gazetteer)
    asked = Asked(TODAY, ZONE, first.id)
    start = perf_counter()
    engine.answer(known, "which cities got letters", asked)
    made = (perf_counter() - start) * 1000
    questions = [row.question for row in rows("tuned")]
    p50, p99 = [], []
    for _ in range(ROUNDS):
        # Nothing understood before helps: each round has its own index, made before the clock starts.
        known = indexes.of(programs, gazetteer)
        for program in programs.programs:
            engine.answer(known, "which cities got letters", Asked(TODAY, ZONE, program.id))
        taken = []
        for question in questions:
            start = perf_counter()
            engine.answer(known, question, asked)
            taken.append((perf_counter() - start) * 1000)
        p50.append(median(taken))
        p99.append(_p99(taken))
    variants = sum(len(topic.ask) for topic in known[known.catalogue.first].topics)
    print(
        f"P10 answer a question among {variants:,} ways to ask, {len(questions)} questions, {ROUNDS} rounds"
    )
    speed = f"p50 {median(p50):.1f} ms, p99 {median(p99):.1f} ms (goal 10)"
    print(f"    {speed}; the first, with its index, {made:.0f} ms")


if __name__ == "__main__":
    main()
