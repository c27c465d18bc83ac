// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "sys/diag.h"
#include "sys/file.h"
#include "sys/parallel.h"
#include "sys/proc.h"

static char *dir;

static int make_dir(void **state _unused_)
{
	dir = xstrdup("/tmp/kharness-test.XXXXXX");
	return mkdtemp(dir) ? 0 : -1;
}

static int remove_dir(void **state _unused_)
{
	struct diag d = DIAG_INIT;
	int err = tree_remove(dir, &d);

	free(dir);
	diag_done(&d);
	return err;
}

static void files_are_whole_or_absent(void **state _unused_)
{
	_cleanup_(diag_done) struct diag d = DIAG_INIT;
	_cleanup_(cleanup_free) char *path = xasprintf("%s/f", dir);
	_cleanup_(cleanup_free) char *text = NULL;
	struct outfile of = OUTFILE_INIT;
	bool changed = false;
	size_t size;

	assert_int_equal(file_write(path, "one", 3, 0644, &d), 0);
	assert_int_equal(outfile_begin(&of, path, 0644, &d), 0);
	assert_int_equal(outfile_write(&of, "tw", 2, &d), 0);
	outfile_done(&of); /* abandoned: the old content stays */
	assert_int_equal(file_read(path, 3, &text, &size, &d), 0);
	assert_string_equal(text, "one");
	assert_int_equal(file_write_if_changed(path, "one", 3, 0644, &changed, &d), 0);
	assert_false(changed);
	assert_int_equal(file_write_if_changed(path, "two", 3, 0644, &changed, &d), 0);
	assert_true(changed);
	assert_int_equal(d.n, 0);
	assert_int_equal(file_read(path, 2, &text, &size, &d), -EFBIG);
	assert_int_equal(file_read(dir, 9, &text, &size, &d), -EISDIR);
	assert_int_equal(file_read("/dev/null", 9, &text, &size, &d), -EINVAL);
	assert_int_equal(d.errors, 3);
}

static void trees_are_exchanged(void **state _unused_)
{
	_cleanup_(diag_done) struct diag d = DIAG_INIT;
	_cleanup_(cleanup_free) char *fresh = xasprintf("%s/t.new/a", dir);
	_cleanup_(cleanup_free) char *top = xasprintf("%s/t.new", dir);
	_cleanup_(cleanup_free) char *place = xasprintf("%s/t", dir);
	_cleanup_(cleanup_free) char *in_place = xasprintf("%s/t/a", dir);

	for (int i = 0; i < 2; i++) {
		assert_int_equal(dir_make(fresh, &d), 0);
		assert_int_equal(tree_replace(top, place, &d), 0);
		assert_int_equal(access(in_place, F_OK), 0);
		assert_int_equal(access(top, F_OK), -1);
	}
	assert_int_equal(tree_remove(place, &d), 0);
	assert_int_equal(tree_remove(place, &d), 0);
	assert_int_equal(d.n, 0);
}

static void private_directory_is_checked(void **state _unused_)
{
	_cleanup_(diag_done) struct diag d = DIAG_INIT;
	_cleanup_(cleanup_free) char *p = xasprintf("%s/key", dir);

	assert_int_equal(dir_make_private(p, &d), 0);
	assert_int_equal(dir_make_private(p, &d), 0);
	assert_int_equal(chmod(p, 0755), 0);
	assert_int_equal(dir_make_private(p, &d), -EPERM);
	assert_int_equal(rmdir(p), 0);
	assert_int_equal(symlink("/tmp", p), 0);
	assert_int_equal(dir_make_private(p, &d), -EPERM);
}

static int run(const char *script, struct proc_spec *spec, struct proc_result *r,
	       struct diag *d)
{
	const char *argv[] = {"sh", "-c", script, NULL};

	spec->argv = argv;
	return proc_check(spec, r, d);
}

static void child_gets_input_and_a_clean_environment(void **state _unused_)
{
	_cleanup_(diag_done) struct diag d = DIAG_INIT;
	_cleanup_(proc_result_done) struct proc_result r = PROC_RESULT_INIT;
	struct proc_spec spec = {.input = "in", .input_size = 2};

	setenv("KHARNESS_LEAK", "x", 1);
	assert_int_equal(run("cat; echo \" $KHARNESS_LEAK$LC_ALL\"", &spec, &r, &d), 0);
	assert_string_equal(r.out.buf, "in C\n");
	assert_int_equal(d.n, 0);
}

static void failures_name_the_end(void **state _unused_)
{
	_cleanup_(diag_done) struct diag d = DIAG_INIT;
	struct proc_spec spec = {.timeout_ms = 200};
	static const struct {
		const char *script;
		int err;
		const char *text;
	} cases[] = {
		{"echo a >&2; echo why >&2; exit 3", -EIO,
		 "'sh' failed with exit status 3: why"},
		{"kill -9 $$", -EIO, "'sh' was killed by signal 9"},
		{"sleep 60 & wait", -ETIMEDOUT,
		 "'sh' did not end within 200 ms and was killed"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct proc_result r = PROC_RESULT_INIT;

		assert_int_equal(run(cases[i].script, &spec, &r, &d), cases[i].err);
		assert_string_equal(d.entries[i].text, cases[i].text);
		proc_result_done(&r);
	}
}

static void missing_program_is_enoent(void **state _unused_)
{
	_cleanup_(diag_done) struct diag d = DIAG_INIT;
	_cleanup_(proc_result_done) struct proc_result r = PROC_RESULT_INIT;
	const char *argv[] = {"/nonexistent/program", NULL};
	struct proc_spec spec = {.argv = argv};

	assert_int_equal(proc_run(&spec, &r, &d), -ENOENT);
	assert_int_equal(d.errors, 1);
}

static void output_is_capped(void **state _unused_)
{
	_cleanup_(diag_done) struct diag d = DIAG_INIT;
	_cleanup_(proc_result_done) struct proc_result r = PROC_RESULT_INIT;
	struct proc_spec spec = {.max_output = 1000};

	assert_int_equal(run("head -c 500000 /dev/zero", &spec, &r, &d), 0);
	assert_int_equal(r.out.len, 1000);
	assert_true(r.truncated);
}

static void count_line(void *context, enum proc_stream stream, char *line)
{
	int *n = context;

	assert_int_equal(stream, PROC_STDOUT);
	assert_int_equal(strlen(line), 1);
	(*n)++;
}

static void lines_arrive_one_by_one(void **state _unused_)
{
	_cleanup_(diag_done) struct diag d = DIAG_INIT;
	_cleanup_(proc_result_done) struct proc_result r = PROC_RESULT_INIT;
	int n = 0;
	struct proc_spec spec = {.on_line = count_line, .context = &n};

	assert_int_equal(run("echo 1; sleep 0.05; printf '2\\n3'", &spec, &r, &d), 0);
	assert_int_equal(n, 3);
}

static void chosen_descriptors_are_inherited(void **state _unused_)
{
	_cleanup_(diag_done) struct diag d = DIAG_INIT;
	_cleanup_(proc_result_done) struct proc_result r = PROC_RESULT_INIT;
	_cleanup_(cleanup_free) char *script = NULL, *expected = NULL;
	int low = open("/dev/null", O_RDWR | O_CLOEXEC);
	int fd = fcntl(low, F_DUPFD_CLOEXEC, 20);
	int kept_back = fcntl(low, F_DUPFD_CLOEXEC, 20);
	struct proc_spec spec = {.inherit_fds = &fd, .n_inherit_fds = 1};

	script = xasprintf("for i in %d %d; do [ -e /proc/$$/fd/$i ] && echo $i; done; "
			   "exit 0",
			   fd, kept_back);
	expected = xasprintf("%d\n", fd);
	assert_int_equal(run(script, &spec, &r, &d), 0);
	assert_string_equal(r.out.buf, expected);
	close(kept_back);
	close(fd);
	close(low);
}

static void control_bytes_are_escaped(void **state _unused_)
{
	_cleanup_(diag_done) struct diag d = DIAG_INIT;
	struct loc loc = {"a\033[31m.config", 3, 4};
	char *text = NULL;
	size_t size;
	FILE *f = open_memstream(&text, &size);

	diag_at(&d, DIAG_WARNING, &loc, "x\ry");
	diag_error(&d, "no place");
	/* open_memstream() has no descriptor: never coloured */
	diag_print(&d, f);
	fclose(f);
	assert_string_equal(text, "a\\x1b[31m.config:3:4: warning: x\\x0dy\n"
				  "kharness: error: no place\n");
	free(text);
}

static void files_open_only_beneath(void **state _unused_)
{
	static const struct {
		const char *path;
		int err;
	} cases[] = {
		{"b/f", 0},	     {"b/../b/f", 0},
		{"../x", -EXDEV},    {"/etc/passwd", -EXDEV},
		{"b/link", -ELOOP},  {"up/x", -ELOOP},
		{"b/none", -ENOENT},
	};
	_cleanup_(diag_done) struct diag d = DIAG_INIT;
	_cleanup_(cleanup_free) char *sub = xasprintf("%s/beneath/b", dir);
	_cleanup_(cleanup_close) int fd = -1;

	assert_int_equal(dir_make(sub, &d), 0);
	fd = open(sub, O_PATH | O_DIRECTORY | O_CLOEXEC);
	close(openat(fd, "f", O_CREAT | O_WRONLY | O_CLOEXEC, 0644));
	close(openat(fd, "../../x", O_CREAT | O_WRONLY | O_CLOEXEC, 0644));
	assert_int_equal(symlinkat("f", fd, "link"), 0);
	assert_int_equal(symlinkat("..", fd, "../up"), 0);
	close(fd);
	*strrchr(sub, '/') = '\0';
	fd = open(sub, O_PATH | O_DIRECTORY | O_CLOEXEC);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		int got = file_open_beneath(fd, cases[i].path, O_RDONLY);

		assert_int_equal(got < 0 ? got : 0, cases[i].err);
		if (got >= 0)
			close(got);
	}
}

static void count_item(void *context, size_t i)
{
	atomic_int *counts = context;

	atomic_fetch_add(&counts[i], 1);
}

static void each_item_is_done_once(void **state _unused_)
{
	static atomic_int counts[5000];

	assert_true(parallel_cores() >= 1);
	parallel_for(0, count_item, counts);
	parallel_for(1, count_item, counts);
	parallel_for(ARRAY_SIZE(counts), count_item, counts);
	for (size_t i = 0; i < ARRAY_SIZE(counts); i++)
		assert_int_equal(counts[i], i == 0 ? 2 : 1);
}

static void diagnostics_are_moved(void **state _unused_)
{
	_cleanup_(diag_done) struct diag d = DIAG_INIT, from = DIAG_INIT;

	diag_error(&d, "first");
	for (int i = 0; i < 20; i++)
		diag_warning(&from, "warning %d", i);
	diag_append(&d, &from);
	diag_append(&d, &from);
	assert_int_equal(from.n, 0);
	assert_int_equal(d.errors, 1);
	assert_int_equal(d.warnings, 20);
	assert_string_equal(d.entries[20].text, "warning 19");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(files_are_whole_or_absent),
		cmocka_unit_test(trees_are_exchanged),
		cmocka_unit_test(private_directory_is_checked),
		cmocka_unit_test(child_gets_input_and_a_clean_environment),
		cmocka_unit_test(failures_name_the_end),
		cmocka_unit_test(missing_program_is_enoent),
		cmocka_unit_test(output_is_capped),
		cmocka_unit_test(lines_arrive_one_by_one),
		cmocka_unit_test(chosen_descriptors_are_inherited),
		cmocka_unit_test(control_bytes_are_escaped),
		cmocka_unit_test(files_open_only_beneath),
		cmocka_unit_test(each_item_is_done_once),
		cmocka_unit_test(diagnostics_are_moved),
	};

	return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
