# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# A source tree with a Makefile that behaves as the kernel's does for "O=... all" and for
# "M=... modules". What there is to do stands in tree/steps and tree/module-steps, shell
# scripts that run in O= and M=.

fake_tree() {
	mkdir -p tree/scripts/kconfig
	: > tree/Kbuild
	: > tree/steps
	: > tree/module-steps
	cat > tree/Makefile <<-'END'
		.RECIPEPREFIX := >
		.PHONY: all modules
		all:
		> @cd $(O) && CC='$(CC)' HOSTCXXFLAGS='$(HOSTCXXFLAGS)' ARCH=$(ARCH) MAKE='$(MAKE)' \
		>   sh -e $(CURDIR)/steps
		> @mkdir -p $(O)/include/config
		> @echo 6.18.15-fake > $(O)/include/config/kernel.release
		modules:
		> @echo '  CC [M]  $(M)/x.o'
		> @cd $(M) && sh -e $(CURDIR)/module-steps
		%/: ;
	END
	printf '%s\n' CONFIG_MODULE_SIG=y 'CONFIG_MODULE_SIG_HASH="sha512"' \
		'CONFIG_SYSTEM_TRUSTED_KEYS="certs/kharness.pem"' 'CONFIG_MODULE_SIG_KEY=""' \
		> config
}

# steps LINE...: what "make all" does
steps() {
	printf '%s\n' "$@" > tree/steps
}

# what every build gets; the pair is given by the caller
build_args=(--linux tree --arch x86_64 --config config --objdir build --log build.log)
