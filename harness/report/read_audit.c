// SPDX-License-Identifier: GPL-2.0-or-later
#include <inttypes.h>
#include <errno.h>
#include <string.h>

#include "base/alloc.h"
#include "report/document.h"
#include "report/read.h"

#define ADVICE "run 'kharness audit --json' again"

static char *copy(const char *s)
{
	return s ? xstrdup(s) : NULL;
}

static bool verdict_of(struct document *doc, const json_t *o, enum audit_verdict *ret)
{
	const char *name = document_needed(doc, o, "verdict");

	for (int v = 0; v < AUDIT_VERDICTS; v++)
		if (strcmp(name, audit_verdict_name((enum audit_verdict)v)) == 0) {
			*ret = (enum audit_verdict)v;
			return true;
		}
	document_fault(doc, "verdict", "is none that is known");
	return false;
}

static char *place(struct document *doc, const json_t *at)
{
	const char *file = document_string(doc, at, "file");

	return file ? xasprintf("%s:%" PRId64, file, document_integer(doc, at, "line"))
		    : NULL;
}

static void take_rule(struct document *doc, const json_t *o, enum audit_verdict verdict,
		      struct report_audit *a)
{
	const json_t *waiver = json_object_get(o, "waiver");
	const char *accepted = document_string(doc, waiver, "reason");

	GROW(a->rules, a->n, a->capacity);
	a->rules[a->n++] = (struct report_rule){
		.id = xstrdup(document_needed(doc, o, "id")),
		.verdict = verdict,
		.severity = xstrdup(document_needed(doc, o, "severity")),
		.want = xstrdup(document_needed(doc, o, "want")),
		.found = xstrdup(document_needed(doc, o, "found")),
		.why = copy(accepted ? accepted : document_string(doc, o, "reason")),
		.owner = copy(document_string(doc, waiver, "owner")),
		.expires = copy(document_string(doc, waiver, "expires")),
		.decided = place(doc, json_object_get(o, "decided")),
	};
}

/* What fails first, then the heaviest; else as the policy has them. */
static int weight(const struct report_rule *r)
{
	int severity = strcmp(r->severity, "high") == 0	    ? 0
		       : strcmp(r->severity, "medium") == 0 ? 1
							    : 2;

	return (r->verdict == AUDIT_FAILS ? 0 : 3) + severity;
}

static int by_weight(const void *a, const void *b)
{
	const struct report_rule *x = a, *y = b;

	return weight(x) != weight(y) ? weight(x) - weight(y) : strcmp(x->id, y->id);
}

int read_audit(const char *path, const char *text, const char *from,
	       struct report_audit *ret, struct diag *d)
{
	_cleanup_(document_done) struct document doc = DOCUMENT_INIT;
	int err = text ? document_parse(path, text, 1, ADVICE, &doc, d)
		       : document_read(path, 1, ADVICE, &doc, d);
	const json_t *rules =
		err < 0 ? NULL : document_array(&doc, doc.root, "rules", false);

	if (err < 0)
		return err;
	if (!rules)
		document_fault(&doc, "rules", "are missing");
	for (size_t i = 0; i < json_array_size(rules); i++) {
		const json_t *o = json_array_get(rules, i);
		enum audit_verdict verdict;

		if (!verdict_of(&doc, o, &verdict))
			continue;
		ret->counts[verdict]++;
		if (verdict == AUDIT_FAILS || verdict == AUDIT_WAIVED)
			take_rule(&doc, o, verdict, ret);
	}
	if (ret->n)
		qsort(ret->rules, ret->n, sizeof(*ret->rules), by_weight);
	ret->from = xstrdup(from);
	return doc.err;
}
