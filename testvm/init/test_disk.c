// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Does a disk keep what is written to it? The argument is the serial number that QEMU
 * gave the disk. The first sector then holds this run's nonce, which the host looks for.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/fs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "feature.h"
#include "text.h"
#include "wait.h"

#define BLOCK	 4096
#define SIZE_MIN (1 << 20)

#define DISK_WAIT_MS 5000

static bool has_serial(const char *disk, const char *serial)
{
	/* virtio-blk has the one, NVMe the other */
	static const char *const places[] = {"serial", "device/serial"};
	char path[PATH_MAX], line[64];

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		snprintf(path, sizeof(path), "/sys/block/%s/%s", disk, places[i]);
		if (text_read_line(path, line, sizeof(line)) < 0)
			continue;
		line[strcspn(line, " ")] = '\0'; /* NVMe fills up with blanks */
		if (strcmp(line, serial) == 0)
			return true;
	}
	return false;
}

static bool find_disk_if_there(const char *serial, char *path, size_t size)
{
	DIR *dir = opendir("/sys/block");
	struct dirent *e;
	bool found = false;

	while (!found && dir && (e = readdir(dir))) {
		if (e->d_name[0] == '.' || !has_serial(e->d_name, serial))
			continue;
		snprintf(path, size, "/dev/%s", e->d_name);
		found = true;
	}
	if (dir)
		closedir(dir);
	return found;
}

/* NVMe controllers are probed by a thread of their own, after the driver is loaded. */
static bool find_disk(const char *serial, char *path, size_t size)
{
	struct wait w = wait_begin(DISK_WAIT_MS);

	do {
		if (find_disk_if_there(serial, path, size) && access(path, F_OK) == 0)
			return true;
	} while (wait_more(&w));
	return false;
}

/* No two blocks of no two runs are the same. */
static void fill(char *block, const char *nonce, uint64_t offset)
{
	uint64_t x = offset + 1;

	for (const char *p = nonce; *p; p++)
		x = x * 131 + (unsigned char)*p;
	for (size_t i = 0; i < BLOCK; i++) {
		x ^= x << 13;
		x ^= x >> 7;
		x ^= x << 17;
		block[i] = (char)x;
	}
	if (offset == 0)
		snprintf(block, BLOCK, "kharness %s\n", nonce);
}

static void do_blocks(int fd, bool writing, const char *nonce, uint64_t size,
		      struct outcome *o)
{
	const uint64_t offsets[] = {0, 17 * BLOCK, size / 2, size - BLOCK};
	char *block = aligned_alloc(BLOCK, BLOCK), *wanted = malloc(BLOCK);

	for (size_t i = 0; block && wanted && i < sizeof(offsets) / sizeof(offsets[0]);
	     i++) {
		off_t at = (off_t)offsets[i];
		ssize_t n;

		fill(writing ? block : wanted, nonce, offsets[i]);
		n = writing ? pwrite(fd, block, BLOCK, at) : pread(fd, block, BLOCK, at);
		if (n != BLOCK)
			outcome_fail(o, writing ? "a write" : "a read",
				     "at %llu: %zd bytes, %m",
				     (unsigned long long)offsets[i], n);
		else if (!writing && memcmp(block, wanted, BLOCK) != 0)
			outcome_fail(o, "what was written is read", "other bytes at %llu",
				     (unsigned long long)offsets[i]);
	}
	if (!block || !wanted)
		outcome_fail(o, "memory", "none");
	free(block);
	free(wanted);
}

static void with_disk(const char *path, int flags, const char *nonce, struct outcome *o)
{
	int fd = open(path, flags | O_DIRECT | O_CLOEXEC);
	uint64_t size = 0;

	if (fd < 0 || ioctl(fd, BLKGETSIZE64, &size) < 0) {
		outcome_fail(o, path, "%m");
	} else if (size < SIZE_MIN) {
		outcome_fail(o, "a disk of a megabyte or more", "%llu bytes",
			     (unsigned long long)size);
	} else {
		do_blocks(fd, flags == O_RDWR, nonce, size, o);
		if (flags == O_RDWR && fsync(fd) < 0)
			outcome_fail(o, "the disk flushes its cache", "%m");
	}
	if (fd >= 0)
		close(fd);
}

void feature_disk(struct guest *g, const char *argument, struct outcome *o)
{
	char path[PATH_MAX];

	if (!find_disk(argument, path, sizeof(path))) {
		outcome_fail(o, argument, "no disk with this serial number");
		return;
	}
	with_disk(path, O_RDWR, g->nonce, o);
	with_disk(path, O_RDONLY, g->nonce, o);
}
