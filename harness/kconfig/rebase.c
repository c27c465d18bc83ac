// SPDX-License-Identifier: GPL-2.0-or-later
#include "kconfig/rebase.h"

#include <errno.h>
#include <string.h>

#include "base/alloc.h"
#include "kconfig/rebase_find.h"
#include "kconfig/triage.h"

const char *rebase_type_name(enum symbol_type type)
{
	switch (type) {
	case TYPE_BOOL: return "bool";
	case TYPE_TRISTATE: return "tristate";
	case TYPE_INT: return "int";
	case TYPE_HEX: return "hex";
	case TYPE_STRING: return "string";
	default: return NULL;
	}
}

/* --- what is decided ---------------------------------------------------------------------- */

/*
 * The default is an answer to what is new, to another type that does as well, and to a
 * rule that nothing can make hold.
 */
static bool takes_default(const struct rebase_item *i)
{
	return i->kind == REBASE_NEW || i->holds;
}

static void take_triage(const struct triage *t, struct rebase *r)
{
	for (size_t k = 0; k < r->n; k++) {
		struct rebase_item *i = &r->v[k];
		const struct triage_entry *e =
			triage_find(t, i->kind == REBASE_RULE, i->name, r->to);

		if (!e || i->state != REBASE_OPEN)
			continue;
		if (e->decision == TRIAGE_DEFAULT && !takes_default(i))
			continue;
		i->state = e->decision == TRIAGE_DEFAULT ? REBASE_DEFAULT : REBASE_LATER;
		i->reason = xstrdup(e->reason);
		i->owner = xstrdup(e->owner);
	}
}

int rebase_decide(const char *configs, struct rebase *r, struct diag *d)
{
	_cleanup_(cleanup_free) char *path = xasprintf("%s/triage.yaml", configs);
	_cleanup_(triage_done) struct triage triage = TRIAGE_INIT;
	int err = triage_read(path, &triage, d);

	if (err < 0)
		return err;
	take_triage(&triage, r);
	rebase_sort(r);
	return 0;
}

/* --- the whole ----------------------------------------------------------------------------- */

static int read_renames(const char *configs, struct renames *ret, struct diag *d)
{
	_cleanup_(cleanup_free) char *path = xasprintf("%s/renames.yaml", configs);

	return access(path, F_OK) < 0 && errno == ENOENT ? 0 : renames_read(path, ret, d);
}

/* The new name of a request is no question of its own. */
static void take_renames(struct rebase *r)
{
	for (size_t k = 0; k < r->n; k++)
		for (size_t j = 0; r->v[k].edit_to && j < r->n; j++)
			if (r->v[j].kind == REBASE_NEW &&
			    strcmp(r->v[j].name, r->v[k].edit_to) == 0)
				r->v[j].state = REBASE_DECIDED;
}

static void collect(const struct rebase_side *old, const struct rebase_side *new,
		    const struct renames *renames, struct rebase *ret)
{
	ret->from = xstrdup(old->v[0].merge.tree.kernelversion);
	ret->to = xstrdup(new->v[0].merge.tree.kernelversion);
	for (size_t i = 0; i < new->n; i++)
		strv_push(&ret->pairs, new->v[i].name);
	rebase_find_new(new, ret);
	rebase_find_requests(old, new, renames, ret);
	take_renames(ret);
	rebase_find_similar(new, ret);
}

int rebase_run(const struct rebase_in *in, struct rebase *ret, struct diag *d)
{
	_cleanup_(renames_done) struct renames renames = RENAMES_INIT;
	struct rebase_side old = REBASE_SIDE_INIT, new = REBASE_SIDE_INIT;
	int err = read_renames(in->configs, &renames, d);

	if (err == 0)
		err = rebase_side_run(in, in->old_linux, &renames, NULL, &old, d);
	if (err == 0)
		err = rebase_side_run(in, in->new_linux, &renames, &old, &new, d);
	if (err == 0)
		collect(&old, &new, &renames, ret);
	rebase_side_done(&new);
	rebase_side_done(&old);
	return err;
}
