// SPDX-License-Identifier: GPL-2.0-or-later
#include "kconfig/merge_open.h"

#include <errno.h>
#include <stdint.h>

#include "base/alloc.h"
#include "kconfig/assumption.h"
#include "kconfig/bridge_build.h"
#include "kconfig/environment.h"
#include "kconfig/ledger.h"
#include "kconfig/toolchain.h"

/* What the commands of Kconfig answer without being run, and the variables they see. */
struct answers {
	struct strv env;
	struct versions *asked;	      /* NULL: nobody was, or they were handed over */
	struct version_texts assumed; /* what they will say; empty: they have said it */
	struct ledger ledger;
	json_t *replay;
};

static void answers_done(struct answers *a)
{
	strv_done(&a->env);
	versions_free(a->asked);
	version_texts_done(&a->assumed);
	ledger_done(&a->ledger);
	json_decref(a->replay);
}

/* Those of last time, if all else is as it was then. */
static bool assume_versions(const struct linux_tree *t, struct answers *a)
{
	_cleanup_(strv_done) struct strv env = STRV_INIT;

	if (!ledger_versions(&a->ledger, &a->assumed))
		return false;
	strv_foreach (&a->env, i)
		strv_push(&env, a->env.v[i]);
	version_texts_add(&a->assumed, &env);
	ledger_compare(&a->ledger, t, &env);
	if (!json_object_size(a->ledger.replay)) {
		version_texts_done(&a->assumed);
		return false;
	}
	strv_done(&a->env);
	a->env = env;
	env = (struct strv)STRV_INIT;
	return true;
}

static int ask_machine(const struct merge_in *in, const struct linux_tree *t,
		       const char *program, bool early, struct answers *a, struct diag *d)
{
	const struct version_texts *texts;
	int err;

	ledger_open(program, &a->env, &a->ledger, d);
	if (!early || !assume_versions(t, a)) {
		err = versions_wait(a->asked, &texts, d);
		if (err < 0)
			return err;
		version_texts_add(texts, &a->env);
		ledger_compare(&a->ledger, t, &a->env);
	}
	a->replay = in->no_replay ? json_object() : json_copy(a->ledger.replay);
	return 0;
}

static int find_answers(const struct merge_in *in, const struct linux_tree *t,
			const char *program, bool early, struct answers *a,
			struct diag *d)
{
	int err;

	if (in->toolchain)
		err = toolchain_load(in->toolchain, t, in->arch, in->cross_compile,
				     &a->env, &a->replay, d);
	else
		err = ask_machine(in, t, program, early, a, d);
	if (err == 0 && in->answers)
		json_object_update(a->replay, (json_t *)(uintptr_t)in->answers);
	return err;
}

static int parse(const struct merge_in *in, const struct linux_tree *t, struct bridge *b,
		 struct answers *a, struct diag *d)
{
	bool here = !in->toolchain && !in->answers;
	const struct parse_in parse = {.replay = a->replay,
				       .only = in->toolchain != NULL,
				       .later = a->assumed.cc != NULL,
				       .image = here ? a->ledger.image : NULL};
	json_t *probes = NULL;
	int err = bridge_parse(b, &parse, &probes, d);

	if (err < 0)
		return err;
	if (here)
		ledger_save(&a->ledger, probes, d);
	bridge_keep_toolchain(b, toolchain_record(t, &a->env, probes));
	json_decref(probes);
	if (a->assumed.cc)
		bridge_assume(b, assumption_new(TAKE_PTR(a->asked), &a->assumed));
	return 0;
}

int merge_open_tree(const struct merge_in *in, const struct linux_tree *t, bool early,
		    struct bridge **ret, struct diag *d)
{
	_cleanup_(cleanup_bridge) struct bridge *b = NULL;
	_cleanup_(cleanup_free) char *program = NULL;
	_cleanup_(answers_done) struct answers a = {.env = STRV_INIT,
						    .ledger = LEDGER_INIT};
	int err;

	if (!in->toolchain) {
		kconfig_environment(t, in->arch, in->cross_compile, &a.env);
		a.asked = versions_ask(t, in->cross_compile, &a.env);
	}
	early = early && !in->toolchain && !in->answers && !in->no_replay;
	err = bridge_build(t, in->bridge_dir, &program, d);
	if (err == 0)
		err = find_answers(in, t, program, early, &a, d);
	if (err == 0)
		err = bridge_open(program, t->dir, &a.env, in->deadline_ms, &b, d);
	if (err == 0)
		err = parse(in, t, b, &a, d);
	if (err < 0)
		return err;
	*ret = TAKE_PTR(b);
	return 0;
}

static int open_dir(const struct merge_in *in, bool early, struct bridge **ret,
		    struct diag *d)
{
	_cleanup_(linux_tree_done) struct linux_tree tree = LINUX_TREE_INIT;
	int err = linux_tree_open(in->linux_dir, &tree, d);

	if (err == 0)
		err = linux_arch_check(&tree, in->arch, d);
	return err < 0 ? err : merge_open_tree(in, &tree, early, ret, d);
}

int merge_open_early(const struct merge_in *in, struct bridge **ret, struct diag *d)
{
	return open_dir(in, true, ret, d);
}

int merge_open(const struct merge_in *in, struct bridge **ret, struct diag *d)
{
	_cleanup_(cleanup_bridge) struct bridge *b = NULL;
	_cleanup_(diag_done) struct diag said = DIAG_INIT;
	int err = open_dir(in, true, &b, &said);

	if (err == 0)
		err = assumption_check(b, &said);
	if (err == -ESTALE) {
		diag_done(&said);
		bridge_close(TAKE_PTR(b));
		err = open_dir(in, false, &b, &said);
	}
	diag_append(d, &said);
	if (err < 0)
		return err;
	*ret = TAKE_PTR(b);
	return 0;
}
