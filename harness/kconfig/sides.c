// SPDX-License-Identifier: GPL-2.0-or-later
#include "kconfig/sides.h"

#include <errno.h>
#include <string.h>

#include "base/alloc.h"
#include "kconfig/bridge_fork.h"
#include "kconfig/cross.h"
#include "sys/interrupt.h"
#include "sys/parallel.h"

/* A tree for one architecture and toolchain, parsed. */
struct parsed {
	struct merge_in in;
	size_t n_jobs;
	struct bridge *bridge;
	int err;
	struct diag diag;
};

struct job {
	const struct flavour_arch *of[2]; /* old, new; NULL: plain */
	const char *arch;
	char *names[2];
	size_t parsed[2];
	bool same; /* nothing to resolve */
	int err;
	struct diag diag;
	struct change_set set;
};

struct run {
	const struct sides_in *in;
	const struct side *sides[2];
	struct job *jobs;
	size_t n, capacity;
	struct parsed *parsed;
	size_t n_parsed;
};

static const struct strv no_fragments = STRV_INIT;

/* --- which configurations -------------------------------------------------------------------- */

/* "azure@HEAD~1" of the side "all@HEAD~1", and of "azure@HEAD~1" itself. */
static char *name_of(const struct side *s, const struct flavour_arch *a)
{
	size_t end =
		strlen(s->name) - (s->git.revision ? strlen(s->git.revision) + 1 : 0);

	if (!s->all)
		return xstrdup(s->name);
	return xasprintf("%.*s%s%s", (int)(end - strlen("all")), s->name, a->name,
			 s->name + end);
}

static void add_job(struct run *r, const struct flavour_arch *old,
		    const struct flavour_arch *new, const char *arch)
{
	struct job *j;

	GROW(r->jobs, r->n, r->capacity);
	j = &r->jobs[r->n++];
	*j = (struct job){
		.of = {old, new},
		.arch = arch,
		.names = {name_of(r->sides[0], old), name_of(r->sides[1], new)}};
}

static const struct flavour_arch *find_pair(const struct side *s, const char *flavour,
					    const char *arch)
{
	for (size_t i = 0; i < s->pairs.n; i++) {
		const struct flavour_arch *a = s->pairs.v[i].of;

		if (strcmp(a->arch, arch) == 0 &&
		    (!flavour || strcmp(a->name, flavour) == 0))
			return a;
	}
	return NULL;
}

/* The pairs of both sides; of single flavours the names may differ. */
static void match_flavours(struct run *r, struct diag *d)
{
	const struct side *old = r->sides[0], *new = r->sides[1];

	for (size_t i = 0; i < new->pairs.n; i++) {
		const struct flavour_arch *a = new->pairs.v[i].of;
		const struct flavour_arch *was =
			find_pair(old, old->all ? a->name : NULL, a->arch);

		if (was)
			add_job(r, was, a, a->arch);
		else
			diag_note(d, "only '%s' has %s, which is compared with nothing",
				  new->name, new->pairs.v[i].name);
	}
	for (size_t i = 0; i < old->pairs.n; i++) {
		const struct flavour_arch *a = old->pairs.v[i].of;

		if (!find_pair(new, old->all ? a->name : NULL, a->arch))
			diag_note(d, "only '%s' has %s, which is compared with nothing",
				  old->name, old->pairs.v[i].name);
	}
}

static int match_plain(struct run *r, struct diag *d)
{
	const struct side *old = r->sides[0], *new = r->sides[1];
	const char *arch = old->config ? old->config_arch : new->config_arch;
	const struct flavour_arch *a = NULL;
	const struct side *flavour = old->config ? new : old;

	if (old->config && new->config && strcmp(arch, new->config_arch) != 0) {
		diag_error(d,
			   "'%s' is for %s and '%s' for %s: they have different symbols "
			   "and defaults, so nothing can be said of what differs",
			   old->name, arch, new->name, new->config_arch);
		return -EINVAL;
	}
	if (!old->config || !new->config) {
		a = find_pair(flavour, NULL, arch);
		if (!a) {
			diag_error(
				d, "'%s' is for %s, and '%s' has no such configuration",
				old->config ? old->name : new->name, arch, flavour->name);
			return -EINVAL;
		}
	}
	add_job(r, old->config ? NULL : a, new->config ? NULL : a, arch);
	return 0;
}

static int match(struct run *r, struct diag *d)
{
	const struct side *old = r->sides[0], *new = r->sides[1];

	if (old->all != new->all) {
		diag_error(d,
			   "'%s' and '%s' cannot be compared: 'all' goes with 'all' at "
			   "another revision or with another kernel",
			   old->name, new->name);
		return -EINVAL;
	}
	if (old->config || new->config)
		return match_plain(r, d);
	match_flavours(r, d);
	if (!r->n) {
		diag_error(d, "'%s' and '%s' have no architecture in common", old->name,
			   new->name);
		return -EINVAL;
	}
	return 0;
}

/* --- trees -------------------------------------------------------------------------------------- */

static bool same_path(const char *a, const char *b)
{
	_cleanup_(cleanup_free) char *x = realpath(a, NULL), *y = realpath(b, NULL);

	return x && y && strcmp(x, y) == 0;
}

static bool same_text(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "") == 0;
}

static size_t parsed_for(struct run *r, const struct side *s, const char *arch)
{
	const struct strv *cross = r->in->cross;
	struct parsed *p;

	for (size_t i = 0; i < r->n_parsed; i++)
		if (strcmp(r->parsed[i].in.arch, arch) == 0 &&
		    same_text(r->parsed[i].in.toolchain, s->toolchain) &&
		    same_path(r->parsed[i].in.linux_dir, s->linux_dir))
			return i;
	p = &r->parsed[r->n_parsed];
	p->in = r->in->common;
	p->in.linux_dir = s->linux_dir;
	p->in.arch = arch;
	p->in.toolchain = s->toolchain;
	/* a record brings its own prefix along */
	p->in.cross_compile =
		s->toolchain && !cross->n ? "" : cross_prefix(cross, arch, &p->diag);
	return r->n_parsed++;
}

/* The policy also looks at what a kernel is started with. */
static bool same_settings(const struct flavour_arch *old, const struct flavour_arch *new)
{
	struct change_set set = CHANGE_SET_INIT;
	bool same;

	sides_settings(old, new, &set);
	same = !set.n_settings;
	change_set_done(&set);
	return same;
}

static void plan(struct run *r)
{
	const struct side *old = r->sides[0], *new = r->sides[1];
	bool same_kernel = same_path(old->linux_dir, new->linux_dir);

	r->parsed = xcalloc(2 * r->n, sizeof(*r->parsed));
	for (size_t i = 0; i < r->n; i++) {
		struct job *j = &r->jobs[i];

		j->same = same_kernel && j->of[0] && j->of[1] &&
			  sides_same_inputs(old, j->of[0], new, j->of[1]) &&
			  same_settings(j->of[0], j->of[1]);
		for (int k = 0; !j->same && k < 2; k++)
			j->parsed[k] = parsed_for(r, r->sides[k], j->arch);
		if (j->same)
			continue;
		r->parsed[j->parsed[0]].n_jobs++;
		if (j->parsed[1] != j->parsed[0])
			r->parsed[j->parsed[1]].n_jobs++;
	}
}

static void parse_one(void *context, size_t i)
{
	struct run *r = context;
	struct parsed *p = &r->parsed[i];

	p->err = interrupt_pending() ? -EINTR : merge_open(&p->in, &p->bridge, &p->diag);
}

/* --- one comparison ------------------------------------------------------------------------------- */

static void note_version(const struct side *s, struct change_set *set)
{
	if (s->config && !s->config_linux)
		strv_pushf(&set->notes,
			   "'%s' does not say which Linux it is for; it is resolved with "
			   "%s",
			   s->name, s->version);
	else if (s->config && strcmp(s->config_linux, s->version) != 0)
		strv_pushf(&set->notes,
			   "'%s' is for Linux %s and is resolved with %s: what that tree "
			   "does not know cannot be compared",
			   s->name, s->config_linux, s->version);
}

static void take_same(const struct run *r, struct job *j)
{
	j->set.old_name = xstrdup(j->names[0]);
	j->set.new_name = xstrdup(j->names[1]);
	j->set.old_arch = xstrdup(j->arch);
	j->set.new_arch = xstrdup(j->arch);
	j->set.old_linux = xstrdup(r->sides[0]->version);
	j->set.new_linux = xstrdup(r->sides[1]->version);
	j->set.flavour = xstrdup(j->of[1]->name);
}

static void fill_side(const struct run *r, const struct job *j, int k,
		      struct diff_side *ret)
{
	const struct side *s = r->sides[k];
	const struct flavour_arch *a = j->of[k];

	*ret = (struct diff_side){
		.name = j->names[k], .merge = r->parsed[j->parsed[k]].in, .plain = !a};
	ret->merge.base = a ? a->base : s->config;
	ret->merge.fragments = a ? &a->fragments : &no_fragments;
	ret->merge.flavour = a ? a->name : NULL;
	ret->merge.renames = &s->renames;
}

/* A single job needs no fork: nobody comes after it. */
static int take_bridge(struct parsed *p, struct bridge **ret_own, struct bridge **ret,
		       struct diag *d)
{
	int err = p->err;

	if (err == 0 && p->n_jobs > 1)
		err = bridge_fork(p->bridge, ret_own, d);
	*ret = *ret_own ? *ret_own : p->bridge;
	return err;
}

static int compare(const struct run *r, struct job *j)
{
	_cleanup_(cleanup_bridge) struct bridge *old = NULL, *new = NULL;
	_cleanup_(diff_configs_done) struct diff_configs configs = {0};
	struct diff_in in = {.configs = r->in->also ? &configs : NULL};
	struct sides_pair pair = {&in.old, &in.new, j->of[0], j->of[1], &configs};
	int err;

	fill_side(r, j, 0, &in.old);
	fill_side(r, j, 1, &in.new);
	err = take_bridge(&r->parsed[j->parsed[1]], &new, &in.new.bridge, &j->diag);
	if (err == 0 && j->parsed[0] == j->parsed[1])
		in.old.bridge = in.new.bridge;
	else if (err == 0)
		err = take_bridge(&r->parsed[j->parsed[0]], &old, &in.old.bridge,
				  &j->diag);
	if (err == 0)
		err = diff_run(&in, &j->set, &j->diag);
	if (err == 0 && j->of[0] && j->of[1])
		sides_settings(j->of[0], j->of[1], &j->set);
	if (err == 0 && r->in->also)
		err = r->in->also(r->in->context, &pair, &j->set, &j->diag);
	return err;
}

static void show_change(const struct side_git *g, struct change *c)
{
	side_git_show(g, &c->because);
	side_git_show(g, &c->old_line.file);
	side_git_show(g, &c->new_line.file);
	side_git_show(g, &c->reading);
}

/* Nobody knows a temporary directory. */
static void show_revisions(const struct run *r, struct job *j)
{
	for (int k = 0; k < 2; k++) {
		const struct side_git *g = &r->sides[k]->git;

		side_git_show_diag(g, &j->diag);
		for (size_t i = 0; i < j->set.n; i++)
			show_change(g, &j->set.v[i]);
		strv_foreach (&j->set.notes, i)
			side_git_show(g, &j->set.notes.v[i]);
	}
}

static void run_one(void *context, size_t i)
{
	const struct run *r = context;
	struct job *j = &r->jobs[i];

	if (interrupt_pending()) {
		j->err = -EINTR;
		return;
	}
	if (j->same)
		take_same(r, j);
	else
		j->err = compare(r, j);
	show_revisions(r, j);
	for (int k = 0; j->err == 0 && k < 2; k++)
		note_version(r->sides[k], &j->set);
}

/* --- all ---------------------------------------------------------------------------------------- */

static int take_results(struct run *r, struct change_sets *ret, struct diag *d)
{
	int err = 0;

	for (size_t i = 0; i < r->n_parsed; i++)
		diag_append(d, &r->parsed[i].diag);
	for (size_t i = 0; i < r->n; i++) {
		struct job *j = &r->jobs[i];

		if (r->n > 1 && j->diag.n)
			diag_note(d, "for %s, %s:", j->names[1], j->arch);
		diag_append(d, &j->diag);
		if (err == 0 || j->err == -EINTR)
			err = j->err == -EBADMSG ? -EINVAL : j->err;
	}
	if (err < 0)
		return err;
	ret->v = xcalloc(r->n, sizeof(*ret->v));
	ret->capacity = r->n;
	for (size_t i = 0; i < r->n; i++) {
		ret->v[ret->n++] = r->jobs[i].set;
		r->jobs[i].set = (struct change_set)CHANGE_SET_INIT;
	}
	return 0;
}

static void run_done(struct run *r)
{
	for (size_t i = 0; i < r->n_parsed; i++) {
		bridge_close(r->parsed[i].bridge);
		diag_done(&r->parsed[i].diag);
	}
	for (size_t i = 0; i < r->n; i++) {
		free(r->jobs[i].names[0]);
		free(r->jobs[i].names[1]);
		diag_done(&r->jobs[i].diag);
		change_set_done(&r->jobs[i].set);
	}
	free(r->jobs);
	free(r->parsed);
}

int sides_run(const struct sides_in *in, struct change_sets *ret, struct diag *d)
{
	_cleanup_(run_done) struct run r = {.in = in, .sides = {in->old, in->new}};
	int err = match(&r, d);

	if (err < 0)
		return err;
	plan(&r);
	parallel_for(r.n_parsed, parse_one, &r);
	parallel_for(r.n, run_one, &r);
	return take_results(&r, ret, d);
}
