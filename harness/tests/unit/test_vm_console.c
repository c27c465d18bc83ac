// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "vm/console.h"

#define T "[    1.234567] "

static void lines_are_judged_by_their_beginning(void **state _unused_)
{
	static const struct {
		const char *line;
		enum boot_verdict kind;
		const char *text; /* NULL: the line behind T */
	} cases[] = {
		{T "Kernel panic - not syncing: Fatal exception", BOOT_PANIC, NULL},
		{T "Oops: general protection fault, 0000 [#1] SMP", BOOT_OOPS, NULL},
		{T "BUG: kernel NULL pointer dereference, address: 0", BOOT_OOPS, NULL},
		{T "BUG: unable to handle page fault for address: ff", BOOT_OOPS, NULL},
		{T "Unable to handle kernel paging request", BOOT_OOPS, NULL},
		{T "Internal error: Oops: 0000000096000004 [#1]", BOOT_OOPS, NULL},
		{T "kernel BUG at lib/list_debug.c:32!", BOOT_BUG, NULL},
		{T "BUG: KASAN: slab-use-after-free in f+0x1/0x2", BOOT_BUG, NULL},
		{T "BUG: sleeping function called from invalid context", BOOT_BUG, NULL},
		{T "BUG kmalloc-64 (Not tainted): Poison overwritten", BOOT_BUG, NULL},
		{T "watchdog: BUG: soft lockup - CPU#0 stuck for 26s!", BOOT_BUG, NULL},
		{T "watchdog: CPU0: Watchdog detected hard LOCKUP on cpu 0", BOOT_BUG,
		 NULL},
		{T "UBSAN: array-index-out-of-bounds in a.c:1:2", BOOT_BUG, NULL},
		{T "WARNING: CPU: 0 PID: 1 at kernel/a.c:1 f+0x1/0x2", BOOT_WARNING,
		 NULL},
		{T "rcu: INFO: rcu_preempt self-detected stall on CPU", BOOT_WARNING,
		 NULL},
		{T "INFO: task init:1 blocked for more than 120 seconds.", BOOT_WARNING,
		 NULL},
		/* behind the caller, and behind an unfinished line of a program */
		{"[    1.234567][    T1] BUG: Bad page state in process a", BOOT_BUG,
		 "BUG: Bad page state in process a"},
		{"[    1.234567][   C0] WARNING: x", BOOT_WARNING, "WARNING: x"},
		{"[    1.234567][T1234567] WARNING: x", BOOT_WARNING, "WARNING: x"},
		{"x [    1.234567][    T1] WARNING: x", BOOT_WARNING, "WARNING: x"},
		{"what a program said " T "WARNING: x", BOOT_WARNING, "WARNING: x"},
		{"[12345.000000] WARNING: x", BOOT_WARNING, "WARNING: x"},
		{"[ x ] " T "WARNING: " T "ok", BOOT_WARNING,
		 "WARNING: [    1.234567] ok"},

		{"Kernel panic - not syncing: said by a program", BOOT_PASS, NULL},
		{T "RIP: 0010:f+0x1/0x2", BOOT_PASS, NULL},
		{T "Call Trace:", BOOT_PASS, NULL},
		{T "test: no Oops: and no BUG: and no WARNING: here", BOOT_PASS, NULL},
		{T "Kernel panics are told by pvpanic", BOOT_PASS, NULL},
		{T "DEBUG: on", BOOT_PASS, NULL},
		{T "BUGS: none", BOOT_PASS, NULL},
		{"[1.23] WARNING: not a time of printk", BOOT_PASS, NULL},
		{"[    1.2345678] WARNING: neither", BOOT_PASS, NULL},
		{"[    1.234567]WARNING: neither", BOOT_PASS, NULL},
		{"[    1.234567][    T1]WARNING: neither", BOOT_PASS, NULL},
		{"[    1.234567][    T] WARNING: neither", BOOT_PASS, NULL},
		{"[    1.234567][ ] WARNING: neither", BOOT_PASS, NULL},
		{"[    1.234567][", BOOT_PASS, NULL},
		{"[ WARNING: ]", BOOT_PASS, NULL},
		{"[", BOOT_PASS, NULL},
		{"", BOOT_PASS, NULL},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const char *text = NULL;

		assert_int_equal(console_judge_line(cases[i].line, &text), cases[i].kind);
		if (cases[i].kind == BOOT_PASS)
			continue;
		assert_string_equal(text, cases[i].text ? cases[i].text
							: cases[i].line + strlen(T));
	}
}

static void log_is_printable_however_it_arrives(void **state _unused_)
{
	static const char input[] =
		T "a\r\n\033[31m\tred\\\xff\n" T "x\0" T "Oops: hidden behind a NUL\n"
		  "no newline at the end";
	static const char expected[] =
		T "a\n\\x1b[31m\tred\\x5c\\xff\n" T "x\\x00" T
		  "Oops: hidden behind a NUL\nno newline at the end\n";

	for (size_t step = 1; step < sizeof(input); step++) {
		_cleanup_(console_done) struct console c = CONSOLE_INIT;

		for (size_t i = 0; i < sizeof(input) - 1; i += step) {
			size_t left = sizeof(input) - 1 - i;

			assert_int_equal(
				console_feed(&c, input + i, left < step ? left : step),
				0);
		}
		console_end(&c);
		console_end(&c); /* does nothing more */
		assert_string_equal(c.log.buf, expected);
		assert_int_equal(c.lines, 4);
		assert_int_equal(c.n_findings, 1);
		assert_int_equal(c.findings[0].line, 3);
		assert_string_equal(c.findings[0].text, "Oops: hidden behind a NUL");
	}
}

static void long_lines_are_broken(void **state _unused_)
{
	_cleanup_(console_done) struct console c = CONSOLE_INIT;
	static char line[10000];

	memset(line, 'A', sizeof(line));
	assert_int_equal(console_feed(&c, line, sizeof(line)), 0);
	assert_int_equal(console_feed(&c, "\n" T "WARNING: y\n", 27), 0);
	assert_int_equal(c.lines, 4);
	assert_int_equal(c.n_findings, 1);
	assert_int_equal(c.findings[0].line, 4);
}

static void floods_are_told(void **state _unused_)
{
	_cleanup_(console_done) struct console c = CONSOLE_INIT;
	static char line[CONSOLE_MAX];

	memset(line, '\n', sizeof(line));
	assert_int_equal(console_feed(&c, line, sizeof(line) - 1), 0);
	assert_int_equal(console_feed(&c, line, 1), 0);
	assert_int_equal(console_feed(&c, line, 1), -EFBIG);
	assert_int_equal(console_feed(&c, line, sizeof(line)), -EFBIG);
	assert_int_equal(c.bytes, CONSOLE_MAX);
	assert_int_equal(c.log.len, CONSOLE_MAX);
}

static void panic_is_kept_among_many(void **state _unused_)
{
	_cleanup_(console_done) struct console c = CONSOLE_INIT;
	static const char warning[] = T "WARNING: again\n";
	static const char panic[] = T "Kernel panic - not syncing: x\n";

	for (int i = 0; i < 100; i++)
		assert_int_equal(console_feed(&c, warning, strlen(warning)), 0);
	assert_int_equal(console_feed(&c, panic, strlen(panic)), 0);
	assert_int_equal(c.n_findings, CONSOLE_FINDINGS_MAX);
	assert_int_equal(c.findings[0].kind, BOOT_WARNING);
	assert_int_equal(c.findings[CONSOLE_FINDINGS_MAX - 1].kind, BOOT_PANIC);
	assert_int_equal(c.findings[CONSOLE_FINDINGS_MAX - 1].line, 101);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_are_judged_by_their_beginning),
		cmocka_unit_test(log_is_printable_however_it_arrives),
		cmocka_unit_test(long_lines_are_broken),
		cmocka_unit_test(floods_are_told),
		cmocka_unit_test(panic_is_kept_among_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
