// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <string.h>
#include <sys/utsname.h>

#include "base/alloc.h"
#include "kconfig/lint_files.h"
#include "kconfig/merge.h"

/* The prefix that was given for an architecture, else the usual one. */
static const char *prefix_of(const struct lint_in *in, const char *arch)
{
	size_t n = strlen(arch);
	struct utsname host;

	strv_foreach (in->cross, i)
		if (strncmp(in->cross->v[i], arch, n) == 0 && in->cross->v[i][n] == '=')
			return in->cross->v[i] + n + 1;
	if (strcmp(arch, "arm64") == 0 && uname(&host) == 0 &&
	    strcmp(host.machine, "aarch64") != 0)
		return "aarch64-linux-gnu-";
	return "";
}

/* What merge said about a line, without the symbol and what was asked for. */
static char *reason_at(const struct diag *d, const struct loc *at)
{
	for (size_t i = 0; i < d->n; i++) {
		const struct diag_entry *e = &d->entries[i];
		const char *text;

		if (!e->file || e->line != at->line || strcmp(e->file, at->file) != 0)
			continue;
		text = strstr(e->text, ": ");
		return xstrdup(text ? text + 2 : e->text);
	}
	return xstrdup("it does not take effect");
}

static void add_where(struct lint_line *l, const char *pair)
{
	char *old = l->where;

	l->where = old ? xasprintf("%s, %s", old, pair) : xstrdup(pair);
	free(old);
}

static void take_verdict(struct lint_line *l, const struct judgement *v, const char *pair,
			 const struct diag *said)
{
	l->judged++;
	if (v->verdict == REQUEST_OVERRIDDEN)
		l->overridden++;
	if (!request_failed(v->verdict))
		return;
	l->failed++;
	if (!l->reason)
		l->reason = reason_at(said, &v->request->at);
	if (v->verdict == REQUEST_UNKNOWN) {
		l->unknown++;
		add_where(l, pair);
	}
}

/* Resolve the same without one line: is its symbol's value another one? */
static int try_without(struct bridge *b, const struct merge_out *m, const char *mode,
		       const struct judgement *v, struct lint_line *l, struct diag *d)
{
	_cleanup_(strbuf_done) struct strbuf values = STRBUF_INIT;
	const char *name = v->request->name;
	struct symbol_state state = {0};
	int err;

	if (v->verdict != REQUEST_HONOURED && v->verdict != REQUEST_REDUNDANT)
		return 0;
	merge_print_values(m, name, &values);
	err = bridge_resolve(b, mode, values.buf, values.len, d);
	if (err == 0)
		err = bridge_symbols(b, &name, 1, &state, d);
	if (err == 0 && strcmp(state.value, v->symbol->state.value) == 0)
		l->redundant++;
	free(state.value);
	return err;
}

static int judge_pair(const struct lint_in *in, struct bridge *b, struct lint_pair *p,
		      struct diag *d)
{
	_cleanup_(merge_out_done) struct merge_out m = MERGE_OUT_INIT;
	_cleanup_(diag_done) struct diag said = DIAG_INIT;
	struct merge_in merge = {.linux_dir = in->linux_dir,
				 .arch = p->arch->arch,
				 .cross_compile = prefix_of(in, p->arch->arch),
				 .base = p->arch->base,
				 .fragments = &p->arch->fragments,
				 .bridge_dir = in->bridge_dir};
	int err = merge_with(&merge, b, &m, &said);
	size_t n = 0;

	if (err < 0 && err != -EBADMSG) {
		diag_append(d, &said);
		return err;
	}
	err = 0;
	for (size_t i = 0; err == 0 && i < m.n_fragments; i++) {
		for (size_t j = 0; err == 0 && j < m.fragments[i].n; j++, n++) {
			struct lint_line *l = &p->files[i]->lines[j];

			take_verdict(l, &m.judged[n], p->name, &said);
			if (in->redundant)
				err = try_without(b, &m, merge_mode(merge.base),
						  &m.judged[n], l, d);
		}
	}
	return err;
}

static int judge_arch(const struct lint_in *in, struct lint_files *files, size_t first,
		      struct diag *d)
{
	const char *arch = files->pairs[first].arch->arch;
	_cleanup_(cleanup_bridge) struct bridge *b = NULL;
	struct merge_in merge = {.linux_dir = in->linux_dir,
				 .arch = arch,
				 .cross_compile = prefix_of(in, arch),
				 .bridge_dir = in->bridge_dir};
	int err = merge_open(&merge, &b, d);

	for (size_t i = first; err == 0 && i < files->n_pairs; i++) {
		struct lint_pair *p = &files->pairs[i];

		if (!p->bad && strcmp(p->arch->arch, arch) == 0)
			err = judge_pair(in, b, p, d);
	}
	return err;
}

int lint_resolve(const struct lint_in *in, struct lint_files *files, struct diag *d)
{
	int err = 0;

	for (size_t i = 0; err == 0 && i < files->n_pairs; i++) {
		bool seen = false;

		for (size_t j = 0; j < i && !seen; j++)
			seen = strcmp(files->pairs[i].arch->arch,
				      files->pairs[j].arch->arch) == 0;
		if (!seen)
			err = judge_arch(in, files, i, d);
	}
	return err;
}
