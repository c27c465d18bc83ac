// SPDX-License-Identifier: GPL-2.0-or-later
#include "kbuild/build.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "base/alloc.h"
#include "kbuild/count.h"
#include "kbuild/errors.h"
#include "kbuild/external.h"
#include "kbuild/hosttools.h"
#include "model/dotconfig.h"
#include "model/file_symbols.h"
#include "sys/file.h"
#include "sys/progress.h"

#define CONFIG_MAX ((size_t)4 << 20)
#define LOG_MAX	   ((size_t)256 << 20)

struct watch {
	const struct build_in *in;
	struct progress progress;
	struct count *count;
	bool counted;
	size_t per_module; /* steps */
	FILE *log;
	int log_err; /* why it could not be written */
	size_t steps;
};

/* A line such as "  CC [M]  fs/ext4/inode.o" announces a step. */
static bool is_step(const char *line)
{
	return line[0] == ' ' && line[1] == ' ' && line[2] >= 'A' && line[2] <= 'Z';
}

static void on_line(void *context, enum proc_stream stream _unused_, char *line)
{
	struct watch *w = context;
	size_t left;

	if (fprintf(w->log, "%s\n", line) < 0 && w->log_err == 0)
		w->log_err = -errno;
	if (!is_step(line))
		return;
	w->steps++;
	if (!w->count && count_can_start(line))
		w->count = count_start(&w->in->make, w->per_module);
	left = w->counted ? 0 : count_result(w->count);
	if (left) {
		w->counted = true;
		w->progress.total = w->progress.done + left;
	}
	if (w->progress.total && w->progress.done >= w->progress.total)
		w->progress.total = 0; /* there is more than was counted: no share */
	progress_step(&w->progress, line + 2);
}

static void report_failure(const struct build_in *in, struct diag *d)
{
	_cleanup_(diag_done) struct diag ignored = DIAG_INIT;
	_cleanup_(strbuf_done) struct strbuf text = STRBUF_INIT;
	_cleanup_(cleanup_free) char *log = NULL;
	char *rest, *line;

	if (file_read(in->log, LOG_MAX, &log, NULL, &ignored) < 0)
		log = xstrdup("");
	first_error(log, &text);
	diag_error(d,
		   "the kernel's build failed; all of its output is in '%s', and the "
		   "first error is:",
		   in->log);
	rest = text.buf;
	while ((line = strsep(&rest, "\n")))
		if (*line)
			diag_note(d, "%s", line);
}

static int run_make(struct watch *w, const char *const *args, struct diag *d)
{
	int status = 0;
	int err = kmake_run(&w->in->make, args, on_line, w, &status, d);

	if (err < 0)
		return err;
	if (w->log_err < 0) /* nor could make's own files: a full disk */
		return diag_errno(d, w->log_err, "cannot write '%s'", w->in->log);
	if (status == 0)
		return 0;
	report_failure(w->in, d);
	if (status > 128)
		diag_note(d, "make was killed by signal %d", status - 128);
	return -EBADMSG;
}

/* Kbuild's syncconfig resolves once more: what it changed was not merged. */
static int check_config(const struct build_in *in, const char *merged, struct diag *d)
{
	_cleanup_(cleanup_free) char *path = NULL, *built = NULL;
	int err;

	path = xasprintf("%s/.config", in->make.objdir);
	err = file_read(path, CONFIG_MAX, &built, NULL, d);
	if (err < 0)
		return err;
	if (strcmp(built, merged) == 0)
		return 0;
	diag_error(d,
		   "the build changed the config: compare '%s' with '%s'; was it merged "
		   "with another compiler?",
		   in->config, path);
	return -EBADMSG;
}

static int read_release(const char *objdir, char **ret, struct diag *d)
{
	_cleanup_(cleanup_free) char *path = NULL, *text = NULL;
	int err;

	path = xasprintf("%s/include/config/kernel.release", objdir);
	err = file_read(path, 256, &text, NULL, d);
	if (err < 0)
		return err;
	text[strcspn(text, "\n")] = '\0';
	*ret = TAKE_PTR(text);
	return 0;
}

static int build_all(struct watch *w, const char *merged, struct diag *d)
{
	static const char *const all[] = {"all", NULL};
	int err = run_make(w, all, d);

	if (err == 0)
		err = check_config(w->in, merged, d);
	for (size_t i = 0; err == 0 && i < w->in->n_modules; i++) {
		const struct build_module *m = &w->in->modules[i];
		_cleanup_(cleanup_free) char *dir = NULL, *arg = NULL;

		err = external_copy(m->source, m->copy, &dir, d);
		if (err < 0)
			return err;
		arg = xasprintf("M=%s", dir);
		err = run_make(w, (const char *const[]){arg, "modules", NULL}, d);
	}
	return err;
}

/* A symbol that names a file: empty, or what we put there. */
static int check_file_symbol(const char *config, const char *path,
			     const struct file_symbol *f, struct diag *d)
{
	_cleanup_(cleanup_free) char *value = dotconfig_get(config, f->symbol);
	struct loc loc = {.file = path};

	if (value && f->staged && strcmp(value, f->staged) == 0)
		return 0;
	if (f->staged && dotconfig_is(config, "CONFIG_MODULE_SIG", "y")) {
		diag_at(d, DIAG_ERROR, &loc,
			"%s is '%s', so this kernel would not trust the modules' "
			"signatures; set it to \"%s\"",
			f->symbol, value ? value : "", f->staged);
		return -EINVAL;
	}
	if (!value || !*value)
		return 0;
	diag_at(d, DIAG_ERROR, &loc,
		"%s names '%s', a file that the harness did not stage; leave it empty",
		f->symbol, value);
	return -EINVAL;
}

int build_check(const struct build_in *in, struct diag *d)
{
	_cleanup_(cleanup_free) char *config = NULL;
	int err = file_read(in->config, CONFIG_MAX, &config, NULL, d);

	if (err < 0)
		return err;
	err = hosttools_check(config, in->make.cross, d);
	for (size_t i = 0; i < file_symbols_n; i++) {
		int bad = check_file_symbol(config, in->config, &file_symbols[i], d);

		err = err ? err : bad;
	}
	return err;
}

int build_run(const struct build_in *in, struct build_out *ret, struct diag *d)
{
	_cleanup_(cleanup_free) char *merged = NULL, *path = NULL;
	struct watch w = {.in = in};
	size_t size;
	int err;

	path = xasprintf("%s/.config", in->make.objdir);
	err = file_read(in->config, CONFIG_MAX, &merged, &size, d);
	if (err == 0)
		err = file_write_if_changed(path, merged, size, 0644, NULL, d);
	if (err < 0)
		return err;
	/* CC foo.mod.o, LD foo.ko, and there may be its type information */
	w.per_module = dotconfig_is(merged, "CONFIG_DEBUG_INFO_BTF_MODULES", "y") ? 3 : 2;
	w.log = fopen(in->log, "we");
	if (!w.log)
		return diag_errno(d, -errno, "cannot write '%s'", in->log);
	setvbuf(w.log, NULL, _IOLBF, 0); /* for those who follow it */
	progress_begin(&w.progress, in->progress, "build", 0);
	err = build_all(&w, merged, d);
	progress_end(&w.progress);
	count_finish(w.count);
	if (fclose(w.log) != 0 && err == 0)
		err = diag_errno(d, -errno, "cannot write '%s'", in->log);
	if (err == 0)
		err = read_release(in->make.objdir, &ret->release, d);
	if (err < 0)
		return err;
	ret->steps = w.steps;
	ret->ms = progress_clock_ms() - w.progress.start_ms;
	return 0;
}

void build_out_done(struct build_out *out)
{
	if (!out)
		return;
	free(out->release);
	*out = (struct build_out)BUILD_OUT_INIT;
}
