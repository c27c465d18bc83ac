// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "kconfig/cause.h"
#include "kconfig/judge.h"

#define NAMES_MAX 3

static void add_members(const struct cause *c, struct strbuf *to)
{
	if (c->n_members > 1)
		strbuf_addf(to, "%zu requests (", c->n_members);
	for (size_t i = 0; i < c->n_members && i < NAMES_MAX; i++)
		strbuf_addf(to, "%sCONFIG_%s", i ? ", " : "",
			    c->members[i]->request->name);
	if (c->n_members > NAMES_MAX)
		strbuf_addf(to, " and %zu more", c->n_members - NAMES_MAX);
	strbuf_adds(to, c->n_members > 1 ? ") have" : " has");
}

/* "CONFIG_X=y" */
static void add_setting(const char *name, enum symbol_type type, const char *value,
			struct strbuf *to)
{
	const char *quote = type == TYPE_STRING ? "\"" : "";

	strbuf_addf(to, "CONFIG_%s=%s%s%s", name, quote, value, quote);
}

static void add_blockers(const struct cause *c, struct strbuf *to)
{
	const char *comma = "";

	if (c->reason) {
		strbuf_adds(to, c->reason);
		comma = ", ";
	}
	for (size_t i = 0; i < c->n_blockers; i++) {
		const struct blocker *b = &c->blockers[i];

		strbuf_adds(to, comma);
		add_setting(b->name, b->type, b->from, to);
		strbuf_addf(to, " (%s; %s)", b->defined, b->because);
		comma = ", ";
	}
	for (size_t i = 0; i < c->n_probes; i++) {
		const struct failed_probe *p = &c->probes[i];

		strbuf_adds(to, comma);
		if (p->name)
			strbuf_addf(to, "the toolchain's CONFIG_%s is %s", p->name,
				    p->from);
		else
			strbuf_adds(to, "the toolchain fails ");
		if (!p->name)
			judge_add_command(to, p->command);
		strbuf_addf(to, " (%s)", p->at);
		comma = ", ";
	}
}

static void add_instead(const struct instead *i, struct strbuf *to)
{
	_cleanup_(strbuf_done) struct strbuf line = STRBUF_INIT;

	value_print_line(i->name, &i->value, &line);
	strbuf_add(to, line.buf, line.len - 1);
}

static void add_help(const struct cause *c, struct strbuf *to)
{
	strbuf_adds(to, "; what helps:");
	if (c->instead.name) {
		strbuf_addc(to, ' ');
		add_instead(&c->instead, to);
	}
	for (size_t i = 0; i < c->n_blockers; i++) {
		const struct blocker *b = &c->blockers[i];

		strbuf_addc(to, ' ');
		add_setting(b->name, b->type, b->to, to);
	}
	for (size_t i = 0; i < c->n_probes; i++) {
		bool first = !i && !c->instead.name && !c->n_blockers, told = false;

		for (size_t j = 0; j < i; j++)
			told = told || strcmp(c->probes[j].help, c->probes[i].help) == 0;
		if (!told)
			strbuf_addf(to, "%s %s", first ? "" : " and", c->probes[i].help);
	}
}

bool cause_print(const struct cause *c, struct strbuf *to)
{
	/* the error says what is known */
	if (!c->found && !c->dead_end && (!c->reason || c->n_members == 1))
		return false;
	if (!c->found && c->dead_end) {
		strbuf_addf(to, "no effect whatever else is set: %s", c->dead_end);
		return true;
	}
	strbuf_adds(to, "no effect because ");
	add_blockers(c, to);
	if (c->found)
		add_help(c, to);
	for (size_t i = 0; i < c->n_blockers; i++)
		if (strcmp(c->blockers[i].name, "COMPILE_TEST") == 0)
			strbuf_adds(to, "; but they belong to other machines, there it "
					"only shows that they compile");
	if (!c->complete)
		strbuf_adds(to, " (the time was over before this was tried)");
	return true;
}

static void cause_tell(const struct cause *c, struct diag *d)
{
	_cleanup_(strbuf_done) struct strbuf text = STRBUF_INIT;

	add_members(c, &text);
	strbuf_addc(&text, ' ');
	if (cause_print(c, &text))
		diag_note(d, "%s", text.buf);
}

static int by_size(const void *a, const void *b)
{
	const struct cause *x = *(const struct cause *const *)a;
	const struct cause *y = *(const struct cause *const *)b;

	if (x->n_members != y->n_members)
		return x->n_members > y->n_members ? -1 : 1;
	return x < y ? -1 : x > y;
}

void causes_tell(const struct causes *c, struct diag *d)
{
	_cleanup_(cleanup_free) const struct cause **order =
		xcalloc(c->n, sizeof(*order));

	for (size_t i = 0; i < c->n; i++)
		order[i] = &c->v[i];
	if (c->n)
		qsort(order, c->n, sizeof(*order), by_size);
	for (size_t i = 0; i < c->n; i++)
		cause_tell(order[i], d);
}

/* --- for programs --------------------------------------------------------------------- */

static json_t *blockers_json(const struct cause *c)
{
	json_t *all = json_array();

	for (size_t i = 0; i < c->n_blockers; i++) {
		const struct blocker *b = &c->blockers[i];

		json_array_append_new(all, json_pack("{s:s, s:s, s:s, s:s, s:s}",
						     "symbol", b->name, "value", b->from,
						     "needed", b->to, "defined",
						     b->defined, "because", b->because));
	}
	return all;
}

static json_t *probes_json(const struct cause *c)
{
	json_t *all = json_array();

	for (size_t i = 0; i < c->n_probes; i++) {
		const struct failed_probe *p = &c->probes[i];
		json_t *o = json_pack("{s:s, s:s, s:s}", "command", p->command, "at",
				      p->at, "provided_by", p->help);

		if (p->name) {
			json_object_set_new(o, "symbol", json_string(p->name));
			json_object_set_new(o, "value", json_string(p->from));
			json_object_set_new(o, "needed", json_string(p->to));
		}
		json_array_append_new(all, o);
	}
	return all;
}

static json_t *cause_json(const struct cause *c)
{
	_cleanup_(strbuf_done) struct strbuf line = STRBUF_INIT;
	json_t *requests = json_array();

	for (size_t i = 0; i < c->n_members; i++)
		json_array_append_new(requests,
				      json_string(c->members[i]->request->name));
	if (c->instead.name)
		add_instead(&c->instead, &line);
	return json_pack("{s:o, s:o, s:o, s:s?, s:s?, s:s?, s:b}", "requests", requests,
			 "blockers", blockers_json(c), "probes", probes_json(c), "reason",
			 c->reason, "instead", line.len ? line.buf : NULL, "dead_end",
			 c->dead_end, "complete", c->complete);
}

json_t *causes_json(const struct causes *c)
{
	json_t *all = json_array();

	for (size_t i = 0; c && i < c->n; i++)
		json_array_append_new(all, cause_json(&c->v[i]));
	return all;
}
