// SPDX-License-Identifier: GPL-2.0-or-later
#include "kconfig/side_git.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>

#include "base/alloc.h"
#include "base/parse.h"
#include "base/strbuf.h"
#include "base/strv.h"
#include "sys/file.h"
#include "sys/proc.h"

#define GIT_TIMEOUT_MS 60000
#define MAX_FILES      10000
#define MAX_BYTES      ((size_t)64 << 20)
#define MODE_FILE      "100644 blob "
#define MODE_PROGRAM   "100755 blob "
#define MODE_SIZE      (sizeof(MODE_FILE) - 1)

/* One file of the tree. */
struct entry {
	char *object;
	char *path; /* below the directory */
};

struct listing {
	struct entry *v;
	size_t n, capacity;
};

static void listing_done(struct listing *l)
{
	for (size_t i = 0; i < l->n; i++) {
		free(l->v[i].object);
		free(l->v[i].path);
	}
	free(l->v);
}

/* --- asking git ----------------------------------------------------------------------------- */

/* @arguments: behind "git -C DIR", ends with NULL */
static int git(const char *dir, const char *const *arguments, const struct strbuf *input,
	       struct proc_result *ret, struct diag *d)
{
	_cleanup_(strv_done) struct strv argv = STRV_INIT, env = STRV_INIT;
	struct proc_spec spec = {.max_output = MAX_BYTES, .timeout_ms = GIT_TIMEOUT_MS};

	strv_pushl(&argv, "git", "--no-pager", "--literal-pathspecs", "-C", dir, NULL);
	for (; *arguments; arguments++)
		strv_push(&argv, *arguments);
	proc_clean_env(&env);
	strv_pushl(&env, "GIT_OPTIONAL_LOCKS=0", "GIT_TERMINAL_PROMPT=0",
		   "GIT_NO_REPLACE_OBJECTS=1", NULL);
	spec.argv = (const char *const *)argv.v;
	spec.env = (const char *const *)env.v;
	if (input) {
		spec.input = input->buf;
		spec.input_size = input->len;
	}
	return proc_run(&spec, ret, d);
}

static bool is_good(const struct proc_result *r)
{
	return r->status == 0 && r->signal == 0 && !r->truncated;
}

static void drop_newline(struct strbuf *text)
{
	if (text->len && text->buf[text->len - 1] == '\n')
		text->buf[--text->len] = '\0';
}

/* Where @dir is in its repository: "configs/", "" for the top. */
static int find_prefix(const char *dir, char **ret, struct diag *d)
{
	static const char *const arguments[] = {"rev-parse", "--show-prefix", NULL};
	_cleanup_(proc_result_done) struct proc_result r = PROC_RESULT_INIT;
	int err = git(dir, arguments, NULL, &r, d);

	if (err < 0)
		return err;
	if (!is_good(&r)) {
		drop_newline(&r.err);
		diag_error(d,
			   "'%s' is in no git repository, so it has no revisions (git: "
			   "%s)",
			   dir, r.err.buf);
		return -ENOENT;
	}
	drop_newline(&r.out);
	*ret = strbuf_detach(&r.out, NULL);
	return 0;
}

static int find_commit(const char *dir, const char *revision, char **ret, struct diag *d)
{
	_cleanup_(cleanup_free) char *commit = xasprintf("%s^{commit}", revision);
	const char *const arguments[] = {"rev-parse",	     "--verify", "--quiet",
					 "--end-of-options", commit,	 NULL};
	_cleanup_(proc_result_done) struct proc_result r = PROC_RESULT_INIT;
	int err;

	if (!*revision || *revision == '-' || strpbrk(revision, " \t\r\n:")) {
		diag_error(d,
			   "'%s' names no revision; it is what git takes for a commit, "
			   "such as HEAD~1, a branch, a tag or a digest",
			   revision);
		return -EINVAL;
	}
	err = git(dir, arguments, NULL, &r, d);
	if (err < 0)
		return err;
	drop_newline(&r.out);
	if (!is_good(&r) || !r.out.len ||
	    strspn(r.out.buf, "0123456789abcdef") != r.out.len) {
		diag_error(d,
			   "the repository of '%s' has no revision '%s'; in a shallow "
			   "clone it has to be fetched first",
			   dir, revision);
		return -ENOENT;
	}
	*ret = strbuf_detach(&r.out, NULL);
	return 0;
}

/* --- the tree --------------------------------------------------------------------------------- */

/* No part of a path may lead out of the directory, nor be git's own. */
static bool is_safe(const char *path)
{
	for (const char *p = path; *p; p += *p == '/') {
		size_t n = strcspn(p, "/");

		if (n == 0 || (n == 1 && *p == '.') ||
		    (n == 2 && memcmp(p, "..", 2) == 0) ||
		    (n == 4 && strncasecmp(p, ".git", 4) == 0))
			return false;
		p += n;
	}
	return *path && path[strlen(path) - 1] != '/';
}

/* "100644 blob OBJECT<tab>configs/base/a.config" */
static int add_entry(const struct side_git *g, const char *prefix, const char *line,
		     struct listing *to, struct diag *d)
{
	const char *tab = strchr(line, '\t');
	size_t n = strlen(prefix);

	if (!tab || strncmp(tab + 1, prefix, n) != 0 || !is_safe(tab + 1 + n) ||
	    to->n >= MAX_FILES) {
		diag_error(
			d,
			"'%s@%s' holds '%s', which cannot be the path of a file; it is "
			"not looked at",
			g->shown, g->revision, tab ? tab + 1 : line);
		return -EINVAL;
	}
	if (strncmp(line, MODE_FILE, MODE_SIZE) != 0 &&
	    strncmp(line, MODE_PROGRAM, MODE_SIZE) != 0) {
		diag_note(d, "'%s/%s@%s' is a link or a submodule, and left out",
			  g->shown, tab + 1 + n, g->revision);
		return 0;
	}
	GROW(to->v, to->n, to->capacity);
	to->v[to->n++] = (struct entry){
		xstrndup(line + MODE_SIZE, (size_t)(tab - line) - MODE_SIZE),
		xstrdup(tab + 1 + n)};
	return 0;
}

static int list_tree(const struct side_git *g, const char *dir, const char *commit,
		     const char *prefix, struct listing *to, struct diag *d)
{
	const char *const arguments[] = {"ls-tree", "-r", "-z",	  "--full-tree",
					 commit,    "--", prefix, NULL};
	const char *const whole[] = {"ls-tree", "-r", "-z", "--full-tree", commit, NULL};
	_cleanup_(proc_result_done) struct proc_result r = PROC_RESULT_INIT;
	int err = git(dir, *prefix ? arguments : whole, NULL, &r, d);

	if (err < 0)
		return err;
	if (!is_good(&r)) {
		drop_newline(&r.err);
		diag_error(d, "cannot list '%s@%s' (git: %s)", g->shown, g->revision,
			   r.err.buf);
		return -EIO;
	}
	for (const char *p = r.out.buf; err == 0 && p < r.out.buf + r.out.len;
	     p += strlen(p) + 1)
		err = add_entry(g, prefix, p, to, d);
	if (err == 0 && !to->n) {
		diag_error(d, "there is no '%s' at '%s'", g->shown, g->revision);
		err = -ENOENT;
	}
	return err;
}

/* --- the files ------------------------------------------------------------------------------- */

static int put_entry(const struct side_git *g, const struct entry *e, const char *text,
		     size_t size, struct diag *d)
{
	_cleanup_(cleanup_free) char *path = xasprintf("%s/%s", g->dir, e->path);
	_cleanup_(cleanup_free) char *dir = dir_of(path);
	int err = dir_make(dir, d);

	return err < 0 ? err : file_put(path, text, size, 0600, d);
}

/* "OBJECT blob SIZE", a newline, the bytes and a newline, for each in their order. */
static int put_entries(const struct side_git *g, const struct listing *l,
		       const struct strbuf *out, struct diag *d)
{
	const char *p = out->buf, *stop = out->buf + out->len;

	for (size_t i = 0; i < l->n; i++) {
		size_t n = strlen(l->v[i].object);
		const char *line = memchr(p, '\n', (size_t)(stop - p));
		_cleanup_(cleanup_free) char *number = NULL;
		uint64_t size;
		int err;

		if (!line || strncmp(p, l->v[i].object, n) != 0 ||
		    strncmp(p + n, " blob ", 6) != 0)
			break;
		number = xstrndup(p + n + 6, (size_t)(line - p) - n - 6);
		if (parse_u64(number, MAX_BYTES, &size) < 0 ||
		    size >= (size_t)(stop - line - 1))
			break;
		err = put_entry(g, &l->v[i], line + 1, (size_t)size, d);
		if (err < 0)
			return err;
		p = line + 1 + size + 1;
		if (i + 1 == l->n)
			return 0;
	}
	diag_error(d, "git did not hand out all files of '%s@%s'; is the clone whole?",
		   g->shown, g->revision);
	return -EIO;
}

static int take_files(const struct side_git *g, const char *dir, const struct listing *l,
		      struct diag *d)
{
	static const char *const arguments[] = {"cat-file", "--batch", NULL};
	_cleanup_(proc_result_done) struct proc_result r = PROC_RESULT_INIT;
	_cleanup_(strbuf_done) struct strbuf input = STRBUF_INIT;
	int err;

	for (size_t i = 0; i < l->n; i++)
		strbuf_addf(&input, "%s\n", l->v[i].object);
	err = git(dir, arguments, &input, &r, d);
	if (err < 0)
		return err;
	if (r.truncated) {
		diag_error(d, "'%s@%s' is larger than %zu bytes", g->shown, g->revision,
			   MAX_BYTES);
		return -EFBIG;
	}
	return put_entries(g, l, &r.out, d);
}

static int make_dir(struct side_git *g, struct diag *d)
{
	const char *tmp = getenv("TMPDIR");

	g->hold = interrupt_hold();
	g->tmp = xasprintf("%s/kharness-side.XXXXXX", tmp && *tmp ? tmp : "/tmp");
	if (!mkdtemp(g->tmp)) {
		int err = -errno;

		diag_errno(d, err, "cannot make directory '%s'", g->tmp);
		free(TAKE_PTR(g->tmp));
		return err;
	}
	g->dir = xasprintf("%s/files", g->tmp);
	return 0;
}

int side_git_take(const char *dir, const char *revision, struct side_git *ret,
		  struct diag *d)
{
	_cleanup_(cleanup_free) char *prefix = NULL, *commit = NULL;
	_cleanup_(listing_done) struct listing files = {0};
	int err;

	ret->shown = path_trim(dir);
	ret->revision = xstrdup(revision);
	err = find_prefix(dir, &prefix, d);
	if (err == 0)
		err = find_commit(dir, revision, &commit, d);
	if (err == 0)
		err = list_tree(ret, dir, commit, prefix, &files, d);
	if (err == 0)
		err = make_dir(ret, d);
	return err < 0 ? err : take_files(ret, dir, &files, d);
}

/* --- for a person ---------------------------------------------------------------------------- */

/* As flavours.yaml allows them; a full stop at the end is no part of a path. */
static size_t path_length(const char *p)
{
	size_t n = strspn(p, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
			     "0123456789_.-+/");

	while (n && p[n - 1] == '.')
		n--;
	return n;
}

void side_git_show(const struct side_git *g, char **text)
{
	struct strbuf out = STRBUF_INIT;
	const char *from, *at;

	if (!g || !g->dir || !*text || !strstr(*text, g->dir))
		return;
	for (from = *text; (at = strstr(from, g->dir));) {
		const char *path = at + strlen(g->dir);
		size_t n = path_length(path);

		strbuf_add(&out, from, (size_t)(at - from));
		strbuf_adds(&out, g->shown);
		strbuf_add(&out, path, n);
		strbuf_addf(&out, "@%s", g->revision);
		from = path + n;
	}
	strbuf_adds(&out, from);
	free(*text);
	*text = strbuf_detach(&out, NULL);
}

void side_git_show_diag(const struct side_git *g, struct diag *d)
{
	for (size_t i = 0; i < d->n; i++) {
		side_git_show(g, &d->entries[i].file);
		side_git_show(g, &d->entries[i].text);
	}
}

void side_git_done(struct side_git *g, struct diag *d)
{
	_cleanup_(diag_done) struct diag said = DIAG_INIT;

	if (g->tmp && tree_remove(g->tmp, &said) < 0)
		diag_append(d, &said);
	interrupt_release(g->hold, d);
	free(g->dir);
	free(g->revision);
	free(g->shown);
	free(g->tmp);
	*g = (struct side_git)SIDE_GIT_INIT;
}
