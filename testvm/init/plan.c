// SPDX-License-Identifier: GPL-2.0-or-later
#include "plan.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_FIELDS 6
#define NAME_CHARS                                             \
	"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ" \
	"0123456789_-"

struct parser {
	struct plan plan;
	size_t room_modules;
	size_t room_refusals;
	size_t room_drivers;
	size_t room_builtins;
	size_t room_features;
	size_t room_sysctls;
	unsigned int line;
	char *error;
};

__attribute__((format(printf, 2, 3))) static int wrong(struct parser *p, const char *fmt,
						       ...)
{
	int n = 0;
	va_list ap;

	if (p->line)
		n = snprintf(p->error, PLAN_ERROR_MAX, "line %u: ", p->line);
	va_start(ap, fmt);
	vsnprintf(p->error + n, PLAN_ERROR_MAX - (size_t)n, fmt, ap);
	va_end(ap);
	return -EINVAL;
}

static int check_text(struct parser *p, const char *text, const char *allowed)
{
	if (*text && strlen(text) <= PLAN_NAME_MAX && text[strspn(text, allowed)] == '\0')
		return 0;
	return wrong(p, "'%.80s' is not a name", text);
}

/* Names become test names and paths below /sys: nothing but what both can hold. */
static int check_name(struct parser *p, const char *name)
{
	return check_text(p, name, NAME_CHARS);
}

static int check_file(struct parser *p, const char *file)
{
	if (file[0] == '/' && file[1] && !strstr(file, "/../"))
		return 0;
	return wrong(p, "'%.80s' is not an absolute path", file);
}

static int parse_flags(struct parser *p, const char *field, int *ret)
{
	char *end;
	long value;

	errno = 0;
	value = strtol(field, &end, 10);
	if (*field < '0' || *field > '9' || *end || errno || value > 255)
		return wrong(p, "'%.80s' is not a number from 0 to 255", field);
	*ret = (int)value;
	return 0;
}

static int parse_errno(struct parser *p, const char *field, int *ret)
{
	for (int e = 1; e < 256; e++) {
		const char *name = strerrorname_np(e);

		if (name && strcmp(name, field) == 0) {
			*ret = e;
			return 0;
		}
	}
	return wrong(p, "'%.80s' is not the name of an errno", field);
}

static int parse_module(struct parser *p, char **field, struct plan_module *ret)
{
	struct plan_module m = {.name = field[1], .file = field[2]};
	int err = check_name(p, m.name);

	if (err == 0)
		err = check_file(p, m.file);
	if (err == 0)
		err = parse_flags(p, field[3], &m.flags);
	if (err == 0)
		*ret = m;
	return err;
}

/* Room for one element more; the array is all zero behind the last one. */
static int grow(void **array, size_t n, size_t *room, size_t element)
{
	size_t more = *room ? *room * 2 : 16;
	void *bigger;

	if (n < *room)
		return 0;
	bigger = reallocarray(*array, more, element);
	if (!bigger)
		return -ENOMEM;
	*array = bigger;
	*room = more;
	return 0;
}

static int add_module(struct parser *p, char **field)
{
	struct plan *plan = &p->plan;
	int err = grow((void **)&plan->modules, plan->n_modules, &p->room_modules,
		       sizeof(*plan->modules));

	if (err == 0)
		err = parse_module(p, field, &plan->modules[plan->n_modules]);
	if (err == 0)
		plan->n_modules++;
	return err;
}

static int add_original(struct parser *p, char **field)
{
	if (p->plan.original.name)
		return wrong(p, "a second 'original'");
	return parse_module(p, field, &p->plan.original);
}

static int add_probe(struct parser *p, char **field)
{
	if (p->plan.probe.name)
		return wrong(p, "a second 'probe'");
	return parse_module(p, field, &p->plan.probe);
}

static int add_refusal(struct parser *p, char **field)
{
	struct plan *plan = &p->plan;
	struct plan_refusal r = {.name = field[1], .file = field[2]};
	int err = check_name(p, r.name);

	if (err == 0)
		err = check_file(p, r.file);
	if (err == 0)
		err = parse_flags(p, field[3], &r.flags);
	if (err == 0)
		err = parse_errno(p, field[4], &r.error);
	if (err == 0)
		err = grow((void **)&plan->refusals, plan->n_refusals, &p->room_refusals,
			   sizeof(*plan->refusals));
	if (err < 0)
		return err;
	if (!*field[5])
		return wrong(p, "'refuse' without a log line; '-' stands for none");
	if (strcmp(field[5], "-") != 0)
		r.log = field[5];
	plan->refusals[plan->n_refusals++] = r;
	return 0;
}

static int add_driver(struct parser *p, char **field)
{
	struct plan *plan = &p->plan;
	struct plan_driver d = {.why = field[5]};
	int err = parse_module(p, field, &d.module);

	if (err == 0 && strcmp(field[4], "-") != 0) {
		d.after = field[4];
		err = check_name(p, d.after);
	}
	if (err == 0)
		err = grow((void **)&plan->drivers, plan->n_drivers, &p->room_drivers,
			   sizeof(*plan->drivers));
	if (err == 0)
		plan->drivers[plan->n_drivers++] = d;
	return err;
}

static int add_builtin(struct parser *p, char **field)
{
	struct plan *plan = &p->plan;
	struct plan_builtin b = {field[1], field[2], field[3]};
	int err = check_name(p, b.name);

	if (err == 0)
		err = check_name(p, b.symbol);
	if (err == 0)
		err = grow((void **)&plan->builtins, plan->n_builtins, &p->room_builtins,
			   sizeof(*plan->builtins));
	if (err == 0)
		plan->builtins[plan->n_builtins++] = b;
	return err;
}

static int add_feature(struct parser *p, char **field)
{
	struct plan *plan = &p->plan;
	struct plan_feature f = {field[1], field[2]};
	int err = check_text(p, f.name, NAME_CHARS ".");

	if (err == 0)
		err = grow((void **)&plan->features, plan->n_features, &p->room_features,
			   sizeof(*plan->features));
	if (err == 0)
		plan->features[plan->n_features++] = f;
	return err;
}

static int add_sysctl(struct parser *p, char **field)
{
	struct plan *plan = &p->plan;
	struct plan_sysctl s = {field[1], field[2]};
	int err = check_text(p, s.name, NAME_CHARS ".");

	if (err == 0)
		err = grow((void **)&plan->sysctls, plan->n_sysctls, &p->room_sysctls,
			   sizeof(*plan->sysctls));
	if (err == 0)
		plan->sysctls[plan->n_sysctls++] = s;
	return err;
}

static int set_text(struct parser *p, const char **value, char **field)
{
	if (*value)
		return wrong(p, "a second '%s'", field[0]);
	*value = field[1];
	return 0;
}

static int set_config(struct parser *p, const char **value, char **field)
{
	int err = check_file(p, field[1]);

	return err < 0 ? err : set_text(p, value, field);
}

static int set_sig_enforce(struct parser *p, const char **value, char **field)
{
	if (strcmp(field[1], "Y") != 0 && strcmp(field[1], "N") != 0)
		return wrong(p, "'%.80s' is neither Y nor N", field[1]);
	return set_text(p, value, field);
}

/* Items with one value, each exactly once, except for "config". */
static const struct single {
	const char *key;
	size_t value; /* offset in struct plan */
	int (*set)(struct parser *p, const char **value, char **field);
} singles[] = {
	{"release", offsetof(struct plan, release), set_text},
	{"vermagic", offsetof(struct plan, vermagic), set_text},
	{"config", offsetof(struct plan, config), set_config},
	{"lockdown", offsetof(struct plan, lockdown), set_text},
	{"lsm", offsetof(struct plan, lsm), set_text},
	{"sig_enforce", offsetof(struct plan, sig_enforce), set_sig_enforce},
};

#define N_SINGLES (sizeof(singles) / sizeof(singles[0]))

/* Items that may come any number of times, or not at all. */
static const struct item {
	const char *key;
	size_t n_fields;
	int (*add)(struct parser *p, char **field);
} items[] = {
	{"module", 4, add_module},   {"original", 4, add_original},
	{"probe", 4, add_probe},     {"refuse", 6, add_refusal},
	{"driver", 6, add_driver},   {"builtin", 4, add_builtin},
	{"feature", 3, add_feature}, {"sysctl", 3, add_sysctl},
};

static const char **single_value(struct plan *p, const struct single *s)
{
	return (const char **)((char *)p + s->value);
}

static size_t split(char *line, char **field)
{
	size_t n = 0;

	while (line && n <= MAX_FIELDS)
		field[n++] = strsep(&line, "\t");
	return n;
}

static int expect_fields(struct parser *p, const char *key, size_t n, size_t expected)
{
	if (n == expected)
		return 0;
	return wrong(p, "'%s' with %zu fields, it has %zu", key, n, expected);
}

static int parse_line(struct parser *p, char *line)
{
	char *field[MAX_FIELDS + 1];
	size_t n = split(line, field);
	int err;

	for (size_t i = 0; i < N_SINGLES; i++) {
		if (strcmp(field[0], singles[i].key) != 0)
			continue;
		err = expect_fields(p, field[0], n, 2);
		return err < 0 ? err
			       : singles[i].set(p, single_value(&p->plan, &singles[i]),
						field);
	}
	for (size_t i = 0; i < sizeof(items) / sizeof(items[0]); i++) {
		if (strcmp(field[0], items[i].key) != 0)
			continue;
		err = expect_fields(p, field[0], n, items[i].n_fields);
		return err < 0 ? err : items[i].add(p, field);
	}
	return wrong(p, "unknown item '%.80s'", field[0]);
}

static int check_whole(struct parser *p)
{
	for (size_t i = 0; i < N_SINGLES; i++)
		if (singles[i].set != set_config && !*single_value(&p->plan, &singles[i]))
			return wrong(p, "the plan ends without '%s'", singles[i].key);
	if (p->plan.n_refusals && !p->plan.original.name)
		return wrong(p, "'refuse' without 'original' proves nothing");
	return 0;
}

static int parse_lines(struct parser *p, char *text, size_t size)
{
	bool first = true;
	int err = 0;

	if (strlen(text) != size)
		return wrong(p, "a NUL byte in the plan");
	if (!size || text[size - 1] != '\n')
		return wrong(p, "the plan is cut off: its last line has no end");
	text[size - 1] = '\0';
	for (char *line; err == 0 && (line = strsep(&text, "\n")); first = false) {
		p->line++;
		if (!first)
			err = parse_line(p, line);
		else if (strcmp(line, "kharness-plan\t1") != 0)
			err = wrong(p, "'%.80s' is not a plan of version 1", line);
	}
	return err < 0 ? err : check_whole(p);
}

int plan_parse(char *text, size_t size, struct plan *ret, char *error)
{
	struct parser p = {.error = error};
	int err = parse_lines(&p, text, size);

	if (err < 0) {
		plan_done(&p.plan);
		return err;
	}
	p.plan.text = text;
	*ret = p.plan;
	return 0;
}

void plan_done(struct plan *p)
{
	free(p->text);
	free(p->modules);
	free(p->refusals);
	free(p->drivers);
	free(p->builtins);
	free(p->features);
	free(p->sysctls);
	*p = (struct plan){0};
}
