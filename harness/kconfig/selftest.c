// SPDX-License-Identifier: GPL-2.0-or-later
#include "kconfig/selftest.h"

#include <errno.h>
#include <string.h>

#include "base/alloc.h"
#include "kconfig/judge.h"

#define PLANTED "KHARNESS_PLANTED_REQUEST"

static int must_fail(struct bridge *b, const struct request *r, struct merge_symbol *s,
		     struct diag *d)
{
	_cleanup_(diag_done) struct diag said = DIAG_INIT;
	struct judgement v;
	int err;

	s->request = r;
	err = judge_request(b, r, s, &v, &said);
	if (err < 0) {
		diag_append(d, &said);
		return err;
	}
	if (request_failed(v.verdict) && said.errors == 1)
		return 0;
	diag_error(
		d,
		"a bogus request, CONFIG_%s=%s, was planted and not caught: no verdict "
		"of this merge can be trusted",
		r->name, r->value.text);
	return -EPROTO;
}

static int plant_unknown(struct bridge *b, struct diag *d)
{
	_cleanup_(cleanup_free) char *name = xstrdup(PLANTED), *y = xstrdup("y");
	const char *const names[] = {PLANTED};
	struct request r = {name, {VALUE_TRISTATE, y}, {"(planted)", 1, 1}, NULL};
	struct merge_symbol s = {.name = name, .planted = true};
	int err = bridge_symbols(b, names, 1, &s.state, d);

	if (err == 0)
		err = must_fail(b, &r, &s, d);
	free(s.state.value);
	return err;
}

/* The other value of the first boolean symbol of the result. */
static int plant_opposite(struct bridge *b, const struct merge_out *m, struct diag *d)
{
	_cleanup_(cleanup_free) char *value = NULL;
	const struct merge_symbol *s = m->symbols;
	struct merge_symbol copy;
	struct request r;

	while (s && (s->state.type != TYPE_BOOL || !s->written))
		s = s->hh.next;
	if (!s)
		return 0;
	value = xstrdup(strcmp(s->state.value, "y") == 0 ? "n" : "y");
	r = (struct request){s->name, {VALUE_TRISTATE, value}, {"(planted)", 1, 1}, NULL};
	copy = *s;
	return must_fail(b, &r, &copy, d);
}

int selftest_planted(struct bridge *b, const struct merge_out *m, struct diag *d)
{
	int err = plant_unknown(b, d);

	return err < 0 ? err : plant_opposite(b, m, d);
}
