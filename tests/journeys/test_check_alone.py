"""Each question alone, unknown or a gap: the message, the PDF and the reviewed truth table say the same."""

import re
from collections.abc import Callable

import pytest

from domain.selfcheck.assess import Verdict
from domain.selfcheck.questionnaire import Finding, Level
from tests.documents import read
from tests.journeys.checking import Message, labels, paper, tap
from tests.journeys.conftest import World
from tests.journeys.stories import Story, Teller, latest, take_steps, tellers
from tests.selfcheck import FORMS, ONLY_SHOULD, OPENED_BY, REVERSED, tell, true_findings, true_verdict
from tests.sizes import ENGINES, IS_SOAK

VERDICTS = {
    Verdict.NOT_READY: "Not ready yet",
    Verdict.UNDETERMINED: "Not determined yet",
    Verdict.READY_WITH_NOTES: "Ready, with notes",
    Verdict.READY: "Ready",
}
GROUPS = ("gaps", "to find out", "not ours", "notes")
IN_MESSAGE = dict(zip(("Gaps", "To find out", "For another government", "Notes"), GROUPS, strict=True))
IN_PDF = dict(zip(("Gaps", "To find out", "Another government.s to answer", "Notes"), GROUPS, strict=True))
# A text that is missing or unknown leaves it to the practice: only without one does it bear on anything.
OTHERWISE = OPENED_BY | {"access-1": {"access-2": "no"}}
QUESTIONS = [
    (program, question.id)
    for program, form in FORMS.items()
    for question in form.questions
    if IS_SOAK or question.id in ("access-1", "ready-2", "entry-1")
]
Told = dict[str, set[str]]


@pytest.mark.soak
@pytest.mark.parametrize("database_url", ENGINES, indirect=True)
async def test_message_pdf_and_truth_table_agree_on_each_question_alone(
    world: World, record_property: Callable[[str, object], None]
) -> None:
    alone = [
        (question, Story(program, OTHERWISE.get(question, {}) | {question: value}))
        for program, question in QUESTIONS
        for value in ("unsure", "yes" if question in REVERSED else "no")
    ]
    people = await tellers(world, 8001, [story for _question, story in alone])
    while going := [one for one in people if not one.is_done]:
        await take_steps(world, going)
    results = await latest(world)
    for (question, story), one in zip(alone, people, strict=True):
        result = results[one.chat.id]
        answers = tell(FORMS[story.program], dict(story.answers))
        verdict, wanted = true_verdict(FORMS[story.program], answers), oracle(story)
        if story.answers[question] == "unsure":
            assert (verdict is Verdict.UNDETERMINED) is (question not in ONLY_SHOULD), question
        assert result["text"].startswith(VERDICTS[verdict]), (question, result["text"])
        assert await in_message(one, result) == wanted, (question, result["text"])
        _name, data = await paper(one.chat, result, "PDF")
        text = read(data)
        assert f"{VERDICTS[verdict]}:" in text or (verdict is Verdict.READY and "Ready –" in text)
        assert in_pdf(story.program, text) == wanted, (question, text)
    record_property("counted", f"{len(QUESTIONS)} questions, {len(people)} results, each as message and PDF")


def oracle(story: Story) -> Told:
    """The titles that belong in each part, by the truth table."""
    form = FORMS[story.program]
    findings = true_findings(form, tell(form, dict(story.answers)))
    must = {
        Finding.GAP: "gaps",
        Finding.UNKNOWN: "to find out",
        Finding.NOT_OURS: "not ours",
    }
    told: Told = {group: set() for group in GROUPS}
    for rule in form.rules:
        found = findings[rule.id]
        assert found is not None
        if rule.level is Level.MUST and found in must:
            told[must[found]].add(rule.title)
        elif rule.level is Level.SHOULD and found not in (Finding.MET, Finding.NOT_APPLICABLE):
            told["notes"].add(rule.title)
    return told


async def in_message(one: Teller, result: Message) -> Told:
    """The titles under each heading, on all pages."""
    pages = [result["text"]]
    while onward := [label for label in labels(result) if label.endswith("›")]:
        result = await tap(one.chat, result, onward[0])
        pages.append(result["text"])
    titles = [rule.title for rule in FORMS[one.story.program].rules]
    told: Told = {group: set() for group in GROUPS}
    group = ""
    for line in "\n".join(pages).splitlines():
        if line in IN_MESSAGE or line in ("Not applicable", "To do", "What would change this"):
            group = IN_MESSAGE.get(line, "")
        elif group and (numbered := re.match(r"\d+\. ", line)):
            said = line[numbered.end() :]
            told[group] |= {title for title in titles if said.startswith(f"{title}: ")}
    return told


def in_pdf(program: str, text: str) -> Told:
    """The titles under each heading, of which each says how many there are."""
    findings = text.split(" Met ")[0]
    told: Told = {group: set() for group in GROUPS}
    heads = "|".join([*IN_PDF, "Not applicable"])
    parts = re.split(rf" ({heads}) \((\d+)\) ", findings)
    for head, count, part in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
        group = next((IN_PDF[name] for name in IN_PDF if re.fullmatch(name, head)), "")
        titles = {
            rule.title
            for rule in FORMS[program].rules
            if re.search(rf"\b\d+\. {re.escape(rule.title)} ", part)
        }
        assert len(titles) == int(count), (head, part)
        if group:
            told[group] = titles
    return told
