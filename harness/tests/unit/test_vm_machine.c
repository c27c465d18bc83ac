// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <sys/utsname.h>
#include <zlib.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "sys/file.h"
#include "vm/accel.h"
#include "vm/kvm_probe.h"
#include "vm/machine.h"
#include "vm/qemu_args.h"

static const struct qemu_spec spec = {
	.accel = "tcg",
	.kernel = "a b/vmlinux",
	.initrd = "initramfs",
	.cmdline = "console=ttyS0 it's",
	.nonce = "00",
};

static void vector_is_as_written_down(void **state _unused_)
{
	static const int fds[] = {7, 8, 9, 10, 11};
	static const char expected[] =
		"qemu-system-x86_64 -nodefaults -no-user-config -display none -no-reboot "
		"-machine q35,sata=off,smbus=off,vmport=off -accel tcg -cpu max -smp 1 "
		"-m 512M -bios qboot.rom -kernel 'a b/vmlinux' -initrd initramfs "
		"-append 'console=ttyS0 it'\\''s' -device pvpanic -device virtio-rng-pci "
		"-fw_cfg name=opt/org.kharness/nonce,string=00 "
		"-add-fd fd=10,set=10 "
		"-blockdev file,node-name=nvme,filename=/dev/fdset/10,locking=off "
		"-device nvme,serial=kharness-nvme,drive=nvme "
		"-add-fd fd=11,set=11 "
		"-blockdev file,node-name=virtio-blk,filename=/dev/fdset/11,locking=off "
		"-device virtio-blk-pci,serial=kharness-vblk,drive=virtio-blk "
		"-add-fd fd=7,set=7 "
		"-chardev file,id=console,path=/dev/fdset/7,append=on "
		"-serial chardev:console "
		"-add-fd fd=8,set=8 "
		"-chardev file,id=results,path=/dev/fdset/8,append=on "
		"-device virtio-serial-pci -device "
		"virtserialport,chardev=results,id=results,name=org.kharness.results "
		"-chardev socket,id=qmp,fd=9 -mon chardev=qmp,mode=control "
		"-action panic=pause -S -sandbox "
		"on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny";
	_cleanup_(strv_done) struct strv args = STRV_INIT;
	_cleanup_(cleanup_free) char *line = NULL;
	struct qemu_spec s = spec;

	s.machine = machine_find("q35-pvh");
	s.fds = fds;
	qemu_args(&s, &args);
	line = qemu_shell(&args);
	assert_string_equal(line, expected);
}

static void people_get_a_terminal(void **state _unused_)
{
	_cleanup_(strv_done) struct strv args = STRV_INIT;
	struct qemu_spec s = spec;

	s.machine = machine_find("q35");
	s.qemu = "/opt/qemu";
	qemu_args(&s, &args);
	assert_string_equal(args.v[0], "/opt/qemu");
	assert_true(strv_contains(&args, "mon:stdio"));
	assert_true(strv_contains(&args, "file,id=results,path=results.ktap"));
	assert_true(strv_contains(&args, "file,node-name=nvme,filename=nvme.img"));
	assert_false(strv_contains(&args, "-add-fd"));
	assert_false(strv_contains(&args, "-S"));
	assert_false(strv_contains(&args, "-bios"));
	assert_false(strv_contains(&args, "-sandbox"));
}

static void empty_words_are_quoted(void **state _unused_)
{
	_cleanup_(strv_done) struct strv args = STRV_INIT;
	_cleanup_(cleanup_free) char *line = NULL;

	strv_pushl(&args, "", "a", "$(b)", "é", NULL);
	line = qemu_shell(&args);
	assert_string_equal(line, "'' a '$(b)' 'é'");
}

static void command_line_is_appended_to(void **state _unused_)
{
	_cleanup_(strv_done) struct strv append = STRV_INIT;
	_cleanup_(cleanup_free) char *line = NULL;

	strv_pushl(&append, "quiet", "x=y z", NULL);
	line = qemu_cmdline(machine_find("q35"), RESULTS_VIRTIO, "00", &append);
	assert_string_equal(line, "console=ttyS0,115200 earlyprintk=serial,ttyS0,115200 "
				  "no_timer_check panic=-1 printk.time=1 ignore_loglevel "
				  "quiet x=y z");
}

static int format_of(const char *head, size_t size, enum kernel_format *ret)
{
	_cleanup_(diag_done) struct diag d = DIAG_INIT;
	char path[] = "/tmp/kharness-test.XXXXXX";
	int fd = mkstemp(path), err;

	assert_true(fd >= 0);
	assert_int_equal(write_all(fd, head, size), 0);
	close(fd);
	err = kernel_format_of(path, ret, &d);
	assert_int_equal(d.errors, err < 0);
	unlink(path);
	return err;
}

/* the second UART of each machine, and the words by which the guest finds it */
static void results_come_over_a_second_uart(void **state _unused_)
{
	static const int fds[] = {7, 8, 9, 10, 11};
	_cleanup_(strv_done) struct strv append = STRV_INIT, pc = STRV_INIT,
					 virt = STRV_INIT;
	_cleanup_(cleanup_free) char *line = NULL, *cmdline = NULL, *arm = NULL;
	struct qemu_spec s = spec;

	s.results = RESULTS_SERIAL;
	s.fds = fds;
	s.machine = machine_find("q35");
	qemu_args(&s, &pc);
	line = qemu_shell(&pc);
	assert_non_null(strstr(line, " -serial chardev:console "));
	assert_non_null(
		strstr(strstr(line, "chardev:console"), "-serial chardev:results "));
	assert_null(strstr(line, "virtio-serial"));
	s.machine = machine_find("virt");
	qemu_args(&s, &virt);
	assert_true(strv_contains(&virt, "pci-serial,chardev=results"));
	assert_false(strv_contains(&virt, "chardev:results"));
	cmdline = qemu_cmdline(machine_find("q35"), RESULTS_SERIAL, "0123", &append);
	assert_non_null(strstr(cmdline, " kharness.results=ttyS1 kharness.nonce=0123"));
	arm = qemu_cmdline(machine_find("virt"), RESULTS_SERIAL, "0123", &append);
	assert_non_null(strstr(arm, " kharness.results=ttyS0 "));
}

static size_t gzip(const char *data, size_t size, char packed[0x400])
{
	z_stream z = {
		.next_in = (Bytef *)(uintptr_t)data,
		.avail_in = (uInt)size,
		.next_out = (Bytef *)packed,
		.avail_out = 0x400,
	};

	assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 8, 0), Z_OK);
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	deflateEnd(&z);
	return z.total_out;
}

static void images_are_told_apart(void **state _unused_)
{
	enum kernel_format format = KERNEL_BZIMAGE;
	char head[0x300] = "\177ELF", packed[0x400];

	head[18] = 62; /* EM_X86_64 */
	assert_int_equal(format_of(head, sizeof(head), &format), 0);
	assert_int_equal(format, KERNEL_ELF_X86_64);
	head[18] = 3; /* EM_386 */
	assert_int_equal(format_of(head, sizeof(head), &format), -ENOEXEC);
	memset(head, 0, sizeof(head));
	memcpy(head + 0x202, "HdrS", 4);
	assert_int_equal(format_of(head, sizeof(head), &format), 0);
	assert_int_equal(format, KERNEL_BZIMAGE);
	assert_int_equal(format_of(head, 0x205, &format), -ENOEXEC);
	assert_int_equal(format_of(head, 0, &format), -ENOEXEC);
	memset(head, 0, sizeof(head));
	memcpy(head + 56, "ARM\x64", 4);
	assert_int_equal(format_of(head, sizeof(head), &format), 0);
	assert_int_equal(format, KERNEL_IMAGE_ARM64);
	format = KERNEL_BZIMAGE;
	assert_int_equal(format_of(packed, gzip(head, sizeof(head), packed), &format), 0);
	assert_int_equal(format, KERNEL_IMAGE_ARM64);
	head[56] = 'B';
	assert_int_equal(format_of(packed, gzip(head, sizeof(head), packed), &format),
			 -ENOEXEC);
	assert_int_equal(format_of("\x1f\x8b", 2, &format), -ENOEXEC);
	assert_ptr_equal(machine_for(KERNEL_BZIMAGE), machine_find("q35"));
	assert_ptr_equal(machine_for(KERNEL_IMAGE_ARM64), machine_find("virt"));
	assert_null(machine_find("pc"));
}

/* each device that is no KVM is a reason, and none of them an error */
static void probe_gives_reasons(void **state _unused_)
{
	static const struct {
		const char *device;
		unsigned int deadline_ms;
		const char *reason;
	} cases[] = {
		{"/nonexistent", 1000, "there is no /nonexistent"},
		{"/dev/null", 1000,
		 "/dev/null fails when its version is read: Inappropriate ioctl for "
		 "device"},
		{"/", 1000, "/ fails when it is opened: Is a directory"},
		{"/nonexistent", 0,
		 "/nonexistent opens but hangs when it is opened (no end after 0 ms)"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_(cleanup_free) char *reason = NULL;

		assert_false(kvm_probe(cases[i].device, cases[i].deadline_ms, &reason));
		assert_string_equal(reason, cases[i].reason);
	}
}

/* what auto takes, kvm takes as well; what it does not take, kvm refuses */
static void choice_follows_the_probe(void **state _unused_)
{
	_cleanup_(diag_done) struct diag d = DIAG_INIT;
	_cleanup_(cleanup_free) char *reason = NULL, *again = NULL, *asked = NULL;
	const char *accel = NULL, *forced = NULL;
	struct utsname host;
	int err;

	uname(&host);
	assert_int_equal(accel_choose(ACCEL_AUTO, host.machine, &accel, &reason, &d), 0);
	assert_true(*reason);
	err = accel_choose(ACCEL_KVM, host.machine, &forced, &again, &d);
	if (strcmp(accel, "kvm") == 0) {
		assert_int_equal(err, 0);
		assert_string_equal(forced, "kvm");
	} else {
		assert_int_equal(err, -ENODEV);
		assert_non_null(strstr(d.entries[0].text, reason));
	}
	assert_int_equal(accel_choose(ACCEL_TCG, host.machine, &accel, &asked, &d), 0);
	assert_string_equal(accel, "tcg");
	assert_string_equal(asked, "asked for");
}

/* whatever /dev/kvm can do, it runs no other architecture */
static void another_architecture_is_emulated(void **state _unused_)
{
	_cleanup_(diag_done) struct diag d = DIAG_INIT;
	_cleanup_(cleanup_free) char *reason = NULL, *again = NULL;
	const char *accel = NULL;

	assert_int_equal(accel_choose(ACCEL_AUTO, "vax", &accel, &reason, &d), 0);
	assert_string_equal(accel, "tcg");
	assert_ptr_equal(strstr(reason, "vax on a host that is "), reason);
	assert_int_equal(accel_choose(ACCEL_KVM, "vax", &accel, &again, &d), -ENODEV);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(vector_is_as_written_down),
		cmocka_unit_test(people_get_a_terminal),
		cmocka_unit_test(empty_words_are_quoted),
		cmocka_unit_test(command_line_is_appended_to),
		cmocka_unit_test(results_come_over_a_second_uart),
		cmocka_unit_test(images_are_told_apart),
		cmocka_unit_test(probe_gives_reasons),
		cmocka_unit_test(choice_follows_the_probe),
		cmocka_unit_test(another_architecture_is_emulated),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
