// SPDX-License-Identifier: GPL-2.0-or-later
#include "kconfig/flavours_file.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include "base/alloc.h"
#include "kconfig/merge.h"
#include "sys/yaml.h"

/* What make and a shell take for plain text. */
#define NAME_CHARS    "abcdefghijklmnopqrstuvwxyz0123456789_"
#define PATH_CHARS    NAME_CHARS "ABCDEFGHIJKLMNOPQRSTUVWXYZ.-+/"
#define SETTING_CHARS PATH_CHARS ",=:@"

struct reader {
	struct flavour_file *file;
	struct flavour_faults *to;
};

void flavour_fault(struct flavour_faults *to, const struct loc *at, const char *fmt, ...)
{
	_cleanup_(cleanup_free) char *text = NULL;
	va_list ap;

	va_start(ap, fmt);
	text = xvasprintf(fmt, ap);
	va_end(ap);
	diag_at(to->d, DIAG_ERROR, at, "%s", text);
	to->bad = true;
}

/* The same place, with a file name that lives as long as the result. */
static struct loc place(const struct reader *r, const struct yaml *node)
{
	return (struct loc){r->file->path, node->at.line, node->at.col};
}

static bool expect(struct reader *r, const struct yaml *node, enum yaml_kind kind,
		   const char *what)
{
	if (yaml_expect(node, kind, what, r->to->d) == 0)
		return true;
	r->to->bad = true;
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
		flavour_fault(r->to, &node->at, "%s is empty", what);
	else
		flavour_fault(r->to, &node->at, "'%c' cannot stand in %s", node->text[n],
			      what);
	return NULL;
}

static void add_item(struct flavour_items *to, char *text, struct loc at)
{
	GROW(to->v, to->n, to->capacity);
	to->v[to->n++] = (struct flavour_item){.text = text, .at = at};
}

/* --- files ------------------------------------------------------------------------------------ */

/* The path of a file below the directory; NULL with a fault when there is none. */
static char *file_of(struct reader *r, const struct yaml *node, const char *what)
{
	const char *name = text_of(r, node, PATH_CHARS, what);
	const char *dir = r->file->dir;
	_cleanup_(cleanup_free) char *path = NULL;

	if (!name)
		return NULL;
	if (*name == '/' || *name == '-' || strcmp(name, "..") == 0 ||
	    strncmp(name, "../", 3) == 0 || strstr(name, "/../")) {
		flavour_fault(r->to, &node->at, "%s must lie below '%s'", what, dir);
		return NULL;
	}
	path = xasprintf("%s/%s", dir, name);
	if (access(path, R_OK) < 0) {
		flavour_fault(r->to, &node->at, "cannot read '%s': %s", path,
			      strerror(errno));
		return NULL;
	}
	return TAKE_PTR(path);
}

static void read_files(struct reader *r, const struct yaml *node, const char *key,
		       const char *what, struct flavour_items *to)
{
	const struct yaml *item;

	if (!node || !expect(r, node, YAML_LIST, key))
		return;
	yaml_list_foreach (node, item) {
		char *path = file_of(r, item, what);

		if (path)
			add_item(to, path, place(r, item));
	}
}

static char *read_base(struct reader *r, const struct yaml *node)
{
	if (!node)
		return NULL;
	if (node->kind == YAML_TEXT && merge_base_is_keyword(node->text))
		return xstrdup(node->text);
	return file_of(r, node, "a base");
}

/* --- settings --------------------------------------------------------------------------------- */

static bool is_set(const struct flavour_settings *s, const char *name)
{
	return flavour_setting_find(s, name) != NULL;
}

static void read_setting(struct reader *r, const struct yaml *key, const struct yaml *why,
			 bool sysctl, const char *from, struct flavour_settings *to)
{
	const char *what = sysctl ? "sysctl" : "argument";
	const char *text =
		text_of(r, key, SETTING_CHARS, sysctl ? "a sysctl" : "a kernel argument");
	_cleanup_(cleanup_free) char *name = NULL;
	const char *equals;

	if (!text || !expect(r, why, YAML_TEXT, "the reason of a setting"))
		return;
	if (!*why->text)
		flavour_fault(r->to, &key->at, "the %s '%s' needs a reason", what, text);
	equals = strchr(text, '=');
	name = equals ? xstrndup(text, (size_t)(equals - text)) : xstrdup(text);
	if (sysctl && (!equals || !equals[1]))
		flavour_fault(r->to, &key->at,
			      "the sysctl '%s' needs a value: name=value", text);
	if (sysctl && is_set(to, name))
		flavour_fault(r->to, &key->at, "the sysctl '%s' is set twice", name);
	GROW(to->v, to->n, to->capacity);
	to->v[to->n++] =
		(struct flavour_setting){.text = xstrdup(text),
					 .name = TAKE_PTR(name),
					 .value = equals ? xstrdup(equals + 1) : NULL,
					 .why = xstrdup(why->text),
					 .from = xstrdup(from),
					 .at = place(r, key)};
}

static void read_settings(struct reader *r, const struct yaml *map, const char *name,
			  const char *from, struct flavour_settings *to)
{
	const struct yaml *node = yaml_get(map, name), *key, *why;
	bool sysctl = strcmp(name, "sysctl") == 0;

	if (!node ||
	    !expect(r, node, YAML_MAP,
		    sysctl ? "'sysctl' (name=value: why)" : "'cmdline' (argument: why)"))
		return;
	yaml_map_foreach (node, key, why)
		read_setting(r, key, why, sysctl, from, to);
}

/* --- flavours and overlays --------------------------------------------------------------------- */

static void read_part(struct reader *r, const struct yaml *map, const char *from,
		      struct flavour_part *to)
{
	to->base = read_base(r, yaml_get(map, "base"));
	read_files(r, yaml_get(map, "fragments"), "'fragments'", "a fragment",
		   &to->fragments);
	read_settings(r, map, "cmdline", from, &to->cmdline);
	read_settings(r, map, "sysctl", from, &to->sysctl);
}

static void check_keys(struct reader *r, const struct yaml *map, const char *const *keys)
{
	if (yaml_check_keys(map, keys, r->to->d) < 0)
		r->to->bad = true;
}

static void read_arch(struct reader *r, const struct yaml *name, const struct yaml *node,
		      struct flavour_source *s)
{
	static const char *const keys[] = {"base", "fragments", "cmdline", "sysctl",
					   NULL};
	static const char *const overlay_keys[] = {"fragments", "cmdline", "sysctl",
						   NULL};
	const char *arch = text_of(r, name, NAME_CHARS, "an architecture");
	struct flavour_part *p;

	if (!arch || !expect(r, node, YAML_MAP, "an architecture's entry"))
		return;
	check_keys(r, node, s->is_overlay ? overlay_keys : keys);
	GROW(s->archs, s->n_archs, s->archs_capacity);
	p = &s->archs[s->n_archs++];
	*p = (struct flavour_part){.arch = xstrdup(arch), .at = place(r, name)};
	read_part(r, node, s->name, p);
}

static void read_archs(struct reader *r, const struct yaml *node,
		       struct flavour_source *s)
{
	const struct yaml *key, *value;

	if (!node ||
	    !expect(r, node, YAML_MAP, "'arch' (architecture: what is its own there)"))
		return;
	if (!node->n)
		flavour_fault(r->to, &node->at, "'arch' is empty");
	yaml_map_foreach (node, key, value)
		read_arch(r, key, value, s);
}

static void read_ships(struct reader *r, const struct yaml *node,
		       struct flavour_source *s)
{
	if (!node)
		return;
	s->ships = node->kind == YAML_TEXT && strcmp(node->text, "yes") == 0;
	s->ships_at = place(r, node);
	if (!s->ships && (node->kind != YAML_TEXT || strcmp(node->text, "no") != 0))
		flavour_fault(r->to, &node->at, "'ships' is yes or no");
}

static void read_names(struct reader *r, const struct yaml *node, const char *key,
		       const char *chars, const char *what, struct flavour_items *to)
{
	const struct yaml *item;

	if (!node || !expect(r, node, YAML_LIST, key))
		return;
	yaml_list_foreach (node, item) {
		const char *name = text_of(r, item, chars, what);

		if (name)
			add_item(to, xstrdup(name), place(r, item));
	}
}

static void read_extends(struct reader *r, const struct yaml *node,
			 struct flavour_source *s)
{
	const char *name =
		node ? text_of(r, node, NAME_CHARS "-", "what is extended") : NULL;

	if (name)
		s->extends = (struct flavour_item){.text = xstrdup(name),
						   .at = place(r, node)};
}

/* In O= stand init-ARCH and linux-VERSION, where FLAVOUR-ARCH of these would be written. */
static void check_name(struct reader *r, const struct flavour_source *s)
{
	if (!s->is_overlay &&
	    (strcmp(s->name, "init") == 0 || strcmp(s->name, "linux") == 0))
		flavour_fault(r->to, &s->at,
			      "a flavour '%s' would be written where the harness keeps "
			      "its own '%s-...'; give it another name",
			      s->name, s->name);
}

static void read_source(struct reader *r, const struct yaml *name,
			const struct yaml *node, bool overlay)
{
	static const char *const keys[] = {"about",	"ships",    "extends", "without",
					   "unset",	"overlays", "base",    "arch",
					   "fragments", "cmdline",  "sysctl",  NULL};
	static const char *const overlay_keys[] = {"about",   "extends", "without",
						   "unset",   "arch",	 "fragments",
						   "cmdline", "sysctl",	 NULL};
	const char *what = overlay ? "an overlay's name" : "a flavour's name";
	const char *text = text_of(r, name, NAME_CHARS "-", what);
	const struct yaml *about = yaml_get(node, "about");
	struct flavour_source *s;

	if (!text || !expect(r, node, YAML_MAP, overlay ? "an overlay" : "a flavour"))
		return;
	check_keys(r, node, overlay ? overlay_keys : keys);
	if (!about) {
		flavour_fault(r->to, &name->at, "the %s '%s' needs 'about'",
			      overlay ? "overlay" : "flavour", text);
		return;
	}
	if (!expect(r, about, YAML_TEXT, "'about'"))
		return;
	GROW(r->file->list, r->file->n, r->file->capacity);
	s = &r->file->list[r->file->n++];
	*s = (struct flavour_source){.name = xstrdup(text),
				     .at = place(r, name),
				     .about = xstrdup(about->text),
				     .is_overlay = overlay};
	check_name(r, s);
	read_ships(r, yaml_get(node, "ships"), s);
	read_extends(r, yaml_get(node, "extends"), s);
	read_files(r, yaml_get(node, "without"), "'without'", "a fragment", &s->without);
	read_names(r, yaml_get(node, "unset"), "'unset'", SETTING_CHARS,
		   "the name of a setting", &s->unset);
	read_names(r, yaml_get(node, "overlays"), "'overlays'", NAME_CHARS "-",
		   "an overlay's name", &s->overlays);
	read_part(r, node, s->name, &s->common);
	read_archs(r, yaml_get(node, "arch"), s);
}

static void read_root(struct reader *r, const struct yaml *root)
{
	static const char *const keys[] = {"schema", "flavours", "overlays", NULL};
	const struct yaml *schema = yaml_get(root, "schema");
	const struct yaml *list = yaml_get(root, "flavours");
	const struct yaml *overlays = yaml_get(root, "overlays");
	const struct yaml *key, *value;

	if (!expect(r, root, YAML_MAP, "the file"))
		return;
	check_keys(r, root, keys);
	if (!schema || !list) {
		flavour_fault(r->to, &root->at,
			      "the file needs 'schema: 1' and 'flavours'");
		return;
	}
	if (schema->kind != YAML_TEXT || strcmp(schema->text, "1") != 0) {
		flavour_fault(r->to, &schema->at, "this kharness reads schema 1 only");
		return;
	}
	if (!expect(r, list, YAML_MAP, "'flavours' (name: flavour)") ||
	    !expect(r, overlays, YAML_MAP, "'overlays' (name: overlay)"))
		return;
	yaml_map_foreach (list, key, value)
		read_source(r, key, value, false);
	if (overlays)
		yaml_map_foreach (overlays, key, value)
			read_source(r, key, value, true);
}

/* The directory stands in front of each path that make gets to read. */
static bool check_dir(const char *dir, struct diag *d)
{
	size_t n = strspn(dir, PATH_CHARS);

	if (*dir && !dir[n])
		return true;
	diag_error(d, "the directory '%s' has a name that cannot stand in a makefile",
		   dir);
	return false;
}

struct flavour_file *flavour_file_read(const char *dir, struct flavour_faults *faults)
{
	_cleanup_(cleanup_yaml) struct yaml *root = NULL;
	struct flavour_file *f;
	struct reader r = {.to = faults};

	if (!check_dir(dir, faults->d))
		return NULL;
	f = xcalloc(1, sizeof(*f));
	f->dir = xstrdup(dir);
	f->path = xasprintf("%s/flavours.yaml", dir);
	if (yaml_read(f->path, &root, faults->d) < 0) {
		flavour_file_free(f);
		return NULL;
	}
	r.file = f;
	read_root(&r, root);
	return f;
}

/* --- the end ------------------------------------------------------------------------------------ */

static void items_done(struct flavour_items *items)
{
	for (size_t i = 0; i < items->n; i++)
		free(items->v[i].text);
	free(items->v);
}

void flavour_settings_done(struct flavour_settings *s)
{
	for (size_t i = 0; i < s->n; i++) {
		free(s->v[i].text);
		free(s->v[i].name);
		free(s->v[i].value);
		free(s->v[i].why);
		free(s->v[i].from);
	}
	free(s->v);
	*s = (struct flavour_settings){0};
}

static void part_done(struct flavour_part *p)
{
	free(p->arch);
	free(p->base);
	items_done(&p->fragments);
	flavour_settings_done(&p->cmdline);
	flavour_settings_done(&p->sysctl);
}

void flavour_file_free(struct flavour_file *f)
{
	if (!f)
		return;
	for (size_t i = 0; i < f->n; i++) {
		struct flavour_source *s = &f->list[i];

		part_done(&s->common);
		for (size_t j = 0; j < s->n_archs; j++)
			part_done(&s->archs[j]);
		free(s->archs);
		items_done(&s->without);
		items_done(&s->unset);
		items_done(&s->overlays);
		free(s->extends.text);
		free(s->name);
		free(s->about);
	}
	free(f->list);
	free(f->dir);
	free(f->path);
	free(f);
}
