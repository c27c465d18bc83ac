// SPDX-License-Identifier: GPL-2.0-or-later
#include "model/file_symbols.h"

#include "base/macro.h"

const struct file_symbol file_symbols[] = {
	{"CONFIG_BOOT_CONFIG_EMBED_FILE", NULL},
	{"CONFIG_CFG80211_EXTRA_REGDB_KEYDIR", NULL},
	{"CONFIG_EXTRA_FIRMWARE", NULL},
	{"CONFIG_INITRAMFS_SOURCE", NULL},
	{"CONFIG_IPE_BOOT_POLICY", NULL},
	{"CONFIG_MODULE_SIG_KEY", NULL},
	{"CONFIG_SYSTEM_BLACKLIST_HASH_LIST", NULL},
	{"CONFIG_SYSTEM_REVOCATION_KEYS", NULL},
	{"CONFIG_SYSTEM_TRUSTED_KEYS", "certs/kharness.pem"},
	{"CONFIG_UNUSED_KSYMS_WHITELIST", NULL},
};

const size_t file_symbols_n = ARRAY_SIZE(file_symbols);
