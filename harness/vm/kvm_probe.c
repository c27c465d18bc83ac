// SPDX-License-Identifier: GPL-2.0-or-later
#include "vm/kvm_probe.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/kvm.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>

#include "base/alloc.h"

/*
 * What the child reports before each step: the last one is where it hangs.
 * Macros, because the guest's assembly tells some of them.
 */
#define STEP_OPEN	  0
#define STEP_API	  1
#define STEP_VM		  2
#define STEP_VCPU	  3
#define STEP_REGS	  4
#define STEP_LONG_MODE	  5
#define STEP_INSTRUCTIONS 6
#define STEP_SPEED	  7
#define STEP_DONE	  8

struct report {
	int32_t step;
	int32_t err; /* 0, a positive errno, or an unexpected exit (negative) */
};

#ifdef __x86_64__

#define GUEST_SIZE  0x8000
#define GUEST_PORT  0x10
#define GUEST_TURNS 20000000 /* 10 ms on a CPU, seconds in an emulator */

/*
 * The guest: linked into our data, copied to guest address 0x1000 and started
 * there in real mode. The tables for paging and segments stand behind it:
 * PML4 at 0x2000, PDPT at 0x3000 (one 1-GiB identity map is not everywhere
 * supported, so a page directory with 2-MiB pages at 0x4000).
 */
#define GUEST_CODE 0x1000
#define GUEST_PML4 0x2000
#define GUEST_PDPT 0x3000
#define GUEST_PD   0x4000
#define GUEST_DATA 0x5000

#define STRING(x) #x
#define VALUE(x)  STRING(x)

extern const char kvm_probe_code[];
extern const uint64_t kvm_probe_code_size;
/* clang-format off */
__asm__(
	".pushsection .rodata\n"
	".set base, " VALUE(GUEST_CODE) "\n"
	"kvm_probe_code:\n"
	".code16\n"
	"	cli\n"
	"	lgdtl	(gdt_pointer - kvm_probe_code + base)\n"
	"	movl	%cr0, %eax\n"
	"	orb	$1, %al\n"			/* CR0.PE */
	"	movl	%eax, %cr0\n"
	"	ljmpl	$8, $(protected - kvm_probe_code + base)\n"
	".code32\n"
	"protected:\n"
	"	movw	$16, %ax\n"
	"	movw	%ax, %ds\n"
	"	movw	%ax, %ss\n"
	"	movl	%cr4, %eax\n"
	"	orl	$0x20, %eax\n"			/* CR4.PAE */
	"	movl	%eax, %cr4\n"
	"	movl	$" VALUE(GUEST_PML4) ", %eax\n"
	"	movl	%eax, %cr3\n"
	"	movl	$0xc0000080, %ecx\n"		/* MSR_EFER */
	"	rdmsr\n"
	"	orl	$0x100, %eax\n"			/* EFER.LME */
	"	wrmsr\n"
	"	movl	%cr0, %eax\n"
	"	orl	$0x80000000, %eax\n"		/* CR0.PG */
	"	movl	%eax, %cr0\n"
	"	ljmpl	$24, $(long_mode - kvm_probe_code + base)\n"
	".code64\n"
	"long_mode:\n"
	"	movb	$" VALUE(STEP_INSTRUCTIONS) ", %al\n"
	"	outb	%al, $" VALUE(GUEST_PORT) "\n"
	"	movl	$1, %eax\n"
	"	cpuid\n"
	"	btl	$13, %ecx\n"			/* CMPXCHG16B: slab allocator */
	"	jnc	1f\n"
	"	xorl	%eax, %eax\n"
	"	xorl	%edx, %edx\n"
	"	movl	$" VALUE(GUEST_DATA) ", %esi\n"
	"	lock cmpxchg16b (%rsi)\n"
	"	jne	3f\n"
	"1:	movl	$7, %eax\n"
	"	xorl	%ecx, %ecx\n"
	"	cpuid\n"
	"	btl	$8, %ebx\n"			/* BMI2: bzImage's decompressor */
	"	jnc	1f\n"
	"	movl	$33, %ecx\n"
	"	shlxq	%rcx, %rcx, %rdx\n"
	"	shrq	$33, %rdx\n"
	"	cmpl	%ecx, %edx\n"
	"	jne	3f\n"
	"1:	movb	$" VALUE(STEP_SPEED) ", %al\n"
	"	outb	%al, $" VALUE(GUEST_PORT) "\n"
	"	movl	$" VALUE(GUEST_TURNS) ", %ecx\n"
	"2:	decl	%ecx\n"
	"	jnz	2b\n"
	"	movb	$" VALUE(STEP_DONE) ", %al\n"
	"	outb	%al, $" VALUE(GUEST_PORT) "\n"
	"3:	hlt\n"
	"	jmp	3b\n"
	".balign 8\n"
	"gdt:\n"
	"	.quad	0\n"
	"	.quad	0x00cf9b000000ffff\n"		/* 32-bit code */
	"	.quad	0x00cf93000000ffff\n"		/* data */
	"	.quad	0x00af9b000000ffff\n"		/* 64-bit code */
	"gdt_pointer:\n"
	"	.word	31\n"
	"	.long	gdt - kvm_probe_code + base\n"
	".balign 8\n"
	"kvm_probe_code_size:\n"
	"	.quad	kvm_probe_code_size - kvm_probe_code\n"
	".popsection\n"
);
/* clang-format on */

static void build_guest(char *mem)
{
	uint64_t *pml4 = (uint64_t *)(mem + GUEST_PML4);
	uint64_t *pdpt = (uint64_t *)(mem + GUEST_PDPT);
	uint64_t *pd = (uint64_t *)(mem + GUEST_PD);

	memcpy(mem + GUEST_CODE, kvm_probe_code, kvm_probe_code_size);
	pml4[0] = GUEST_PDPT | 3; /* present, writable */
	pdpt[0] = GUEST_PD | 3;
	pd[0] = 0x83; /* the first 2 MiB, identical */
}

static void tell(int fd, int step, int err)
{
	struct report r = {.step = step, .err = err};

	if (write(fd, &r, sizeof(r)) < 0)
		_exit(1);
}

static int fail(int fd, int step)
{
	tell(fd, step, errno ? errno : EIO);
	return -1;
}

static int start_at_code(int vcpu)
{
	struct kvm_regs regs = {.rip = GUEST_CODE, .rflags = 2};
	struct kvm_sregs sregs;

	if (ioctl(vcpu, KVM_GET_SREGS, &sregs) < 0)
		return -1;
	sregs.cs.base = 0;
	sregs.cs.selector = 0;
	return ioctl(vcpu, KVM_SET_SREGS, &sregs) < 0 ||
			       ioctl(vcpu, KVM_SET_REGS, &regs) < 0
		       ? -1
		       : 0;
}

/* SMEP, NX and others do not matter here, but EFER.LME needs CPUID's long mode bit */
static int give_cpuid(int kvm, int vcpu)
{
	_cleanup_(cleanup_free) struct kvm_cpuid2 *cpuid = NULL;
	const unsigned int n = 256;

	cpuid = xcalloc(1, sizeof(*cpuid) + n * sizeof(cpuid->entries[0]));
	cpuid->nent = n;
	if (ioctl(kvm, KVM_GET_SUPPORTED_CPUID, cpuid) < 0)
		return -1;
	return ioctl(vcpu, KVM_SET_CPUID2, cpuid);
}

/* the guest tells each step by an OUT, which ends KVM_RUN */
static int follow_guest(int vcpu, const struct kvm_run *run, int fd)
{
	int step = STEP_LONG_MODE;

	do {
		tell(fd, step, 0);
		if (ioctl(vcpu, KVM_RUN, 0) < 0)
			return fail(fd, step);
		if (run->exit_reason != KVM_EXIT_IO || run->io.port != GUEST_PORT) {
			tell(fd, step, -(int)run->exit_reason - 1);
			return -1;
		}
		step = ((const unsigned char *)run)[run->io.data_offset];
	} while (step != STEP_DONE);
	tell(fd, STEP_DONE, 0);
	return 0;
}

static int run_guest(const char *device, int fd)
{
	struct kvm_userspace_memory_region region = {.memory_size = GUEST_SIZE};
	int kvm, vm, vcpu, size;
	struct kvm_run *run;
	char *mem;

	tell(fd, STEP_OPEN, 0);
	kvm = open(device, O_RDWR | O_CLOEXEC);
	if (kvm < 0)
		return fail(fd, STEP_OPEN);
	tell(fd, STEP_API, 0);
	errno = 0;
	if (ioctl(kvm, KVM_GET_API_VERSION, 0) != KVM_API_VERSION)
		return fail(fd, STEP_API);
	tell(fd, STEP_VM, 0);
	vm = ioctl(kvm, KVM_CREATE_VM, 0);
	mem = mmap(NULL, GUEST_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
		   -1, 0);
	if (vm < 0 || mem == MAP_FAILED)
		return fail(fd, STEP_VM);
	build_guest(mem);
	region.userspace_addr = (uintptr_t)mem;
	/* three pages that VMX needs where the CPU cannot run real mode itself */
	if (ioctl(vm, KVM_SET_TSS_ADDR, 0xfffbd000UL) < 0 ||
	    ioctl(vm, KVM_SET_USER_MEMORY_REGION, &region) < 0)
		return fail(fd, STEP_VM);
	tell(fd, STEP_VCPU, 0);
	vcpu = ioctl(vm, KVM_CREATE_VCPU, 0);
	size = ioctl(kvm, KVM_GET_VCPU_MMAP_SIZE, 0);
	if (vcpu < 0 || size < (int)sizeof(*run))
		return fail(fd, STEP_VCPU);
	run = mmap(NULL, (size_t)size, PROT_READ | PROT_WRITE, MAP_SHARED, vcpu, 0);
	if (run == MAP_FAILED)
		return fail(fd, STEP_VCPU);
	tell(fd, STEP_REGS, 0);
	if (give_cpuid(kvm, vcpu) < 0 || start_at_code(vcpu) < 0)
		return fail(fd, STEP_REGS);
	return follow_guest(vcpu, run, fd);
}

#else

static int run_guest(const char *device _unused_, int fd)
{
	struct report r = {.step = STEP_LONG_MODE, .err = ENOSYS};

	return write(fd, &r, sizeof(r)) < 0 ? -1 : 0;
}

#endif

/* Nothing of ours may stay open in a child that nobody can kill. */
static void probe_child(const char *device, int fd, pid_t parent)
{
	int null = open("/dev/null", O_RDWR);

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(1);
	dup2(fd, 3);
	for (int i = 0; i < 3; i++)
		dup2(null, i);
	close_range(4, ~0U, 0);
	_exit(run_guest(device, 3) < 0);
}

static uint64_t now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000 + (uint64_t)ts.tv_nsec / 1000000;
}

/* the last report before the child ended, or before the deadline */
static bool read_reports(int fd, unsigned int deadline_ms, struct report *last)
{
	uint64_t deadline = now_ms() + deadline_ms;

	for (;;) {
		struct pollfd p = {.fd = fd, .events = POLLIN};
		uint64_t now = now_ms();
		struct report r;
		ssize_t n;
		int ready;

		if (now >= deadline)
			return false;
		ready = poll(&p, 1, (int)(deadline - now));
		if (ready < 0 && errno == EINTR)
			continue;
		if (ready <= 0)
			return false;
		n = read(fd, &r, sizeof(r));
		if (n < 0 && errno == EINTR)
			continue;
		if (n != sizeof(r))
			return true;
		*last = r;
	}
}

/* SIGKILL, then at most a second's wait: it may sit in an endless ioctl */
static void reap(pid_t pid)
{
	for (int i = 0; i < 100; i++) {
		struct timespec ts = {.tv_nsec = 10000000};

		if (waitpid(pid, NULL, WNOHANG) != 0)
			return;
		nanosleep(&ts, NULL);
	}
}

static char *explain(const char *device, const struct report *last, bool ended,
		     unsigned int deadline_ms)
{
	static const char *const steps[] = {
		[STEP_OPEN] = "it is opened",
		[STEP_API] = "its version is read",
		[STEP_VM] = "a machine is made",
		[STEP_VCPU] = "a CPU is made",
		[STEP_REGS] = "the CPU is set up",
		[STEP_LONG_MODE] = "its CPU switches to long mode",
		[STEP_INSTRUCTIONS] =
			"its CPU runs what CPUID promises (cmpxchg16b, shlx)",
		[STEP_SPEED] = "its CPU runs a loop of 20 million turns",
		[STEP_DONE] = "all is done",
	};

	if (last->step == STEP_DONE)
		return xasprintf("%s runs 64-bit code", device);
	if (last->step == STEP_OPEN && last->err == ENOENT)
		return xasprintf("there is no %s", device);
	if (last->step == STEP_OPEN && (last->err == EACCES || last->err == EPERM))
		return xasprintf("%s may not be opened (is the user in group 'kvm'?)",
				 device);
	if (last->err > 0)
		return xasprintf("%s fails when %s: %s", device, steps[last->step],
				 strerror(last->err));
	if (last->err == -KVM_EXIT_INTERNAL_ERROR - 1)
		return xasprintf("%s opens but gives up when %s: KVM internal error",
				 device, steps[last->step]);
	if (last->err < 0)
		return xasprintf("%s fails when %s: unexpected exit %d", device,
				 steps[last->step], -last->err - 1);
	if (ended)
		return xasprintf("%s: the probe died when %s", device, steps[last->step]);
	return xasprintf("%s opens but hangs when %s (no end after %u ms)", device,
			 steps[last->step], deadline_ms);
}

bool kvm_probe(const char *device, unsigned int deadline_ms, char **ret_reason)
{
	struct report last = {0};
	pid_t pid, parent = getpid();
	int fds[2];
	bool ended;

	/* stdio buffers must not be written twice */
	fflush(NULL);
	if (pipe2(fds, O_CLOEXEC) < 0) {
		*ret_reason = xasprintf("%s: no pipe for the probe", device);
		return false;
	}
	pid = fork();
	if (pid == 0)
		probe_child(device, fds[1], parent);
	close(fds[1]);
	ended = pid < 0 || read_reports(fds[0], deadline_ms, &last);
	close(fds[0]);
	if (pid > 0) {
		kill(pid, SIGKILL);
		reap(pid);
	}
	*ret_reason = explain(device, &last, ended, deadline_ms);
	return last.step == STEP_DONE;
}
