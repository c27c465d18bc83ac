// SPDX-License-Identifier: GPL-2.0-or-later
#include "policy/condition.h"

#include <errno.h>
#include <string.h>

#include "base/alloc.h"
#include "policy/boot_state.h"

#define NAME_CHARS                   \
	"abcdefghijklmnopqrstuvwxyz" \
	"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-/"

/* --- reading -------------------------------------------------------------------------- */

static int refuse(const struct yaml *node, struct diag *d, const char *why)
{
	diag_at(d, DIAG_ERROR, &node->at,
		"'%s' is no condition: %s; write [!][cmdline:|sysctl:|state:]NAME and "
		"=, !=, >=, <= or ~ with values, several of them separated by |",
		node->text, why);
	return -EINVAL;
}

static const char *read_kind(const char *p, enum condition_kind *ret)
{
	static const struct {
		const char *prefix;
		enum condition_kind kind;
	} kinds[] = {{"cmdline:", CONDITION_CMDLINE},
		     {"sysctl:", CONDITION_SYSCTL},
		     {"state:", CONDITION_STATE}};

	*ret = CONDITION_SYMBOL;
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		size_t n = strlen(kinds[i].prefix);

		if (strncmp(p, kinds[i].prefix, n) == 0) {
			*ret = kinds[i].kind;
			return p + n;
		}
	}
	return p;
}

static const char *read_operator(const char *p, enum condition_operator *ret)
{
	static const struct {
		const char *text;
		enum condition_operator op;
	} ops[] = {{"!=", OP_DIFFERENT},
		   {">=", OP_AT_LEAST},
		   {"<=", OP_AT_MOST},
		   {"=", OP_EQUAL},
		   {"~", OP_LISTS}};

	*ret = OP_GIVEN;
	for (size_t i = 0; i < ARRAY_SIZE(ops); i++) {
		size_t n = strlen(ops[i].text);

		if (strncmp(p, ops[i].text, n) == 0) {
			*ret = ops[i].op;
			return p + n;
		}
	}
	return p;
}

static bool is_number(const char *s)
{
	char *end;

	if (*s < '0' || *s > '9')
		return false;
	errno = 0;
	(void)strtoull(s, &end, 0);
	return !*end && !errno;
}

static int read_values(const struct yaml *node, const char *p, struct condition *c,
		       struct diag *d)
{
	for (;;) {
		size_t n = strcspn(p, "|");

		bool empty = n == 2 && strncmp(p, "\"\"", n) == 0;

		strv_take(&c->values, xstrndup(p, empty ? 0 : n));
		if (!n)
			return refuse(node, d, "a value is empty");
		if ((c->op == OP_AT_LEAST || c->op == OP_AT_MOST) &&
		    !is_number(c->values.v[c->values.n - 1]))
			return refuse(node, d, "only numbers are more or less");
		if (!p[n])
			return 0;
		p += n + 1;
	}
}

static int read_text(const struct yaml *node, struct condition *c, struct diag *d)
{
	const char *p = node->text, *q;
	size_t n;

	c->text = xstrdup(node->text);
	c->negated = *p == '!';
	p = read_kind(p + c->negated, &c->kind);
	n = strspn(p, NAME_CHARS);
	c->name = xstrndup(p, n);
	if (!n)
		return refuse(node, d, "it has no name");
	q = read_operator(p + n, &c->op);
	if (c->op == OP_GIVEN && *q)
		return refuse(node, d, "something else stands behind the name");
	if (c->op == OP_GIVEN &&
	    (c->kind == CONDITION_SYMBOL || c->kind == CONDITION_STATE))
		return refuse(node, d, "it has no operator");
	if (c->kind == CONDITION_SYMBOL && strncmp(c->name, "CONFIG_", 7) == 0)
		return refuse(node, d, "names of symbols stand here without CONFIG_");
	if (c->kind == CONDITION_STATE && !boot_state_exists(c->name))
		return refuse(node, d, "there is no such state, see kharness-audit(1)");
	return c->op == OP_GIVEN ? 0 : read_values(node, q, c, d);
}

static int read_parts(const struct yaml *list, struct condition *c, struct diag *d)
{
	const struct yaml *item;
	int err = yaml_expect(list, YAML_LIST, "a list of conditions", d);

	if (err < 0)
		return err;
	if (!list->n) {
		diag_at(d, DIAG_ERROR, &list->at, "the list of conditions is empty");
		return -EINVAL;
	}
	c->parts = xcalloc(list->n, sizeof(*c->parts));
	yaml_list_foreach (list, item)
		if (condition_read(item, &c->parts[c->n_parts++], d) < 0)
			err = -EINVAL;
	return err;
}

int condition_read(const struct yaml *node, struct condition *ret, struct diag *d)
{
	static const char *const keys[] = {"any-of", "all-of", NULL};
	const struct yaml *any = yaml_get(node, "any-of");
	const struct yaml *all = yaml_get(node, "all-of");

	if (node->kind == YAML_TEXT)
		return read_text(node, ret, d);
	ret->kind = any ? CONDITION_ANY : CONDITION_ALL;
	if (node->kind == YAML_LIST)
		return read_parts(node, ret, d);
	if (yaml_check_keys(node, keys, d) < 0)
		return -EINVAL;
	if (node->n != 2) {
		diag_at(d, DIAG_ERROR, &node->at, "this needs one of any-of and all-of");
		return -EINVAL;
	}
	return read_parts(any ? any : all, ret, d);
}

/* --- judging -------------------------------------------------------------------------- */

bool condition_is_list(const struct condition *c)
{
	return c->kind == CONDITION_ALL || c->kind == CONDITION_ANY;
}

/* What a condition compares with; NULL: it is not there. Freed by the caller. */
static char *actual(const struct condition *c, const struct kernel_state *k)
{
	const struct kernel_setting *s;

	switch (c->kind) {
	case CONDITION_SYMBOL: return xstrdup(kernel_value(k, c->name));
	case CONDITION_STATE: return boot_state_get(k, c->name);
	case CONDITION_CMDLINE: s = kernel_settings_find(&k->cmdline, c->name); break;
	default: s = kernel_settings_find(&k->sysctl, c->name); break;
	}
	return s ? xstrdup(s->value ? s->value : "") : NULL;
}

static bool lists(const char *list, const char *word)
{
	size_t n = strlen(word);

	for (const char *p = list; *p; p += strcspn(p, ","), p += *p == ',')
		if (strcspn(p, ",") == n && strncmp(p, word, n) == 0)
			return true;
	return false;
}

static bool matches(enum condition_operator op, const char *value, const char *want)
{
	switch (op) {
	case OP_GIVEN: return true;
	case OP_EQUAL: return strcmp(value, want) == 0;
	case OP_DIFFERENT: return strcmp(value, want) != 0;
	case OP_AT_LEAST:
		return is_number(value) &&
		       strtoull(value, NULL, 0) >= strtoull(want, NULL, 0);
	case OP_AT_MOST:
		return is_number(value) &&
		       strtoull(value, NULL, 0) <= strtoull(want, NULL, 0);
	case OP_LISTS: return lists(value, want);
	}
	return false;
}

static bool value_good(const struct condition *c, const char *value)
{
	bool good = c->op == OP_GIVEN && value;

	if (!value)
		return c->op == OP_DIFFERENT;
	if (c->op == OP_DIFFERENT)
		return !strv_contains(&c->values, value);
	strv_foreach (&c->values, i)
		good |= matches(c->op, value, c->values.v[i]);
	return good;
}

static bool unknown(const struct kernel_state *k, const char *symbol)
{
	const struct kernel_symbol *s = symbol ? kernel_symbol_find(k, symbol) : NULL;

	return s && !s->known;
}

/* Each value that would do was asked for, and none can be had. */
static bool out_of_reach(const struct condition *c, const struct kernel_state *k)
{
	if (c->negated || c->op != OP_EQUAL)
		return false;
	strv_foreach (&c->values, i) {
		const struct kernel_reach *r =
			kernel_reach_find(k, c->name, c->values.v[i]);

		if (!r || r->possible)
			return false;
	}
	return true;
}

/* A state that is "absent" for good: what it needs cannot be built. */
static bool state_out_of_reach(const struct condition *c, const struct kernel_state *k)
{
	const char *needs = boot_state_needs(c->name);
	const struct kernel_reach *r;

	if (!needs || c->negated)
		return false;
	r = kernel_reach_find(k, needs, "y");
	return unknown(k, needs) || (r && !r->possible);
}

static enum outcome judge_one(const struct condition *c, const struct kernel_state *k)
{
	_cleanup_(cleanup_free) char *value = actual(c, k);
	bool good = value_good(c, value) != c->negated;

	if (c->kind == CONDITION_SYMBOL && unknown(k, c->name))
		return OUTCOME_UNREACHABLE;
	if (good)
		return OUTCOME_HOLDS;
	if (c->kind == CONDITION_SYMBOL && out_of_reach(c, k))
		return OUTCOME_UNREACHABLE;
	if (c->kind == CONDITION_STATE && state_out_of_reach(c, k))
		return OUTCOME_UNREACHABLE;
	return OUTCOME_FAILS;
}

enum outcome condition_judge(const struct condition *c, const struct kernel_state *k)
{
	enum outcome all = c->kind == CONDITION_ANY ? OUTCOME_UNREACHABLE : OUTCOME_HOLDS;

	if (!condition_is_list(c))
		return judge_one(c, k);
	for (size_t i = 0; i < c->n_parts; i++) {
		enum outcome o = condition_judge(&c->parts[i], k);

		if (c->kind == CONDITION_ANY ? o > all : o < all)
			all = o;
	}
	return all;
}

bool condition_met(const struct condition *c, const struct kernel_state *k)
{
	bool any = c->kind == CONDITION_ANY, met = !any;

	if (!condition_is_list(c)) {
		_cleanup_(cleanup_free) char *value = actual(c, k);

		return value_good(c, value) != c->negated;
	}
	for (size_t i = 0; i < c->n_parts; i++)
		met = any ? met || condition_met(&c->parts[i], k)
			  : met && condition_met(&c->parts[i], k);
	return met;
}

/* --- telling --------------------------------------------------------------------------- */

static char *found_text(const struct condition *c, const struct kernel_state *k)
{
	static const char *const prefixes[] = {"", "cmdline:", "sysctl:", "state:"};
	_cleanup_(cleanup_free) char *value = actual(c, k);
	const char *prefix = prefixes[c->kind];

	if (c->kind == CONDITION_SYMBOL && unknown(k, c->name))
		return xasprintf("%s unknown", c->name);
	if (!value)
		return xasprintf("%s%s not given", prefix, c->name);
	if (c->kind == CONDITION_CMDLINE && !*value)
		return xasprintf("%s%s", prefix, c->name);
	return xasprintf("%s%s=%s", prefix, c->name, value);
}

void condition_found(const struct condition *c, const struct kernel_state *k,
		     enum outcome outcome, struct strv *to)
{
	char *text;

	if (condition_is_list(c)) {
		for (size_t i = 0; i < c->n_parts; i++)
			condition_found(&c->parts[i], k, outcome, to);
		return;
	}
	if (judge_one(c, k) != outcome)
		return;
	text = found_text(c, k);
	if (strv_contains(to, text))
		free(text);
	else
		strv_take(to, text);
}

void condition_symbols(const struct condition *c, struct strv *to)
{
	if (condition_is_list(c))
		for (size_t i = 0; i < c->n_parts; i++)
			condition_symbols(&c->parts[i], to);
	else if (c->kind == CONDITION_STATE)
		boot_state_symbols(c->name, to);
	else if (c->kind == CONDITION_SYMBOL && !strv_contains(to, c->name))
		strv_push(to, c->name);
}

static bool is_tristate(const char *value)
{
	return strcmp(value, "y") == 0 || strcmp(value, "m") == 0 ||
	       strcmp(value, "n") == 0;
}

static void ask(const char *symbol, const char *value, struct strv *to)
{
	_cleanup_(cleanup_free) char *question = xasprintf("%s=%s", symbol, value);

	if (!strv_contains(to, question))
		strv_push(to, question);
}

void condition_questions(const struct condition *c, const struct kernel_state *k,
			 struct strv *to)
{
	const char *needs = c->kind == CONDITION_STATE ? boot_state_needs(c->name) : NULL;

	if (condition_judge(c, k) == OUTCOME_HOLDS)
		return;
	for (size_t i = 0; condition_is_list(c) && i < c->n_parts; i++)
		condition_questions(&c->parts[i], k, to);
	if (needs && !c->negated && !kernel_is(k, needs, "y"))
		ask(needs, "y", to);
	if (c->kind != CONDITION_SYMBOL || c->negated || c->op != OP_EQUAL)
		return;
	strv_foreach (&c->values, i)
		if (is_tristate(c->values.v[i]))
			ask(c->name, c->values.v[i], to);
}

static const struct loc *place_of_symbol(const struct kernel_state *k, const char *name)
{
	const struct kernel_symbol *s = name ? kernel_symbol_find(k, name) : NULL;

	return s && s->file ? &s->at : NULL;
}

static const struct loc *place_of_setting(const struct kernel_settings *list,
					  const char *name)
{
	const struct kernel_setting *s = kernel_settings_find(list, name);

	return s && s->file ? &s->at : NULL;
}

const struct loc *condition_place(const struct condition *c, const struct kernel_state *k)
{
	const struct loc *at = NULL;

	switch (c->kind) {
	case CONDITION_SYMBOL: return place_of_symbol(k, c->name);
	case CONDITION_CMDLINE: return place_of_setting(&k->cmdline, c->name);
	case CONDITION_SYSCTL: return place_of_setting(&k->sysctl, c->name);
	case CONDITION_STATE: return place_of_symbol(k, boot_state_needs(c->name));
	default: break;
	}
	for (size_t i = 0; !at && i < c->n_parts; i++)
		if (condition_judge(&c->parts[i], k) != OUTCOME_HOLDS)
			at = condition_place(&c->parts[i], k);
	return at;
}

bool condition_refuses(const struct condition *c, const char *symbol, const char *value)
{
	bool refuses = false;

	for (size_t i = 0; c->kind == CONDITION_ALL && i < c->n_parts; i++)
		refuses |= condition_refuses(&c->parts[i], symbol, value);
	if (c->kind != CONDITION_SYMBOL || strcmp(c->name, symbol) != 0)
		return refuses;
	return value_good(c, value) == c->negated;
}

void condition_print(const struct condition *c, struct strbuf *to)
{
	if (!condition_is_list(c)) {
		strbuf_adds(to, c->text ? c->text : "");
		return;
	}
	for (size_t i = 0; i < c->n_parts; i++) {
		bool nested = condition_is_list(&c->parts[i]) && c->parts[i].n_parts > 1;

		if (i)
			strbuf_adds(to, c->kind == CONDITION_ANY ? " or " : " and ");
		if (nested)
			strbuf_addc(to, '(');
		condition_print(&c->parts[i], to);
		if (nested)
			strbuf_addc(to, ')');
	}
}

void condition_done(struct condition *c)
{
	if (!c)
		return;
	for (size_t i = 0; i < c->n_parts; i++)
		condition_done(&c->parts[i]);
	free(c->parts);
	free(c->text);
	free(c->name);
	strv_done(&c->values);
	*c = (struct condition)CONDITION_INIT;
}
