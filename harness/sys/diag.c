// SPDX-License-Identifier: GPL-2.0-or-later
#include "sys/diag.h"

#include <stdarg.h>
#include <stdbool.h>
#include <string.h>

#include "base/alloc.h"
#include "base/strbuf.h"

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

static void add_escaped(struct strbuf *to, const char *s)
{
	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;

		if (c < 0x20 || c == 0x7f)
			strbuf_addf(to, "\\x%02x", c);
		else
			strbuf_addc(to, *s);
	}
}

static void add_entry(struct strbuf *to, const struct diag_entry *e, bool colour)
{
	static const char *const colours[] = {"\033[36m", "\033[33m", "\033[31m"};

	add_escaped(to, e->file ? e->file : "kharness");
	if (e->file && e->line)
		strbuf_addf(to, ":%u", e->line);
	if (e->file && e->line && e->col)
		strbuf_addf(to, ":%u", e->col);
	strbuf_addf(to, ": %s%s:%s ", colour ? colours[e->severity] : "",
		    diag_severity_name(e->severity), colour ? "\033[0m" : "");
	add_escaped(to, e->text);
	strbuf_addc(to, '\n');
}

void diag_print(const struct diag *d, FILE *f)
{
	_cleanup_(strbuf_done) struct strbuf text = STRBUF_INIT;
	bool colour = isatty(fileno(f)) && !getenv("NO_COLOR");

	for (size_t i = 0; i < d->n; i++)
		add_entry(&text, &d->entries[i], colour);
	fwrite(text.buf, 1, text.len, f); /* stderr is not buffered: one write(2) */
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
