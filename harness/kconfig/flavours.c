// SPDX-License-Identifier: GPL-2.0-or-later
#include "kconfig/flavours.h"

#include <errno.h>
#include <string.h>

#include "base/alloc.h"
#include "kconfig/flavours_file.h"

void flavour_arch_done(struct flavour_arch *a)
{
	free(a->name);
	free(a->arch);
	free(a->base);
	strv_done(&a->fragments);
	strv_done(&a->overlays);
	flavour_settings_done(&a->cmdline);
	flavour_settings_done(&a->sysctl);
}

void flavours_done(struct flavours *f)
{
	if (!f)
		return;
	for (size_t i = 0; i < f->n; i++) {
		struct flavour *v = &f->list[i];

		for (size_t j = 0; j < v->n_archs; j++)
			flavour_arch_done(&v->archs[j]);
		free(v->archs);
		free(v->name);
		free(v->about);
	}
	for (size_t i = 0; i < f->n_stacked; i++) {
		flavour_arch_done(f->stacked[i]);
		free(f->stacked[i]);
	}
	free(f->list);
	free(f->stacked);
	strv_done(&f->overlays);
	flavour_file_free(f->file);
	free(f->dir);
	*f = (struct flavours)FLAVOURS_INIT;
}

/* --- reading ------------------------------------------------------------------------------- */

/* What "without" and "unset" name and no architecture had. */
static void check_used(const struct flavour_source *s, const struct flavour_items *items,
		       struct flavour_faults *faults)
{
	for (size_t i = 0; i < items->n; i++)
		if (!items->v[i].used)
			flavour_fault(faults, &items->v[i].at,
				      "'%s' does not have '%s', so it cannot be left out",
				      s->extends.text, items->v[i].text);
}

static void resolve_flavour(struct flavours *f, const struct flavour_source *s,
			    struct flavour_faults *faults)
{
	_cleanup_(strv_done) struct strv archs = STRV_INIT;
	bool was_bad = faults->bad;
	struct flavour *v;

	GROW(f->list, f->n, f->capacity);
	v = &f->list[f->n++];
	*v = (struct flavour){
		.name = xstrdup(s->name), .about = xstrdup(s->about), .ships = s->ships};
	flavour_file_archs(f->file, s, &archs);
	strv_foreach (&archs, i) {
		GROW(v->archs, v->n_archs, v->archs_capacity);
		v->archs[v->n_archs] = (struct flavour_arch){0};
		flavour_file_resolve(f->file, s, archs.v[i], NULL,
				     &v->archs[v->n_archs++], faults);
	}
	for (size_t i = 0; faults->bad == was_bad && i < v->n_archs; i++)
		flavour_file_check_shipped(f->file, s, &v->archs[i], faults);
	check_used(s, &s->without, faults);
	check_used(s, &s->unset, faults);
}

int flavours_read(const char *dir, struct flavours *ret, struct diag *d)
{
	_cleanup_(flavours_done) struct flavours f = FLAVOURS_INIT;
	struct flavour_faults faults = {.d = d};

	f.dir = xstrdup(dir);
	f.file = flavour_file_read(dir, &faults);
	if (!f.file)
		return -EINVAL;
	flavour_file_check(f.file, &faults);
	if (faults.bad)
		return -EINVAL;
	for (size_t i = 0; i < f.file->n; i++) {
		if (f.file->list[i].is_overlay)
			strv_push(&f.overlays, f.file->list[i].name);
		else
			resolve_flavour(&f, &f.file->list[i], &faults);
	}
	if (faults.bad)
		return -EINVAL;
	*ret = f;
	f = (struct flavours)FLAVOURS_INIT;
	return 0;
}

/* --- finding ------------------------------------------------------------------------------- */

static const struct flavour_arch *find_plain(const struct flavours *f, const char *name,
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

static bool check_overlay(const struct flavours *f, const char *name,
			  const struct strv *before, struct diag *d)
{
	_cleanup_(strbuf_done) struct strbuf known = STRBUF_INIT;

	if (strv_contains(before, name)) {
		diag_error(d, "the overlay '%s' is stacked twice", name);
		return false;
	}
	if (strv_contains(&f->overlays, name))
		return true;
	strv_foreach (&f->overlays, i)
		strbuf_addf(&known, " %s", f->overlays.v[i]);
	diag_error(d, "no overlay '%s'; '%s/flavours.yaml' has%s", name, f->dir,
		   known.len ? known.buf : " none");
	return false;
}

static const struct flavour_arch *stack(struct flavours *f, const char *flavour,
					const char *arch, const struct strv *overlays,
					struct diag *d)
{
	struct flavour_arch *a = xcalloc(1, sizeof(*a));
	struct flavour_faults faults = {.d = d};

	flavour_file_resolve(f->file, flavour_file_find(f->file, flavour, false), arch,
			     overlays, a, &faults);
	GROW(f->stacked, f->n_stacked, f->stacked_capacity);
	f->stacked[f->n_stacked++] = a;
	return faults.bad ? NULL : a;
}

const struct flavour_arch *flavours_find(struct flavours *f, const char *name,
					 const char *arch, struct diag *d)
{
	_cleanup_(cleanup_free) char *flavour = xstrndup(name, strcspn(name, "+"));
	const struct flavour_arch *plain = find_plain(f, flavour, arch, d);
	_cleanup_(strv_done) struct strv overlays = STRV_INIT;
	const char *at = name + strlen(flavour);

	if (!plain || !*at)
		return plain;
	for (size_t i = 0; i < f->n_stacked; i++)
		if (strcmp(f->stacked[i]->name, name) == 0 &&
		    strcmp(f->stacked[i]->arch, arch) == 0)
			return f->stacked[i];
	while (*at) {
		size_t n = strcspn(++at, "+");
		_cleanup_(cleanup_free) char *overlay = xstrndup(at, n);

		if (!check_overlay(f, overlay, &overlays, d))
			return NULL;
		strv_push(&overlays, overlay);
		at += n;
	}
	return stack(f, flavour, arch, &overlays, d);
}
