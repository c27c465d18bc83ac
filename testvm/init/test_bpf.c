// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Does the kernel take type information and a program that refers to it, verify it and
 * run it? And does it carry type information about itself?
 */
#include <errno.h>
#include <linux/bpf.h>
#include <linux/btf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "feature.h"
#include "text.h"

#define VMLINUX_BTF	"/sys/kernel/btf/vmlinux"
#define VMLINUX_BTF_MAX (32 << 20)

#define NAME_INT     1 /* offsets of names in the strings below */
#define NAME_CONTEXT 5
#define NAME_PROGRAM 13

/* int program(void *context), as a compiler describes it */
static const struct {
	struct btf_header header;
	struct btf_type integer;
	uint32_t integer_is;
	struct btf_type pointer;
	struct btf_type prototype;
	struct btf_param parameter;
	struct btf_type function;
	char strings[21];
} types = {
	.header = {.magic = BTF_MAGIC,
		   .version = BTF_VERSION,
		   .hdr_len = sizeof(types.header),
		   .type_len = offsetof(typeof(types), strings) - sizeof(types.header),
		   .str_off = offsetof(typeof(types), strings) - sizeof(types.header),
		   .str_len = sizeof(types.strings)},
	.integer = {NAME_INT, BTF_KIND_INT << 24, {4}},
	.integer_is = BTF_INT_SIGNED << 24 | 32,
	.pointer = {0, BTF_KIND_PTR << 24, {0}},
	.prototype = {0, BTF_KIND_FUNC_PROTO << 24 | 1, {1}},
	.parameter = {NAME_CONTEXT, 2},
	.function = {NAME_PROGRAM, BTF_KIND_FUNC << 24, {3}},
	.strings = "\0int\0context\0program",
};

#define TYPE_PROGRAM 4

/* return *(uint32_t *)context * 3 + 1 */
static const struct bpf_insn program[] = {
	{BPF_LDX | BPF_MEM | BPF_W, 0, 1, 0, 0},
	{BPF_ALU | BPF_MUL | BPF_K, 0, 0, 0, 3},
	{BPF_ALU | BPF_ADD | BPF_K, 0, 0, 0, 1},
	{BPF_JMP | BPF_EXIT, 0, 0, 0, 0},
};

/* the same with the context's pointer for a result: no verifier may let it pass */
static const struct bpf_insn leak[] = {
	{BPF_LDX | BPF_MEM | BPF_W, 0, 2, 0, 0},
	{BPF_JMP | BPF_EXIT, 0, 0, 0, 0},
};

static int bpf(int command, union bpf_attr *attr)
{
	long n = syscall(SYS_bpf, command, attr, sizeof(*attr));

	return n < 0 ? -errno : (int)n;
}

static int load_types(void)
{
	union bpf_attr attr = {0};

	attr.btf = (uint64_t)(uintptr_t)&types;
	attr.btf_size =
		sizeof(types.header) + types.header.str_off + types.header.str_len;
	return bpf(BPF_BTF_LOAD, &attr);
}

static int load_program(int btf, const struct bpf_insn *insns, size_t n)
{
	static const struct bpf_func_info info = {.insn_off = 0, .type_id = TYPE_PROGRAM};
	union bpf_attr attr = {0};

	attr.prog_type = BPF_PROG_TYPE_SYSCALL;
	attr.prog_flags = BPF_F_SLEEPABLE;
	attr.insns = (uint64_t)(uintptr_t)insns;
	attr.insn_cnt = (uint32_t)n;
	attr.license = (uint64_t)(uintptr_t) "GPL";
	attr.prog_btf_fd = (uint32_t)btf;
	attr.func_info = (uint64_t)(uintptr_t)&info;
	attr.func_info_cnt = 1;
	attr.func_info_rec_size = sizeof(info);
	return bpf(BPF_PROG_LOAD, &attr);
}

static void run_program(int fd, struct outcome *o)
{
	uint32_t context[2] = {14, 0};
	union bpf_attr attr = {0};
	int err;

	attr.test.prog_fd = (uint32_t)fd;
	attr.test.ctx_in = (uint64_t)(uintptr_t)context;
	attr.test.ctx_size_in = sizeof(context);
	err = bpf(BPF_PROG_TEST_RUN, &attr);
	if (err < 0) /* 524 is the kernel's own ENOTSUPP, which has no name here */
		outcome_fail(o, "the program runs", "error %d", -err);
	else if (attr.test.retval != 14 * 3 + 1)
		outcome_fail(o, "43 for 14", "%u", attr.test.retval);
}

static int load_good(int btf, struct outcome *o)
{
	int fd = load_program(btf, program, sizeof(program) / sizeof(program[0]));

	if (fd < 0)
		outcome_fail(o, "BPF_PROG_LOAD takes a program with types", "%s",
			     strerrorname_np(-fd));
	return fd;
}

static void refuse_bad(int btf, struct outcome *o)
{
	int fd = load_program(btf, leak, sizeof(leak) / sizeof(leak[0]));

	if (fd != -EACCES)
		outcome_fail(o,
			     "EACCES for a program that reads a register without value",
			     "%s", fd < 0 ? strerrorname_np(-fd) : "it was loaded");
	if (fd >= 0)
		close(fd);
}

static void with_types(bool run, struct outcome *o)
{
	int btf = load_types(), fd;

	if (btf < 0) {
		outcome_fail(o, "BPF_BTF_LOAD takes types", "%s", strerrorname_np(-btf));
		return;
	}
	fd = load_good(btf, o);
	if (fd >= 0 && run)
		run_program(fd, o);
	refuse_bad(btf, o);
	if (fd >= 0)
		close(fd);
	close(btf);
}

void feature_bpf_program(struct guest *g, const char *argument, struct outcome *o)
{
	(void)g;
	(void)argument;
	with_types(false, o);
}

/* Only a kernel with a network can run one on request (net/bpf/test_run.c). */
void feature_bpf_run(struct guest *g, const char *argument, struct outcome *o)
{
	(void)g;
	(void)argument;
	with_types(true, o);
}

static void check_btf(const char *text, size_t size, struct outcome *o)
{
	static const char wanted[] = "\0task_struct";
	struct btf_header h;
	size_t strings;

	if (size < sizeof(h)) {
		outcome_fail(o, "a BTF header", "%zu bytes", size);
		return;
	}
	memcpy(&h, text, sizeof(h));
	strings = (size_t)h.hdr_len + h.str_off;
	if (h.magic != BTF_MAGIC || h.version != BTF_VERSION)
		outcome_fail(o, "BTF of version 1", "magic %x, version %u", h.magic,
			     h.version);
	else if (strings + h.str_len != size)
		outcome_fail(o, "as many bytes as its header says", "%zu for %zu", size,
			     strings + h.str_len);
	else if (!memmem(text + strings, h.str_len, wanted, sizeof(wanted)))
		outcome_fail(o, "a type called task_struct", "none");
}

void feature_bpf_vmlinux_btf(struct guest *g, const char *argument, struct outcome *o)
{
	size_t size;
	char *text;
	int err = text_read(VMLINUX_BTF, VMLINUX_BTF_MAX, &text, &size);

	(void)g;
	(void)argument;
	if (err < 0) {
		outcome_fail(o, VMLINUX_BTF, "%s", strerrorname_np(-err));
		return;
	}
	check_btf(text, size, o);
	free(text);
}
