// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "base/alloc.h"
#include "base/json.h"
#include "kconfig/bridge_process.h"
#include "sys/file.h"

#define TABLE_MAX  ((size_t)256 << 20)
#define TIMEOUT_MS 60000

/* The next line of *text, its newline replaced; NULL: none */
static char *next_line(char **text)
{
	char *line = *text, *end = strchr(line, '\n');

	if (!end)
		return NULL;
	*end = '\0';
	*text = end + 1;
	return line;
}

static bool take_row(char **text, struct symbol_state *state,
		     struct symbol_source *source)
{
	const char *first = next_line(text), *at = first ? next_line(text) : NULL;
	const char *rest = at ? next_line(text) : NULL;

	if (!rest || !first[0] || !first[1])
		return false;
	if (*rest && *rest != ' ') {
		source->more = json_loads(rest, 0, NULL);
		if (!source->more)
			return false;
	}
	source->by = *rest == ' ' ? xstrdup(rest + 1) : NULL;
	source->at = *at ? xstrdup(at) : NULL;
	*state = (struct symbol_state){(enum symbol_type)first[0], (enum origin)first[1],
				       xstrdup(first + 2)};
	return true;
}

static int put_names(struct bridge *b, const char *const *names, size_t n, struct diag *d)
{
	_cleanup_(cleanup_free) char *path = xasprintf("%s/names", b->dir);
	_cleanup_(strbuf_done) struct strbuf list = STRBUF_INIT;

	for (size_t i = 0; i < n; i++)
		text_list_add(&list, names[i]);
	return file_put(path, list.buf, list.len, 0600, d);
}

int bridge_table(struct bridge *b, const char *const *names, size_t n,
		 struct symbol_state *states, struct symbol_source *sources,
		 struct diag *d)
{
	_cleanup_(cleanup_free) char *path = xasprintf("%s/table", b->dir), *text = NULL;
	_cleanup_(cleanup_json) json_t *answer = NULL;
	size_t size, i = 0;
	char *p;
	int err = put_names(b, names, n, d);

	if (err == 0)
		err = bridge_ask(b, json_pack("{s:s}", "op", "table"), TIMEOUT_MS,
				 &answer, d);
	if (err == 0)
		err = file_read(path, TABLE_MAX, &text, &size, d);
	if (err < 0)
		return err;
	memset(sources, 0, n * sizeof(*sources));
	for (p = text; i < n && take_row(&p, &states[i], &sources[i]); i++)
		;
	if (i == n && !*p)
		return 0;
	while (i > 0) {
		free(TAKE_PTR(states[--i].value));
		symbol_source_done(&sources[i]);
	}
	return bridge_bad_answer(d, "not as many symbols as were asked for");
}
