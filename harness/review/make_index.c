// SPDX-License-Identifier: GPL-2.0-or-later
#include "review/make_index.h"

#include <string.h>

#include "base/alloc.h"
#include "base/strbuf.h"

#define DIRS_MAX 50000 /* Linux 6.18 has 2,900 for all architectures together */
#define INCLUDES 16    /* files of a directory */

struct build {
	struct make_tree *tree;
	struct make_index *to;
};

/* --- names in the texts -------------------------------------------------------------------- */

/* $(srctree)/, $(src)/ and $(SRCARCH) are known; NULL: it names something else, too. */
static char *resolve(const struct build *b, const char *dir, const char *word)
{
	const struct {
		const char *reference, *value;
	} known[] = {
		{"$(srctree)", "."}, {"$(src)", dir}, {"$(SRCARCH)", b->to->srcarch}};
	_cleanup_(strbuf_done) struct strbuf text = STRBUF_INIT;

	while (*word) {
		size_t i = 0;

		while (i < ARRAY_SIZE(known) &&
		       strncmp(word, known[i].reference, strlen(known[i].reference)) != 0)
			i++;
		if (i < ARRAY_SIZE(known)) {
			strbuf_adds(&text, *known[i].value ? known[i].value : ".");
			word += strlen(known[i].reference);
		} else if (*word == '$') {
			return NULL;
		} else {
			strbuf_addc(&text, *word++);
		}
	}
	return make_path("", text.buf);
}

static bool is_list(const char *name)
{
	static const char *const lists[] = {"obj-", "core-", "drivers-", "libs-"};

	for (size_t i = 0; i < ARRAY_SIZE(lists); i++)
		if (strncmp(name, lists[i], strlen(lists[i])) == 0)
			return true;
	return false;
}

/* --- directories ------------------------------------------------------------------------------ */

static struct index_dir *find_dir(const struct make_index *x, const char *path)
{
	struct index_dir *dir;

	HASH_FIND_STR(x->by_path, path, dir);
	return dir;
}

static void add_parent(struct index_dir *dir, size_t parent)
{
	for (size_t i = 0; i < dir->n_parents; i++)
		if (dir->parents[i] == parent)
			return;
	GROW(dir->parents, dir->n_parents, dir->parents_capacity);
	dir->parents[dir->n_parents++] = parent;
}

/* It takes over @path. */
static struct index_dir *add_dir(struct make_index *x, char *path)
{
	struct index_dir *dir = find_dir(x, path);

	if (dir || x->n >= DIRS_MAX) {
		free(path);
		return dir;
	}
	dir = xcalloc(1, sizeof(*dir));
	dir->path = path;
	dir->number = x->n;
	GROW(x->v, x->n, x->capacity);
	x->v[x->n++] = dir;
	HASH_ADD_KEYPTR(hh, x->by_path, dir->path, strlen(dir->path), dir);
	return dir;
}

static void add_child(const struct build *b, size_t parent, char *path)
{
	struct index_dir *dir = path ? add_dir(b->to, path) : NULL;

	if (dir && dir->number != parent)
		add_parent(dir, parent);
}

static void read_file(const struct build *b, struct index_dir *dir,
		      const struct makefile *m, const char *below);

static void read_include(const struct build *b, struct index_dir *dir, const char *names)
{
	_cleanup_(cleanup_free) char *path = resolve(b, dir->path, names);
	const struct makefile *m = path ? make_tree_file(b->tree, path) : NULL;

	if (!path)
		dir->open = true;
	if (m)
		read_file(b, dir, m, dir->path);
}

/* Words that end with a slash; @below: the directory to which they belong */
static void read_list(const struct build *b, struct index_dir *dir, const char *text,
		      const char *below)
{
	for (const char *p = text + strspn(text, " \t"); *p; p += strspn(p, " \t")) {
		size_t n = strcspn(p, " \t");

		if (p[n - 1] == '/' && !memchr(p, '$', n)) {
			_cleanup_(cleanup_free) char *word = xstrndup(p, n);

			add_child(b, dir->number, make_path(below, word));
		} else if (memchr(p, '$', n)) {
			_cleanup_(cleanup_free) char *word = xstrndup(p, n);
			char *path = resolve(b, dir->path, word);

			dir->open |= !path;
			add_child(b, dir->number, path);
		}
		p += n;
	}
}

static void read_file(const struct build *b, struct index_dir *dir,
		      const struct makefile *m, const char *below)
{
	for (size_t i = 0; i < dir->n_files; i++)
		if (dir->files[i] == m)
			return;
	if (dir->n_files >= INCLUDES) {
		dir->open = true;
		return;
	}
	GROW(dir->files, dir->n_files, dir->files_capacity);
	dir->files[dir->n_files++] = m;
	for (size_t i = 0; i < m->n; i++) {
		const struct make_line *l = &m->v[i];

		if (l->kind == MAKE_INCLUDE)
			read_include(b, dir, l->name);
		else if (l->kind == MAKE_ASSIGN && is_list(l->name))
			read_list(b, dir, l->text, below);
	}
}

/* --- the whole ---------------------------------------------------------------------------------- */

struct make_index *make_index_build(struct make_tree *t, const char *srcarch)
{
	struct make_index *x = xcalloc(1, sizeof(*x));
	struct build b = {t, x};
	_cleanup_(cleanup_free) char *path = xasprintf("arch/%s/Makefile", srcarch);
	const struct makefile *arch = make_tree_file(t, path);

	x->srcarch = xstrdup(srcarch);
	add_dir(x, xstrdup(""));
	if (arch)
		read_file(&b, x->v[0], arch, "");
	add_child(&b, 0, xstrdup("lib"));
	/* what is found is appended, and read in its turn */
	for (size_t i = 0; i < x->n; i++) {
		const struct makefile *m = make_tree_kbuild(t, x->v[i]->path);

		if (m)
			read_file(&b, x->v[i], m, x->v[i]->path);
	}
	return x;
}

static bool names_a_change(const struct index_dir *dir,
			   bool (*changed)(void *context, const char *symbol),
			   void *context)
{
	for (size_t i = 0; i < dir->n_files; i++)
		strv_foreach (&dir->files[i]->symbols, j)
			if (changed(context, dir->files[i]->symbols.v[j]))
				return true;
	return false;
}

static void mark(const struct make_index *x, size_t number, bool *marks)
{
	_cleanup_(cleanup_free) size_t *todo = NULL;
	size_t n = 0;

	if (marks[number])
		return;
	todo = xcalloc(x->n, sizeof(*todo));
	marks[number] = true;
	todo[n++] = number;
	while (n) {
		const struct index_dir *dir = x->v[todo[--n]];

		for (size_t i = 0; i < dir->n_parents; i++)
			if (!marks[dir->parents[i]]) {
				marks[dir->parents[i]] = true;
				todo[n++] = dir->parents[i];
			}
	}
}

bool *make_index_mark(const struct make_index *x,
		      bool (*changed)(void *context, const char *symbol), void *context)
{
	bool *marks = xcalloc(x->n, sizeof(*marks));

	for (size_t i = 0; i < x->n; i++)
		if (x->v[i]->open || names_a_change(x->v[i], changed, context))
			mark(x, i, marks);
	return marks;
}

void make_index_free(struct make_index *x)
{
	if (!x)
		return;
	HASH_CLEAR(hh, x->by_path);
	for (size_t i = 0; i < x->n; i++) {
		free(x->v[i]->path);
		free(x->v[i]->files);
		free(x->v[i]->parents);
		free(x->v[i]);
	}
	free(x->v);
	free(x->srcarch);
	free(x);
}
