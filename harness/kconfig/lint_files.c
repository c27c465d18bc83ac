// SPDX-License-Identifier: GPL-2.0-or-later
#include "kconfig/lint_files.h"

#include <errno.h>
#include <fts.h>
#include <stdint.h>
#include <string.h>

#include "base/alloc.h"

/* --- which files there are --------------------------------------------------------------- */

static struct lint_file *file_get(struct lint_files *f, const char *path)
{
	char *real = realpath(path, NULL);
	struct lint_file *new;

	if (!real)
		real = xstrdup(path);
	for (size_t i = 0; i < f->n; i++) {
		if (strcmp(f->files[i]->real, real) == 0) {
			free(real);
			return f->files[i];
		}
	}
	new = xcalloc(1, sizeof(*new));
	new->path = xstrdup(path);
	new->real = real;
	GROW(f->files, f->n, f->capacity);
	f->files[f->n++] = new;
	return new;
}

static void add_pair(struct lint_files *f, const struct flavour_arch *a)
{
	struct lint_pair *p;

	GROW(f->pairs, f->n_pairs, f->pairs_capacity);
	p = &f->pairs[f->n_pairs++];
	*p = (struct lint_pair){.name = xasprintf("%s-%s", a->name, a->arch), .arch = a};
	p->files = xcalloc(a->fragments.n + 1, sizeof(struct lint_file *));
	strv_foreach (&a->fragments, i) {
		p->files[i] = file_get(f, a->fragments.v[i]);
		p->files[i]->uses++;
	}
	if (strchr(a->base, '/')) /* no word: flavours_read() puts the directory first */
		file_get(f, a->base)->base = true;
}

/* Each flavour as it is, and each overlay on each flavour. */
static int add_pairs(struct lint_files *f, struct diag *d)
{
	struct flavours *fl = &f->flavours;

	for (size_t i = 0; i < fl->n; i++) {
		for (size_t j = 0; j < fl->list[i].n_archs; j++) {
			const struct flavour_arch *a = &fl->list[i].archs[j];

			add_pair(f, a);
			strv_foreach (&fl->overlays, k) {
				_cleanup_(cleanup_free) char *name =
					xasprintf("%s+%s", a->name, fl->overlays.v[k]);
				const struct flavour_arch *on =
					flavours_find(fl, name, a->arch, d);

				if (!on)
					return -EINVAL;
				if (!strv_contains(&a->overlays, fl->overlays.v[k]))
					add_pair(f, on);
			}
		}
	}
	return 0;
}

static bool is_fragment_name(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot && dot != name && strcmp(dot, ".config") == 0;
}

/* Also what no flavour names. */
static int find_files(const char *configs, struct lint_files *f, struct diag *d)
{
	char *const roots[] = {(char *)(uintptr_t)configs, NULL};
	FTS *fts = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	const FTSENT *e;
	int err = 0;

	if (!fts)
		return diag_errno(d, -errno, "cannot open '%s'", configs);
	while (err == 0 && (e = fts_read(fts))) {
		if (e->fts_info == FTS_F && is_fragment_name(e->fts_name))
			file_get(f, e->fts_path);
		else if (e->fts_info == FTS_DNR || e->fts_info == FTS_ERR)
			err = diag_errno(d, -e->fts_errno, "cannot read '%s'",
					 e->fts_path);
	}
	fts_close(fts);
	return err;
}

/* --- what is in them ---------------------------------------------------------------------- */

/* The reader's messages are findings; those about a base are the business of merge. */
static void read_file(struct lint_file *file, struct lint_out *out)
{
	_cleanup_(diag_done) struct diag found = DIAG_INIT;
	int err = fragment_read(file->path, FRAGMENT_DRAFT, &file->fragment, &found);

	file->bad = err < 0;
	for (size_t i = 0; i < found.n; i++) {
		const struct diag_entry *e = &found.entries[i];
		struct loc at = {file->path, e->line ? e->line : 1, e->col ? e->col : 1};

		lint_find(out, LINT_SYNTAX, e->severity, &at, xstrdup(e->text));
	}
	file->lines = xcalloc(file->fragment.n + 1, sizeof(*file->lines));
	for (size_t i = 0; i < file->fragment.n; i++)
		file->lines[i].request = &file->fragment.requests[i];
}

int lint_files_read(const char *configs, struct lint_files *ret, struct lint_out *out,
		    struct diag *d)
{
	int err = flavours_read(configs, &ret->flavours, d);

	if (err == 0)
		err = add_pairs(ret, d);
	if (err == 0)
		err = find_files(configs, ret, d);
	if (err < 0)
		return err;
	for (size_t i = 0; i < ret->n; i++) {
		if (ret->files[i]->base && !ret->files[i]->uses)
			continue;
		read_file(ret->files[i], out);
		out->n_fragments++;
		out->n_requests += ret->files[i]->fragment.n;
	}
	for (size_t i = 0; i < ret->n_pairs; i++)
		strv_foreach (&ret->pairs[i].arch->fragments, j)
			if (ret->pairs[i].files[j]->bad)
				ret->pairs[i].bad = true;
	out->n_pairs = ret->n_pairs;
	return 0;
}

void lint_files_done(struct lint_files *f)
{
	if (!f)
		return;
	for (size_t i = 0; i < f->n; i++) {
		struct lint_file *file = f->files[i];

		for (size_t j = 0; file->lines && j < file->fragment.n; j++) {
			free(file->lines[j].reason);
			free(file->lines[j].where);
		}
		free(file->lines);
		fragment_done(&file->fragment);
		free(file->path);
		free(file->real);
		free(file);
	}
	for (size_t i = 0; i < f->n_pairs; i++) {
		free(f->pairs[i].name);
		free(f->pairs[i].files);
	}
	free(f->files);
	free(f->pairs);
	flavours_done(&f->flavours);
	*f = (struct lint_files)LINT_FILES_INIT;
}
