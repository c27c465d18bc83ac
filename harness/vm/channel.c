// SPDX-License-Identifier: GPL-2.0-or-later
#include "vm/channel.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/alloc.h"

#define PIPE_BYTES (1 << 20)

/*
 * Console and results are pipes: a UART writes byte by byte, a socket counts a
 * kilobyte for each, is full after 250, and the guest's driver drops what it
 * cannot send for 10 ms. A pipe of a megabyte takes all that an honest guest
 * has to say, however busy we are.
 */
static int make_channel(int i, int fds[2])
{
	if (i == CHANNEL_QMP)
		return socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds);
	if (pipe2(fds, O_CLOEXEC) < 0)
		return -1;
	fcntl(fds[0], F_SETPIPE_SZ, PIPE_BYTES); /* as far as the system allows */
	return 0;
}

static int make_channels(int *ours, int *theirs)
{
	for (int i = 0; i < N_CHANNELS + 1; i++) {
		int fds[2];

		if (make_channel(i, fds) < 0)
			return -errno;
		ours[i] = fds[0];
		theirs[i == OURS_OUTPUT ? THEIRS_OUTPUT : i] = fds[1];
	}
	return 0;
}

int channels_make(int ours[N_OURS], int theirs[N_THEIRS], struct diag *d)
{
	int err;

	for (int i = 0; i < N_OURS; i++)
		ours[i] = -1;
	for (int i = 0; i < N_THEIRS; i++)
		theirs[i] = -1;
	err = make_channels(ours, theirs);
	if (err < 0)
		return diag_errno(d, err, "cannot make pipes");
	err = disks_make(ours + OURS_DISKS, d);
	for (int i = 0; err == 0 && i < N_DISKS; i++) {
		theirs[N_CHANNELS + i] = fcntl(ours[OURS_DISKS + i], F_DUPFD_CLOEXEC, 0);
		if (theirs[N_CHANNELS + i] < 0)
			err = diag_errno(d, -errno, "cannot hand a disk over");
	}
	return err;
}

void channels_close(int *fds, size_t n)
{
	for (size_t i = 0; i < n; i++)
		cleanup_close(&fds[i]);
}
