// SPDX-License-Identifier: GPL-2.0-or-later
/* The document of kharness-diff(1); written as text, for it can have thousands of rows. */
#include "base/json_text.h"
#include "report/diff.h"

static void string(struct json_text *t, const char *key, const char *s)
{
	if (s)
		json_text_string(t, key, s);
	else
		json_text_value(t, key, NULL);
}

static void strings(struct json_text *t, const char *key, const struct strv *list)
{
	json_text_open(t, key, '[');
	strv_foreach (list, i)
		json_text_string(t, NULL, list->v[i]);
	json_text_close(t, ']');
}

static void number(struct json_text *t, const char *key, size_t n)
{
	json_text_integer(t, key, (json_int_t)n);
}

static void boolean(struct json_text *t, const char *key, bool value)
{
	json_text_value(t, key, value ? json_true() : json_false());
}

static void direction(struct json_text *t, enum change_direction d)
{
	json_text_string(t, "direction", change_direction_name(d));
}

static void line(struct json_text *t, const char *key, const struct change_line *l)
{
	if (!l->file) {
		json_text_value(t, key, NULL);
		return;
	}
	json_text_open(t, key, '{');
	json_text_string(t, "file", l->file);
	number(t, "line", l->line);
	string(t, "value", l->value);
	json_text_close(t, '}');
}

static void causes(struct json_text *t, const struct change_set *s,
		   const struct change *c)
{
	json_text_open(t, "causes", '[');
	for (size_t i = 0; i < c->n_causes; i++)
		json_text_string(t, NULL, s->v[c->causes[i]].name);
	json_text_close(t, ']');
	boolean(t, "together", c->together);
}

static void intent(struct json_text *t, const struct change *c)
{
	line(t, "old_line", &c->old_line);
	line(t, "new_line", &c->new_line);
	string(t, "why", c->why);
	string(t, "old_why", c->old_why);
	string(t, "owner", c->owner);
	string(t, "ref", c->ref);
}

static void change(struct json_text *t, const struct change_set *s,
		   const struct change *c)
{
	json_text_open(t, NULL, '{');
	json_text_string(t, "symbol", c->name);
	string(t, "from", c->from);
	string(t, "to", c->to);
	json_text_string(t, "class", change_class_name(c->class));
	if (c->upstream != UPSTREAM_NONE)
		json_text_string(t, "upstream", change_upstream_name(c->upstream));
	string(t, "prompt", c->prompt);
	string(t, "menu", c->menu);
	string(t, "old_at", c->old_at);
	string(t, "new_at", c->new_at);
	string(t, "renamed", c->renamed);
	string(t, "because", c->because);
	if (c->class == CHANGE_INTENT)
		intent(t, c);
	number(t, "consequences", c->n_consequences);
	causes(t, s, c);
	direction(t, c->direction);
	string(t, "severity", c->severity);
	string(t, "reading", c->reading);
	strings(t, "rules", &c->rules);
	json_text_close(t, '}');
}

static void settings(struct json_text *t, const struct change_set *s)
{
	json_text_open(t, "settings", '[');
	for (size_t i = 0; i < s->n_settings; i++) {
		const struct change_setting *x = &s->settings[i];

		json_text_open(t, NULL, '{');
		json_text_string(t, "kind", x->sysctl ? "sysctl" : "cmdline");
		json_text_string(t, "name", x->name);
		string(t, "from", x->from);
		string(t, "to", x->to);
		string(t, "why", x->why);
		direction(t, x->direction);
		strings(t, "rules", &x->rules);
		json_text_close(t, '}');
	}
	json_text_close(t, ']');
}

static void rules(struct json_text *t, const struct change_set *s)
{
	json_text_open(t, "rules", '[');
	for (size_t i = 0; i < s->n_rules; i++) {
		const struct change_rule *r = &s->rules[i];

		json_text_open(t, NULL, '{');
		json_text_string(t, "id", r->id);
		string(t, "severity", r->severity);
		string(t, "kind", r->kind);
		string(t, "from", r->from);
		string(t, "to", r->to);
		string(t, "found_from", r->found_from);
		string(t, "found_to", r->found_to);
		string(t, "reason", r->reason);
		direction(t, r->direction);
		json_text_close(t, '}');
	}
	json_text_close(t, ']');
}

static void states(struct json_text *t, const struct change_set *s)
{
	json_text_open(t, "states", '[');
	for (size_t i = 0; i < s->n_states; i++) {
		json_text_open(t, NULL, '{');
		json_text_string(t, "name", s->states[i].name);
		string(t, "from", s->states[i].from);
		string(t, "to", s->states[i].to);
		direction(t, s->states[i].direction);
		json_text_close(t, '}');
	}
	json_text_close(t, ']');
}

static void surface(struct json_text *t, const struct change_set *s)
{
	json_text_open(t, "surface", '[');
	for (size_t i = 0; i < s->n_surface; i++) {
		json_text_open(t, NULL, '{');
		json_text_string(t, "kind", change_surface_name(s->surface[i].kind));
		boolean(t, "gained", s->surface[i].gained);
		json_text_string(t, "name", s->surface[i].name);
		string(t, "symbol", s->surface[i].symbol);
		json_text_close(t, '}');
	}
	json_text_close(t, ']');
}

static void counts(struct json_text *t, const size_t n[CHANGE_CLASSES])
{
	json_text_open(t, "summary", '{');
	for (int i = 0; i < CHANGE_CLASSES; i++)
		number(t, change_class_name((enum change_class)i), n[i]);
	json_text_close(t, '}');
}

static void directions(struct json_text *t, const struct change_set *s)
{
	json_text_open(t, "directions", '{');
	for (int i = 0; i < CHANGE_DIRECTIONS; i++)
		number(t, change_direction_name((enum change_direction)i),
		       s->directions[i]);
	json_text_close(t, '}');
}

static void comparison(struct json_text *t, const struct change_set *s)
{
	json_text_open(t, NULL, '{');
	json_text_string(t, "old", s->old_name);
	json_text_string(t, "new", s->new_name);
	string(t, "flavour", s->flavour);
	json_text_string(t, "old_arch", s->old_arch);
	json_text_string(t, "arch", s->new_arch);
	json_text_string(t, "old_linux", s->old_linux);
	json_text_string(t, "linux", s->new_linux);
	counts(t, s->counts);
	directions(t, s);
	number(t, "resolutions", s->resolutions);
	strings(t, "notes", &s->notes);
	settings(t, s);
	rules(t, s);
	states(t, s);
	surface(t, s);
	json_text_open(t, "changes", '[');
	for (size_t i = 0; i < s->n; i++)
		change(t, s, &s->v[i]);
	json_text_close(t, ']');
	json_text_close(t, '}');
}

void diff_print_json(const struct change_sets *all, struct strbuf *to)
{
	struct json_text t = json_text_init(to);
	size_t sum[CHANGE_CLASSES] = {0};

	for (size_t i = 0; i < all->n; i++)
		for (int j = 0; j < CHANGE_CLASSES; j++)
			sum[j] += all->v[i].counts[j];
	json_text_open(&t, NULL, '{');
	json_text_integer(&t, "schema", 1);
	counts(&t, sum);
	json_text_open(&t, "comparisons", '[');
	for (size_t i = 0; i < all->n; i++)
		comparison(&t, &all->v[i]);
	json_text_close(&t, ']');
	json_text_close(&t, '}');
	strbuf_addc(to, '\n');
}
