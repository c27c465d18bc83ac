// SPDX-License-Identifier: GPL-2.0-or-later
#include "vm/machine.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>

/*
 * no_timer_check: on a busy host the emulated timer may miss the few ticks that
 * the kernel waits for, which it reports as a BIOS bug at KERN_ERR.
 * earlyprintk: a death before the serial driver still leaves a line. q35 with
 * qboot and a PVH vmlinux is the quickest to init under TCG; the bzImage, which
 * ships, comes through SeaBIOS as it would on a cloud host.
 */
#define X86_CMDLINE                                             \
	"console=ttyS0,115200 earlyprintk=serial,ttyS0,115200 " \
	"no_timer_check"

static const struct machine machines[] = {
	{
		.name = "q35-pvh",
		.format = KERNEL_ELF_X86_64,
		.qemu = "qemu-system-x86_64",
		.package = "qemu-system-x86",
		.type = "q35,sata=off,smbus=off,vmport=off",
		.cpu = "max",
		.firmware = "qboot.rom",
		.pvpanic = "pvpanic",
		.cmdline = X86_CMDLINE,
		.memory_mib = 512,
	},
	{
		.name = "q35",
		.format = KERNEL_BZIMAGE,
		.qemu = "qemu-system-x86_64",
		.package = "qemu-system-x86",
		.type = "q35,sata=off,smbus=off,vmport=off",
		.cpu = "max",
		.firmware = NULL,
		.pvpanic = "pvpanic",
		.cmdline = X86_CMDLINE,
		.memory_mib = 512,
	},
};

const struct machine *machine_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(machines); i++)
		if (strcmp(machines[i].name, name) == 0)
			return &machines[i];
	return NULL;
}

const struct machine *machine_for(enum kernel_format format)
{
	for (size_t i = 0; i < ARRAY_SIZE(machines); i++)
		if (machines[i].format == format)
			return &machines[i];
	return NULL;
}

const char *machine_names(void)
{
	return "q35-pvh, q35";
}

const char *kernel_format_name(enum kernel_format format)
{
	return format == KERNEL_ELF_X86_64 ? "PVH vmlinux" : "bzImage";
}

int kernel_format_of(const char *path, enum kernel_format *ret, struct diag *d)
{
	/* Documentation/arch/x86/boot.rst: the setup header's magic number */
	static const size_t magic_at = 0x202;
	_cleanup_(cleanup_close) int fd = -1;
	unsigned char head[0x210] = {0};
	Elf64_Ehdr elf;
	ssize_t n;

	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return diag_errno(d, -errno, "cannot open kernel '%s'", path);
	n = pread(fd, head, sizeof(head), 0);
	if (n < 0)
		return diag_errno(d, -errno, "cannot read kernel '%s'", path);
	memcpy(&elf, head, sizeof(elf));
	if (memcmp(elf.e_ident, ELFMAG, SELFMAG) == 0 && elf.e_machine == EM_X86_64) {
		*ret = KERNEL_ELF_X86_64;
		return 0;
	}
	if (memcmp(head + magic_at, "HdrS", 4) == 0) {
		*ret = KERNEL_BZIMAGE;
		return 0;
	}
	diag_error(d,
		   "'%s' is neither an x86_64 vmlinux nor a bzImage; give the file "
		   "that the kernel's make has built",
		   path);
	return -ENOEXEC;
}
