// SPDX-License-Identifier: GPL-2.0-or-later
#include "guest.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "kmsg.h"
#include "text.h"

#define PORTS_DIR  "/sys/class/virtio-ports"
#define NONCE_PATH "/sys/firmware/qemu_fw_cfg/by_name/opt/org.kharness/nonce/raw"

#define PORT_WAIT_MS  5000
#define PORT_RETRY_MS 2

static const struct {
	const char *path;
	const char *type;
	int optional;
} mounts[] = {
	{"/dev", "devtmpfs", 0},
	{"/proc", "proc", 0},
	{"/sys", "sysfs", 0},
	{"/sys/kernel/security", "securityfs", 1},
};

int guest_mount(const char **ret_path)
{
	for (size_t i = 0; i < sizeof(mounts) / sizeof(mounts[0]); i++) {
		mkdir(mounts[i].path, 0755);
		if (mount(mounts[i].type, mounts[i].path, mounts[i].type,
			  MS_NOSUID | MS_NOEXEC, NULL) == 0 ||
		    mounts[i].optional)
			continue;
		*ret_path = mounts[i].path;
		return -errno;
	}
	return 0;
}

static int open_port_if_there(void)
{
	DIR *dir = opendir(PORTS_DIR);
	int fd = -ENODEV;
	struct dirent *e;

	while (fd == -ENODEV && dir && (e = readdir(dir))) {
		char path[PATH_MAX], name[64];

		snprintf(path, sizeof(path), PORTS_DIR "/%s/name", e->d_name);
		if (e->d_name[0] == '.' || text_read_line(path, name, sizeof(name)) < 0 ||
		    strcmp(name, GUEST_PORT_NAME) != 0)
			continue;
		snprintf(path, sizeof(path), "/dev/%s", e->d_name);
		fd = open(path, O_WRONLY | O_CLOEXEC);
		if (fd < 0)
			fd = -errno;
	}
	if (dir)
		closedir(dir);
	return fd;
}

int guest_open_port(void)
{
	const struct timespec retry = {.tv_nsec = PORT_RETRY_MS * 1000000L};

	/* There is nothing to wait on: uevents come through NET, which a kernel may lack. */
	for (int ms = 0; ms < PORT_WAIT_MS; ms += PORT_RETRY_MS) {
		int fd = open_port_if_there();

		if (fd != -ENODEV && fd != -ENOENT)
			return fd;
		nanosleep(&retry, NULL);
	}
	return -ENODEV;
}

int guest_read_nonce(char nonce[GUEST_NONCE_LEN + 1])
{
	int err = text_read_line(NONCE_PATH, nonce, GUEST_NONCE_LEN + 1);

	if (err == -EFBIG)
		return -EBADMSG;
	if (err < 0)
		return err;
	return strspn(nonce, "0123456789abcdef") == GUEST_NONCE_LEN ? 0 : -EBADMSG;
}

void guest_power_off(int port)
{
	/*
	 * virtio_console's release waits for the host to answer on the control queue,
	 * and by then the host has also seen all data: nothing is lost in the machine.
	 */
	if (port >= 0)
		close(port);
	sync();
	reboot(RB_POWER_OFF);
	kmsg_write("cannot power off: %m");
	for (;;)
		pause();
}
