// SPDX-License-Identifier: GPL-2.0-or-later
#include "cmd/rebase_ask.h"

#include <errno.h>
#include <string.h>

#include "base/alloc.h"
#include "cmd/ask.h"
#include "kconfig/answer.h"
#include "report/rebase.h"

/* What somebody can choose, and the words for it. */
enum choice {
	CHOICE_Y,
	CHOICE_M,
	CHOICE_N,
	CHOICE_VALUE,
	CHOICE_KEEP,
	CHOICE_EDIT,
	CHOICE_REMOVE,
	CHOICE_DEFAULT,
	CHOICE_LATER,
	CHOICES
};

static const struct {
	const char *word, *shown, *help;
} choices[CHOICES] = {
	[CHOICE_Y] = {"y", "y", "ask for it: built in"},
	[CHOICE_M] = {"m", "m", "ask for it as a module"},
	[CHOICE_N] = {"n", "n", "ask for its absence"},
	[CHOICE_VALUE] = {"=", "=VALUE", "ask for a value, such as =4096 or =\"text\""},
	[CHOICE_KEEP] = {"keep", "keep", "the request is right as it stands"},
	[CHOICE_EDIT] = {"edit", "edit", "write the proposed line in its place"},
	[CHOICE_REMOVE] = {"remove", "remove", "take the request out of its fragment"},
	[CHOICE_DEFAULT] = {"default", "default", "take what the tree does"},
	[CHOICE_LATER] = {"later", "later", "decide with the next kernel"},
};

/* What was done about an item, in this session. */
enum given { GIVEN_NOTHING, GIVEN_REQUEST, GIVEN_DECISION, GIVEN_EDIT };

struct question {
	const struct rebase_item *item;
	enum given given;
	char *fragment; /* of GIVEN_REQUEST */
};

struct session {
	const struct rebase_ask_in *in;
	struct ask ask;
	struct question *v;
	size_t n;
	size_t answered;
	struct diag *d;
};

/* --- what can be chosen --------------------------------------------------------------------- */

static bool is_type(const struct rebase_item *i, const char *type)
{
	return i->type && strcmp(i->type, type) == 0;
}

static bool takes_value(const struct rebase_item *i, enum choice c)
{
	bool tristate = is_type(i, "tristate"), boolean = is_type(i, "bool");

	if (i->kind == REBASE_RULE || i->kind == REBASE_GONE || i->kind == REBASE_RENAMED)
		return false;
	if (c == CHOICE_VALUE)
		return !tristate && !boolean;
	return tristate || (boolean && c != CHOICE_M);
}

static bool can_choose(const struct rebase_item *i, enum choice c)
{
	bool request = i->kind != REBASE_NEW && i->kind != REBASE_RULE;

	switch (c) {
	case CHOICE_KEEP: return i->kind == REBASE_TYPE && i->holds;
	case CHOICE_EDIT: return i->edit != NULL;
	case CHOICE_REMOVE: return request;
	case CHOICE_DEFAULT:
		return i->kind == REBASE_NEW || (i->kind == REBASE_RULE && i->holds);
	case CHOICE_LATER: return true;
	default: return takes_value(i, c);
	}
}

/* A word, or its beginning; "=..." is a value. CHOICES: none. */
static enum choice choice_of(const struct rebase_item *i, const char *line)
{
	size_t n = strlen(line);

	for (int c = 0; c < CHOICES; c++) {
		if (!can_choose(i, (enum choice)c))
			continue;
		if (c == CHOICE_VALUE ? *line == '='
				      : n && strncmp(choices[c].word, line, n) == 0)
			return (enum choice)c;
	}
	return CHOICES;
}

static void add_choices(const struct rebase_item *i, struct strbuf *to)
{
	const char *slash = "";

	for (int c = 0; c < CHOICES; c++)
		if (can_choose(i, (enum choice)c)) {
			strbuf_addf(to, "%s%s", slash, choices[c].shown);
			slash = "/";
		}
	strbuf_adds(to, " (? b q):");
}

static void show(const struct session *s, size_t k, bool all)
{
	_cleanup_(strbuf_done) struct strbuf text = STRBUF_INIT;
	const struct rebase_item *i = s->v[k].item;

	rebase_print_item(i, all, &text);
	fprintf(s->in->out, "\n[%zu/%zu] %s", k + 1, s->n, text.buf);
	if (!all)
		return;
	for (int c = 0; c < CHOICES; c++)
		if (can_choose(i, (enum choice)c))
			fprintf(s->in->out, "  %-8s %s\n", choices[c].shown,
				choices[c].help);
	fputs("  b        back to the question before\n"
	      "  q        stop here; what was answered is kept\n",
	      s->in->out);
}

/* --- what is done ----------------------------------------------------------------------------- */

/* A fault of an answer is told, and the question asked again. */
static int told(struct session *s, struct diag *said, int err)
{
	if (err == 0 || err == -ENODATA || err == -ECANCELED) {
		diag_append(s->d, said);
		return err;
	}
	ask_tell(&s->ask, said);
	return -EAGAIN;
}

/* Nothing of an earlier answer stays beside a new one. */
static int forget(struct session *s, struct question *q, const char *fragment,
		  struct diag *d)
{
	const struct edit gone = {.symbol = q->item->name};
	enum edit_result result;
	int err = 0;

	if (q->given == GIVEN_REQUEST &&
	    !(fragment && strcmp(fragment, q->fragment) == 0))
		err = answer_request(q->fragment, &gone, &result, d);
	if (err == 0 && (q->given == GIVEN_DECISION || fragment))
		err = answer_forget(s->in->configs, q->item->kind == REBASE_RULE,
				    q->item->name, s->in->items->to, d);
	return err;
}

static void done(struct session *s, struct question *q, enum given given,
		 const char *fragment)
{
	s->answered += q->given == GIVEN_NOTHING;
	q->given = given;
	free(q->fragment);
	q->fragment = fragment ? xstrdup(fragment) : NULL;
}

static int write_request(struct session *s, struct question *q, const struct value *value,
			 const struct ask_request *r, struct diag *d)
{
	const struct edit e = {.symbol = q->item->name,
			       .value = value,
			       .why = r->reason,
			       .owner = r->owner};
	enum edit_result result;
	int err = answer_request(r->fragment, &e, &result, d);

	if (err == 0)
		err = forget(s, q, r->fragment, d);
	if (err < 0)
		return err;
	done(s, q, GIVEN_REQUEST, r->fragment);
	fprintf(s->in->out, "  -> %s\n", r->fragment);
	return 0;
}

static bool fits(const struct rebase_item *i, const struct value *v)
{
	if (is_type(i, "int"))
		return v->kind == VALUE_INT;
	if (is_type(i, "hex"))
		return v->kind == VALUE_HEX || (v->kind == VALUE_INT && *v->text != '-');
	return !is_type(i, "string") || v->kind == VALUE_STRING;
}

static int parse_value(const struct rebase_item *i, const char *text, struct value *ret,
		       struct diag *d)
{
	struct value_fault fault;
	int err = value_parse(text, strlen(text), ret, &fault);

	if (err == 0 && fits(i, ret))
		return 0;
	diag_error(d, "'%s' is no value of a %s%s%s", text, i->type, err < 0 ? ": " : "",
		   err < 0 ? fault.why : "");
	return -EINVAL;
}

static int request(struct session *s, struct question *q, const char *text)
{
	const struct rebase_item *i = q->item;
	_cleanup_(value_done) struct value value = VALUE_INIT;
	_cleanup_(ask_request_done) struct ask_request r = {0};
	struct diag said = DIAG_INIT;
	const char *place = i->file		     ? i->file
			    : strcmp(text, "n") == 0 ? i->place_n
						     : i->place_y;
	int err = parse_value(i, text, &value, &said);

	r.fragment = place ? xstrdup(place) : NULL;
	if (err == 0)
		err = ask_request(&s->ask, i->file != NULL, &r, &said);
	if (err == -ECANCELED)
		err = -EAGAIN;
	else if (err == 0)
		err = write_request(s, q, &value, &r, &said);
	return told(s, &said, err);
}

static int decide(struct session *s, struct question *q, enum triage_decision decision)
{
	const struct rebase_item *i = q->item;
	_cleanup_(ask_request_done) struct ask_request r = {0};
	struct triage_entry e = {.rule = i->kind == REBASE_RULE,
				 .name = i->name,
				 .version = s->in->items->to,
				 .decision = decision};
	struct diag said = DIAG_INIT;
	int err = ask_decision(&s->ask, &r, &said);

	if (err == -ECANCELED)
		return told(s, &said, -EAGAIN);
	if (err == 0) {
		e.reason = r.reason;
		e.owner = r.owner;
		err = answer_triage(s->in->configs, &e, &said);
	}
	if (err == 0 && q->given == GIVEN_REQUEST)
		err = forget(s, q, NULL, &said);
	if (err == 0) {
		done(s, q, GIVEN_DECISION, NULL);
		fprintf(s->in->out, "  -> %s/triage.yaml\n", s->in->configs);
	}
	return told(s, &said, err);
}

static int edit(struct session *s, struct question *q, bool remove)
{
	const struct rebase_item *i = q->item;
	const struct edit gone = {.symbol = i->name};
	struct diag said = DIAG_INIT;
	enum edit_result result;
	int err = remove ? answer_request(i->file, &gone, &result, &said)
			 : answer_rename(i->file, i->name, i->edit_to, i->edit, &said);

	if (err == 0)
		err = forget(s, q, NULL, &said);
	if (err == 0) {
		done(s, q, GIVEN_EDIT, NULL);
		fprintf(s->in->out, "  -> %s\n", i->file);
	}
	return told(s, &said, err);
}

/* --- one question ------------------------------------------------------------------------------ */

static int answer(struct session *s, struct question *q, const char *line)
{
	enum choice c = choice_of(q->item, line);

	switch (c) {
	case CHOICE_Y:
	case CHOICE_M:
	case CHOICE_N: return request(s, q, choices[c].word);
	case CHOICE_VALUE: return request(s, q, line + 1);
	case CHOICE_KEEP:
	case CHOICE_DEFAULT: return decide(s, q, TRIAGE_DEFAULT);
	case CHOICE_LATER: return decide(s, q, TRIAGE_LATER);
	case CHOICE_EDIT: return edit(s, q, false);
	case CHOICE_REMOVE: return edit(s, q, true);
	default: fputs("  that is no answer here; '?' tells more\n", s->in->out);
	}
	return -EAGAIN;
}

static int ask_one(struct session *s, size_t k)
{
	_cleanup_(strbuf_done) struct strbuf question = STRBUF_INIT;
	int err = -EAGAIN;

	show(s, k, false);
	add_choices(s->v[k].item, &question);
	while (err == -EAGAIN) {
		_cleanup_(cleanup_free) char *line = NULL;

		err = ask_line(&s->ask, question.buf, &line, s->d);
		if (err < 0)
			return err;
		err = -EAGAIN;
		if (strcmp(line, "?") == 0)
			show(s, k, true);
		else
			err = answer(s, &s->v[k], line);
	}
	return err;
}

/* An edit is not undone; what it made can be edited by hand. */
static size_t one_back(const struct session *s, size_t k)
{
	size_t to = k;

	while (to--)
		if (s->v[to].given != GIVEN_EDIT)
			return to;
	fputs("  there is no question before this one\n", s->in->out);
	return k;
}

int rebase_ask(const struct rebase_ask_in *in, size_t *ret_answered, struct diag *d)
{
	struct session s = {.in = in, .d = d};
	int err = 0;

	s.v = xcalloc(in->items->n + 1, sizeof(*s.v));
	for (size_t k = 0; k < in->items->n; k++)
		if (in->items->v[k].state == REBASE_OPEN)
			s.v[s.n++].item = &in->items->v[k];
	ask_open(&s.ask, in->configs, in->flavours, in->in, in->out);
	for (size_t k = 0; err == 0 && k < s.n;) {
		err = ask_one(&s, k);
		if (err == -ECANCELED) {
			k = one_back(&s, k);
			err = 0;
		} else {
			k++;
		}
	}
	*ret_answered = s.answered;
	for (size_t k = 0; k < s.n; k++)
		free(s.v[k].fragment);
	free(s.v);
	ask_done(&s.ask);
	return err;
}
