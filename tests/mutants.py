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
# A test that hangs tells nobody what is wrong.
LONGEST_S = 300


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
        "a batch is confirmed before it is kept", "bot/intake/polling.py",
        "        found = (arrival(update",
        '        self._offset = max(u["update_id"] for u in updates) + 1\n'
        "        found = (arrival(update",
        "tests/bot/test_intake.py",
    ),
    Mutant(
        "updates are handled as they come, not by their ids", "bot/intake/lanes.py",
        "heapq.heappush(self._waiting.setdefault(update.lane, []), (update.update_id, update, handle))",
        "self._waiting.setdefault(update.lane, []).append((update.update_id, update, handle))",
        "tests/bot/test_intake.py",
    ),
    Mutant(
        "a second poller is never noticed", "bot/intake/polling.py",
        "if monotonic() - self._conflict_since >= limit:", "if False:",
        "tests/bot/test_intake.py",
    ),
    Mutant(
        "anybody may post updates", "bot/web.py",
        "if len(given) != 1 or not hmac.compare_digest(given[0], self._secret):", "if False:",
        "tests/journeys/test_webhook.py -k forged",
    ),
    Mutant(
        "the first of two secrets counts", "bot/web.py", "if len(given) != 1 or", "if not given or",
        "tests/journeys/test_webhook.py -k two_secrets",
    ),
    Mutant(
        "a body may be of any size", "bot/web.py", "        if len(body) > LARGEST:", "        if False:",
        "tests/journeys/test_webhook.py -k large",
    ),
    Mutant(
        "the update is acknowledged before it is stored", "bot/web.py",
        "await self._writer.store([update])", "asyncio.create_task(self._writer.store([update]))",
        "tests/journeys/test_webhook.py -k database",
    ),
    Mutant(
        "a bot that ends takes webhooks", "bot/web.py", "if self._health.is_draining:", "if False:",
        "tests/journeys/test_health.py -k sigterm_lets",
    ),
    Mutant(
        "polling that is deaf never ends", "bot/intake/polling.py",
        "or patience == self._timings.stale:", "or True:",
        "tests/bot/test_polling.py",
    ),
    Mutant(
        "a stepped clock goes unnoticed", "bot/rounds.py", "if abs(self._ahead() - ahead) > _STEP_S:", "if False:",
        "tests/bot/test_rounds.py",
    ),
    Mutant(
        "a tick under way is dropped at the end", "bot/rounds.py", "self._queue.stop(wait=True)", "self._queue.stop(wait=False)",
        "tests/bot/test_rounds.py -k comes_to_its_end",
    ),
    Mutant(
        "the first turn of a tick is an interval away", "bot/rounds.py", 'job_kwargs=_JOB | {"next_run_time": self._wall()},', "job_kwargs=_JOB,",
        "tests/bot/test_rounds.py -k first_turn",
    ),
    Mutant(
        "nobody is too fast", "bot/intake/flood.py", "if bucket.tokens >= 1:", "if True:",
        "tests/bot/test_flood.py",
    ),
    Mutant(
        "everything left out is told", "bot/intake/flood.py",
        "is_first, bucket.is_over = not bucket.is_over, True", "is_first = True",
        "tests/bot/test_flood.py",
    ),
    Mutant(
        "a cut request passes for one never sent", "transport/request.py",
        "self.may_have_left |= was_open and not _is_closing(writer)", "pass",
        "tests/transport/test_request.py",
    ),
    Mutant(
        "an error carries the client's own", "transport/request.py",
        "        except (aiohttp.ClientError, OSError, ValueError):\n            pass",
        "        except (aiohttp.ClientError, OSError, ValueError):\n            raise AnswerLost",
        "tests/transport/test_request.py",
    ),
    Mutant(
        "a refused first byte passes for one that left", "transport/request.py",
        "|= was_open and not _is_closing(writer)", "|= was_open",
        "tests/transport/test_proof.py",
    ),
    Mutant(
        "writers do not wait for each other", "storage/database.py",
        "BUSY_MS = 30_000", "BUSY_MS = 0",
        "tests/storage/test_contention.py",
    ),
    Mutant(
        "a doubtful reply is repeated without end", "handlers/reply.py",
        "doubts: int = 1, longest", "doubts: int = 5, longest",
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
        "an update stays open after its reply", "bot/intake/writer.py",
        "await inbox.mark_done(connection, batch.done, host_now())", "pass",
        "tests/journeys/test_processes.py -k sigterm",
    ),
    Mutant(
        "an unknown setting is ignored", "config/settings.py",
        'raise SettingsError(f"{name} is not a setting: {hint}")', "pass",
        "tests/config/test_settings.py",
    ),
    Mutant(
        "a member of a group chooses its program", "handlers/access.py",
        "return member[\"status\"] in {ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.OWNER}", "return True",
        "tests/journeys/test_groups.py",
    ),
    Mutant(
        "anybody's words answer our question in a group", "handlers/arrived.py",
        "person = update.effective_user.id if update.effective_user else chat.id", "person = chat.id",
        "tests/journeys/test_groups.py",
    ),
    Mutant(
        "a report is kept each time its update is handled", "handlers/reporting.py",
        "        if await inbox.mark_applied(connection, number, services.now()):\n            await chats.mark_answered",
        "        if True:\n            await chats.mark_answered",
        "tests/journeys/test_record.py -k report",
    ),
    Mutant(
        "a question of ours is answered again and again", "storage/chats.py",
        " and answered_by in (None, update_id)", "",
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
        "topic = asked.message_thread_id if asked and asked.is_topic_message else None\n    # In a group",
        "topic = None\n    # In a group",
        "tests/journeys/test_groups.py",
    ),
    Mutant(
        "the doctor may write to what it looks at", "storage/database.py",
        "self._reading_options() if read_only else self._engine_options()", "self._engine_options()",
        "tests/journeys/test_doctor.py -k takes_no_write",
    ),
    Mutant(
        "the doctor leaves a WAL beside a file that nobody uses", "storage/database.py",
        "'mode=ro' if in_use else 'immutable=1'", "'mode=ro'",
        "tests/journeys/test_doctor.py -k byte",
    ),
    Mutant(
        "the doctor repeats a secret that it was told", "bot/doctor/examine.py",
        "redact(finding.text, kept)", "finding.text",
        "tests/journeys/test_doctor.py -k webhook",
    ),
    Mutant(
        "a server that hangs holds the doctor up", "bot/doctor/examine.py",
        "asyncio.timeout(LIMIT_S)", "asyncio.timeout(None)",
        "tests/journeys/test_doctor.py -k hangs",
    ),
    Mutant(
        "a wrong clock passes", "bot/doctor/clock.py",
        "if seconds <= _TOLERATED.total_seconds():", "if True:",
        "tests/journeys/test_doctor.py -k clock",
    ),
    Mutant(
        "a database that everybody may read passes", "bot/doctor/database.py",
        "and bool(path.stat().st_mode & stat.S_IROTH)", "and False",
        "tests/journeys/test_doctor.py -k everybody",
    ),
    Mutant(
        "the image is not locked by hash", "Dockerfile",
        "--require-hashes --only-binary :all: ", "",
        "tests/test_deploy.py",
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
    Mutant(
        "a tap on an old card counts", "domain/selfcheck/sessions.py",
        "Standing.LIVE if check.rev == rev else Standing.STALE", "Standing.LIVE",
        "tests/journeys/test_check.py -k old_button",
    ),
    Mutant(
        "anybody's tap counts", "domain/selfcheck/sessions.py",
        "if check.person != person:", "if False:",
        "tests/journeys/test_check_groups.py -k somebody_else",
    ),
    Mutant(
        "a step counts whatever came before it", "storage/checks.py",
        "            check_session.c.rev == before.rev,\n", "",
        "tests/storage/test_checks.py -k many_steps",
    ),
    Mutant(
        "a step is taken anew when its update is handled again", "handlers/check/taps.py",
        "elif check.step_by == update.update_id:", "elif False:",
        "tests/journeys/test_check_restart.py -k tap_handled_again",
    ),
    Mutant(
        "evidence is not compared", "domain/selfcheck/compare.py",
        ", frozenset(piece.digest for piece in given.evidence)", "",
        "tests/domain/test_selfcheck_compare.py -k other_evidence",
    ),
    Mutant(
        "what waits behind a new question is told as lost", "domain/selfcheck/compare.py",
        "    if state is None:\n        return None\n", "",
        "tests/domain/test_selfcheck_compare.py -k waits_behind",
    ),
    Mutant(
        "evidence is to be renewed twice", "domain/selfcheck/todos.py",
        "if question.id not in renewing and (", "if (",
        "tests/domain/test_selfcheck_compare.py -k for_good",
    ),
    Mutant(
        "checks of two programs are compared", "messages/check/listing.py",
        "other.check.program == one.check.program and ", "",
        "tests/messages/test_check_results.py -k another_program",
    ),
    Mutant(
        "an earlier check's to-dos stay open", "handlers/check/listing.py",
        "first.setdefault((one.check.program, one.check.subject), one)", 'first[one.check.sid, ""] = one',
        "tests/journeys/test_check_results.py -k left_to_do",
    ),
    Mutant(
        "anybody's check can be compared with", "handlers/check/compare.py",
        'if tap.other in ("", other.check.sid)', "if True",
        "tests/journeys/test_check_results.py -k nobody_elses",
    ),
    Mutant(
        "anybody in a group can compare", "handlers/check/taps.py",
        "elif check.state is State.DONE and check.person == arrived.asker.person:",
        "elif check.state is State.DONE:",
        "tests/journeys/test_check_results.py -k in_a_group",
    ),
    Mutant(
        "what was withdrawn can be begun", "handlers/check/start.py",
        " and program.self_check.withdrawn is None", "",
        "tests/journeys/test_check_versions.py -k not_begun",
    ),
    Mutant(
        "taking questions back makes another form of them", "domain/selfcheck/forms.py",
        ', "withdrawn"})', "})",
        "tests/config/test_questionnaire_content.py -k taking",
    ),
    Mutant(
        "what was withdrawn can be submitted", "handlers/check/taps.py",
        "is_withdrawn=newest is None", "is_withdrawn=False",
        "tests/journeys/test_check_versions.py -k withdrawn",
    ),
    Mutant(
        "any words in a group answer a card", "handlers/check/words.py",
        "if question.is_group and (replied is None or replied.message_id != check.card):", "if False:",
        "tests/journeys/test_check_groups.py -k only_a_reply",
    ),
    Mutant(
        "characters that no database keeps come in", "transport/payload.py",
        "return orjson.loads(json.dumps(_clean(json.loads(payload))))", "return json.loads(payload)",
        "tests/transport/test_payload.py",
    ),
    Mutant(
        "a summary is posted again by itself", "storage/postings.py",
        "            check_group.c.attempts == attempt,\n", "",
        "tests/journeys/test_check_summary.py -k may_have_arrived",
    ),
    Mutant(
        "a summary is asked for anew while it is on its way", "storage/postings.py",
        "            or_(check_group.c.state.is_(None), ~_under_way),\n", "",
        "tests/storage/test_postings.py -k asked_for_once",
    ),
    Mutant(
        "a summary that was posted is asked for anew", "storage/postings.py",
        "            check_group.c.posted_at.is_(None),\n", "",
        "tests/storage/test_postings.py -k asked_for_once",
    ),
    Mutant(
        "a summary whose sender died is sent again", "storage/postings.py",
        "case((check_group.c.state == State.SENDING, State.DOUBTFUL)",
        "case((check_group.c.state == State.SENDING, State.ASKED)",
        "tests/journeys/test_check_summary_kills.py",
    ),
    Mutant(
        "a summary is sent before that is written down", "bot/postings.py",
        "        if not await postings.intend(connection, one.posting):\n            return\n", "        pass\n",
        "tests/journeys/test_check_summary_kills.py",
    ),
    Mutant(
        "two processes post the same summary", "storage/postings.py",
        "            or_(check_group.c.lease_until.is_(None), check_group.c.lease_until <= now),\n", "",
        "tests/storage/test_postings.py -k one_process",
    ),
    Mutant(
        "a late answer about a summary counts for the next attempt", "storage/postings.py",
        "            check_group.c.attempts == one.attempts,\n            check_group.c.state.in_(before),",
        "            check_group.c.state.in_(before),",
        "tests/storage/test_postings.py -k late",
    ),
    Mutant(
        "a card is told of an attempt and forgets the next", "storage/postings.py",
        "check_group.c.check_id == id_of(one.sid), check_group.c.attempts == one.attempts)",
        "check_group.c.check_id == id_of(one.sid))",
        "tests/storage/test_postings.py -k card",
    ),
    Mutant(
        "a summary goes to a group that is no more", "storage/alerts/reach.py",
        "update(check_group).where(check_group.c.chat_id == lose).values(chat_id=keep)",
        "update(check_group).where(check_group.c.chat_id == lose).values(chat_id=lose)",
        "tests/storage/test_postings.py -k became_another",
    ),
    Mutant(
        "a tap waits until the summary is posted", "handlers/check/summary.py",
        "    if known.is_under_way and known.card is None:", "    if False:",
        "tests/journeys/test_check_summary.py -k two_calls",
    ),
    Mutant(
        "who left a group posts there", "bot/postings.py",
        'may = member["status"] in _WRITES or', "may = True or",
        "tests/journeys/test_check_summary.py -k left_the_group",
    ),
    Mutant(
        "a doubtful edit is given up", "handlers/reply.py",
        "_EDITS = 40", "_EDITS = 1",
        "tests/journeys/test_check_faults.py -k edit_loses",
    ),
    Mutant(
        "a card comes long after the fault that kept it back", "handlers/reply.py",
        "_EDIT_PAUSE_S = 1.5", "_EDIT_PAUSE_S = 5.0",
        "tests/handlers/test_reply.py -k edit",
    ),
    Mutant(
        "words are taken anew when their update is handled again", "handlers/check/words.py",
        "if kept.check.step_by == arrived.update.update_id:", "if False:",
        "tests/journeys/test_check_kills.py -k each_moment",
    ),
    Mutant(
        "quiet hours are loud", "domain/alerts/times.py",
        "    if not is_quiet(local.time(), hours):", "    if True:",
        "tests/domain/test_alert_times.py -k quiet",
    ),
    Mutant(
        "a time that the clocks skip is an hour late", "domain/alerts/times.py",
        "    if first.astimezone(zone).replace(tzinfo=None) == local:", "    if True:",
        "tests/domain/test_alert_times.py -k skipped",
    ),
    Mutant(
        "every reminder that was missed comes late", "domain/alerts/times.py",
        " if timing.not_before < timing.expires_at)", ")",
        "tests/domain/test_alert_times.py -k late_subscriber",
    ),
    Mutant(
        "a weekly digest takes what it tells too late", "domain/alerts/times.py",
        "return (day, due) if due < timing.expires_at else None", "return (day, due)",
        "tests/domain/test_alert_times.py tests/domain/test_alert_forecast.py -k digest",
    ),
    Mutant(
        "two subscriptions foretell a reminder twice", "domain/alerts/forecast.py",
        "key = (one.program.id, one.deadline.id, one.lead)",
        "key = (one.program.id, one.deadline.id, one.lead + 1000 * subscription.id)",
        "tests/domain/test_alert_forecast.py -k two_subscriptions",
    ),
    Mutant(
        "every member subscribes a group", "handlers/alerts/chat.py",
        "    if is_choosing and not await may_choose(arrived.update, context):", "    if False:",
        "tests/journeys/test_alerts_subscribe.py -k administrators",
    ),
    Mutant(
        "every member taps for a group", "handlers/alerts/chat.py",
        "    if tap.act not in _LOOKING and not await may_choose(arrived.update, context):", "    if False:",
        "tests/journeys/test_alerts_subscribe.py -k administrators",
    ),
    Mutant(
        "a button reaches the subscriptions of other chats", "handlers/alerts/subscribing.py",
        "    if subscription is None or (subscription.chat, subscription.thread) != (asker.chat, asker.thread):",
        "    if subscription is None:",
        "tests/journeys/test_alerts_subscribe.py -k forged",
    ),
    Mutant(
        "a button reaches the alerts of other chats", "storage/alerts/sent.py",
        "delivery.c.id == id, chat.c.telegram_id == telegram_id)", "delivery.c.id == id)",
        "tests/storage/test_alert_sent.py -k another",
    ),
    Mutant(
        "a snoozed digest comes without what it told", "storage/alerts/sent.py",
        "    if again is None or row.kind != Kind.DIGEST:", "    if True:",
        "tests/journeys/test_alerts_walk.py -k snoozed_digest",
    ),
    Mutant(
        "who changes the hours of a snoozed digest is not answered", "storage/alerts/rehours.py",
        '.rpartition(":")[2].rpartition("@")[2]', '.rpartition(":")[2]',
        "tests/journeys/test_alerts_walk.py -k snoozed_digest",
    ),
    Mutant(
        "what was told is listed as still to come", "domain/alerts/forecast.py",
        "            if (*key[:2], value_of(one.deadline), one.lead) in told:\n                continue\n", "",
        "tests/journeys/test_alerts_walk.py -k still_to_come",
    ),
    Mutant(
        "a snooze counts on what is told on Mondays", "handlers/alerts/snoozing.py",
        " and one.wish.mode is not Mode.WEEKLY", "",
        "tests/journeys/test_alerts_walk.py -k mondays",
    ),
    Mutant(
        "a location answers another question", "handlers/alerts/settings.py",
        " or (asked is not None and asked.subject != texts.ZONE)", "",
        "tests/journeys/test_alerts_subscribe.py -k unasked",
    ),
    Mutant(
        "a digest is longer than a message", "messages/alerts/alert.py",
        "        if not further or len(kept) == 1:", "        if True:",
        "tests/messages/test_alerts.py -k too_long",
    ),
    Mutant(
        "a name in two time zones is taken for one", "handlers/alerts/settings.py",
        "if zone_name and not known else", "if zone_name else",
        "tests/handlers/test_alert_words.py -k several",
    ),
    Mutant(
        "each replica has a rate of its own", "storage/budget.py",
        "WHEN budget.tat BETWEEN {clock} + :soon AND {clock} + {horizon} THEN", "WHEN false THEN",
        "tests/transport/test_budget.py -k all_replicas_together",
    ),
    Mutant(
        "a clock that is set back stops the alerts", "storage/budget.py",
        "BETWEEN {clock} + :soon AND {clock} + {horizon} THEN",
        "BETWEEN {clock} + :soon AND {clock} + 1e9 THEN",
        "tests/transport/test_budget.py -k set_back",
    ),
    Mutant(
        "replicas write to one chat at once", "storage/budget.py",
        "WHEN kept.tat BETWEEN {began} + asked.begins + {late} AND {began} + {horizon} THEN kept.tat",
        "WHEN false THEN kept.tat",
        "tests/transport/test_budget.py -k second_apart",
    ),
    Mutant(
        "other replicas are not told of a pause", "storage/budget.py",
        'await connection.execute(text("SELECT pg_notify(:channel, :note)"), note)', "pass",
        "tests/transport/test_budget.py -k pause_of_a_person",
    ),
    Mutant(
        "a pause is forgotten by a restart", "transport/budget.py",
        "in (await shared.pauses(database)).items():", "in ():",
        "tests/transport/test_budget.py -k starts_within_it",
    ),
    Mutant(
        "a group's pause stops everybody", "transport/budget.py",
        "name = str(chat) if chat is not None and chat < 0 else BOT", "name = BOT",
        "tests/transport/test_budget.py -k that_group_alone",
    ),
    Mutant(
        "a permit outlives a pause", "transport/budget.py",
        "return not self.pause_of(permit.chat) and monotonic()", "return monotonic()",
        "tests/transport/test_budget.py -k void",
    ),
    Mutant(
        "a permit can be kept for later", "transport/budget.py",
        "_LATE_S = 0.035", "_LATE_S = 1e9",
        "tests/transport/test_budget.py -k void",
    ),
    Mutant(
        "a process that was stopped uses its permits of then", "transport/budget.py",
        "_LATE_S = 0.035", "_LATE_S = 1e9",
        "tests/journeys/test_budget.py -k stopped_for_a_second",
    ),
    Mutant(
        "a process whose commits are slow takes its turns late", "transport/line.py",
        "now = self._moments.of(seen)", "now = monotonic()",
        "tests/transport/test_budget.py -k hear_late",
    ),
    Mutant(
        "what waited for a connection leaves late", "transport/request.py",
        "        if not self._may_leave():", "        if False:",
        "tests/transport/test_api.py -k kept_back",
    ),
    Mutant(
        "an alert that stood in line comes on the heels of a reply", "transport/budget.py",
        "            if due >= self._sent.alert_at(chat):", "            if True:",
        "tests/transport/test_budget.py -k stood_in_line",
    ),
    Mutant(
        "a reply that waited for a shared turn counts from before", "transport/budget.py",
        "                    self._sent.note(chat, due)\n                    return due",
        "                    self._sent.note(chat, due - 2)\n                    return due",
        "tests/transport/test_budget.py -k counts_from",
    ),
    Mutant(
        "what comes too late for its turn goes through the ledger again", "bot/alerts/sender.py",
        "while is_soon and outcome.kind is Kind.WAIT and not outcome.retry_after:", "while False:",
        "tests/bot/test_alert_sender.py -k too_late",
    ),
    Mutant(
        "an alert whose fact is gone for a moment is given up", "bot/alerts/sender.py",
        "return Outcome(Kind.WAIT, retry_after=_GONE_S,", "return Outcome(Kind.REFUSED,",
        "tests/bot/test_alert_sender.py -k right_before_it_is_sent",
    ),
    Mutant(
        "a process keeps an alert in hand through a pause", "bot/alerts/sender.py",
        "asyncio.timeout(max(until - monotonic(), 0.0))", "asyncio.timeout(None)",
        "tests/bot/test_alert_sender.py -k in_hand",
    ),
    Mutant(
        "each of several processes takes all that a chat bears", "transport/budget.py",
        "paces or (ALONE if database.is_sqlite else SEVERAL)", "paces or ALONE",
        "tests/transport/test_budget.py -k share",
    ),
    Mutant(
        "what had to wait thins out the refusals", "storage/alerts/held.py",
        ".where(attempt.c.id > since, attempt.c.outcome.not_in(_NO_SENDS))", ".where(attempt.c.id > since)",
        "tests/storage/test_alert_sending.py -k six_in_a_hundred",
    ),
    Mutant(
        "the brake pages nobody", "bot/alerts/paging.py",
        "if is_stopped or count > self._told:", "if count > self._told:",
        "tests/journeys/test_alert_answers.py -k six_in_a_hundred",
    ),
    Mutant(
        "a page that reached nobody counts as told", "bot/alerts/paging.py",
        "return not outcomes or any(outcome.kind is Kind.SENT for outcome in outcomes)", "return True",
        "tests/journeys/test_alert_answers.py -k page_that_reached_nobody",
    ),
    Mutant(
        "an alert that Telegram cannot read is told to nobody", "bot/alerts/sender.py",
        "self.refused += 1", "pass",
        "tests/journeys/test_alert_answers.py -k could_not_read",
    ),
    Mutant(
        "a large fan-out comes unannounced", "bot/alerts/paging.py",
        "if length < _LONG or one.about in self._told:", "if True:",
        "tests/journeys/test_alert_answers.py -k large_fan_out",
    ),
    Mutant(
        "every process pages the owners", "bot/alerts/paging.py",
        "if not self._is_on_duty():", "if False:",
        "tests/journeys/test_alert_answers.py -k off_duty",
    ),
    Mutant(
        "what cannot leave is tried without an end", "bot/alerts/sender.py",
        "if self._unsent >= _UNSENT:", "if False:",
        "tests/journeys/test_alert_answers.py -k twenty_in_a_row",
    ),
    Mutant(
        "a refused token does not stop the sending", "bot/alerts/sender.py",
        "            self._rest(_NO_ACCESS_S", "            pass  # self._rest(_NO_ACCESS_S",
        "tests/journeys/test_alert_answers.py -k token",
    ),
    Mutant(
        "a refusal of the old id stands in the place of what the new one got", "storage/alerts/settling.py",
        "            await connection.execute(_settlement(connection.dialect.name, False), [_values(one, now)])\n", "",
        "tests/storage/test_alert_sending.py -k refused_because_it_moved",
    ),
    Mutant(
        "replies wait behind alerts", "transport/budget.py",
        "due = self._lane.book()", "due = None",
        "tests/transport/test_budget.py -k asks_the_database_nothing",
    ),
    Mutant(
        "the lane of replies has no end", "transport/budget.py",
        "if len(self._dues) >= self._count:", "if False:",
        "tests/transport/test_budget.py -k beyond_their_lane",
    ),
    Mutant(
        "a burst to one person has no end", "transport/pacing.py",
        "kept[0] + within.seconds if kept and len(kept) == within.count else -inf", "-inf",
        "tests/transport/test_budget.py -k short_bursts",
    ),
    Mutant(
        "a 429 is one call's own matter", "transport/api.py",
        "if isinstance(error, RetryAfter) and self._budget and method not in _ALWAYS:", "if False:",
        "tests/transport/test_api.py -k after_a_429",
    ),
    Mutant(
        "edits and toasts leave in a pause", "transport/api.py",
        "            await budget.calm(chat)\n            return lambda: not budget.pause_of(chat)\n",
        "            return lambda: True\n",
        "tests/transport/test_api.py -k after_a_429",
    ),
    Mutant(
        "a check that is gone on with reminds all the same", "storage/alerts/reminders.py",
        "    await take_back(connection, check.chat, check.sid)\n    for one", "    for one",
        "tests/journeys/test_alerts_checks.py -k left_alone",
    ),
    Mutant(
        "a cancelled check still reminds", "handlers/check/commands.py",
        "            await reminders.take_back(connection, check.chat, check.sid)\n        count", "        count",
        "tests/journeys/test_alerts_checks.py -k cancelled",
    ),
    Mutant(
        "an alert is sent without having been meant", "bot/alerts/sender.py",
        "            if not await self._writer.intend(one):\n                return\n", "            await self._writer.intend(one)\n",
        "tests/journeys/test_alerts.py -k not_meant",
    ),
    Mutant(
        "a claim is not fenced by its token", "storage/alerts/intending.py",
        "tuple_(delivery.c.id, delivery.c.token).in_(bindparam(\"pairs\", expanding=True)),",
        "tuple_(delivery.c.id, literal(1)).in_(bindparam(\"pairs\", expanding=True)),",
        "tests/storage/test_alert_sending.py -k lost_its_token",
    ),
    Mutant(
        "who lost its lease may send", "storage/alerts/intending.py",
        "        delivery.c.lease_until > machine.given(dialect, \"this_moment\"),\n", "",
        "tests/storage/test_alert_sending.py -k lost_its_lease",
    ),
    Mutant(
        "nothing in the database forbids a second copy", "storage/migrations/versions/0005_alerts.py",
        '        sa.UniqueConstraint("chat_id", "thread_id", "about", name="uq_delivery_chat_id"),\n', "",
        "tests/storage/test_alert_sending.py -k keeps_each_alert_once",
    ),
    Mutant(
        "what is not wanted any more is sent", "storage/alerts/intending.py",
        ".where(is_mine, is_of_use, _is_wanted())", ".where(is_mine, is_of_use)",
        "tests/storage/test_alert_sending.py -k up_to_the_wire",
    ),
    Mutant(
        "a late alert is sent all the same", "storage/alerts/intending.py",
        ".where(is_mine, is_of_use, _is_wanted())", ".where(is_mine, _is_wanted())",
        "tests/storage/test_alert_sending.py -k up_to_the_wire",
    ),
    Mutant(
        "the cursor moves without its deliveries", "storage/alerts/expand.py",
        "    await _move(connection, one.id, cursor=upto)", "    await _move(connection, one.id, cursor=upto + 1)",
        "tests/storage/test_alert_planning.py -k in_chunks",
    ),
    Mutant(
        "a group's alert is repeated although it may have arrived", "storage/alerts/reap.py",
        "there = {REPEAT: true(), HOLD: false()}.get(policy, private)", "there = true()",
        "tests/storage/test_alert_sending.py -k nobody_settled",
    ),
    Mutant(
        "what may have arrived is repeated again and again", "storage/alerts/reap.py",
        "return unknowns == 0 and", "return",
        "tests/journeys/test_alert_answers.py -k each_answer",
    ),
    Mutant(
        "a guess beats what is known", "storage/alerts/settling.py",
        '("sending", "ready", "held") if is_sent else', '("sending",) if is_sent else',
        "tests/storage/test_alert_sending.py -k late_success",
    ),
    Mutant(
        "what waits for its turn outstays its lease", "bot/alerts/sender.py",
        "late = self._late(claimed) if puts_back else set()", "late: set[Claimed] = set()",
        "tests/bot/test_alert_sender.py -k in_its_own_time",
    ),
    Mutant(
        "a new deadline is looked for in an old revision", "bot/alerts/sender.py",
        "            if claimed:  # what was planned a moment ago is in no older revision\n", "            if False:\n",
        "tests/bot/test_alert_sender.py -k newer_than",
    ),
    Mutant(
        "what was planned last is taken for what was told last", "storage/alerts/told.py",
        "delivery.c.lease_until.desc().nulls_last(), ", "",
        "tests/storage/test_alert_sending.py -k sent_last",
    ),
    Mutant(
        "the intent is not committed before the wire", "bot/alerts/writer.py",
        "            may = await intending.intend(connection, [wish.one for wish in meant], now) if meant else set()\n",
        "            may = {wish.one.id for wish in meant}\n",
        "tests/journeys/test_alert_kills.py -k random_amid",
    ),
    Mutant(
        "nobody goes on with what was left behind", "storage/alerts/reap.py",
        "is_left = delivery.c.lease_until < machine.after(connection)", "is_left = false()",
        "tests/storage/test_alert_sending.py -k nobody_settled",
    ),
    Mutant(
        "a settlement is not fenced by its token", "storage/alerts/settling.py",
        '            delivery.c.token == bindparam("by"),\n', '            bindparam("by", type_=Integer) > 0,\n',
        "tests/storage/test_alert_sending.py -k lost_its_token",
    ),
    Mutant(
        "what is not due is claimed", "storage/alerts/claiming.py",
        ".where(delivery.c.id.in_(select(due.c.id)), delivery.c.state == \"ready\")", ".where(delivery.c.state == \"ready\")",
        "tests/storage/test_alert_sending.py -k before_its_hour",
    ),
    Mutant(
        "a brake stops nothing", "storage/alerts/intending.py",
        "        ~BRAKED,\n        delivery.c.chat_id", "        delivery.c.chat_id",
        "tests/storage/test_alert_sending.py -k stopped_up_to_the_wire",
    ),
    Mutant(
        "an edit that is taken back has stopped what waited", "storage/alerts/edits.py",
        '.values(state="ready", why=None)', ".values(why=None)",
        "tests/storage/test_alert_sending.py -k taken_back",
    ),
    Mutant(
        "a first apply tells of the past", "storage/alerts/plan.py",
        "one.kind is Kind.EVENT\n            and one.fire_at <= now", "False\n            and one.fire_at <= now",
        "tests/storage/test_alert_planning.py -k first_apply",
    ),
    Mutant(
        "two rows of one group are both told", "storage/alerts/reach.py",
        "_has_twin(lose, _twin.c.state.in_(_OUT)),", '_has_twin(lose, _twin.c.state == "never"),',
        "tests/storage/test_alert_sending.py -k two_rows",
    ),
    Mutant(
        "who is told the same gets another's buttons", "bot/alerts/wording.py",
        "message and renumbered(message, first, one.id)", "message",
        "tests/bot/test_alert_sender.py -k buttons_of_its_own",
    ),
    Mutant(
        "a moved clock passes by what is due", "bot/rounds.py",
        "            await _stop_at(clock, stop, due, do)\n        if", "            break\n        if",
        "tests/journeys/test_alerts.py -k skipped_at_once",
    ),
    Mutant(
        "a doubled hour is the second pass", "domain/alerts/times.py",
        "first = local.replace(tzinfo=zone).astimezone(UTC)",
        "first = local.replace(tzinfo=zone, fold=1).astimezone(UTC)",
        "tests/domain/test_alert_times.py -k skipped",
    ),
    Mutant(
        "what came too late while down goes uncounted", "storage/alerts/expand.py",
        'occurrence.c.state == "planned", occurrence.c.fire_at <= now)',
        'occurrence.c.state == "planned", occurrence.c.fire_at <= now, occurrence.c.ends_at > now)',
        "tests/storage/test_alert_downtime.py -k on_record",
    ),
    Mutant(
        "missed digests come one by one", "storage/alerts/claiming.py",
        "            await digests.merge(connection, now, priority)", "            pass",
        "tests/storage/test_alert_downtime.py -k wait_together",
    ),
    Mutant(
        "an event whose plan was lost is never told", "storage/alerts/plan.py",
        "            and not has_come_since\n", "",
        "tests/storage/test_alert_downtime.py -k lost",
    ),
    Mutant(
        "what an edit brings is told before it is taken back", "storage/alerts/plan.py",
        "one.fire_at if news is None else max(one.fire_at, now + planning.SETTLE)", "one.fire_at",
        "tests/storage/test_alert_planning.py -k later_revision",
    ),
    Mutant(
        "who may have been told does not hear of a move", "storage/alerts/told.py",
        'delivery.c.state.in_(("sent", "held", "sending")) | (delivery.c.unknowns > 0)',
        'delivery.c.state.in_(("sent", "held"))',
        "tests/storage/test_alert_edits.py -k after_an_edit",
    ),
    Mutant(
        "who was told by a digest does not hear of a move", "storage/alerts/told.py",
        "or_(told.c.id == delivery.c.occurrence_id, in_it)", "told.c.id == delivery.c.occurrence_id",
        "tests/storage/test_alert_edits.py -k after_an_edit",
    ),
    Mutant(
        "a digest holds what an edit took back", "storage/alerts/edits.py",
        '        .values(state="cancelled", why="superseded")\n    )\n    await _take_out_of_digests(connection, ids)',
        '        .values(state="cancelled", why="superseded")\n    )',
        "tests/storage/test_alert_edits.py -k after_an_edit",
    ),
    Mutant(
        "an event of another day keeps its old hour", "storage/alerts/edits.py",
        "    if waited or one.fire_at > now:", "    if False:",
        "tests/storage/test_alert_edits.py -k news_that_changes",
    ),
    Mutant(
        "a change to digests tells twice", "storage/alerts/expand.py",
        "        within &= ~_is_known(subscription, one.about)\n", "",
        "tests/storage/test_alert_edits.py -k changes_between",
    ),
    Mutant(
        "a change from digests tells twice", "storage/alerts/catching_up.py",
        " & ~expand.is_in_a_digest(one)", "",
        "tests/storage/test_alert_edits.py -k changes_between",
    ),
    Mutant(
        "an expansion keeps late subscribers waiting", "storage/alerts/expand.py",
        "skip_locked=True, key_share=True", "skip_locked=True",
        "tests/storage/test_contention.py -k no_expansion",
    ),
    Mutant(
        "catching up keeps an expansion waiting", "storage/alerts/catching_up.py",
        "skip_locked=True, key_share=True", "skip_locked=True",
        "tests/storage/test_contention.py -k for_nobody",
    ),
    Mutant(
        "history that is put back is news", "storage/alerts/plan.py",
        '"past" if is_past else "planned"', '"done" if is_past else "planned"',
        "tests/storage/test_alert_edits.py -k stays_history",
    ),
    Mutant(
        "a further place of a deadline is not told", "storage/alerts/plan.py",
        ".values(caught_up=False)", ".values(caught_up=True)",
        "tests/storage/test_alert_edits.py -k about_now",
    ),
    Mutant(
        "a deadline that stands again is not told", "storage/alerts/expand.py",
        "return (value != one.value) | (kind == Kind.CANCELLED)", "return value != one.value",
        "tests/storage/test_alert_edits.py -k stands_again",
    ),
    Mutant(
        "changed rules remind who comes to the same verdict", "handlers/check/reminding.py",
        "    if not recheck(kept.form, form, kept.answers).comparison.moves_the_verdict:\n        return\n", "",
        "tests/journeys/test_alerts_rules.py -k moves_no_verdict",
    ),
    Mutant(
        "changed rules remind of a result that was replaced", "handlers/check/reminding.py",
        "    await store.take_back_earlier(connection, check)\n", "",
        "tests/journeys/test_alerts_rules.py -k newer_result",
    ),
    Mutant(
        "rules that were taken back remind", "storage/alerts/reminders.py",
        "    if stale:\n", "    if False:\n",
        "tests/journeys/test_alerts_rules.py -k within_the_minute",
    ),
    Mutant(
        "who is done with a check hears of its rules", "storage/alerts/reminders.py",
        "            ~is_done_with,\n", "",
        "tests/journeys/test_alerts_rules.py -k wants_no_reminders",
    ),
    Mutant(
        "a check carried over waits in silence", "handlers/check/steps.py",
        "                await reminding.after_step(connection, question, step.check, now)\n        check = await",
        "        check = await",
        "tests/journeys/test_alerts_rules.py -k waits_anew",
    ),
    Mutant(
        "what the brake counts is forgotten", "storage/alerts/forget.py",
        "attempt.c.id <= newest - WINDOW", "attempt.c.id <= newest",
        "tests/storage/test_alert_forgetting.py -k brake",
    ),
    Mutant(
        "tries of what is held are forgotten", "storage/alerts/forget.py",
        ', "cancelled", "expired")', ', "cancelled", "expired", "held")',
        "tests/storage/test_alert_forgetting.py -k not_settled",
    ),
    Mutant(
        "owners do not hear of a stepped clock", "bot/alerts/skew.py",
        "            self.troubles += was is None\n", "",
        "tests/journeys/test_alerts_downtime.py -k stepped_machine",
    ),
    Mutant(
        "a reply to anybody is a question", "handlers/conversation.py",
        "    if is_reply_to(update, context.bot.id):", "    if update.effective_message.reply_to_message:",
        "tests/journeys/test_ask.py -k to_each_other",
    ),
    Mutant(
        "thanks are answered", "handlers/conversation.py",
        "is_talk=question.is_group and not asks(text)", "is_talk=False",
        "tests/journeys/test_ask.py -k to_each_other",
    ),
    Mutant(
        "a name that begins as the bot's is its own", "handlers/inline.py", "(?!\\w)", "",
        "tests/journeys/test_ask.py -k to_each_other",
    ),
    Mutant(
        "a miss is kept with the command before it", "handlers/conversation.py",
        "    if asked:\n", "    if False:\n",
        "tests/journeys/test_misses.py -k any_door",
    ),
    Mutant(
        "a guest is not told between what to choose", "handlers/inline.py",
        "options = [label for label, _ in _options(said)]", "options: list[str] = []",
        "tests/journeys/test_ask.py -k asks_back",
    ),
    Mutant(
        "a question back is offered inline as it is", "handlers/inline.py",
        "for one in found or [said]:", "for one in [said]:",
        "tests/journeys/test_ask.py -k asks_back",
    ),
    Mutant(
        "a miss is offered inline", "handlers/inline.py",
        "if isinstance(said, Message) and (said.is_miss or said.awaits):", "if False:",
        "tests/journeys/test_inline.py -k on_a_miss",
    ),
    Mutant(
        "offers outlive their revision", "handlers/context.py",
        "        self._catalogue = catalogue\n        self.offered.clear()", "        self._catalogue = catalogue",
        "tests/journeys/test_ask.py -k new_revision",
    ),
    Mutant(
        "offers outlive what is taught", "handlers/context.py",
        "            self._taught = taught\n            self.offered.clear()", "            self._taught = taught",
        "tests/journeys/test_misses.py -k offered_inline",
    ),
    Mutant(
        "of two places of one event one is told", "domain/questions/telling.py",
        'known_of[part.place.id if part.place else ""]', 'known_of[""]',
        "tests/domain/test_questions.py -k both_told",
    ),
    Mutant(
        "a wording is told before its source was out", "domain/record.py",
        "tuple(v for v in requirement.variants if any(map(self._is_published, v.sources)))",
        "requirement.variants",
        "tests/domain/test_questions.py -k that_was_out",
    ),
    Mutant(
        "a short question that refers back is heard alone", "domain/questions/choosing.py",
        "scores[index.key(kept)] += _OF_BEFORE", "pass",
        "tests/domain/test_questions.py -k goes_on_from",
    ),
    Mutant(
        "each process mends slips in its own way", "domain/questions/wording.py",
        "Spelling(sorted(word for word in self._words if len(word) >= _SHORTEST_SLIP))",
        "Spelling([word for word in self._words if len(word) >= _SHORTEST_SLIP])",
        "tests/domain/test_wording.py",
    ),
    Mutant(
        "what was learnt in another way is read", "config/kept.py",
        "sha256(how + repr(ways).encode())", "sha256(repr(ways).encode())",
        "tests/config/test_kept.py -k other_code",
    ),
    Mutant(
        "a spoilt file of what was learnt leaves questions without an answer", "config/kept.py",
        "_UNREADABLE = (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile)", "_UNREADABLE = (OSError,)",
        "tests/config/test_kept.py -k anew",
    ),
    Mutant(
        "where nothing can be written no question has an answer", "config/kept.py",
        "            with contextlib.suppress(OSError):\n", "            if True:\n",
        "tests/config/test_kept.py -k nothing_can_be_written",
    ),
    Mutant(
        "what was learnt is kept for ever", "config/kept.py", "kept[_NEWEST:]", "()",
        "tests/config/test_kept.py -k old_files",
    ),
    Mutant(
        "others wait while questions are made ready", "handlers/context.py",
        "await asyncio.to_thread(_make, indexes, self.now().astimezone(self.zone))",
        "_make(indexes, self.now().astimezone(self.zone))",
        "tests/handlers/test_context.py",
    ),
    Mutant(
        "whoever asks first makes it, and all others too", "handlers/context.py",
        "            async with self._making:", "            if True:",
        "tests/handlers/test_context.py",
    ),
    Mutant(
        "a revision that comes meanwhile is not made ready", "handlers/context.py",
        "        while not self.is_ready:", "        if not self.is_ready:",
        "tests/handlers/test_context.py",
    ),
    Mutant(
        "what an update changes is stored again after a kill", "handlers/remembering.py",
        "        if not await inbox.mark_applied(connection, number, now):\n            return\n",
        "        await inbox.mark_applied(connection, number, now)\n",
        "tests/journeys/test_misses_kills.py",
    ),
    Mutant(
        "anybody reads the misses", "handlers/misses.py", " and is_private and is_editor", " and is_private",
        "tests/journeys/test_misses.py -k everybody_else",
    ),
    Mutant(
        "a group reads the misses", "handlers/misses.py", " and is_private and is_editor", " and is_editor",
        "tests/journeys/test_misses.py -k not_shown_in_a_group",
    ),
    Mutant(
        "editors see who asked", "handlers/remembering.py",
        "services.hash_of(arrived.asker.person)", "str(arrived.asker.person)",
        "tests/journeys/test_misses.py -k told_once",
    ),
    Mutant(
        "anybody can work out who asked", "domain/misses.py",
        'digest(key.encode(), str(person)', 'digest(b"", str(person)',
        "tests/domain/test_misses.py",
    ),
    Mutant(
        "what the bot cannot answer is taught", "handlers/misses.py",
        "if not await _is_answerable(arrived, context, found, text):", "if False:",
        "tests/journeys/test_misses.py -k teaches_nothing",
    ),
    Mutant(
        "a report is taught", "storage/misses.py",
        "if row.kind != Kind.QUESTION or not row.words:", "if not row.words:",
        "tests/storage/test_misses.py -k teach_nothing",
    ),
    Mutant(
        "signs without words are taught", "storage/misses.py",
        "if row.kind != Kind.QUESTION or not row.words:", "if row.kind != Kind.QUESTION:",
        "tests/storage/test_misses.py -k teach_nothing",
    ),
    Mutant(
        "a question that waits is taught without an answer", "storage/misses.py",
        "miss.c.id == id, miss.c.state == State.ANSWERED, miss.c.kind", "miss.c.id == id, miss.c.kind",
        "tests/storage/test_misses.py -k meaning_later",
    ),
    Mutant(
        "where it came from is forgotten before it is told", "storage/misses.py",
        "miss.c.chat_id.is_not(None), ~told)", "miss.c.chat_id.is_not(None))",
        "tests/storage/test_misses.py -k until_the_answer",
    ),
    Mutant(
        "an answer has to be subscribed to", "storage/alerts/intending.py",
        "delivery.c.kind.in_((Kind.REMINDER, Kind.ANSWER))", "(delivery.c.kind == Kind.REMINDER)",
        "tests/journeys/test_misses.py -k told_once",
    ),
    Mutant(
        "a link asks more than it may hold", "handlers/links.py", "if len(packed) <= _LONGEST else", "if True else",
        "tests/journeys/test_inline.py -k too_long",
    ),
    Mutant(
        "a link carries commands", "handlers/answers.py", 'links.question_in(words).lstrip("/")', "links.question_in(words)",
        "tests/handlers/test_links.py",
    ),
    Mutant(
        "a second copy of an answer does not say so", "bot/alerts/wording.py",
        "misstexts.told(miss, answer, is_repeat=one.unknowns > 0)", "misstexts.told(miss, answer)",
        "tests/journeys/test_misses.py -k second_copy",
    ),
    Mutant(
        "two questions may mean each other for ever", "handlers/plain.py", "text=means, taught={})", "text=means)",
        "tests/handlers/test_plain.py -k each_other",
    ),
    Mutant(
        "what is taught holds in every program", "handlers/plain.py",
        "question.taught.get((question.program.id, words_of(question.text)))",
        "{words: means for (_, words), means in question.taught.items()}.get(words_of(question.text))",
        "tests/handlers/test_plain.py -k in_another",
    ),
    Mutant(
        "a question goes on from one of long ago", "storage/chats.py",
        "if last is not None and now - last <= MEMORY:", "if last is not None:",
        "tests/storage/test_misses.py -k ten_minutes",
    ),
    Mutant(
        "what was asked is kept for good", "storage/chats.py",
        "delete(asked).where(asked.c.asked_at < now - MEMORY)", "delete(asked).where(asked.c.asked_at < now - 9 * MEMORY)",
        "tests/storage/test_misses.py -k ten_minutes",
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
        environment = os.environ | {"PYTHONPATH": str(copy)}
        try:
            run = subprocess.run(
                command, cwd=copy, env=environment, capture_output=True, text=True, timeout=LONGEST_S
            )
        except subprocess.TimeoutExpired:
            return f"the tests did not end within {LONGEST_S} s"
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
    alive = 0
    with ThreadPoolExecutor(max_workers=2) as pool:
        for mutant, verdict in zip(chosen, pool.map(survives, chosen), strict=True):
            alive += verdict is not None
            said = f"ALIVE   {mutant.name}: {verdict}" if verdict else f"caught  {mutant.name}"
            print(said, flush=True)
    print(f"{len(chosen) - alive} of {len(chosen)} seeded bugs caught")
    return 1 if alive else 0


if __name__ == "__main__":
    sys.exit(main())
