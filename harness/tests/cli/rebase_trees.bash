# SPDX-License-Identifier: GPL-2.0-or-later
# Two made-up trees, "tree" and "new", which differ in every way that rebase looks at.

# change_tree: "new" out of "tree"; both get what the other one changes
change_tree() {
	cat >>tree/Kconfig <<-'END'
		config LEAVING
			bool "Is removed"
		config OLD_NAME
			bool "Is renamed"
		config OLD_WORD
			bool "Is renamed by the tree itself"
		config GROWING
			bool "Becomes a tristate"
		config LOSING
			bool "Loses what it needs"
		config SAFE
			bool "A rule wants it"
	END
	cp -r tree new
	python3 - <<-'PY'
		import re
		text = open("new/Kconfig").read()
		def cut(name):
		    global text
		    text = re.sub(r"config %s\n.*\n" % name, "", text)
		for name in "LEAVING", "OLD_NAME", "OLD_WORD", "GROWING", "LOSING", "SAFE":
		    cut(name)
		text += '''
		config NEW_NAME
			bool "Has another name, and means the opposite"
		config NEW_WORD
			bool "Has another name"
			default OLD_WORD
		config OLD_WORD
			bool
			transitional
			help
			  Gives its value to NEW_WORD.
		config GROWING
			tristate "Has become a tristate"
		config NEEDED
			bool "Is needed now" if EXPERT
		config LOSING
			bool "Has lost what it needs"
			depends on NEEDED
		config SAFE
			bool "A rule wants it"
			depends on NEEDED
		menu "Buses"
		config FRESH
			tristate "Fresh \\"quoted\\""
			default m
			help
			  Something new.

			  In two paragraphs.
		config FRESH_CHILD
			bool "A part of it"
			depends on FRESH
		config FRESH_HIDDEN
			bool
			default y
		config FRESH_AWAY
			bool "Cannot be reached"
			depends on NEEDED
		config FRESH_NUMBER
			int "A number"
			range 1 9
			default 3
		config FRESH_TEXT
			string "A text"
			default "some"
		config KNOWN
			bool "Somebody has asked for it already"
		endmenu
		'''
		open("new/Kconfig", "w").write(text)
	PY
	sed -i 's/^SUBLEVEL = .*/SUBLEVEL = 16/' new/Makefile
}

# rebase_configs: configs/ with the flavours one (x86_64, i386) and two (x86_64)
rebase_configs() {
	mkdir -p configs/part configs/policy
	cat >configs/flavours.yaml <<-'END'
		schema: 1
		flavours:
		  one:
		    about: x
		    base: allnoconfig
		    fragments: [part/on.config, part/off.config]
		    arch:
		      x86_64: {}
		      i386: {}
		  two:
		    about: y
		    base: allnoconfig
		    fragments: [part/two.config]
		    arch:
		      x86_64: {}
	END
	cat >configs/part/on.config <<-'END'
		# SPDX-License-Identifier: GPL-2.0-or-later
		#: area   part
		#: owner  people

		#: why    modules are loaded
		CONFIG_MODULES=y

		#: why    buses are driven
		CONFIG_BUS=m
		CONFIG_DRIVER=m

		#: why    things that change
		#: ref    somewhere
		CONFIG_GROWING=y
		CONFIG_LEAVING=y
		CONFIG_LOSING=y
		CONFIG_OLD_NAME=y
		CONFIG_OLD_WORD=y
		CONFIG_SAFE=y
	END
	cat >configs/part/off.config <<-'END'
		# SPDX-License-Identifier: GPL-2.0-or-later
		#: area   off
		#: owner  others

		#: why    not wanted
		# CONFIG_WISHING is not set
	END
	cat >configs/part/two.config <<-'END'
		# SPDX-License-Identifier: GPL-2.0-or-later
		#: area   two
		#: owner  people

		#: why    modules are loaded
		CONFIG_MODULES=y

		#: why    asked for before it was there
		#: level  prefer
		CONFIG_KNOWN=y
	END
	cat >configs/renames.yaml <<-'END'
		schema: 1
		renames:
		  OLD_NAME: {to: NEW_NAME, inverted: yes}
	END
	cat >configs/policy/p.yaml <<-'END'
		schema: 1
		defaults: {source: me, ref: here, reason: because}
		rules:
		  safe: {want: SAFE=y, not-for: {two: it is small}}
		  modules: {want: MODULES=y}
	END
}

# rebase ARGUMENT...: from tree to new
rebase() {
	"$KHARNESS" rebase --linux tree --to new --bridge-dir "$bridges" "$@"
}
