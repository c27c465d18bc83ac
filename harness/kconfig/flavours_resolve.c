// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "base/alloc.h"
#include "kconfig/flavours_file.h"

const struct flavour_source *flavour_file_find(const struct flavour_file *f,
					       const char *name, bool overlay)
{
	for (size_t i = 0; i < f->n; i++)
		if (f->list[i].is_overlay == overlay &&
		    strcmp(f->list[i].name, name) == 0)
			return &f->list[i];
	return NULL;
}

static const struct flavour_source *parent_of(const struct flavour_file *f,
					      const struct flavour_source *s)
{
	return s->extends.text ? flavour_file_find(f, s->extends.text, s->is_overlay)
			       : NULL;
}

/* --- what refers to what ------------------------------------------------------------------- */

/* Each cycle is reported once: where its first member in the file enters it. */
static void check_cycle(const struct flavour_file *f, const struct flavour_source *start,
			struct flavour_faults *faults)
{
	_cleanup_(strbuf_done) struct strbuf way = STRBUF_INIT;
	const struct flavour_source *s = start;

	strbuf_adds(&way, start->name);
	for (size_t i = 0; i < f->n; i++) {
		s = parent_of(f, s);
		if (!s || s < start)
			return;
		strbuf_addf(&way, " > %s", s->name);
		if (s == start) {
			flavour_fault(faults, &start->extends.at,
				      "'%s' extends itself: %s", start->name, way.buf);
			return;
		}
	}
}

static void check_without(const struct flavour_source *s, const char *key,
			  const struct flavour_items *items,
			  struct flavour_faults *faults)
{
	for (size_t i = 0; i < items->n; i++)
		if (!s->is_overlay && !s->extends.text)
			flavour_fault(faults, &items->v[i].at,
				      "'%s' extends nothing, so there is nothing that "
				      "'%s' could take out",
				      s->name, key);
}

static void check_source(const struct flavour_file *f, const struct flavour_source *s,
			 struct flavour_faults *faults)
{
	const char *kind = s->is_overlay ? "overlay" : "flavour";

	if (s->extends.text && !parent_of(f, s))
		flavour_fault(faults, &s->extends.at,
			      "there is no %s '%s' that '%s' could extend", kind,
			      s->extends.text, s->name);
	for (size_t i = 0; i < s->overlays.n; i++)
		if (!flavour_file_find(f, s->overlays.v[i].text, true))
			flavour_fault(faults, &s->overlays.v[i].at,
				      "there is no overlay '%s'", s->overlays.v[i].text);
	if (!s->is_overlay && !s->extends.text && !s->n_archs)
		flavour_fault(faults, &s->at, "the flavour '%s' needs 'arch'", s->name);
	check_without(s, "without", &s->without, faults);
	check_without(s, "unset", &s->unset, faults);
	check_cycle(f, s, faults);
}

void flavour_file_check(struct flavour_file *f, struct flavour_faults *faults)
{
	for (size_t i = 0; i < f->n; i++)
		check_source(f, &f->list[i], faults);
}

/* --- settings ------------------------------------------------------------------------------- */

/* The kernel takes '-' and '_' in the name of a parameter for the same. */
static bool same_parameter(const char *a, const char *b)
{
	for (; *a && *b; a++, b++)
		if ((*a == '-' ? '_' : *a) != (*b == '-' ? '_' : *b))
			return false;
	return *a == *b;
}

const struct flavour_setting *flavour_setting_find(const struct flavour_settings *s,
						   const char *name)
{
	for (size_t i = s->n; i > 0; i--)
		if (same_parameter(s->v[i - 1].name, name))
			return &s->v[i - 1];
	return NULL;
}

/* Take out what has a name, but not what @by itself sets; was there any? */
static bool drop(struct flavour_settings *from, const char *name, const char *by)
{
	struct flavour_settings kept = {0}, gone = {0};
	bool any;

	for (size_t i = 0; i < from->n; i++) {
		bool out = same_parameter(from->v[i].name, name) &&
			   strcmp(from->v[i].from, by) != 0;
		struct flavour_settings *to = out ? &gone : &kept;

		GROW(to->v, to->n, to->capacity);
		to->v[to->n++] = from->v[i];
	}
	any = gone.n > 0;
	free(from->v);
	*from = kept;
	flavour_settings_done(&gone);
	return any;
}

static void take_out_settings(struct flavour_source *s, struct flavour_arch *from)
{
	for (size_t i = 0; i < s->unset.n; i++) {
		bool any = drop(&from->cmdline, s->unset.v[i].text, s->name);

		any |= drop(&from->sysctl, s->unset.v[i].text, s->name);
		s->unset.v[i].used |= any;
	}
}

static void add_settings(const struct flavour_settings *from, struct flavour_settings *to)
{
	for (size_t i = 0; i < from->n; i++) {
		const struct flavour_setting *s = &from->v[i];

		/* what was inherited gives way to a setting of the same name */
		drop(to, s->name, s->from);
		GROW(to->v, to->n, to->capacity);
		to->v[to->n++] = (struct flavour_setting){
			.text = xstrdup(s->text),
			.name = xstrdup(s->name),
			.value = s->value ? xstrdup(s->value) : NULL,
			.why = xstrdup(s->why),
			.from = xstrdup(s->from),
			.at = s->at};
	}
}

static void add_sysctls(const struct flavour_settings *from, struct flavour_settings *to,
			struct flavour_faults *faults)
{
	for (size_t i = 0; i < from->n; i++) {
		const struct flavour_setting *s = &from->v[i];
		const struct flavour_setting *old = flavour_setting_find(to, s->name);

		if (old && strcmp(old->from, s->from) == 0)
			flavour_fault(faults, &s->at,
				      "the sysctl '%s' is set in line %u, too", s->name,
				      old->at.line);
	}
	add_settings(from, to);
}

/* --- fragments ------------------------------------------------------------------------------ */

static void take_out(struct flavour_source *s, struct strv *fragments)
{
	for (size_t i = 0; i < s->without.n; i++) {
		struct strv kept = STRV_INIT;

		strv_foreach (fragments, j) {
			if (strcmp(fragments->v[j], s->without.v[i].text) == 0)
				s->without.v[i].used = true;
			else
				strv_push(&kept, fragments->v[j]);
		}
		strv_done(fragments);
		*fragments = kept;
	}
}

/* An overlay brings what is missing; a flavour that repeats a fragment errs. */
static void add_part(struct flavour_part *p, bool overlay, struct flavour_arch *to,
		     struct flavour_faults *faults)
{
	for (size_t i = 0; i < p->fragments.n; i++) {
		struct flavour_item *f = &p->fragments.v[i];

		if (!strv_contains(&to->fragments, f->text)) {
			strv_push(&to->fragments, f->text);
			continue;
		}
		if (overlay || f->reported)
			continue;
		f->reported = true;
		flavour_fault(faults, &f->at, "'%s' is in '%s' already", f->text,
			      to->name);
	}
	add_settings(&p->cmdline, &to->cmdline);
	add_sysctls(&p->sysctl, &to->sysctl, faults);
}

static struct flavour_part *part_for(const struct flavour_source *s, const char *arch)
{
	for (size_t i = 0; i < s->n_archs; i++)
		if (strcmp(s->archs[i].arch, arch) == 0)
			return &s->archs[i];
	return NULL;
}

static void add_source(struct flavour_source *s, const char *arch,
		       struct flavour_arch *to, struct flavour_faults *faults)
{
	struct flavour_part *p = part_for(s, arch);
	const char *base = p && p->base ? p->base : s->common.base;

	if (base) {
		free(to->base);
		to->base = xstrdup(base);
	}
	take_out(s, &to->fragments);
	take_out_settings(s, to);
	add_part(&s->common, s->is_overlay, to, faults);
	if (p)
		add_part(p, s->is_overlay, to, faults);
}

/* What is extended comes first; an overlay counts once. */
static void add_chain(struct flavour_file *f, const struct flavour_source *s,
		      const char *arch, struct flavour_arch *to,
		      struct flavour_faults *faults)
{
	const struct flavour_source *parent = parent_of(f, s);

	if (s->is_overlay && strv_contains(&to->overlays, s->name))
		return;
	if (parent)
		add_chain(f, parent, arch, to, faults);
	add_source(&f->list[s - f->list], arch, to, faults);
	if (s->is_overlay)
		strv_push(&to->overlays, s->name);
}

/* The overlays that a flavour carries, those of what it extends first. */
static void add_own_overlays(struct flavour_file *f, const struct flavour_source *s,
			     const char *arch, struct flavour_arch *to,
			     struct flavour_faults *faults)
{
	const struct flavour_source *parent = parent_of(f, s);

	if (parent)
		add_own_overlays(f, parent, arch, to, faults);
	for (size_t i = 0; i < s->overlays.n; i++)
		add_chain(f, flavour_file_find(f, s->overlays.v[i].text, true), arch, to,
			  faults);
}

void flavour_file_resolve(struct flavour_file *f, const struct flavour_source *flavour,
			  const char *arch, const struct strv *overlays,
			  struct flavour_arch *ret, struct flavour_faults *faults)
{
	_cleanup_(strbuf_done) struct strbuf name = STRBUF_INIT;

	strbuf_adds(&name, flavour->name);
	for (size_t i = 0; overlays && i < overlays->n; i++)
		strbuf_addf(&name, "+%s", overlays->v[i]);
	ret->name = xstrdup(name.buf);
	ret->arch = xstrdup(arch);
	ret->ships = flavour->ships && (!overlays || !overlays->n);
	add_chain(f, flavour, arch, ret, faults);
	add_own_overlays(f, flavour, arch, ret, faults);
	for (size_t i = 0; overlays && i < overlays->n; i++)
		add_chain(f, flavour_file_find(f, overlays->v[i], true), arch, ret,
			  faults);
	if (!ret->base)
		flavour_fault(faults, &flavour->at,
			      "the flavour '%s' needs a base for %s", flavour->name,
			      arch);
}

void flavour_file_archs(const struct flavour_file *f,
			const struct flavour_source *flavour, struct strv *to)
{
	while (flavour && !flavour->n_archs)
		flavour = parent_of(f, flavour);
	for (size_t i = 0; flavour && i < flavour->n_archs; i++)
		strv_push(to, flavour->archs[i].arch);
}

/* --- what ships ------------------------------------------------------------------------------- */

static bool part_has(const struct flavour_part *p, const char *fragment)
{
	for (size_t i = 0; i < p->fragments.n; i++)
		if (strcmp(p->fragments.v[i].text, fragment) == 0)
			return true;
	return false;
}

static bool source_has(const struct flavour_source *s, const char *fragment)
{
	bool found = part_has(&s->common, fragment);

	for (size_t i = 0; i < s->n_archs; i++)
		found |= part_has(&s->archs[i], fragment);
	return found;
}

void flavour_file_check_shipped(const struct flavour_file *f,
				const struct flavour_source *flavour,
				const struct flavour_arch *resolved,
				struct flavour_faults *faults)
{
	if (!flavour->ships)
		return;
	if (resolved->overlays.n) {
		flavour_fault(faults, &flavour->ships_at,
			      "'%s' cannot ship: it carries the overlay '%s'",
			      flavour->name, resolved->overlays.v[0]);
		return;
	}
	strv_foreach (&resolved->fragments, i)
		for (size_t j = 0; j < f->n; j++)
			if (f->list[j].is_overlay &&
			    source_has(&f->list[j], resolved->fragments.v[i]))
				flavour_fault(faults, &flavour->ships_at,
					      "'%s' cannot ship: '%s' belongs to the "
					      "overlay '%s'",
					      flavour->name, resolved->fragments.v[i],
					      f->list[j].name);
}
