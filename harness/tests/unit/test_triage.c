// SPDX-License-Identifier: GPL-2.0-or-later
/* configs/triage.yaml: what is read, what is refused, and that writing loses nothing. */
#include <errno.h>

#include "kconfig/triage.h"
#include "tests/unit/scratch.h"

static char *file_with(const char *text)
{
	_cleanup_(diag_done) struct diag d = DIAG_INIT;
	char *path = scratch_path("triage.yaml");

	assert_int_equal(file_write(path, text, strlen(text), 0644, &d), 0);
	return path;
}

static void refused(const char *text, const char *why)
{
	_cleanup_(cleanup_free) char *path = file_with(text);
	_cleanup_(triage_done) struct triage t = TRIAGE_INIT;
	struct diag d = DIAG_INIT;

	assert_int_equal(triage_read(path, &t, &d), -EINVAL);
	assert_int_equal(t.n, 0);
	assert_said(&d, why);
}

static struct triage_entry entry(const char *symbol, const char *version,
				 enum triage_decision decision, const char *reason)
{
	return (struct triage_entry){.name = (char *)(uintptr_t)symbol,
				     .version = (char *)(uintptr_t)version,
				     .decision = decision,
				     .reason = (char *)(uintptr_t)reason,
				     .owner = (char *)(uintptr_t) "azure"};
}

static void written_and_read(void **state _unused_)
{
	_cleanup_(cleanup_free) char *path = scratch_path("made.yaml");
	_cleanup_(triage_done) struct triage t = TRIAGE_INIT, again = TRIAGE_INIT;
	_cleanup_(diag_done) struct diag d = DIAG_INIT;
	struct triage_entry all[] = {
		entry("B", "7.2.13", TRIAGE_LATER, "yes: \"no\" # \\ & *a 'b' \xc3\xbc"),
		entry("A", "7.2.13", TRIAGE_DEFAULT, "null"),
		entry("B", "6.18.15", TRIAGE_DEFAULT, "- x"),
		entry("A", "7.2.13", TRIAGE_LATER, "about a rule"),
	};

	all[3].rule = true;
	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		triage_set(&t, &all[i]);
	assert_int_equal(triage_write(&t, path, &d), 0);
	assert_int_equal(triage_read(path, &again, &d), 0);
	assert_no_errors(&d);
	assert_int_equal(again.n, 4);
	assert_string_equal(again.v[0].name, "A");
	assert_string_equal(again.v[1].version, "6.18.15");
	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		const struct triage_entry *e =
			triage_find(&again, all[i].rule, all[i].name, all[i].version);

		assert_non_null(e);
		assert_int_equal(e->decision, all[i].decision);
		assert_string_equal(e->reason, all[i].reason);
		assert_string_equal(e->owner, "azure");
	}
	assert_null(triage_find(&again, false, "A", "6.18.15"));
}

static void replaced_and_removed(void **state _unused_)
{
	_cleanup_(triage_done) struct triage t = TRIAGE_INIT;
	struct triage_entry e = entry("A", "7.2", TRIAGE_LATER, "one");

	triage_set(&t, &e);
	e = entry("A", "7.2", TRIAGE_DEFAULT, "two");
	triage_set(&t, &e);
	assert_int_equal(t.n, 1);
	assert_string_equal(triage_find(&t, false, "A", "7.2")->reason, "two");
	triage_remove(&t, false, "A", "7.1");
	assert_int_equal(t.n, 1);
	triage_remove(&t, true, "A", "7.2");
	assert_int_equal(t.n, 1);
	triage_remove(&t, false, "A", "7.2");
	assert_int_equal(t.n, 0);
}

static void no_file_and_an_empty_one(void **state _unused_)
{
	_cleanup_(cleanup_free) char *none = scratch_path("none.yaml");
	_cleanup_(triage_done) struct triage t = TRIAGE_INIT;
	_cleanup_(diag_done) struct diag d = DIAG_INIT;

	assert_int_equal(triage_read(none, &t, &d), 0);
	assert_int_equal(triage_write(&t, none, &d), 0);
	assert_int_equal(triage_read(none, &t, &d), 0);
	assert_no_errors(&d);
	assert_int_equal(t.n, 0);
}

#define ONE "schema: 1\ntriage:\n  - {symbol: A, version: '7', "

static void faults(void **state _unused_)
{
	refused("triage: []\n", "'schema: 1' is expected");
	refused("schema: 2\ntriage: []\n", "'schema: 1' is expected");
	refused("schema: 1\nothers: []\n", "others");
	refused(ONE "decision: maybe, reason: x, owner: y}\n",
		"a decision is 'default' or 'later'");
	refused(ONE "decision: later, owner: y}\n", "has no 'reason'");
	refused(ONE "decision: later, reason: '', owner: y}\n", "the reason is empty");
	refused(ONE "decision: later, reason: \"a\\nb\", owner: y}\n",
		"the reason holds the control byte 0x0a");
	refused("schema: 1\ntriage:\n  - {symbol: 'A B', version: '7', decision: later, "
		"reason: x, owner: y}\n",
		"not the name of a symbol");
	refused(ONE "decision: later, reason: x, owner: y}\n"
		    "  - {symbol: A, version: '7', decision: default, reason: x, "
		    "owner: y}\n",
		"decided twice");
	refused(ONE "rule: x, decision: later, reason: x, owner: y}\n",
		"about a symbol or about a rule");
	refused("schema: 1\ntriage: {a: b}\n", "triage");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(written_and_read),
		cmocka_unit_test(replaced_and_removed),
		cmocka_unit_test(no_file_and_an_empty_one),
		cmocka_unit_test(faults),
	};

	return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
