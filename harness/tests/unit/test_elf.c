// SPDX-License-Identifier: GPL-2.0-or-later
/* What is read from modules and from vmlinux. */
#include <elf.h>
#include <errno.h>

#include "tests/unit/scratch.h"

#include "module/elf.h"
#include "module/modinfo.h"
#include "module/vmlinux.h"
#include "tests/unit/made_module.h"

static struct strbuf module = STRBUF_INIT;
static struct made_module made = {.name = "m", .vermagic = "6.1 SMP", .depends = "a,b"};

static int make_module(void **state)
{
	_cleanup_(cleanup_free) char *path = NULL;

	if (scratch_make(state) != 0)
		return -1;
	path = scratch_path("m.ko");
	made_module_write(&made, path);
	scratch_read(path, &module);
	return 0;
}

static int free_module(void **state)
{
	strbuf_done(&module);
	return scratch_remove(state);
}

static void modinfo_is_read(void **state _unused_)
{
	_cleanup_(diag_done) struct diag d = DIAG_INIT;
	_cleanup_(modinfo_done) struct modinfo info = MODINFO_INIT;

	assert_int_equal(modinfo_read(module.buf, module.len, "m.ko", &info, &d), 0);
	assert_no_errors(&d);
	assert_string_equal(info.name, "m");
	assert_string_equal(info.vermagic, "6.1 SMP");
	assert_string_equal(info.depends, "a,b");
	assert_int_equal(info.machine, made_module_machine());
	assert_int_equal(info.extent, module.len);
}

static void other_files_are_refused(void **state _unused_)
{
	_cleanup_(diag_done) struct diag d = DIAG_INIT;
	_cleanup_(strbuf_done) struct strbuf copy = STRBUF_INIT;
	struct modinfo info = MODINFO_INIT;

	assert_int_equal(modinfo_read("", 0, "m.ko", &info, &d), -EBADMSG);
	assert_said(&d, "not an ELF file");
	assert_int_equal(modinfo_read("#!/bin/sh\n", 10, "m.ko", &info, &d), -EBADMSG);
	assert_said(&d, "not an ELF file");
	strbuf_add(&copy, module.buf, module.len);
	copy.buf[EI_CLASS] = ELFCLASS32;
	assert_int_equal(modinfo_read(copy.buf, copy.len, "m.ko", &info, &d), -EBADMSG);
	assert_said(&d, "not a 64-bit little-endian ELF file");
	copy.buf[EI_CLASS] = ELFCLASS64;
	copy.buf[16] = ET_EXEC;
	assert_int_equal(modinfo_read(copy.buf, copy.len, "m.ko", &info, &d), -EBADMSG);
	assert_said(&d, "not a relocatable file");
}

/* A copy of exactly this size, so that reading behind it is seen. */
static int read_exact(const char *data, size_t size, struct diag *d)
{
	_cleanup_(modinfo_done) struct modinfo info = MODINFO_INIT;
	char *exact = malloc(size);
	int err;

	memcpy(exact, data, size);
	err = modinfo_read(exact, size, "m.ko", &info, d);
	free(exact);
	return err;
}

static void every_truncation_is_refused(void **state _unused_)
{
	for (size_t n = 1; n < module.len; n++) {
		_cleanup_(diag_done) struct diag d = DIAG_INIT;

		assert_int_equal(read_exact(module.buf, n, &d), -EBADMSG);
		assert_int_equal(d.errors, 1);
	}
}

/* Wrong headers must be refused or read within bounds; the sanitizers watch. */
static void damaged_files_are_read_within_bounds(void **state _unused_)
{
	_cleanup_(strbuf_done) struct strbuf copy = STRBUF_INIT;
	unsigned int seed = 618;

	strbuf_add(&copy, module.buf, module.len);
	for (int round = 0; round < 20000; round++) {
		_cleanup_(diag_done) struct diag d = DIAG_INIT;
		size_t headers = copy.len - (size_t)rand_r(&seed) % 2048;
		size_t at = round % 2 ? (size_t)rand_r(&seed) % sizeof(Elf64_Ehdr)
				      : headers % copy.len;
		char old = copy.buf[at];

		copy.buf[at] = (char)rand_r(&seed);
		read_exact(copy.buf, copy.len, &d);
		copy.buf[at] = old;
	}
}

static void modinfo_must_be_complete(void **state _unused_)
{
	static const struct {
		struct made_module made;
		const char *why;
	} cases[] = {
		{{.name = NULL, .vermagic = "6.1"}, "no name"},
		{{.name = "m", .vermagic = NULL}, "no vermagic"},
		{{.name = "m", .vermagic = "6.1", .more = "vermagic=6.2"},
		 "vermagic twice"},
		{{.name = "m", .vermagic = "6.1", .more = "name=x"}, "name twice"},
	};
	_cleanup_(cleanup_free) char *path = scratch_path("bad.ko");

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_(strbuf_done) struct strbuf m = STRBUF_INIT;
		_cleanup_(diag_done) struct diag d = DIAG_INIT;
		struct modinfo info = MODINFO_INIT;

		made_module_write(&cases[i].made, path);
		scratch_read(path, &m);
		assert_int_equal(modinfo_read(m.buf, m.len, "bad.ko", &info, &d),
				 -EBADMSG);
		assert_said(&d, cases[i].why);
	}
}

static void vmlinux_is_read(void **state _unused_)
{
	_cleanup_(diag_done) struct diag d = DIAG_INIT;
	_cleanup_(vmlinux_done) struct vmlinux v = VMLINUX_INIT;
	_cleanup_(cleanup_free) char *path = scratch_path("vmlinux");
	_cleanup_(cleanup_free) char *cert_path = scratch_path("a.pem");
	_cleanup_(cleanup_certificate) struct certificate *cert = NULL;

	made_certificate("a");
	made_vmlinux_write("6.18.15-test", "a", NULL, path);
	assert_int_equal(certificate_read(cert_path, &cert, &d), 0);
	assert_int_equal(vmlinux_read(path, &v, &d), 0);
	assert_no_errors(&d);
	assert_string_equal(v.release, "6.18.15-test");
	assert_string_equal(v.vermagic, "6.18.15-test SMP ");
	assert_int_equal(v.machine, made_module_machine());
	assert_int_equal(v.n_certificates, 1);
	assert_int_equal(v.ikconfig_size, 6);
	assert_memory_equal(v.ikconfig, "CONFIG", 6);
	assert_int_equal(vmlinux_check_certificate(&v, cert, path, &d), 0);
}

static void other_certificates_are_seen(void **state _unused_)
{
	static const struct {
		const char *first, *second, *why;
	} cases[] = {
		{"a", "b", "not ours: 'CN = b'"},
		{"b", "a", "not ours: 'CN = b'"},
		{"b", NULL, "does not trust the expected certificate"},
		{NULL, NULL, "does not trust the expected certificate"},
		{"a", "a", "trusts this certificate twice: 'CN = a'"},
	};
	_cleanup_(cleanup_free) char *path = scratch_path("vmlinux");
	_cleanup_(cleanup_free) char *cert_path = scratch_path("a.pem");

	made_certificate("a");
	made_certificate("b");
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_(diag_done) struct diag d = DIAG_INIT;
		_cleanup_(vmlinux_done) struct vmlinux v = VMLINUX_INIT;
		_cleanup_(cleanup_certificate) struct certificate *cert = NULL;

		made_vmlinux_write("6.1", cases[i].first, cases[i].second, path);
		assert_int_equal(certificate_read(cert_path, &cert, &d), 0);
		assert_int_equal(vmlinux_read(path, &v, &d), 0);
		assert_int_equal(vmlinux_check_certificate(&v, cert, "vmlinux", &d),
				 -EBADMSG);
		assert_said(&d, cases[i].why);
	}
}

static void no_kernel_is_no_kernel(void **state _unused_)
{
	_cleanup_(diag_done) struct diag d = DIAG_INIT;
	_cleanup_(cleanup_free) char *path = scratch_path("m.ko");
	_cleanup_(cleanup_free) char *cut = scratch_path("cut");
	struct vmlinux v = VMLINUX_INIT;

	assert_int_equal(vmlinux_read("/nonexistent", &v, &d), -ENOENT);
	assert_int_equal(vmlinux_read("/dev/null", &v, &d), -EBADMSG);
	diag_done(&d);
	assert_int_equal(vmlinux_read(path, &v, &d), -EBADMSG);
	assert_said(&d, "not a Linux kernel with symbols");
	made_vmlinux_write("6.1", NULL, NULL, cut);
	scratch_run("truncate -s -1 \"$1\"", cut, NULL);
	assert_int_equal(vmlinux_read(cut, &v, &d), -EBADMSG);
	assert_said(&d, "truncated ELF file");
}

static void damaged_kernels_are_read_within_bounds(void **state _unused_)
{
	_cleanup_(cleanup_free) char *path = scratch_path("damaged");
	_cleanup_(strbuf_done) struct strbuf file = STRBUF_INIT;
	unsigned int seed = 15;

	made_certificate("a");
	made_vmlinux_write("6.1", "a", NULL, path);
	scratch_read(path, &file);
	for (int round = 0; round < 3000; round++) {
		_cleanup_(diag_done) struct diag d = DIAG_INIT;
		struct vmlinux v = VMLINUX_INIT;
		size_t at = (size_t)rand_r(&seed) % file.len;
		char old = file.buf[at];

		file.buf[at] = (char)rand_r(&seed);
		scratch_overwrite(path, file.buf, file.len);
		if (vmlinux_read(path, &v, &d) == 0)
			vmlinux_done(&v);
		else
			assert_true(d.errors > 0);
		file.buf[at] = old;
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(modinfo_is_read),
		cmocka_unit_test(other_files_are_refused),
		cmocka_unit_test(every_truncation_is_refused),
		cmocka_unit_test(damaged_files_are_read_within_bounds),
		cmocka_unit_test(modinfo_must_be_complete),
		cmocka_unit_test(vmlinux_is_read),
		cmocka_unit_test(other_certificates_are_seen),
		cmocka_unit_test(no_kernel_is_no_kernel),
		cmocka_unit_test(damaged_kernels_are_read_within_bounds),
	};

	return cmocka_run_group_tests(tests, make_module, free_module);
}
