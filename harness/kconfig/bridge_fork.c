// SPDX-License-Identifier: GPL-2.0-or-later
#include "kconfig/bridge_fork.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/json.h"
#include "kconfig/bridge_process.h"
#include "sys/file.h"

#define FORK_TIMEOUT_MS 60000

static int open_fifo(int at, const char *name, int flags)
{
	int fd = -1;

	if (mkfifoat(at, name, 0600) == 0)
		fd = openat(at, name, flags | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

/*
 * The bridge opens the other ends. Its input is held open for both, so that it does
 * not look ended before we are; for whom only reads it still ends with us.
 */
static int make_fifos(const char *dir, struct chat_ends *ends, struct diag *d)
{
	_cleanup_(cleanup_close) int at = -1;
	int err;

	if (mkdir(dir, 0700) == 0)
		at = open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (at < 0)
		return diag_errno(d, -errno, "cannot make the directory '%s'", dir);
	ends->in = open_fifo(at, "in", O_RDWR);
	ends->out = open_fifo(at, "out", O_RDONLY);
	ends->err = open_fifo(at, "err", O_RDONLY);
	err = ends->in < 0 ? ends->in : ends->out < 0 ? ends->out : ends->err;
	return err < 0 ? diag_errno(d, err, "cannot make a FIFO in '%s'", dir) : 0;
}

/* Nobody else reaps it meanwhile, so that the number means this process. */
static int ask_for_child(struct bridge *parent, const char *name, pid_t *ret_pid,
			 int *ret_pidfd, struct diag *d)
{
	_cleanup_(cleanup_json) json_t *answer = NULL;
	int err = bridge_ask(parent, json_pack("{s:s, s:s}", "op", "fork", "dir", name),
			     FORK_TIMEOUT_MS, &answer, d);

	if (err < 0)
		return err;
	*ret_pid = (pid_t)json_integer_value(json_object_get(answer, "pid"));
	/* glibc 2.36 declares it, older ones do not */
	*ret_pidfd = (int)syscall(SYS_pidfd_open, *ret_pid, 0);
	return *ret_pidfd < 0 ? diag_errno(d, -errno, "cannot watch a bridge") : 0;
}

static int fork_locked(struct bridge *parent, struct bridge *b, struct chat_ends *ends,
		       struct diag *d)
{
	_cleanup_(cleanup_free) char *name = xasprintf("job-%u", ++parent->n_jobs);
	int err;

	b->dir = xasprintf("%s/%s", parent->dir, name);
	err = make_fifos(b->dir, ends, d);
	if (err == 0)
		err = ask_for_child(parent, name, &b->pid, &ends->pidfd, d);
	/* an own copy: the jobs run in threads */
	b->toolchain = json_deep_copy(parent->toolchain);
	return err;
}

int bridge_fork(struct bridge *parent, struct bridge **ret, struct diag *d)
{
	_cleanup_(cleanup_bridge) struct bridge *b = xcalloc(1, sizeof(*b));
	struct chat_ends ends = CHAT_ENDS_INIT;
	int err;

	pthread_mutex_init(&b->lock, NULL);
	b->parent = parent;
	b->tree = xstrdup(parent->tree);
	b->limit_ms = parent->limit_ms;
	pthread_mutex_lock(&parent->lock);
	err = fork_locked(parent, b, &ends, d);
	pthread_mutex_unlock(&parent->lock);
	if (err < 0) {
		chat_ends_close(&ends);
		return err;
	}
	err = chat_join(chat_name(parent->chat), &ends, &b->chat, d);
	if (err < 0)
		return err;
	*ret = TAKE_PTR(b);
	return 0;
}

void bridge_next_job(struct bridge *b)
{
	strbuf_clear(&chat_result(b->chat)->err);
}

void bridge_reap(struct bridge *b)
{
	_cleanup_(diag_done) struct diag ignored = DIAG_INIT;
	_cleanup_(cleanup_json) json_t *answer = NULL;
	struct proc_result *result;
	int err;

	if (!b->parent || !b->pid)
		return;
	pthread_mutex_lock(&b->parent->lock);
	err = bridge_ask(b->parent,
			 json_pack("{s:s, s:i}", "op", "reap", "pid", (int)b->pid),
			 FORK_TIMEOUT_MS, &answer, &ignored);
	pthread_mutex_unlock(&b->parent->lock);
	b->pid = 0;
	if (err < 0 || !b->chat)
		return; /* a parent that has ended takes its children with it */
	result = chat_result(b->chat);
	result->status = (int)json_integer_value(json_object_get(answer, "status"));
	result->signal = (int)json_integer_value(json_object_get(answer, "signal"));
}
