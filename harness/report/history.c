// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/history.h"

#include <errno.h>
#include <jansson.h>
#include <string.h>

#include "base/alloc.h"
#include "report/document.h"
#include "sys/file.h"

#define SCHEMA	   1
#define CONFIG_MAX ((size_t)16 << 20)
#define ADVICE	   "remove the directory of the report to begin anew"

/* --- figures as JSON -------------------------------------------------------------- */

struct text_member {
	const char *name;
	size_t offset;
};

static const struct text_member texts[] = {
	{"made", offsetof(struct report_figures, made)},
	{"linux", offsetof(struct report_figures, linux_version)},
	{"release", offsetof(struct report_figures, release)},
	{"compiler", offsetof(struct report_figures, compiler)},
	{"certificate", offsetof(struct report_figures, certificate)},
	{"config", offsetof(struct report_figures, config)},
	{"verdict", offsetof(struct report_figures, verdict)},
};

static char **text_of(struct report_figures *f, size_t i)
{
	return (char **)((char *)f + texts[i].offset);
}

static const char *const_text_of(const struct report_figures *f, size_t i)
{
	return *(char *const *)((const char *)f + texts[i].offset);
}

static void take_figures(struct document *doc, const json_t *o, struct report_figures *f)
{
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		const char *text = document_string(doc, o, texts[i].name);

		*text_of(f, i) = text ? xstrdup(text) : NULL;
	}
	for (int i = 0; i < REPORT_NUMBERS; i++)
		f->numbers[i] = document_integer(
			doc, o, report_number_name((enum report_number)i));
}

static json_t *figures_json(const struct report_figures *f)
{
	json_t *o = json_object();

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		const char *text = const_text_of(f, i);

		json_object_set_new(o, texts[i].name,
				    text ? json_string(text) : json_null());
	}
	for (int i = 0; i < REPORT_NUMBERS; i++)
		json_object_set_new(o, report_number_name((enum report_number)i),
				    f->numbers[i] < 0 ? json_null()
						      : json_integer(f->numbers[i]));
	return o;
}

void history_print(const struct build_report *b, struct strbuf *to)
{
	json_t *builds = json_array();
	json_t *o = json_pack("{s:i, s:o}", "schema", SCHEMA, "builds", builds);
	char *text;

	json_array_append_new(builds, figures_json(&b->now));
	if (b->previous.there)
		json_array_append_new(builds, figures_json(&b->previous.figures));
	text = json_dumps(o, JSON_INDENT(1));
	strbuf_addf(to, "%s\n", text);
	free(text);
	json_decref(o);
}

/* --- which build was before ------------------------------------------------------- */

static bool equal(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

/* The certificate is another one in each build, unless a pair was given. */
static bool same_build(const struct report_figures *a, const struct report_figures *b)
{
	return equal(a->config, b->config) && equal(a->certificate, b->certificate) &&
	       equal(a->release, b->release) && equal(a->compiler, b->compiler);
}

static int read_config(const char *dir, const char *name, struct report_previous *p,
		       char **ret, struct diag *d)
{
	p->path = xasprintf("%s/%s", dir, name);
	if (access(p->path, F_OK) < 0 && errno == ENOENT)
		return 0;
	return file_read(p->path, CONFIG_MAX, ret, NULL, d);
}

static int take_builds(const char *dir, struct document *doc, struct build_report *b,
		       char **ret_before, struct diag *d)
{
	const json_t *builds = document_array(doc, doc->root, "builds", false);
	struct report_figures last;
	bool again;
	int err = 0;

	if (!builds || json_array_size(builds) == 0) {
		document_fault(doc, "builds", "holds no build");
		return doc->err;
	}
	report_figures_init(&last);
	take_figures(doc, json_array_get(builds, 0), &last);
	again = same_build(&last, &b->now);
	if (again) {
		free(b->now.made);
		b->now.made = last.made ? xstrdup(last.made) : NULL;
	}
	if (!again || json_array_size(builds) > 1) {
		take_figures(doc, json_array_get(builds, again ? 1 : 0),
			     &b->previous.figures);
		b->previous.there = true;
		err = read_config(dir, again ? HISTORY_BEFORE : HISTORY_CONFIG,
				  &b->previous, ret_before, d);
	}
	report_figures_done(&last);
	return doc->err ? doc->err : err;
}

int history_read(const char *dir, const char *config, const char *now,
		 struct build_report *b, char **ret_before, struct diag *d)
{
	_cleanup_(cleanup_free) char *path = xasprintf("%s/" HISTORY_STATE, dir);
	_cleanup_(document_done) struct document doc = DOCUMENT_INIT;
	int err = document_read(path, SCHEMA, ADVICE, &doc, d);

	b->now.made = xstrdup(now);
	if (err == -ENOENT)
		return 0;
	if (err == 0)
		err = take_builds(dir, &doc, b, ret_before, d);
	if (err == 0 && *ret_before) {
		b->previous.config = true;
		history_compare(*ret_before, config, &b->previous);
	}
	return err;
}

/* --- two configurations ----------------------------------------------------------- */

struct value {
	const char *name; /* not terminated, and without CONFIG_ */
	size_t name_size;
	const char *value;
	size_t size;
};

struct values {
	struct value *v;
	size_t n, capacity;
};

static int by_name(const void *a, const void *b)
{
	const struct value *x = a, *y = b;
	size_t n = x->name_size < y->name_size ? x->name_size : y->name_size;
	int order = memcmp(x->name, y->name, n);

	if (order)
		return order;
	return x->name_size < y->name_size ? -1 : x->name_size > y->name_size;
}

static void read_values(const char *text, struct values *ret)
{
	for (const char *p = text; *p;) {
		const char *end = strchrnul(p, '\n');
		const char *equals = memchr(p, '=', (size_t)(end - p));

		if (strncmp(p, "CONFIG_", 7) == 0 && equals && equals > p + 7) {
			GROW(ret->v, ret->n, ret->capacity);
			ret->v[ret->n++] =
				(struct value){p + 7, (size_t)(equals - p) - 7,
					       equals + 1, (size_t)(end - equals) - 1};
		}
		p = *end ? end + 1 : end;
	}
	if (ret->n)
		qsort(ret->v, ret->n, sizeof(*ret->v), by_name);
}

static void add_change(const struct value *from, const struct value *to,
		       struct report_previous *ret)
{
	const struct value *known = from ? from : to;

	GROW(ret->v, ret->n, ret->capacity);
	ret->v[ret->n++] = (struct report_change){
		xstrndup(known->name, known->name_size),
		from ? xstrndup(from->value, from->size) : NULL,
		to ? xstrndup(to->value, to->size) : NULL,
		NULL,
	};
}

void history_compare(const char *before, const char *after, struct report_previous *ret)
{
	struct values old = {0}, new = {0};
	size_t i = 0, j = 0;

	read_values(before, &old);
	read_values(after, &new);
	while (i < old.n || j < new.n) {
		int order = i == old.n	 ? 1
			    : j == new.n ? -1
					 : by_name(&old.v[i], &new.v[j]);

		if (order < 0)
			add_change(&old.v[i++], NULL, ret);
		else if (order > 0)
			add_change(NULL, &new.v[j++], ret);
		else if (old.v[i].size != new.v[j].size ||
			 memcmp(old.v[i].value, new.v[j].value, old.v[i].size) != 0)
			add_change(&old.v[i++], &new.v[j++], ret);
		else {
			i++;
			j++;
		}
	}
	free(old.v);
	free(new.v);
}
