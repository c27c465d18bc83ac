# SPDX-License-Identifier: GPL-2.0-or-later
# Flavours for the mini tree, in a git repository with two commits.

# git_quiet ARGUMENT...: git with a name, and no configuration of this machine
git_quiet() {
	GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 git -c user.name=x -c user.email=x@x \
		-c init.defaultBranch=main -c commit.gpgsign=false "$@"
}

# mini_configs: configs/ with the flavours one (x86_64, i386) and two (x86_64); at HEAD~1
# FORCING is not asked for and two has another label
mini_configs() {
	mkdir -p configs/part
	cat >configs/flavours.yaml <<-'END'
		schema: 1
		flavours:
		  one:
		    about: x
		    base: allnoconfig
		    fragments: [part/a.config, part/b.config]
		    arch:
		      x86_64: {}
		      i386: {}
		    cmdline:
		      quiet: as little as can be
		    sysctl:
		      kernel.kptr_restrict=1: addresses are for administrators
		  two:
		    about: y
		    arch:
		      x86_64: {base: allnoconfig, fragments: [part/c.config]}
	END
	printf '%s\n' CONFIG_BUS=y CONFIG_SIZE=4 >configs/part/a.config
	echo CONFIG_TWO=y >configs/part/b.config
	echo 'CONFIG_LABEL="old"' >configs/part/c.config
	git_quiet init -q .
	git_quiet add configs
	git_quiet commit -q -m first
	cat >>configs/part/b.config <<-'END'

		#: why    a driver needs what it selects
		#: owner  drivers
		CONFIG_FORCING=y
	END
	echo 'CONFIG_LABEL="new"' >configs/part/c.config
	git_quiet commit -q -a -m second
}
