// SPDX-License-Identifier: GPL-2.0-or-later
#include "model/audit.h"

const char *audit_verdict_name(enum audit_verdict verdict)
{
	static const char *const names[AUDIT_VERDICTS] = {
		[AUDIT_HOLDS] = "holds",
		[AUDIT_FAILS] = "fails",
		[AUDIT_WAIVED] = "waived",
		[AUDIT_NOT_APPLICABLE] = "not applicable",
		[AUDIT_UNREACHABLE] = "unreachable here",
	};

	return names[verdict];
}

unsigned int audit_per_mille(const struct audit *a)
{
	size_t all =
		a->counts[AUDIT_HOLDS] + a->counts[AUDIT_FAILS] + a->counts[AUDIT_WAIVED];

	return all ? (unsigned int)(a->counts[AUDIT_HOLDS] * 1000 / all) : 0;
}

static void finding_done(struct audit_finding *f)
{
	free(f->want);
	free(f->found);
	free(f->why);
	strv_done(&f->helps);
	for (size_t i = 0; i < f->n_parts; i++) {
		free(f->parts[i].name);
		strv_done(&f->parts[i].reads);
	}
	free(f->parts);
}

void audit_done(struct audit *a)
{
	if (!a)
		return;
	for (size_t i = 0; i < a->n; i++)
		finding_done(&a->findings[i]);
	for (size_t i = 0; i < a->n_conflicts; i++)
		free(a->conflicts[i].text);
	for (size_t i = 0; i < a->n_states; i++) {
		free(a->states[i].name);
		free(a->states[i].value);
	}
	free(a->findings);
	free(a->conflicts);
	free(a->states);
	*a = (struct audit)AUDIT_INIT;
}
