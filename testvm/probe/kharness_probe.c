// SPDX-License-Identifier: GPL-2.0
/*
 * A module of our own that proves it runs: it answers a question that only code in this
 * very kernel can answer. Write a nonce to /sys/kernel/kharness_probe/nonce and read
 * /sys/kernel/kharness_probe/answer: the release of the running kernel and the FNV-1a
 * hash of the nonce.
 */
#include <linux/kobject.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/sysfs.h>
#include <linux/utsname.h>

#define NONCE_MAX 64

static DEFINE_MUTEX(nonce_lock);
static char nonce[NONCE_MAX + 1];
static struct kobject *probe;

static u64 fnv1a(const char *text)
{
	u64 hash = 0xcbf29ce484222325ULL;

	for (; *text; text++)
		hash = (hash ^ (u8)*text) * 0x100000001b3ULL;
	return hash;
}

static ssize_t nonce_store(struct kobject *kobj, struct kobj_attribute *attr,
			   const char *buf, size_t count)
{
	size_t len = count;

	if (len && buf[len - 1] == '\n')
		len--;
	if (!len || len > NONCE_MAX)
		return -EINVAL;
	mutex_lock(&nonce_lock);
	memcpy(nonce, buf, len);
	nonce[len] = '\0';
	mutex_unlock(&nonce_lock);
	return count;
}

static ssize_t answer_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	ssize_t n = -ENODATA;

	mutex_lock(&nonce_lock);
	if (*nonce)
		n = sysfs_emit(buf, "%s %016llx\n", init_utsname()->release,
			       fnv1a(nonce));
	mutex_unlock(&nonce_lock);
	return n;
}

static struct kobj_attribute nonce_attr = __ATTR_WO(nonce);
static struct kobj_attribute answer_attr = __ATTR_RO(answer);

static struct attribute *probe_attrs[] = {
	&nonce_attr.attr,
	&answer_attr.attr,
	NULL,
};

static const struct attribute_group probe_group = {
	.attrs = probe_attrs,
};

static int __init probe_init(void)
{
	int err;

	probe = kobject_create_and_add(KBUILD_MODNAME, kernel_kobj);
	if (!probe)
		return -ENOMEM;
	err = sysfs_create_group(probe, &probe_group);
	if (err)
		kobject_put(probe);
	return err;
}

static void __exit probe_exit(void)
{
	kobject_put(probe);
}

module_init(probe_init);
module_exit(probe_exit);
MODULE_DESCRIPTION("kharness: proves that a module built and signed here runs");
MODULE_LICENSE("GPL");
