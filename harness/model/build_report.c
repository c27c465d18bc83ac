// SPDX-License-Identifier: GPL-2.0-or-later
#include "model/build_report.h"

#include <string.h>

#include "base/alloc.h"

static const struct {
	const char *name;
	enum report_unit unit;
} numbers[REPORT_NUMBERS] = {
	[NUMBER_BUILT_IN] = {"symbols built in", UNIT_COUNT},
	[NUMBER_MODULAR] = {"symbols modular", UNIT_COUNT},
	[NUMBER_MODULES] = {"modules", UNIT_COUNT},
	[NUMBER_BAD] = {"modules not good", UNIT_COUNT},
	[NUMBER_PACKED] = {"module files", UNIT_BYTES},
	[NUMBER_VMLINUX] = {"vmlinux", UNIT_BYTES},
	[NUMBER_IMAGE] = {"image", UNIT_BYTES},
	[NUMBER_INITRAMFS] = {"initramfs", UNIT_BYTES},
	[NUMBER_HOLDS] = {"rules that hold", UNIT_COUNT},
	[NUMBER_FAILS] = {"rules that fail", UNIT_COUNT},
	[NUMBER_WAIVED] = {"rules waived", UNIT_COUNT},
	[NUMBER_PASS] = {"tests passed", UNIT_COUNT},
	[NUMBER_FAIL] = {"tests failed", UNIT_COUNT},
	[NUMBER_SKIP] = {"tests skipped", UNIT_COUNT},
	[NUMBER_BOOT_MS] = {"first result after", UNIT_MS},
	[NUMBER_MS] = {"verdict after", UNIT_MS},
};

const char *report_number_name(enum report_number n)
{
	return numbers[n].name;
}

enum report_unit report_number_unit(enum report_number n)
{
	return numbers[n].unit;
}

void report_figures_init(struct report_figures *f)
{
	*f = (struct report_figures){0};
	for (int i = 0; i < REPORT_NUMBERS; i++)
		f->numbers[i] = -1;
}

void report_figures_done(struct report_figures *f)
{
	if (!f)
		return;
	free(f->made);
	free(f->linux_version);
	free(f->release);
	free(f->compiler);
	free(f->certificate);
	free(f->config);
	free(f->verdict);
	report_figures_init(f);
}

void report_fact_add(struct report_facts *f, const char *name, const char *value)
{
	if (!value)
		return;
	GROW(f->v, f->n, f->capacity);
	f->v[f->n++] = (struct report_fact){xstrdup(name), xstrdup(value)};
}

static void facts_done(struct report_facts *f)
{
	for (size_t i = 0; i < f->n; i++) {
		free(f->v[i].name);
		free(f->v[i].value);
	}
	free(f->v);
}

static void audit_part_done(struct report_audit *a)
{
	for (size_t i = 0; i < a->n; i++) {
		free(a->rules[i].id);
		free(a->rules[i].severity);
		free(a->rules[i].want);
		free(a->rules[i].found);
		free(a->rules[i].why);
		free(a->rules[i].owner);
		free(a->rules[i].expires);
		free(a->rules[i].decided);
	}
	free(a->rules);
	free(a->from);
}

static void modules_done(struct report_modules *m)
{
	for (size_t i = 0; i < m->n; i++)
		free(m->v[i].path);
	free(m->v);
	free(m->not_verified);
	free(m->hash);
	free(m->subject);
	free(m->vermagic);
	strv_done(&m->faults);
}

static void previous_done(struct report_previous *p)
{
	for (size_t i = 0; i < p->n; i++) {
		free(p->v[i].name);
		free(p->v[i].from);
		free(p->v[i].to);
		free(p->v[i].at);
	}
	free(p->v);
	free(p->path);
	free(p->no_causes);
	change_sets_done(&p->causes);
	report_figures_done(&p->figures);
}

static int by_change_name(const void *key, const void *element)
{
	return strcmp(key, ((const struct report_change *)element)->name);
}

const struct report_change *report_change_find(const struct report_previous *p,
					       const char *name)
{
	if (!p->n)
		return NULL;
	return bsearch(name, p->v, p->n, sizeof(*p->v), by_change_name);
}

void build_report_init(struct build_report *b)
{
	*b = (struct build_report){0};
	report_figures_init(&b->now);
	report_figures_init(&b->previous.figures);
}

void build_report_done(struct build_report *b)
{
	free(b->dir);
	free(b->name);
	free(b->flavour);
	free(b->arch);
	report_figures_done(&b->now);
	facts_done(&b->source);
	facts_done(&b->toolchain);
	facts_done(&b->requests);
	strv_done(&b->fragments);
	for (size_t i = 0; i < b->n_patches; i++) {
		free(b->patches[i].file);
		free(b->patches[i].subject);
		free(b->patches[i].sha256);
	}
	free(b->patches);
	strv_done(&b->dropped);
	audit_part_done(&b->audit);
	modules_done(&b->modules);
	for (size_t i = 0; i < b->n_boots; i++) {
		free(b->boots[i].dir);
		boot_result_done(&b->boots[i].result);
	}
	free(b->boots);
	previous_done(&b->previous);
	for (size_t i = 0; i < b->n_links; i++) {
		free(b->links[i].text);
		free(b->links[i].href);
	}
	free(b->links);
	build_report_init(b);
}
