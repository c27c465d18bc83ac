// SPDX-License-Identifier: GPL-2.0-or-later
#include "kconfig/script_merge.h"

#include <errno.h>
#include <string.h>

#include "base/alloc.h"
#include "kconfig/judge.h"
#include "sys/file.h"

struct resolver {
	const struct script_merge_in *in;
	struct fragment *files; /* the base and the fragments, for their requests */
	struct merge_symbol *symbols;
	char *config;
	size_t config_size;
};

static int write_output(const struct script_merge_in *in, const char *text, size_t size,
			const char *what, const char *rest, struct strbuf *said,
			struct diag *d)
{
	int err = file_write(in->output, text, size, 0644, d);

	if (err == 0)
		strbuf_addf(said, "#\n# %s written to %s%s\n#\n", what, in->output, rest);
	return err;
}

/* Values reach a makefile: the grammar is as strict here as anywhere. */
static int read_requests(struct resolver *r, struct diag *d)
{
	const struct strv *fragments = r->in->fragments;
	int ret;

	r->files = xcalloc(fragments->n + 1, sizeof(*r->files));
	ret = fragment_read(r->in->base, FRAGMENT_BASE, &r->files[0], d);
	strv_foreach (fragments, i) {
		int err = fragment_read(fragments->v[i], FRAGMENT_BASE, &r->files[i + 1],
					d);

		if (ret == 0)
			ret = err;
	}
	return ret;
}

static const struct request *request_at(const struct fragment *f, unsigned int line)
{
	size_t low = 0, high = f->n;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (f->requests[middle].at.line == line)
			return &f->requests[middle];
		if (f->requests[middle].at.line < line)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

/* Of the lines that are left, the last one for a symbol counts. */
static void collect_symbols(struct resolver *r, const struct script_text *t)
{
	for (size_t i = 0; i < t->n; i++) {
		const struct script_line *l = &t->v[i];
		const struct request *q =
			l->file == SCRIPT_NO_FILE
				? NULL
				: request_at(&r->files[l->file], l->line);
		struct merge_symbol *s;

		if (!q)
			continue;
		HASH_FIND_STR(r->symbols, q->name, s);
		if (!s) {
			s = xcalloc(1, sizeof(*s));
			s->name = xstrdup(q->name);
			HASH_ADD_KEYPTR(hh, r->symbols, s->name, strlen(s->name), s);
		}
		s->request = q;
	}
}

static int query_states(struct resolver *r, struct bridge *b, struct diag *d)
{
	size_t n = HASH_COUNT(r->symbols), i = 0;
	_cleanup_(cleanup_free) const char **names = xcalloc(n + 1, sizeof(*names));
	_cleanup_(cleanup_free) struct symbol_state *states =
		xcalloc(n + 1, sizeof(*states));
	int err;

	for (const struct merge_symbol *s = r->symbols; s; s = s->hh.next)
		names[i++] = s->name;
	err = bridge_symbols(b, names, n, states, d);
	i = 0;
	for (struct merge_symbol *s = r->symbols; err == 0 && s; s = s->hh.next)
		s->state = states[i++];
	return err;
}

/* The line of the result that sets a symbol; "" when there is none. */
static void add_actual(const char *config, const char *name, struct strbuf *to)
{
	_cleanup_(cleanup_free) char *set = xasprintf("\nCONFIG_%s=", name);
	_cleanup_(cleanup_free) char *unset =
		xasprintf("\n# CONFIG_%s is not set\n", name);
	const char *p = strstr(config, set);

	if (!p)
		p = strstr(config, unset);
	if (p)
		strbuf_add(to, p + 1, strcspn(p + 1, "\n"));
}

static void say_lost(const struct resolver *r, const struct merge_symbol *s,
		     struct strbuf *said)
{
	_cleanup_(strbuf_done) struct strbuf asked = STRBUF_INIT;

	value_print_line(s->name, &s->request->value, &asked);
	strbuf_addf(said,
		    "Value requested for CONFIG_%s not in final .config\n"
		    "Requested value:  %sActual value:     ",
		    s->name, asked.buf);
	add_actual(r->config, s->name, said);
	strbuf_adds(said, "\n\n");
}

static int judge(struct resolver *r, struct bridge *b, struct strbuf *said,
		 struct diag *d)
{
	bool failed = false;

	for (const struct merge_symbol *s = r->symbols; s; s = s->hh.next) {
		_cleanup_(diag_done) struct diag found = DIAG_INIT;
		struct judgement v;
		int err = judge_request(b, s->request, s, &v, &found);

		if (err < 0) {
			diag_append(d, &found);
			return err;
		}
		/* absent is as good as n here: the script's users know it so */
		if (!request_failed(v.verdict) ||
		    (v.verdict == REQUEST_UNKNOWN &&
		     strcmp(s->request->value.text, "n") == 0))
			continue;
		failed = true;
		say_lost(r, s, said);
		for (size_t i = 0; i < found.n; i++) {
			const struct diag_entry *e = &found.entries[i];
			struct loc at = {e->file, e->line, e->col};

			diag_at(d, r->in->strict ? DIAG_ERROR : DIAG_WARNING, &at, "%s",
				e->text);
		}
	}
	return failed && r->in->strict ? -EBADMSG : 0;
}

static int resolve(struct resolver *r, const struct script_text *t, struct strbuf *said,
		   struct diag *d)
{
	const struct script_merge_in *in = r->in;
	struct merge_in merge = {.linux_dir = in->linux_dir,
				 .arch = in->arch,
				 .cross_compile = in->cross_compile,
				 .bridge_dir = in->bridge_dir};
	_cleanup_(cleanup_bridge) struct bridge *b = NULL;
	_cleanup_(strbuf_done) struct strbuf values = STRBUF_INIT;
	int err = read_requests(r, d);

	if (err == 0)
		err = merge_open(&merge, &b, d);
	if (err < 0)
		return err;
	collect_symbols(r, t);
	script_text_print(t, &values);
	err = bridge_resolve(b, in->target, values.buf, values.len, d);
	if (err == 0)
		err = bridge_config(b, &r->config, &r->config_size, d);
	if (err == 0)
		err = query_states(r, b, d);
	if (err == 0)
		err = write_output(in, r->config, r->config_size, "configuration", "",
				   said, d);
	return err < 0 ? err : judge(r, b, said, d);
}

static void resolver_done(struct resolver *r)
{
	struct merge_symbol *s, *next;

	HASH_ITER (hh, r->symbols, s, next) {
		HASH_DEL(r->symbols, s);
		free(s->name);
		free(s->state.value);
		free(s);
	}
	for (size_t i = 0; r->files && i <= r->in->fragments->n; i++)
		fragment_done(&r->files[i]);
	free(r->files);
	free(r->config);
}

int script_merge_run(const struct script_merge_in *in, struct strbuf *said,
		     struct diag *d)
{
	_cleanup_(script_text_done) struct script_text t = SCRIPT_TEXT_INIT;
	_cleanup_(resolver_done) struct resolver r = {.in = in};
	_cleanup_(strbuf_done) struct strbuf text = STRBUF_INIT;
	int err = script_merge_text(in, &t, said, d);

	if (err < 0)
		return err;
	if (!in->only_merge)
		return resolve(&r, &t, said, d);
	script_text_print(&t, &text);
	return write_output(in, text.buf, text.len, "merged configuration",
			    " (needs make)", said, d);
}
