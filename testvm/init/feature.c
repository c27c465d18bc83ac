// SPDX-License-Identifier: GPL-2.0-or-later
#include "feature.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct {
	const char *name;
	feature_fn *run;
	bool child;
} features[] = {
	{"bpf.program", feature_bpf_program, false},
	{"bpf.run", feature_bpf_run, false},
	{"bpf.vmlinux-btf", feature_bpf_vmlinux_btf, false},
	{"nftables.rule", feature_nftables, true},
	{"nvme.io", feature_disk, false},
	{"overlay.copy-up", feature_overlay, false},
	{"userns.map", feature_userns, true},
	{"verity.reject", feature_verity, false},
	{"virtio-blk.io", feature_disk, false},
};

static void report_child(pid_t pid, const struct outcome *shared, struct outcome *o)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR) {
			outcome_fail(o, "a child that can be waited for", "%m");
			return;
		}
	if (WIFSIGNALED(status))
		outcome_fail(o, "a child that ends by itself", "signal %d",
			     WTERMSIG(status));
	else
		*o = *shared;
}

void feature_in_child(feature_fn *run, struct guest *g, const char *argument,
		      struct outcome *o)
{
	struct outcome *shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
				      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pid_t pid;

	if (shared == MAP_FAILED) {
		outcome_fail(o, "memory to share with a child", "%m");
		return;
	}
	pid = fork();
	if (pid == 0) {
		run(g, argument, shared);
		_exit(0);
	}
	if (pid < 0)
		outcome_fail(o, "a child", "fork: %m");
	else
		report_child(pid, shared, o);
	munmap(shared, sizeof(*shared));
}

void test_feature(struct guest *g, size_t i, struct outcome *o)
{
	const struct plan_feature *f = &g->plan.features[i];

	for (size_t k = 0; k < sizeof(features) / sizeof(features[0]); k++) {
		if (strcmp(features[k].name, f->name) != 0)
			continue;
		if (features[k].child)
			feature_in_child(features[k].run, g, f->argument, o);
		else
			features[k].run(g, f->argument, o);
		outcome_ledger(o, "exercised");
		return;
	}
	outcome_fail(o, "a test of this name in the init", "none");
}
