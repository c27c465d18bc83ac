// SPDX-License-Identifier: GPL-2.0-or-later
#include "cmd/report_changes.h"

#include <errno.h>

#include "base/alloc.h"
#include "cmd/diff_review.h"
#include "cmd/report_build.h"
#include "kconfig/sides.h"
#include "sys/interrupt.h"

/* It is called what a reader of the report calls it, not by the file it is in. */
static int open_side(const char *path, const char *name, const struct side_in *in,
		     struct side *ret, struct diag *d)
{
	int err = side_open(path, in, ret, d);

	if (err < 0)
		return err;
	free(ret->name);
	ret->name = xstrdup(name);
	return 0;
}

/* Another kernel has other rules: ours would explain its values wrongly. */
static int check_versions(const struct side *old, const struct side *new, struct diag *d)
{
	const struct side *const sides[] = {old, new};

	for (size_t i = 0; i < ARRAY_SIZE(sides); i++) {
		const struct side *s = sides[i];

		if (!s->config_linux || strcmp(s->config_linux, s->version) == 0)
			continue;
		diag_error(d, "%s is of Linux %s, and the tree is %s", s->name,
			   s->config_linux, s->version);
		return -EINVAL;
	}
	return 0;
}

static int compare(const struct report_audit_in *in, struct build_report *b,
		   struct diag *d)
{
	_cleanup_(cleanup_free) char *config = xasprintf("%s/.config", b->dir);
	_cleanup_(strv_done) struct strv archs = STRV_INIT;
	const struct side_in both = {in->linux_dir, in->configs, &archs};
	struct diff_review review = DIFF_REVIEW_INIT;
	struct side old = SIDE_INIT, new = SIDE_INIT;
	const struct sides_in run = {.old = &old,
				     .new = &new,
				     .common = {.bridge_dir = in->bridge_dir},
				     .cross = in->cross,
				     .also = diff_review,
				     .context = &review};
	int err;

	strv_push(&archs, b->arch);
	err = open_side(b->previous.path, "the previous build", &both, &old, d);
	if (err == 0)
		err = open_side(config, b->name, &both, &new, d);
	if (err == 0)
		err = check_versions(&old, &new, d);
	if (err == 0)
		err = diff_review_open(in->configs, false, &review, d);
	if (err == 0)
		err = sides_run(&run, &b->previous.causes, d);
	diff_review_close(&review);
	side_done(&new, d);
	side_done(&old, d);
	return err;
}

/* Of a decision the fragment is told, which a comparison of two results cannot know. */
static void name_fragments(const struct report_previous *p, struct change_set *s)
{
	for (size_t i = 0; i < s->n; i++) {
		struct change *c = &s->v[i];
		const struct report_change *known = report_change_find(p, c->name);

		if (c->class != CHANGE_INTENT || !known || !known->at)
			continue;
		free(c->because);
		c->because = xasprintf("asked for in %s", known->at);
	}
}

int report_changes_find(const struct report_audit_in *in, struct build_report *b,
			struct diag *d)
{
	struct report_previous *p = &b->previous;
	_cleanup_(diag_done) struct diag said = DIAG_INIT;
	int err;

	if (!p->config || !p->n)
		return 0;
	if (!in->linux_dir) {
		p->no_causes = xstrdup("there is no --linux to resolve with");
		return 0;
	}
	err = compare(in, b, &said);
	if (interrupt_pending()) {
		diag_append(d, &said);
		return -EINTR;
	}
	if (err < 0)
		p->no_causes = report_fault(&said);
	for (size_t i = 0; i < p->causes.n; i++)
		name_fragments(p, &p->causes.v[i]);
	return 0;
}
