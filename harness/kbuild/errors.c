// SPDX-License-Identifier: GPL-2.0-or-later
#include "kbuild/errors.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#define MAX_LINES 20

static bool line_has(const char *line, size_t size, const char *text)
{
	return memmem(line, size, text, strlen(text)) != NULL;
}

/* How gcc, ld, modpost, Kbuild's scripts and make itself report an error. */
static bool is_error(const char *line, size_t size)
{
	static const char *const marks[] = {
		": error: ",  ": fatal error: ", ": undefined reference",
		"ERROR: ",    "Error: ",	 "error: ",
		": not found"};

	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++)
		if (line_has(line, size, marks[i]))
			return true;
	return line_has(line, size, " *** ") && line_has(line, size, ".  Stop.");
}

/* "make[1]: *** [Makefile:9: a.o] Error 1": why, stands in the lines before, if anywhere */
static bool is_make_end(const char *line, size_t size)
{
	return line_has(line, size, "make") && line_has(line, size, " *** ");
}

/* gcc names the include chain and the function before the error itself */
static bool leads_to_error(const char *line, size_t size)
{
	return strncmp(line, "In file included from", 21) == 0 ||
	       strncmp(line, "                 from", 21) == 0 ||
	       line_has(line, size, ": In function ");
}

static bool ends_error(const char *line)
{
	return strncmp(line, "make[", 5) == 0 || strncmp(line, "make: ", 6) == 0 ||
	       strncmp(line, "  CC ", 5) == 0 || strncmp(line, "  LD ", 5) == 0 ||
	       strncmp(line, "  AR ", 5) == 0;
}

static void copy_lines(const char *from, struct strbuf *out)
{
	for (int n = 0; n < MAX_LINES && *from; n++) {
		const char *end = strchrnul(from, '\n');

		if (n && ends_error(from))
			return;
		strbuf_add(out, from, (size_t)(end - from));
		strbuf_addc(out, '\n');
		from = *end ? end + 1 : end;
	}
}

/* The last @n lines of what stands between @log and @end. */
static const char *last_lines(const char *log, const char *end, int n)
{
	const char *p = end;

	if (p > log && p[-1] == '\n')
		p--;
	while (p > log && n) {
		p--;
		if (*p == '\n')
			n--;
	}
	return n ? p : p + 1;
}

void first_error(const char *log, struct strbuf *out)
{
	const char *lead = NULL;

	for (const char *p = log; *p;) {
		const char *end = strchrnul(p, '\n');
		size_t size = (size_t)(end - p);

		if (is_error(p, size)) {
			copy_lines(lead ? lead : p, out);
			return;
		}
		if (is_make_end(p, size)) {
			p = last_lines(log, p, 4);
			strbuf_add(out, p, (size_t)(end - p));
			strbuf_addc(out, '\n');
			return;
		}
		if (!leads_to_error(p, size))
			lead = NULL;
		else if (!lead)
			lead = p;
		p = *end ? end + 1 : end;
	}
	copy_lines(last_lines(log, log + strlen(log), 5), out);
}
