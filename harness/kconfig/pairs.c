// SPDX-License-Identifier: GPL-2.0-or-later
#include "kconfig/pairs.h"

#include <errno.h>
#include <string.h>

#include "base/alloc.h"

/* Once, also when it was named twice. */
static void add_pair(struct pairs *to, const struct flavour_arch *a)
{
	for (size_t i = 0; i < to->n; i++)
		if (strcmp(to->v[i].of->name, a->name) == 0 &&
		    strcmp(to->v[i].of->arch, a->arch) == 0)
			return;
	GROW(to->v, to->n, to->capacity);
	to->v[to->n++] = (struct pair){xasprintf("%s-%s", a->name, a->arch), a};
}

/* Does "azure+test" stand on the flavour "azure"? */
static bool stands_on(const char *name, const char *flavour)
{
	size_t n = strlen(flavour);

	return strncmp(name, flavour, n) == 0 && (name[n] == '\0' || name[n] == '+');
}

static int add_named(struct flavours *f, const struct flavour *fl, const char *name,
		     const struct strv *archs, struct pairs *to, struct diag *d)
{
	for (size_t i = 0; i < fl->n_archs; i++) {
		const char *arch = fl->archs[i].arch;
		const struct flavour_arch *a;

		if (archs->n && !strv_contains(archs, arch))
			continue;
		a = flavours_find(f, name, arch, d);
		if (!a)
			return -ENOENT;
		add_pair(to, a);
	}
	return 0;
}

static bool any_has(const struct pairs *p, const char *flavour, const char *arch)
{
	for (size_t i = 0; i < p->n; i++)
		if ((!flavour || strcmp(p->v[i].of->name, flavour) == 0) &&
		    (!arch || strcmp(p->v[i].of->arch, arch) == 0))
			return true;
	return false;
}

/* A name that is misspelt must not choose fewer pairs without a word. */
static int check_names(const struct flavours *f, const struct pairs *p,
		       const struct strv *flavours, const struct strv *archs,
		       struct diag *d)
{
	size_t errors = d->errors;

	strv_foreach (flavours, i)
		if (!any_has(p, flavours->v[i], NULL))
			diag_error(d, "'%s/flavours.yaml' has no flavour '%s'%s", f->dir,
				   flavours->v[i],
				   archs->n ? " for this architecture" : "");
	strv_foreach (archs, i)
		if (!any_has(p, NULL, archs->v[i]))
			diag_error(d, "'%s/flavours.yaml' has no flavour for '%s'%s",
				   f->dir, archs->v[i],
				   flavours->n ? " among these" : "");
	if (!p->n && d->errors == errors)
		diag_error(d, "'%s/flavours.yaml' has no flavour at all", f->dir);
	return d->errors > errors ? -ENOENT : 0;
}

int pairs_choose(struct flavours *f, const struct strv *flavours,
		 const struct strv *archs, struct pairs *ret, struct diag *d)
{
	int err = 0;

	for (size_t i = 0; err == 0 && i < f->n; i++) {
		const struct flavour *fl = &f->list[i];

		if (!flavours->n)
			err = add_named(f, fl, fl->name, archs, ret, d);
		for (size_t j = 0; err == 0 && j < flavours->n; j++)
			if (stands_on(flavours->v[j], fl->name))
				err = add_named(f, fl, flavours->v[j], archs, ret, d);
	}
	return err < 0 ? err : check_names(f, ret, flavours, archs, d);
}

void pairs_done(struct pairs *p)
{
	if (!p)
		return;
	for (size_t i = 0; i < p->n; i++)
		free(p->v[i].name);
	free(p->v);
	*p = (struct pairs)PAIRS_INIT;
}
