// SPDX-License-Identifier: GPL-2.0-or-later
#include "kmsg.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define KMSG_PATH "/dev/kmsg"

int kmsg_open(void)
{
	int fd = open(KMSG_PATH, O_RDONLY | O_NONBLOCK | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

static int parse_number(char **p, uint64_t *ret)
{
	char *end;

	if (**p < '0' || **p > '9')
		return -EBADMSG;
	errno = 0;
	*ret = strtoull(*p, &end, 10);
	if (errno || *end != ',')
		return -EBADMSG;
	*p = end + 1;
	return 0;
}

/* "caller=T1" is a task, "caller=C0" a CPU that was not running one. */
static int parse_caller(const char *fields)
{
	static const char key[] = ",caller=";
	const char *caller = strstr(fields, key);

	if (!caller)
		return -1;
	caller += strlen(key);
	return *caller == 'T' ? (int)strtol(caller + 1, NULL, 10) : 0;
}

int kmsg_parse(struct kmsg_record *r, size_t size)
{
	uint64_t priority;
	char *p = r->raw, *text;

	if (size >= sizeof(r->raw))
		return -EBADMSG;
	r->raw[size] = '\0';
	text = strchr(p, ';');
	if (!text)
		return -EBADMSG;
	*text++ = '\0';
	if (parse_number(&p, &priority) < 0 || parse_number(&p, &r->seq) < 0)
		return -EBADMSG;
	r->level = priority & 7;
	r->facility = (unsigned int)(priority >> 3);
	r->task = parse_caller(p);
	r->text = text;
	text[strcspn(text, "\n")] = '\0';
	return 0;
}

int kmsg_next(int fd, struct kmsg_record *ret)
{
	ssize_t n;
	int err;

	do {
		n = read(fd, ret->raw, sizeof(ret->raw) - 1);
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		return errno == EAGAIN ? 0 : -errno;
	err = kmsg_parse(ret, (size_t)n);
	return err < 0 ? err : 1;
}

void kmsg_write(const char *fmt, ...)
{
	char line[512] = "<2>kharness: ";
	size_t len = strlen(line);
	va_list ap;
	int fd;

	va_start(ap, fmt);
	vsnprintf(line + len, sizeof(line) - len, fmt, ap);
	va_end(ap);
	fd = open(KMSG_PATH, O_WRONLY | O_CLOEXEC);
	if (fd < 0 || write(fd, line, strlen(line)) < 0)
		fprintf(stderr, "%s\n", line + strlen("<2>"));
	if (fd >= 0)
		close(fd);
}
