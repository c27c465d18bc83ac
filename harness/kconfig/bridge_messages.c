// SPDX-License-Identifier: GPL-2.0-or-later
#include "kconfig/bridge_messages.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/strbuf.h"
#include "base/strv.h"

#define MAX_LINES 10
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

/* "drivers/Kconfig:12: text", also with "error: " or "warning: " behind the place */
static void report_line(const char *tree, const char *line, struct diag *d)
{
	const char *colon = strchr(line, ':'), *rest;
	_cleanup_(cleanup_free) char *file = NULL;
	struct loc loc = {NULL, 0, 0};
	char *end = NULL;

	if (colon)
		loc.line = (unsigned int)strtoul(colon + 1, &end, 10);
	if (colon && end != colon + 1 && *end == ':') {
		file = xasprintf("%s%.*s", *line == '/' ? "" : tree, (int)(colon - line),
				 line);
		loc.file = file;
		rest = end + 1;
		rest += strspn(rest, " ");
	} else {
		rest = line;
		rest += strspn(rest, " \t");
	}
	diag_at(d, DIAG_ERROR, loc.file ? &loc : NULL, "%.*s%s", MAX_BYTES, rest,
		strlen(rest) > MAX_BYTES ? "..." : "");
}

void kconfig_died(const char *tree, const struct proc_result *r, struct diag *d)
{
	_cleanup_(strv_done) struct strv lines = STRV_INIT;
	_cleanup_(cleanup_free) char *prefix = xasprintf("%s/", tree);

	split_lines(r->err.buf, &lines);
	for (size_t i = lines.n > MAX_LINES ? lines.n - MAX_LINES : 0; i < lines.n; i++)
		report_line(prefix, lines.v[i], d);
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

void kconfig_unmet(const char *text, struct diag *d)
{
	_cleanup_(strv_done) struct strv lines = STRV_INIT;
	_cleanup_(strv_done) struct strv seen = STRV_INIT;

	split_lines(text, &lines);
	strv_foreach (&lines, i) {
		const char *line = lines.v[i];

		if (strncmp(line, unmet_head, strlen(unmet_head)) != 0 ||
		    strv_contains(&seen, line))
			continue; /* Kconfig computes some symbols more than once */
		strv_push(&seen, line);
		report_unmet(&lines, i, d);
	}
}
