// SPDX-License-Identifier: GPL-2.0-or-later
#include "kconfig/judge.h"

#include <string.h>

#include "base/alloc.h"

const char *request_verdict_name(enum request_verdict kind)
{
	static const char *const names[REQUEST_VERDICTS] = {
		[REQUEST_HONOURED] = "honoured",
		[REQUEST_ACCEPTED] = "accepted",
		[REQUEST_REDUNDANT] = "redundant",
		[REQUEST_RENAMED] = "renamed",
		[REQUEST_WAIVED] = "waived",
		[REQUEST_OVERRIDDEN] = "overridden",
		[REQUEST_NO_RIGHT] = "overridden without right",
		[REQUEST_UNKNOWN] = "unknown",
		[REQUEST_RENAMED_LOST] = "renamed, not in effect",
		[REQUEST_WRONG_TYPE] = "wrong type",
		[REQUEST_UNMET] = "unmet dependency",
		[REQUEST_PROBE] = "probe failed",
		[REQUEST_PROMPTLESS] = "promptless",
		[REQUEST_SELECTED] = "forced by select",
		[REQUEST_IMPLIED] = "implied",
		[REQUEST_CHOICE] = "choice",
		[REQUEST_RANGE] = "range",
		[REQUEST_CHANGED] = "changed",
	};

	return names[kind];
}

bool request_failed(enum request_verdict kind)
{
	return kind > REQUEST_OVERRIDDEN;
}

static const char *type_name(enum symbol_type type)
{
	switch (type) {
	case TYPE_BOOL: return "bool";
	case TYPE_TRISTATE: return "tristate";
	case TYPE_INT: return "int";
	case TYPE_HEX: return "hex";
	case TYPE_STRING: return "string";
	default: return "unknown";
	}
}

/* As conf_set_sym_val() in scripts/kconfig/confdata.c has it. */
static bool fits_type(const struct value *v, enum symbol_type type)
{
	switch (type) {
	case TYPE_BOOL: return v->kind == VALUE_TRISTATE && *v->text != 'm';
	case TYPE_TRISTATE: return v->kind == VALUE_TRISTATE;
	case TYPE_INT: return v->kind == VALUE_INT;
	case TYPE_HEX:
		return v->kind == VALUE_HEX || (v->kind == VALUE_INT && *v->text != '-');
	case TYPE_STRING: return v->kind == VALUE_STRING;
	default: return false;
	}
}

static bool has_value(const struct merge_symbol *s, const struct value *v)
{
	return fits_type(v, s->state.type) && strcmp(s->state.value, v->text) == 0;
}

static bool is_accepted(const struct request *r, const struct merge_symbol *s)
{
	for (size_t i = 0; r->about && i < r->about->n_accept; i++)
		if (has_value(s, &r->about->accept[i]))
			return true;
	return false;
}

/* --- the sentence -------------------------------------------------------------------- */

#define LIST_MAX 4

static void add_list(struct strbuf *to, const struct strv *parts)
{
	strv_foreach (parts, i) {
		if (i == LIST_MAX) {
			strbuf_addf(to, " and %zu more", parts->n - i);
			return;
		}
		strbuf_addf(to, "%s%s", i ? ", " : "", parts->v[i]);
	}
}

/* The command that matters, without what scripts/Kconfig.include puts around it. */
void judge_add_command(struct strbuf *to, const char *command)
{
	static const char work[] = "mkdir .tmp_$$; ", tail[] = "; } >/dev/null",
			  out[] = " -c -x c /dev/null -o .tmp_$$";
	const char *inner = strstr(command, work), *end;

	if (inner)
		command = inner + strlen(work);
	else if (strncmp(command, "{ ", 2) == 0)
		command += 2;
	end = strstr(command, strstr(command, out) ? out : tail);
	strbuf_addf(to, "'%.*s'", (int)(end ? (size_t)(end - command) : strlen(command)),
		    command);
}

static void add_commands(struct strbuf *to, const struct symbol_reason *why)
{
	strv_foreach (&why->probes, i) {
		strbuf_adds(to, i ? ", " : "");
		judge_add_command(to, why->probes.v[i]);
		strbuf_addf(to, " (%s)", why->probes_at.v[i]);
	}
}

/* A command that stands in the condition itself: "'gcc -Werror -fsomething' [=n]" */
static bool is_command(const char *part)
{
	return *part == '\'' && part[strlen(part) - 1] == '\'';
}

static enum request_verdict tell_promptless(const struct symbol_reason *why,
					    struct strbuf *to)
{
	strbuf_addf(to, "; it has no prompt (%s)", why->defined);
	if (!why->probes.n) {
		strbuf_adds(to,
			    ", only a default or a select of another symbol can set it");
		return REQUEST_PROMPTLESS;
	}
	strbuf_adds(to, ", and for this toolchain what would set it fails: ");
	add_commands(to, why);
	return REQUEST_PROBE;
}

static enum request_verdict tell_unmet(const struct symbol_reason *why, struct strbuf *to)
{
	bool said = false;

	strbuf_adds(to, "; its prompt needs ");
	strv_foreach (&why->unmet, i) {
		const char *part = why->unmet.v[i];

		if (i)
			strbuf_adds(to, ", ");
		if (is_command(part))
			strbuf_adds(to, "a toolchain for which this succeeds: ");
		said = said || is_command(part);
		strbuf_adds(to, strcmp(part, "n [=n]") != 0
					? part
					: "a condition that is constantly n");
	}
	strbuf_addf(to, " (%s)", why->prompt);
	if (!why->probes.n)
		return REQUEST_UNMET;
	if (!said) {
		strbuf_adds(to, "; that takes a toolchain for which this succeeds: ");
		add_commands(to, why);
	}
	return REQUEST_PROBE;
}

static enum request_verdict tell_reason(const struct merge_symbol *s,
					const struct symbol_reason *why,
					struct strbuf *to)
{
	if (why->raised.n) {
		strbuf_adds(to, "; it is selected by ");
		add_list(to, &why->raised);
		return REQUEST_SELECTED;
	}
	if (why->implied.n) {
		strbuf_adds(to, "; it is implied by ");
		add_list(to, &why->implied);
	}
	if (why->unmet.n || !why->has_prompt) {
		enum request_verdict kind =
			why->unmet.n ? tell_unmet(why, to) : tell_promptless(why, to);

		return why->implied.n ? REQUEST_IMPLIED : kind;
	}
	if (why->winner && strcmp(why->winner, s->name) != 0) {
		strbuf_addf(to, "; in its choice CONFIG_%s was taken (%s)", why->winner,
			    why->prompt);
		return REQUEST_CHOICE;
	}
	if (why->winner) {
		strbuf_addf(to, "; it is the choice's only possible member (%s)",
			    why->prompt);
		return REQUEST_CHOICE;
	}
	if (why->low && why->high) {
		strbuf_addf(to, "; its range is %s to %s (%s)", why->low, why->high,
			    why->range);
		return REQUEST_RANGE;
	}
	strbuf_addf(to, " (%s)", why->defined);
	return REQUEST_CHANGED;
}

static int tell_unknown(struct bridge *b, const struct merge_symbol *s, struct strbuf *to,
			struct diag *d)
{
	_cleanup_(strv_done) struct strv near = STRV_INIT;
	const char *arch = NULL, *at;
	int err = 0;

	strbuf_adds(to, ": the tree has no such symbol");
	if (s->planted) /* the files of all architectures are read for the rest */
		return 0;
	at = bridge_elsewhere(b, s->name, &arch);
	if (at) {
		strbuf_addf(to, " for this architecture, but for %s (%s)", arch, at);
		return 0;
	}
	err = bridge_near(b, s->name, &near, d);
	strv_foreach (&near, i)
		strbuf_addf(to, "%s CONFIG_%s", i ? "," : "; similar:", near.v[i]);
	return err;
}

static int tell(struct bridge *b, const struct request *r, const struct merge_symbol *s,
		enum request_verdict *ret, struct strbuf *to, struct diag *d)
{
	_cleanup_(symbol_reason_done) struct symbol_reason why = SYMBOL_REASON_INIT;
	const char *quote = s->state.type == TYPE_STRING ? "\"" : "";
	int err;

	if (s->state.type == TYPE_NONE) {
		*ret = REQUEST_UNKNOWN;
		return tell_unknown(b, s, to, d);
	}
	if (!fits_type(&r->value, s->state.type)) {
		strbuf_addf(to, ": its type is %s, which has no such value",
			    type_name(s->state.type));
		*ret = REQUEST_WRONG_TYPE;
		return 0;
	}
	strbuf_addf(to, ": the result is %s%s%s", quote, s->state.value, quote);
	err = bridge_explain(b, s->name, r->value.text, &why, d);
	if (err < 0)
		return err;
	*ret = tell_reason(s, &why, to);
	return 0;
}

/* Who only prefers a value may not take one away that is required. */
static bool may_override(const struct request *by, const struct request *r)
{
	return !by->about || !by->about->prefer || (r->about && r->about->prefer);
}

static void tell_no_right(const struct request *r, const struct request *by,
			  struct diag *d)
{
	_cleanup_(strbuf_done) struct strbuf old = STRBUF_INIT, new = STRBUF_INIT;

	value_print(&r->value, &old);
	value_print(&by->value, &new);
	diag_at(d, DIAG_ERROR, &r->at,
		"CONFIG_%s=%s is required, but %s:%u overrides it with %s, although its "
		"level is only 'prefer'; remove that line, or say 'level prefer' here",
		r->name, old.buf, by->at.file, by->at.line, new.buf);
}

static void note_overridden(const struct request *r, const struct request *by,
			    struct diag *d)
{
	_cleanup_(strbuf_done) struct strbuf old = STRBUF_INIT, new = STRBUF_INIT;

	value_print(&r->value, &old);
	value_print(&by->value, &new);
	diag_at(d, DIAG_NOTE, &r->at,
		"CONFIG_%s=%s is overridden by %s:%u, which asks for %s", r->name,
		old.buf, by->at.file, by->at.line, new.buf);
}

/* --- old names --------------------------------------------------------------------------- */

static struct value value_now(const struct request *r, const struct rename *rename)
{
	static char y[] = "y", n[] = "n";
	struct value v = r->value;

	if (rename->inverted && v.kind == VALUE_TRISTATE)
		v.text = *v.text == 'n' ? y : n;
	return v;
}

/* An old name is judged by what the new one has. */
static int judge_renamed(struct bridge *b, const struct request *r,
			 const struct rename *rename, struct judgement *ret,
			 struct diag *d)
{
	_cleanup_(strbuf_done) struct strbuf old = STRBUF_INIT, line = STRBUF_INIT;
	const char *names[] = {rename->to};
	struct merge_symbol now = {.name = rename->to};
	struct value want = value_now(r, rename);
	bool prefer = r->about && r->about->prefer, good;
	int err = bridge_symbols(b, names, 1, &now.state, d);

	if (err < 0)
		return err;
	good = has_value(&now, &want);
	ret->verdict = good ? REQUEST_RENAMED : REQUEST_RENAMED_LOST;
	value_print(&r->value, &old);
	value_print_line(rename->to, &want, &line);
	diag_at(d, good || prefer ? DIAG_WARNING : DIAG_ERROR, &r->at,
		"CONFIG_%s=%s: it is called CONFIG_%s now%s, and that is %s; write '%.*s'",
		r->name, old.buf, rename->to,
		rename->inverted ? ", with the opposite meaning" : "",
		now.state.type == TYPE_NONE ? "unknown to this tree" : now.state.value,
		(int)line.len - 1, line.buf);
	free(now.state.value);
	return 0;
}

/* The tree itself gives the value of an old name to the new one. */
static int judge_transitional(struct bridge *b, const struct request *r,
			      struct judgement *ret, struct diag *d)
{
	_cleanup_(cleanup_free) char *to = NULL;
	struct rename rename = {.from = r->name};
	int err = bridge_successor(b, r->name, &to, d);

	if (err < 0 || !to)
		return err;
	rename.to = to;
	return judge_renamed(b, r, &rename, ret, d);
}

int judge_request(struct bridge *b, const struct request *r, const struct merge_symbol *s,
		  struct judgement *ret, struct diag *d)
{
	_cleanup_(strbuf_done) struct strbuf text = STRBUF_INIT;
	bool prefer = r->about && r->about->prefer;
	int err;

	*ret = (struct judgement){r, s, REQUEST_HONOURED};
	if (s->request != r && !value_equal(&s->request->value, &r->value) &&
	    (s->state.type != TYPE_NONE || s->rename)) {
		if (!may_override(s->request, r) && !has_value(s, &r->value) &&
		    !is_accepted(r, s)) {
			ret->verdict = REQUEST_NO_RIGHT;
			tell_no_right(r, s->request, d);
			return 0;
		}
		ret->verdict = REQUEST_OVERRIDDEN;
		note_overridden(r, s->request, d);
		return 0;
	}
	if (s->rename)
		return judge_renamed(b, r, s->rename, ret, d);
	if (s->state.origin == ORIGIN_TRANSITIONAL)
		return judge_transitional(b, r, ret, d);
	if (has_value(s, &r->value))
		return 0;
	if (is_accepted(r, s)) {
		ret->verdict = REQUEST_ACCEPTED;
		return 0;
	}
	strbuf_addf(&text, "CONFIG_%s=", r->name);
	value_print(&r->value, &text);
	err = tell(b, r, s, &ret->verdict, &text, d);
	if (err < 0)
		return err;
	diag_at(d, prefer ? DIAG_WARNING : DIAG_ERROR, &r->at, "%s", text.buf);
	return 0;
}
