// SPDX-License-Identifier: GPL-2.0-or-later
#include <jansson.h>
#include <string.h>

#include "base/alloc.h"
#include "report/audit.h"

static json_t *text(const char *s)
{
	return s ? json_string(s) : json_null();
}

static json_t *vector(const struct strv *sv)
{
	json_t *array = json_array();

	strv_foreach (sv, i)
		json_array_append_new(array, text(sv->v[i]));
	return array;
}

static json_t *place(const struct loc *at)
{
	return at->file ? json_pack("{s:s, s:i, s:i}", "file", at->file, "line",
				    (int)at->line, "col", (int)at->col)
			: json_null();
}

static json_t *waiver(const struct audit_waiver *w)
{
	return w ? json_pack("{s:s, s:s, s:s, s:o}", "owner", w->owner, "reason",
			     w->reason, "expires", w->expires, "at", place(&w->at))
		 : json_null();
}

static json_t *finding(const struct audit_finding *f)
{
	json_t *o = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "id", f->id, "verdict",
			      audit_verdict_name(f->verdict), "kind", f->kind, "severity",
			      f->severity, "want", f->want, "found", f->found);

	json_object_set_new(o, "vacuous", json_boolean(f->vacuous));
	json_object_set_new(o, "why", text(f->why));
	json_object_set_new(o, "helps", vector(&f->helps));
	json_object_set_new(o, "decided", place(&f->decided));
	json_object_set_new(o, "rule", place(&f->rule_at));
	json_object_set_new(o, "source", vector(f->source));
	json_object_set_new(o, "ref", text(f->ref));
	json_object_set_new(o, "reason", text(f->reason));
	json_object_set_new(o, "cost", text(f->cost));
	json_object_set_new(o, "waiver", waiver(f->waiver));
	return o;
}

static json_t *summary(const struct audit *a)
{
	json_t *o = json_object();

	for (int i = 0; i < AUDIT_VERDICTS; i++)
		json_object_set_new(o, audit_verdict_name((enum audit_verdict)i),
				    json_integer((json_int_t)a->counts[i]));
	return o;
}

/* So that what must be kept cannot hide what is not hardened. */
static json_t *of_kind(const struct audit *a, const char *kind)
{
	size_t counts[AUDIT_VERDICTS] = {0};
	json_t *o = json_object();

	for (size_t i = 0; i < a->n; i++)
		if (strcmp(a->findings[i].kind, kind) == 0)
			counts[a->findings[i].verdict]++;
	for (int i = 0; i < AUDIT_VERDICTS; i++)
		json_object_set_new(o, audit_verdict_name((enum audit_verdict)i),
				    json_integer((json_int_t)counts[i]));
	return o;
}

static json_t *conflicts(const struct audit *a)
{
	json_t *array = json_array();

	for (size_t i = 0; i < a->n_conflicts; i++)
		json_array_append_new(array, json_pack("{s:s, s:s, s:s}", "rule",
						       a->conflicts[i].rule, "other",
						       a->conflicts[i].other, "text",
						       a->conflicts[i].text));
	return array;
}

static json_t *states(const struct audit *a)
{
	json_t *o = json_object();

	for (size_t i = 0; i < a->n_states; i++)
		json_object_set_new(o, a->states[i].name, text(a->states[i].value));
	return o;
}

static json_t *kernel(const struct kernel_state *k)
{
	json_t *o = json_pack("{s:s, s:s, s:s, s:s, s:b}", "name", k->name, "arch",
			      k->arch, "linux", k->version, "compiler", k->compiler,
			      "resolved", (int)k->tree);

	json_object_set_new(o, "flavour", text(k->flavour));
	return o;
}

void audit_print_json(const struct audit *a, struct strbuf *to)
{
	json_t *o = json_pack("{s:i, s:o, s:o, s:f}", "schema", 1, "kernel",
			      kernel(a->kernel), "summary", summary(a), "ratio",
			      (double)audit_per_mille(a) / 1000);
	json_t *rules = json_array();
	char *document;

	for (size_t i = 0; i < a->n; i++)
		json_array_append_new(rules, finding(&a->findings[i]));
	json_object_set_new(o, "kinds",
			    json_pack("{s:o, s:o}", "hardening", of_kind(a, "hardening"),
				      "keep", of_kind(a, "keep")));
	json_object_set_new(o, "vacuous", json_integer((json_int_t)a->vacuous));
	json_object_set_new(o, "not asked", json_integer((json_int_t)a->not_asked));
	json_object_set_new(o, "states", states(a));
	json_object_set_new(o, "conflicts", conflicts(a));
	json_object_set_new(o, "rules", rules);
	document = json_dumps(o, JSON_INDENT(1) | JSON_REAL_PRECISION(3));
	strbuf_addf(to, "%s\n", document);
	free(document);
	json_decref(o);
}
