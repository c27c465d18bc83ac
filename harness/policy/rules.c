// SPDX-License-Identifier: GPL-2.0-or-later
#include "policy/rules.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>

#include "base/alloc.h"
#include "policy/boot_state.h"
#include "policy/reader.h"

static const char *const kind_names[] = {"hardening", "keep", NULL};
static const char *const severity_names[] = {"low", "medium", "high", NULL};

const char *rule_kind_name(enum rule_kind kind)
{
	return kind_names[kind];
}

const char *severity_name(enum severity severity)
{
	return severity_names[severity];
}

/* --- one rule --------------------------------------------------------------------------- */

/* A file's "defaults" speak where a rule does not. */
struct entry {
	const struct yaml *name;
	const struct yaml *node;
	const struct yaml *defaults;
};

static const struct yaml *get(const struct entry *e, const char *key)
{
	const struct yaml *own = yaml_get(e->node, key);

	return own ? own : yaml_get(e->defaults, key);
}

static void read_required(struct reader *r, const struct entry *e, struct rule *rule)
{
	const struct yaml *reason = get(e, "reason"), *source = get(e, "source");
	const struct yaml *ref = get(e, "ref"), *want = yaml_get(e->node, "want");
	const char *missing = !want	? "want"
			      : !source ? "source"
			      : !ref	? "ref"
			      : !reason ? "reason"
					: NULL;

	if (missing) {
		reader_fault(r, e->name, "the rule '%s' has no '%s'", e->name->text,
			     missing);
		return;
	}
	rule->reason = reader_text(r, reason, "'reason'");
	rule->ref = reader_text(r, ref, "'ref'");
	reader_texts(r, source, "'source'", &rule->source);
	if (condition_read(want, &rule->want, r->d) < 0)
		r->bad = true;
}

/* "6.18" or "6.18.15" */
static char *read_version(struct reader *r, const struct yaml *node)
{
	char *text = node ? reader_text(r, node, "a version of Linux") : NULL;

	if (text && (text[strspn(text, "0123456789.")] || !strchr(text, '.')))
		reader_fault(r, node, "'%s' is no version of Linux, such as 6.12", text);
	return text;
}

static void read_limits(struct reader *r, const struct entry *e, struct rule *rule)
{
	static const char *const compilers[] = {"gcc", "clang", NULL};
	const struct yaml *arch = get(e, "arch"), *when = get(e, "when");
	const struct yaml *compiler = get(e, "compiler");

	if (arch)
		reader_texts(r, arch, "'arch'", &rule->archs);
	rule->since = read_version(r, get(e, "since"));
	rule->until = read_version(r, get(e, "until"));
	if (compiler && reader_word(r, compiler, "'compiler'", compilers) >= 0)
		rule->compiler = xstrdup(compiler->text);
	rule->has_when = when != NULL;
	if (when && condition_read(when, &rule->when, r->d) < 0)
		r->bad = true;
}

static void read_not_for(struct reader *r, const struct yaml *node, struct rule *rule)
{
	const struct yaml *flavour, *why;

	if (!node || !reader_expect(r, node, YAML_MAP, "'not-for' (flavour: why)"))
		return;
	yaml_map_foreach (node, flavour, why) {
		char *text = reader_text(r, why, "why a flavour is not asked");

		if (!text)
			continue;
		strv_push(&rule->not_for, flavour->text);
		strv_take(&rule->not_for, text);
	}
}

static const char *const rule_keys[] = {
	"want",	  "when",   "arch", "since", "until",	 "compiler", "kind",
	"source", "reason", "ref",  "cost",  "severity", "not-for",  NULL};

static void read_rule(struct reader *r, const char *stem, const struct entry *e,
		      struct policy *to)
{
	const struct yaml *kind = get(e, "kind"), *severity = get(e, "severity");
	const struct yaml *cost = get(e, "cost");
	struct rule *rule;
	int n;

	if (!reader_expect(r, e->node, YAML_MAP, "a rule"))
		return;
	if (yaml_check_keys(e->node, rule_keys, r->d) < 0)
		r->bad = true;
	GROW(to->rules, to->n, to->capacity);
	rule = &to->rules[to->n++];
	*rule = (struct rule){
		.id = xasprintf("%s/%s", stem, e->name->text),
		.at = {to->files.v[to->files.n - 1], e->name->at.line, e->name->at.col}};
	n = kind ? reader_word(r, kind, "'kind'", kind_names) : 0;
	rule->kind = n < 0 ? RULE_HARDENING : (enum rule_kind)n;
	n = severity ? reader_word(r, severity, "'severity'", severity_names)
		     : (int)SEVERITY_MEDIUM;
	rule->severity = n < 0 ? SEVERITY_MEDIUM : (enum severity)n;
	rule->cost = cost ? reader_text(r, cost, "'cost'") : NULL;
	read_required(r, e, rule);
	read_limits(r, e, rule);
	read_not_for(r, get(e, "not-for"), rule);
}

/* --- one file ----------------------------------------------------------------------------- */

static void read_root(struct reader *r, const char *stem, const struct yaml *root,
		      struct policy *to)
{
	static const char *const keys[] = {"schema", "about", "defaults", "rules", NULL};
	const struct yaml *rules = yaml_get(root, "rules"), *key, *node;
	const struct yaml *defaults = yaml_get(root, "defaults");

	if (!reader_schema(r, root, "the policy") ||
	    !reader_required(r, root, rules, "'rules' (name: rule)") ||
	    !reader_expect(r, rules, YAML_MAP, "'rules' (name: rule)"))
		return;
	if (yaml_check_keys(root, keys, r->d) < 0)
		r->bad = true;
	if (defaults && (!reader_expect(r, defaults, YAML_MAP, "'defaults'") ||
			 yaml_check_keys(defaults, rule_keys, r->d) < 0))
		r->bad = true;
	if (yaml_get(defaults, "want"))
		reader_fault(r, defaults, "'want' cannot have a default");
	yaml_map_foreach (rules, key, node) {
		struct entry e = {key, node, defaults};

		read_rule(r, stem, &e, to);
	}
}

static int read_file(const char *dir, const char *name, struct policy *to, struct diag *d)
{
	_cleanup_(cleanup_free) char *path = xasprintf("%s/%s", dir, name);
	_cleanup_(cleanup_free) char *stem = xstrndup(name, strlen(name) - 5);
	_cleanup_(cleanup_yaml) struct yaml *root = NULL;
	struct reader r = {.d = d};
	int err = yaml_read(path, &root, d);

	if (err < 0)
		return err;
	strv_push(&to->files, path);
	read_root(&r, stem, root, to);
	return r.bad ? -EINVAL : 0;
}

/* --- all files ------------------------------------------------------------------------------ */

static int list_files(const char *dir, struct strv *ret, struct diag *d)
{
	DIR *f = opendir(dir);
	const struct dirent *e;

	if (!f)
		return diag_errno(d, -errno, "cannot read the policy in '%s'", dir);
	while ((e = readdir(f))) {
		size_t n = strlen(e->d_name);

		if (n > 5 && *e->d_name != '.' && strcmp(e->d_name + n - 5, ".yaml") == 0)
			strv_push(ret, e->d_name);
	}
	closedir(f);
	strv_sort(ret);
	if (ret->n)
		return 0;
	diag_error(d, "no policy: '%s' has no file that ends in .yaml", dir);
	return -ENOENT;
}

/* A second rule for the same would count twice. */
static char *question(const struct rule *rule)
{
	struct strbuf text = STRBUF_INIT;

	condition_print(&rule->want, &text);
	strbuf_addc(&text, ' ');
	if (rule->has_when)
		condition_print(&rule->when, &text);
	strv_foreach (&rule->archs, i)
		strbuf_addf(&text, " %s", rule->archs.v[i]);
	strbuf_addf(&text, " %s %s", rule->since ? rule->since : "",
		    rule->until ? rule->until : "");
	return strbuf_detach(&text, NULL);
}

static int check_twice(const struct policy *p, struct diag *d)
{
	_cleanup_(strv_done) struct strv seen = STRV_INIT;
	int err = 0;

	for (size_t i = 0; i < p->n; i++) {
		char *text = question(&p->rules[i]);

		strv_foreach (&seen, j) {
			if (strcmp(seen.v[j], text) != 0)
				continue;
			diag_at(d, DIAG_ERROR, &p->rules[i].at,
				"the rule '%s' wants the same as '%s' (%s:%u)",
				p->rules[i].id, p->rules[j].id, p->rules[j].at.file,
				p->rules[j].at.line);
			err = -EINVAL;
			break;
		}
		strv_take(&seen, text);
	}
	return err;
}

int policy_read(const char *dir, struct policy *ret, struct diag *d)
{
	_cleanup_(policy_done) struct policy p = POLICY_INIT;
	_cleanup_(strv_done) struct strv names = STRV_INIT;
	int err = list_files(dir, &names, d);

	strv_foreach (&names, i) {
		int one = read_file(dir, names.v[i], &p, d);

		err = err < 0 ? err : one;
	}
	if (err == 0)
		err = check_twice(&p, d);
	if (err < 0)
		return err;
	*ret = p;
	p = (struct policy)POLICY_INIT;
	return 0;
}

const struct rule *policy_find(const struct policy *p, const char *id)
{
	for (size_t i = 0; i < p->n; i++)
		if (strcmp(p->rules[i].id, id) == 0)
			return &p->rules[i];
	return NULL;
}

void policy_symbols(const struct policy *p, struct strv *to)
{
	_cleanup_(strv_done) struct strv states = STRV_INIT;

	boot_state_names(&states);
	strv_foreach (&states, i)
		boot_state_symbols(states.v[i], to);
	for (size_t i = 0; i < p->n; i++) {
		condition_symbols(&p->rules[i].want, to);
		if (p->rules[i].has_when)
			condition_symbols(&p->rules[i].when, to);
	}
}

void policy_done(struct policy *p)
{
	if (!p)
		return;
	for (size_t i = 0; i < p->n; i++) {
		struct rule *r = &p->rules[i];

		free(r->id);
		condition_done(&r->want);
		condition_done(&r->when);
		strv_done(&r->archs);
		strv_done(&r->source);
		strv_done(&r->not_for);
		free(r->since);
		free(r->until);
		free(r->compiler);
		free(r->ref);
		free(r->reason);
		free(r->cost);
	}
	free(p->rules);
	strv_done(&p->files);
	*p = (struct policy)POLICY_INIT;
}
