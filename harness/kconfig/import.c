// SPDX-License-Identifier: GPL-2.0-or-later
#include "kconfig/import.h"

#include <errno.h>
#include <string.h>

#include "base/alloc.h"
#include "base/json.h"
#include "kconfig/import_files.h"
#include "kconfig/reduce.h"

#define TIMEOUT_MS 60000

/* What the file resolves to in this tree with this toolchain. */
struct target {
	char *config;
	size_t size;
	struct fragment lines; /* of that */
	json_t *places;	       /* where their symbols stand, one a line */
};

static void target_done(struct target *t)
{
	free(t->config);
	fragment_done(&t->lines);
	json_decref(t->places);
}

/* Each symbol once, where it is said last, as merge does it with a base. */
static void print_last(const struct fragment *file, struct strbuf *to)
{
	json_t *last = json_object();

	for (size_t i = 0; i < file->n; i++)
		json_object_set_new(last, file->requests[i].name,
				    json_integer((json_int_t)i));
	for (size_t i = 0; i < file->n; i++) {
		const struct request *r = &file->requests[i];

		if (json_integer_value(json_object_get(last, r->name)) == (json_int_t)i)
			value_print_line(r->name, &r->value, to);
	}
	json_decref(last);
}

static int ask_places(struct bridge *b, struct target *t, struct diag *d)
{
	_cleanup_(cleanup_json) json_t *answer = NULL;
	json_t *names = json_array();
	int err;

	for (size_t i = 0; i < t->lines.n; i++)
		json_array_append_new(names, json_string(t->lines.requests[i].name));
	err = bridge_ask(b, json_pack("{s:s, s:o}", "op", "places", "names", names),
			 TIMEOUT_MS, &answer, d);
	if (err < 0)
		return err;
	t->places = json_incref(json_object_get(answer, "places"));
	if (json_array_size(t->places) == t->lines.n)
		return 0;
	diag_error(d, "the bridge to the tree's Kconfig lost a symbol");
	return -EPROTO;
}

static int find_target(struct bridge *b, const char *path, const struct fragment *file,
		       struct target *t, struct diag *d)
{
	_cleanup_(strbuf_done) struct strbuf values = STRBUF_INIT;
	_cleanup_(cleanup_free) char *name = xasprintf("the .config of %s", path);
	int err;

	print_last(file, &values);
	err = bridge_resolve(b, "olddefconfig", values.buf, values.len, d);
	if (err == 0)
		err = bridge_config(b, &t->config, &t->size, d);
	if (err == 0)
		err = fragment_parse(name, t->config, t->size, FRAGMENT_BASE, &t->lines,
				     d);
	return err < 0 ? err : ask_places(b, t, d);
}

static int reduce(struct bridge *b, const struct import_in *in,
		  const struct fragment *base, const struct target *t, bool *keep,
		  struct import_out *out, struct diag *d)
{
	_cleanup_(cleanup_free) bool *in_choice =
		xcalloc(t->lines.n + 1, sizeof(*in_choice));
	struct reduce_in reduce = {
		.mode = merge_mode(in->merge->base),
		.base = base,
		.lines = &t->lines,
		.in_choice = in_choice,
		.target = t->config,
		.target_size = t->size,
	};
	int err;

	for (size_t i = 0; i < t->lines.n; i++)
		in_choice[i] =
			json_object_get(json_array_get(t->places, i), "choice") != NULL;
	err = reduce_run(b, &reduce, keep, &out->n_resolves, d);
	for (size_t i = 0; err == 0 && i < t->lines.n; i++)
		out->n_requests += keep[i];
	return err;
}

static int import(struct bridge *b, const struct import_in *in,
		  const struct fragment *file, const struct fragment *base,
		  const char *base_path, struct import_out *out, struct diag *d)
{
	_cleanup_(target_done) struct target t = {0};
	_cleanup_(cleanup_free) bool *keep = NULL;
	int err = find_target(b, in->config, file, &t, d);

	if (err == 0)
		err = differences_find(b, file, &t.lines, &out->differences, d);
	if (err < 0)
		return err;
	out->n_lines = file->n;
	out->n_values = t.lines.n;
	keep = xcalloc(t.lines.n + 1, sizeof(*keep));
	err = reduce(b, in, base, &t, keep, out, d);
	return err < 0 ? err
		       : import_files_make(in, base_path, &t.lines, t.places, keep, out,
					   d);
}

int import_run(const struct import_in *in, struct import_out *ret, struct diag *d)
{
	_cleanup_(import_out_done) struct import_out out = IMPORT_OUT_INIT;
	_cleanup_(fragment_done) struct fragment file = FRAGMENT_INIT;
	_cleanup_(fragment_done) struct fragment base = FRAGMENT_INIT;
	_cleanup_(cleanup_bridge) struct bridge *b = NULL;
	_cleanup_(cleanup_free) char *base_path = NULL;
	int err = fragment_read(in->config, FRAGMENT_BASE, &file, d);
	int base_err = merge_read_base(in->merge, &base_path, &base, d);

	if (err == 0)
		err = base_err;
	if (err == 0)
		err = merge_open(in->merge, &b, d);
	if (err == 0)
		err = import(b, in, &file, &base, base_path, &out, d);
	if (err < 0)
		return err;
	*ret = out;
	out = (struct import_out)IMPORT_OUT_INIT;
	return 0;
}

void import_out_done(struct import_out *out)
{
	if (!out)
		return;
	file_set_done(&out->files);
	differences_done(&out->differences);
	*out = (struct import_out)IMPORT_OUT_INIT;
}
