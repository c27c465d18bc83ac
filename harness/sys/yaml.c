// SPDX-License-Identifier: GPL-2.0-or-later
#include "sys/yaml.h"

#include <errno.h>
#include <libfyaml.h>
#include <string.h>

#include "base/alloc.h"
#include "base/strbuf.h"
#include "base/utf8.h"
#include "sys/file.h"

#define YAML_MAX_BYTES ((size_t)1 << 20)
#define YAML_MAX_DEPTH 16

struct reader {
	struct fy_parser *parser;
	struct diag *d;
	const char *file;
	struct strbuf message; /* of libfyaml: the error and an excerpt */
};

static int refuse(struct reader *r, const struct loc *at, const char *text)
{
	diag_at(r->d, DIAG_ERROR, at, "%s", text);
	return -EINVAL;
}

/* --- libfyaml's own errors ------------------------------------------------------------ */

static void on_message(struct fy_diag *diag _unused_, void *user, const char *text,
		       size_t size)
{
	struct reader *r = user;

	strbuf_add(&r->message, text, size);
}

/* "<memory-...>:LINE:COLUMN: error: TEXT", then an excerpt that is not shown */
static int report_message(struct reader *r)
{
	const char *start = strstr(r->message.buf, ">:");
	struct loc at = {r->file, 0, 0};
	const char *text = "not YAML";
	char *end = NULL;

	if (start) {
		at.line = (unsigned int)strtoul(start + 2, &end, 10);
		if (*end == ':')
			at.col = (unsigned int)strtoul(end + 1, &end, 10);
		if (strncmp(end, ": error: ", 9) == 0)
			text = end + 9;
	}
	diag_at(r->d, DIAG_ERROR, &at, "%.*s", (int)strcspn(text, "\n"), text);
	return -EINVAL;
}

/* --- the tree --------------------------------------------------------------------------- */

static struct yaml *node_new(struct reader *r, struct fy_event *e, enum yaml_kind kind)
{
	const struct fy_mark *mark = fy_event_start_mark(e);
	struct yaml *node = xcalloc(1, sizeof(*node));

	node->kind = kind;
	node->at.file = r->file;
	if (mark) {
		node->at.line = (unsigned int)mark->line + 1;
		node->at.col = (unsigned int)mark->column + 1;
	}
	return node;
}

static void node_free(struct yaml *node)
{
	if (!node)
		return;
	for (size_t i = 0; i < node->n; i++)
		node_free(node->items[i]);
	free(node->items);
	free(node->text);
	free(node);
}

static int check_plain(struct reader *r, const struct yaml *node,
		       const struct fy_token *anchor, const struct fy_token *tag)
{
	if (anchor)
		return refuse(r, &node->at, "anchors are not used in this file");
	if (tag)
		return refuse(r, &node->at, "tags are not used in this file");
	return 0;
}

/* libfyaml places a quoted text behind its quote. */
static bool is_quoted(struct fy_token *text)
{
	enum fy_scalar_style style = fy_scalar_token_get_style(text);

	return style == FYSS_SINGLE_QUOTED || style == FYSS_DOUBLE_QUOTED;
}

/* One node, from its first event on. *ret is set on success. */
static int read_node(struct reader *r, struct fy_event *e, int depth, struct yaml **ret);

static int check_key(struct reader *r, const struct yaml *map, const struct yaml *key)
{
	_cleanup_(cleanup_free) char *text = NULL;

	if (key->kind != YAML_TEXT)
		return refuse(r, &key->at, "a key must be a plain text");
	for (size_t i = 0; i + 1 < map->n; i += 2) {
		if (strcmp(map->items[i]->text, key->text) != 0)
			continue;
		text = xasprintf("the key '%s' stands already in line %u", key->text,
				 map->items[i]->at.line);
		return refuse(r, &key->at, text);
	}
	return 0;
}

static int read_items(struct reader *r, struct yaml *node, enum fy_event_type end,
		      int depth)
{
	for (;;) {
		struct fy_event *e = fy_parser_parse(r->parser);
		enum fy_event_type type = e ? e->type : FYET_NONE;
		struct yaml *item = NULL;
		int err = 0;

		if (!e)
			return report_message(r);
		if (type != end)
			err = read_node(r, e, depth, &item);
		fy_parser_event_free(r->parser, e);
		if (type == end || err < 0)
			return err;
		if (node->kind == YAML_MAP && node->n % 2 == 0)
			err = check_key(r, node, item);
		GROW(node->items, node->n, node->capacity);
		node->items[node->n++] = item;
		if (err < 0)
			return err;
	}
}

static int read_node(struct reader *r, struct fy_event *e, int depth, struct yaml **ret)
{
	struct yaml *node;
	const char *text;
	size_t size;
	int err;

	switch (e->type) {
	case FYET_SCALAR:
		node = node_new(r, e, YAML_TEXT);
		text = fy_token_get_text(e->scalar.value, &size);
		node->text = xstrndup(text ? text : "", text ? size : 0);
		node->at.col -= is_quoted(e->scalar.value);
		err = check_plain(r, node, e->scalar.anchor, e->scalar.tag);
		break;
	case FYET_SEQUENCE_START:
		node = node_new(r, e, YAML_LIST);
		err = check_plain(r, node, e->sequence_start.anchor,
				  e->sequence_start.tag);
		break;
	case FYET_MAPPING_START:
		node = node_new(r, e, YAML_MAP);
		err = check_plain(r, node, e->mapping_start.anchor, e->mapping_start.tag);
		break;
	default:
		node = node_new(r, e, YAML_TEXT);
		err = refuse(r, &node->at, "aliases are not used in this file");
		break;
	}
	if (err == 0 && depth >= YAML_MAX_DEPTH)
		err = refuse(r, &node->at, "nested too deeply");
	if (err == 0 && node->kind != YAML_TEXT)
		err = read_items(r, node,
				 node->kind == YAML_LIST ? FYET_SEQUENCE_END
							 : FYET_MAPPING_END,
				 depth + 1);
	if (err < 0)
		node_free(node);
	else
		*ret = node;
	return err;
}

static int read_stream(struct reader *r, struct yaml **ret)
{
	struct yaml *root = NULL;
	struct fy_event *e;
	int err = 0;

	while (err == 0 && (e = fy_parser_parse(r->parser))) {
		struct loc at = {r->file, 0, 0};

		if (e->type == FYET_STREAM_START || e->type == FYET_STREAM_END ||
		    e->type == FYET_DOCUMENT_START || e->type == FYET_DOCUMENT_END)
			err = 0;
		else if (root)
			err = refuse(r, &at, "more than one document in the file");
		else
			err = read_node(r, e, 0, &root);
		fy_parser_event_free(r->parser, e);
	}
	if (err == 0 && fy_parser_get_stream_error(r->parser))
		err = report_message(r);
	if (err == 0 && !root)
		err = refuse(r, &(struct loc){r->file, 0, 0}, "the file is empty");
	if (err < 0)
		node_free(root);
	else
		*ret = root;
	return err;
}

static int check_bytes(const char *path, const char *text, size_t size, struct diag *d)
{
	size_t valid = utf8_valid_prefix(text, size);
	struct loc at = {path, 1, 1};

	for (size_t i = 0; i < size; i++, at.col++) {
		unsigned char c = (unsigned char)text[i];

		if (i == valid || (c < 0x20 && c != '\n' && c != '\t') || c == 0x7f) {
			diag_at(d, DIAG_ERROR, &at, "the byte 0x%02x is no text here", c);
			return -EINVAL;
		}
		if (c == '\n')
			at = (struct loc){path, at.line + 1, 0};
	}
	return 0;
}

int yaml_parse(const char *path, const char *text, size_t size, struct yaml **ret,
	       struct diag *d)
{
	_cleanup_(cleanup_free) char *file = xstrdup(path);
	struct reader r = {.d = d, .file = file, .message = STRBUF_INIT};
	struct fy_diag_cfg diag_cfg = {.output_fn = on_message,
				       .user = &r,
				       .level = FYET_ERROR,
				       .module_mask = ~0u,
				       .show_position = true};
	struct fy_parse_cfg cfg = {.diag = fy_diag_create(&diag_cfg)};
	int err = check_bytes(path, text, size, d);

	r.parser = fy_parser_create(&cfg);
	if (!cfg.diag || !r.parser || fy_parser_set_string(r.parser, text, size) < 0)
		err = diag_errno(d, -ENOMEM, "cannot set up libfyaml");
	if (err == 0)
		err = read_stream(&r, ret);
	if (err == 0)
		(*ret)->file = TAKE_PTR(file);
	fy_parser_destroy(r.parser);
	fy_diag_destroy(cfg.diag);
	strbuf_done(&r.message);
	return err;
}

int yaml_read(const char *path, struct yaml **ret, struct diag *d)
{
	_cleanup_(cleanup_free) char *text = NULL;
	size_t size;
	int err = file_read(path, YAML_MAX_BYTES, &text, &size, d);

	return err < 0 ? err : yaml_parse(path, text, size, ret, d);
}

/* --- use ---------------------------------------------------------------------------------- */

struct yaml *yaml_get(const struct yaml *map, const char *key)
{
	for (size_t i = 0; map && map->kind == YAML_MAP && i + 1 < map->n; i += 2)
		if (strcmp(map->items[i]->text, key) == 0)
			return map->items[i + 1];
	return NULL;
}

int yaml_expect(const struct yaml *node, enum yaml_kind kind, const char *what,
		struct diag *d)
{
	static const char *const names[] = {"a text", "a list", "a map"};

	if (!node || node->kind == kind)
		return 0;
	diag_at(d, DIAG_ERROR, &node->at, "%s must be %s, this is %s", what, names[kind],
		names[node->kind]);
	return -EINVAL;
}

int yaml_check_keys(const struct yaml *map, const char *const *keys, struct diag *d)
{
	const struct yaml *key, *value;
	int err = 0;

	yaml_map_foreach (map, key, value) {
		_cleanup_(strbuf_done) struct strbuf known = STRBUF_INIT;
		bool found = false;

		for (const char *const *k = keys; *k; k++) {
			found |= strcmp(*k, key->text) == 0;
			strbuf_addf(&known, "%s%s", known.len ? ", " : "", *k);
		}
		if (found)
			continue;
		diag_at(d, DIAG_ERROR, &key->at,
			"'%s' is not a key here; the keys are %s", key->text, known.buf);
		err = -EINVAL;
	}
	(void)value;
	return err;
}

void yaml_free(struct yaml *root)
{
	char *file = root ? root->file : NULL;

	node_free(root);
	free(file);
}
