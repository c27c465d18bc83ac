/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Small files: reading them whole, and putting a line of text together.
 */
#ifndef TESTVM_TEXT_H
#define TESTVM_TEXT_H

#include <stddef.h>

/**
 * text_read() - read a whole file
 * @path: a file of any kind; its size need not be known beforehand (sysfs, /proc)
 * @max: the most bytes it may have
 * @ret: the content with a NUL byte added; freed by the caller
 * @ret_size: bytes in @ret without that NUL
 *
 * Return: 0, -EFBIG if there is more than @max, or another negative errno.
 */
int text_read(const char *path, size_t max, char **ret, size_t *ret_size);

/**
 * text_read_line() - first line of a file of sysfs or /proc, without its end
 * @path: file
 * @buf: gets the line
 * @size: bytes in @buf
 *
 * Return: 0, -EFBIG if it does not fit, or another negative errno.
 */
int text_read_line(const char *path, char *buf, size_t size);

/**
 * text_write() - write a file in one call, as sysfs and /proc want it
 * @path: existing file
 * @text: what to write
 *
 * Return: 0 or a negative errno.
 */
int text_write(const char *path, const char *text);

/**
 * text_has_word() - is a word one of those in a text?
 * @text: words with spaces between them
 * @word: what to look for
 */
int text_has_word(const char *text, const char *word);

#endif
