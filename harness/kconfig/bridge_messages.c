// SPDX-License-Identifier: GPL-2.0-or-later
#include "kconfig/bridge_messages.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/strbuf.h"
#include "base/strv.h"

#define MAX_LINES 40
#define MAX_BYTES 300 /* of a line: Kconfig quotes what it read, however long */

static void split_lines(const char *text, struct strv *ret)
{
	while (*text) {
		size_t n = strcspn(text, "\n");

		if (n)
			strv_take(ret, xstrndup(text, n));
		text += n + (text[n] == '\n');
	}
}

/* Takes "error: ", "warning: " or "note: " away from the front of *text. */
static enum diag_severity take_severity(const char **text, enum diag_severity otherwise)
{
	static const struct {
		const char *word;
		enum diag_severity severity;
	} words[] = {{"error: ", DIAG_ERROR},
		     {"warning: ", DIAG_WARNING},
		     {"note: ", DIAG_NOTE}};

	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		size_t n = strlen(words[i].word);

		if (strncmp(*text, words[i].word, n) != 0)
			continue;
		*text += n;
		return words[i].severity;
	}
	return otherwise;
}

/* What stands behind "FILE:LINE:"; NULL when the line does not begin so. */
static const char *behind_place(const char *line, size_t *ret_file,
				unsigned int *ret_line)
{
	size_t n = strcspn(line, ": \t");
	unsigned long at;
	char *end;

	if (n == 0 || line[n] != ':' || line[n + 1] < '0' || line[n + 1] > '9')
		return NULL;
	at = strtoul(line + n + 1, &end, 10);
	if (*end != ':' || at > INT_MAX)
		return NULL;
	*ret_file = n;
	*ret_line = (unsigned int)at;
	return end + 1 + (end[1] == ' ');
}

/* "drivers/Kconfig:12: text", or a line that goes on with what the last one says */
static void report_line(const char *tree, const char *line, enum diag_severity severity,
			struct diag *d)
{
	_cleanup_(cleanup_free) char *file = NULL;
	struct loc loc = {NULL, 0, 0};
	size_t n;
	const char *text = behind_place(line, &n, &loc.line);

	if (text)
		loc.file = file =
			xasprintf("%s%.*s", *line == '/' ? "" : tree, (int)n, line);
	else if (*line == ' ' || *line == '\t')
		severity = DIAG_NOTE;
	if (!text)
		text = line + strspn(line, " \t");
	severity = take_severity(&text, severity);
	diag_at(d, severity, loc.file ? &loc : NULL, "%.*s%s", MAX_BYTES, text,
		strlen(text) > MAX_BYTES ? "..." : "");
}

void kconfig_died(const char *tree, const struct proc_result *r, struct diag *d)
{
	_cleanup_(strv_done) struct strv lines = STRV_INIT;
	_cleanup_(cleanup_free) char *prefix = xasprintf("%s/", tree);
	size_t first;

	split_lines(r->err.buf, &lines);
	first = lines.n > MAX_LINES ? lines.n - MAX_LINES : 0;
	if (first)
		diag_note(d, "%zu lines that Kconfig wrote before these are left out",
			  first);
	for (size_t i = first; i < lines.n; i++)
		report_line(prefix, lines.v[i], DIAG_ERROR, d);
	if (r->signal)
		diag_error(d, "the bridge to the tree's Kconfig was killed by signal %d",
			   r->signal);
	else
		diag_error(d, "the tree's Kconfig gave up with exit status %d",
			   r->status);
}

/* The lines that sym_warn_unmet_dep() in scripts/kconfig/symbol.c writes. */
static const char unmet_head[] = "WARNING: unmet direct dependencies detected for ";

static void report_unmet(const struct strv *lines, size_t at, struct diag *d)
{
	const char *name = lines->v[at] + strlen(unmet_head);
	_cleanup_(strbuf_done) struct strbuf by = STRBUF_INIT;
	const char *depends = "?";

	for (size_t i = at + 1; i < lines->n && *lines->v[i] == ' '; i++) {
		const char *p = lines->v[i] + strspn(lines->v[i], " ");

		if (strncmp(p, "Depends on ", 11) == 0 && strchr(p, ':'))
			depends = strchr(p, ':') + 2;
		else if (*p == '-')
			strbuf_addf(&by, "%s%s", by.len ? ", " : "", p + 2);
	}
	diag_warning(d,
		     "CONFIG_%s is selected by %s although its dependencies are not "
		     "met: %s",
		     name, by.len ? by.buf : "?", depends);
}

/* Of the values that it reads Kconfig says in which line one is given again. */
static bool is_of_parsing(const char *line)
{
	unsigned int at;
	size_t n;

	return behind_place(line, &n, &at) && strncmp(line, "values:", 7) != 0;
}

void kconfig_warnings(const char *tree, const char *text, struct diag *d)
{
	_cleanup_(strv_done) struct strv lines = STRV_INIT;
	_cleanup_(strv_done) struct strv seen = STRV_INIT;
	_cleanup_(cleanup_free) char *prefix = xasprintf("%s/", tree);

	split_lines(text, &lines);
	strv_foreach (&lines, i) {
		const char *line = lines.v[i];

		if (is_of_parsing(line)) {
			report_line(prefix, line, DIAG_WARNING, d);
			continue;
		}
		if (strncmp(line, unmet_head, strlen(unmet_head)) != 0 ||
		    strv_contains(&seen, line))
			continue; /* Kconfig computes some symbols more than once */
		strv_push(&seen, line);
		report_unmet(&lines, i, d);
	}
}
