// SPDX-License-Identifier: GPL-2.0-or-later
#include "policy/boot_state.h"

#include <string.h>

#include "base/alloc.h"
#include "policy/boot_lsm.h"
#include "policy/boot_switch.h"

static const char *argument(const struct kernel_state *k, const char *name)
{
	const struct kernel_setting *s = kernel_settings_find(&k->cmdline, name);

	return s && s->value ? s->value : "";
}

/* --- each state that is no switch ------------------------------------------------------ */

/* 0: none, 1: integrity, 2: confidentiality; the higher one of both origins counts. */
static int lockdown_level(const struct kernel_state *k)
{
	int built = kernel_is(k, "LOCK_DOWN_KERNEL_FORCE_CONFIDENTIALITY", "y") ? 2
		    : kernel_is(k, "LOCK_DOWN_KERNEL_FORCE_INTEGRITY", "y")	? 1
										: 0;
	const char *level = argument(k, "lockdown");
	int asked = strcmp(level, "confidentiality") == 0 ? 2
		    : strcmp(level, "integrity") == 0	  ? 1
							  : 0;

	if (strcmp(boot_lsm_get(k, "lockdown"), "active") != 0)
		return 0;
	return built > asked ? built : asked;
}

static const char *lockdown(const struct kernel_state *k)
{
	static const char *const names[] = {"none", "integrity", "confidentiality"};
	const char *lsm = boot_lsm_get(k, "lockdown");

	return strcmp(lsm, "active") == 0 ? names[lockdown_level(k)] : lsm;
}

static bool enforced(const struct kernel_state *k)
{
	const struct kernel_setting *s =
		kernel_settings_find(&k->cmdline, "module.sig_enforce");

	return kernel_is(k, "MODULE_SIG_FORCE", "y") || lockdown_level(k) >= 1 ||
	       (s && boot_argument_bool(s->value, true));
}

/* arch_get_ima_policy() enforces signatures too, when the firmware says Secure Boot. */
static const char *module_signatures(const struct kernel_state *k)
{
	if (!kernel_is(k, "MODULES", "y"))
		return "no modules";
	if (!kernel_is(k, "MODULE_SIG", "y"))
		return lockdown_level(k) >= 1 ? "enforced" : "absent";
	if (enforced(k))
		return "enforced";
	if (!kernel_is(k, "IMA_ARCH_POLICY", "y") || k->secure_boot == SECURE_BOOT_OFF)
		return "permissive";
	return k->secure_boot == SECURE_BOOT_ON ? "enforced" : "if secure boot";
}

static const char *kfence(const struct kernel_state *k)
{
	const char *interval = argument(k, "kfence.sample_interval");

	if (!kernel_is(k, "KFENCE", "y"))
		return "absent";
	if (!*interval)
		interval = kernel_value(k, "KFENCE_SAMPLE_INTERVAL");
	return strtoull(interval, NULL, 0) ? "on" : "off";
}

/* setup_vsyscall() takes the last one given; x86 only. */
static const char *vsyscall(const struct kernel_state *k)
{
	static const char *const values[] = {"none", "xonly", "emulate"};
	const char *given = argument(k, "vsyscall");

	for (size_t i = 0; i < ARRAY_SIZE(values); i++)
		if (strcmp(given, values[i]) == 0)
			return values[i];
	return kernel_is(k, "LEGACY_VSYSCALL_XONLY", "y") ? "xonly" : "none";
}

static const char *debugfs(const struct kernel_state *k)
{
	static const char *const values[] = {"on", "no-mount", "off"};
	const char *given = argument(k, "debugfs");

	if (!kernel_is(k, "DEBUG_FS", "y"))
		return "absent";
	for (size_t i = 0; i < ARRAY_SIZE(values); i++)
		if (strcmp(given, values[i]) == 0)
			return values[i];
	return kernel_is(k, "DEBUG_FS_ALLOW_NONE", "y")	      ? "off"
	       : kernel_is(k, "DEBUG_FS_DISALLOW_MOUNT", "y") ? "no-mount"
							      : "on";
}

static const char *proc_mem(const struct kernel_state *k)
{
	static const char *const values[] = {"always", "ptrace", "never"};
	const char *given = argument(k, "proc_mem.force_override");

	for (size_t i = 0; i < ARRAY_SIZE(values); i++)
		if (strcmp(given, values[i]) == 0)
			return values[i];
	return kernel_is(k, "PROC_MEM_NO_FORCE", "y")	    ? "never"
	       : kernel_is(k, "PROC_MEM_FORCE_PTRACE", "y") ? "ptrace"
							    : "always";
}

/* drivers/iommu/iommu.c */
static const char *iommu_dma(const struct kernel_state *k)
{
	const struct kernel_setting *pass =
		kernel_settings_find(&k->cmdline, "iommu.passthrough");
	const struct kernel_setting *strict =
		kernel_settings_find(&k->cmdline, "iommu.strict");
	bool through = kernel_is(k, "IOMMU_DEFAULT_PASSTHROUGH", "y") ||
		       strcmp(argument(k, "iommu"), "pt") == 0;
	bool is_strict = kernel_is(k, "IOMMU_DEFAULT_DMA_STRICT", "y");

	if (!kernel_is(k, "IOMMU_DMA", "y"))
		return "absent";
	if (pass)
		through = boot_argument_bool(pass->value, through);
	if (strict)
		is_strict = boot_argument_bool(strict->value, is_strict);
	return through ? "passthrough" : is_strict ? "strict" : "lazy";
}

/* sysctl kernel.unprivileged_bpf_disabled: 1 for good, 2 until root says otherwise */
static const char *unprivileged_bpf(const struct kernel_state *k)
{
	const struct kernel_setting *s =
		kernel_settings_find(&k->sysctl, "kernel.unprivileged_bpf_disabled");

	if (!kernel_is(k, "BPF_SYSCALL", "y"))
		return "absent";
	if (s && s->value)
		return strcmp(s->value, "0") == 0 ? "on" : "off";
	return kernel_is(k, "BPF_UNPRIV_DEFAULT_OFF", "y") ? "off" : "on";
}

/* "signed": another kernel can be started, but only one whose signature is good */
static const char *kexec(const struct kernel_state *k)
{
	const struct kernel_setting *s =
		kernel_settings_find(&k->sysctl, "kernel.kexec_load_disabled");
	bool old = kernel_is(k, "KEXEC", "y"), file = kernel_is(k, "KEXEC_FILE", "y");
	bool sig = kernel_is(k, "KEXEC_SIG", "y");

	if (!old && !file)
		return "absent";
	if (s && s->value && strcmp(s->value, "1") == 0)
		return "off";
	if (lockdown_level(k) >= 1)
		return file && sig ? "signed" : "off";
	return !old && sig && kernel_is(k, "KEXEC_SIG_FORCE", "y") ? "signed"
								   : "unsigned";
}

static const char *hibernation(const struct kernel_state *k)
{
	if (!kernel_is(k, "HIBERNATION", "y"))
		return "absent";
	if (lockdown_level(k) >= 1 || kernel_settings_find(&k->cmdline, "nohibernate"))
		return "off";
	return "on";
}

static const char *devmem(const struct kernel_state *k)
{
	if (!kernel_is(k, "DEVMEM", "y"))
		return "absent";
	if (lockdown_level(k) >= 1)
		return "off";
	if (!kernel_is(k, "STRICT_DEVMEM", "y"))
		return "open";
	return kernel_is(k, "IO_STRICT_DEVMEM", "y") ? "idle devices" : "all devices";
}

static const char *secure_boot(const struct kernel_state *k)
{
	static const char *const names[] = {"unknown", "on", "off"};

	return names[k->secure_boot];
}

struct computed {
	const char *name;
	const char *(*get)(const struct kernel_state *k);
	const char *needs;
	const char *symbols[10]; /* the others that it looks at */
	const char *settings[4]; /* arguments and sysctls that it looks at */
};

#define LOCKDOWN                                                       \
	"SECURITY_LOCKDOWN_LSM", "SECURITY_LOCKDOWN_LSM_EARLY", "LSM", \
		"LOCK_DOWN_KERNEL_FORCE_INTEGRITY",                    \
		"LOCK_DOWN_KERNEL_FORCE_CONFIDENTIALITY"

#define LOCKDOWN_ARGS "cmdline:lockdown", "cmdline:lsm"

static const struct computed computed[] = {
	{"lockdown", lockdown, "SECURITY_LOCKDOWN_LSM", {LOCKDOWN}, {LOCKDOWN_ARGS}},
	{"module.sig",
	 module_signatures,
	 NULL,
	 {LOCKDOWN, "MODULES", "MODULE_SIG", "MODULE_SIG_FORCE", "IMA_ARCH_POLICY"},
	 {LOCKDOWN_ARGS, "cmdline:module.sig_enforce"}},
	{"kfence",
	 kfence,
	 "KFENCE",
	 {"KFENCE_SAMPLE_INTERVAL"},
	 {"cmdline:kfence.sample_interval"}},
	{"vsyscall",
	 vsyscall,
	 NULL,
	 {"LEGACY_VSYSCALL_NONE", "LEGACY_VSYSCALL_XONLY"},
	 {"cmdline:vsyscall"}},
	{"debugfs",
	 debugfs,
	 NULL,
	 {"DEBUG_FS", "DEBUG_FS_ALLOW_NONE", "DEBUG_FS_DISALLOW_MOUNT"},
	 {"cmdline:debugfs"}},
	{"proc_mem",
	 proc_mem,
	 NULL,
	 {"PROC_MEM_NO_FORCE", "PROC_MEM_FORCE_PTRACE"},
	 {"cmdline:proc_mem.force_override"}},
	{"iommu.dma",
	 iommu_dma,
	 NULL,
	 {"IOMMU_DMA", "IOMMU_DEFAULT_PASSTHROUGH", "IOMMU_DEFAULT_DMA_STRICT"},
	 {"cmdline:iommu.passthrough", "cmdline:iommu.strict", "cmdline:iommu"}},
	{"unprivileged_bpf",
	 unprivileged_bpf,
	 NULL,
	 {"BPF_SYSCALL", "BPF_UNPRIV_DEFAULT_OFF"},
	 {"sysctl:kernel.unprivileged_bpf_disabled"}},
	{"kexec",
	 kexec,
	 NULL,
	 {LOCKDOWN, "KEXEC", "KEXEC_FILE", "KEXEC_SIG", "KEXEC_SIG_FORCE"},
	 {LOCKDOWN_ARGS, "sysctl:kernel.kexec_load_disabled"}},
	{"hibernation",
	 hibernation,
	 NULL,
	 {LOCKDOWN, "HIBERNATION"},
	 {LOCKDOWN_ARGS, "cmdline:nohibernate"}},
	{"devmem",
	 devmem,
	 NULL,
	 {LOCKDOWN, "DEVMEM", "STRICT_DEVMEM", "IO_STRICT_DEVMEM"},
	 {LOCKDOWN_ARGS}},
	{"secure_boot", secure_boot, NULL, {NULL}, {NULL}},
};

static const struct computed *computed_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(computed); i++)
		if (strcmp(computed[i].name, name) == 0)
			return &computed[i];
	return NULL;
}

/* --- all of them ------------------------------------------------------------------------- */

static const char *lsm_of(const char *name)
{
	return strncmp(name, "lsm.", 4) == 0 ? name + 4 : NULL;
}

bool boot_state_exists(const char *name)
{
	const char *lsm = lsm_of(name);

	if (lsm)
		return strcmp(lsm, "inert") == 0 || boot_lsm_symbol(lsm);
	return boot_switch_find(name) || computed_find(name);
}

char *boot_state_get(const struct kernel_state *k, const char *name)
{
	const struct boot_switch *s = boot_switch_find(name);
	const struct computed *c = computed_find(name);
	const char *lsm = lsm_of(name);

	if (lsm && strcmp(lsm, "inert") == 0)
		return boot_lsm_inert(k);
	if (lsm)
		return xstrdup(boot_lsm_get(k, lsm));
	return xstrdup(s ? boot_switch_get(k, s) : c->get(k));
}

const char *boot_state_needs(const char *name)
{
	const struct boot_switch *s = boot_switch_find(name);
	const struct computed *c = computed_find(name);
	const char *lsm = lsm_of(name);

	if (lsm)
		return boot_lsm_symbol(lsm);
	return s ? s->needs : c ? c->needs : NULL;
}

static void add(struct strv *to, const char *symbol)
{
	if (symbol && !strv_contains(to, symbol))
		strv_push(to, symbol);
}

static void add_lsms(struct strv *to)
{
	add(to, "LSM");
	add(to, "SECURITY_LOCKDOWN_LSM_EARLY");
	for (size_t i = 0; boot_lsm_at(i); i++)
		add(to, boot_lsm_symbol(boot_lsm_at(i)));
}

void boot_state_symbols(const char *name, struct strv *to)
{
	const struct boot_switch *s = boot_switch_find(name);
	const struct computed *c = computed_find(name);

	if (lsm_of(name))
		add_lsms(to);
	if (s) {
		add(to, s->needs);
		add(to, s->on);
		add(to, s->off);
		if (s->mitigation)
			add(to, "CPU_MITIGATIONS");
	}
	if (!c)
		return;
	add(to, c->needs);
	for (size_t i = 0; i < ARRAY_SIZE(c->symbols); i++)
		add(to, c->symbols[i]);
}

static void add_switch_settings(const struct boot_switch *s, struct strv *to)
{
	for (size_t i = 0; i < SWITCH_ARGUMENTS && s->args[i].name; i++)
		strv_pushf(to, "cmdline:%s", s->args[i].name);
	if (s->mitigation)
		add(to, "cmdline:mitigations");
}

void boot_state_settings(const char *name, struct strv *to)
{
	const struct boot_switch *s = boot_switch_find(name);
	const struct computed *c = computed_find(name);

	if (lsm_of(name))
		boot_lsm_settings(to);
	if (s)
		add_switch_settings(s, to);
	for (size_t i = 0; c && i < ARRAY_SIZE(c->settings); i++)
		add(to, c->settings[i]);
}

void boot_state_names(struct strv *to)
{
	for (size_t i = 0; i < ARRAY_SIZE(computed); i++)
		strv_push(to, computed[i].name);
	for (size_t i = 0; boot_switch_at(i); i++)
		strv_push(to, boot_switch_at(i)->name);
	for (size_t i = 0; boot_lsm_at(i); i++)
		strv_pushf(to, "lsm.%s", boot_lsm_at(i));
	strv_push(to, "lsm.inert");
}
