/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A boot as a drawing: what ran when, from the start of QEMU to the verdict. */
#ifndef KHARNESS_REPORT_TIMELINE_H
#define KHARNESS_REPORT_TIMELINE_H

#include "base/strbuf.h"
#include "model/boot_result.h"
#include "report/printk.h"

/**
 * timeline_kernel_start() - when the kernel began to count, after the start of QEMU
 *
 * Two clocks have no common point. The last line of the log is put at the verdict, so
 * that the kernel began at most that late: earlier by what QEMU needed to end.
 *
 * Return: microseconds, -1 when it cannot be told.
 */
int64_t timeline_kernel_start(const struct boot_result *r, const struct printk_log *log);

/**
 * timeline_test_start() - when a test began, after the start of QEMU
 * @i: index of the test
 *
 * Tests run one after the other and the first one ends with the first result.
 *
 * Return: microseconds, -1 when it cannot be told.
 */
int64_t timeline_test_start(const struct boot_result *r, size_t i);

/**
 * timeline_draw() - append the drawing; nothing when there is no time at all
 * @label: see svg_open()
 */
void timeline_draw(const struct boot_result *r, const struct printk_log *log,
		   const char *label, struct strbuf *to);

#endif
