// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/printk.h"

#include <stdbool.h>
#include <string.h>

#include "base/alloc.h"

#define SECONDS_MAX  86400 /* no boot takes a day */
#define INITCALL_MAX ((int64_t)SECONDS_MAX * 1000000)

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* "[    1.234567]" and, with CONFIG_PRINTK_CALLER, "[    T1]" behind it */
static const char *skip_time(const char *s, int64_t *ret_us)
{
	int64_t seconds = 0, us = 0;
	const char *p = s + 1 + strspn(s + 1, " ");

	if (*s != '[' || !is_digit(*p))
		return NULL;
	for (; is_digit(*p) && seconds < SECONDS_MAX; p++)
		seconds = seconds * 10 + (*p - '0');
	if (*p++ != '.')
		return NULL;
	for (int i = 0; i < 6; i++, p++) {
		if (!is_digit(*p))
			return NULL;
		us = us * 10 + (*p - '0');
	}
	if (*p++ != ']')
		return NULL;
	if (*p == '[') {
		size_t n = strcspn(p, "]\n");

		p += p[n] == ']' ? n + 1 : 0;
	}
	if (*p == ' ')
		p++;
	*ret_us = seconds * 1000000 + us;
	return p;
}

/* init/main.c: "initcall NAME+0x0/0x10 [MODULE] returned 0 after 123 usecs" */
static void take_initcall(const struct printk_line *line, struct printk_log *ret)
{
	_cleanup_(cleanup_free) char *text = xstrndup(line->text, line->size);
	char *name, *returned, *after, *plus;
	int64_t us = 0;

	if (strncmp(text, "initcall ", 9) != 0)
		return;
	name = text + 9;
	returned = strstr(name, " returned ");
	after = returned ? strstr(returned, " after ") : NULL;
	if (!after || !is_digit(after[7]) || !strstr(after, " usecs"))
		return;
	for (const char *p = after + 7; is_digit(*p) && us < INITCALL_MAX; p++)
		us = us * 10 + (*p - '0');
	*returned = '\0';
	/* the offset in the function says nothing */
	plus = strchr(name, '+');
	if (plus) {
		char *rest = plus + strcspn(plus, " ");

		memmove(plus, rest, strlen(rest) + 1);
	}
	GROW(ret->initcalls, ret->n_initcalls, ret->initcalls_capacity);
	ret->initcalls[ret->n_initcalls++] = (struct printk_initcall){
		.name = xstrdup(name), .end_us = line->us, .us = us};
}

static void take_line(const char *p, const char *end, unsigned int number,
		      struct printk_log *ret)
{
	int64_t us;
	const char *text = skip_time(p, &us);
	struct printk_line *line;

	if (!text || us < ret->last_us)
		return;
	GROW(ret->lines, ret->n, ret->capacity);
	line = &ret->lines[ret->n++];
	*line = (struct printk_line){number, us, text,
				     text < end ? (size_t)(end - text) : 0};
	ret->last_us = us;
	take_initcall(line, ret);
	/* init/main.c: run_init_process() */
	if (ret->init_us < 0 && line->size > 4 && strncmp(text, "Run ", 4) == 0 &&
	    memmem(text, line->size, " as init process", 16))
		ret->init_us = us;
}

void printk_read(const char *log, struct printk_log *ret)
{
	unsigned int number = 1;

	for (const char *p = log; *p; number++) {
		const char *end = strchrnul(p, '\n');

		take_line(p, end, number, ret);
		p = *end ? end + 1 : end;
	}
}

void printk_done(struct printk_log *log)
{
	if (!log)
		return;
	for (size_t i = 0; i < log->n_initcalls; i++)
		free(log->initcalls[i].name);
	free(log->initcalls);
	free(log->lines);
	*log = (struct printk_log)PRINTK_LOG_INIT;
}
