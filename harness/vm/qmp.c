// SPDX-License-Identifier: GPL-2.0-or-later
#include "vm/qmp.h"

#include <errno.h>
#include <jansson.h>
#include <string.h>

#include "base/alloc.h"

static const char *string_or(const json_t *value, const char *otherwise)
{
	const char *s = json_string_value(value);

	return s ? s : otherwise;
}

static int take_greeting(const json_t *greeting, qmp_fn *on_message, void *context)
{
	const json_t *version = json_object_get(greeting, "version");
	const json_t *qemu = json_object_get(version, "qemu");
	_cleanup_(cleanup_free) char *text = NULL;

	if (!json_is_object(qemu))
		return -EPROTO;
	text = xasprintf("%d.%d.%d",
			 (int)json_integer_value(json_object_get(qemu, "major")),
			 (int)json_integer_value(json_object_get(qemu, "minor")),
			 (int)json_integer_value(json_object_get(qemu, "micro")));
	on_message(context, &(struct qmp_message){.kind = QMP_GREETING, .text = text});
	return 0;
}

static int take_message(const json_t *m, qmp_fn *on_message, void *context)
{
	const json_t *greeting = json_object_get(m, "QMP");
	const json_t *event = json_object_get(m, "event");
	const json_t *data = json_object_get(m, "data");
	const json_t *ret = json_object_get(m, "return");
	const json_t *error = json_object_get(m, "error");
	struct qmp_message msg = {.id = string_or(json_object_get(m, "id"), NULL)};

	if (greeting)
		return take_greeting(greeting, on_message, context);
	if (event) {
		msg.kind = QMP_EVENT;
		msg.text = string_or(event, "");
		msg.reason = string_or(json_object_get(data, "action"), NULL);
		msg.reason = string_or(json_object_get(data, "reason"), msg.reason);
	} else if (ret) {
		msg.kind = QMP_RETURN;
		msg.text = string_or(ret, "");
	} else if (error) {
		msg.kind = QMP_ERROR;
		msg.text = string_or(json_object_get(error, "desc"), "no description");
	} else {
		return -EPROTO;
	}
	on_message(context, &msg);
	return 0;
}

static int take_line(const struct strbuf *line, qmp_fn *on_message, void *context)
{
	json_t *m = json_loadb(line->buf, line->len, JSON_REJECT_DUPLICATES, NULL);
	int err = json_is_object(m) ? take_message(m, on_message, context) : -EPROTO;

	json_decref(m);
	return err;
}

int qmp_feed(struct qmp *q, const char *data, size_t size, qmp_fn *on_message,
	     void *context)
{
	int err = 0;

	while (size && err == 0) {
		const char *nl = memchr(data, '\n', size);
		size_t n = nl ? (size_t)(nl - data) : size;

		if (n > QMP_LINE_MAX - q->line.len)
			return -EFBIG;
		strbuf_add(&q->line, data, n);
		if (nl) {
			err = take_line(&q->line, on_message, context);
			strbuf_clear(&q->line);
			n++;
		}
		data += n;
		size -= n;
	}
	return err;
}

static char *to_line(json_t *command)
{
	_cleanup_(cleanup_free) char *text = json_dumps(command, JSON_COMPACT);

	json_decref(command);
	return xasprintf("%s\n", text ? text : "{}");
}

char *qmp_command(const char *name)
{
	return to_line(json_pack("{s:s, s:s}", "execute", name, "id", name));
}

char *qmp_monitor_command(const char *line)
{
	return to_line(json_pack("{s:s, s:s, s:{s:s}}", "execute",
				 "human-monitor-command", "id", line, "arguments",
				 "command-line", line));
}

void qmp_done(struct qmp *q)
{
	if (q)
		strbuf_done(&q->line);
}
