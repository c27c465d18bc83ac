// SPDX-License-Identifier: GPL-2.0-or-later
/* Directions, from a policy that is made up and from what is built. */
#include "made_tree.h"

#include "policy/audit.h"
#include "review/read.h"

static const char rules[] =
	"schema: 1\n"
	"about: x\n"
	"defaults: {kind: hardening, source: x, ref: x, severity: medium}\n"
	"rules:\n"
	"  zero:\n"
	"    want: state:init_on_free=on\n"
	"    severity: high\n"
	"    reason: Freed memory is overwritten.\n"
	"  lockdown:\n"
	"    want: state:lockdown=integrity|confidentiality\n"
	"    severity: high\n"
	"    reason: Root is not the kernel.\n"
	"  no-debugger: {want: KGDB=n, severity: low, reason: No debugger.}\n"
	"  log: {want: {any-of: [DMESG=y, 'sysctl:kernel.dmesg_restrict=1']}, reason: Log.}\n"
	"  pair: {want: [FIRST=y, SECOND=y], reason: Both.}\n"
	"  bits: {want: 'BITS>=28', reason: Many bits.}\n"
	"  strict: {want: STRICT=y, when: DEVMEM=y, reason: Strict.}\n"
	"  driver: {want: NETVSC=y|m, kind: keep, severity: high, reason: The network.}\n"
	"  other: {want: ELSEWHERE=y, arch: riscv, reason: Elsewhere.}\n";

struct sides {
	struct policy policy;
	struct waivers waivers;
	struct kernel_state kernels[2];
	struct audit audits[2];
	struct change_set set;
};

static void fill(struct kernel_state *k, const char *config)
{
	k->name = xstrdup("x");
	k->arch = xstrdup("x86_64");
	k->version = xstrdup("6.18.15");
	k->compiler = xstrdup("gcc 12.2.0");
	while (*config) {
		size_t n = strcspn(config, " ");
		_cleanup_(cleanup_free) char *word = xstrndup(config, n);
		char *equal = strchr(word, '=');

		if (strncmp(word, "cmdline:", 8) == 0) {
			kernel_settings_add(&k->cmdline, word + 8, NULL);
		} else if (strncmp(word, "sysctl:", 7) == 0) {
			kernel_settings_add(&k->sysctl, word + 7, NULL);
		} else {
			bool known = strcmp(equal, "=?") != 0;

			*equal = '\0';
			kernel_symbol_add(k, word, known ? equal + 1 : "n")->known =
				known;
		}
		config += n + strspn(config + n, " ");
	}
}

/* Read a comparison of some symbols between two kernels; what is built is @surface. */
static void read_both(struct sides *s, const char *old, const char *new,
		      const char *names, const struct surface *surface)
{
	_cleanup_(cleanup_free) char *dir = scratch_path("policy");
	struct review_in in = {&s->audits[0], &s->audits[1], surface};
	struct diag d = DIAG_INIT;

	made_file("policy/x.yaml", rules);
	assert_int_equal(policy_read(dir, &s->policy, &d), 0);
	made_changes(&s->set, names);
	for (int i = 0; i < 2; i++) {
		const struct audit_in audit = {.policy = &s->policy,
					       .waivers = &s->waivers,
					       .kernel = &s->kernels[i],
					       .today = "2026-11-25"};
		struct diag said = DIAG_INIT;

		fill(&s->kernels[i], i ? new : old);
		if (audit_run(&audit, &s->audits[i], &said) < 0)
			diag_done(&said);
		diag_done(&said);
	}
	for (size_t i = 0; i < s->set.n; i++) {
		struct change *c = &s->set.v[i];
		const char *from = kernel_value(&s->kernels[0], c->name);

		c->from = xstrdup(from);
		c->to = xstrdup(kernel_value(&s->kernels[1], c->name));
		c->prompt = xstrdup(c->name);
	}
	review_read(&in, &s->set);
}

static void sides_done(struct sides *s)
{
	change_set_done(&s->set);
	for (int i = 0; i < 2; i++) {
		audit_done(&s->audits[i]);
		kernel_state_done(&s->kernels[i]);
	}
	waivers_done(&s->waivers);
	policy_done(&s->policy);
}

/* One symbol that differs: its direction, severity and sentence. */
static void expect(const char *old, const char *new, const char *name,
		   enum change_direction direction, const char *severity,
		   const char *reading)
{
	_cleanup_(sides_done) struct sides s = {0};
	const struct change *c;

	read_both(&s, old, new, name, NULL);
	c = change_find(&s.set, name);
	if (c->direction != direction || !reading != !c->reading ||
	    (reading && strcmp(c->reading, reading) != 0))
		fail_msg("%s: %s, %s", name, change_direction_name(c->direction),
			 c->reading ? c->reading : "nothing said");
	assert_int_equal(!severity, !c->severity);
	if (severity)
		assert_string_equal(c->severity, severity);
	assert_int_equal(s.set.directions[direction], 1);
}

#define LOCKED                                                         \
	"SECURITY_LOCKDOWN_LSM=y LSM=lockdown "                        \
	"LOCK_DOWN_KERNEL_FORCE_INTEGRITY=y INIT_ON_FREE_DEFAULT_ON=y" \
	" KGDB=n NETVSC=y"

static void a_rule_gained_and_lost(void **state _unused_)
{
	expect("INIT_ON_FREE_DEFAULT_ON=y", "INIT_ON_FREE_DEFAULT_ON=n",
	       "INIT_ON_FREE_DEFAULT_ON", DIRECTION_WEAKER, "high",
	       "x/zero no longer holds: Freed memory is overwritten");
	expect("INIT_ON_FREE_DEFAULT_ON=n", "INIT_ON_FREE_DEFAULT_ON=y",
	       "INIT_ON_FREE_DEFAULT_ON", DIRECTION_STRONGER, "high",
	       "x/zero holds now: Freed memory is overwritten");
	expect("KGDB=n", "KGDB=y", "KGDB", DIRECTION_WEAKER, "low",
	       "x/no-debugger no longer holds: No debugger");
	expect(LOCKED,
	       "SECURITY_LOCKDOWN_LSM=n LSM=lockdown "
	       "LOCK_DOWN_KERNEL_FORCE_INTEGRITY=y",
	       "SECURITY_LOCKDOWN_LSM", DIRECTION_WEAKER, "high",
	       "x/lockdown no longer holds: Root is not the kernel");
	/* built, but in no list: the module does nothing */
	expect(LOCKED,
	       "SECURITY_LOCKDOWN_LSM=y LSM=yama LOCK_DOWN_KERNEL_FORCE_INTEGRITY=y",
	       "LSM", DIRECTION_WEAKER, "high",
	       "x/lockdown no longer holds: Root is not the kernel");
}

static void a_rule_that_is_the_same_all_the_same(void **state _unused_)
{
	expect("DMESG=y sysctl:kernel.dmesg_restrict=1",
	       "DMESG=n sysctl:kernel.dmesg_restrict=1", "DMESG", DIRECTION_NEUTRAL,
	       "medium", "x/log holds all the same: Log");
	expect("FIRST=y SECOND=n", "FIRST=n SECOND=n", "FIRST", DIRECTION_WEAKER,
	       "medium", "x/pair fails on both sides, and is further away: Both");
	expect("FIRST=n SECOND=n", "FIRST=y SECOND=n", "FIRST", DIRECTION_STRONGER,
	       "medium", "x/pair fails on both sides, and is nearer: Both");
	/* of two that are needed, the one that was there all along did nothing */
	expect("FIRST=y SECOND=n", "FIRST=y SECOND=y", "SECOND", DIRECTION_STRONGER,
	       "medium", "x/pair holds now: Both");
}

static void numbers_count_by_themselves(void **state _unused_)
{
	expect("BITS=28", "BITS=32", "BITS", DIRECTION_STRONGER, "medium",
	       "x/bits holds, but the number is better: Many bits");
	expect("BITS=33", "BITS=32", "BITS", DIRECTION_WEAKER, "medium",
	       "x/bits holds, but the number is worse: Many bits");
	expect("BITS=20", "BITS=10", "BITS", DIRECTION_WEAKER, "medium",
	       "x/bits fails on both sides, but the number is worse: Many bits");
	expect("BITS=28", "BITS=20", "BITS", DIRECTION_WEAKER, "medium",
	       "x/bits no longer holds: Many bits");
}

static void a_precondition(void **state _unused_)
{
	expect("DEVMEM=n STRICT=n", "DEVMEM=y STRICT=n", "DEVMEM", DIRECTION_WEAKER,
	       "medium", "x/strict no longer holds: Strict");
	expect("DEVMEM=y STRICT=y", "DEVMEM=n STRICT=y", "DEVMEM", DIRECTION_NEUTRAL,
	       "medium", "x/strict is no question any more: Strict");
	expect("DEVMEM=n STRICT=y", "DEVMEM=n STRICT=n", "STRICT", DIRECTION_NEUTRAL,
	       "medium", "x/strict holds all the same: Strict");
}

/* "=?": the tree has no such symbol. */
static void what_a_tree_does_not_have(void **state _unused_)
{
	expect("KGDB=n", "KGDB=?", "KGDB", DIRECTION_NEUTRAL, "low",
	       "it is off on both sides");
	expect("KGDB=y", "KGDB=?", "KGDB", DIRECTION_STRONGER, "low",
	       "x/no-debugger holds now: No debugger");
	expect("KGDB=?", "KGDB=y", "KGDB", DIRECTION_WEAKER, "low",
	       "x/no-debugger no longer holds: No debugger");
	expect("FIRST=y SECOND=y", "FIRST=? SECOND=y", "FIRST", DIRECTION_WEAKER,
	       "medium", "x/pair no longer holds: Both");
}

static void what_must_be_kept_is_no_attack(void **state _unused_)
{
	expect("NETVSC=y", "NETVSC=n", "NETVSC", DIRECTION_NEUTRAL, "high",
	       "x/driver no longer holds: The network");
	expect("NETVSC=y", "NETVSC=m", "NETVSC", DIRECTION_NEUTRAL, "high",
	       "x/driver holds all the same: The network");
}

static void what_no_rule_is_about(void **state _unused_)
{
	expect("ELSEWHERE=n", "ELSEWHERE=y", "ELSEWHERE", DIRECTION_UNKNOWN, NULL, NULL);
	expect("SOMETHING=n", "SOMETHING=y", "SOMETHING", DIRECTION_UNKNOWN, NULL, NULL);
	expect("LOCALVERSION=-a", "LOCALVERSION=-b", "LOCALVERSION", DIRECTION_NEUTRAL,
	       NULL, "it is a name, and decides nothing");
}

static void settings_states_and_rules(void **state _unused_)
{
	_cleanup_(sides_done) struct sides s = {0};
	struct change_set *set = &s.set;

	set->settings = xcalloc(2, sizeof(*set->settings));
	set->n_settings = set->settings_capacity = 2;
	set->settings[0].name = xstrdup("init-on-free");
	set->settings[0].from = xstrdup("1");
	set->settings[0].to = xstrdup("0");
	set->settings[1].name = xstrdup("kernel.dmesg_restrict");
	set->settings[1].to = xstrdup("1");
	set->settings[1].sysctl = true;
	read_both(&s, LOCKED " cmdline:init_on_free=1",
		  "cmdline:init_on_free=0 sysctl:kernel.dmesg_restrict=1 " LOCKED, "",
		  NULL);
	assert_int_equal(set->settings[0].direction, DIRECTION_WEAKER);
	assert_string_equal(set->settings[0].rules.v[0], "x/zero");
	assert_int_equal(set->settings[1].direction, DIRECTION_STRONGER);
	assert_int_equal(set->n_rules, 2);
	assert_string_equal(set->rules[0].id, "x/zero");
	assert_string_equal(set->rules[0].from, "holds");
	assert_string_equal(set->rules[0].to, "fails");
	assert_int_equal(set->rules[0].direction, DIRECTION_WEAKER);
	assert_string_equal(set->rules[1].id, "x/log");
	assert_int_equal(set->rules[1].direction, DIRECTION_STRONGER);
	assert_int_equal(set->n_states, 1);
	assert_string_equal(set->states[0].name, "init_on_free");
	assert_string_equal(set->states[0].from, "on");
	assert_string_equal(set->states[0].to, "off");
	assert_int_equal(set->states[0].direction, DIRECTION_WEAKER);
}

/* --- what is built ------------------------------------------------------------------- */

static void expect_built(const struct surface *surface, const char *old, const char *new,
			 const char *name, enum change_direction direction,
			 const char *reading)
{
	_cleanup_(sides_done) struct sides s = {0};
	const struct change *c;

	read_both(&s, old, new, name, surface);
	c = change_find(&s.set, name);
	if (c->direction != direction || !c->reading || strcmp(c->reading, reading) != 0)
		fail_msg("%s: %s, %s", name, change_direction_name(c->direction),
			 c->reading ? c->reading : "nothing said");
}

static struct surface_item item(enum change_surface_kind kind, bool gained,
				const char *name, const char *symbol)
{
	return (struct surface_item){
		.kind = kind, .gained = gained, .name = xstrdup(name), .symbol = symbol};
}

static void what_is_built(void **state _unused_)
{
	struct surface_item v[] = {
		item(SURFACE_MODULE, true, "net/sctp/sctp.ko", "SCTP"),
		item(SURFACE_BUILTIN, false, "fs/fuse/dev.o", "FUSE"),
		item(SURFACE_DEVICE, false, "/dev/fuse", "FUSE"),
		item(SURFACE_BUILTIN, true, "fs/userfaultfd.o", "UFFD"),
		item(SURFACE_SYSCALL, true, "userfaultfd", "UFFD"),
		item(SURFACE_BUILTIN, true, "mm/core.o", "CORE"),
		item(SURFACE_BUILTIN, true, "drivers/a.o", "SAME"),
		item(SURFACE_MODULE, false, "drivers/a.ko", "SAME"),
		item(SURFACE_BUILTIN, true, "drivers/kgdb.o", "KGDB"),
		item(SURFACE_BUILTIN, true, "drivers/netvsc.o", "NETVSC"),
	};
	const struct surface s = {.v = v, .n = ARRAY_SIZE(v)};

	expect_built(&s, "SCTP=n", "SCTP=m", "SCTP", DIRECTION_WEAKER,
		     "more to attack: a part of the network, net/sctp/sctp.ko");
	expect_built(&s, "FUSE=y", "FUSE=n", "FUSE", DIRECTION_STRONGER,
		     "less to attack: the device /dev/fuse, fs/fuse/dev.o");
	expect_built(&s, "UFFD=n", "UFFD=y", "UFFD", DIRECTION_WEAKER,
		     "more to attack: the system call userfaultfd, fs/userfaultfd.o");
	expect_built(&s, "CORE=n", "CORE=y", "CORE", DIRECTION_UNKNOWN,
		     "more of the kernel's core is built: mm/core.o");
	expect_built(&s, "SAME=m", "SAME=y", "SAME", DIRECTION_NEUTRAL,
		     "the same code, now always there and not to be unloaded");
	/* the policy knows better, also of what must be kept */
	expect_built(&s, "KGDB=n", "KGDB=y", "KGDB", DIRECTION_WEAKER,
		     "x/no-debugger no longer holds: No debugger");
	expect_built(&s, "NETVSC=n", "NETVSC=y", "NETVSC", DIRECTION_NEUTRAL,
		     "x/driver holds now: The network");
	for (size_t i = 0; i < s.n; i++)
		free(v[i].name);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_make, scratch_remove)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_rule_gained_and_lost),
		TEST(a_rule_that_is_the_same_all_the_same),
		TEST(numbers_count_by_themselves),
		TEST(a_precondition),
		TEST(what_a_tree_does_not_have),
		TEST(what_must_be_kept_is_no_attack),
		TEST(what_no_rule_is_about),
		TEST(settings_states_and_rules),
		TEST(what_is_built),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
