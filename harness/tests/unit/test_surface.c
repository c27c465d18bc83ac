// SPDX-License-Identifier: GPL-2.0-or-later
/* What made-up makefiles build under two configurations. */
#include "made_tree.h"

#include "review/surface_sources.h"

static void expect(const char *old, const char *new, const char *names, const char *want)
{
	_cleanup_(cleanup_free) char *found = made_surface(old, new, names);

	assert_string_equal(found, want);
}

/* --- lists ---------------------------------------------------------------------------- */

static void modules_and_objects(void **state _unused_)
{
	made_tree("obj-$(CONFIG_A) += a.o\n"
		  "obj-y := always.o \\\n"
		  "\tlong.o\n"
		  "obj-$(CONFIG_B)\t+= b.o # the second one\n"
		  "obj-$(CONFIG_A) += later.o\n");
	expect("", "CONFIG_B=m\n", "B", "+m drivers/b.ko B\n");
	expect("CONFIG_B=m\n", "", "B", "-m drivers/b.ko B\n");
	expect("", "CONFIG_B=y\n", "B", "+y drivers/b.o B\n");
	expect("CONFIG_B=m\n", "CONFIG_B=y\n", "B",
	       "+y drivers/b.o B\n-m drivers/b.ko B\n");
	expect("# CONFIG_B is not set\n", "CONFIG_C=y\n", "C", "");
	/* ":=" takes back what stood before it */
	expect("", "CONFIG_A=y\n", "A", "+y drivers/later.o A\n");
	expect("", "CONFIG_A=m\n", "A", "+m drivers/a.ko A\n+m drivers/later.ko A\n");
}

static void composite_objects(void **state _unused_)
{
	made_tree("obj-$(CONFIG_EXT) += ext.o\n"
		  "ext-y := inode.o file.o\n"
		  "ext-$(CONFIG_ACL) += acl.o\n"
		  "obj-$(CONFIG_OFF) += off.o\n"
		  "off-$(CONFIG_NEVER) := never.o\n"
		  "obj-$(CONFIG_OLD) += old.o\n"
		  "old-objs := one.o sub/two.o\n");
	expect("", "CONFIG_EXT=m\n", "EXT", "+m drivers/ext.ko EXT\n");
	expect("CONFIG_EXT=m\n", "CONFIG_EXT=m\nCONFIG_ACL=y\n", "ACL",
	       "+p drivers/acl.o ACL\n");
	expect("", "CONFIG_EXT=y\nCONFIG_ACL=y\n", "EXT ACL",
	       "+y drivers/acl.o ACL\n+y drivers/file.o EXT\n+y drivers/inode.o EXT\n");
	/* a module without its only part is no object of this name */
	expect("", "CONFIG_OFF=y\n", "OFF", "");
	expect("", "CONFIG_OLD=y\n", "OLD",
	       "+y drivers/one.o OLD\n+y drivers/sub/two.o OLD\n");
}

static void what_is_built_in_is_no_module(void **state _unused_)
{
	made_tree("obj-$(CONFIG_A) += both.o\nobj-$(CONFIG_B) += both.o\n");
	expect("CONFIG_A=y\n", "CONFIG_A=y\nCONFIG_B=m\n", "B", "");
	expect("CONFIG_B=m\n", "CONFIG_A=y\nCONFIG_B=m\n", "A",
	       "+y drivers/both.o A\n-m drivers/both.ko A\n");
}

static void libraries(void **state _unused_)
{
	made_tree("lib-y := always.o\nlib-$(CONFIG_A) += some.o\n");
	expect("", "CONFIG_A=y\n", "A", "+y drivers/some.o A\n");
}

/* --- directories ------------------------------------------------------------------------ */

static void nested_directories(void **state _unused_)
{
	made_tree("obj-$(CONFIG_NET) += net/\n");
	made_file("drivers/net/Makefile",
		  "obj-y += core.o\nobj-$(CONFIG_MANA) += mana/\n");
	made_file("drivers/net/mana/Kbuild", "obj-y += kbuild.o\nobj-m += extra.o\n");
	made_file("drivers/net/mana/Makefile", "obj-y += makefile.o\n");
	expect("CONFIG_NET=y\n", "CONFIG_NET=y\nCONFIG_MANA=y\n", "MANA",
	       "+m drivers/net/mana/extra.ko MANA\n+y drivers/net/mana/kbuild.o MANA\n");
	/* of a directory that is reached for its modules nothing is built in */
	expect("CONFIG_NET=y\n", "CONFIG_NET=y\nCONFIG_MANA=m\n", "MANA",
	       "+m drivers/net/mana/extra.ko MANA\n");
	expect("CONFIG_NET=y\nCONFIG_MANA=m\n", "CONFIG_MANA=m\n", "NET",
	       "-m drivers/net/mana/extra.ko NET\n-y drivers/net/core.o NET\n");
	/* a directory that is named for an answer of its own */
	made_tree("obj-$(CONFIG_NET) += net/\nobj-$(CONFIG_MANA) += net/\n");
	expect("CONFIG_MANA=y\n", "CONFIG_NET=y\nCONFIG_MANA=y\n", "NET", "");
}

static void lists_of_the_architecture(void **state _unused_)
{
	made_tree("");
	made_file("arch/x86/pci/Makefile", "obj-y += pci.o\n");
	made_file("arch/x86/Kbuild", "obj-$(CONFIG_KVM) += kvm/\n");
	made_file("arch/x86/kvm/Makefile", "include $(srctree)/virt/kvm/Makefile.kvm\n"
					   "obj-$(CONFIG_KVM) += kvm.o\n"
					   "kvm-y += x86.o\n");
	made_file("virt/kvm/Makefile.kvm",
		  "KVM ?= ../../../virt/kvm\nkvm-y := $(KVM)/kvm_main.o\n");
	expect("", "CONFIG_PCI=y\n", "PCI", "+y arch/x86/pci/pci.o PCI\n");
	expect("", "CONFIG_KVM=y\n", "KVM",
	       "+y arch/x86/kvm/x86.o KVM\n+y virt/kvm/kvm_main.o KVM\n");
}

/* --- conditions --------------------------------------------------------------------------- */

static void conditions(void **state _unused_)
{
	made_tree("ifeq ($(CONFIG_A),y)\n"
		  "obj-y += yes.o\n"
		  "else ifneq ($(CONFIG_B),)\n"
		  "  ifdef CONFIG_C\n"
		  "\tobj-$(CONFIG_B) += both.o\n"
		  "  endif\n"
		  "else\n"
		  "obj-y += none.o\n"
		  "endif\n"
		  "ifneq ($(filter y m,$(CONFIG_D) $(CONFIG_E)),)\n"
		  "obj-y += some.o\n"
		  "endif\n");
	expect("", "CONFIG_A=y\n", "A", "+y drivers/yes.o A\n-y drivers/none.o A\n");
	expect("", "CONFIG_B=m\n", "B", "-y drivers/none.o B\n");
	expect("CONFIG_B=m\n", "CONFIG_B=m\nCONFIG_C=y\n", "C", "+m drivers/both.ko C\n");
	expect("", "CONFIG_E=m\n", "E", "+y drivers/some.o E\n");
	expect("CONFIG_D=y\n", "CONFIG_D=y\nCONFIG_E=m\n", "E", "");
}

static void functions(void **state _unused_)
{
	made_tree("obj-$(subst m,y,$(CONFIG_A)) += a.o\n"
		  "obj-$(CONFIG_B:m=y) += b.o\n"
		  "list := x y\n"
		  "obj-$(CONFIG_C) += $(addsuffix .o,$(list)) $(patsubst %.c,%.o,z.c)\n"
		  "obj-$(if $(and $(CONFIG_D),$(CONFIG_E)),y) += d.o\n"
		  "both = $(1).o $(2).o\n"
		  "obj-$(CONFIG_F) += $(call both,f,g)\n"
		  "obj-$(CONFIG_G) += $(foreach i,1 2,g$(i).o)\n");
	expect("", "CONFIG_A=m\n", "A", "+y drivers/a.o A\n");
	expect("", "CONFIG_B=m\n", "B", "+y drivers/b.o B\n");
	expect("", "CONFIG_C=y\n", "C",
	       "+y drivers/x.o C\n+y drivers/y.o C\n+y drivers/z.o C\n");
	expect("CONFIG_D=y\n", "CONFIG_D=y\nCONFIG_E=y\n", "E", "+y drivers/d.o E\n");
	expect("", "CONFIG_F=y\n", "F", "+y drivers/f.o F\n+y drivers/g.o F\n");
	expect("", "CONFIG_G=y\n", "G", "+y drivers/g1.o G\n+y drivers/g2.o G\n");
}

/* --- what is not known ---------------------------------------------------------------------- */

static void what_a_command_decides_is_not_known(void **state _unused_)
{
	made_tree("ifeq ($(shell cat /proc/version),)\n"
		  "obj-$(CONFIG_A) += a.o\n"
		  "endif\n"
		  "obj-$(CONFIG_B) += b.o\n");
	expect("", "CONFIG_A=y\n", "A", "undecided 1\n");
	expect("", "CONFIG_B=y\n", "B", "+y drivers/b.o B\n");
	/* a name that a command makes may be that of any object */
	made_tree("obj-$(CONFIG_A) += a.o\nobj-$(CONFIG_B) += $(shell ls)\n");
	expect("CONFIG_B=y\n", "CONFIG_A=y\nCONFIG_B=y\n", "A", "undecided 1\n");
	expect("", "CONFIG_A=y\n", "A", "+y drivers/a.o A\n");
	/* so is what the environment could hold, and what the compiler answers */
	made_tree("obj-$(SOMETHING) += a.o\nobj-$(CONFIG_B) += b.o\n");
	expect("", "CONFIG_B=y\n", "B", "+y drivers/b.o B\n");
	made_tree("ifeq ($(call cc-option,-m),)\nobj-$(CONFIG_A) += a.o\nendif\n");
	expect("", "CONFIG_A=y\n", "A", "undecided 1\n");
}

static void rules_and_recipes_are_no_lists(void **state _unused_)
{
	made_tree("$(obj)/made.o: $(obj)/made.c FORCE\n"
		  "\tobj-y += recipe.o\n"
		  "$(obj)/x.o: obj-y += target.o\n"
		  "define text\n"
		  "obj-y += define.o\n"
		  "endef\n"
		  "obj-$(CONFIG_A) += a.o\n");
	expect("", "CONFIG_A=y\n", "A", "+y drivers/a.o A\n");
}

/* --- hostile makefiles ------------------------------------------------------------------------ */

static void loops_end(void **state _unused_)
{
	made_tree("include $(srctree)/drivers/Makefile\n"
		  "include $(srctree)/drivers/Makefile\n"
		  "obj-$(CONFIG_A) += a.o ./ ../drivers/ ../../../etc/\n"
		  "x = $(x) $(x)\n"
		  "y = $(z)\n"
		  "z = $(y)$(y)\n"
		  "obj-y += $(x) $(y)\n");
	/* nothing is sure where the list has an end that was never reached */
	expect("", "CONFIG_A=y\n", "A", "undecided 1\n");
	made_tree("obj-$(CONFIG_A) += sub/\n");
	made_file("drivers/sub/Makefile", "obj-y += one.o ../\n");
	expect("", "CONFIG_A=y\n", "A", "+y drivers/sub/one.o A\n");
}

static void lines_without_end(void **state _unused_)
{
	struct strbuf text = STRBUF_INIT;

	strbuf_adds(&text, "obj-$(CONFIG_A) += a.o\nbig :=");
	for (int i = 0; i < 8000; i++)
		strbuf_adds(&text, " aaaaaaaaaa");
	strbuf_adds(&text, "\nb = $(foreach i,$(big),$(foreach j,$(big),$(big)))\n"
			   "obj-$(CONFIG_A) += $(b) $(((((((((\n");
	for (int i = 0; i < 3000; i++)
		strbuf_adds(&text, "ifdef CONFIG_A\n");
	made_tree(text.buf);
	expect("", "CONFIG_A=y\n", "A", "+y drivers/a.o A\n");
	strbuf_clear(&text);
	/* a makefile of a size that no makefile has is none */
	for (int i = 0; i < 40000; i++)
		strbuf_adds(&text, "obj-$(CONFIG_A) += a.o\n");
	made_tree(text.buf);
	expect("", "CONFIG_A=y\n", "A", "");
	strbuf_done(&text);
}

static void files_outside_are_not_read(void **state _unused_)
{
	_cleanup_(cleanup_free) char *link = scratch_path("drivers/evil/Makefile");

	made_tree("obj-$(CONFIG_A) += evil/ /etc/\ninclude /etc/passwd ../../x\n"
		  "obj-$(CONFIG_A) += a.o\n");
	made_file("elsewhere", "obj-y += evil.o\n");
	made_file("drivers/evil/Kconfig", "");
	assert_int_equal(symlink("../../elsewhere", link), 0);
	expect("", "CONFIG_A=y\n", "A", "+y drivers/a.o A\n");
}

/* --- system calls and devices ------------------------------------------------------------------ */

static void system_calls_and_devices(void **state _unused_)
{
	made_tree("obj-$(CONFIG_A) += a.o\nobj-$(CONFIG_B) += b.o\n");
	made_file("drivers/a.c", "SYSCALL_DEFINE1(watch, int, flags)\n"
				 "COMPAT_SYSCALL_DEFINE1(other, int, flags)\n"
				 "#ifdef CONFIG_C\n"
				 "SYSCALL_DEFINE0(sometimes)\n"
				 "#endif\n"
				 "#if defined(CONFIG_C) && 0\n"
				 "SYSCALL_DEFINE0(never_known)\n"
				 "#endif\n");
	made_file("drivers/b.c", "MODULE_ALIAS(\"devname:net/tun\");\n"
				 "MODULE_ALIAS(\"devname:\" NAME);\n"
				 "SYSCALL_DEFINE0(not_of_a_module)\n");
	expect("", "CONFIG_A=y\n", "A", "+s watch A\n+y drivers/a.o A\n");
	expect("CONFIG_C=y\n", "CONFIG_A=y\nCONFIG_C=y\n", "A",
	       "+s sometimes A\n+s watch A\n+y drivers/a.o A\n");
	expect("", "CONFIG_B=m\n", "B", "+d /dev/net/tun B\n+m drivers/b.ko B\n");
	expect("CONFIG_B=m\n", "CONFIG_B=y\n", "B",
	       "+s not_of_a_module B\n+y drivers/b.o B\n-m drivers/b.ko B\n");
}

static void preprocessor(void **state _unused_)
{
	struct make_config config = MAKE_CONFIG_INIT;
	struct surface_sources found = SURFACE_SOURCES_INIT;
	static const char values[] = "CONFIG_Y=y\nCONFIG_M=m\n";

	make_config_read(values, sizeof(values) - 1, &config);
	surface_sources_scan(
		"#ifndef CONFIG_N\nSYSCALL_DEFINE0(a)\n#else\n"
		"SYSCALL_DEFINE0(b)\n#endif\n"
		"#if IS_ENABLED(CONFIG_M)\nSYSCALL_DEFINE0(c)\n#endif\n"
		"#ifdef CONFIG_M\nSYSCALL_DEFINE0(d)\n#endif\n"
		"#if IS_ENABLED(CONFIG_Y) /* */\nSYSCALL_DEFINE0(e)\n#endif\n"
		"# if IS_BUILTIN(CONFIG_Y)\n#  ifdef CONFIG_Y\n"
		"SYSCALL_DEFINE0(f)\n#endif\n#endif\n#endif\n"
		"SYSCALL_DEFINE0(g)\nSYSCALL_DEFINE(h)\n",
		&config, &found);
	assert_int_equal(found.syscalls.n, 4);
	assert_string_equal(found.syscalls.v[0], "a");
	assert_string_equal(found.syscalls.v[1], "c");
	assert_string_equal(found.syscalls.v[2], "f");
	assert_string_equal(found.syscalls.v[3], "g");
	surface_sources_done(&found);
	make_config_done(&config);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_make, scratch_remove)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(modules_and_objects),
		TEST(composite_objects),
		TEST(what_is_built_in_is_no_module),
		TEST(libraries),
		TEST(nested_directories),
		TEST(lists_of_the_architecture),
		TEST(conditions),
		TEST(functions),
		TEST(what_a_command_decides_is_not_known),
		TEST(rules_and_recipes_are_no_lists),
		TEST(loops_end),
		TEST(lines_without_end),
		TEST(files_outside_are_not_read),
		TEST(system_calls_and_devices),
		cmocka_unit_test(preprocessor),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
