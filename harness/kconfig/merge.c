// SPDX-License-Identifier: GPL-2.0-or-later
#include "kconfig/merge.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>

#include "base/alloc.h"
#include "kconfig/assumption.h"
#include "kconfig/cause.h"
#include "kconfig/fix.h"
#include "kconfig/judge.h"
#include "kconfig/merge_open.h"
#include "kconfig/redundant.h"
#include "kconfig/selftest.h"
#include "kconfig/toolchain.h"
#include "kconfig/waive.h"
#include "sys/task.h"

/* --- input --------------------------------------------------------------------------- */

/* Bases that are no file, but a rule of Kconfig for what nobody asked for. */
static bool is_rule(const char *base)
{
	static const char *const rules[] = {"allnoconfig", "allmodconfig", "allyesconfig",
					    "alldefconfig"};

	for (size_t i = 0; i < ARRAY_SIZE(rules); i++)
		if (strcmp(base, rules[i]) == 0)
			return true;
	return false;
}

bool merge_base_is_keyword(const char *base)
{
	return is_rule(base) || strcmp(base, "defconfig") == 0;
}

const char *merge_mode(const char *base)
{
	return is_rule(base) ? base : "olddefconfig";
}

/* What "make defconfig" takes: see KBUILD_DEFCONFIG in arch/.../Makefile. */
static int find_defconfig(const char *dir, const char *arch, char **ret, struct diag *d)
{
	const char *srcarch = linux_srcarch(arch);
	_cleanup_(cleanup_free) char *own =
		xasprintf("%s/arch/%s/configs/%s_defconfig", dir, srcarch, arch);
	_cleanup_(cleanup_free) char *common =
		xasprintf("%s/arch/%s/configs/defconfig", dir, srcarch);

	if (access(own, R_OK) == 0) {
		*ret = TAKE_PTR(own);
		return 0;
	}
	if (access(common, R_OK) == 0) {
		*ret = TAKE_PTR(common);
		return 0;
	}
	diag_error(d,
		   "the tree has no default configuration for %s: neither '%s' nor '%s'",
		   arch, own, common);
	return -ENOENT;
}

int merge_read_base(const struct merge_in *in, char **ret_path, struct fragment *ret,
		    struct diag *d)
{
	int err = 0;

	*ret_path = NULL;
	if (strcmp(in->base, "defconfig") == 0)
		err = find_defconfig(in->linux_dir, in->arch, ret_path, d);
	else
		*ret_path = xstrdup(in->base);
	if (err < 0 || is_rule(in->base))
		return err;
	return fragment_read(*ret_path, FRAGMENT_BASE, ret, d);
}

/* All files are read, so that all faults are shown at once. */
static int read_files(const struct merge_in *in, struct merge_out *m, struct diag *d)
{
	int ret = merge_read_base(in, &m->base, &m->base_values, d);

	m->fragments = xcalloc(in->fragments->n, sizeof(*m->fragments));
	m->n_fragments = in->fragments->n;
	strv_foreach (in->fragments, i) {
		int err = fragment_read(in->fragments->v[i],
					in->draft ? FRAGMENT_DRAFT : FRAGMENT_REQUESTS,
					&m->fragments[i], d);

		if (ret == 0)
			ret = err;
	}
	return ret;
}

/* --- symbols -------------------------------------------------------------------------- */

static struct merge_symbol *symbol_get(struct merge_out *m, const char *name, size_t n)
{
	struct merge_symbol *s;
	unsigned int hash;

	HASH_VALUE(name, n, hash);
	HASH_FIND_BYHASHVALUE(hh, m->symbols, name, n, hash, s);
	if (s)
		return s;
	s = xcalloc(1, sizeof(*s));
	s->name = xstrndup(name, n);
	HASH_ADD_KEYPTR_BYHASHVALUE(hh, m->symbols, s->name, n, hash, s);
	return s;
}

static struct merge_symbol *add_line(struct merge_out *m, const struct request *r)
{
	struct merge_symbol *s = symbol_get(m, r->name, strlen(r->name));

	s->lines = xreallocarray(s->lines, s->n_lines + 1, sizeof(struct request *));
	s->lines[s->n_lines++] = r;
	return s;
}

static void collect_requests(struct merge_out *m)
{
	size_t lines = m->base_values.n, n = 0;

	for (size_t i = 0; i < m->n_fragments; i++)
		lines += m->fragments[i].n;
	m->of_line = xcalloc(lines, sizeof(struct merge_symbol *));
	for (size_t i = 0; i < m->base_values.n; i++) {
		const struct request *r = &m->base_values.requests[i];

		m->of_line[n] = add_line(m, r);
		m->of_line[n++]->base = r;
	}
	for (size_t i = 0; i < m->n_fragments; i++) {
		for (size_t j = 0; j < m->fragments[i].n; j++) {
			const struct request *r = &m->fragments[i].requests[j];
			struct merge_symbol *s = add_line(m, r);

			m->of_line[n++] = s;
			s->earlier = s->request;
			s->request = r;
			m->n_judged++;
		}
	}
}

/* The symbols of a .config that Kconfig wrote. */
static void collect_written(struct merge_out *m)
{
	for (const char *p = m->config; *p; p += strcspn(p, "\n"), p += *p == '\n') {
		const char *q = strncmp(p, "# ", 2) == 0 ? p + 2 : p;

		if (strncmp(q, "CONFIG_", 7) != 0)
			continue;
		q += 7;
		symbol_get(m, q, symbol_name_length(q, SYMBOL_NAME_MAX))->written = true;
	}
}

/*
 * Kconfig ignores a value that the type of the symbol does not have: m for a bool, "text"
 * or n for a number, -1 for a hex. Then what an earlier line said stays.
 */
static bool surely_replaces(const struct value *later, const struct value *earlier)
{
	return value_equal(later, earlier) ||
	       (later->kind == earlier->kind && *later->text != '-' &&
		(later->kind != VALUE_TRISTATE || *later->text != 'm'));
}

/*
 * What Kconfig gets to read: the lines of all files in order, without those that a later
 * one surely replaces. Of the members of a choice Kconfig prefers the one read last.
 */
void merge_print_values(const struct merge_out *m, const char *without, struct strbuf *to)
{
	struct merge_symbol *const *of_line = m->of_line;

	for (size_t i = 0; i <= m->n_fragments; i++) {
		const struct fragment *f = i ? &m->fragments[i - 1] : &m->base_values;

		for (size_t j = 0; j < f->n; j++) {
			const struct request *r = &f->requests[j], *last;
			bool left_out = without && strcmp(r->name, without) == 0;
			const struct merge_symbol *s = *of_line++;

			if (left_out && i)
				continue;
			last = s->request && !left_out ? s->request : s->base;
			if (r == last || !surely_replaces(&last->value, &r->value))
				value_print_line(r->name, &r->value, to);
		}
	}
}

static int query_states(struct bridge *b, const struct renames *renames,
			struct merge_out *m, struct diag *d)
{
	size_t n = HASH_COUNT(m->symbols), i = 0;
	_cleanup_(cleanup_free) const char **names = xcalloc(n, sizeof(*names));
	_cleanup_(cleanup_free) struct symbol_state *states = xcalloc(n, sizeof(*states));
	_cleanup_(cleanup_free) struct symbol_source *sources =
		xcalloc(n, sizeof(*sources));
	bool unknown = false;
	int err;

	for (const struct merge_symbol *s = m->symbols; s; s = s->hh.next)
		names[i++] = s->name;
	err = bridge_table(b, names, n, states, sources, d);
	if (err < 0)
		return err;
	i = 0;
	for (struct merge_symbol *s = m->symbols; s; s = s->hh.next) {
		s->state = states[i];
		s->source = sources[i++];
		if (s->request && s->state.type == TYPE_NONE)
			s->rename = renames_find(renames, s->name);
		if (s->request && s->state.type == TYPE_NONE && !s->rename)
			unknown = true;
		if (s->source.more)
			toolchain_hide_tree(json_object_get(s->source.more, "commands"),
					    &m->tree);
	}
	if (unknown)
		bridge_look_elsewhere(b);
	return 0;
}

/* --- judging -------------------------------------------------------------------------- */

/* One question about all requests that seem to have failed, not one for each. */
static int foresee(struct bridge *b, struct merge_out *m, struct diag *d)
{
	_cleanup_(cleanup_free) const char **names = xcalloc(m->n_judged, sizeof(*names));
	_cleanup_(cleanup_free) const char **wants = xcalloc(m->n_judged, sizeof(*wants));
	struct merge_symbol *const *of_line = m->of_line + m->base_values.n;
	size_t n = 0;

	for (size_t i = 0; i < m->n_fragments; i++) {
		for (size_t j = 0; j < m->fragments[i].n; j++) {
			const struct request *r = &m->fragments[i].requests[j];
			const struct merge_symbol *s = *of_line++;

			if (s->request != r || strcmp(s->state.value, r->value.text) == 0)
				continue;
			names[n] = s->name;
			wants[n++] = s->state.type == TYPE_NONE ? NULL : r->value.text;
		}
	}
	return n ? bridge_foresee(b, names, wants, n, d) : 0;
}

static int judge(const struct merge_in *in, struct bridge *b, struct merge_out *m,
		 struct diag *d)
{
	_cleanup_(cleanup_free) bool *waived =
		xcalloc(in->waivers ? in->waivers->n : 0, sizeof(*waived));
	struct merge_symbol *const *of_line = m->of_line + m->base_values.n;
	size_t errors = d->errors, n = 0;
	int ahead = foresee(b, m, d);

	if (ahead < 0)
		return ahead;
	m->judged = xcalloc(m->n_judged, sizeof(*m->judged));
	for (size_t i = 0; i < m->n_fragments; i++) {
		for (size_t j = 0; j < m->fragments[i].n; j++) {
			const struct request *r = &m->fragments[i].requests[j];
			struct judgement *v = &m->judged[n++];
			_cleanup_(diag_done) struct diag said = DIAG_INIT;
			int err = judge_request(b, r, *of_line++, v, &said);

			waive_request(in, v, &said, waived, d);
			if (err < 0)
				return err;
			m->counts[v->verdict]++;
		}
	}
	waive_unused(in, waived, d);
	return d->errors > errors ? -EBADMSG : 0;
}

static void count_losses(struct merge_out *m, struct diag *d)
{
	struct base_loss *l = &m->loss;

	for (const struct merge_symbol *s = m->symbols; s; s = s->hh.next) {
		if (!s->base || s->request)
			continue;
		l->values++;
		if (strcmp(s->state.value, s->base->value.text) == 0)
			continue;
		if (s->state.type != TYPE_NONE)
			l->changed++;
		else if (strcmp(s->base->value.text, "n") != 0)
			l->unknown++;
	}
	if (l->unknown || l->changed)
		diag_note(
			d,
			"%zu of %zu values of the base '%s' did not last (unknown to the "
			"tree: %zu, now another value: %zu)",
			l->unknown + l->changed, l->values, m->base, l->unknown,
			l->changed);
}

static int by_name(const struct merge_symbol *a, const struct merge_symbol *b)
{
	return strcmp(a->name, b->name);
}

#define CAUSES_MS 10000 /* for all causes of a merge that does not look for fixes */

static int explain(const struct merge_in *in, struct bridge *b, struct merge_out *m,
		   struct diag *d)
{
	_cleanup_(strbuf_done) struct strbuf fix = STRBUF_INIT;
	int err = selftest_planted(b, m, d);

	if (err == 0)
		err = redundant_find(b, m, d);
	if (err == 0 && (in->causes || in->fix))
		err = causes_find(b, m, in->fix ? 0 : CAUSES_MS, d);
	if (err < 0 || !in->fix)
		return err;
	err = fixes_print(b, m, &fix, &m->n_fixed, d);
	if (err == 0)
		m->fix = strbuf_detach(&fix, NULL);
	return err;
}

static int resolve(const struct merge_in *in, struct bridge *b,
		   const struct strbuf *values, struct merge_out *m, struct diag *d)
{
	int err = bridge_resolve(b, merge_mode(in->base), values->buf, values->len, d);
	int judged;

	if (err == 0)
		err = bridge_config(b, &m->config, &m->config_size, d);
	if (err < 0)
		return err;
	collect_written(m);
	HASH_SRT(hh, m->symbols, by_name);
	err = query_states(b, in->renames, m, d);
	if (err < 0)
		return err;
	bridge_warnings(b, d);
	count_losses(m, d);
	err = judge(in, b, m, d);
	judged = err == 0 || err == -EBADMSG ? explain(in, b, m, d) : err;
	return judged < 0 ? judged : err;
}

/* All files, and what Kconfig gets to read of them. */
struct reading {
	const struct merge_in *in;
	struct merge_out *m;
	struct strbuf values;
	int err;
	struct diag diag;
};

static void read_all(void *context)
{
	struct reading *r = context;

	r->err = read_files(r->in, r->m, &r->diag);
	if (r->err < 0)
		return;
	collect_requests(r->m);
	merge_print_values(r->m, NULL, &r->values);
}

/* @own: opened beside, unless there is a bridge already; not when a file is bad */
static int prepare(struct reading *r, bool early, struct bridge **own, struct diag *d)
{
	_cleanup_(diag_done) struct diag said = DIAG_INIT;
	struct task task;
	int err;

	task_start(&task, read_all, r);
	err = own ? merge_open_tree(r->in, &r->m->tree, early, own, &said) : 0;
	task_wait(&task);
	diag_append(d, &r->diag);
	if (r->err < 0)
		return r->err;
	diag_append(d, &said);
	return err;
}

static int merge_once(const struct merge_in *in, bool early, struct bridge *b,
		      struct merge_out *ret, struct diag *d)
{
	_cleanup_(merge_out_done) struct merge_out m = MERGE_OUT_INIT;
	_cleanup_(cleanup_bridge) struct bridge *own = NULL;
	struct reading reading = {.in = in, .m = &m, .values = STRBUF_INIT};
	int err = linux_tree_open(in->linux_dir, &m.tree, d), sure;

	if (err == 0)
		err = linux_arch_check(&m.tree, in->arch, d);
	if (err == 0)
		err = prepare(&reading, early, b ? NULL : &own, d);
	b = b ? b : own;
	if (err == 0)
		m.toolchain = json_incref(bridge_toolchain(b));
	if (err == 0)
		err = resolve(in, b, &reading.values, &m, d);
	strbuf_done(&reading.values);
	if (err < 0 && err != -EBADMSG)
		return err;
	sure = assumption_check(b, d);
	if (sure < 0)
		return sure;
	*ret = m;
	m = (struct merge_out)MERGE_OUT_INIT;
	return err;
}

int merge_read(const struct merge_in *in, struct merge_out *ret, struct diag *d)
{
	int err = linux_tree_open(in->linux_dir, &ret->tree, d);

	if (err == 0)
		err = linux_arch_check(&ret->tree, in->arch, d);
	if (err == 0)
		err = read_files(in, ret, d);
	if (err == 0)
		collect_requests(ret);
	return err;
}

int merge_with(const struct merge_in *in, struct bridge *b, struct merge_out *ret,
	       struct diag *d)
{
	_cleanup_(diag_done) struct diag said = DIAG_INIT;
	int err = merge_once(in, true, b, ret, &said);

	if (err == -ESTALE && !b) {
		diag_done(&said);
		err = merge_once(in, false, NULL, ret, &said);
	}
	diag_append(d, &said);
	return err;
}

int merge_run(const struct merge_in *in, struct merge_out *ret, struct diag *d)
{
	return merge_with(in, NULL, ret, d);
}

void merge_out_done(struct merge_out *m)
{
	struct merge_symbol *s, *next;

	if (!m)
		return;
	HASH_ITER (hh, m->symbols, s, next) {
		HASH_DEL(m->symbols, s);
		free(s->name);
		free(s->lines);
		free(s->state.value);
		symbol_source_done(&s->source);
		free(s);
	}
	for (size_t i = 0; i < m->n_fragments; i++)
		fragment_done(&m->fragments[i]);
	free(m->fragments);
	fragment_done(&m->base_values);
	linux_tree_done(&m->tree);
	free(m->of_line);
	free(m->judged);
	free(m->base);
	free(m->config);
	json_decref(m->toolchain);
	causes_free(m->causes);
	free(m->fix);
	*m = (struct merge_out)MERGE_OUT_INIT;
}
