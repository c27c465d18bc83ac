// SPDX-License-Identifier: GPL-2.0-or-later
#include "model/change.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

const char *change_class_name(enum change_class class)
{
	static const char *const names[] = {"intent", "consequence", "upstream",
					    "toolchain", "unexplained"};

	return names[class];
}

const char *change_upstream_name(enum change_upstream kind)
{
	static const char *const names[] = {"",	    "new",     "removed", "renamed",
					    "type", "default", "rule"};

	return names[kind];
}

const char *change_direction_name(enum change_direction direction)
{
	static const char *const names[] = {"unknown", "neutral", "stronger", "weaker"};

	return names[direction];
}

const char *change_surface_name(enum change_surface_kind kind)
{
	static const char *const names[] = {"module", "built-in", "system call", "device",
					    "module object"};

	return names[kind];
}

const struct change *change_find(const struct change_set *s, const char *name)
{
	size_t low = 0, high = s->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(name, s->v[middle].name);

		if (order == 0)
			return &s->v[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

void change_set_count(struct change_set *s)
{
	memset(s->counts, 0, sizeof(s->counts));
	memset(s->directions, 0, sizeof(s->directions));
	for (size_t i = 0; i < s->n; i++)
		s->v[i].n_consequences = 0;
	for (size_t i = 0; i < s->n; i++) {
		const struct change *c = &s->v[i];

		s->counts[c->class]++;
		s->directions[c->direction]++;
		for (size_t j = 0; j < c->n_causes; j++)
			s->v[c->causes[j]].n_consequences++;
	}
}

/* --- the end ---------------------------------------------------------------------------- */

static void line_done(struct change_line *l)
{
	free(l->file);
	free(l->value);
}

static void change_done(struct change *c)
{
	free(c->name);
	free(c->from);
	free(c->to);
	free(c->prompt);
	free(c->menu);
	free(c->old_at);
	free(c->new_at);
	free(c->renamed);
	free(c->because);
	line_done(&c->old_line);
	line_done(&c->new_line);
	free(c->why);
	free(c->old_why);
	free(c->owner);
	free(c->ref);
	free(c->causes);
	free(c->severity);
	free(c->reading);
	strv_done(&c->rules);
}

static void rule_done(struct change_rule *r)
{
	free(r->id);
	free(r->severity);
	free(r->kind);
	free(r->from);
	free(r->to);
	free(r->found_from);
	free(r->found_to);
	free(r->reason);
}

static void setting_done(struct change_setting *s)
{
	free(s->name);
	free(s->from);
	free(s->to);
	free(s->why);
	strv_done(&s->rules);
}

static void names_done(struct change_set *s)
{
	free(s->old_name);
	free(s->new_name);
	free(s->old_arch);
	free(s->new_arch);
	free(s->old_linux);
	free(s->new_linux);
	free(s->flavour);
	strv_done(&s->notes);
}

void change_set_done(struct change_set *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < s->n; i++)
		change_done(&s->v[i]);
	for (size_t i = 0; i < s->n_settings; i++)
		setting_done(&s->settings[i]);
	for (size_t i = 0; i < s->n_rules; i++)
		rule_done(&s->rules[i]);
	for (size_t i = 0; i < s->n_states; i++) {
		free(s->states[i].name);
		free(s->states[i].from);
		free(s->states[i].to);
	}
	for (size_t i = 0; i < s->n_surface; i++) {
		free(s->surface[i].name);
		free(s->surface[i].symbol);
	}
	free(s->v);
	free(s->settings);
	free(s->rules);
	free(s->states);
	free(s->surface);
	names_done(s);
	*s = (struct change_set)CHANGE_SET_INIT;
}

void change_sets_done(struct change_sets *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < s->n; i++)
		change_set_done(&s->v[i]);
	free(s->v);
	*s = (struct change_sets){0};
}
