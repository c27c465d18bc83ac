// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "report/build.h"
#include "report/markup.h"

#define CHANGES_SHOWN 100

static void add_figures(const struct build_report *b, struct strbuf *to)
{
	const struct report_previous *p = &b->previous;

	strbuf_addf(to, "\n| figure | now |%s\n|---|--:|%s\n",
		    p->there ? " previous |" : "", p->there ? "--:|" : "");
	for (int i = 0; i < REPORT_NUMBERS; i++) {
		enum report_number n = (enum report_number)i;

		if (b->now.numbers[i] < 0)
			continue;
		strbuf_addf(to, "| %s | ", report_number_name(n));
		markup_number(to, b->now.numbers[i], report_number_unit(n));
		strbuf_adds(to, " |");
		if (p->there) {
			strbuf_addc(to, ' ');
			markup_number(to, p->figures.numbers[i], report_number_unit(n));
			strbuf_adds(to, " |");
		}
		strbuf_addc(to, '\n');
	}
}

static void add_identity(const char *name, const char *value, struct strbuf *to)
{
	strbuf_addf(to, "| %s | ", name);
	markup_cell(to, value ? value : "not known");
	strbuf_adds(to, " |\n");
}

static void add_head(const struct build_report *b, struct strbuf *to)
{
	strbuf_adds(to, "# ");
	markup_cell(to, b->flavour);
	strbuf_adds(to, ", ");
	markup_cell(to, b->arch);
	strbuf_adds(to, "\n\n| | |\n|---|---|\n");
	add_identity("kernel release", b->now.release, to);
	add_identity("Linux", b->now.linux_version, to);
	add_identity("compiler", b->now.compiler, to);
	add_identity("certificate, SHA-256", b->now.certificate, to);
	add_identity("configuration, SHA-256", b->now.config, to);
	for (size_t i = 0; i < b->n_patches; i++)
		add_identity("patch", b->patches[i].file, to);
	add_identity("boot", b->now.verdict ? b->now.verdict : "not booted yet", to);
}

static void add_dropped(const struct build_report *b, struct strbuf *to)
{
	if (!b->dropped.n)
		return;
	strbuf_adds(to, "\n## Requests that are not in effect\n\n");
	strv_foreach (&b->dropped, i) {
		strbuf_adds(to, "- ");
		markup_cell(to, b->dropped.v[i]);
		strbuf_addc(to, '\n');
	}
}

static void add_audit(const struct report_audit *a, struct strbuf *to)
{
	strbuf_adds(to, "\n## Audit\n\n");
	if (!a->from) {
		strbuf_adds(to, "Not audited.\n");
		return;
	}
	for (int i = 0; i < AUDIT_VERDICTS; i++)
		strbuf_addf(to, "%s%zu %s", i ? ", " : "", a->counts[i],
			    audit_verdict_name((enum audit_verdict)i));
	strbuf_adds(to, ". From ");
	markup_cell(to, a->from);
	strbuf_adds(to, ".\n");
	if (a->n)
		strbuf_adds(to, "\n| verdict | severity | rule | wants | found | why |\n"
				"|---|---|---|---|---|---|\n");
	for (size_t i = 0; i < a->n; i++) {
		const struct report_rule *r = &a->rules[i];
		const char *const cells[] = {audit_verdict_name(r->verdict),
					     r->severity,
					     r->id,
					     r->want,
					     r->found,
					     r->why ? r->why : ""};

		for (size_t j = 0; j < ARRAY_SIZE(cells); j++) {
			strbuf_adds(to, "| ");
			markup_cell(to, cells[j]);
			strbuf_addc(to, ' ');
		}
		strbuf_adds(to, "|\n");
	}
}

static void add_cell(const char *text, struct strbuf *to)
{
	strbuf_addc(to, ' ');
	markup_cell(to, text ? text : "–");
	strbuf_adds(to, " |");
}

/* Decisions first: who reads no further has read those. */
static void add_causes(const struct change_set *s, struct strbuf *to)
{
	size_t shown = 0;

	if (s->n)
		strbuf_adds(to, "\n| class | symbol | previous | now | because |\n"
				"|---|---|---|---|---|\n");
	for (int class = 0; class < CHANGE_CLASSES; class ++)
		for (size_t i = 0; i < s->n && shown < CHANGES_SHOWN; i++) {
			const struct change *c = &s->v[i];

			if (c->class != (enum change_class) class)
				continue;
			strbuf_addf(to, "| %s |", change_class_name(c->class));
			add_cell(c->name, to);
			add_cell(c->from, to);
			add_cell(c->to, to);
			add_cell(c->because, to);
			strbuf_addc(to, '\n');
			shown++;
		}
	if (s->n > shown)
		strbuf_addf(to, "\n%zu more are in changes.html.\n", s->n - shown);
}

static void add_changes(const struct report_previous *p, struct strbuf *to)
{
	strbuf_adds(to, "\n## Against the previous build\n\n");
	if (!p->there) {
		strbuf_adds(to, "There is none yet.\n");
		return;
	}
	if (!p->config) {
		strbuf_adds(to, "Its configuration was not kept.\n");
		return;
	}
	strbuf_addf(to, "%zu values of the configuration differ.\n", p->n);
	if (p->causes.n) {
		add_causes(&p->causes.v[0], to);
		return;
	}
	if (p->no_causes) {
		strbuf_adds(to, "Their causes are not known: ");
		markup_cell(to, p->no_causes);
		strbuf_adds(to, ".\n");
	}
	if (p->n)
		strbuf_adds(to, "\n| symbol | previous | now |\n|---|---|---|\n");
	for (size_t i = 0; i < p->n && i < CHANGES_SHOWN; i++) {
		strbuf_adds(to, "| ");
		markup_cell(to, p->v[i].name);
		strbuf_adds(to, " | ");
		markup_cell(to, p->v[i].from ? p->v[i].from : "not set");
		strbuf_adds(to, " | ");
		markup_cell(to, p->v[i].to ? p->v[i].to : "not set");
		strbuf_adds(to, " |\n");
	}
	if (p->n > CHANGES_SHOWN)
		strbuf_addf(to, "\n%zu more are in index.html.\n", p->n - CHANGES_SHOWN);
}

static void add_modules(const struct report_modules *m, struct strbuf *to)
{
	strbuf_adds(to, "\n## Modules\n\n");
	if (!m->there) {
		strbuf_adds(to, "Not signed yet.\n");
		return;
	}
	if (!m->verified) {
		strbuf_addf(to, "%zu modules, not verified: ", m->n);
		markup_cell(to, m->not_verified ? m->not_verified : "no reason is known");
		strbuf_addc(to, '\n');
		return;
	}
	strbuf_addf(to, "%zu modules, %zu of them not good, signed with ", m->n,
		    m->n_bad);
	markup_cell(to, m->hash ? m->hash : "an unknown digest");
	strbuf_adds(to, ".\n");
	strv_foreach (&m->faults, i) {
		strbuf_adds(to, "- ");
		markup_cell(to, m->faults.v[i]);
		strbuf_addc(to, '\n');
	}
}

static void add_boot(const struct report_boot *boot, struct strbuf *to)
{
	const struct boot_result *r = &boot->result;

	strbuf_adds(to, "\n## ");
	markup_cell(to, boot->dir);
	strbuf_addf(to, ": %s\n\n%zu passed, %zu failed, %zu skipped of %u planned.\n",
		    boot_verdict_name(r->verdict), boot_result_count(r, BOOT_TEST_PASS),
		    boot_result_count(r, BOOT_TEST_FAIL),
		    boot_result_count(r, BOOT_TEST_SKIP), r->planned);
	for (size_t i = 0; i < r->n_problems; i++) {
		strbuf_addf(to, "- %s: ", boot_verdict_name(r->problems[i].verdict));
		markup_cell(to, r->problems[i].text);
		if (r->problems[i].console_line)
			strbuf_addf(to, " (console.log:%u)", r->problems[i].console_line);
		strbuf_addc(to, '\n');
	}
}

void build_print_markdown(const struct build_report *b, struct strbuf *to)
{
	add_head(b, to);
	add_dropped(b, to);
	add_figures(b, to);
	add_audit(&b->audit, to);
	add_changes(&b->previous, to);
	add_modules(&b->modules, to);
	for (size_t i = 0; i < b->n_boots; i++)
		add_boot(&b->boots[i], to);
}

static void add_modules_line(const struct report_modules *m, struct strbuf *to)
{
	if (!m->there)
		strbuf_adds(to, "not signed");
	else if (!m->verified)
		strbuf_addf(to, "%zu modules, not verified", m->n);
	else if (m->n_bad || m->faults.n)
		strbuf_addf(to, "%zu modules, %zu not good", m->n, m->n_bad);
	else
		strbuf_addf(to, "%zu modules good", m->n);
}

void build_print_line(const struct build_report *b, struct strbuf *to)
{
	const struct report_audit *a = &b->audit;

	strbuf_add_escaped(to, b->name, strlen(b->name));
	strbuf_addf(to, ": boot %s, ", b->now.verdict ? b->now.verdict : "not done");
	if (a->from)
		strbuf_addf(to, "%zu rules hold, %zu waived, %zu fail, ",
			    a->counts[AUDIT_HOLDS], a->counts[AUDIT_WAIVED],
			    a->counts[AUDIT_FAILS]);
	else
		strbuf_adds(to, "not audited, ");
	add_modules_line(&b->modules, to);
	if (b->previous.config)
		strbuf_addf(to, ", %zu values changed", b->previous.n);
	strbuf_addc(to, '\n');
}
