// SPDX-License-Identifier: GPL-2.0-or-later
#include "kconfig/area.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "base/alloc.h"

/*
 * The longest prefix of a path wins; of two equally long ones the one whose menu
 * matches. '*' stands for one directory. Titles are those of Linux 6.18.
 */
static const struct {
	const char *prefix;
	const char *menu; /* part of a title; NULL: any */
	const char *area;
} areas[] = {
	{"arch/*/kvm", NULL, "virt/kvm"},
	{"arch/*/crypto", NULL, "crypto/accelerated"},
	{"arch/*/Kconfig.debug", NULL, "debug/kernel"},
	{"arch/*/Kconfig", "Power management", "power/sleep"},
	{"arch/*/Kconfig", "CPU mitigations", "hardening/mitigations"},
	{"arch/*/Kconfig", "Mitigations for CPU", "hardening/mitigations"},
	{"block", NULL, "storage/block"},
	{"block/partitions", NULL, "storage/partitions"},
	{"certs", NULL, "crypto/certificates"},
	{"crypto", NULL, "crypto/algorithms"},
	{"crypto", "Accelerated", "crypto/accelerated"},
	{"crypto/asymmetric_keys", NULL, "crypto/certificates"},
	{"drivers", NULL, "drivers/other"},
	{"drivers/accel", NULL, "drivers/graphics"},
	{"drivers/acpi", NULL, "power/acpi"},
	{"drivers/ata", NULL, "storage/ata"},
	{"drivers/base", NULL, "kernel/devices"},
	{"drivers/block", NULL, "storage/block"},
	{"drivers/bluetooth", NULL, "net/wireless"},
	{"drivers/bus", NULL, "platform/soc"},
	{"drivers/cdrom", NULL, "storage/block"},
	{"drivers/char", NULL, "drivers/char"},
	{"drivers/char/hw_random", NULL, "crypto/hardware"},
	{"drivers/char/tpm", NULL, "security/tpm"},
	{"drivers/clk", NULL, "platform/soc"},
	{"drivers/clocksource", NULL, "platform/soc"},
	{"drivers/cpufreq", NULL, "power/cpu"},
	{"drivers/cpuidle", NULL, "power/cpu"},
	{"drivers/crypto", NULL, "crypto/hardware"},
	{"drivers/cxl", NULL, "storage/pmem"},
	{"drivers/dax", NULL, "storage/pmem"},
	{"drivers/devfreq", NULL, "power/cpu"},
	{"drivers/dma", NULL, "platform/dma"},
	{"drivers/edac", NULL, "platform/ras"},
	{"drivers/firmware", NULL, "platform/firmware"},
	{"drivers/fpga", NULL, "platform/soc"},
	{"drivers/gpio", NULL, "platform/gpio"},
	{"drivers/gpu", NULL, "drivers/graphics"},
	{"drivers/hid", NULL, "drivers/input"},
	{"drivers/hv", NULL, "virt/hyperv"},
	{"drivers/hwmon", NULL, "platform/sensors"},
	{"drivers/hwspinlock", NULL, "platform/soc"},
	{"drivers/hwtracing", NULL, "debug/tracing"},
	{"drivers/i2c", NULL, "platform/i2c"},
	{"drivers/i3c", NULL, "platform/i2c"},
	{"drivers/iio", NULL, "platform/sensors"},
	{"drivers/infiniband", NULL, "net/infiniband"},
	{"drivers/input", NULL, "drivers/input"},
	{"drivers/interconnect", NULL, "platform/soc"},
	{"drivers/iommu", NULL, "platform/pci"},
	{"drivers/irqchip", NULL, "platform/soc"},
	{"drivers/leds", NULL, "platform/gpio"},
	{"drivers/mailbox", NULL, "platform/soc"},
	{"drivers/md", NULL, "storage/md"},
	{"drivers/media", NULL, "drivers/media"},
	{"drivers/memory", NULL, "platform/soc"},
	{"drivers/memstick", NULL, "storage/flash"},
	{"drivers/message", NULL, "storage/scsi"},
	{"drivers/mfd", NULL, "platform/mfd"},
	{"drivers/mmc", NULL, "storage/flash"},
	{"drivers/mtd", NULL, "storage/flash"},
	{"drivers/net", NULL, "net/devices"},
	{"drivers/net/can", NULL, "net/can"},
	{"drivers/net/ethernet", NULL, "net/ethernet"},
	{"drivers/net/hyperv", NULL, "virt/hyperv"},
	{"drivers/net/mdio", NULL, "net/phy"},
	{"drivers/net/pcs", NULL, "net/phy"},
	{"drivers/net/phy", NULL, "net/phy"},
	{"drivers/net/usb", NULL, "net/usb"},
	{"drivers/net/wireless", NULL, "net/wireless"},
	{"drivers/nvdimm", NULL, "storage/pmem"},
	{"drivers/nvme", NULL, "storage/nvme"},
	{"drivers/nvmem", NULL, "platform/soc"},
	{"drivers/of", NULL, "platform/firmware"},
	{"drivers/opp", NULL, "power/cpu"},
	{"drivers/pci", NULL, "platform/pci"},
	{"drivers/pcmcia", NULL, "platform/pci"},
	{"drivers/perf", NULL, "debug/tracing"},
	{"drivers/phy", NULL, "platform/soc"},
	{"drivers/pinctrl", NULL, "platform/gpio"},
	{"drivers/platform", NULL, "platform/boards"},
	{"drivers/pmdomain", NULL, "platform/soc"},
	{"drivers/power", NULL, "power/supply"},
	{"drivers/powercap", NULL, "power/cpu"},
	{"drivers/pps", NULL, "platform/clocks"},
	{"drivers/ptp", NULL, "platform/clocks"},
	{"drivers/pwm", NULL, "platform/gpio"},
	{"drivers/ras", NULL, "platform/ras"},
	{"drivers/regulator", NULL, "power/supply"},
	{"drivers/remoteproc", NULL, "platform/soc"},
	{"drivers/reset", NULL, "platform/soc"},
	{"drivers/rpmsg", NULL, "platform/soc"},
	{"drivers/rtc", NULL, "platform/clocks"},
	{"drivers/scsi", NULL, "storage/scsi"},
	{"drivers/soc", NULL, "platform/soc"},
	{"drivers/soundwire", NULL, "drivers/sound"},
	{"drivers/spi", NULL, "platform/spi"},
	{"drivers/spmi", NULL, "platform/soc"},
	{"drivers/staging", NULL, "drivers/staging"},
	{"drivers/target", NULL, "storage/target"},
	{"drivers/tee", NULL, "security/tpm"},
	{"drivers/thermal", NULL, "power/thermal"},
	{"drivers/thunderbolt", NULL, "drivers/usb"},
	{"drivers/tty", NULL, "drivers/tty"},
	{"drivers/ufs", NULL, "storage/scsi"},
	{"drivers/usb", NULL, "drivers/usb"},
	{"drivers/vdpa", NULL, "virt/virtio"},
	{"drivers/vfio", NULL, "virt/vfio"},
	{"drivers/vhost", NULL, "virt/virtio"},
	{"drivers/video", NULL, "drivers/graphics"},
	{"drivers/virt", NULL, "virt/guest"},
	{"drivers/virtio", NULL, "virt/virtio"},
	{"drivers/watchdog", NULL, "platform/watchdog"},
	{"drivers/xen", NULL, "virt/xen"},
	{"arch/*/xen", NULL, "virt/xen"},
	{"arch/*/hyperv", NULL, "virt/hyperv"},
	{"fs", NULL, "fs/local"},
	{"fs", "Pseudo filesystems", "fs/pseudo"},
	{"fs/9p", NULL, "fs/network"},
	{"fs/afs", NULL, "fs/network"},
	{"fs/ceph", NULL, "fs/network"},
	{"fs/coda", NULL, "fs/network"},
	{"fs/dlm", NULL, "fs/network"},
	{"fs/netfs", NULL, "fs/network"},
	{"fs/nfs", NULL, "fs/network"},
	{"fs/nfs_common", NULL, "fs/network"},
	{"fs/nfsd", NULL, "fs/network"},
	{"fs/nls", NULL, "fs/nls"},
	{"fs/orangefs", NULL, "fs/network"},
	{"fs/proc", NULL, "fs/pseudo"},
	{"fs/pstore", NULL, "fs/pseudo"},
	{"fs/smb", NULL, "fs/network"},
	{"fs/unicode", NULL, "fs/nls"},
	{"init", NULL, "kernel/general"},
	{"init", "Control Group", "kernel/cgroups"},
	{"init", "Namespaces", "kernel/namespaces"},
	{"init", "Configure standard kernel features", "kernel/expert"},
	{"io_uring", NULL, "kernel/general"},
	{"ipc", NULL, "kernel/general"},
	{"kernel", NULL, "kernel/general"},
	{"kernel/bpf", NULL, "kernel/bpf"},
	{"kernel/cgroup", NULL, "kernel/cgroups"},
	{"kernel/dma", NULL, "platform/dma"},
	{"kernel/gcov", NULL, "debug/kernel"},
	{"kernel/irq", NULL, "kernel/general"},
	{"kernel/livepatch", NULL, "kernel/modules"},
	{"kernel/module", NULL, "kernel/modules"},
	{"kernel/power", NULL, "power/sleep"},
	{"kernel/rcu", NULL, "kernel/scheduling"},
	{"kernel/time", NULL, "kernel/scheduling"},
	{"kernel/trace", NULL, "debug/tracing"},
	{"kernel/Kconfig.hz", NULL, "kernel/scheduling"},
	{"kernel/Kconfig.kexec", NULL, "kernel/kexec"},
	{"kernel/Kconfig.preempt", NULL, "kernel/scheduling"},
	{"lib", NULL, "kernel/library"},
	{"lib/crypto", NULL, "crypto/algorithms"},
	{"lib/kunit", NULL, "debug/tests"},
	{"lib/Kconfig.debug", NULL, "debug/kernel"},
	{"lib/Kconfig.debug", "Testing and Coverage", "debug/tests"},
	{"lib/Kconfig.kasan", NULL, "debug/sanitizers"},
	{"lib/Kconfig.kcsan", NULL, "debug/sanitizers"},
	{"lib/Kconfig.kfence", NULL, "debug/sanitizers"},
	{"lib/Kconfig.kgdb", NULL, "debug/kernel"},
	{"lib/Kconfig.kmsan", NULL, "debug/sanitizers"},
	{"lib/Kconfig.ubsan", NULL, "debug/sanitizers"},
	{"mm", NULL, "kernel/memory"},
	{"mm/Kconfig.debug", NULL, "debug/memory"},
	{"mm", "Slab allocator options", "kernel/slab"},
	{"net", NULL, "net/protocols"},
	{"net/bluetooth", NULL, "net/wireless"},
	{"net/bridge/netfilter", NULL, "net/netfilter"},
	{"net/can", NULL, "net/can"},
	{"net/ipv4/netfilter", NULL, "net/netfilter"},
	{"net/ipv6/netfilter", NULL, "net/netfilter"},
	{"net/mac80211", NULL, "net/wireless"},
	{"net/mac802154", NULL, "net/wireless"},
	{"net/netfilter", NULL, "net/netfilter"},
	{"net/nfc", NULL, "net/wireless"},
	{"net/rfkill", NULL, "net/wireless"},
	{"net/sched", NULL, "net/scheduling"},
	{"net/vmw_vsock", NULL, "virt/vsock"},
	{"net/wireless", NULL, "net/wireless"},
	{"rust", NULL, "kernel/general"},
	{"samples", NULL, "debug/tests"},
	{"security", NULL, "security/lsm"},
	{"security/integrity", NULL, "security/integrity"},
	{"security/ipe", NULL, "security/integrity"},
	{"security/keys", NULL, "security/keys"},
	{"security/Kconfig.hardening", NULL, "hardening/memory"},
	{"sound", NULL, "drivers/sound"},
	{"usr", NULL, "kernel/initramfs"},
	{"virt", NULL, "virt/kvm"},
};

/* Whole parts of a path only; returns how many bytes of @prefix matched, 0: no match. */
static size_t match_path(const char *path, const char *prefix)
{
	const char *p = path, *q = prefix;

	while (*q) {
		if (*q == '*') {
			p += strcspn(p, "/");
			q++;
		} else if (*p++ != *q++) {
			return 0;
		}
	}
	return !*p || *p == '/' ? strlen(prefix) : 0;
}

static bool match_menu(const char *title, const char *const *menus, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strstr(menus[i], title))
			return true;
	return false;
}

/* "arch/x86" for all that has no better name; "other" outside of any directory. */
static char *top_directory(const char *file)
{
	const char *slash = strchr(file, '/');
	const char *second = slash ? strchr(slash + 1, '/') : NULL;
	char *area;

	if (!slash)
		return xstrdup("kernel/general");
	area = second ? xstrndup(file, (size_t)(second - file))
		      : xasprintf("%.*s/other", (int)(slash - file), file);
	for (char *p = area; *p; p++)
		if (!isalnum((unsigned char)*p) && !strchr("-_/", *p))
			*p = '-';
		else
			*p = (char)tolower((unsigned char)*p);
	return area;
}

char *area_of(const char *file, const char *const *menus, size_t n)
{
	const char *best = NULL;
	size_t longest = 0;

	for (size_t i = 0; i < ARRAY_SIZE(areas); i++) {
		size_t length = 2 * match_path(file, areas[i].prefix);

		if (!length || (areas[i].menu && !match_menu(areas[i].menu, menus, n)))
			continue;
		length += areas[i].menu != NULL;
		if (length <= longest)
			continue;
		longest = length;
		best = areas[i].area;
	}
	return best ? xstrdup(best) : top_directory(file);
}

#define MENUS_MAX 32

char *area_of_place(const json_t *place)
{
	const json_t *path = json_object_get(place, "path");
	const char *prompt = json_string_value(json_object_get(place, "prompt"));
	const char *file = json_string_value(json_object_get(place, "file"));
	const char *menus[MENUS_MAX + 1];
	size_t n = 0;

	for (size_t i = 0; i < json_array_size(path) && n < MENUS_MAX; i++)
		menus[n++] = json_string_value(json_array_get(path, i));
	if (prompt) /* of a menuconfig, which belongs to its own menu */
		menus[n++] = prompt;
	return area_of(file ? file : "", menus, n);
}
