// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Does dm-verity give out what fits its hash tree, and nothing else? The image lies in
 * the initramfs; one data block was damaged after the tree had been made.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/dm-ioctl.h>
#include <linux/loop.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "feature.h"
#include "kmsg.h"
#include "wait.h"

#define IMAGE "/kharness/verity.img"
#define NAME  "kharness-verity"
#define BLOCK 4096

#define NODE_WAIT_MS 5000

/* The argument: "BLOCKS BAD ROOT", as pack wrote it */
struct image {
	unsigned int blocks;
	unsigned int bad;
	char root[65];
};

struct dm_request {
	struct dm_ioctl head;
	struct dm_target_spec target;
	char parameters[512];
};

static int dm(int control, unsigned long command, struct dm_request *r)
{
	r->head.version[0] = DM_VERSION_MAJOR;
	r->head.data_size = sizeof(*r);
	r->head.data_start = offsetof(struct dm_request, target);
	snprintf(r->head.name, sizeof(r->head.name), "%s", NAME);
	return ioctl(control, command, r) < 0 ? -errno : 0;
}

static int open_loop(char path[32])
{
	struct loop_config config = {.info = {.lo_flags = LO_FLAGS_READ_ONLY}};
	int control = open("/dev/loop-control", O_RDWR | O_CLOEXEC), loop = -1, n;

	if (control < 0)
		return -errno;
	n = ioctl(control, LOOP_CTL_GET_FREE);
	close(control);
	snprintf(path, 32, "/dev/loop%d", n);
	if (n >= 0)
		loop = open(path, O_RDONLY | O_CLOEXEC);
	config.fd = (uint32_t)open(IMAGE, O_RDONLY | O_CLOEXEC);
	if (loop >= 0 && (int)config.fd >= 0 &&
	    ioctl(loop, LOOP_CONFIGURE, &config) == 0) {
		close((int)config.fd);
		return loop;
	}
	n = -errno;
	close(loop);
	close((int)config.fd);
	return n;
}

static int make_device(int control, const char *loop, const struct image *image,
		       unsigned int *ret_minor)
{
	struct dm_request r = {0};
	int err = dm(control, DM_DEV_CREATE, &r);

	if (err < 0)
		return err;
	*ret_minor = minor(r.head.dev);
	r = (struct dm_request){0};
	r.head.target_count = 1;
	r.head.flags = DM_READONLY_FLAG;
	r.target.length = (uint64_t)image->blocks * BLOCK / 512;
	snprintf(r.target.target_type, sizeof(r.target.target_type), "verity");
	snprintf(r.parameters, sizeof(r.parameters), "1 %s %s %d %d %u %u sha256 %s -",
		 loop, loop, BLOCK, BLOCK, image->blocks, image->blocks, image->root);
	err = dm(control, DM_TABLE_LOAD, &r);
	if (err == 0) {
		r = (struct dm_request){0};
		err = dm(control, DM_DEV_SUSPEND, &r); /* without its flag: resume */
	}
	return err;
}

/* devtmpfs makes the node from a thread of its own */
static int open_node(unsigned int minor)
{
	struct wait w = wait_begin(NODE_WAIT_MS);
	char path[32];
	int fd;

	snprintf(path, sizeof(path), "/dev/dm-%u", minor);
	do {
		fd = open(path, O_RDONLY | O_DIRECT | O_CLOEXEC);
	} while (fd < 0 && errno == ENOENT && wait_more(&w));
	return fd < 0 ? -errno : fd;
}

static void read_good(int fd, unsigned int i, char *block, struct outcome *o)
{
	char text[32];
	size_t n = (size_t)snprintf(text, sizeof(text), "verity block %u\n", i);

	if (pread(fd, block, BLOCK, (off_t)i * BLOCK) != BLOCK)
		outcome_fail(o, "a good block can be read", "block %u: %m", i);
	else if (memcmp(block, text, n) != 0)
		outcome_fail(o, text, "block %u holds something else", i);
}

/* The kernel's own line; it is an error, and one that we have caused. */
static void hear_refusal(struct guest *g, unsigned int bad, struct outcome *o)
{
	static struct kmsg_record r;
	char expected[64];
	bool heard = false;

	snprintf(expected, sizeof(expected), "data block %u is corrupted", bad);
	while (kmsg_next(g->kmsg, &r) > 0) {
		if (r.facility != KMSG_KERN || r.level > KMSG_ERR)
			continue;
		if (!heard && strstr(r.text, "verity") && strstr(r.text, expected)) {
			g->provoked[g->n_provoked++] = r.seq;
			heard = true;
		} else {
			outcome_fail(o, expected, "%s", r.text);
		}
	}
	if (!heard)
		outcome_fail(o, expected, "no such record in the kernel log");
}

static void read_blocks(struct guest *g, int fd, const struct image *image,
			struct outcome *o)
{
	char *block = aligned_alloc(BLOCK, BLOCK);
	ssize_t n;

	if (!block) {
		outcome_fail(o, "memory", "none");
		return;
	}
	read_good(fd, 0, block, o);
	read_good(fd, image->bad + 1, block, o);
	read_good(fd, image->blocks - 1, block, o);
	n = pread(fd, block, BLOCK, (off_t)image->bad * BLOCK);
	if (n >= 0 || errno != EIO)
		outcome_fail(o, "EIO for the damaged block", "%s",
			     n >= 0 ? "its content" : strerrorname_np(errno));
	hear_refusal(g, image->bad, o);
	free(block);
}

static void with_loop(struct guest *g, const char *loop, const struct image *image,
		      struct outcome *o)
{
	int control = open("/dev/mapper/control", O_RDWR | O_CLOEXEC), fd, err;
	struct dm_request r = {0};
	unsigned int minor = 0;

	if (control < 0) {
		outcome_fail(o, "the device mapper", "%s", strerrorname_np(errno));
		return;
	}
	err = make_device(control, loop, image, &minor);
	fd = err < 0 ? err : open_node(minor);
	if (fd < 0)
		outcome_fail(o, "a verity device", "%s", strerrorname_np(-fd));
	else
		read_blocks(g, fd, image, o);
	if (fd >= 0)
		close(fd);
	dm(control, DM_DEV_REMOVE, &r);
	close(control);
}

void feature_verity(struct guest *g, const char *argument, struct outcome *o)
{
	struct image image;
	char loop[32];
	int fd;

	if (sscanf(argument, "%u %u %64s", &image.blocks, &image.bad, image.root) != 3 ||
	    image.bad + 1 >= image.blocks) {
		outcome_fail(o, "BLOCKS BAD ROOT in the plan", "%s", argument);
		return;
	}
	fd = open_loop(loop);
	if (fd < 0) {
		outcome_fail(o, "a loop device for " IMAGE, "%s", strerrorname_np(-fd));
		return;
	}
	with_loop(g, loop, &image, o);
	if (ioctl(fd, LOOP_CLR_FD) < 0)
		outcome_fail(o, "the loop device can be freed", "%m");
	close(fd);
}
