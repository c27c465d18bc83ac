/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Small ELF files that look to the harness like modules and a kernel: made by
 * the compiler, in the scratch directory.
 */
#ifndef KHARNESS_TESTS_MADE_MODULE_H
#define KHARNESS_TESTS_MADE_MODULE_H

#include <elf.h>

#include "tests/unit/scratch.h"

struct made_module {
	const char *name;
	const char *vermagic;
	const char *depends;
	const char *more; /* another entry for .modinfo */
};

static inline unsigned int made_module_machine(void)
{
#ifdef __aarch64__
	return EM_AARCH64;
#else
	return EM_X86_64;
#endif
}

static inline void add_modinfo(struct strbuf *sb, const char *key, const char *value)
{
	if (value)
		strbuf_addf(sb, "\t.asciz \"%s%s\"\n", key, value);
}

/* Assemble @source to @path, which may not be inside quotes of sh. */
static inline void assemble(const struct strbuf *source, const char *path)
{
	_cleanup_(cleanup_free) char *s = scratch_path("made.S");

	scratch_write(s, source->buf, source->len);
	scratch_run("gcc -c -o \"$2\" \"$1\"", s, path);
}

static inline void made_module_write(const struct made_module *m, const char *path)
{
	_cleanup_(strbuf_done) struct strbuf s = STRBUF_INIT;

	strbuf_adds(&s, "\t.text\n\t.globl init_module\ninit_module:\n");
	strbuf_adds(&s, "\t.rept 64\n\tnop\n\t.endr\n\tret\n");
	strbuf_adds(&s, "\t.data\n\t.globl answer\nanswer:\n\t.quad 42\n");
	strbuf_adds(&s, "\t.section .debug_info\n\t.zero 300\n");
	strbuf_adds(&s, "\t.section .modinfo, \"a\"\n");
	add_modinfo(&s, "name=", m->name);
	add_modinfo(&s, "license=", "GPL");
	add_modinfo(&s, "depends=", m->depends ? m->depends : "");
	add_modinfo(&s, "vermagic=", m->vermagic);
	add_modinfo(&s, "", m->more);
	assemble(&s, path);
}

/* NAME.pem, NAME.key and NAME.der in the scratch directory, once. */
static inline void made_certificate(const char *name)
{
	scratch_run(
		"[ -e \"$1.der\" ] && exit 0; "
		"openssl req -new -x509 -nodes -batch -subj \"/CN=$1\" -newkey rsa:2048 "
		"-sha512 -days 9 -keyout \"$1.key\" -out \"$1.pem\" 2>/dev/null; "
		"openssl x509 -in \"$1.pem\" -outform DER -out \"$1.der\"",
		name, NULL);
}

/* A "kernel" that trusts the made certificates @first and @second (or NULL). */
static inline void made_vmlinux_write(const char *release, const char *first,
				      const char *second, const char *path)
{
	_cleanup_(strbuf_done) struct strbuf s = STRBUF_INIT;

	strbuf_addf(&s,
		    "\t.section .rodata\n\t.globl linux_banner\nlinux_banner:\n"
		    "\t.asciz \"Linux version %s (a@b) #1\"\n"
		    "vermagic:\n\t.asciz \"%s SMP \"\n"
		    "\t.ascii \"IKCFG_ST\"\n\t.globl kernel_config_data\n"
		    "kernel_config_data:\n\t.ascii \"CONFIG\"\n"
		    "\t.globl kernel_config_data_end\nkernel_config_data_end:\n"
		    "\t.ascii \"IKCFG_ED\"\n"
		    "\t.data\n\t.globl system_certificate_list\n"
		    "system_certificate_list:\n1:\n",
		    release, release);
	if (first)
		strbuf_addf(&s, "\t.incbin \"%s/%s.der\"\n", scratch, first);
	if (second)
		strbuf_addf(&s, "\t.incbin \"%s/%s.der\"\n", scratch, second);
	strbuf_adds(&s, "2:\n\t.align 8\n\t.globl system_certificate_list_size\n"
			"system_certificate_list_size:\n\t.quad 2b - 1b\n");
	assemble(&s, path);
}

#endif
