// SPDX-License-Identifier: GPL-2.0-or-later
#include "vm/disk.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/alloc.h"

#define DISK_BYTES (16 << 20)

/* testvm/features has the same serial numbers */
static const struct {
	const char *name;
	const char *device; /* without its drive */
	const char *test;   /* of testvm/init/feature.c */
} disks[N_DISKS] = {
	{"nvme", "nvme,serial=kharness-nvme", "nvme.io"},
	{"virtio-blk", "virtio-blk-pci,serial=kharness-vblk", "virtio-blk.io"},
};

int disks_make(int fds[N_DISKS], struct diag *d)
{
	for (int i = 0; i < N_DISKS; i++) {
		fds[i] = memfd_create(disks[i].name, MFD_CLOEXEC);
		if (fds[i] < 0 || ftruncate(fds[i], DISK_BYTES) < 0)
			return diag_errno(d, -errno, "cannot make a disk in memory");
	}
	return 0;
}

void disks_args(const int *fds, struct strv *args)
{
	for (int i = 0; i < N_DISKS; i++) {
		const char *name = disks[i].name;

		if (fds) {
			strv_push(args, "-add-fd");
			strv_pushf(args, "fd=%d,set=%d", fds[i], fds[i]);
		}
		strv_push(args, "-blockdev");
		if (fds)
			strv_pushf(args,
				   "file,node-name=%s,filename=/dev/fdset/%d,locking=off",
				   name, fds[i]);
		else
			strv_pushf(args, "file,node-name=%s,filename=%s.img", name, name);
		strv_push(args, "-device");
		strv_pushf(args, "%s,drive=%s", disks[i].device, name);
	}
}

const char *disks_shell(void)
{
	return "truncate -s 16M nvme.img virtio-blk.img && ";
}

static bool has_passed(const struct boot_result *r, const char *test)
{
	for (size_t i = 0; i < r->n_tests; i++)
		if (strcmp(r->tests[i].name, test) == 0)
			return r->tests[i].status == BOOT_TEST_PASS;
	return false;
}

void disks_check(const int fds[N_DISKS], struct boot_result *r)
{
	for (int i = 0; i < N_DISKS; i++) {
		_cleanup_(cleanup_free) char *wanted =
			xasprintf("kharness %s\n", r->nonce);
		char found[64] = "";
		ssize_t n;

		if (!has_passed(r, disks[i].test))
			continue;
		n = pread(fds[i], found, sizeof(found) - 1, 0);
		if (n < 0 || strncmp(found, wanted, strlen(wanted)) != 0)
			boot_result_problem(r, BOOT_FAIL, 0,
					    "%s: the guest says that it has written to "
					    "its disk, and this run's nonce is not there",
					    disks[i].test);
	}
}
