// SPDX-License-Identifier: GPL-2.0-or-later
/* What two flavours are made of, side by side. */
#include <string.h>

#include "base/alloc.h"
#include "kconfig/fragment.h"
#include "kconfig/sides.h"
#include "sys/file.h"

/* --- the same ------------------------------------------------------------------------------ */

/* What cannot be read is not the same as anything; the comparison will say why. */
static bool same_file(const char *a, const char *b)
{
	_cleanup_(diag_done) struct diag ignored = DIAG_INIT;
	_cleanup_(cleanup_free) char *x = NULL, *y = NULL;
	size_t n, m;

	return file_read(a, FRAGMENT_MAX_BYTES, &x, &n, &ignored) == 0 &&
	       file_read(b, FRAGMENT_MAX_BYTES, &y, &m, &ignored) == 0 && n == m &&
	       memcmp(x, y, n) == 0;
}

static bool same_base(const char *a, const char *b)
{
	if (merge_base_is_keyword(a) || merge_base_is_keyword(b))
		return strcmp(a, b) == 0;
	return same_file(a, b);
}

static bool same_renames(const struct renames *a, const struct renames *b)
{
	if (a->n != b->n)
		return false;
	for (size_t i = 0; i < a->n; i++)
		if (strcmp(a->v[i].from, b->v[i].from) != 0 ||
		    strcmp(a->v[i].to, b->v[i].to) != 0 ||
		    a->v[i].inverted != b->v[i].inverted)
			return false;
	return true;
}

bool sides_same_inputs(const struct side *old_side, const struct flavour_arch *old,
		       const struct side *new_side, const struct flavour_arch *new)
{
	if (old->fragments.n != new->fragments.n || !same_base(old->base, new->base) ||
	    !same_renames(&old_side->renames, &new_side->renames))
		return false;
	strv_foreach (&old->fragments, i)
		if (!same_file(old->fragments.v[i], new->fragments.v[i]))
			return false;
	return true;
}

/* --- settings -------------------------------------------------------------------------------- */

/* The kernel takes '-' and '_' in the name of a parameter for the same. */
static bool same_name(const char *a, const char *b)
{
	for (; *a && *b; a++, b++)
		if ((*a == '-' ? '_' : *a) != (*b == '-' ? '_' : *b))
			return false;
	return *a == *b;
}

/* All values of a name, in their order; NULL: it is not set. One without a value is "set". */
static char *values_of(const struct flavour_settings *s, const char *name)
{
	_cleanup_(strbuf_done) struct strbuf all = STRBUF_INIT;

	for (size_t i = 0; i < s->n; i++)
		if (same_name(s->v[i].name, name))
			strbuf_addf(&all, "%s%s", all.len ? " " : "",
				    s->v[i].value ? s->v[i].value : "set");
	return all.len ? strbuf_detach(&all, NULL) : NULL;
}

static const char *why_of(const struct flavour_settings *s, const char *name)
{
	for (size_t i = s->n; i > 0; i--)
		if (same_name(s->v[i - 1].name, name))
			return s->v[i - 1].why;
	return NULL;
}

static void compare_setting(const struct flavour_settings *old,
			    const struct flavour_settings *new, const char *name,
			    bool sysctl, struct change_set *to)
{
	_cleanup_(cleanup_free) char *from = values_of(old, name);
	_cleanup_(cleanup_free) char *now = values_of(new, name);
	const char *why = why_of(now ? new : old, name);

	for (size_t i = 0; i < to->n_settings; i++)
		if (to->settings[i].sysctl == sysctl &&
		    same_name(to->settings[i].name, name))
			return;
	if (from && now && strcmp(from, now) == 0)
		return;
	GROW(to->settings, to->n_settings, to->settings_capacity);
	to->settings[to->n_settings++] =
		(struct change_setting){.sysctl = sysctl,
					.name = xstrdup(name),
					.from = TAKE_PTR(from),
					.to = TAKE_PTR(now),
					.why = why ? xstrdup(why) : NULL};
}

static void compare_settings(const struct flavour_settings *old,
			     const struct flavour_settings *new, bool sysctl,
			     struct change_set *to)
{
	for (size_t i = 0; i < new->n; i++)
		compare_setting(old, new, new->v[i].name, sysctl, to);
	for (size_t i = 0; i < old->n; i++)
		compare_setting(old, new, old->v[i].name, sysctl, to);
}

void sides_settings(const struct flavour_arch *old, const struct flavour_arch *new,
		    struct change_set *ret)
{
	compare_settings(&old->cmdline, &new->cmdline, false, ret);
	compare_settings(&old->sysctl, &new->sysctl, true, ret);
}
