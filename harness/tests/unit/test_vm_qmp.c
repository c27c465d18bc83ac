// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "base/strbuf.h"
#include "vm/qmp.h"

static void write_down(void *context, const struct qmp_message *m)
{
	static const char *const kinds[] = {"greeting", "return", "error", "event"};

	strbuf_addf(context, "%s:%s:%s:%s\n", kinds[m->kind], m->text,
		    m->id ? m->id : "-", m->reason ? m->reason : "-");
}

/* as QEMU 7.2 says it */
static const char session[] =
	"{\"QMP\": {\"version\": {\"qemu\": {\"micro\": 22, \"minor\": 2, \"major\": 7}, "
	"\"package\": \"x\"}, \"capabilities\": [\"oob\"]}}\r\n"
	"{\"return\": {}, \"id\": \"cont\"}\r\n"
	"{\"id\": \"x\", \"error\": {\"class\": \"GenericError\", \"desc\": \"no\"}}\r\n"
	"{\"return\": \"RAX=0\\r\\nRBX=1\", \"id\": \"info registers\"}\r\n"
	"{\"timestamp\": {\"seconds\": 1, \"microseconds\": 2}, \"event\": \"RESUME\"}\r\n"
	"{\"event\": \"GUEST_PANICKED\", \"data\": {\"action\": \"pause\"}}\r\n"
	"{\"event\": \"SHUTDOWN\", \"data\": {\"guest\": true, \"reason\": "
	"\"guest-shutdown\"}}\r\n";

static const char heard[] = "greeting:7.2.22:-:-\n"
			    "return::cont:-\n"
			    "error:no:x:-\n"
			    "return:RAX=0\r\nRBX=1:info registers:-\n"
			    "event:RESUME:-:-\n"
			    "event:GUEST_PANICKED:-:pause\n"
			    "event:SHUTDOWN:-:guest-shutdown\n";

static void messages_are_read_however_they_arrive(void **state _unused_)
{
	for (size_t step = 1; step < sizeof(session); step += 13) {
		_cleanup_(strbuf_done) struct strbuf sb = STRBUF_INIT;
		_cleanup_(qmp_done) struct qmp q = QMP_INIT;

		for (size_t i = 0; i < sizeof(session) - 1; i += step) {
			size_t left = sizeof(session) - 1 - i;

			assert_int_equal(qmp_feed(&q, session + i,
						  left < step ? left : step, write_down,
						  &sb),
					 0);
		}
		assert_string_equal(sb.buf, heard);
	}
}

static void other_protocols_are_refused(void **state _unused_)
{
	static const char *const lines[] = {
		"hello\n",
		"\n",
		"[]\n",
		"{}\n",
		"{\"QMP\": {}}\n",
		"{\"QMP\": 1}\n",
		"{\"event\": \"A\", \"event\": \"B\"}\n",
		"{\"event\": \"A\"} {\"event\": \"B\"}\n",
		"{\"event\": \"\xff\"}\n",
	};

	for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
		_cleanup_(strbuf_done) struct strbuf sb = STRBUF_INIT;
		_cleanup_(qmp_done) struct qmp q = QMP_INIT;

		assert_int_equal(
			qmp_feed(&q, lines[i], strlen(lines[i]), write_down, &sb),
			-EPROTO);
		assert_string_equal(sb.buf, "");
	}
}

static void odd_types_are_survived(void **state _unused_)
{
	static const char lines[] = "{\"event\": 1, \"data\": \"x\"}\n"
				    "{\"return\": 5, \"id\": 6}\n"
				    "{\"error\": \"x\"}\n";
	_cleanup_(strbuf_done) struct strbuf sb = STRBUF_INIT;
	_cleanup_(qmp_done) struct qmp q = QMP_INIT;

	assert_int_equal(qmp_feed(&q, lines, strlen(lines), write_down, &sb), 0);
	assert_string_equal(sb.buf,
			    "event::-:-\nreturn::-:-\nerror:no description:-:-\n");
}

static void line_length_is_bounded(void **state _unused_)
{
	_cleanup_(qmp_done) struct qmp q = QMP_INIT;
	static char big[QMP_LINE_MAX];

	memset(big, ' ', sizeof(big));
	assert_int_equal(qmp_feed(&q, big, sizeof(big), write_down, NULL), 0);
	assert_int_equal(qmp_feed(&q, big, 1, write_down, NULL), -EFBIG);
}

static void commands_are_lines(void **state _unused_)
{
	_cleanup_(cleanup_free) char *cont = qmp_command("cont");
	_cleanup_(cleanup_free) char *registers = qmp_monitor_command("info registers");

	assert_string_equal(cont, "{\"execute\":\"cont\",\"id\":\"cont\"}\n");
	assert_string_equal(registers,
			    "{\"execute\":\"human-monitor-command\",\"id\":\"info "
			    "registers\",\"arguments\":{\"command-line\":\"info "
			    "registers\"}}\n");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(messages_are_read_however_they_arrive),
		cmocka_unit_test(other_protocols_are_refused),
		cmocka_unit_test(odd_types_are_survived),
		cmocka_unit_test(line_length_is_bounded),
		cmocka_unit_test(commands_are_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
