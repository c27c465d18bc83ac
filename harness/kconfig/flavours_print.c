// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <jansson.h>

#include "base/alloc.h"
#include "kconfig/flavours_file.h"

/* --- for a person ----------------------------------------------------------------------------- */

static bool same_text(const struct flavour_settings *s, const struct flavour_setting *as)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->v[i].at.line == as->at.line && s->v[i].at.col == as->at.col)
			return true;
	return false;
}

/* What all architectures have in common is printed once. */
static void print_settings(const struct flavour *v, bool sysctl, struct strbuf *to)
{
	for (size_t i = 0; i < v->n_archs; i++) {
		const struct flavour_settings *s =
			sysctl ? &v->archs[i].sysctl : &v->archs[i].cmdline;

		for (size_t j = 0; j < s->n; j++) {
			size_t in = 0, before = 0;

			for (size_t k = 0; k < v->n_archs; k++) {
				const struct flavour_settings *other =
					sysctl ? &v->archs[k].sysctl
					       : &v->archs[k].cmdline;
				bool has = same_text(other, &s->v[j]);

				in += has;
				before += has && k < i;
			}
			if (before)
				continue;
			strbuf_addf(to, "  %-10s %s", sysctl ? "sysctl" : "cmdline",
				    s->v[j].text);
			if (in < v->n_archs)
				strbuf_addf(to, " on %s", v->archs[i].arch);
			strbuf_addf(to, " (%s)\n", s->v[j].why);
		}
	}
}

void flavours_print(const struct flavours *f, struct strbuf *to)
{
	for (size_t i = 0; i < f->n; i++) {
		const struct flavour *v = &f->list[i];

		strbuf_addf(to, "%s%s: %s%s\n", i ? "\n" : "", v->name, v->about,
			    v->ships ? "; ships" : "");
		for (size_t j = 0; j < v->n_archs; j++)
			strbuf_addf(to, "  %-10s %s and %zu fragments\n",
				    v->archs[j].arch, v->archs[j].base,
				    v->archs[j].fragments.n);
		print_settings(v, false, to);
		print_settings(v, true, to);
	}
	for (size_t i = 0; f->file && i < f->file->n; i++)
		if (f->file->list[i].is_overlay)
			strbuf_addf(to, "\n+%s: %s; stacks on any of them\n",
				    f->file->list[i].name, f->file->list[i].about);
}

/* --- for make --------------------------------------------------------------------------------- */

static void print_words(struct strbuf *to, const struct strv *words)
{
	strv_foreach (words, i)
		strbuf_addf(to, " %s", words->v[i]);
	strbuf_addc(to, '\n');
}

static void print_texts(struct strbuf *to, const struct flavour_settings *s)
{
	for (size_t i = 0; i < s->n; i++)
		strbuf_addf(to, " %s", s->v[i].text);
	strbuf_addc(to, '\n');
}

static void print_pair(const struct flavour_arch *a, struct strbuf *to)
{
	_cleanup_(cleanup_free) char *pair = xasprintf("%s-%s", a->name, a->arch);

	strbuf_addf(to, "FLAVOUR_%s := %s\n", pair, a->name);
	strbuf_addf(to, "ARCH_%s := %s\n", pair, a->arch);
	strbuf_addf(to, "SHIPS_%s := %s\n", pair, a->ships ? "yes" : "no");
	strbuf_addf(to, "BASE_%s := %s\n", pair, a->base);
	strbuf_addf(to, "FRAGMENTS_%s :=", pair);
	print_words(to, &a->fragments);
	strbuf_addf(to, "CMDLINE_%s :=", pair);
	print_texts(to, &a->cmdline);
	strbuf_addf(to, "SYSCTL_%s :=", pair);
	print_texts(to, &a->sysctl);
}

/* Each overlay, and each two in the order of the file, as "+a" and "+a+b". */
static void overlay_stacks(const struct flavours *f, struct strv *to)
{
	strv_foreach (&f->overlays, i) {
		strv_pushf(to, "+%s", f->overlays.v[i]);
		for (size_t j = i + 1; j < f->overlays.n; j++)
			strv_pushf(to, "+%s+%s", f->overlays.v[i], f->overlays.v[j]);
	}
}

static int print_stacked(struct flavours *f, const struct strv *stacks,
			 struct strbuf *names, struct strbuf *to, struct diag *d)
{
	for (size_t i = 0; i < f->n; i++) {
		for (size_t j = 0; j < f->list[i].n_archs; j++) {
			strv_foreach (stacks, k) {
				const struct flavour_arch *a;
				_cleanup_(cleanup_free) char *name =
					xasprintf("%s%s", f->list[i].name, stacks->v[k]);

				a = flavours_find(f, name, f->list[i].archs[j].arch, d);
				if (!a)
					return -EINVAL;
				strbuf_addf(names, " %s-%s", a->name, a->arch);
				print_pair(a, to);
			}
		}
	}
	return 0;
}

int flavours_print_make(struct flavours *f, struct strbuf *to, struct diag *d)
{
	_cleanup_(strbuf_done) struct strbuf pairs = STRBUF_INIT;
	_cleanup_(strbuf_done) struct strbuf overlaid = STRBUF_INIT;
	_cleanup_(strbuf_done) struct strbuf rest = STRBUF_INIT;
	_cleanup_(strv_done) struct strv stacks = STRV_INIT;
	int err;

	for (size_t i = 0; i < f->n; i++) {
		for (size_t j = 0; j < f->list[i].n_archs; j++) {
			strbuf_addf(&pairs, " %s-%s", f->list[i].name,
				    f->list[i].archs[j].arch);
			print_pair(&f->list[i].archs[j], &rest);
		}
	}
	overlay_stacks(f, &stacks);
	err = print_stacked(f, &stacks, &overlaid, &rest, d);
	if (err == 0)
		strbuf_addf(to, "PAIRS :=%s\nOVERLAID :=%s\n%s", pairs.buf, overlaid.buf,
			    rest.buf);
	return err;
}

/* --- for programs ------------------------------------------------------------------------------ */

static json_t *json_words(const struct strv *words)
{
	json_t *list = json_array();

	strv_foreach (words, i)
		json_array_append_new(list, json_string(words->v[i]));
	return list;
}

static json_t *json_settings(const struct flavour_settings *s)
{
	json_t *list = json_array();

	for (size_t i = 0; i < s->n; i++)
		json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:i, s:i}", "text",
						      s->v[i].text, "why", s->v[i].why,
						      "from", s->v[i].from, "line",
						      (int)s->v[i].at.line, "col",
						      (int)s->v[i].at.col));
	return list;
}

static json_t *json_pair(const struct flavour_arch *a)
{
	return json_pack("{s:s, s:s, s:b, s:s, s:o, s:o, s:o, s:o}", "name", a->name,
			 "arch", a->arch, "ships", (int)a->ships, "base", a->base,
			 "fragments", json_words(&a->fragments), "overlays",
			 json_words(&a->overlays), "cmdline", json_settings(&a->cmdline),
			 "sysctl", json_settings(&a->sysctl));
}

char *flavours_print_json(const struct flavours *f)
{
	json_t *pairs = json_array(), *doc;
	_cleanup_(cleanup_free) char *text = NULL;

	for (size_t i = 0; i < f->n; i++)
		for (size_t j = 0; j < f->list[i].n_archs; j++)
			json_array_append_new(pairs, json_pair(&f->list[i].archs[j]));
	doc = json_pack("{s:i, s:o, s:o}", "schema", 1, "overlays",
			json_words(&f->overlays), "pairs", pairs);
	text = json_dumps(doc, JSON_INDENT(1));
	json_decref(doc);
	return xasprintf("%s\n", text ? text : "{}");
}
