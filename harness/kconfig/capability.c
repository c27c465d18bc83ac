// SPDX-License-Identifier: GPL-2.0-or-later
#include "kconfig/capability.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>

#include "base/alloc.h"
#include "kconfig/judge.h"
#include "kconfig/toolchain.h"
#include "sys/file.h"

#define RECORD_MAX   ((size_t)64 << 20)
#define SHOWN_MAX    8
#define text_of(...) json_string_value(json_object_get(__VA_ARGS__))

/* One too many costs a look, one too few is what nobody notices. */
bool capability_is_hardening(const char *name)
{
	static const char *const words[] = {"HARDEN",
					    "FORTIFY",
					    "STACKPROTECTOR",
					    "STACK_PROTECTOR",
					    "RANDSTRUCT",
					    "RANDOMIZE",
					    "INIT_ON_",
					    "INIT_STACK",
					    "AUTO_VAR",
					    "ZERO_CALL",
					    "KSTACK",
					    "STACKLEAK",
					    "VMAP_STACK",
					    "MITIGATION",
					    "RETPOLINE",
					    "RETHUNK",
					    "_SLS",
					    "CFI",
					    "_IBT",
					    "SHADOW",
					    "SHSTK",
					    "STRICT_",
					    "LATENT_ENTROPY",
					    "GCC_PLUGIN",
					    "UBSAN",
					    "LOCKDOWN",
					    "LOCK_DOWN",
					    "MODULE_SIG",
					    "SECURITY",
					    "PTR_AUTH",
					    "_BTI",
					    "_MTE",
					    "DATA_CORRUPTION",
					    "KFENCE",
					    "COUNTED_BY"};

	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (strstr(name, words[i]))
			return true;
	return false;
}

/*
 * The record of the toolchain alone: of the megabytes of a large merge it is a part that
 * provenance.c has put on lines of its own. NULL: somebody formatted it.
 */
static const char *find_record(const char *text, size_t *ret_size)
{
	static const char head[] = "\n \"toolchain\": ", tail[] = "\n }";
	const char *start = strstr(text, head), *end;

	start = start ? start + strlen(head) : NULL;
	end = start ? strstr(start, tail) : NULL;
	if (!end)
		return NULL;
	*ret_size = (size_t)(end - start) + strlen(tail);
	return start;
}

static json_t *parse_record(const char *text, size_t size)
{
	size_t n = 0;
	const char *part = find_record(text, &n);
	json_t *record = part ? json_loadb(part, n, 0, NULL) : NULL;

	return record ? json_pack("{s:o}", "toolchain", record)
		      : json_loadb(text, size, 0, NULL);
}

/* NULL: there is none, or it is the same as in @now */
static json_t *load(const char *path, const char *now)
{
	_cleanup_(diag_done) struct diag ignored = DIAG_INIT;
	_cleanup_(cleanup_free) char *text = NULL;
	const char *old, *new = NULL;
	size_t size, n_old = 0, n_new = 0;

	if (file_read(path, RECORD_MAX, &text, &size, &ignored) < 0)
		return NULL;
	old = find_record(text, &n_old);
	new = find_record(now, &n_new);
	if (old && new &&n_old == n_new && memcmp(old, new, n_new) == 0)
		return NULL;
	return parse_record(text, size);
}

/* --- answers that changed ------------------------------------------------------------------ */

static const json_t *find_command(const json_t *probes, const char *command)
{
	const json_t *probe;
	size_t i;

	json_array_foreach (probes, i, probe)
		if (strcmp(text_of(probe, "command"), command) == 0)
			return probe;
	return NULL;
}

/* The nth probe in a line of Kconfig, of those whose command @others do not have. */
static const json_t *find_place(const json_t *probes, const json_t *others,
				const char *at, size_t nth)
{
	const json_t *probe;
	size_t i;

	json_array_foreach (probes, i, probe)
		if (strcmp(text_of(probe, "at"), at) == 0 &&
		    !find_command(others, text_of(probe, "command")) && nth-- == 0)
			return probe;
	return NULL;
}

/*
 * A command may hold the path of a compiler that was replaced: its place finds it
 * then, unless what stood there is asked elsewhere now because lines were added.
 */
static const json_t *find_then(const json_t *then, const json_t *now, size_t index)
{
	const json_t *probe = json_array_get(now, index);
	const json_t *same = find_command(then, text_of(probe, "command"));
	const char *at = text_of(probe, "at");
	size_t nth = 0;

	if (same)
		return same;
	while (find_place(now, then, at, nth) != probe)
		nth++;
	return find_place(then, now, at, nth);
}

static bool is_probes(const json_t *probes)
{
	const json_t *probe;
	size_t i;

	json_array_foreach (probes, i, probe)
		if (!text_of(probe, "at") || !text_of(probe, "command"))
			return false;
	return json_is_array(probes);
}

/* Of the probes now: those that were answered otherwise then, with that answer. */
static json_t *changed_probes(const json_t *then, const json_t *now)
{
	json_t *changed = json_array();
	const json_t *probe;
	size_t i;

	json_array_foreach (now, i, probe) {
		const json_t *before = find_then(then, now, i);
		json_t *old = json_object_get(before, "output");
		json_t *new = json_object_get(probe, "output");

		if (json_is_string(old) && json_is_string(new) && !json_equal(old, new))
			json_array_append_new(changed,
					      json_pack("{s:O, s:O, s:O, s:O}", "at",
							json_object_get(probe, "at"),
							"command",
							json_object_get(probe, "command"),
							"output", old, "now", new));
	}
	return changed;
}

static const json_t *probes_of(const json_t *doc, const struct merge_out *m)
{
	const json_t *record = json_object_get(doc, "toolchain");
	const json_t *probes = json_object_get(record, "probes");
	static const char *const same[] = {"linux", "arch"};

	for (size_t i = 0; i < ARRAY_SIZE(same); i++) /* another tree asks other things */
		if (!json_equal(json_object_get(record, same[i]),
				json_object_get(m->toolchain, same[i])))
			return NULL;
	return is_probes(probes) ? probes : NULL;
}

/* --- what they change ------------------------------------------------------------------------ */

/* The value of a line of a .config, as a person reads it. */
static void add_value(const char *line, struct strbuf *to)
{
	const char *equals = line ? strchr(line, '=') : NULL;

	if (!line || *line == '#')
		strbuf_adds(to, line ? "n" : "absent");
	else
		strbuf_add(to, equals + 1, strcspn(equals + 1, "\n"));
}

static const char *find_line(const char *config, const char *name)
{
	_cleanup_(cleanup_free) char *set = xasprintf("\nCONFIG_%s=", name);
	_cleanup_(cleanup_free) char *unset =
		xasprintf("\n# CONFIG_%s is not set\n", name);
	const char *p = strstr(config, set);

	p = p ? p : strstr(config, unset);
	return p ? p + 1 : NULL;
}

static bool same_line(const char *a, const char *b)
{
	size_t n = a ? strcspn(a, "\n") : 0;

	return !a == !b && (!a || (strcspn(b, "\n") == n && strncmp(a, b, n) == 0));
}

static void add_change(const char *name, const char *old, const char *new,
		       struct strv *to)
{
	_cleanup_(strbuf_done) struct strbuf text = STRBUF_INIT;

	strbuf_addf(&text, "%s was ", name);
	add_value(old, &text);
	strbuf_adds(&text, ", is now ");
	add_value(new, &text);
	strv_push(to, text.buf);
}

/* Adds a line for each hardening symbol that differs; returns how many symbols do. */
static size_t compare(const struct merge_out *then, const struct merge_out *now,
		      struct strv *hardening)
{
	const struct merge_out *const sides[] = {now, then};
	size_t n = 0;

	for (int i = 0; i < 2; i++) {
		for (const struct merge_symbol *s = sides[i]->symbols; s;
		     s = s->hh.next) {
			const char *old = find_line(then->config, s->name);
			const char *new = find_line(now->config, s->name);
			const struct merge_symbol *known = NULL;

			if (i == 1)
				HASH_FIND_STR(now->symbols, s->name, known);
			if (known || same_line(old, new))
				continue;
			n++;
			if (capability_is_hardening(s->name))
				add_change(s->name, old, new, hardening);
		}
	}
	return n;
}

/* A command often stands in several places: it is told once. */
static bool was_told(const json_t *changed, size_t index)
{
	const char *command = text_of(json_array_get(changed, index), "command");

	for (size_t i = 0; i < index; i++)
		if (strcmp(text_of(json_array_get(changed, i), "command"), command) == 0)
			return true;
	return false;
}

static void tell_probes(const json_t *changed, enum diag_severity severity,
			const char *record, struct diag *d)
{
	const json_t *probe;
	size_t i, shown = 0;

	json_array_foreach (changed, i, probe) {
		_cleanup_(strbuf_done) struct strbuf command = STRBUF_INIT;
		const char *now = text_of(probe, "now"), *old = text_of(probe, "output");

		if (was_told(changed, i))
			continue;
		if (shown++ == SHOWN_MAX) {
			diag_note(d, "more answers changed; '%s' has those of then",
				  record);
			return;
		}
		judge_add_command(&command, text_of(probe, "command"));
		diag_at(d, severity, NULL,
			"the toolchain now answers '%.*s' to %s (%s), it was '%.*s' when "
			"'%s' was made",
			(int)strcspn(now, "\n"), now, command.buf, text_of(probe, "at"),
			(int)strcspn(old, "\n"), old, record);
	}
}

static int tell(const json_t *changed, size_t n, const struct strv *hardening,
		const char *record, struct diag *d)
{
	_cleanup_(strbuf_done) struct strbuf list = STRBUF_INIT;

	if (!hardening->n) {
		tell_probes(changed, DIAG_NOTE, record, d);
		diag_note(d, "that changes %zu symbol(s), none of them of hardening", n);
		return 0;
	}
	tell_probes(changed, DIAG_ERROR, record, d);
	strv_foreach (hardening, i) {
		if (i == SHOWN_MAX) {
			strbuf_addf(&list, " and %zu more", hardening->n - i);
			break;
		}
		strbuf_addf(&list, "%s%s", i ? "; " : "", hardening->v[i]);
	}
	diag_error(d,
		   "that alone changes hardening: %s; bring the toolchain back, or take "
		   "it as it is with --accept-toolchain or by removing '%s'",
		   list.buf, record);
	return -EBADMSG;
}

/* All answers of then; those that changed also to the commands as they are now. */
static int resolve_as_then(const struct merge_in *in, const struct merge_out *m,
			   const json_t *probes, const json_t *changed,
			   struct merge_out *ret, struct diag *d)
{
	_cleanup_(diag_done) struct diag said = DIAG_INIT;
	json_t *all = json_copy((json_t *)(uintptr_t)probes);
	json_t *record = json_pack("{s:o}", "probes", all), *answers;
	struct merge_in then = *in;
	int err;

	json_array_extend(all, (json_t *)(uintptr_t)changed);
	answers = toolchain_answers(record, &m->tree);
	then.answers = answers;
	then.causes = false;
	then.fix = false;
	err = merge_run(&then, ret, &said);
	json_decref(answers);
	json_decref(record);
	if (err < 0 && err != -EBADMSG) {
		diag_append(d, &said);
		return err;
	}
	return 0;
}

int capability_check(const struct merge_in *in, const struct merge_out *m,
		     const char *record, const char *now, struct diag *d)
{
	_cleanup_(merge_out_done) struct merge_out then = MERGE_OUT_INIT;
	_cleanup_(strv_done) struct strv hardening = STRV_INIT;
	json_t *doc = load(record, now), *changed = NULL;
	const json_t *probes = doc ? probes_of(doc, m) : NULL;
	int err = 0;

	if (probes)
		changed = changed_probes(probes, json_object_get(m->toolchain, "probes"));
	if (json_array_size(changed))
		err = resolve_as_then(in, m, probes, changed, &then, d);
	if (err == 0 && then.config) {
		size_t n = compare(&then, m, &hardening);

		err = tell(changed, n, &hardening, record, d);
	}
	json_decref(changed);
	json_decref(doc);
	return err;
}
