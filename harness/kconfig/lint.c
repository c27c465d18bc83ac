// SPDX-License-Identifier: GPL-2.0-or-later
#include "kconfig/lint.h"

#include <errno.h>
#include <jansson.h>
#include <stdint.h>
#include <string.h>
#include <uthash.h>

#include "base/alloc.h"
#include "kconfig/lint_files.h"

const char *lint_kind_name(enum lint_kind kind)
{
	static const char *const names[LINT_KINDS] = {
		[LINT_SYNTAX] = "syntax",	[LINT_WHY] = "why",
		[LINT_HEADER] = "header",	[LINT_UNUSED] = "unused",
		[LINT_DUPLICATE] = "duplicate", [LINT_CONTRADICTION] = "contradiction",
		[LINT_UNKNOWN] = "unknown",	[LINT_INEFFECTIVE] = "ineffective",
		[LINT_REDUNDANT] = "redundant",
	};

	return names[kind];
}

void lint_find(struct lint_out *out, enum lint_kind kind, enum diag_severity severity,
	       const struct loc *at, char *text)
{
	GROW(out->findings, out->n, out->capacity);
	out->findings[out->n++] = (struct lint_finding){
		kind, severity, {xstrdup(at->file), at->line, at->col}, text};
}

static bool is_preferred(const struct request *r)
{
	return r->about && r->about->prefer;
}

/* --- one file by itself ------------------------------------------------------------------- */

static void check_header(const struct lint_file *file, struct lint_out *out)
{
	static const enum annotation_key keys[] = {ANNOTATION_AREA, ANNOTATION_OWNER};
	const struct annotation *header = file->fragment.header;
	struct loc at = {file->path, header ? header->line : 1, 1};

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
		if (!header || !header->text[keys[i]])
			lint_find(out, LINT_HEADER, DIAG_ERROR, &at,
				  xasprintf("the file names no %s; begin it with a block "
					    "'#: area', '#: owner' and a blank line",
					    annotation_key_name(keys[i])));
}

static bool has_why(const struct request *r)
{
	return r->about && r->about->text[ANNOTATION_WHY];
}

static void check_file(const struct lint_file *file, struct lint_out *out)
{
	struct loc top = {file->path, 1, 1};

	if (!file->uses)
		lint_find(out, LINT_UNUSED, DIAG_WARNING, &top,
			  xstrdup("no flavour takes this fragment"));
	if (file->bad)
		return;
	check_header(file, out);
	for (size_t i = 0; i < file->fragment.n; i++) {
		const struct request *r = &file->fragment.requests[i];

		if (!has_why(r))
			lint_find(out, LINT_WHY, DIAG_ERROR, &r->at,
				  xasprintf("CONFIG_%s has no reason; write '#: why' in "
					    "the block above it, up to which no blank "
					    "line may stand",
					    r->name));
	}
}

/* --- the files of a pair ------------------------------------------------------------------- */

struct earlier {
	struct lint_line *line;
	UT_hash_handle hh;
};

/* A line that is only preferred gives way, and one that accepts the other is content. */
static bool may_differ(const struct request *first, const struct request *later)
{
	if (is_preferred(first))
		return true;
	for (size_t i = 0; first->about && i < first->about->n_accept; i++)
		if (value_equal(&first->about->accept[i], &later->value))
			return true;
	return false;
}

static void compare(struct lint_line *first, struct lint_line *later, const char *pair,
		    struct lint_out *out)
{
	const struct request *a = first->request, *b = later->request;
	_cleanup_(strbuf_done) struct strbuf value = STRBUF_INIT;

	if (a->at.file == b->at.file)
		return; /* twice in a file: its reader has said so */
	if (value_equal(&a->value, &b->value)) {
		later->repeated++;
		later->first = a;
		return;
	}
	if (first->contradicted || may_differ(a, b))
		return;
	first->contradicted = true;
	value_print(&a->value, &value);
	lint_find(out, LINT_CONTRADICTION, DIAG_WARNING, &b->at,
		  xasprintf("CONFIG_%s contradicts %s:%u, which asks for %s, in %s; say "
			    "'#: level prefer' there if it may give way",
			    b->name, a->at.file, a->at.line, value.buf, pair));
}

static void compare_files(const struct lint_pair *p, struct lint_out *out)
{
	struct earlier *seen = NULL, *s, *next;

	strv_foreach (&p->arch->fragments, i) {
		struct lint_file *file = p->files[i];

		for (size_t j = 0; j < file->fragment.n; j++) {
			const char *name = file->fragment.requests[j].name;

			HASH_FIND_STR(seen, name, s);
			if (s) {
				compare(s->line, &file->lines[j], p->name, out);
				s->line = &file->lines[j];
				continue;
			}
			s = xcalloc(1, sizeof(*s));
			s->line = &file->lines[j];
			HASH_ADD_KEYPTR(hh, seen, name, strlen(name), s);
		}
	}
	HASH_ITER (hh, seen, s, next) {
		HASH_DEL(seen, s);
		free(s);
	}
}

/* --- what was learned of each line ---------------------------------------------------------- */

static void report_line(const struct lint_file *file, const struct lint_line *l,
			struct lint_out *out)
{
	const struct request *r = l->request;
	_cleanup_(strbuf_done) struct strbuf value = STRBUF_INIT;

	value_print(&r->value, &value);
	if (l->repeated && l->repeated == file->uses)
		lint_find(out, LINT_DUPLICATE, DIAG_WARNING, &r->at,
			  xasprintf("CONFIG_%s=%s is already requested by %s:%u", r->name,
				    value.buf, l->first->at.file, l->first->at.line));
	if (!l->judged)
		return;
	if (l->unknown && (l->unknown == l->judged || !is_preferred(r)))
		lint_find(out, LINT_UNKNOWN, DIAG_ERROR, &r->at,
			  xasprintf("the tree has no symbol CONFIG_%s (%s)", r->name,
				    l->where));
	else if (l->failed && l->failed + l->overridden == l->judged)
		lint_find(out, LINT_INEFFECTIVE, DIAG_ERROR, &r->at,
			  xasprintf("CONFIG_%s=%s never takes effect: %s", r->name,
				    value.buf, l->reason));
	else if (l->overridden == l->judged && !l->contradicted)
		lint_find(out, LINT_INEFFECTIVE, DIAG_WARNING, &r->at,
			  xasprintf("CONFIG_%s=%s never takes effect: every flavour "
				    "overrides it",
				    r->name, value.buf));
	else if (l->redundant == l->judged)
		lint_find(out, LINT_REDUNDANT, DIAG_WARNING, &r->at,
			  xasprintf("CONFIG_%s is %s without this line, too, in every "
				    "flavour that takes it",
				    r->name, value.buf));
}

static int by_place(const void *a, const void *b)
{
	const struct lint_finding *f = a, *g = b;
	int order = strcmp(f->at.file, g->at.file);

	if (order == 0)
		order = (f->at.line > g->at.line) - (f->at.line < g->at.line);
	if (order == 0)
		order = (f->at.col > g->at.col) - (f->at.col < g->at.col);
	return order ? order : (int)f->kind - (int)g->kind;
}

int lint_run(const struct lint_in *in, struct lint_out *ret, struct diag *d)
{
	_cleanup_(lint_files_done) struct lint_files files = LINT_FILES_INIT;
	_cleanup_(lint_out_done) struct lint_out out = LINT_OUT_INIT;
	int err = lint_files_read(in->configs, &files, &out, d);

	if (err < 0)
		return err;
	for (size_t i = 0; i < files.n; i++)
		if (!files.files[i]->base || files.files[i]->uses)
			check_file(files.files[i], &out);
	for (size_t i = 0; i < files.n_pairs; i++)
		compare_files(&files.pairs[i], &out);
	if (in->linux_dir)
		err = lint_resolve(in, &files, d);
	if (err < 0)
		return err;
	for (size_t i = 0; i < files.n; i++)
		for (size_t j = 0; j < files.files[i]->fragment.n; j++)
			report_line(files.files[i], &files.files[i]->lines[j], &out);
	if (out.n)
		qsort(out.findings, out.n, sizeof(*out.findings), by_place);
	*ret = out;
	out = (struct lint_out)LINT_OUT_INIT;
	return ret->n ? -EBADMSG : 0;
}

/* --- output ---------------------------------------------------------------------------------- */

char *lint_print_json(const struct lint_out *out)
{
	json_t *list = json_array(), *counts = json_object(), *doc;
	_cleanup_(cleanup_free) char *text = NULL;
	size_t n[LINT_KINDS] = {0};

	for (size_t i = 0; i < out->n; i++) {
		const struct lint_finding *f = &out->findings[i];

		n[f->kind]++;
		json_array_append_new(list,
				      json_pack("{s:s, s:s, s:s, s:i, s:i, s:s}", "kind",
						lint_kind_name(f->kind), "severity",
						diag_severity_name(f->severity), "file",
						f->at.file, "line", (int)f->at.line,
						"col", (int)f->at.col, "text", f->text));
	}
	for (int i = 0; i < LINT_KINDS; i++)
		json_object_set_new(counts, lint_kind_name((enum lint_kind)i),
				    json_integer((json_int_t)n[i]));
	doc = json_pack("{s:i, s:I, s:I, s:I, s:o, s:o}", "schema", 1, "fragments",
			(json_int_t)out->n_fragments, "requests",
			(json_int_t)out->n_requests, "pairs", (json_int_t)out->n_pairs,
			"counts", counts, "findings", list);
	text = json_dumps(doc, JSON_INDENT(1));
	json_decref(doc);
	return xasprintf("%s\n", text ? text : "{}");
}

void lint_out_done(struct lint_out *out)
{
	if (!out)
		return;
	for (size_t i = 0; i < out->n; i++) {
		free((char *)(uintptr_t)out->findings[i].at.file);
		free(out->findings[i].text);
	}
	free(out->findings);
	*out = (struct lint_out)LINT_OUT_INIT;
}
