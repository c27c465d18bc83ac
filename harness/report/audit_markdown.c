// SPDX-License-Identifier: GPL-2.0-or-later
#include "base/alloc.h"
#include "report/audit.h"

static void add_percent(const struct audit *a, struct strbuf *to)
{
	unsigned int r = audit_per_mille(a);

	strbuf_addf(to, "%u.%u %%", r / 10, r % 10);
}

void audit_print_summary(const struct audit *a, struct strbuf *to)
{
	const size_t *n = a->counts;
	size_t all = n[AUDIT_HOLDS] + n[AUDIT_FAILS] + n[AUDIT_WAIVED];

	strbuf_addf(to, "%s-%s: %zu of %zu rules hold (", a->kernel->name,
		    a->kernel->arch, n[AUDIT_HOLDS], all);
	add_percent(a, to);
	strbuf_addf(to,
		    "), %zu waived, %zu fail; %zu not applicable, %zu unreachable here",
		    n[AUDIT_WAIVED], n[AUDIT_FAILS], n[AUDIT_NOT_APPLICABLE],
		    n[AUDIT_UNREACHABLE]);
	if (a->not_asked)
		strbuf_addf(to, ", %zu not asked", a->not_asked);
	strbuf_addc(to, '\n');
}

/* In a cell of a table '|' ends it, and '<' begins HTML. */
static void add_cell(struct strbuf *to, const char *text)
{
	strbuf_adds(to, "| ");
	for (const char *p = text; *p; p++) {
		if (*p == '|' || *p == '\\' || *p == '<' || *p == '*' || *p == '`')
			strbuf_addc(to, '\\');
		strbuf_addc(to, *p == '\n' ? ' ' : *p);
	}
	strbuf_addc(to, ' ');
}

static void add_row(struct strbuf *to, const char *a, const char *b, const char *c,
		    const char *d)
{
	add_cell(to, a);
	add_cell(to, b);
	add_cell(to, c);
	add_cell(to, d);
	strbuf_adds(to, "|\n");
}

static const char *last_column(const struct audit_finding *f)
{
	if (f->waiver)
		return f->waiver->reason;
	return f->why ? f->why : f->reason;
}

static void add_table(const struct audit *a, enum audit_verdict verdict,
		      const char *heading, const char *last, struct strbuf *to)
{
	if (!a->counts[verdict])
		return;
	strbuf_addf(to,
		    "\n## %s (%zu)\n\n| rule | wants | found | %s |\n|---|---|---|---|\n",
		    heading, a->counts[verdict], last);
	for (size_t i = 0; i < a->n; i++) {
		const struct audit_finding *f = &a->findings[i];

		if (f->verdict == verdict)
			add_row(to, f->id, f->want, f->found, last_column(f));
	}
}

static void add_figures(const struct audit *a, struct strbuf *to)
{
	strbuf_addf(to, "# Audit of %s, %s\n\nLinux %s, %s. ", a->kernel->name,
		    a->kernel->arch, a->kernel->version, a->kernel->compiler);
	strbuf_addf(to, "%s: ", a->counts[AUDIT_FAILS] ? "**Not good**" : "Good");
	add_percent(a, to);
	strbuf_adds(to, " of the rules that could hold do.\n\n");
	for (int i = 0; i < AUDIT_VERDICTS; i++)
		strbuf_addf(to, "| %s ", audit_verdict_name((enum audit_verdict)i));
	strbuf_adds(to, "|\n|---|---|---|---|---|\n");
	for (int i = 0; i < AUDIT_VERDICTS; i++)
		strbuf_addf(to, "| %zu ", a->counts[i]);
	strbuf_adds(to, "|\n");
}

static void add_conflicts(const struct audit *a, struct strbuf *to)
{
	if (!a->n_conflicts)
		return;
	strbuf_addf(
		to,
		"\n## Cannot both hold (%zu)\n\n| rule | and | because |\n|---|---|---|\n",
		a->n_conflicts);
	for (size_t i = 0; i < a->n_conflicts; i++) {
		add_cell(to, a->conflicts[i].rule);
		add_cell(to, a->conflicts[i].other);
		add_cell(to, a->conflicts[i].text);
		strbuf_adds(to, "|\n");
	}
}

void audit_print_markdown(const struct audit *a, struct strbuf *to)
{
	add_figures(a, to);
	add_table(a, AUDIT_FAILS, "Fails", "why it is wanted", to);
	add_conflicts(a, to);
	add_table(a, AUDIT_WAIVED, "Waived", "why it is accepted", to);
	add_table(a, AUDIT_UNREACHABLE, "Unreachable here", "because", to);
	add_table(a, AUDIT_NOT_APPLICABLE, "Not applicable", "because", to);
	add_table(a, AUDIT_HOLDS, "Holds", "why it is wanted", to);
}
