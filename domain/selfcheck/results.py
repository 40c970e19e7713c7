"""What a result says, as one hash: the same answers to the same form give the same, whoever gave them."""

import hashlib
from datetime import date

from domain.selfcheck import paths
from domain.selfcheck.answers import Answers, canonical
from domain.selfcheck.assess import Assessment
from domain.selfcheck.forms import Form


def content_sha256(form: Form, facts_checked: date, answers: Answers, assessment: Assessment) -> str:
    """The SHA-256 (hex) of a result's content: no times, no authors, no ids of chats, files or messages."""
    content = {
        "form": form.sha256,
        "facts_checked": facts_checked.isoformat(),
        "answers": [
            [id, given.value, given.reason, sorted(e.digest for e in given.evidence)]
            for id, given in paths.pruned(form, answers).items()
        ],
        "verdict": assessment.verdict,
        "rows": [
            [row.rule, row.finding, [[part.question, part.finding] for part in row.because]]
            for row in assessment.rows
        ],
    }
    return hashlib.sha256(canonical(content)).hexdigest()
