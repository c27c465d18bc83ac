/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Comparisons for tests of their writers: a small one, a hostile one, one of any size. */
#ifndef KHARNESS_TESTS_MADE_CHANGES_H
#define KHARNESS_TESTS_MADE_CHANGES_H

#include "base/alloc.h"
#include "model/change.h"

/* What a text may try: end an element, an attribute, a string; run; hide; be no UTF-8. */
#define HOSTILE                                                                    \
	"</script><script>window.hacked = 1</script><img src=x onerror=hacked=1>"  \
	"\"'><svg onload=hacked=1>&amp;<!--\\\xe2\x80\xa8\xe2\x80\xae\x1b[31m\x01" \
	"\xff\xc3("

static inline char *made_copy(const char *s)
{
	return s ? xstrdup(s) : NULL;
}

static inline struct change_set *made_set(struct change_sets *all, const char *old,
					  const char *now, const char *flavour,
					  const char *arch)
{
	GROW(all->v, all->n, all->capacity);
	all->v[all->n] = (struct change_set){
		.old_name = xstrdup(old),
		.new_name = xstrdup(now),
		.old_arch = xstrdup(arch),
		.new_arch = xstrdup(arch),
		.old_linux = xstrdup("6.18.15"),
		.new_linux = xstrdup("6.18.15"),
		.flavour = made_copy(flavour),
		.resolutions = 12,
	};
	return &all->v[all->n++];
}

/* Texts of @c are literals here; the set gets copies. */
static inline struct change *made_change(struct change_set *s, struct change c)
{
	c.name = made_copy(c.name);
	c.from = made_copy(c.from);
	c.to = made_copy(c.to);
	c.prompt = made_copy(c.prompt);
	c.menu = xstrdup(c.menu ? c.menu : "");
	c.old_at = made_copy(c.old_at);
	c.new_at = made_copy(c.new_at);
	c.because = made_copy(c.because);
	c.renamed = made_copy(c.renamed);
	c.why = made_copy(c.why);
	c.owner = made_copy(c.owner);
	c.ref = made_copy(c.ref);
	c.severity = made_copy(c.severity);
	c.reading = made_copy(c.reading);
	c.old_line.file = made_copy(c.old_line.file);
	c.old_line.value = made_copy(c.old_line.value);
	c.new_line.file = made_copy(c.new_line.file);
	c.new_line.value = made_copy(c.new_line.value);
	GROW(s->v, s->n, s->capacity);
	s->v[s->n] = c;
	return &s->v[s->n++];
}

static inline void made_cause(struct change *c, size_t cause)
{
	c->causes = xreallocarray(c->causes, c->n_causes + 1, sizeof(*c->causes));
	c->causes[c->n_causes++] = cause;
}

#define MADE_NET "Networking support > Networking options"

/* NETFILTER is turned off, with what follows; FORTIFY_SOURCE, too; hardening is gained. */
static inline void made_small(struct change_set *s)
{
	struct change *c;

	c = made_change(
		s,
		(struct change){
			.name = "FORTIFY_SOURCE",
			.from = "y",
			.to = "n",
			.prompt = "Harden common str/mem functions against buffer "
				  "overflows",
			.menu = "Security options > Kernel hardening options",
			.old_at = "security/Kconfig.hardening:233",
			.new_at = "security/Kconfig.hardening:233",
			.class = CHANGE_INTENT,
			.direction = DIRECTION_WEAKER,
			.severity = "high",
			.reading = "sizes that the compiler knows are no longer checked",
			.because = "its request was changed from y to n",
			.why = "A benchmark of the storage team lost 2 % with it.",
			.owner = "storage",
			.ref = "https://example.org/bench/17",
			.old_line = {"configs/hardening/memory.config", 31, "y"},
			.new_line = {"configs/hardening/memory.config", 31, "n"},
		});
	strv_push(&c->rules, "fortify-source");
	c = made_change(s,
			(struct change){
				.name = "IP_NF_IPTABLES",
				.from = "m",
				.prompt = "IP tables support",
				.menu = MADE_NET " > Network packet filtering framework "
						 "(Netfilter)",
				.old_at = "net/ipv4/netfilter/Kconfig:186",
				.new_at = "net/ipv4/netfilter/Kconfig:186",
				.class = CHANGE_CONSEQUENCE,
				.direction = DIRECTION_STRONGER,
				.because = "it depends on NETFILTER",
			});
	made_cause(c, 2);
	made_change(s, (struct change){
			       .name = "NETFILTER",
			       .from = "y",
			       .to = "n",
			       .prompt = "Network packet filtering framework (Netfilter)",
			       .menu = MADE_NET,
			       .old_at = "net/Kconfig:176",
			       .new_at = "net/Kconfig:176",
			       .class = CHANGE_INTENT,
			       .direction = DIRECTION_STRONGER,
			       .because = "its request was taken out",
			       .why = "This guest filters nothing, its host does.",
			       .owner = "network",
			       .old_line = {"configs/net/netfilter.config", 7, "y"},
		       });
	c = made_change(s,
			(struct change){
				.name = "NF_TABLES",
				.from = "m",
				.prompt = "Netfilter nf_tables support",
				.menu = MADE_NET " > Network packet filtering framework "
						 "(Netfilter)",
				.class = CHANGE_CONSEQUENCE,
				.direction = DIRECTION_WEAKER,
				.severity = "low",
				.because = "it depends on NETFILTER and INET",
				.together = true,
			});
	made_cause(c, 2);
	made_cause(c, 0);
	made_change(s, (struct change){
			       .name = "PREEMPT_LAZY",
			       .to = "y",
			       .prompt = "Scheduler controlled preemption model",
			       .menu = "General setup",
			       .new_at = "kernel/Kconfig.preempt:71",
			       .class = CHANGE_UPSTREAM,
			       .upstream = UPSTREAM_NEW,
			       .direction = DIRECTION_NEUTRAL,
			       .because = "the old tree has no such symbol",
		       });
	made_change(s, (struct change){
			       .name = "TOOLS_SUPPORT_RELR",
			       .from = "n",
			       .to = "y",
			       .class = CHANGE_TOOLCHAIN,
			       .direction = DIRECTION_NEUTRAL,
			       .because = "scripts/tools-support-relr.sh succeeds now "
					  "(init/Kconfig:1604)",
		       });
	made_change(s, (struct change){
			       .name = "UNWINDER_ORC",
			       .from = "y",
			       .to = "n",
			       .prompt = "ORC unwinder",
			       .menu = "Kernel hacking > x86 Debugging",
			       .class = CHANGE_UNEXPLAINED,
			       .because = "no edit changes it alone",
		       });
}

/* What review/ adds to it */
static inline void made_reading(struct change_set *s)
{
	GROW(s->settings, s->n_settings, s->settings_capacity);
	s->settings[s->n_settings++] = (struct change_setting){
		.sysctl = true,
		.name = xstrdup("kernel.kptr_restrict"),
		.from = xstrdup("2"),
		.to = xstrdup("1"),
		.why = xstrdup("perf wants addresses"),
		.direction = DIRECTION_WEAKER,
	};
	GROW(s->rules, s->n_rules, s->rules_capacity);
	s->rules[s->n_rules++] = (struct change_rule){
		.id = xstrdup("fortify-source"),
		.severity = xstrdup("high"),
		.kind = xstrdup("hardening"),
		.from = xstrdup("holds"),
		.to = xstrdup("fails"),
		.found_from = xstrdup("y"),
		.found_to = xstrdup("n"),
		.reason = xstrdup("String functions check the sizes that are known."),
		.direction = DIRECTION_WEAKER,
	};
	GROW(s->states, s->n_states, s->states_capacity);
	s->states[s->n_states++] = (struct change_state){
		.name = xstrdup("kptr_restrict"),
		.from = xstrdup("2"),
		.to = xstrdup("1"),
		.direction = DIRECTION_WEAKER,
	};
	for (int i = 0; i < 2; i++) {
		GROW(s->surface, s->n_surface, s->surface_capacity);
		s->surface[s->n_surface++] = (struct change_surface){
			.kind = SURFACE_MODULE,
			.name = xstrdup(i ? "net/netfilter/nf_tables.ko"
					  : "net/ipv4/netfilter/ip_tables.ko"),
			.symbol = xstrdup(i ? "NF_TABLES" : "IP_NF_IPTABLES"),
		};
	}
	strv_push(&s->notes, "the old side has no sysctls of its own");
}

/* Every text is hostile. */
static inline void made_hostile(struct change_set *s)
{
	struct change *c = made_change(s, (struct change){
						  .name = HOSTILE,
						  .from = HOSTILE,
						  .to = HOSTILE,
						  .prompt = HOSTILE,
						  .menu = HOSTILE " > " HOSTILE,
						  .old_at = HOSTILE,
						  .new_at = HOSTILE,
						  .class = CHANGE_INTENT,
						  .direction = DIRECTION_WEAKER,
						  .severity = HOSTILE,
						  .reading = HOSTILE,
						  .because = HOSTILE,
						  .why = HOSTILE,
						  .owner = HOSTILE,
						  .ref = "javascript:window.hacked=1",
						  .renamed = HOSTILE,
						  .old_line = {HOSTILE, 1, HOSTILE},
						  .new_line = {HOSTILE, 1, HOSTILE},
					  });

	strv_push(&c->rules, HOSTILE);
	strv_push(&s->notes, HOSTILE);
	GROW(s->settings, s->n_settings, s->settings_capacity);
	s->settings[s->n_settings++] = (struct change_setting){.name = xstrdup(HOSTILE),
							       .to = xstrdup(HOSTILE),
							       .why = xstrdup(HOSTILE)};
	GROW(s->rules, s->n_rules, s->rules_capacity);
	s->rules[s->n_rules++] = (struct change_rule){.id = xstrdup(HOSTILE),
						      .severity = xstrdup(HOSTILE),
						      .kind = xstrdup(HOSTILE),
						      .from = xstrdup(HOSTILE),
						      .to = xstrdup(HOSTILE),
						      .reason = xstrdup(HOSTILE)};
	GROW(s->states, s->n_states, s->states_capacity);
	s->states[s->n_states++] =
		(struct change_state){.name = xstrdup(HOSTILE), .to = xstrdup(HOSTILE)};
	GROW(s->surface, s->n_surface, s->surface_capacity);
	s->surface[s->n_surface++] = (struct change_surface){.name = xstrdup(HOSTILE),
							     .symbol = xstrdup(HOSTILE)};
}

/* As between two kernels of a distribution: every twentieth an intent, each third
 * upstream's, with texts as long as Kconfig's. */
static inline void made_large(struct change_set *s, size_t n)
{
	static char *const menus[] = {
		"Device Drivers > Network device support > Ethernet driver support",
		"Device Drivers > Sound card support > ALSA for SoC audio support",
		MADE_NET,
		"File systems > Network File Systems",
		"General setup",
		"Security options > Kernel hardening options"};

	for (size_t i = 0; i < n; i++) {
		_cleanup_(cleanup_free) char *name =
			xasprintf("GENERATED_OPTION_%05zu", i);
		_cleanup_(cleanup_free) char *prompt = xasprintf(
			"Support for the generated device of the %zuth kind", i);
		_cleanup_(cleanup_free) char *at = xasprintf(
			"drivers/net/ethernet/vendor%zu/Kconfig:%zu", i / 40, i);
		_cleanup_(cleanup_free) char *because = xasprintf(
			"it depends on GENERATED_OPTION_%05zu, which is n now (%s)",
			i / 20 * 20, at);
		bool intent = i % 20 == 0, upstream = !intent && i % 3 == 0;
		struct change *c = made_change(
			s,
			(struct change){
				.name = name,
				.from = i % 2 ? "m" : "y",
				.to = i % 7 ? "n" : NULL,
				.prompt = prompt,
				.menu = menus[i / 20 % ARRAY_SIZE(menus)],
				.old_at = at,
				.new_at = i % 5 ? at : NULL,
				.class = intent	    ? CHANGE_INTENT
					 : upstream ? CHANGE_UPSTREAM
						    : CHANGE_CONSEQUENCE,
				.upstream = upstream ? UPSTREAM_DEFAULT : UPSTREAM_NONE,
				.because = because,
				.direction = i % 97 == 0 ? DIRECTION_WEAKER
					     : i % 31	 ? DIRECTION_NEUTRAL
							 : DIRECTION_STRONGER,
				.severity = i % 97 == 0 ? "medium" : NULL,
				.why = intent ? "Nobody has this device in a guest."
					      : NULL,
				.owner = intent ? "drivers" : NULL,
			});

		if (!intent && !upstream)
			made_cause(c, i / 20 * 20);
	}
}

#endif
