// SPDX-License-Identifier: GPL-2.0-or-later
#include "kconfig/value.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include "base/alloc.h"

/*
 * Symbols whose value the kernel's build opens as a file, or hands to a program
 * that does. The names come from the "string" symbols of Linux 6.18's Kconfig.
 */
static const struct {
	const char *name;
	bool list; /* several paths, with a space in between */
} path_symbols[] = {
	{"ACPI_CUSTOM_DSDT_FILE", false},
	{"BOOT_CONFIG_EMBED_FILE", false},
	{"BUILTIN_DTB_NAME", false},
	{"CFG80211_EXTRA_REGDB_KEYDIR", false},
	{"DEBUG_LL_INCLUDE", false},
	{"EFI_SBAT_FILE", false},
	{"EXTRA_FIRMWARE", true},
	{"EXTRA_FIRMWARE_DIR", false},
	{"EXTRA_TARGETS", true},
	{"INITRAMFS_SOURCE", true},
	{"IPE_BOOT_POLICY", false},
	{"MODULE_SIG_KEY", false},
	{"SYSTEM_BLACKLIST_HASH_LIST", false},
	{"SYSTEM_REVOCATION_KEYS", false},
	{"SYSTEM_TRUSTED_KEYS", false},
	{"UNCOMPRESS_INCLUDE", false},
	{"UNUSED_KSYMS_WHITELIST", false},
};

static int fail(struct value_fault *fault, size_t at, const char *fmt, ...)
	_printf_(3, 4);

static int fail(struct value_fault *fault, size_t at, const char *fmt, ...)
{
	va_list ap;

	fault->at = at;
	va_start(ap, fmt);
	vsnprintf(fault->why, sizeof(fault->why), fmt, ap);
	va_end(ap);
	return -EINVAL;
}

static int fail_byte(struct value_fault *fault, size_t at, char c)
{
	if (isprint((unsigned char)c))
		return fail(fault, at,
			    "'%c' is not allowed in a string: make or a shell would "
			    "take it for more than text",
			    c);
	return fail(fault, at, "the control byte 0x%02x is not allowed in a string",
		    (unsigned char)c);
}

static int parse_string(const char *text, size_t size, struct value *ret,
			struct value_fault *fault)
{
	for (size_t i = 1; i < size; i++) {
		unsigned char c = (unsigned char)text[i];

		if (c == '"') {
			if (i + 1 < size)
				return fail(fault, i + 1, "text after the closing quote");
			*ret = (struct value){VALUE_STRING, xstrndup(text + 1, i - 1)};
			return 0;
		}
		if (c < 0x20 || c == 0x7f || strchr("$`;|&<>'\\", c))
			return fail_byte(fault, i, text[i]);
	}
	return fail(fault, size, "the closing quote is missing");
}

static size_t count_digits(const char *text, size_t size, bool hex)
{
	size_t n = 0;

	while (n < size &&
	       (hex ? isxdigit((unsigned char)text[n]) : isdigit((unsigned char)text[n])))
		n++;
	return n;
}

/*
 * As sym_string_valid() in scripts/kconfig/symbol.c has it. Kconfig itself writes hex
 * numbers without 0x when a default has none: CONFIG_RADIO_RTRACK_PORT=30f.
 */
static int parse_number(const char *text, size_t size, struct value *ret,
			struct value_fault *fault)
{
	bool prefix = size > 1 && text[0] == '0' && (text[1] | 0x20) == 'x';
	size_t first = prefix ? 2 : text[0] == '-', n = size - first;
	bool decimal = !prefix && count_digits(text + first, n, false) == n;
	bool hex = !decimal && text[0] != '-';

	if (n == 0)
		return fail(fault, size, "a number has digits");
	if (count_digits(text + first, n, hex) < n)
		return fail(fault, first + count_digits(text + first, n, prefix),
			    "not a digit of a %s number",
			    prefix ? "hexadecimal" : "decimal");
	if (n > (hex ? 16 : 19))
		return fail(fault, first, "the number has too many digits");
	if (decimal && text[first] == '0' && n > 1)
		return fail(fault, first, "a decimal number does not begin with 0");
	*ret = (struct value){hex ? VALUE_HEX : VALUE_INT, xstrndup(text, size)};
	return 0;
}

int value_parse(const char *text, size_t size, struct value *ret,
		struct value_fault *fault)
{
	if (size == 0)
		return fail(fault, 0, "no value; an empty string is written \"\"");
	if (text[0] == '"')
		return parse_string(text, size, ret, fault);
	if (text[0] == '-' || isdigit((unsigned char)text[0]) ||
	    count_digits(text, size, true) == size)
		return parse_number(text, size, ret, fault);
	if (!text[0] || !strchr("ymn", text[0]))
		return fail(fault, 0, "not a value: y, m, n, a number or \"text\"");
	if (size > 1)
		return fail(fault, 1, "text after the value '%c'", text[0]);
	*ret = (struct value){VALUE_TRISTATE, xstrndup(text, 1)};
	return 0;
}

static int check_one_path(const char *text, size_t from, size_t to,
			  struct value_fault *fault)
{
	size_t component = from;

	if (text[from] == '/')
		return fail(fault, from,
			    "an absolute path; only paths relative to the "
			    "kernel's object tree are accepted");
	if (text[from] == '-')
		return fail(fault, from,
			    "a path that begins with '-' could be taken for "
			    "an option");
	for (size_t i = from; i <= to; i++) {
		char c = i < to ? text[i] : '/';

		if (c == '/') {
			size_t n = i - component;

			if (n == 0 || (n == 1 && text[component] == '.') ||
			    (n == 2 && strncmp(text + component, "..", 2) == 0))
				return fail(fault, component,
					    "a path has no empty, '.' "
					    "or '..' part");
			component = i + 1;
		} else if (!isalnum((unsigned char)c) && !strchr("._+-@,=", c)) {
			return fail(fault, i,
				    "a path is made of letters, digits and "
				    "._+-@,=/ only");
		}
	}
	return 0;
}

int value_check_path(const char *symbol, const struct value *value,
		     struct value_fault *fault)
{
	bool path = false, list = false;
	size_t from = 0, size;

	if (value->kind != VALUE_STRING || !*value->text)
		return 0;
	for (size_t i = 0; i < ARRAY_SIZE(path_symbols) && !path; i++) {
		path = strcmp(symbol, path_symbols[i].name) == 0;
		list = path_symbols[i].list;
	}
	size = path ? strlen(value->text) : 0;
	while (from < size) {
		size_t n = list ? strcspn(value->text + from, " ") : size - from;
		int err = check_one_path(value->text, from, from + n, fault);

		if (err < 0)
			return err;
		from += n + 1;
	}
	return 0;
}

bool value_equal(const struct value *a, const struct value *b)
{
	return a->kind == b->kind && strcmp(a->text, b->text) == 0;
}

void value_print(const struct value *value, struct strbuf *to)
{
	const char *quote = value->kind == VALUE_STRING ? "\"" : "";

	strbuf_adds(to, quote);
	strbuf_adds(to, value->text);
	strbuf_adds(to, quote);
}

void value_print_line(const char *symbol, const struct value *value, struct strbuf *to)
{
	if (value->kind == VALUE_TRISTATE && *value->text == 'n') {
		strbuf_adds(to, "# CONFIG_");
		strbuf_adds(to, symbol);
		strbuf_adds(to, " is not set\n");
		return;
	}
	strbuf_adds(to, "CONFIG_");
	strbuf_adds(to, symbol);
	strbuf_addc(to, '=');
	value_print(value, to);
	strbuf_addc(to, '\n');
}

void value_done(struct value *v)
{
	if (!v)
		return;
	free(v->text);
	*v = (struct value)VALUE_INIT;
}

size_t symbol_name_length(const char *text, size_t size)
{
	size_t n = 0;

	while (n < size && n <= SYMBOL_NAME_MAX &&
	       (isalnum((unsigned char)text[n]) || text[n] == '_'))
		n++;
	return n;
}
