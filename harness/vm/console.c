// SPDX-License-Identifier: GPL-2.0-or-later
#include "vm/console.h"

#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "base/alloc.h"

/* printk's own limit is 1 KiB; what is longer does not come from the kernel */
#define LINE_MAX_BYTES 4096

/*
 * How bad lines begin. The first match counts.
 * The sources are those of 6.18 in the file named; arm64 beside x86.
 */
static const struct {
	const char *begin;
	enum boot_verdict kind;
} table[] = {
	{"Kernel panic - not syncing", BOOT_PANIC}, /* kernel/panic.c */

	/* arch/x86/mm/fault.c, kernel/dumpstack.c, kernel/traps.c */
	{"BUG: kernel NULL pointer dereference", BOOT_OOPS},
	{"BUG: unable to handle page fault", BOOT_OOPS},
	{"BUG: unable to handle kernel", BOOT_OOPS},
	{"Oops: ", BOOT_OOPS},
	{"Oops - ", BOOT_OOPS},
	{"general protection fault", BOOT_OOPS},
	{"traps: PANIC: double fault", BOOT_OOPS},
	{"unchecked MSR access error: ", BOOT_WARNING},
	/* arch/arm64/mm/fault.c, kernel/traps.c */
	{"Unable to handle kernel ", BOOT_OOPS},
	{"Internal error: ", BOOT_OOPS},

	{"kernel BUG at ", BOOT_BUG},
	{"BUG: ", BOOT_BUG},	       /* also KASAN, KFENCE, KCSAN, soft lockups */
	{"BUG ", BOOT_BUG},	       /* mm/slub.c: BUG kmalloc-64 (Not tainted): */
	{"watchdog: BUG: ", BOOT_BUG}, /* kernel/watchdog.c: soft lockup */
	{"watchdog: CPU", BOOT_BUG},   /* the same: hard lockup */
	{"UBSAN: ", BOOT_BUG},
	{"list_add corruption", BOOT_BUG}, /* lib/list_debug.c */
	{"list_del corruption", BOOT_BUG},
	{"usercopy: Kernel memory ", BOOT_BUG}, /* mm/usercopy.c */
	{"kernel tried to execute ", BOOT_BUG},

	{"WARNING: ", BOOT_WARNING},
	{"rcu: INFO: ", BOOT_WARNING}, /* kernel/rcu/tree_stall.h */
	{"INFO: rcu", BOOT_WARNING},
	{"INFO: task ", BOOT_WARNING}, /* kernel/hung_task.c */
	{"INFO: trying to register non-static key", BOOT_WARNING},
	{"Out of memory: ", BOOT_WARNING}, /* mm/oom_kill.c */
	{"Memory cgroup out of memory: ", BOOT_WARNING},
	{"Initramfs unpacking failed: ", BOOT_WARNING}, /* init/initramfs.c */
};

/* "[T123]", "[   C0]": what CONFIG_PRINTK_CALLER puts behind the time */
static const char *skip_caller(const char *s)
{
	const char *p = s + 1 + strspn(s + 1, " ");
	size_t digits = *p == 'T' || *p == 'C' ? strspn(p + 1, "0123456789") : 0;

	return digits && p[1 + digits] == ']' ? p + 2 + digits : s;
}

/* "[    1.234567] " or "[    1.234567][    T1] ", as printk's info_print_prefix() has it */
static const char *skip_time(const char *s)
{
	const char *p = s;

	if (*p++ != '[')
		return NULL;
	p += strspn(p, " ");
	if (!isdigit((unsigned char)*p))
		return NULL;
	p += strspn(p, "0123456789");
	if (*p++ != '.' || strspn(p, "0123456789") != 6)
		return NULL;
	p += 6;
	if (*p++ != ']')
		return NULL;
	if (*p == '[')
		p = skip_caller(p);
	return *p == ' ' ? p + 1 : NULL;
}

static enum boot_verdict judge_text(const char *text)
{
	for (size_t i = 0; i < ARRAY_SIZE(table); i++)
		if (strncmp(text, table[i].begin, strlen(table[i].begin)) == 0)
			return table[i].kind;
	return BOOT_PASS;
}

/* The time need not stand first: a program may have left an unfinished line. */
enum boot_verdict console_judge_line(const char *line, const char **ret_text)
{
	for (const char *p = line; (p = strchr(p, '[')); p++) {
		const char *text = skip_time(p);
		enum boot_verdict kind = text ? judge_text(text) : BOOT_PASS;

		if (kind == BOOT_PASS)
			continue;
		*ret_text = text;
		return kind;
	}
	return BOOT_PASS;
}

static void note(struct console *c, enum boot_verdict kind, const char *text)
{
	/* the panic is worth more than the 32nd warning before it */
	if (c->n_findings == CONSOLE_FINDINGS_MAX && kind != BOOT_PANIC)
		return;
	if (c->n_findings == CONSOLE_FINDINGS_MAX)
		free(c->findings[--c->n_findings].text);
	c->findings[c->n_findings++] = (struct console_finding){
		.kind = kind,
		.line = c->lines,
		.text = xstrdup(text),
	};
}

static void end_line(struct console *c)
{
	size_t start = c->log.len;
	enum boot_verdict kind;
	const char *text;

	while (c->line.len && c->line.buf[c->line.len - 1] == '\r')
		c->line.len--;
	strbuf_add_escaped(&c->log, c->line.buf, c->line.len);
	strbuf_clear(&c->line);
	c->lines++;
	/* the printable form: a NUL byte must not hide what stands behind it */
	kind = console_judge_line(c->log.buf + start, &text);
	if (kind != BOOT_PASS)
		note(c, kind, text);
	strbuf_addc(&c->log, '\n');
}

int console_feed(struct console *c, const char *data, size_t size)
{
	bool flood = size > CONSOLE_MAX - c->bytes;

	if (flood)
		size = CONSOLE_MAX - c->bytes;
	c->bytes += size;
	while (size) {
		const char *nl = memchr(data, '\n', size);
		size_t n = nl ? (size_t)(nl - data) : size;

		if (n > LINE_MAX_BYTES - c->line.len) {
			n = LINE_MAX_BYTES - c->line.len;
			nl = NULL;
		}
		strbuf_add(&c->line, data, n);
		if (nl || c->line.len == LINE_MAX_BYTES)
			end_line(c);
		n += nl != NULL;
		data += n;
		size -= n;
	}
	return flood ? -EFBIG : 0;
}

void console_end(struct console *c)
{
	if (c->line.len)
		end_line(c);
}

void console_done(struct console *c)
{
	if (!c)
		return;
	for (size_t i = 0; i < c->n_findings; i++)
		free(c->findings[i].text);
	strbuf_done(&c->log);
	strbuf_done(&c->line);
	*c = (struct console)CONSOLE_INIT;
}
