// SPDX-License-Identifier: GPL-2.0-or-later
#include "kconfig/import_files.h"

#include <errno.h>
#include <string.h>

#include "base/alloc.h"
#include "kconfig/area.h"
#include "sys/file.h"

/* One request on its way into a fragment. */
struct placed {
	char *area;
	const struct request *request;
	const json_t *place;
};

static const char *string_of(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

/* By area, then by Kconfig file, then by name: neighbours have to do with each other. */
static int compare(const void *a, const void *b)
{
	const struct placed *x = a, *y = b;
	const char *fx = string_of(x->place, "file"), *fy = string_of(y->place, "file");
	int c = strcmp(x->area, y->area);

	if (c == 0)
		c = strcmp(fx ? fx : "", fy ? fy : "");
	return c ? c : strcmp(x->request->name, y->request->name);
}

/* --- fragments ------------------------------------------------------------------------ */

static void print_request(const struct placed *p, struct strbuf *to)
{
	const char *prompt = string_of(p->place, "prompt");

	strbuf_addf(to, "\n# %s", string_of(p->place, "file"));
	if (prompt)
		strbuf_addf(to, ": %s", prompt);
	strbuf_adds(to, "\n#: why\n");
	value_print_line(p->request->name, &p->request->value, to);
}

static void print_fragment(const struct import_in *in, const struct placed *v, size_t n,
			   struct strbuf *to)
{
	strbuf_addf(to, "# SPDX-License-Identifier: GPL-2.0-or-later\n#: area   %s\n",
		    v->area);
	if (in->owner)
		strbuf_addf(to, "#: owner  %s\n", in->owner);
	for (size_t i = 0; i < n; i++)
		print_request(&v[i], to);
}

/* A prompt is anybody's text: what was made of it has to be a fragment all the same. */
static int check_fragment(const char *path, const struct strbuf *text, size_t requests,
			  struct diag *d)
{
	_cleanup_(fragment_done) struct fragment parsed = FRAGMENT_INIT;
	int err = fragment_parse(path, text->buf, text->len, FRAGMENT_DRAFT, &parsed, d);

	if (err == 0 && parsed.n != requests) {
		diag_error(d, "'%s' would hold %zu requests instead of %zu", path,
			   parsed.n, requests);
		err = -EINVAL;
	}
	return err;
}

static int make_fragments(const struct import_in *in, const struct placed *v, size_t n,
			  struct import_out *out, struct diag *d)
{
	size_t from = 0;
	int err = 0;

	while (err == 0 && from < n) {
		struct strbuf text = STRBUF_INIT;
		char *path = xasprintf("%s.config", v[from].area);
		size_t to = from;

		while (to < n && strcmp(v[to].area, v[from].area) == 0)
			to++;
		print_fragment(in, v + from, to - from, &text);
		err = check_fragment(path, &text, to - from, d);
		file_set_add(&out->files, path, &text);
		out->n_fragments++;
		from = to;
	}
	return err;
}

/* --- the rest ---------------------------------------------------------------------------- */

static void print_flavours(const struct import_in *in, const char *base,
			   const struct import_out *out, struct strbuf *to)
{
	strbuf_addf(to,
		    "# SPDX-License-Identifier: GPL-2.0-or-later\n"
		    "schema: 1\n\n"
		    "flavours:\n"
		    "  %s:\n"
		    "    about: imported from a full configuration\n"
		    "    arch:\n"
		    "      %s:\n"
		    "        base: %s\n"
		    "        fragments:",
		    in->flavour, in->merge->arch, base);
	if (!out->n_fragments)
		strbuf_adds(to, " []");
	strbuf_addc(to, '\n');
	for (size_t i = 0; i < out->n_fragments; i++)
		strbuf_addf(to, "          - %s\n", out->files.v[i].path);
}

/* The base is part of the result: what it says must not change under the requests. */
static int add_base(const char *path, struct import_out *out, char **ret_name,
		    struct diag *d)
{
	const char *slash = strrchr(path, '/');
	_cleanup_(cleanup_free) char *text = NULL;
	struct strbuf copy = STRBUF_INIT;
	size_t size;
	int err = file_read(path, FRAGMENT_MAX_BYTES, &text, &size, d);

	if (err < 0)
		return err;
	strbuf_add(&copy, text, size);
	*ret_name = xasprintf("base/%s", slash ? slash + 1 : path);
	file_set_add(&out->files, xstrdup(*ret_name), &copy);
	return 0;
}

static int finish(const struct import_in *in, const char *base_path,
		  struct import_out *out, struct diag *d)
{
	_cleanup_(cleanup_free) char *base = NULL;
	struct strbuf text = STRBUF_INIT;
	int err = 0;

	if (merge_base_is_keyword(in->merge->base))
		base = xstrdup(in->merge->base);
	else
		err = add_base(base_path, out, &base, d);
	if (err < 0)
		return err;
	print_flavours(in, base, out, &text);
	file_set_add(&out->files, xstrdup("flavours.yaml"), &text);
	return 0;
}

int import_files_make(const struct import_in *in, const char *base_path,
		      const struct fragment *lines, const json_t *places,
		      const bool *keep, struct import_out *out, struct diag *d)
{
	struct placed *v = xcalloc(out->n_requests + 1, sizeof(*v));
	size_t n = 0;
	int err;

	for (size_t i = 0; i < lines->n; i++)
		if (keep[i])
			v[n++] = (struct placed){area_of_place(json_array_get(places, i)),
						 &lines->requests[i],
						 json_array_get(places, i)};
	qsort(v, n, sizeof(*v), compare);
	err = make_fragments(in, v, n, out, d);
	if (err == 0)
		err = finish(in, base_path, out, d);
	for (size_t i = 0; i < n; i++)
		free(v[i].area);
	free(v);
	return err;
}
