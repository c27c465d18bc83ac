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
#include <termios.h>
#include <unistd.h>

#include "kmsg.h"
#include "text.h"
#include "wait.h"

#define PORTS_DIR  "/sys/class/virtio-ports"
#define NONCE_PATH "/sys/firmware/qemu_fw_cfg/by_name/opt/org.kharness/nonce/raw"

#define COMMAND_LINE_SIZE 4096 /* asm/setup.h has 2048 */

#define PORT_WAIT_MS 5000

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

/* A terminal adds carriage returns and echoes; this is to be a plain wire. */
static int make_raw(int fd)
{
	struct termios t;

	if (tcgetattr(fd, &t) < 0)
		return -errno;
	cfmakeraw(&t);
	t.c_cflag |= CLOCAL; /* no modem to wait for */
	cfsetspeed(&t, B115200);
	return tcsetattr(fd, TCSANOW, &t) < 0 ? -errno : 0;
}

static int open_serial(const char *name)
{
	char path[GUEST_WORD_MAX + 8];
	int fd, err;

	snprintf(path, sizeof(path), "/dev/%s", name);
	fd = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	err = make_raw(fd);
	if (err == 0 && fcntl(fd, F_SETFL, 0) < 0)
		err = -errno;
	if (err == 0)
		return fd;
	close(fd);
	return err;
}

int guest_word(const char *name, char value[GUEST_WORD_MAX])
{
	char line[COMMAND_LINE_SIZE];
	size_t len = strlen(name);
	int err = text_read_line("/proc/cmdline", line, sizeof(line));
	char *rest = line, *word;

	if (err < 0)
		return err;
	while ((word = strsep(&rest, " "))) {
		if (strncmp(word, name, len) != 0 || word[len] != '=')
			continue;
		if (strlen(word + len + 1) >= GUEST_WORD_MAX)
			return -EFBIG;
		strcpy(value, word + len + 1);
		return 0;
	}
	return -ENOENT;
}

/* "ttyS1", "ttyAMA1": of what a name can be, only what a serial port is called. */
static int is_serial_name(const char *name)
{
	const char *p = name + 3;

	if (strncmp(name, "tty", 3) != 0)
		return 0;
	p += strspn(p, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
	return p > name + 3 && *p && p[strspn(p, "0123456789")] == '\0';
}

int guest_open_port(const char **ret_name)
{
	static char message[GUEST_WORD_MAX + 32], name[GUEST_WORD_MAX];
	int serial = guest_word("kharness.results", name) == 0, fd;
	struct wait w = wait_begin(PORT_WAIT_MS);

	snprintf(message, sizeof(message), "%s%s",
		 serial ? "serial port " : "virtio-serial port named ",
		 serial ? name : GUEST_PORT_NAME);
	*ret_name = message;
	if (serial && !is_serial_name(name))
		return -EINVAL;
	do {
		fd = serial ? open_serial(name) : open_port_if_there();
		if (fd != -ENODEV && fd != -ENOENT)
			return fd;
	} while (wait_more(&w));
	return -ENODEV;
}

int guest_read_nonce(char nonce[GUEST_NONCE_LEN + 1])
{
	int err = text_read_line(NONCE_PATH, nonce, GUEST_NONCE_LEN + 1);
	char word[GUEST_WORD_MAX];

	if (err == -ENOENT && guest_word("kharness.nonce", word) == 0) {
		err = strlen(word) == GUEST_NONCE_LEN ? 0 : -EBADMSG;
		memcpy(nonce, word, GUEST_NONCE_LEN);
		nonce[GUEST_NONCE_LEN] = '\0';
	}
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
	 * and by then the host has also seen all data: nothing is lost in the machine. A
	 * UART has to be waited for.
	 */
	if (port >= 0) {
		tcdrain(port);
		close(port);
	}
	sync();
	reboot(RB_POWER_OFF);
	kmsg_write("cannot power off: %m");
	for (;;)
		pause();
}
