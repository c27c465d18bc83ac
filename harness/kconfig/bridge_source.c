// SPDX-License-Identifier: GPL-2.0-or-later
#include "kconfig/bridge_source.h"

/* found through -Wa,-I in Kbuild.harness */
__asm__(".pushsection .rodata\n"
	".global bridge_source, bridge_source_size\n"
	"bridge_source:\n"
	".incbin \"kconfig/bridge/bridge.c\"\n"
	".ascii \"#line 1 \\\"trial.c\\\"\\n\"\n"
	".incbin \"kconfig/bridge/trial.c\"\n"
	".ascii \"#line 1 \\\"without.c\\\"\\n\"\n"
	".incbin \"kconfig/bridge/without.c\"\n"
	".ascii \"#line 1 \\\"plan.c\\\"\\n\"\n"
	".incbin \"kconfig/bridge/plan.c\"\n"
	".ascii \"#line 1 \\\"causes.c\\\"\\n\"\n"
	".incbin \"kconfig/bridge/causes.c\"\n"
	"bridge_source_end:\n"
	".balign 8\n"
	"bridge_source_size:\n"
	".quad bridge_source_end - bridge_source\n"
	".popsection\n");
