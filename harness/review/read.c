// SPDX-License-Identifier: GPL-2.0-or-later
#include "review/read.h"

#include <string.h>

#include "base/alloc.h"
#include "review/exposure.h"
#include "review/weigh.h"

static char *copy(const char *text)
{
	return text ? xstrdup(text) : NULL;
}

/* --- rules ---------------------------------------------------------------------------------- */

static void add_rule(const struct audit_finding *was, const struct audit_finding *is,
		     struct change_set *to)
{
	GROW(to->rules, to->n_rules, to->rules_capacity);
	to->rules[to->n_rules++] =
		(struct change_rule){.id = xstrdup(is->id),
				     .severity = copy(is->severity),
				     .kind = copy(is->kind),
				     .from = xstrdup(audit_verdict_name(was->verdict)),
				     .to = xstrdup(audit_verdict_name(is->verdict)),
				     .found_from = copy(was->found),
				     .found_to = copy(is->found),
				     .reason = copy(is->reason),
				     .direction = weigh_verdict(was, is)};
}

static int compare_rules(const void *a, const void *b)
{
	const struct change_rule *x = a, *y = b;
	bool x_weaker = x->direction == DIRECTION_WEAKER;
	bool y_weaker = y->direction == DIRECTION_WEAKER;

	if (x_weaker != y_weaker)
		return x_weaker ? -1 : 1;
	if (weigh_graver(x->severity, y->severity))
		return -1;
	if (weigh_graver(y->severity, x->severity))
		return 1;
	return strcmp(x->id, y->id);
}

static void read_rules(const struct review_in *in, const struct weigh_index *x,
		       struct change_set *s)
{
	for (size_t i = 0; i < in->new->n; i++) {
		const struct audit_finding *is = &in->new->findings[i];
		const struct audit_finding *was = weigh_old(x, i);

		if (was && was->verdict != is->verdict)
			add_rule(was, is, s);
	}
	if (s->n_rules)
		qsort(s->rules, s->n_rules, sizeof(*s->rules), compare_rules);
}

/* --- effective state -------------------------------------------------------------------------- */

static const char *state_of(const struct audit *a, const char *name)
{
	for (size_t i = 0; i < a->n_states; i++)
		if (strcmp(a->states[i].name, name) == 0)
			return a->states[i].value;
	return NULL;
}

static void read_states(const struct review_in *in, const struct weigh_index *x,
			struct change_set *s)
{
	for (size_t i = 0; i < in->new->n_states; i++) {
		const struct audit_state *is = &in->new->states[i];
		const char *was = state_of(in->old, is->name);

		if (was && strcmp(was, is->value) == 0)
			continue;
		GROW(s->states, s->n_states, s->states_capacity);
		s->states[s->n_states++] =
			(struct change_state){.name = xstrdup(is->name),
					      .from = copy(was),
					      .to = xstrdup(is->value),
					      .direction = weigh_state(x, is->name)};
	}
}

/* --- command line and sysctls ------------------------------------------------------------------ */

static void read_settings(const struct weigh_index *x, struct change_set *s)
{
	for (size_t i = 0; i < s->n_settings; i++) {
		struct change_setting *c = &s->settings[i];
		_cleanup_(weight_done) struct weight w = WEIGHT_INIT;
		_cleanup_(cleanup_free) char *name =
			xasprintf("%s:%s", c->sysctl ? "sysctl" : "cmdline", c->name);

		weigh(x, name, c->from, c->to, &w);
		c->direction = w.direction;
		strv_foreach (&w.rules, j)
			strv_push(&c->rules, w.rules.v[j]);
	}
}

/* --- what does nothing --------------------------------------------------------------------------- */

static bool is_off(const char *value)
{
	return !value || strcmp(value, "n") == 0;
}

/* Both names changed: the old one lost what the new one has. */
static bool is_only_renamed(const struct change *c, const struct change_set *s)
{
	const struct change *other = c->renamed ? change_find(s, c->renamed) : NULL;
	const char *was = c->from ? c->from : other ? other->from : NULL;
	const char *is = c->to ? c->to : other ? other->to : NULL;

	return c->upstream == UPSTREAM_RENAMED && was && is && strcmp(was, is) == 0;
}

/* They stand in uname, in file names or in a note of the image, and decide nothing. */
static bool is_name(const char *symbol)
{
	static const char *const names[] = {"LOCALVERSION",	   "LOCALVERSION_AUTO",
					    "BUILD_SALT",	   "CC_VERSION_TEXT",
					    "DEFAULT_HOSTNAME",	   "RUSTC_VERSION_TEXT",
					    "BINDGEN_VERSION_TEXT"};

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (strcmp(names[i], symbol) == 0)
			return true;
	return false;
}

/* Why a change cannot matter; NULL: it may. */
static const char *nothing(const struct change *c, const struct change_set *s)
{
	if (is_off(c->from) && is_off(c->to))
		return "it is off on both sides";
	if (is_only_renamed(c, s))
		return "only its name is another";
	if (is_name(c->name))
		return "it is a name, and decides nothing";
	if (c->class == CHANGE_TOOLCHAIN && !c->prompt)
		return "it tells what the toolchain is or can do";
	return NULL;
}

/* --- one change --------------------------------------------------------------------------------- */

static void set(struct change *c, enum change_direction d, const char *severity,
		const char *reading)
{
	free(c->severity);
	free(c->reading);
	c->direction = d;
	c->severity = copy(severity);
	c->reading = copy(reading);
}

static void read_change(const struct weigh_index *x, const struct exposures *built,
			struct change *c, const struct change_set *s)
{
	_cleanup_(weight_done) struct weight w = WEIGHT_INIT;
	_cleanup_(exposure_done) struct exposure e = EXPOSURE_INIT;
	bool decided;
	const char *why;

	if (x)
		weigh(x, c->name, c->from, c->to, &w);
	strv_foreach (&w.rules, i)
		strv_push(&c->rules, w.rules.v[i]);
	decided = w.kept || w.direction > DIRECTION_NEUTRAL;
	if (!decided)
		exposure_of(built, c, &e);
	why = nothing(c, s);
	if (decided)
		set(c, w.direction, w.severity, w.reading);
	else if (e.direction > DIRECTION_NEUTRAL)
		set(c, e.direction, "low", e.reading);
	else if (e.direction == DIRECTION_NEUTRAL || (!why && !w.reading))
		set(c, e.direction, w.severity, e.reading);
	else if (why)
		set(c, DIRECTION_NEUTRAL, w.severity, why);
	else
		set(c, w.direction, w.severity, w.reading);
}

/* --- attack surface ------------------------------------------------------------------------------ */

static void read_surface(const struct surface *from, struct change_set *s)
{
	for (size_t i = 0; i < from->n; i++) {
		const struct surface_item *item = &from->v[i];

		if (item->whole_changed)
			continue;
		GROW(s->surface, s->n_surface, s->surface_capacity);
		s->surface[s->n_surface++] =
			(struct change_surface){.kind = item->kind,
						.gained = item->gained,
						.name = xstrdup(item->name),
						.symbol = copy(item->symbol)};
	}
	if (from->undecided)
		strv_pushf(&s->notes,
			   "of %zu objects it is not known whether they are built: their "
			   "makefiles look at more than the configuration",
			   from->undecided);
}

void review_read(const struct review_in *in, struct change_set *s)
{
	struct weigh_index *x = in->old && in->new ? weigh_index(in->old, in->new) : NULL;
	struct exposures *built = in->surface ? exposures(in->surface) : NULL;

	if (x) {
		read_rules(in, x, s);
		read_states(in, x, s);
		read_settings(x, s);
	}
	for (size_t i = 0; i < s->n; i++)
		read_change(x, built, &s->v[i], s);
	if (in->surface)
		read_surface(in->surface, s);
	exposures_free(built);
	weigh_free(x);
	change_set_count(s);
}
