// SPDX-License-Identifier: GPL-2.0-or-later
#include "policy/boot_switch.h"

#include <string.h>

/* Names and meanings as in the files of Linux 6.18 that are named at the right. */
static const struct boot_switch switches[] = {
	/* mm/mm_init.c */
	{"init_on_alloc", .on = "INIT_ON_ALLOC_DEFAULT_ON",
	 .args = {{"init_on_alloc", ARG_BOOL}}},
	{"init_on_free", .on = "INIT_ON_FREE_DEFAULT_ON",
	 .args = {{"init_on_free", ARG_BOOL}}},
	/* mm/shuffle.c */
	{"page_alloc.shuffle", .needs = "SHUFFLE_PAGE_ALLOCATOR", .asked = true,
	 .args = {{"page_alloc.shuffle", ARG_BOOL}}},
	/* mm/slab_common.c */
	{"slab_merge", .on = "SLAB_MERGE_DEFAULT",
	 .args = {{"slab_nomerge", ARG_OFF},
		  {"slub_nomerge", ARG_OFF},
		  {"slab_merge", ARG_ON}}},
	/* mm/usercopy.c */
	{"hardened_usercopy", .needs = "HARDENED_USERCOPY",
	 .on = "HARDENED_USERCOPY_DEFAULT_ON", .args = {{"hardened_usercopy", ARG_BOOL}}},
	/* init/main.c */
	{"randomize_kstack_offset", .needs = "RANDOMIZE_KSTACK_OFFSET",
	 .on = "RANDOMIZE_KSTACK_OFFSET_DEFAULT",
	 .args = {{"randomize_kstack_offset", ARG_BOOL}}},
	{"rodata", .needs = "STRICT_KERNEL_RWX", .args = {{"rodata", ARG_WORD}}},
	/* arch/x86/boot/compressed/kaslr.c, arch/arm64/kernel/pi/idreg-override.c */
	{"kaslr", .needs = "RANDOMIZE_BASE", .args = {{"nokaslr", ARG_OFF}}},
	/* lib/vsprintf.c */
	{"hash_pointers",
	 .args = {{"no_hash_pointers", ARG_OFF}, {"hash_pointers", ARG_WORD}}},
	/* kernel/audit.c; LSM records need it */
	{"audit", .needs = "AUDIT", .args = {{"audit", ARG_WORD}}},
	/* arch/x86/entry/syscall_32.c */
	{"ia32_emulation", .needs = "IA32_EMULATION",
	 .off = "IA32_EMULATION_DEFAULT_DISABLED",
	 .args = {{"ia32_emulation", ARG_BOOL}}},
	/* drivers/char/random.c: trusted since 6.2, unless switched off */
	{"random.trust_cpu", .args = {{"random.trust_cpu", ARG_BOOL}}},
	{"random.trust_bootloader", .args = {{"random.trust_bootloader", ARG_BOOL}}},
	/* arch/arm64/kernel/pi/idreg-override.c */
	{"arm64.bti", .needs = "ARM64_BTI_KERNEL", .args = {{"arm64.nobti", ARG_OFF}}},
	{"arm64.pauth", .needs = "ARM64_PTR_AUTH_KERNEL",
	 .args = {{"arm64.nopauth", ARG_OFF}}},
	{"arm64.mte", .needs = "ARM64_MTE", .args = {{"arm64.nomte", ARG_OFF}}},
	/* kernel/cpu.c */
	{"mitigations", .needs = "CPU_MITIGATIONS", .mitigation = true},
	/* arch/x86/mm/pti.c, arch/arm64/kernel/cpufeature.c */
	{"mitigation.pti", .needs = "MITIGATION_PAGE_TABLE_ISOLATION", .mitigation = true,
	 .args = {{"nopti", ARG_OFF}, {"pti", ARG_WORD}}},
	{"mitigation.kpti", .needs = "UNMAP_KERNEL_AT_EL0", .mitigation = true,
	 .args = {{"kpti", ARG_BOOL}}},
	/* arch/arm64/kernel/proton-pack.c */
	{"mitigation.spectre_bhb", .needs = "MITIGATE_SPECTRE_BRANCH_HISTORY",
	 .mitigation = true, .args = {{"nospectre_bhb", ARG_OFF}}},
	{"mitigation.ssbd", .mitigation = true, .args = {{"ssbd", ARG_WORD}}},
/* arch/x86/kernel/cpu/bugs.c */
#define X86(option, symbol, ...)                                                         \
	{                                                                                \
		"mitigation." option, .needs = "MITIGATION_" symbol, .mitigation = true, \
				      .args = {                                          \
					      {option, ARG_WORD},                        \
					      __VA_ARGS__                                \
				      }                                                  \
	}
	X86("mds", "MDS"),
	X86("tsx_async_abort", "TAA"),
	X86("mmio_stale_data", "MMIO_STALE_DATA"),
	X86("reg_file_data_sampling", "RFDS"),
	X86("srbds", "SRBDS"),
	X86("gather_data_sampling", "GDS"),
	X86("retbleed", "RETBLEED"),
	X86("indirect_target_selection", "ITS"),
	X86("tsa", "TSA"),
	X86("spectre_v2", "SPECTRE_V2", {"nospectre_v2", ARG_OFF}),
	X86("spectre_bhi", "SPECTRE_BHI"),
	X86("l1tf", "L1TF"),
	X86("spec_rstack_overflow", "SRSO"),
	X86("vmscape", "VMSCAPE"),
	X86("spec_store_bypass_disable", "SSB", {"nospec_store_bypass_disable", ARG_OFF}),
#undef X86
	{"mitigation.spectre_v1", .needs = "MITIGATION_SPECTRE_V1", .mitigation = true,
	 .args = {{"nospectre_v1", ARG_OFF}}},
};

const struct boot_switch *boot_switch_at(size_t n)
{
	return n < ARRAY_SIZE(switches) ? &switches[n] : NULL;
}

const struct boot_switch *boot_switch_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(switches); i++)
		if (strcmp(switches[i].name, name) == 0)
			return &switches[i];
	return NULL;
}

/* kstrtobool() in lib/kstrtox.c looks at one character, or two for "on" and "off". */
bool boot_argument_bool(const char *value, bool other)
{
	if (!value || !*value)
		return other;
	if (strchr("1yYtT", *value))
		return true;
	if (strchr("0nNfF", *value))
		return false;
	if ((*value == 'o' || *value == 'O') && value[1])
		return strchr("nN", value[1])	? true
		       : strchr("fF", value[1]) ? false
						: other;
	return other;
}

static bool is_off(const char *value)
{
	return value && (strcmp(value, "off") == 0 || strcmp(value, "0") == 0 ||
			 strcmp(value, "never") == 0);
}

static bool apply(const struct switch_argument *a, const struct kernel_setting *given,
		  bool now)
{
	switch (a->kind) {
	case ARG_BOOL: return boot_argument_bool(given->value, now);
	case ARG_ON: return true;
	case ARG_OFF: return false;
	case ARG_WORD: return !is_off(given->value);
	}
	return now;
}

/* As mitigations_parse_cmdline() in kernel/cpu.c has it: "off" and lists behind it. */
static bool mitigations_off(const struct kernel_state *k)
{
	const struct kernel_setting *m = kernel_settings_find(&k->cmdline, "mitigations");

	return m && m->value && strncmp(m->value, "off", 3) == 0 &&
	       (!m->value[3] || m->value[3] == ';');
}

const char *boot_switch_get(const struct kernel_state *k, const struct boot_switch *s)
{
	bool on = !s->asked && (!s->on || kernel_is(k, s->on, "y")) &&
		  !(s->off && kernel_is(k, s->off, "y"));

	if (s->needs && !kernel_is(k, s->needs, "y"))
		return "absent";
	if (s->mitigation &&
	    (!kernel_is(k, "CPU_MITIGATIONS", "y") || mitigations_off(k)))
		on = false;
	for (size_t i = 0; i < k->cmdline.n; i++) {
		struct kernel_settings one = {.v = &k->cmdline.v[i], .n = 1};

		for (size_t j = 0; j < SWITCH_ARGUMENTS && s->args[j].name; j++)
			if (kernel_settings_find(&one, s->args[j].name))
				on = apply(&s->args[j], &k->cmdline.v[i], on);
	}
	return on ? "on" : "off";
}
