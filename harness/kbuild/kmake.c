// SPDX-License-Identifier: GPL-2.0-or-later
#include "kbuild/kmake.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "kbuild/jobserver.h"

void kmake_env(const struct kmake *k, struct strv *env)
{
	static const char *const ccache_vars[] = {"CCACHE_DIR", "CCACHE_MAXSIZE"};

	proc_clean_env(env);
	strv_pushf(env, "KBUILD_BUILD_TIMESTAMP=%s", k->date);
	strv_pushl(env, "KBUILD_BUILD_USER=kharness", "KBUILD_BUILD_HOST=kharness",
		   "KBUILD_BUILD_VERSION=1", NULL);
	if (!k->ccache)
		return;
	/*
	 * No depend mode, although an empty cache would cost a third less: without
	 * looking at the preprocessed text ccache does not see .incbin, and gives
	 * back yesterday's certificate and config.
	 */
	strv_pushl(env, "CCACHE_NODEPEND=1", "CCACHE_NOHASHDIR=1", NULL);
	/*
	 * A compiler plugin counts as a part of the compiler, which ccache knows again by
	 * its time, and each object directory has plugins of its own: a kernel with one
	 * took nothing from the cache of another. Plugins with another seed inside differ
	 * in content, too.
	 */
	strv_push(env, "CCACHE_COMPILERCHECK=content");
	for (size_t i = 0; i < ARRAY_SIZE(ccache_vars); i++)
		if (getenv(ccache_vars[i]))
			strv_pushf(env, "%s=%s", ccache_vars[i], getenv(ccache_vars[i]));
}

void kmake_argv(const struct kmake *k, const char *const *args, bool jobserver,
		struct strv *argv)
{
	const char *wrap = k->ccache ? "ccache " : "";

	strv_pushl(argv, "make", "-C", k->linux_dir, NULL);
	strv_pushf(argv, "O=%s", k->objdir);
	strv_pushf(argv, "ARCH=%s", k->arch);
	if (*k->cross)
		strv_pushf(argv, "CROSS_COMPILE=%s", k->cross);
	strv_pushf(argv, "CC=%s%sgcc", wrap, k->cross);
	strv_pushf(argv, "HOSTCC=%sgcc", wrap);
	/* plugins have debug information, and it says where they were made */
	strv_pushf(argv, "HOSTCXXFLAGS=-fdebug-prefix-map=%s=.", k->objdir);
	if (!jobserver)
		strv_pushf(argv, "-j%ld",
			   k->jobs ? (long)k->jobs : sysconf(_SC_NPROCESSORS_ONLN));
	for (; *args; args++)
		strv_push(argv, *args);
}

int kmake_run(const struct kmake *k, const char *const *args, proc_line_fn *on_line,
	      void *context, int *ret_status, struct diag *d)
{
	_cleanup_(proc_result_done) struct proc_result result = PROC_RESULT_INIT;
	_cleanup_(jobserver_done) struct jobserver js = JOBSERVER_INIT;
	_cleanup_(strv_done) struct strv argv = STRV_INIT, env = STRV_INIT;
	struct proc_spec spec = {.on_line = on_line, .context = context};
	int err;

	jobserver_parse(getenv("MAKEFLAGS"), &js);
	kmake_argv(k, args, js.makeflags, &argv);
	kmake_env(k, &env);
	if (js.makeflags)
		strv_pushf(&env, "MAKEFLAGS=%s", js.makeflags);
	spec.argv = (const char *const *)argv.v;
	spec.env = (const char *const *)env.v;
	spec.inherit_fds = js.fds;
	spec.n_inherit_fds = js.n_fds;
	err = proc_run(&spec, &result, d);
	if (err < 0)
		return err;
	*ret_status = result.signal ? 128 + result.signal : result.status;
	return 0;
}
