// SPDX-License-Identifier: GPL-2.0-or-later
#include "policy/waivers.h"

#include <errno.h>
#include <string.h>
#include <time.h>

#include "base/alloc.h"
#include "policy/reader.h"
#include "sys/file.h"

/* --- reading -------------------------------------------------------------------------- */

static unsigned int days_of(unsigned int year, unsigned int month)
{
	static const unsigned int days[] = {31, 28, 31, 30, 31, 30,
					    31, 31, 30, 31, 30, 31};
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return month == 2 && leap ? 29 : days[month - 1];
}

bool date_valid(const char *text)
{
	static const char form[] = "dddd-dd-dd";
	unsigned long year, month, day;

	if (strlen(text) != strlen(form))
		return false;
	for (size_t i = 0; form[i]; i++)
		if (form[i] == 'd' ? text[i] < '0' || text[i] > '9' : text[i] != '-')
			return false;
	year = strtoul(text, NULL, 10);
	month = strtoul(text + 5, NULL, 10);
	day = strtoul(text + 8, NULL, 10);
	return month >= 1 && month <= 12 && day >= 1 &&
	       day <= days_of((unsigned int)year, (unsigned int)month);
}

/* The first two say what is waived: one of them. */
static bool check_keys(struct reader *r, const struct yaml *node)
{
	static const char *const keys[] = {"rule",   "request", "flavours",
					   "arch",   "found",	"owner",
					   "reason", "expires", NULL};

	if (yaml_check_keys(node, keys, r->d) < 0)
		r->bad = true;
	if (!yaml_get(node, "rule") == !yaml_get(node, "request")) {
		reader_fault(r, node, "a waiver is for a 'rule' or for a 'request'");
		return false;
	}
	for (size_t i = 2; keys[i]; i++)
		if (!yaml_get(node, keys[i])) {
			reader_fault(r, node, "the waiver has no '%s'", keys[i]);
			return false;
		}
	return true;
}

static char *read_day(struct reader *r, const struct yaml *node)
{
	char *text = reader_text(r, node, "'expires'");

	if (text && !date_valid(text))
		reader_fault(r, node, "'%s' is no date, such as 2027-05-31", text);
	return text;
}

static void read_rule(struct reader *r, const struct yaml *node, const struct policy *p,
		      struct waivers *to)
{
	const struct yaml *rule = yaml_get(node, "rule");
	struct waiver *w;

	GROW(to->v, to->n, to->capacity);
	w = &to->v[to->n++];
	*w = (struct waiver){.says.at = {to->file, node->at.line, node->at.col}};
	w->rule = reader_text(r, rule, "'rule'");
	w->found = reader_text(r, yaml_get(node, "found"), "'found'");
	w->says.owner = reader_text(r, yaml_get(node, "owner"), "'owner'");
	w->says.reason = reader_text(r, yaml_get(node, "reason"), "'reason'");
	w->says.expires = read_day(r, yaml_get(node, "expires"));
	reader_texts(r, yaml_get(node, "flavours"), "'flavours'", &w->flavours);
	reader_texts(r, yaml_get(node, "arch"), "'arch'", &w->archs);
	if (w->rule && p && !policy_find(p, w->rule))
		reader_fault(r, rule, "the policy has no rule '%s'", w->rule);
}

/* FRAGMENT/CONFIG_SYMBOL */
static void split_request(struct reader *r, const struct yaml *node,
			  struct request_waiver *w)
{
	_cleanup_(cleanup_free) char *text = reader_text(r, node, "'request'");
	const char *last = text ? strrchr(text, '/') : NULL;

	if (!text)
		return;
	if (last && last != text && strncmp(last, "/CONFIG_", 8) == 0 && last[8]) {
		w->fragment = xstrndup(text, (size_t)(last - text));
		w->symbol = xstrdup(last + 8);
		return;
	}
	reader_fault(r, node,
		     "'%s' names no request; write FRAGMENT/CONFIG_SYMBOL, such as "
		     "hardening/memory.config/CONFIG_KFENCE",
		     text);
}

static void read_request(struct reader *r, const struct yaml *node, struct waivers *to)
{
	struct request_waivers *list = &to->requests;
	struct request_waiver *w;

	GROW(list->v, list->n, list->capacity);
	w = &list->v[list->n++];
	*w = (struct request_waiver){.at = {to->file, node->at.line, node->at.col}};
	split_request(r, yaml_get(node, "request"), w);
	w->found = reader_text(r, yaml_get(node, "found"), "'found'");
	w->owner = reader_text(r, yaml_get(node, "owner"), "'owner'");
	w->reason = reader_text(r, yaml_get(node, "reason"), "'reason'");
	w->expires = read_day(r, yaml_get(node, "expires"));
	reader_texts(r, yaml_get(node, "flavours"), "'flavours'", &w->flavours);
	reader_texts(r, yaml_get(node, "arch"), "'arch'", &w->archs);
}

static void read_waiver(struct reader *r, const struct yaml *node, const struct policy *p,
			struct waivers *to)
{
	if (!reader_expect(r, node, YAML_MAP, "a waiver") || !check_keys(r, node))
		return;
	if (yaml_get(node, "rule"))
		read_rule(r, node, p, to);
	else
		read_request(r, node, to);
}

void date_today(char ret[DATE_SIZE])
{
	time_t now = time(NULL);
	struct tm tm = {0};

	gmtime_r(&now, &tm);
	(void)strftime(ret, DATE_SIZE, "%Y-%m-%d", &tm);
}

static bool overlap(const struct strv *a, const struct strv *b)
{
	strv_foreach (a, i)
		if (strv_contains(b, a->v[i]))
			return true;
	return false;
}

/* Of two waivers for the same only one could ever be used. */
static void check_twice(struct reader *r, const struct waivers *w)
{
	for (size_t i = 0; i < w->n; i++) {
		for (size_t j = 0; j < i; j++) {
			const struct waiver *a = &w->v[j], *b = &w->v[i];

			if (strcmp(a->rule, b->rule) != 0 ||
			    !overlap(&a->flavours, &b->flavours) ||
			    !overlap(&a->archs, &b->archs))
				continue;
			diag_at(r->d, DIAG_ERROR, &b->says.at,
				"'%s' is already waived in line %u", b->rule,
				a->says.at.line);
			r->bad = true;
		}
	}
}

static void read_root(struct reader *r, const struct yaml *root, const struct policy *p,
		      struct waivers *to)
{
	static const char *const keys[] = {"schema", "waivers", NULL};
	const struct yaml *list = yaml_get(root, "waivers"), *item;

	if (!reader_schema(r, root, "the list of waivers") ||
	    !reader_required(r, root, list, "'waivers'") ||
	    !reader_expect(r, list, YAML_LIST, "'waivers'"))
		return;
	if (yaml_check_keys(root, keys, r->d) < 0)
		r->bad = true;
	yaml_list_foreach (list, item)
		read_waiver(r, item, p, to);
	if (!r->bad)
		check_twice(r, to);
}

int waivers_read(const char *path, const struct policy *p, struct waivers *ret,
		 struct diag *d)
{
	_cleanup_(waivers_done) struct waivers w = WAIVERS_INIT;
	_cleanup_(cleanup_yaml) struct yaml *root = NULL;
	struct reader r = {.d = d};
	int err;

	if (access(path, F_OK) < 0 && errno == ENOENT)
		return 0;
	err = yaml_read(path, &root, d);
	if (err < 0)
		return err;
	w.file = xstrdup(path);
	w.requests.dir = dir_of(path);
	date_today(w.requests.today);
	read_root(&r, root, p, &w);
	if (r.bad)
		return -EINVAL;
	*ret = w;
	w = (struct waivers)WAIVERS_INIT;
	return 0;
}

/* --- use --------------------------------------------------------------------------------- */

/* Is there a pair of this name with one of those others? */
static bool pair_exists(const struct strv *pairs, const char *flavour,
			const struct strv *archs)
{
	strv_foreach (archs, i) {
		_cleanup_(cleanup_free) char *pair =
			xasprintf("%s-%s", flavour, archs->v[i]);

		if (strv_contains(pairs, pair))
			return true;
	}
	return false;
}

static int check_flavours(const struct strv *pairs, const struct strv *flavours,
			  const struct strv *archs, const struct loc *at, struct diag *d)
{
	int err = 0;

	strv_foreach (flavours, i) {
		if (pair_exists(pairs, flavours->v[i], archs))
			continue;
		diag_at(d, DIAG_ERROR, at,
			"the waiver is for '%s', which is no flavour for these "
			"architectures",
			flavours->v[i]);
		err = -EINVAL;
	}
	return err;
}

int waivers_check_pairs(const struct waivers *w, const struct strv *pairs, struct diag *d)
{
	int err = 0, one;

	for (size_t i = 0; i < w->n; i++) {
		one = check_flavours(pairs, &w->v[i].flavours, &w->v[i].archs,
				     &w->v[i].says.at, d);
		err = err < 0 ? err : one;
	}
	for (size_t i = 0; i < w->requests.n; i++) {
		const struct request_waiver *r = &w->requests.v[i];

		one = check_flavours(pairs, &r->flavours, &r->archs, &r->at, d);
		err = err < 0 ? err : one;
	}
	return err;
}

bool waiver_is_for(const struct waiver *w, const struct kernel_state *k)
{
	return k->flavour && strv_contains(&w->flavours, k->flavour) &&
	       strv_contains(&w->archs, k->arch);
}

/* "azure" of "azure+test" */
static bool under_overlays(const struct waiver *w, const struct kernel_state *k)
{
	_cleanup_(cleanup_free) char *base =
		xstrndup(k->flavour, strcspn(k->flavour, "+"));

	return strv_contains(&w->flavours, base) && strv_contains(&w->archs, k->arch);
}

struct waiver *waivers_find(const struct waivers *w, const char *rule,
			    const struct kernel_state *k)
{
	for (size_t i = 0; k->flavour && i < w->n; i++)
		if (strcmp(w->v[i].rule, rule) == 0 &&
		    (waiver_is_for(&w->v[i], k) || under_overlays(&w->v[i], k)))
			return &w->v[i];
	return NULL;
}

void waivers_done(struct waivers *w)
{
	if (!w)
		return;
	for (size_t i = 0; i < w->n; i++) {
		free(w->v[i].rule);
		free(w->v[i].found);
		free(w->v[i].says.owner);
		free(w->v[i].says.reason);
		free(w->v[i].says.expires);
		strv_done(&w->v[i].flavours);
		strv_done(&w->v[i].archs);
	}
	free(w->v);
	request_waivers_done(&w->requests);
	free(w->file);
	*w = (struct waivers)WAIVERS_INIT;
}
