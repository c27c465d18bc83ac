// SPDX-License-Identifier: GPL-2.0-or-later
#include "pack/manifest.h"

#include <errno.h>
#include <jansson.h>
#include <string.h>

#include "base/alloc.h"
#include "sys/file.h"

int manifest_write(const struct initramfs *a, const char *release,
		   const char *certificate, const char *path, struct diag *d)
{
	_cleanup_(cleanup_free) char *text = NULL;
	json_t *files = json_array();
	json_t *manifest;

	for (size_t i = 0; i < a->n; i++) {
		const struct initramfs_entry *e = &a->entries[i];
		char mode[8];

		snprintf(mode, sizeof(mode), "%04o", (unsigned int)e->mode);
		json_array_append_new(files, json_pack("{s:s, s:I, s:s}", "path", e->path,
						       "size", (json_int_t)e->size,
						       "mode", mode));
	}
	manifest = json_pack("{s:i, s:s, s:s, s:o}", "schema", 1, "release", release,
			     "certificate", certificate, "files", files);
	if (manifest)
		text = json_dumps(manifest, JSON_INDENT(2));
	json_decref(manifest);
	if (!text) {
		diag_error(d, "cannot write '%s': a name is no UTF-8", path);
		return -EINVAL;
	}
	return file_write(path, text, strlen(text), 0644, d);
}
