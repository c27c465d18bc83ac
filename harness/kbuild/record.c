// SPDX-License-Identifier: GPL-2.0-or-later
#include "kbuild/record.h"

#include <errno.h>
#include <jansson.h>
#include <string.h>

#include "base/alloc.h"
#include "sys/file.h"

static json_t *first_line_of(const char *program, const char *cross, struct diag *d)
{
	_cleanup_(cleanup_free) char *name = xasprintf("%s%s", cross, program);
	const char *const argv[] = {name, "--version", NULL};
	struct proc_spec spec = {.argv = argv, .timeout_ms = 10000};
	_cleanup_(proc_result_done) struct proc_result r = PROC_RESULT_INIT;

	if (proc_check(&spec, &r, d) < 0)
		return NULL;
	return json_stringn(r.out.buf, strcspn(r.out.buf, "\n"));
}

static json_t *environment(const struct kmake *k)
{
	_cleanup_(strv_done) struct strv env = STRV_INIT;
	json_t *all = json_array();

	kmake_env(k, &env);
	strv_sort(&env);
	strv_foreach (&env, i)
		json_array_append_new(all, json_string(env.v[i]));
	return all;
}

int build_record(const struct build_in *in, const struct build_out *out,
		 const char *certificate, const char *path, struct diag *d)
{
	_cleanup_(cleanup_free) char *text = NULL;
	json_t *compiler = first_line_of("gcc", in->make.cross, d);
	json_t *linker = first_line_of("ld", in->make.cross, d);
	json_t *record;

	record = json_pack("{s:i, s:s, s:s, s:s, s:o*, s:o*, s:o, s:s, s:I, s:I}",
			   "schema", 1, "release", out->release, "arch", in->make.arch,
			   "source", in->make.linux_dir, "compiler", compiler, "linker",
			   linker, "environment", environment(&in->make), "certificate",
			   certificate, "steps", (json_int_t)out->steps, "ms",
			   (json_int_t)out->ms);
	if (record)
		text = json_dumps(record, JSON_INDENT(2));
	json_decref(record);
	if (!text) {
		diag_error(d, "cannot write '%s': a value is no UTF-8", path);
		return -EINVAL;
	}
	return file_write(path, text, strlen(text), 0644, d);
}
