// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <string.h>

#include "base/alloc.h"
#include "cmd/rebase_ask.h"
#include "cmd/rebase_rules.h"
#include "cmd/verb.h"
#include "kconfig/rebase.h"
#include "policy/waivers.h"
#include "report/rebase.h"
#include "sys/cache.h"

struct options {
	struct rebase_in in;
	struct strv flavours;
	struct strv archs;
	struct strv cross;
	bool check;
	bool json;
};

enum { KEY_LINUX = 256, KEY_TO, KEY_CONFIGS, KEY_CROSS, KEY_BRIDGE, KEY_CHECK, KEY_JSON };

static const struct argp_option options[] = {
	{"linux", KEY_LINUX, "DIR", 0, "the tree that the fragments are for now", 0},
	{"to", KEY_TO, "DIR", 0, "the tree that they are to be for", 0},
	{"arch", 'a', "ARCH", 0, "only this architecture; may be repeated", 0},
	{"configs", KEY_CONFIGS, "DIR", 0, "where flavours.yaml is (configs)", 0},
	{"cross", KEY_CROSS, "ARCH=PREFIX", 0,
	 "prefix of the tools for one architecture (that of Debian's cross compiler)", 0},
	{"bridge-dir", KEY_BRIDGE, "DIR", 0,
	 "where the compiled Kconfig is kept (the cache)", 0},
	{"check", KEY_CHECK, NULL, 0, "print a line for each open item", 0},
	{"json", KEY_JSON, NULL, 0, "print all items as JSON", 0},
	{0}};

static void check_end(const struct options *o, struct argp_state *state)
{
	if (!o->in.old_linux)
		verb_usage(state, "--linux is missing");
	if (!o->in.new_linux)
		verb_usage(state, "--to is missing");
	if (o->check && o->json)
		verb_usage(state, "--check and --json exclude each other");
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct options *o = state->input;

	switch (key) {
	case KEY_LINUX: o->in.old_linux = arg; break;
	case KEY_TO: o->in.new_linux = arg; break;
	case 'a': strv_push(&o->archs, arg); break;
	case KEY_CONFIGS: o->in.configs = arg; break;
	case KEY_CROSS:
		if (!strchr(arg, '='))
			verb_usage(state, "--cross takes ARCH=PREFIX, not '%s'", arg);
		strv_push(&o->cross, arg);
		break;
	case KEY_BRIDGE: o->in.common.bridge_dir = arg; break;
	case KEY_CHECK: o->check = true; break;
	case KEY_JSON: o->json = true; break;
	case ARGP_KEY_ARG: strv_push(&o->flavours, arg); break;
	case ARGP_KEY_END: check_end(o, state); break;
	default: return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

static const struct argp argp = {
	.options = options,
	.parser = parse_option,
	.args_doc = "[FLAVOUR...]",
	.doc = "Find out what another kernel means for flavours: new symbols, requests that it "
	       "does not honour any more, rules of the policy that hold no more; then ask "
	       "about each of them, and write the answers into fragments and triage.yaml.\v"
	       "Each answer is written before the next question; whoever stops is asked the "
	       "rest next time. Without FLAVOUR all flavours are looked at, for each of their architectures. "
	       "The exit status is 1 while there are open items.",
};

/* --- the files that say what is wanted ----------------------------------------------------- */

struct wanted {
	struct flavours flavours;
	struct pairs pairs;
	struct policy policy;
	struct waivers waivers;
	char *waivers_path;
};

static int read_policy(const char *configs, struct policy *ret, struct diag *d)
{
	_cleanup_(cleanup_free) char *dir = xasprintf("%s/policy", configs);

	if (access(dir, F_OK) == 0)
		return policy_read(dir, ret, d);
	diag_note(d, "there is no '%s', so no rules are looked at", dir);
	return 0;
}

static int read_wanted(const struct options *o, struct wanted *w, struct diag *d)
{
	int err = flavours_read(o->in.configs, &w->flavours, d);

	if (err == 0)
		err = pairs_choose(&w->flavours, &o->flavours, &o->archs, &w->pairs, d);
	if (err == 0)
		err = read_policy(o->in.configs, &w->policy, d);
	w->waivers_path = xasprintf("%s/waivers.yaml", o->in.configs);
	if (err == 0)
		err = waivers_read(w->waivers_path, w->policy.n ? &w->policy : NULL,
				   &w->waivers, d);
	return err;
}

static void wanted_done(struct wanted *w)
{
	waivers_done(&w->waivers);
	policy_done(&w->policy);
	pairs_done(&w->pairs);
	flavours_done(&w->flavours);
	free(w->waivers_path);
}

/* --- the whole ------------------------------------------------------------------------------ */

static int find_items(struct options *o, struct rebase *ret, struct diag *d)
{
	_cleanup_(wanted_done) struct wanted w = {0};
	struct rebase_rules rules;
	int err = read_wanted(o, &w, d);

	if (err < 0)
		return err;
	rebase_rules_open(&w.policy, w.waivers_path, w.pairs.n, &rules);
	o->in.pairs = &w.pairs;
	o->in.cross = &o->cross;
	o->in.common.waivers = &w.waivers.requests;
	o->in.also = rebase_rules_judge;
	o->in.context = &rules;
	err = rebase_run(&o->in, ret, d);
	if (err == 0)
		rebase_rules_find(&rules, ret);
	if (err == 0)
		err = rebase_decide(o->in.configs, ret, d);
	rebase_rules_close(&rules);
	return err;
}

static int print(const struct options *o, const struct rebase *r)
{
	_cleanup_(strbuf_done) struct strbuf text = STRBUF_INIT;

	if (o->json)
		rebase_print_json(r, &text);
	if (o->check)
		rebase_print_lines(r, &text);
	if (!o->json)
		rebase_print_summary(r, &text);
	fputs(text.buf, stdout);
	return rebase_count(r, REBASE_KINDS, REBASE_OPEN) ? -EBADMSG : 0;
}

static int ask(const struct options *o, const struct rebase *r, size_t *ret_answered,
	       struct diag *d)
{
	_cleanup_(flavours_done) struct flavours f = FLAVOURS_INIT;
	const struct rebase_ask_in in = {.items = r,
					 .configs = o->in.configs,
					 .flavours = &f,
					 .in = stdin,
					 .out = stdout};
	int err = flavours_read(o->in.configs, &f, d);

	return err < 0 ? err : rebase_ask(&in, ret_answered, d);
}

/* What was answered may make other symbols visible, or not be in effect. */
static int ask_until_done(struct options *o, struct rebase *r, struct diag *d)
{
	int err = print(o, r);

	while (err == -EBADMSG) {
		size_t answered = 0;

		err = ask(o, r, &answered, d);
		if (err == -ENODATA) {
			printf("%zu answered, %zu left; the same command goes on there\n",
			       answered,
			       rebase_count(r, REBASE_KINDS, REBASE_OPEN) - answered);
			return -EBADMSG;
		}
		if (err < 0)
			return err;
		rebase_done(r);
		err = find_items(o, r, d);
		if (err == 0)
			err = print(o, r);
	}
	return err;
}

int cmd_rebase(int argc, char **argv)
{
	struct options o = {.in = {.configs = "configs"}};
	_cleanup_(rebase_done) struct rebase r = REBASE_INIT;
	_cleanup_(cleanup_free) char *cache = NULL;
	struct diag d = DIAG_INIT;
	int err = 0;

	verb_parse(&argp, argc, argv, &o);
	if (!o.in.common.bridge_dir) {
		err = cache_dir("bridge", &cache, &d);
		o.in.common.bridge_dir = cache;
	}
	if (err == 0)
		err = find_items(&o, &r, &d);
	if (err == 0)
		err = o.check || o.json ? print(&o, &r) : ask_until_done(&o, &r, &d);
	strv_done(&o.flavours);
	strv_done(&o.archs);
	strv_done(&o.cross);
	return verb_end(err, &d);
}
