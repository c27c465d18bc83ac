/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kernel log, record by record: /dev/kmsg, as Documentation/ABI/testing/dev-kmsg
 * describes it. Unlike the console it is complete whatever the console's level is.
 */
#ifndef TESTVM_KMSG_H
#define TESTVM_KMSG_H

#include <stdint.h>
#include <sys/types.h>

#define KMSG_RECORD_MAX 8192

#define KMSG_KERN 0 /* facility of the kernel itself; what user space writes has 1 */

enum kmsg_level {
	KMSG_ERR = 3,
	KMSG_NOTICE = 5,
};

struct kmsg_record {
	unsigned int facility;
	unsigned int level;
	uint64_t seq;
	int task; /* that wrote it, 0 for a CPU; -1 if the kernel lacks PRINTK_CALLER */
	const char *text; /* one line, without the record's dictionary */
	char raw[KMSG_RECORD_MAX];
};

/**
 * kmsg_open() - read the log from its oldest record
 *
 * Return: a descriptor that does not block, or a negative errno.
 */
int kmsg_open(void);

/**
 * kmsg_next() - the next record
 * @fd: from kmsg_open()
 * @ret: gets the record
 *
 * Return: 1, 0 when there is no more of them now, -EPIPE when records were lost (the
 * next call goes on with the oldest one left), -EBADMSG, or another negative errno.
 */
int kmsg_next(int fd, struct kmsg_record *ret);

/**
 * kmsg_parse() - take apart what one read() of /dev/kmsg gave
 * @r: with @r->raw filled in
 * @size: bytes in @r->raw
 *
 * Return: 0 or -EBADMSG.
 */
int kmsg_parse(struct kmsg_record *r, size_t size);

/**
 * kmsg_write() - leave a line of our own in the log, for who reads the console
 * @fmt: text, as for printf
 *
 * Without /dev it goes to the console itself.
 */
__attribute__((format(printf, 1, 2))) void kmsg_write(const char *fmt, ...);

#endif
