// SPDX-License-Identifier: GPL-2.0-or-later
#include "text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int read_all(int fd, size_t max, char **ret, size_t *ret_size)
{
	size_t room = 4096, size = 0;
	char *buf = malloc(room);

	while (buf) {
		ssize_t n = read(fd, buf + size, room - size - 1);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 || size + (size_t)n > max) {
			int err = n < 0 ? -errno : -EFBIG;

			free(buf);
			return err;
		}
		if (n == 0) {
			buf[size] = '\0';
			*ret = buf;
			*ret_size = size;
			return 0;
		}
		size += (size_t)n;
		if (room - size < 2) {
			char *more = realloc(buf, room *= 2);

			if (!more)
				free(buf);
			buf = more;
		}
	}
	return -ENOMEM;
}

int text_read(const char *path, size_t max, char **ret, size_t *ret_size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int err;

	if (fd < 0)
		return -errno;
	err = read_all(fd, max, ret, ret_size);
	close(fd);
	return err;
}

int text_read_line(const char *path, char *buf, size_t size)
{
	char *text;
	size_t len;
	int err = text_read(path, 65536, &text, &len);

	if (err < 0)
		return err;
	len = strcspn(text, "\n");
	if (len < size) {
		memcpy(buf, text, len);
		buf[len] = '\0';
	} else {
		err = -EFBIG;
	}
	free(text);
	return err;
}

int text_write(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	size_t len = strlen(text);
	ssize_t n;
	int err = 0;

	if (fd < 0)
		return -errno;
	n = write(fd, text, len);
	if (n < 0)
		err = -errno;
	else if ((size_t)n != len)
		err = -EIO;
	close(fd);
	return err;
}

int text_has_word(const char *text, const char *word)
{
	size_t len = strlen(word);

	for (const char *p = text; *p;) {
		size_t n = strcspn(p, " ");

		if (n == len && memcmp(p, word, len) == 0)
			return 1;
		p += n + strspn(p + n, " ");
	}
	return 0;
}
