// SPDX-License-Identifier: GPL-2.0-or-later
#include "pack/refusals.h"

#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "base/alloc.h"
#include "sys/file.h"

#define TABLE_MAX ((size_t)1 << 20)

static const char blanks[] = " \t";

/* Cut off the first word of *rest; NULL when there is none. */
static char *next_word(char **rest)
{
	char *word = *rest + strspn(*rest, blanks);
	char *end = word + strcspn(word, blanks);

	*rest = *end ? end + 1 : end;
	*end = '\0';
	return *word ? word : NULL;
}

static bool is_plain_name(const char *s)
{
	for (; *s; s++)
		if (!isalnum((unsigned char)*s) && *s != '-')
			return false;
	return true;
}

static const char *find_fault(const struct refusals *r, const char *const f[4],
			      const char *log)
{
	if (!f[0] || !f[1] || !f[2] || !f[3] || !*log)
		return "fewer than five fields: case, how, flags, errno, log";
	if (!is_plain_name(f[0]))
		return "a case is named by letters, digits and '-'";
	if (strspn(f[2], "0123456789") != strlen(f[2]))
		return "flags are a decimal number";
	for (size_t i = 0; i < r->n; i++)
		if (strcmp(r->cases[i].name, f[0]) == 0)
			return "this case is there already";
	return NULL;
}

static int add_line(struct refusals *r, char *line, const struct loc *loc, struct diag *d)
{
	const char *f[4], *fault;
	char *log = line;

	for (size_t i = 0; i < 4; i++)
		f[i] = next_word(&log);
	log += strspn(log, blanks);
	fault = find_fault(r, f, log);
	if (fault) {
		diag_at(d, DIAG_ERROR, loc, "%s", fault);
		return -EINVAL;
	}
	GROW(r->cases, r->n, r->capacity);
	r->cases[r->n++] = (struct refusal){xstrdup(f[0]), xstrdup(f[1]), xstrdup(f[2]),
					    xstrdup(f[3]), xstrdup(log)};
	return 0;
}

int refusals_read(const char *path, struct refusals *ret, struct diag *d)
{
	_cleanup_(cleanup_free) char *text = NULL;
	struct loc loc = {.file = path};
	char *rest, *line;
	int err = file_read(path, TABLE_MAX, &text, NULL, d);

	if (err < 0)
		return err;
	rest = text;
	while ((line = strsep(&rest, "\n"))) {
		loc.line++;
		line += strspn(line, blanks);
		if (*line && *line != '#' && add_line(ret, line, &loc, d) < 0)
			err = -EINVAL;
	}
	return err;
}

void refusals_done(struct refusals *r)
{
	if (!r)
		return;
	for (size_t i = 0; i < r->n; i++) {
		free(r->cases[i].name);
		free(r->cases[i].how);
		free(r->cases[i].flags);
		free(r->cases[i].error);
		free(r->cases[i].log);
	}
	free(r->cases);
	*r = (struct refusals)REFUSALS_INIT;
}
