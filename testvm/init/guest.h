/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The machine around the tests: file systems, the port to the host, the run's nonce,
 * and the way out.
 */
#ifndef TESTVM_GUEST_H
#define TESTVM_GUEST_H

#define GUEST_PORT_NAME "org.kharness.results"
#define GUEST_NONCE_LEN 32
#define GUEST_WORD_MAX	64

/**
 * guest_mount() - /dev, /proc, /sys and securityfs
 * @ret_path: what could not be mounted, on failure
 *
 * securityfs may be missing: the kernel has it only when it has security modules, and
 * the tests tell what they did not find.
 *
 * Return: 0 or a negative errno.
 */
int guest_mount(const char **ret_path);

/**
 * guest_word() - the value of "name=value" on the kernel's command line, of the first one
 * @name: what stands before the '='
 * @value: gets what stands behind it
 *
 * Return: 0, -ENOENT when there is no such word, -EFBIG, or another negative errno.
 */
int guest_word(const char *name, char value[GUEST_WORD_MAX]);

/**
 * guest_open_port() - the way to the host
 * @ret_name: what was looked for, for a message; valid until the next call
 *
 * The serial port that the word kharness.results=ttyS1 of the kernel's command line
 * names; without that word the virtio-serial port called GUEST_PORT_NAME. Waits for it:
 * the virtio driver adds its ports from a work queue, after init has started.
 *
 * Return: a descriptor, -ENODEV when there is none after five seconds, -EINVAL when the
 * word names no serial port, or another negative errno.
 */
int guest_open_port(const char **ret_name);

/**
 * guest_read_nonce() - the 32 hexadecimal digits that the host chose for this run
 * @nonce: gets them and a NUL
 *
 * From fw_cfg, or from the word kharness.nonce= where the kernel has no driver for that.
 *
 * Return: 0, -EBADMSG if they are something else, or another negative errno.
 */
int guest_read_nonce(char nonce[GUEST_NONCE_LEN + 1]);

/**
 * guest_power_off() - end in order
 * @port: closed first, which waits until the host has taken everything out of it;
 *        -1 for none
 */
__attribute__((noreturn)) void guest_power_off(int port);

#endif
