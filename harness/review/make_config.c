// SPDX-License-Identifier: GPL-2.0-or-later
#include "review/make_config.h"

#include <string.h>

#include "base/alloc.h"

#define PREFIX	    "CONFIG_"
#define PREFIX_SIZE (sizeof(PREFIX) - 1)

static size_t count_lines(const char *text)
{
	size_t n = 1;

	for (const char *p = text; (p = strchr(p, '\n')); p++)
		n++;
	return n;
}

/* include/config/auto.conf, which makefiles read, has texts without their quotes. */
static char *unquoted(char *value)
{
	size_t n = strlen(value);

	if (n < 2 || value[0] != '"' || value[n - 1] != '"')
		return value;
	value[n - 1] = '\0';
	return value + 1;
}

static void take_line(struct make_config *c, char *line, struct make_symbol *s)
{
	char *equal = strchr(line, '=');

	if (strncmp(line, PREFIX, PREFIX_SIZE) != 0 || !equal)
		return;
	*equal = '\0';
	*s = (struct make_symbol){line + PREFIX_SIZE, unquoted(equal + 1), {0}};
	if (*make_config_get(c, s->name))
		return;
	HASH_ADD_KEYPTR(hh, c->symbols, s->name, strlen(s->name), s);
}

void make_config_read(const char *text, size_t size, struct make_config *ret)
{
	char *line, *next;
	size_t n = 0;

	ret->text = xstrndup(text, size);
	ret->pool = xcalloc(count_lines(ret->text), sizeof(*ret->pool));
	for (line = ret->text; line; line = next) {
		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		take_line(ret, line, &ret->pool[n++]);
	}
}

const char *make_config_get(const struct make_config *c, const char *name)
{
	const struct make_symbol *s;

	HASH_FIND_STR(c->symbols, name, s);
	return s ? s->value : "";
}

void make_config_done(struct make_config *c)
{
	if (!c)
		return;
	HASH_CLEAR(hh, c->symbols);
	free(c->pool);
	free(c->text);
	*c = (struct make_config)MAKE_CONFIG_INIT;
}
