#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# kharness report on made-up builds: what is there, what is missing, what is damaged.

bats_require_minimum_version 1.5.0
load made-build

setup_file() {
	made_build "$BATS_FILE_TMPDIR"
	cd "$BATS_FILE_TMPDIR" || return
	"$KHARNESS" sign --objdir build --module probe --key ours.key --cert ours.pem \
		-o modules >/dev/null
}

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	pair=out/made-x86_64
	mkdir -p $pair/boot
	cp -a "$BATS_FILE_TMPDIR"/{build,probe,modules} $pair
	cp $pair/build/.config $pair/.config
	cat >$pair/provenance.json <<-'END'
		{"schema": 2, "linux": "6.18.15", "arch": "x86_64", "base": "allnoconfig",
		 "fragments": ["configs/a.config"], "requests": {"honoured": 2}, "failed": []}
	END
	cat >$pair/build.json <<-END
		{"schema": 1, "release": "$MADE_RELEASE", "arch": "x86_64", "compiler": "gcc 12",
		 "linker": "ld 2.40", "environment": [], "certificate": "c0ffee"}
	END
	results pass '"problems": [],'
	printf '[    0.%06d] line %d\n' 1 1 200000 2 >$pair/boot/console.log
	echo '[    0.900000] Run /init as init process' >>$pair/boot/console.log
	page=$pair/report/index.html
}

# results VERDICT TEXT - results.json with a test that passed
results() {
	cat >$pair/boot/results.json <<-END
		{"schema": 1, "verdict": "$1", $2 "machine": "q35", "kernel": "vmlinux",
		 "ms": 2000, "boot_ms": 900, "counts": {"planned": 1},
		 "tests": [{"name": "a.one", "status": "pass", "ms": 1.5}],
		 "records": {"linux": {"schema": 1, "version": "6.18.15", "pinned": true,
		  "patches": [{"file": "0001-x.patch", "subject": "x: y", "sha256": "abc"}]}}}
	END
}

report() {
	run --separate-stderr "$KHARNESS" report "$@"
	echo "$output" "$stderr"
}

good() {
	report "$@"
	[ "$status" -eq 0 ]
	[ -z "$stderr" ]
}

# holds TEXT... - the page has each of them
holds() {
	local text
	for text; do
		grep -qF -- "$text" $page || { echo "not in the page: $text"; return 1; }
	done
}

@test "a report shows contents, modules, boot and signatures, and says so in one line" {
	good $pair
	[ "${lines[0]}" = "report: made-x86_64: boot pass, not audited, 3 modules good" ]
	[ "${lines[1]}" = "report: $page" ]
	holds '<h1>made <small>x86_64 · Linux 6.18.15-made' '0001-x.patch' 'gcc 12' c0ffee \
		'kernel/fs/a/one.ko' 'updates/probe.ko' 'sha512' 'RSA' 'a.one' '3 good, 0 not good'
	grep -q 'not audited' $page
	[ "$(ls -A $pair/report | sort | xargs)" = "config index.html report.md state.json" ]
	grep -q '^3 modules, 0 of them not good' $pair/report/report.md
}

@test "stages that have not run are told" {
	rm -r $pair/{boot,modules,build,probe,build.json,provenance.json}
	good $pair
	[ "${lines[0]}" = "report: made-x86_64: boot not done, not audited, not signed" ]
	holds 'Not booted yet' 'Not signed yet' 'Not built yet' 'There is no provenance.json'
}

@test "modules whose kernel is gone are listed, and not called good" {
	rm -r $pair/build
	good $pair
	[[ ${lines[0]} == *"3 modules, not verified" ]]
	holds 'Not verified: the kernel' 'kernel/fs/a/one.ko'
	! grep -q '<td class="good">good' $page || false
}

@test "a module that somebody changed is shown as not good" {
	printf x >>$pair/modules/lib/modules/$MADE_RELEASE/kernel/fs/a/one.ko.zst
	good $pair
	[[ ${lines[0]} == *"3 modules, 1 not good" ]]
	holds 'What is not good <small>1</small>' '2 good, 1 not good' '<td class="bad">not good</td>' 'fs/a/one.ko.zst: '
}

@test "a directory without a configuration is none, and stays as it was" {
	mkdir empty
	report empty
	[ "$status" -eq 2 ]
	[[ $stderr == *"'empty' holds no .config"*"run 'make merge'"* ]]
	[ -z "$(ls -A empty)" ]
	report nowhere
	[ "$status" -eq 2 ]
	[ ! -e nowhere ]
}

@test "damaged results are an error with their place, and no report is written" {
	printf '{"schema": 1,\n "verdict": "pass",\n "tests": [}' >$pair/boot/results.json
	report $pair
	[ "$status" -eq 2 ]
	[[ $stderr == *"$pair/boot/results.json:3:"*": error: damaged: "*"boot again"* ]]
	[ ! -e $pair/report ]
}

@test "another schema, another type and another verdict are errors with their line" {
	while IFS='|' read -r json text; do
		printf '%b' "$json" >$pair/boot/results.json
		report $pair
		[ "$status" -eq 2 ]
		[[ $stderr == *"$text"* ]]
	done <<-'END'
		{\n"schema": 9}|results.json:2:1: error: schema 9 is not known, 1 is expected
		{}|no schema, 1 is expected
		[]|damaged: not a JSON object
		{"schema": 1,\n"verdict": "fine"}|results.json:2:1: error: 'verdict' is none that is known
		{"schema": 1, "verdict": "pass",\n"tests": 3}|results.json:2:1: error: 'tests' is no array
		{"schema": 1, "verdict": "pass", "tests": [\n{"name": 3}]}|'name' is no string
		{"schema": 1, "verdict": "pass",\n"ms": 99999999999}|results.json:2:1: error: 'ms' is no time
		{"schema": 1, "verdict": "pass", "problems": [{"verdict": "oops", "text": "x"}]}|does not fit
	END
}

@test "an error leaves the earlier report alone" {
	good $pair
	before=$(sha256sum $page)
	echo '{' >$pair/build.json
	report $pair
	[ "$status" -eq 2 ]
	[ "$(sha256sum $page)" = "$before" ]
	[ "$(ls -d $pair/report*)" = "$pair/report" ]
}

@test "a test that failed is shown with the console at its time" {
	cat >$pair/boot/results.json <<-'END'
		{"schema": 1, "verdict": "fail",
		 "problems": [{"verdict": "fail", "text": "a.two: expected 0, found 1"}],
		 "ms": 1000, "boot_ms": 950, "counts": {"planned": 2},
		 "tests": [{"name": "a.one", "status": "pass", "ms": 1},
		  {"name": "a.two", "status": "fail", "ms": 5, "expected": "0", "found": "17"}]}
	END
	good $pair
	[[ ${lines[0]} == *"boot fail"* ]]
	holds 'id="problems"' '<td class="c">a.two: expected 0, found 1</td>' \
		'<td class="c bad">a.two</td>' '<td class="c">17</td>' '<b class="bad">1</b>' \
		'The console when <code class="bad">a.two</code> ended'
	grep -q 'Run /init as init process$' $page
	grep -q 'a.two: expected 0, found 1' $pair/report/report.md
}

# failing N - results with N tests that failed, all within one line of the log
failing() {
	local i tests=
	for ((i = 1; i <= $1; i++)); do
		tests+="{\"name\": \"t.n$i\", \"status\": \"fail\", \"ms\": 0.001},"
	done
	cat >$pair/boot/results.json <<-END
		{"schema": 1, "verdict": "fail", "ms": 1000, "boot_ms": 950,
		 "problems": [$(sed 's/"name": \("[^"]*\)", [^}]*/"verdict": "fail", "text": \1: x"/g' <<<"${tests%,}")],
		 "counts": {"planned": $1}, "tests": [${tests%,}]}
	END
}

@test "many that fail are counted on top, and their console is shown once" {
	failing 30
	good $pair
	holds 'What is not good <small>30</small>' '>and 22 more</a>' '<h3 class="bad">30 failed</h3>'
	[ "$(grep -c '<td class="c bad">t.n' $page)" -eq 30 ]
	[ "$(grep -c 'The console when' $page)" -eq 1 ]
}

@test "nothing is said to be wrong where nothing is" {
	good $pair
	! grep -q 'What is not good' $page || false
}

@test "a problem of the console is shown at its line" {
	results oops '"problems": [{"verdict": "oops", "text": "Oops: x", "console_line": 2}],'
	good $pair
	holds 'href="#boot1-L2">console, line 2</a>' 'id="boot1-L2"'
	grep -q '    2</a>  <b>.*line 2</b>' $page
}

@test "the next build is compared with this one, and the same one only with the last" {
	good $pair
	holds 'This is the first report here'
	sed -i 's/sha512/sha384/' $pair/.config
	echo CONFIG_NEW=m >>$pair/.config
	good $pair
	[[ ${lines[0]} == *", 2 values changed" ]]
	holds '<td class="c">NEW</td><td class="c">not set</td><td class="c">m</td>'
	good $pair
	[[ ${lines[0]} == *", 2 values changed" ]]
	[ -e $pair/report/config.before ]
}

@test "a state that is damaged says how to begin anew" {
	good $pair
	echo '{"schema": 1, "builds": []}' >$pair/report/state.json
	report $pair
	[ "$status" -eq 2 ]
	[[ $stderr == *"report/state.json:1:15: error: 'builds' holds no build"* ]]
}

audit_of() {
	mkdir -p out/audit
	cat >out/audit/made-x86_64.json <<-END
		{"schema": 1, "rules": [
		 {"id": "a/holds", "verdict": "holds", "severity": "low", "want": "A=y", "found": "A=y"},
		 {"id": "a/$1", "verdict": "$1", "severity": "high", "want": "B=y", "found": "B=n",
		  "reason": "because", "decided": {"file": "x.config", "line": 3, "col": 1}}]}
	END
}

@test "an audit counts when it is not older than the configuration" {
	audit_of fails
	good $pair
	[[ ${lines[0]} == *"1 rules hold, 0 waived, 1 fail"* ]]
	holds 'a/fails (high): wants B=y, found B=n' 'a/fails' 'x.config:3' 'audit/made-x86_64.json' 'rules fail'
	touch -d '2001-01-01' out/audit/made-x86_64.json
	good $pair
	[[ ${lines[0]} == *"not audited"* ]]
}

@test "hostile texts stay texts" {
	evil='</script><img src=x onerror=alert(1)>'
	sed -i "s|gcc 12|$evil|" $pair/build.json
	sed -i "s|a.one|$evil|; s|x: y|$evil|; s|q35|$evil|" $pair/boot/results.json
	echo "[    0.950000] $evil" >>$pair/boot/console.log
	mkdir "$pair/modules/lib/modules/$MADE_RELEASE/kernel/fs/<"
	cp $pair/modules/lib/modules/$MADE_RELEASE/kernel/fs/a/one.ko.zst \
		"$pair/modules/lib/modules/$MADE_RELEASE/kernel/fs/</script><img src=x>.ko.zst"
	printf 'CONFIG_EVIL="%s"\n' "$evil" >>$pair/.config
	good $pair
	sed -i '$d' $pair/.config
	good $pair
	for file in $page $pair/report/report.md; do
		! grep -q '<img' $file || false
	done
	[ "$(grep -c '</script>' $page)" -eq 1 ]
	[ "$(grep -o '&lt;/script&gt;&lt;img' $page | wc -l)" -ge 5 ]
}

# digest_of TAG N - of the Nth element of the page, as a policy has it
digest_of() {
	local text
	text=$(awk -v tag="$1" -v n="$2" 'BEGIN { RS = "<" tag ">" } NR == n + 1' $page)
	text=${text%%"</$1>"*}
	[ ${#text} -gt 300 ]
	printf %s "$text" | openssl dgst -sha256 -binary | base64
}

@test "the page asks for nothing, and its policy lets only what is built in have effect" {
	good $pair
	! grep -qE '(src|href)="?(https?:)?//|@import|url\(' $page || false
	! grep -qE '<[^>]* (style|on[a-z]+)=' $page || false
	holds "default-src 'none'" "script-src 'sha256-$(digest_of script 1)';" \
		"style-src 'sha256-$(digest_of style 1)' 'sha256-$(digest_of style 2)';"
}

@test "links lead to files that are there" {
	good -o elsewhere/page $pair
	cd elsewhere/page
	links=$(grep -o 'href="[.][^"]*"' index.html | cut -d'"' -f2)
	[ "$(echo "$links" | wc -l)" -ge 4 ]
	for link in $links; do
		[ -f "$link" ]
	done
}

@test "of all builds each gets a report, a bad one a row that says why" {
	cp -a $pair out/other-x86_64
	cp -a $pair out/bad-x86_64
	mkdir out/linux-6.18.15
	echo '{' >out/bad-x86_64/boot/results.json
	report --all out
	[ "$status" -eq 2 ]
	[[ $stderr == *"out/bad-x86_64/boot/results.json:"*"error: damaged"* ]]
	[[ $output == *"report: out/report/index.html, 3 builds" ]]
	page=out/report/index.html
	holds 'boot: 1 damaged, 2 pass' 'href="../made-x86_64/report/index.html">made</a>' \
		'href="../other-x86_64/report/index.html">other</a>' \
		'out/bad-x86_64/boot/results.json:'
	[ -e out/other-x86_64/report/index.html ]
	rm -r out/bad-x86_64
	good --all out
	[ "$(grep -c '^<tr><td' $page)" -eq 2 ]
}

@test "a directory that was meant otherwise is not replaced" {
	mkdir mine
	echo precious >mine/notes
	report -o mine $pair
	[ "$status" -eq 2 ]
	[[ $stderr == *"'mine' holds 'notes'"* ]]
	[ "$(cat mine/notes)" = precious ]
}

@test "usage errors name what is wrong" {
	report
	[ "$status" -eq 2 ]
	[[ $stderr == *"which build?"* ]]
	report --all out $pair
	[ "$status" -eq 2 ]
	[[ $stderr == *"'$pair' is too much"* ]]
	report $pair $pair
	[ "$status" -eq 2 ]
	[[ $stderr == *"-o must say"* ]]
}
