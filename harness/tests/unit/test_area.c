// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "kconfig/area.h"

struct sample {
	const char *file;
	const char *menu;
	const char *area;
};

static void check(const struct sample *s)
{
	const char *const menus[] = {"Outer", s->menu};
	_cleanup_(cleanup_free) char *area = area_of(s->file, menus, s->menu ? 2 : 1);

	assert_string_equal(area, s->area);
}

static void longest_prefix_wins(void **state _unused_)
{
	static const struct sample samples[] = {
		{"net/Kconfig", NULL, "net/protocols"},
		{"net/netfilter/Kconfig", NULL, "net/netfilter"},
		{"net/ipv4/netfilter/Kconfig", NULL, "net/netfilter"},
		{"net/ipv4/Kconfig", NULL, "net/protocols"},
		{"drivers/net/ethernet/intel/ice/Kconfig", NULL, "net/ethernet"},
		{"drivers/net/Kconfig", NULL, "net/devices"},
		{"drivers/scsi/mpt3sas/Kconfig", NULL, "storage/scsi"},
		{"drivers/comedi/Kconfig", NULL, "drivers/other"},
		{"lib/Kconfig.kasan", NULL, "debug/sanitizers"},
		{"mm/Kconfig.debug", NULL, "debug/memory"},
		{"arch/arm64/kvm/Kconfig", NULL, "virt/kvm"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(samples); i++)
		check(&samples[i]);
}

static void menus_divide_a_file(void **state _unused_)
{
	static const struct sample samples[] = {
		{"init/Kconfig", NULL, "kernel/general"},
		{"init/Kconfig", "Control Group support", "kernel/cgroups"},
		{"init/Kconfig", "Namespaces support", "kernel/namespaces"},
		{"fs/Kconfig", "Pseudo filesystems", "fs/pseudo"},
		/* a title says nothing about another file */
		{"net/Kconfig", "Control Group support", "net/protocols"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(samples); i++)
		check(&samples[i]);
}

/* Part of a name is not a directory, and what nobody listed has a place, too. */
static void all_have_a_place(void **state _unused_)
{
	static const struct sample samples[] = {
		{"networking/Kconfig", NULL, "networking/other"},
		{"drivers/scsi2/Kconfig", NULL, "drivers/other"},
		{"arch/x86/Kconfig", NULL, "arch/x86"},
		{"arch/Kconfig", NULL, "arch/other"},
		{"Kconfig", NULL, "kernel/general"},
		{"", NULL, "kernel/general"},
		{"Odd Name/Some Dir/Kconfig", NULL, "odd-name/some-dir"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(samples); i++)
		check(&samples[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(longest_prefix_wins),
		cmocka_unit_test(menus_divide_a_file),
		cmocka_unit_test(all_have_a_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
