// SPDX-License-Identifier: GPL-2.0-or-later
/* OASIS "Static Analysis Results Interchange Format (SARIF) Version 2.1.0". */
#include <jansson.h>
#include <string.h>

#include "base/alloc.h"
#include "report/audit.h"

#define SCHEMA                                                                \
	"https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/" \
	"sarif-schema-2.1.0.json"

static const char *level(const char *severity)
{
	return strcmp(severity, "high") == 0	 ? "error"
	       : strcmp(severity, "medium") == 0 ? "warning"
						 : "note";
}

/* A URI reference (RFC 3986): what is no plain path character is %-encoded. */
static json_t *uri(const char *path)
{
	_cleanup_(strbuf_done) struct strbuf text = STRBUF_INIT;

	if (*path == '/')
		strbuf_adds(&text, "file://");
	for (const unsigned char *p = (const unsigned char *)path; *p; p++) {
		bool plain = (*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') ||
			     (*p >= '0' && *p <= '9') || strchr("-._~/+", *p);

		if (plain)
			strbuf_addc(&text, (char)*p);
		else
			strbuf_addf(&text, "%%%02X", *p);
	}
	return json_string(text.buf);
}

static json_t *location(const struct loc *at)
{
	return json_pack("{s:{s:{s:o}, s:{s:i, s:i}}}", "physicalLocation",
			 "artifactLocation", "uri", uri(at->file), "region", "startLine",
			 at->line ? (int)at->line : 1, "startColumn",
			 at->col ? (int)at->col : 1);
}

static bool is_result(const struct audit_finding *f)
{
	return f->verdict == AUDIT_FAILS || f->verdict == AUDIT_WAIVED;
}

static json_t *suppressions(const struct audit_finding *f)
{
	_cleanup_(cleanup_free) char *why = NULL;

	if (!f->waiver)
		return json_array();
	why = xasprintf("%s (until %s, %s)", f->waiver->reason, f->waiver->expires,
			f->waiver->owner);
	return json_pack("[{s:s, s:s, s:s, s:o}]", "kind", "external", "status",
			 "accepted", "justification", why, "location",
			 location(&f->waiver->at));
}

static json_t *result(const struct audit *a, const struct audit_finding *f, size_t index)
{
	_cleanup_(cleanup_free) char *text = xasprintf(
		"%s wants %s, found %s (%s)", f->id, f->want, f->found, a->kernel->name);
	const struct loc *at = f->decided.file ? &f->decided : &f->rule_at;

	return json_pack("{s:s, s:i, s:s, s:{s:s}, s:[o], s:{s:s}, s:o}", "ruleId", f->id,
			 "ruleIndex", (int)index, "level", level(f->severity), "message",
			 "text", text, "locations", location(at), "partialFingerprints",
			 "rule/v1", f->id, "suppressions", suppressions(f));
}

static json_t *descriptor(const struct audit_finding *f)
{
	json_t *tags = json_array();
	json_t *o;

	strv_foreach (f->source, i)
		json_array_append_new(tags, json_string(f->source->v[i]));
	json_array_append_new(tags, json_string(f->kind));
	o = json_pack("{s:s, s:{s:s}, s:{s:s}, s:{s:s}, s:{s:o}}", "id", f->id,
		      "shortDescription", "text", f->want, "fullDescription", "text",
		      f->reason, "defaultConfiguration", "level", level(f->severity),
		      "properties", "tags", tags);
	if (strncmp(f->ref, "https://", 8) == 0)
		json_object_set_new(o, "helpUri", json_string(f->ref));
	return o;
}

void audit_print_sarif(const struct audit *a, struct strbuf *to)
{
	json_t *rules = json_array(), *results = json_array(), *log;
	char *document;

	for (size_t i = 0; i < a->n; i++) {
		json_array_append_new(rules, descriptor(&a->findings[i]));
		if (is_result(&a->findings[i]))
			json_array_append_new(results, result(a, &a->findings[i], i));
	}
	log = json_pack("{s:s, s:s, s:[{s:{s:{s:s, s:o}}, s:s, s:o}]}", "$schema", SCHEMA,
			"version", "2.1.0", "runs", "tool", "driver", "name",
			"kharness audit", "rules", rules, "columnKind",
			"unicodeCodePoints", "results", results);
	document = json_dumps(log, JSON_INDENT(1));
	strbuf_addf(to, "%s\n", document);
	free(document);
	json_decref(log);
}
