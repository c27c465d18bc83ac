// SPDX-License-Identifier: GPL-2.0-or-later
#include "policy/waivers.h"

#include <errno.h>
#include <string.h>

#include "base/alloc.h"
#include "policy/reader.h"

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

static bool check_keys(struct reader *r, const struct yaml *node)
{
	static const char *const keys[] = {"rule",  "flavours", "arch",	   "found",
					   "owner", "reason",	"expires", NULL};

	if (yaml_check_keys(node, keys, r->d) < 0)
		r->bad = true;
	for (size_t i = 0; keys[i]; i++)
		if (!yaml_get(node, keys[i])) {
			reader_fault(r, node, "the waiver has no '%s'", keys[i]);
			return false;
		}
	return true;
}

static void read_waiver(struct reader *r, const struct yaml *node, const struct policy *p,
			struct waivers *to)
{
	const struct yaml *rule = yaml_get(node, "rule");
	const struct yaml *expires = yaml_get(node, "expires");
	struct waiver *w;

	if (!reader_expect(r, node, YAML_MAP, "a waiver") || !check_keys(r, node))
		return;
	GROW(to->v, to->n, to->capacity);
	w = &to->v[to->n++];
	*w = (struct waiver){.says.at = {to->file, node->at.line, node->at.col}};
	w->rule = reader_text(r, rule, "'rule'");
	w->found = reader_text(r, yaml_get(node, "found"), "'found'");
	w->says.owner = reader_text(r, yaml_get(node, "owner"), "'owner'");
	w->says.reason = reader_text(r, yaml_get(node, "reason"), "'reason'");
	w->says.expires = reader_text(r, expires, "'expires'");
	reader_texts(r, yaml_get(node, "flavours"), "'flavours'", &w->flavours);
	reader_texts(r, yaml_get(node, "arch"), "'arch'", &w->archs);
	if (w->says.expires && !date_valid(w->says.expires))
		reader_fault(r, expires, "'%s' is no date, such as 2027-05-31",
			     w->says.expires);
	if (w->rule && !policy_find(p, w->rule))
		reader_fault(r, rule, "the policy has no rule '%s'", w->rule);
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

int waivers_check_pairs(const struct waivers *w, const struct strv *pairs, struct diag *d)
{
	int err = 0;

	for (size_t i = 0; i < w->n; i++) {
		strv_foreach (&w->v[i].flavours, j) {
			if (pair_exists(pairs, w->v[i].flavours.v[j], &w->v[i].archs))
				continue;
			diag_at(d, DIAG_ERROR, &w->v[i].says.at,
				"the waiver of '%s' is for '%s', which is no flavour for "
				"these architectures",
				w->v[i].rule, w->v[i].flavours.v[j]);
			err = -EINVAL;
		}
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
	free(w->file);
	*w = (struct waivers)WAIVERS_INIT;
}
