// SPDX-License-Identifier: GPL-2.0-or-later
#include "vm/accel.h"

#include <errno.h>
#include <string.h>
#include <sys/utsname.h>

#include "base/alloc.h"
#include "vm/kvm_probe.h"

#define KVM_DEVICE "/dev/kvm"
/* fifty times what a working host needs, for one that is busy */
#define KVM_DEADLINE_MS 1000

static bool is_host(const char *arch, char **ret_reason)
{
	struct utsname host;

	if (uname(&host) < 0 || strcmp(host.machine, arch) == 0)
		return true;
	*ret_reason = xasprintf("%s on a host that is %s", arch, host.machine);
	return false;
}

int accel_choose(enum accel_wish wish, const char *arch, const char **ret_accel,
		 char **ret_reason, struct diag *d)
{
	_cleanup_(cleanup_free) char *reason = NULL;
	bool usable;

	if (wish == ACCEL_TCG) {
		*ret_accel = "tcg";
		*ret_reason = xstrdup("asked for");
		return 0;
	}
	usable =
		is_host(arch, &reason) && kvm_probe(KVM_DEVICE, KVM_DEADLINE_MS, &reason);
	if (!usable && wish == ACCEL_KVM) {
		diag_error(d, "KVM does not work here: %s; use --accel auto or tcg",
			   reason);
		return -ENODEV;
	}
	*ret_accel = usable ? "kvm" : "tcg";
	*ret_reason = TAKE_PTR(reason);
	return 0;
}
