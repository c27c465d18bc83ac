// SPDX-License-Identifier: GPL-2.0-or-later
#include "cmd/ask.h"

#include <errno.h>
#include <string.h>

#include "base/alloc.h"
#include "kconfig/answer.h"
#include "sys/prompt.h"

void ask_open(struct ask *ret, const char *configs, const struct flavours *f, FILE *in,
	      FILE *out)
{
	*ret = (struct ask){.in = in, .out = out, .configs = configs};
	for (size_t i = 0; i < f->n; i++)
		for (size_t j = 0; j < f->list[i].n_archs; j++) {
			const struct strv *v = &f->list[i].archs[j].fragments;

			strv_foreach (v, k)
				if (!strv_contains(&ret->fragments, v->v[k]))
					strv_push(&ret->fragments, v->v[k]);
		}
}

void ask_done(struct ask *a)
{
	strv_done(&a->fragments);
	free(a->reason);
	free(a->owner);
	*a = (struct ask){0};
}

void ask_request_done(struct ask_request *r)
{
	free(r->fragment);
	free(r->reason);
	free(r->owner);
	*r = (struct ask_request){0};
}

int ask_line(struct ask *a, const char *question, char **ret, struct diag *d)
{
	_cleanup_(cleanup_free) char *line = NULL;
	int err = prompt_line(a->in, a->out, question, &line, d);

	if (err < 0)
		return err;
	if (strcmp(line, "b") == 0)
		return -ECANCELED;
	if (strcmp(line, "q") == 0)
		return -ENODATA;
	*ret = TAKE_PTR(line);
	return 0;
}

void ask_tell(struct ask *a, struct diag *said)
{
	for (size_t i = 0; i < said->n; i++) {
		_cleanup_(strbuf_done) struct strbuf text = STRBUF_INIT;
		const char *t = said->entries[i].text;

		strbuf_add_escaped(&text, t, strlen(t));
		fprintf(a->out, "  %s\n", text.buf);
	}
	diag_done(said);
}

/* --- one answer -------------------------------------------------------------------------- */

/* The line, or what is proposed in its place. */
static int ask_text(struct ask *a, const char *what, const char *proposed, char **ret,
		    struct diag *d)
{
	_cleanup_(strbuf_done) struct strbuf question = STRBUF_INIT;
	int err;

	strbuf_addf(&question, "  %s", what);
	if (proposed)
		strbuf_addf(&question, " [%s]", proposed);
	strbuf_addc(&question, ':');
	err = ask_line(a, question.buf, ret, d);
	if (err == 0 && !**ret && proposed) {
		free(*ret);
		*ret = xstrdup(proposed);
	}
	return err;
}

static void replace(char **old, char *new)
{
	free(*old);
	*old = new;
}

/* As it stands in flavours.yaml, with or without the directory. */
static char *known_fragment(const struct ask *a, const char *name)
{
	_cleanup_(cleanup_free) char *full = xasprintf("%s/%s", a->configs, name);

	if (strv_contains(&a->fragments, name))
		return xstrdup(name);
	return strv_contains(&a->fragments, full) ? TAKE_PTR(full) : NULL;
}

static int ask_fragment(struct ask *a, struct ask_request *r, struct diag *d)
{
	for (;;) {
		_cleanup_(cleanup_free) char *line = NULL;
		int err = ask_text(a, "fragment", r->fragment, &line, d);
		char *found;

		if (err < 0)
			return err;
		found = known_fragment(a, line);
		if (found) {
			replace(&r->fragment, found);
			return 0;
		}
		if (strcmp(line, "?") != 0) {
			fputs("  no flavour takes that fragment; '?' lists those that "
			      "there are\n",
			      a->out);
			continue;
		}
		strv_foreach (&a->fragments, i)
			fprintf(a->out, "    %s\n", a->fragments.v[i]);
	}
}

/* Until it can be said in a "#:" block. */
static int ask_said(struct ask *a, const char *what, const char *help,
		    const char *proposed, char **to, struct diag *d)
{
	for (;;) {
		_cleanup_(cleanup_free) char *line = NULL;
		struct diag said = DIAG_INIT;
		int err = ask_text(a, what, proposed, &line, d);

		if (err < 0)
			return err;
		if (strcmp(line, "?") == 0) {
			fprintf(a->out, "  %s\n", help);
			continue;
		}
		if (edit_check_text(what, line, &said) == 0) {
			replace(to, TAKE_PTR(line));
			return 0;
		}
		ask_tell(a, &said);
	}
}

static int ask_reason(struct ask *a, struct ask_request *r, struct diag *d)
{
	return ask_said(a, "reason",
			"why it is so, in one line: it becomes '#: why', or stands in "
			"triage.yaml",
			r->reason ? r->reason : a->reason, &r->reason, d);
}

static int ask_owner(struct ask *a, struct ask_request *r, struct diag *d)
{
	_cleanup_(cleanup_free) char *own =
		r->owner || !r->fragment ? NULL : answer_owner(r->fragment);
	const char *proposed = r->owner ? r->owner : own ? own : a->owner;

	return ask_said(a, "owner", "who is asked about it later", proposed, &r->owner,
			d);
}

/* --- all of them -------------------------------------------------------------------------- */

typedef int ask_fn(struct ask *a, struct ask_request *r, struct diag *d);

/* One after the other; 'b' goes to the one before, and out of the first. */
static int ask_steps(struct ask *a, ask_fn *const *steps, size_t n, struct ask_request *r,
		     struct diag *d)
{
	size_t i = 0;

	while (i < n) {
		int err = steps[i](a, r, d);

		if (err == 0) {
			i++;
			continue;
		}
		if (err != -ECANCELED || i == 0)
			return err;
		i--;
	}
	replace(&a->reason, xstrdup(r->reason));
	replace(&a->owner, xstrdup(r->owner));
	return 0;
}

int ask_request(struct ask *a, bool fixed, struct ask_request *r, struct diag *d)
{
	static ask_fn *const steps[] = {ask_fragment, ask_reason, ask_owner};

	return ask_steps(a, steps + fixed, ARRAY_SIZE(steps) - fixed, r, d);
}

int ask_decision(struct ask *a, struct ask_request *r, struct diag *d)
{
	static ask_fn *const steps[] = {ask_reason, ask_owner};

	return ask_steps(a, steps, ARRAY_SIZE(steps), r, d);
}
