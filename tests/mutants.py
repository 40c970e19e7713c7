"""Seeded bugs: each takes one guard away, and the tests named beside it must then fail.

Run by `make mutants`. A mutant that survives is a guard nobody watches; one whose text is no longer found
has to be written anew.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
LEFT_BEHIND = shutil.ignore_patterns(".venv", ".git", ".demo", ".*_cache", "__pycache__", ".hypothesis")


@dataclass(frozen=True, slots=True)
class Mutant:
    """One seeded bug: in `file`, `guard` becomes `without`; `tests` is what pytest is told to run."""

    name: str
    file: str
    guard: str
    without: str
    tests: str


MUTANTS = (
    Mutant(
        "secrets are not redacted", "bot/logs.py",
        'text = text.replace(secret, "[secret]")', "pass",
        "tests/bot/test_logs.py",
    ),
    Mutant(
        "a batch is confirmed before it is kept", "bot/intake.py",
        "        async with self._database.write() as connection:\n            fresh",
        '        self._offset = max(u["update_id"] for u in updates) + 1\n'
        "        async with self._database.write() as connection:\n            fresh",
        "tests/bot/test_intake.py",
    ),
    Mutant(
        "updates are handled as they come, not by their ids", "bot/intake.py",
        "heapq.heappush(self._waiting.setdefault(update.lane, []), (update.update_id, update))",
        "self._waiting.setdefault(update.lane, []).append((update.update_id, update))",
        "tests/bot/test_intake.py",
    ),
    Mutant(
        "a second poller is never noticed", "bot/intake.py",
        "if monotonic() - self._conflict_since >= limit:", "if False:",
        "tests/bot/test_intake.py",
    ),
    Mutant(
        "a cut request passes for one never sent", "transport/request.py",
        "self.may_have_left |= transport is None or not transport.is_closing()", "pass",
        "tests/transport/test_request.py",
    ),
    Mutant(
        "an error carries the client's own", "transport/request.py",
        "        except (aiohttp.ClientError, OSError, ValueError):\n            pass",
        "        except (aiohttp.ClientError, OSError, ValueError):\n            raise AnswerLost",
        "tests/transport/test_request.py",
    ),
    Mutant(
        "a doubtful reply is repeated without end", "handlers/reply.py",
        "case Kind.UNKNOWN if doubts == 0:", "case Kind.UNKNOWN if doubts < 5:",
        "tests/handlers/test_reply.py",
    ),
    Mutant(
        "text is not escaped", "messages/markup.py",
        "text if isinstance(text, Html) else Html(escape(text, quote=True))",
        "text if isinstance(text, Html) else Html(text)",
        "tests/messages/test_markup.py tests/journeys/test_hostile.py",
    ),
    Mutant(
        "pages may grow past the limit", "messages/message.py", "LIMIT = 4096", "LIMIT = 4200",
        "tests/messages/test_message.py tests/messages/test_views.py tests/journeys/test_hostile.py",
    ),
    Mutant(
        "sources of later days are shown", "domain/record.py",
        "shown = tuple(id for id in known if self._is_published(id))",
        "shown = known",
        "tests/domain/test_status.py",
    ),
    Mutant(
        "undated facts are shown for any day", "domain/record.py",
        "return self.is_today if when is None else", "return True if when is None else",
        "tests/domain/test_status.py",
    ),
    Mutant(
        "a month counts from its first day", "domain/dates.py",
        "day = self.day or calendar.monthrange(self.year, month)[1]", "day = self.day or 1",
        "tests/domain/test_dates.py",
    ),
    Mutant(
        "a deadline is late on its own day", "domain/record.py",
        "return deadline.due_date(self.zone) >= self.day", "return deadline.due_date(self.zone) > self.day",
        "tests/domain/test_status.py",
    ),
    Mutant(
        "buttons of another version are obeyed", "messages/taps.py",
        "or parts[0][:1] != _VERSION", "",
        "tests/messages/test_taps.py",
    ),
    Mutant(
        "applying the same again makes a revision", "storage/programs.py",
        "if row is not None and row.body_sha256 == digest:", "if False:",
        "tests/storage/test_programs.py",
    ),
    Mutant(
        "a file overwrites what an editor changed", "storage/programs.py",
        "if row is not None and row.origin not in _REPLACES[origin]:", "if False:",
        "tests/storage/test_programs.py",
    ),
    Mutant(
        "effects are applied each time an update is handled", "storage/inbox.py",
        ".where(inbox.c.update_id == update_id, inbox.c.applied_at.is_(None))",
        ".where(inbox.c.update_id == update_id)",
        "tests/storage/test_inbox.py",
    ),
    Mutant(
        "a newer schema is not noticed", "storage/schema.py",
        "if await state(database) is State.NEWER:", "if False:",
        "tests/storage/test_schema.py",
    ),
    Mutant(
        "every process migrates by itself", "storage/schema.py",
        'database.write(lock="migrate")', "database.write()",
        "tests/storage/test_schema.py",
    ),
    Mutant(
        "two processes share a SQLite file", "bot/store.py", "                lock.acquire()\n", "                pass\n",
        "tests/journeys/test_processes.py -k second",
    ),
    Mutant(
        "an update stays open after its reply", "bot/app.py",
        "await inbox.mark_done(connection, waiting.update_id, services.now())", "pass",
        "tests/journeys/test_processes.py -k sigterm",
    ),
    Mutant(
        "an unknown setting is ignored", "config/settings.py",
        'raise SettingsError(f"{name} is not a setting: {hint}")', "pass",
        "tests/config/test_settings.py",
    ),
    Mutant(
        "a member of a group chooses its program", "handlers/conversation.py",
        "return member[\"status\"] in {ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.OWNER}", "return True",
        "tests/journeys/test_groups.py",
    ),
    Mutant(
        "anybody's words answer our question in a group", "handlers/conversation.py",
        "person = update.effective_user.id if update.effective_user else chat.id", "person = chat.id",
        "tests/journeys/test_groups.py",
    ),
    Mutant(
        "a report is kept each time its update is handled", "handlers/conversation.py",
        "        if await inbox.mark_applied(connection, number, services.now()):\n            await chats.mark_answered",
        "        if True:\n            await chats.mark_answered",
        "tests/journeys/test_record.py -k report",
    ),
    Mutant(
        "a question of ours is answered again and again", "storage/chats.py",
        "or row.answered_by not in (None, update_id)", "",
        "tests/journeys/test_record.py",
    ),
    Mutant(
        "a shared name is answered without asking", "domain/places.py",
        "state is None and named.name in index.ask_back", "False",
        "tests/domain/test_places.py",
    ),
    Mutant(
        "half of what belongs together stands on a page", "messages/message.py",
        "for part in [group] if whole else [[block] for block in group]:",
        "for part in [[block] for block in group]:",
        "tests/messages/test_message.py",
    ),
    Mutant(
        "a later summary is shown for an earlier day", "messages/program.py",
        "record.notes((program.summary,))", "(program.summary,)",
        "tests/messages tests/config/test_completeness.py",
    ),
    Mutant(
        "menus are set at every start", "bot/wire.py",
        'if await api.call("getMyCommands", scope={"type": scope}) != commands:', "if True:",
        "tests/bot/test_menus.py",
    ),
    Mutant(
        "a topic's question is answered outside of it", "handlers/reply.py",
        "topic = asked.message_thread_id if asked and asked.is_topic_message else None", "topic = None",
        "tests/journeys/test_groups.py",
    ),
    Mutant(
        "unsure counts as no", "domain/selfcheck/assess.py",
        "Answer.UNSURE: Finding.UNKNOWN,", "Answer.UNSURE: Finding.GAP,",
        "tests/domain/test_selfcheck_truth.py tests/domain/test_selfcheck_paths.py",
    ),
    Mutant(
        "a yes is a yes, whatever was asked", "domain/selfcheck/assess.py",
        "_REVERSED = _MEANS | {Answer.YES: Finding.GAP, Answer.NO: Finding.MET}", "_REVERSED = _MEANS",
        "tests/domain/test_selfcheck_truth.py",
    ),
    Mutant(
        "not applicable needs no reason", "domain/selfcheck/assess.py",
        "if given is None or wanted(question, given) is Wanted.REASON:", "if given is None:",
        "tests/domain/test_selfcheck_truth.py -k reason",
    ),
    Mutant(
        "not ours outweighs what is not known", "domain/selfcheck/assess.py",
        "_EVERY = (Finding.GAP, Finding.UNKNOWN, Finding.NOT_OURS,",
        "_EVERY = (Finding.GAP, Finding.NOT_OURS, Finding.UNKNOWN,",
        "tests/domain/test_selfcheck_truth.py",
    ),
    Mutant(
        "not ours passes for a gap where one is enough", "domain/selfcheck/assess.py",
        "_ONE_OF = (Finding.MET, Finding.UNKNOWN, Finding.NOT_OURS, Finding.GAP,",
        "_ONE_OF = (Finding.MET, Finding.UNKNOWN, Finding.GAP, Finding.NOT_OURS,",
        "tests/domain/test_selfcheck_truth.py",
    ),
    Mutant(
        "a rule stops at its first gap", "domain/selfcheck/assess.py",
        "deciding = results if finding is Finding.MET else [r for r in results if r.finding is finding]",
        "deciding = [r for r in results if r.finding is finding][:1]",
        "tests/domain/test_selfcheck_truth.py -k cut_short",
    ),
    Mutant(
        "a should decides like a must", "domain/selfcheck/assess.py",
        "musts = [row for row in rows if form.rule_by_id[row.rule].level is Level.MUST]", "musts = list(rows)",
        "tests/domain/test_selfcheck_truth.py",
    ),
    Mutant(
        "what does not apply leaves no note", "domain/selfcheck/assess.py",
        "noted = any(row.has_not_applicable for row in rows)", "noted = False",
        "tests/domain/test_selfcheck_paths.py tests/domain/test_selfcheck_truth.py",
    ),
    Mutant(
        "answers off the path are read", "domain/selfcheck/assess.py",
        "if state is False or (given", "if (given",
        "tests/domain/test_selfcheck_truth.py tests/domain/test_selfcheck_paths.py",
    ),
    Mutant(
        "an answer off the path opens a branch", "domain/selfcheck/paths.py",
        "    if state is not True:\n        return state\n", "",
        "tests/domain/test_selfcheck_paths.py",
    ),
    Mutant(
        "a condition that is not known yet passes for false", "domain/selfcheck/paths.py",
        "return None if given is None or given.value in _OPEN else", "return False if given is None or given.value in _OPEN else",
        "tests/domain/test_selfcheck_paths.py",
    ),
    Mutant(
        "later is asked again at once", "domain/selfcheck/paths.py",
        "given is None or given.value is Answer.CLEARED:", "given is None or given.value in _OPEN:",
        "tests/domain/test_selfcheck_paths.py",
    ),
    Mutant(
        "a withdrawn check can be submitted", "domain/selfcheck/paths.py",
        "    if is_withdrawn:\n        return Hindrance.WITHDRAWN\n", "",
        "tests/domain/test_selfcheck_paths.py -k withdrawn",
    ),
    Mutant(
        "evidence has expired on its last day", "domain/selfcheck/answers.py",
        "self.valid_until < today", "self.valid_until <= today",
        "tests/domain/test_selfcheck_explain.py",
    ),
    Mutant(
        "a result's hash leaves the reasons out", "domain/selfcheck/results.py",
        "[id, given.value, given.reason,", "[id, given.value,",
        "tests/domain/test_selfcheck_explain.py",
    ),
    Mutant(
        "a result's hash covers answers off the path", "domain/selfcheck/results.py",
        "for id, given in paths.pruned(form, answers).items()", "for id, given in sorted(answers.items())",
        "tests/domain/test_selfcheck_properties.py -k off_the_path",
    ),
    Mutant(
        "an answer is carried to a question that asks something else", "domain/selfcheck/carry.py",
        "            and _asked(question) == _asked(new.question_by_id[question.id])\n", "",
        "tests/domain/test_selfcheck_explain.py",
    ),
    Mutant(
        "an answer is carried where it is not offered", "domain/selfcheck/carry.py",
        "if id in renamed and _fits(given, new.question_by_id[renamed[id]])", "if id in renamed",
        "tests/domain/test_selfcheck_explain.py",
    ),
    Mutant(
        "a deadline binds everybody", "domain/selfcheck/explain.py",
        "and (not deadline.jurisdictions or jurisdiction in deadline.jurisdictions)", "",
        "tests/domain/test_selfcheck_explain.py",
    ),
    Mutant(
        "a question may look ahead", "config/lint.py",
        "elif place[other] > place[question.id]:", "elif False:",
        "tests/config/test_questionnaire_lint.py",
    ),
    Mutant(
        "a must that nothing can meet passes the check", "config/lint_reach.py",
        "if not any(part.finding(answers) is finding for answers in part.contexts()):", "if False:",
        "tests/config/test_questionnaire_lint.py",
    ),
)  # fmt: skip


def survives(mutant: Mutant) -> str | None:
    """What is wrong with the mutant's guard, or None when the tests caught it."""
    with tempfile.TemporaryDirectory(prefix="proviso-mutant-") as folder:
        copy = Path(folder) / "copy"
        shutil.copytree(ROOT, copy, ignore=LEFT_BEHIND)
        file = copy / mutant.file
        text = file.read_text(encoding="utf-8")
        if text.count(mutant.guard) != 1:
            return f"the guard's text stands {text.count(mutant.guard)} times in {mutant.file}"
        file.write_text(text.replace(mutant.guard, mutant.without), encoding="utf-8")
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-x",
            "-q",
            "-p",
            "no:cacheprovider",
            *mutant.tests.split(),
        ]
        # The copy goes before the installed project, also for the processes that tests start.
        run = subprocess.run(
            command, cwd=copy, env=os.environ | {"PYTHONPATH": str(copy)}, capture_output=True, text=True
        )
        if run.returncode == 1:
            return None
        return (
            "the tests passed"
            if run.returncode == 0
            else f"pytest ended with {run.returncode}: {run.stdout[-300:]}"
        )


def main() -> int:
    """Try every mutant; gives the exit code."""
    chosen = [m for m in MUTANTS if not sys.argv[1:] or any(word in m.name for word in sys.argv[1:])]
    with ThreadPoolExecutor(max_workers=2) as pool:
        verdicts = list(pool.map(survives, chosen))
    for mutant, verdict in zip(chosen, verdicts, strict=True):
        print(
            f"{'caught ' if verdict is None else 'ALIVE  '} {mutant.name}"
            + (f": {verdict}" if verdict else "")
        )
    alive = sum(verdict is not None for verdict in verdicts)
    print(f"{len(chosen) - alive} of {len(chosen)} seeded bugs caught")
    return 1 if alive else 0


if __name__ == "__main__":
    sys.exit(main())
