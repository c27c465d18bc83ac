// SPDX-License-Identifier: GPL-2.0-or-later
#include "vm/machine.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <zlib.h>

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
		.arch = "x86_64",
		.format = KERNEL_ELF_X86_64,
		.qemu = "qemu-system-x86_64",
		.package = "qemu-system-x86",
		.type = "q35,sata=off,smbus=off,vmport=off",
		.cpu = "max",
		.firmware = "qboot.rom",
		.pvpanic = "pvpanic",
		.serial_name = "ttyS1",
		.cmdline = X86_CMDLINE,
		.memory_mib = 512,
	},
	{
		.name = "q35",
		.arch = "x86_64",
		.format = KERNEL_BZIMAGE,
		.qemu = "qemu-system-x86_64",
		.package = "qemu-system-x86",
		.type = "q35,sata=off,smbus=off,vmport=off",
		.cpu = "max",
		.firmware_name = "SeaBIOS",
		.pvpanic = "pvpanic",
		.serial_name = "ttyS1",
		.cmdline = X86_CMDLINE,
		.memory_mib = 512,
	},
	{
		.name = "virt",
		.arch = "aarch64",
		.format = KERNEL_IMAGE_ARM64,
		.qemu = "qemu-system-aarch64",
		.package = "qemu-system-arm",
		.type = "virt,gic-version=3",
		.cpu = "max,pauth-impdef=on",
		.firmware_name = "no firmware",
		.pvpanic = "pvpanic-pci",
		.serial_device = "pci-serial",
		.serial_name = "ttyS0",
		.cmdline = "console=ttyAMA0 earlycon",
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
	return "q35-pvh, q35, virt";
}

const char *kernel_format_name(enum kernel_format format)
{
	static const char *const names[] = {
		[KERNEL_ELF_X86_64] = "PVH vmlinux",
		[KERNEL_BZIMAGE] = "bzImage",
		[KERNEL_IMAGE_ARM64] = "flat arm64 Image",
	};

	return names[format];
}

/* The first bytes of what gzip has packed; less when that is all there is. */
static void unpack_head(const unsigned char *packed, size_t size, unsigned char *head,
			size_t head_size)
{
	z_stream z = {
		.next_in = (Bytef *)(uintptr_t)packed,
		.avail_in = (uInt)size,
		.next_out = head,
		.avail_out = (uInt)head_size,
	};

	memset(head, 0, head_size);
	if (inflateInit2(&z, 15 + 16) != Z_OK) /* 16: gzip, not zlib */
		return;
	inflate(&z, Z_SYNC_FLUSH);
	inflateEnd(&z);
}

static bool is_elf_x86_64(const unsigned char *head)
{
	Elf64_Ehdr elf;

	memcpy(&elf, head, sizeof(elf));
	return memcmp(elf.e_ident, ELFMAG, SELFMAG) == 0 && elf.e_machine == EM_X86_64;
}

/* Documentation/arch/arm64/booting.rst: the header's magic number */
static bool is_image_arm64(const unsigned char *file, size_t size)
{
	static const size_t magic_at = 56;
	unsigned char head[64];

	memcpy(head, file, sizeof(head));
	if (head[0] == 0x1f && head[1] == 0x8b)
		unpack_head(file, size, head, sizeof(head));
	return memcmp(head + magic_at, "ARM\x64", 4) == 0;
}

int kernel_format_of(const char *path, enum kernel_format *ret, struct diag *d)
{
	/* Documentation/arch/x86/boot.rst: the setup header's magic number */
	static const size_t magic_at = 0x202;
	_cleanup_(cleanup_close) int fd = -1;
	unsigned char head[4096] = {0};
	ssize_t n;

	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return diag_errno(d, -errno, "cannot open kernel '%s'", path);
	n = pread(fd, head, sizeof(head), 0);
	if (n < 0)
		return diag_errno(d, -errno, "cannot read kernel '%s'", path);
	if (is_elf_x86_64(head)) {
		*ret = KERNEL_ELF_X86_64;
	} else if (memcmp(head + magic_at, "HdrS", 4) == 0) {
		*ret = KERNEL_BZIMAGE;
	} else if (is_image_arm64(head, (size_t)n)) {
		*ret = KERNEL_IMAGE_ARM64;
	} else {
		diag_error(d,
			   "'%s' is neither an x86_64 vmlinux nor a bzImage nor an arm64 "
			   "Image; give the file that the kernel's make has built",
			   path);
		return -ENOEXEC;
	}
	return 0;
}
