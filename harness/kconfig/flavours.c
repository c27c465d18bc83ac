// SPDX-License-Identifier: GPL-2.0-or-later
#include "kconfig/flavours.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include "base/alloc.h"
#include "kconfig/merge.h"
#include "sys/yaml.h"

/* What make and a shell take for plain text. */
#define NAME_CHARS    "abcdefghijklmnopqrstuvwxyz0123456789_"
#define PATH_CHARS    NAME_CHARS "ABCDEFGHIJKLMNOPQRSTUVWXYZ.-+/"
#define CMDLINE_CHARS PATH_CHARS ",=:@"

struct reader {
	const char *dir;
	struct diag *d;
	bool bad;
};

static void fault(struct reader *r, const struct yaml *at, const char *fmt, ...)
	_printf_(3, 4);

static void fault(struct reader *r, const struct yaml *at, const char *fmt, ...)
{
	_cleanup_(cleanup_free) char *text = NULL;
	va_list ap;

	va_start(ap, fmt);
	text = xvasprintf(fmt, ap);
	va_end(ap);
	diag_at(r->d, DIAG_ERROR, &at->at, "%s", text);
	r->bad = true;
}

static bool expect(struct reader *r, const struct yaml *node, enum yaml_kind kind,
		   const char *what)
{
	if (yaml_expect(node, kind, what, r->d) == 0)
		return true;
	r->bad = true;
	return false;
}

/* A text of the given characters, not empty; NULL with a fault otherwise. */
static const char *text_of(struct reader *r, const struct yaml *node, const char *chars,
			   const char *what)
{
	size_t n;

	if (!expect(r, node, YAML_TEXT, what))
		return NULL;
	n = strspn(node->text, chars);
	if (*node->text && !node->text[n])
		return node->text;
	if (!*node->text)
		fault(r, node, "%s is empty", what);
	else
		fault(r, node, "'%c' cannot stand in %s", node->text[n], what);
	return NULL;
}

/* --- fragments ---------------------------------------------------------------------------- */

static void add_file(struct reader *r, const struct yaml *node, const char *what,
		     struct strv *to)
{
	const char *name = text_of(r, node, PATH_CHARS, what);
	_cleanup_(cleanup_free) char *path = NULL;

	if (!name)
		return;
	if (*name == '/' || *name == '-' || strcmp(name, "..") == 0 ||
	    strncmp(name, "../", 3) == 0 || strstr(name, "/../")) {
		fault(r, node, "%s must lie below '%s'", what, r->dir);
		return;
	}
	path = xasprintf("%s/%s", r->dir, name);
	if (access(path, R_OK) < 0) {
		fault(r, node, "cannot read '%s': %s", path, strerror(errno));
		return;
	}
	strv_take(to, TAKE_PTR(path));
}

static void read_base(struct reader *r, const struct yaml *node, struct flavour_arch *a)
{
	_cleanup_(strv_done) struct strv path = STRV_INIT;

	if (node->kind == YAML_TEXT && merge_base_is_keyword(node->text)) {
		a->base = xstrdup(node->text);
		return;
	}
	add_file(r, node, "a base", &path);
	if (path.n)
		a->base = xstrdup(path.v[0]);
}

static void read_arch(struct reader *r, const struct yaml *name, const struct yaml *node,
		      struct flavour *f)
{
	static const char *const keys[] = {"base", "fragments", NULL};
	const struct yaml *base = yaml_get(node, "base");
	const struct yaml *fragments = yaml_get(node, "fragments");
	const char *arch = text_of(r, name, NAME_CHARS, "an architecture");
	const struct yaml *item;
	struct flavour_arch *a;

	if (!arch || !expect(r, node, YAML_MAP, "an architecture's entry"))
		return;
	if (yaml_check_keys(node, keys, r->d) < 0)
		r->bad = true;
	if (!base || !fragments) {
		fault(r, name, "'%s' needs a base and fragments", arch);
		return;
	}
	GROW(f->archs, f->n_archs, f->archs_capacity);
	a = &f->archs[f->n_archs++];
	*a = (struct flavour_arch){.arch = xstrdup(arch)};
	read_base(r, base, a);
	if (!expect(r, fragments, YAML_LIST, "'fragments'"))
		return;
	yaml_list_foreach (fragments, item)
		add_file(r, item, "a fragment", &a->fragments);
}

/* --- flavours ------------------------------------------------------------------------------ */

static void read_cmdline(struct reader *r, const struct yaml *node, struct flavour *f)
{
	const struct yaml *key, *why;

	if (!node || !expect(r, node, YAML_MAP, "'cmdline' (argument: why)"))
		return;
	yaml_map_foreach (node, key, why) {
		const char *arg = text_of(r, key, CMDLINE_CHARS, "a kernel argument");

		if (!arg || !expect(r, why, YAML_TEXT, "the reason of an argument"))
			continue;
		if (!*why->text)
			fault(r, key, "the argument '%s' needs a reason", arg);
		strv_push(&f->cmdline, arg);
		strv_push(&f->reasons, why->text);
	}
}

static void read_flavour(struct reader *r, const struct yaml *name,
			 const struct yaml *node, struct flavours *to)
{
	static const char *const keys[] = {"about", "arch", "cmdline", NULL};
	const struct yaml *about = yaml_get(node, "about");
	const struct yaml *archs = yaml_get(node, "arch");
	const char *text = text_of(r, name, NAME_CHARS "-", "a flavour's name");
	const struct yaml *key, *value;
	struct flavour *f;

	if (!text || !expect(r, node, YAML_MAP, "a flavour"))
		return;
	if (yaml_check_keys(node, keys, r->d) < 0)
		r->bad = true;
	if (!about || !archs) {
		fault(r, name, "the flavour '%s' needs 'about' and 'arch'", text);
		return;
	}
	if (!expect(r, about, YAML_TEXT, "'about'") ||
	    !expect(r, archs, YAML_MAP, "'arch' (architecture: base and fragments)"))
		return;
	GROW(to->list, to->n, to->capacity);
	f = &to->list[to->n++];
	*f = (struct flavour){.name = xstrdup(text), .about = xstrdup(about->text)};
	yaml_map_foreach (archs, key, value)
		read_arch(r, key, value, f);
	read_cmdline(r, yaml_get(node, "cmdline"), f);
}

static void read_root(struct reader *r, const struct yaml *root, struct flavours *to)
{
	static const char *const keys[] = {"schema", "flavours", NULL};
	const struct yaml *schema = yaml_get(root, "schema");
	const struct yaml *list = yaml_get(root, "flavours");
	const struct yaml *key, *value;

	if (!expect(r, root, YAML_MAP, "the file"))
		return;
	if (yaml_check_keys(root, keys, r->d) < 0)
		r->bad = true;
	if (!schema || !list) {
		fault(r, root, "the file needs 'schema: 1' and 'flavours'");
		return;
	}
	if (schema->kind != YAML_TEXT || strcmp(schema->text, "1") != 0) {
		fault(r, schema, "this kharness reads schema 1 only");
		return;
	}
	if (!expect(r, list, YAML_MAP, "'flavours' (name: flavour)"))
		return;
	yaml_map_foreach (list, key, value)
		read_flavour(r, key, value, to);
}

/* The directory stands in front of each path that make gets to read. */
static int check_dir(const char *dir, struct diag *d)
{
	size_t n = strspn(dir, PATH_CHARS);

	if (*dir && !dir[n])
		return 0;
	diag_error(d, "the directory '%s' has a name that cannot stand in a makefile",
		   dir);
	return -EINVAL;
}

int flavours_read(const char *dir, struct flavours *ret, struct diag *d)
{
	_cleanup_(cleanup_free) char *path = xasprintf("%s/flavours.yaml", dir);
	_cleanup_(flavours_done) struct flavours f = FLAVOURS_INIT;
	_cleanup_(cleanup_yaml) struct yaml *root = NULL;
	struct reader r = {.dir = dir, .d = d};
	int err = check_dir(dir, d);

	if (err == 0)
		err = yaml_read(path, &root, d);
	if (err < 0)
		return err;
	f.dir = xstrdup(dir);
	read_root(&r, root, &f);
	if (r.bad)
		return -EINVAL;
	*ret = f;
	f = (struct flavours)FLAVOURS_INIT;
	return 0;
}

const struct flavour_arch *flavours_find(const struct flavours *f, const char *name,
					 const char *arch, struct diag *d)
{
	_cleanup_(strbuf_done) struct strbuf known = STRBUF_INIT;

	for (size_t i = 0; i < f->n; i++) {
		for (size_t j = 0; j < f->list[i].n_archs; j++) {
			const struct flavour_arch *a = &f->list[i].archs[j];

			if (strcmp(f->list[i].name, name) == 0 &&
			    strcmp(a->arch, arch) == 0)
				return a;
			strbuf_addf(&known, " %s-%s", f->list[i].name, a->arch);
		}
	}
	diag_error(d, "no flavour '%s' for %s; '%s/flavours.yaml' has%s", name, arch,
		   f->dir, known.len ? known.buf : " none");
	return NULL;
}

/* --- output --------------------------------------------------------------------------------- */

void flavours_print(const struct flavours *f, struct strbuf *to)
{
	for (size_t i = 0; i < f->n; i++) {
		const struct flavour *v = &f->list[i];

		strbuf_addf(to, "%s%s: %s\n", i ? "\n" : "", v->name, v->about);
		for (size_t j = 0; j < v->n_archs; j++)
			strbuf_addf(to, "  %-10s %s and %zu fragments\n",
				    v->archs[j].arch, v->archs[j].base,
				    v->archs[j].fragments.n);
		strv_foreach (&v->cmdline, j)
			strbuf_addf(to, "  cmdline    %s (%s)\n", v->cmdline.v[j],
				    v->reasons.v[j]);
	}
}

static void print_words(struct strbuf *to, const struct strv *words)
{
	strv_foreach (words, i)
		strbuf_addf(to, " %s", words->v[i]);
	strbuf_addc(to, '\n');
}

static void print_pair(const struct flavour *f, const struct flavour_arch *a,
		       struct strbuf *to)
{
	_cleanup_(cleanup_free) char *pair = xasprintf("%s-%s", f->name, a->arch);

	strbuf_addf(to, "FLAVOUR_%s := %s\n", pair, f->name);
	strbuf_addf(to, "ARCH_%s := %s\n", pair, a->arch);
	strbuf_addf(to, "BASE_%s := %s\n", pair, a->base);
	strbuf_addf(to, "FRAGMENTS_%s :=", pair);
	print_words(to, &a->fragments);
	strbuf_addf(to, "CMDLINE_%s :=", pair);
	print_words(to, &f->cmdline);
}

void flavours_print_make(const struct flavours *f, struct strbuf *to)
{
	strbuf_adds(to, "PAIRS :=");
	for (size_t i = 0; i < f->n; i++)
		for (size_t j = 0; j < f->list[i].n_archs; j++)
			strbuf_addf(to, " %s-%s", f->list[i].name,
				    f->list[i].archs[j].arch);
	strbuf_addc(to, '\n');
	for (size_t i = 0; i < f->n; i++)
		for (size_t j = 0; j < f->list[i].n_archs; j++)
			print_pair(&f->list[i], &f->list[i].archs[j], to);
}

void flavours_done(struct flavours *f)
{
	if (!f)
		return;
	for (size_t i = 0; i < f->n; i++) {
		struct flavour *v = &f->list[i];

		for (size_t j = 0; j < v->n_archs; j++) {
			free(v->archs[j].arch);
			free(v->archs[j].base);
			strv_done(&v->archs[j].fragments);
		}
		free(v->archs);
		free(v->name);
		free(v->about);
		strv_done(&v->cmdline);
		strv_done(&v->reasons);
	}
	free(f->list);
	free(f->dir);
	*f = (struct flavours)FLAVOURS_INIT;
}
