// SPDX-License-Identifier: GPL-2.0-or-later
#include "kconfig/reduce.h"

#include <errno.h>
#include <string.h>
#include <uthash.h>

#include "base/alloc.h"
#include "sys/progress.h"

#define SHOWN 3 /* names in an error */

/* What the base and the target say of one symbol. */
struct entry {
	const char *name;
	const struct request *base; /* the last of the base; NULL: none */
	size_t line;		    /* index in the target */
	bool in_target;
	UT_hash_handle hh;
};

struct reducer {
	struct bridge *b;
	const struct reduce_in *in;
	bool *keep;
	struct entry *entries;
	struct progress progress;
	size_t resolves;
	struct diag *d;
};

/* --- values -------------------------------------------------------------------------- */

static struct entry *entry_get(struct reducer *r, const char *name)
{
	struct entry *e;

	HASH_FIND_STR(r->entries, name, e);
	if (e)
		return e;
	e = xcalloc(1, sizeof(*e));
	e->name = name;
	HASH_ADD_KEYPTR(hh, r->entries, e->name, strlen(e->name), e);
	return e;
}

static void index_names(struct reducer *r)
{
	for (size_t i = 0; i < r->in->base->n; i++)
		entry_get(r, r->in->base->requests[i].name)->base =
			&r->in->base->requests[i];
	for (size_t i = 0; i < r->in->lines->n; i++) {
		struct entry *e = entry_get(r, r->in->lines->requests[i].name);

		e->line = i;
		e->in_target = true;
	}
}

/* As merge_print_values(): each symbol once, where it was said last. */
static void print_values(const struct reducer *r, struct strbuf *to)
{
	const struct fragment *base = r->in->base, *lines = r->in->lines;

	for (size_t i = 0; i < base->n; i++) {
		const struct request *q = &base->requests[i];
		const struct entry *e;

		HASH_FIND_STR(r->entries, q->name, e);
		if (e->base == q && !(e->in_target && r->keep[e->line]))
			value_print_line(q->name, &q->value, to);
	}
	for (size_t i = 0; i < lines->n; i++)
		if (r->keep[i])
			value_print_line(lines->requests[i].name,
					 &lines->requests[i].value, to);
}

/* Resolve what is kept: 1 when the target comes out, 0 when not, or a negative errno. */
static int gives_target(struct reducer *r)
{
	_cleanup_(strbuf_done) struct strbuf values = STRBUF_INIT;
	_cleanup_(cleanup_free) char *config = NULL;
	size_t size;
	int err;

	print_values(r, &values);
	r->resolves++;
	err = bridge_resolve(r->b, r->in->mode, values.buf, values.len, r->d);
	if (err == 0)
		err = bridge_config(r->b, &config, &size, r->d);
	if (err < 0)
		return err;
	return size == r->in->target_size && memcmp(config, r->in->target, size) == 0;
}

/* --- lines outside of choices --------------------------------------------------------- */

/* Sets needed[i] for each line that is kept and cannot be left out by itself. */
static int ask_without(struct reducer *r, bool *needed)
{
	const struct fragment *lines = r->in->lines;
	_cleanup_(cleanup_free) const char **names = xcalloc(lines->n, sizeof(*names));
	_cleanup_(cleanup_free) const char **before = xcalloc(lines->n, sizeof(*before));
	_cleanup_(cleanup_free) char *same = NULL;
	int err;

	for (size_t i = 0; i < lines->n; i++) {
		const struct entry *e;

		HASH_FIND_STR(r->entries, lines->requests[i].name, e);
		names[i] = e->name;
		before[i] = e->base ? e->base->value.text : NULL;
	}
	err = bridge_without(r->b, names, before, lines->n, &same, r->d);
	for (size_t i = 0; err == 0 && i < lines->n; i++)
		needed[i] = r->keep[i] && same[i] == '0';
	return err;
}

static bool is_n(const struct request *q)
{
	return q->value.kind == VALUE_TRISTATE && *q->value.text == 'n';
}

/* What differs from the target now, of the lines of the target. */
static int find_changed(struct reducer *r, bool *changed, size_t *ret_n)
{
	const struct fragment *lines = r->in->lines;
	_cleanup_(cleanup_free) const char **names = xcalloc(lines->n, sizeof(*names));
	_cleanup_(cleanup_free) struct symbol_state *states =
		xcalloc(lines->n, sizeof(*states));
	int err;

	for (size_t i = 0; i < lines->n; i++)
		names[i] = lines->requests[i].name;
	err = bridge_symbols(r->b, names, lines->n, states, r->d);
	*ret_n = 0;
	for (size_t i = 0; i < lines->n; i++) {
		changed[i] = err == 0 &&
			     strcmp(states[i].value, lines->requests[i].value.text) != 0;
		*ret_n += changed[i];
		free(states[i].value);
	}
	return err;
}

/* The same lines gave the target before. */
static int unsteady(struct reducer *r)
{
	diag_error(
		r->d,
		"the tree's Kconfig gave two results for the same lines; this is a bug "
		"in the bridge");
	return -EPROTO;
}

/* Take lines back until the target comes out: what changed first, at last all. */
static int repair(struct reducer *r, bool *loose)
{
	const struct fragment *lines = r->in->lines;
	_cleanup_(cleanup_free) bool *changed = xcalloc(lines->n, sizeof(*changed));
	int same;

	while ((same = gives_target(r)) == 0) {
		size_t n = 0, added = 0;
		int err = find_changed(r, changed, &n);

		if (err < 0)
			return err;
		for (int pass = 0; pass < 2 && !added; pass++) {
			for (size_t i = 0; i < lines->n; i++) {
				if (r->keep[i] || (pass == 0 && !changed[i]))
					continue;
				r->keep[i] = loose[i] = true;
				added++;
			}
		}
		if (!added)
			return unsteady(r);
	}
	return same < 0 ? same : 0;
}

/* --- lines that have to be left out to know -------------------------------------------- */

/* Leave out as many of list[0..n-1] as possible; counts them. */
static int drop(struct reducer *r, const size_t *list, size_t n, size_t *ret_dropped)
{
	int same, err;

	if (n == 0)
		return 0;
	for (size_t i = 0; i < n; i++)
		r->keep[list[i]] = false;
	same = gives_target(r);
	if (same < 0)
		return same;
	if (same)
		*ret_dropped += n;
	for (size_t i = 0; i < n && !same; i++)
		r->keep[list[i]] = true;
	if (same || n == 1) {
		for (size_t i = 0; i < n; i++)
			progress_step(&r->progress, r->in->lines->requests[list[i]].name);
		return 0;
	}
	err = drop(r, list, n / 2, ret_dropped);
	return err < 0 ? err : drop(r, list + n / 2, n - n / 2, ret_dropped);
}

/* Again until none goes: what was needed beside a line may not be without it. */
static int drop_loose(struct reducer *r, const bool *loose)
{
	size_t n = r->in->lines->n, dropped;
	_cleanup_(cleanup_free) size_t *list = xcalloc(n, sizeof(*list));

	do {
		size_t kept = 0;
		int err;

		for (size_t i = 0; i < n; i++)
			if (loose[i] && r->keep[i])
				list[kept++] = i;
		progress_begin(&r->progress, stderr, "reduce", kept);
		dropped = 0;
		err = drop(r, list, kept, &dropped);
		progress_end(&r->progress);
		if (err < 0)
			return err;
	} while (dropped);
	return 0;
}

/* --- all ------------------------------------------------------------------------------ */

static int unreachable(struct reducer *r)
{
	const struct fragment *lines = r->in->lines;
	_cleanup_(cleanup_free) bool *changed = xcalloc(lines->n, sizeof(*changed));
	_cleanup_(strbuf_done) struct strbuf names = STRBUF_INIT;
	size_t n, shown = 0;
	int err = find_changed(r, changed, &n);

	if (err < 0)
		return err;
	for (size_t i = 0; i < lines->n && shown < SHOWN; i++)
		if (changed[i])
			strbuf_addf(&names, "%sCONFIG_%s", shown++ ? ", " : "",
				    lines->requests[i].name);
	diag_error(r->d,
		   "on this base all values together resolve to something else: %zu "
		   "differ (%s); take another base",
		   n, n ? names.buf : "only symbols that the file does not have");
	return -EBADMSG;
}

static int reduce(struct reducer *r)
{
	const struct fragment *lines = r->in->lines;
	_cleanup_(cleanup_free) bool *loose = xcalloc(lines->n, sizeof(*loose));
	_cleanup_(cleanup_free) bool *needed = xcalloc(lines->n, sizeof(*needed));
	int err;

	for (size_t i = 0; i < lines->n; i++)
		r->keep[i] = true;
	err = gives_target(r);
	if (err <= 0)
		return err < 0 ? err : unreachable(r);
	err = ask_without(r, needed);
	if (err < 0)
		return err;
	for (size_t i = 0; i < lines->n; i++) {
		loose[i] = r->in->in_choice[i] && !is_n(&lines->requests[i]);
		r->keep[i] = r->in->in_choice[i] ? loose[i] : needed[i];
	}
	err = repair(r, loose);
	if (err == 0)
		err = drop_loose(r, loose);
	if (err < 0)
		return err;
	err = gives_target(r); /* the last trial may have been another one */
	return err == 0 ? unsteady(r) : err < 0 ? err : 0;
}

int reduce_run(struct bridge *b, const struct reduce_in *in, bool *keep,
	       size_t *ret_resolves, struct diag *d)
{
	struct reducer r = {.b = b, .in = in, .keep = keep, .d = d};
	struct entry *e, *next;
	int err;

	index_names(&r);
	err = reduce(&r);
	*ret_resolves = r.resolves;
	HASH_ITER (hh, r.entries, e, next) {
		HASH_DEL(r.entries, e);
		free(e);
	}
	return err;
}
