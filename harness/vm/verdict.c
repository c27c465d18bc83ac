// SPDX-License-Identifier: GPL-2.0-or-later
#include "vm/verdict.h"

#include <string.h>

#include "base/alloc.h"

char *evidence_last_words(const struct evidence *e)
{
	const char *s = e->output.buf, *start;
	size_t n = e->output.len;
	struct strbuf sb = STRBUF_INIT;

	while (n && (s[n - 1] == '\n' || s[n - 1] == '\r'))
		n--;
	start = n ? memrchr(s, '\n', n) : NULL;
	start = start ? start + 1 : s;
	strbuf_add_escaped(&sb, start, (size_t)(s + n - start));
	return strbuf_detach(&sb, NULL);
}

static void judge_qemu(const struct evidence *e, struct boot_result *r)
{
	_cleanup_(cleanup_free) char *words = evidence_last_words(e);
	const char *colon = *words ? ": " : "";

	if (e->monitor_broken)
		boot_result_problem(r, BOOT_QEMU_ERROR, 0,
				    "QEMU's monitor sent no QMP%s%s", colon, words);
	if (e->expired == DEADLINE_START)
		boot_result_problem(r, BOOT_QEMU_ERROR, 0,
				    "QEMU did not start the machine within %u ms%s%s",
				    e->limit_ms, colon, words);
	if (e->stopped)
		boot_result_problem(r, BOOT_QEMU_ERROR, 0, "QEMU stopped the machine%s%s",
				    colon, words);
	if (e->signal && !e->killed)
		boot_result_problem(r, BOOT_QEMU_ERROR, 0, "signal %d ended QEMU%s%s",
				    e->signal, colon, words);
	else if (!e->killed && !*e->end)
		boot_result_problem(r, BOOT_QEMU_ERROR, 0,
				    "QEMU ended by itself with exit status %d%s%s",
				    e->status, colon, words);
	if (e->killed && strcmp(e->end, "guest-shutdown") == 0)
		boot_result_problem(r, BOOT_QEMU_ERROR, 0,
				    "QEMU went on after the machine had powered off");
	if (*e->end && strncmp(e->end, "guest-", 6) != 0)
		boot_result_problem(r, BOOT_QEMU_ERROR, 0,
				    "QEMU ended for the reason '%s'%s%s", e->end, colon,
				    words);
}

static void judge_console(const struct evidence *e, struct boot_result *r)
{
	bool panic = false;

	for (size_t i = 0; i < e->console.n_findings; i++) {
		const struct console_finding *f = &e->console.findings[i];

		boot_result_problem(r, f->kind, f->line, "%s", f->text);
		panic |= f->kind == BOOT_PANIC;
	}
	if (e->panicked && !panic)
		boot_result_problem(r, BOOT_PANIC, 0,
				    "the pvpanic device was told of a panic that is not "
				    "in the log");
	if (e->console_flood)
		boot_result_problem(r, BOOT_FLOOD, 0,
				    "the console had more than %zu bytes to say",
				    CONSOLE_MAX);
	if (e->results_flood)
		boot_result_problem(r, BOOT_FLOOD, 0,
				    "more than %zu bytes came over the results port",
				    RESULTS_MAX);
}

/* guest-shutdown is the one good end; after a panic the restart is ours (panic=-1) */
static void judge_end(const struct evidence *e, struct boot_result *r)
{
	bool panic = r->n_problems && r->problems[0].verdict == BOOT_PANIC;

	switch (e->expired) {
	case DEADLINE_SILENCE:
		boot_result_problem(r, BOOT_SILENT, 0,
				    "not a byte on the console within %u ms",
				    e->limit_ms);
		break;
	case DEADLINE_RUN:
		boot_result_problem(r, BOOT_HANG, 0, "still running after %u ms",
				    e->limit_ms);
		break;
	case DEADLINE_POWER_OFF:
		boot_result_problem(r, BOOT_HANG, 0,
				    "the results were complete, but no power-off "
				    "followed within %u ms",
				    e->limit_ms);
		break;
	default: break;
	}
	if (*e->end && strcmp(e->end, "guest-shutdown") != 0 && !panic)
		boot_result_problem(r, BOOT_RESET, 0, "the machine ended by '%s'",
				    e->end);
}

void verdict_judge(struct evidence *e, struct boot_result *r)
{
	console_end(&e->console);
	judge_console(e, r);
	judge_end(e, r);
	judge_qemu(e, r);
	if (r->verdict != BOOT_QEMU_ERROR)
		results_end(&e->results);
	/* the last resort: every other end has been named above */
	if (r->verdict == BOOT_PASS &&
	    (!e->started || e->killed || e->results.state != RESULTS_END ||
	     strcmp(e->end, "guest-shutdown") != 0))
		boot_result_problem(r, BOOT_QEMU_ERROR, 0,
				    "an end that nobody thought of");
}

void evidence_done(struct evidence *e)
{
	if (!e)
		return;
	console_done(&e->console);
	results_done(&e->results);
	strbuf_done(&e->output);
}
