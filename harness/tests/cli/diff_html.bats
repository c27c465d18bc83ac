#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The page of a comparison, used in a browser: diff_html.py holds the checks.

setup_file() {
	export PAGES=$BATS_FILE_TMPDIR/pages
	mkdir -p "$PAGES"
	"$O/check/unit/test_diff_html" > "$BATS_FILE_TMPDIR/log" 2>&1 || {
		cat "$BATS_FILE_TMPDIR/log"
		return 1
	}
	python3 "$TOP/harness/tests/cli/webdriver.py" begin > "$BATS_FILE_TMPDIR/session"
	read -r SESSION DRIVER < "$BATS_FILE_TMPDIR/session"
	export SESSION DRIVER PYTHONDONTWRITEBYTECODE=1
}

teardown_file() {
	[ -n "${DRIVER-}" ] || return 0
	python3 "$TOP/harness/tests/cli/webdriver.py" end "$SESSION" || true
	kill "$DRIVER"
}

# check NAME PAGE: a function of diff_html.py
check() {
	timeout 120 python3 "$TOP/harness/tests/cli/diff_html.py" "$SESSION" "$1" "$2"
}

@test "the list has every change, intents with what follows folded" {
	check list_of_all "$PAGES/small.html"
}

@test "search looks at names, prompts, reasons, owners and files" {
	check search "$PAGES/small.html"
}

@test "filters: class" {
	check by_class "$PAGES/small.html"
}

@test "filters: direction" {
	check by_direction "$PAGES/small.html"
}

@test "filters: subsystem" {
	check by_menu "$PAGES/small.html"
}

@test "filters: architecture and comparison" {
	check by_arch "$PAGES/many.html"
}

@test "the list is grouped by intent, by menu or not at all" {
	check grouping "$PAGES/small.html"
}

@test "everything is reached by keys" {
	check keyboard "$PAGES/small.html"
	check roles "$PAGES/small.html"
	check tab_order "$PAGES/many.html"
}

@test "what changes is told to who listens to the page" {
	check announced "$PAGES/small.html"
}

@test "the state of the list is in the hash, and comes from there" {
	check hash_state "$PAGES/small.html"
}

@test "the figures on top lead to what they count" {
	check figures "$PAGES/small.html"
}

@test "the theme is the system's until one is chosen, and is kept" {
	check theme "$PAGES/small.html"
}

@test "all text can be read in both themes" {
	check contrast "$PAGES/small.html"
	check contrast "$PAGES/many.html"
}

@test "hostile texts are shown, and nothing of them runs" {
	check hostile "$PAGES/hostile.html"
}

@test "the page's policy stops what gets in all the same" {
	check policy "$PAGES/small.html"
}

@test "the page asks for nothing" {
	check no_request "$PAGES/small.html"
}

@test "6,000 rows: few are drawn, all are reached" {
	check large "$PAGES/large.html"
}

@test "an empty comparison is told" {
	grep -q 'Nothing that the policy knows of became weaker' "$PAGES/nothing.html"
	check nothing "$PAGES/nothing.html"
}

@test "without JavaScript the changes are a plain table" {
	check no_script "$PAGES/small.html"
	check no_script "$PAGES/many.html"
}

# A page with a fault, and the check that has to find it. The policy goes first: it
# would not let a changed script run.
planted() {
	fault=$BATS_TEST_TMPDIR/fault.html
	sed '/http-equiv="Content-Security-Policy"/d' "$PAGES/$2.html" > "$fault.whole"
	sed "$3" "$fault.whole" > "$fault"
	if cmp -s "$fault.whole" "$fault"; then
		echo "nothing was planted for $1: $3"
		return 1
	fi
	run check "$1" "$fault"
	if [ "$status" -eq 0 ]; then
		echo "not found by $1: $3"
		return 1
	fi
	[[ $output == *Error* ]] || { echo "$output"; return 1; }
}

@test "taking the policy out is no fault that the checks find" {
	for page in small many large hostile; do
		sed '/http-equiv="Content-Security-Policy"/d' "$PAGES/$page.html" > "$BATS_TEST_TMPDIR/$page.html"
	done
	for name in list_of_all search by_class by_direction by_menu grouping keyboard roles \
		announced hash_state figures theme contrast no_request no_script; do
		check "$name" "$BATS_TEST_TMPDIR/small.html"
	done
	check by_arch "$BATS_TEST_TMPDIR/many.html"
	check tab_order "$BATS_TEST_TMPDIR/many.html"
	check large "$BATS_TEST_TMPDIR/large.html"
	check hostile "$BATS_TEST_TMPDIR/hostile.html"
}

@test "each check finds a planted fault" {
	planted list_of_all small 's/if (root !== c)/if (root === c)/'
	planted list_of_all small 's/const rows = sections.get(name)/const rows = null/'
	planted search small 's/words\.every/words.some/'
	planted search small 's/\.\.\.texts\.map((t) => c\[t\])/c.prompt/'
	planted by_class small 's/view\.state\.class\.has(c\.class)/true/'
	planted by_direction small 's/view\.state\.dir\.has(c\.direction)/true/'
	planted by_direction small 's/matching(key)/matching("")/'
	planted by_menu small 's/menu === top || menu/menu/'
	planted by_arch many 's/has_set(c, "arch"/has_set(c, "flavour"/'
	planted by_arch many 's/has_set(c, "pair"/has_set(c, "arch"/'
	planted grouping small 's/menus\.keys()\]\.sort()/menus.keys()]/'
	planted keyboard small 's/ArrowLeft:/ArrowNone:/'
	planted keyboard small 's/e\.key === "\/"/e.key === "?"/'
	planted keyboard small 's/:focus-visible { outline: 2px solid/:focus-visible { outline: 0 none/'
	planted roles small 's/"aria-level": item\.level, *//'
	planted roles small 's/old\.tabIndex = -1/old.tabIndex = 0/;s/e\.tabIndex = 0/e.tabIndex = -1/'
	planted tab_order many 's/:focus-visible { outline: 2px solid/:focus-visible { outline: 0 none/'
	planted tab_order many 's/<summary>/<summary tabindex="-1">/'
	planted announced small 's/role: "status"/role: "note"/'
	planted announced small 's/"entails "/""/'
	planted announced small 's/"aria-pressed"/"data-pressed"/'
	planted hash_state small 's/history\.replaceState(/String(/'
	planted hash_state small 's/next\.dir = words("dir"/next.dir = words("class"/'
	planted figures small 's/href="#class=consequence&amp;dir=weaker"/href="#"/'
	planted theme small 's/localStorage\.setItem(/String(/'
	planted theme small 's/color-scheme: light dark/color-scheme: light/'
	planted contrast small 's/--dim: light-dark(#5b646e, #98a2ad)/--dim: light-dark(#9aa0a6, #98a2ad)/'
	planted contrast small 's/--dim: light-dark(#5b646e, #98a2ad)/--dim: light-dark(#5b646e, #5f666d)/'
	planted large large 's/const BLOCK = 80/const BLOCK = 8000/'
	planted large large 's/blocks()\.forEach(fill)/blocks()/'
	planted no_request small 's/<main>/<main><img src="http:\/\/198.51.100.1\/x">/'
	planted policy small 's/<main>/<main id="m">/'
	planted no_script small 's/<noscript>/<template>/;s/<\/noscript>/<\/template>/'
}

@test "a page that does not escape is found out" {
	planted hostile hostile 's/&lt;img src=x onerror/<img src=x onerror/'
	planted hostile hostile 's/\\u003c\/script/<\/script/'
	planted hostile hostile 's/e\.append(\.\.\.children\.filter.*/e.innerHTML = children.map((c) => c \&\& c.outerHTML || c).join("");/'
	planted hostile hostile 's/: ref;$/: el("a", {href: ref}, ref);/'
}
