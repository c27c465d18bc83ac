// SPDX-License-Identifier: GPL-2.0-or-later
#include "sys/diag.h"

#include <stdarg.h>
#include <stdbool.h>
#include <string.h>

#include "base/alloc.h"

static void add(struct diag *d, enum diag_severity severity, const struct loc *loc,
		char *text)
{
	GROW(d->entries, d->n, d->capacity);
	d->entries[d->n++] = (struct diag_entry){
		.severity = severity,
		.file = loc && loc->file ? xstrdup(loc->file) : NULL,
		.line = loc ? loc->line : 0,
		.col = loc ? loc->col : 0,
		.text = text,
	};
	if (severity == DIAG_ERROR)
		d->errors++;
	else if (severity == DIAG_WARNING)
		d->warnings++;
}

void diag_at(struct diag *d, enum diag_severity severity, const struct loc *loc,
	     const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	add(d, severity, loc, xvasprintf(fmt, ap));
	va_end(ap);
}

int diag_errno(struct diag *d, int err, const char *fmt, ...)
{
	_cleanup_(cleanup_free) char *what = NULL;
	va_list ap;

	va_start(ap, fmt);
	what = xvasprintf(fmt, ap);
	va_end(ap);
	add(d, DIAG_ERROR, NULL, xasprintf("%s: %s", what, strerror(-err)));
	return err;
}

void diag_append(struct diag *d, struct diag *from)
{
	for (size_t i = 0; i < from->n; i++) {
		GROW(d->entries, d->n, d->capacity);
		d->entries[d->n++] = from->entries[i];
	}
	d->errors += from->errors;
	d->warnings += from->warnings;
	free(from->entries);
	*from = (struct diag)DIAG_INIT;
}

const char *diag_severity_name(enum diag_severity severity)
{
	static const char *const names[] = {"note", "warning", "error"};

	return names[severity];
}

static void put_escaped(FILE *f, const char *s)
{
	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;

		if (c < 0x20 || c == 0x7f)
			fprintf(f, "\\x%02x", c);
		else
			putc(c, f);
	}
}

void diag_print(const struct diag *d, FILE *f)
{
	static const char *const colours[] = {"\033[36m", "\033[33m", "\033[31m"};
	bool colour = isatty(fileno(f)) && !getenv("NO_COLOR");

	for (size_t i = 0; i < d->n; i++) {
		const struct diag_entry *e = &d->entries[i];

		put_escaped(f, e->file ? e->file : "kharness");
		if (e->file && e->line)
			fprintf(f, ":%u", e->line);
		if (e->file && e->line && e->col)
			fprintf(f, ":%u", e->col);
		fprintf(f, ": %s%s:%s ", colour ? colours[e->severity] : "",
			diag_severity_name(e->severity), colour ? "\033[0m" : "");
		put_escaped(f, e->text);
		putc('\n', f);
	}
}

void diag_done(struct diag *d)
{
	if (!d)
		return;
	for (size_t i = 0; i < d->n; i++) {
		free(d->entries[i].file);
		free(d->entries[i].text);
	}
	free(d->entries);
	*d = (struct diag)DIAG_INIT;
}
