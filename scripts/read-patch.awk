# SPDX-License-Identifier: GPL-2.0-or-later
#
# read-patch.awk - what a patch says about itself, one fact a line, tab-separated
#
#   error    LINE  TEXT          a rule of patches/ is broken
#   subject  TEXT
#   diff     LINE                where the header ends
#   file     create|modify|delete  PATH
#   hunk     PATH  NUMBER  LINE  so that a failed hunk can be named by its line
#
# Only what 'git format-patch --no-renames' writes for text files is accepted:
# GNU patch would also guess names, follow renames and understand older forms.

BEGIN { OFS = "\t"; part = "header" }

function error(text) { print "error", NR, text }

# path(NAME, PREFIX) - NAME without PREFIX, "" for /dev/null; complains when unsafe
function path(name, prefix) {
	sub(/\t.*/, "", name)
	if (name == "/dev/null")
		return ""
	if (substr(name, 1, 2) != prefix) {
		error("'" name "' does not begin with '" prefix "'; write patches with -p1 names")
		return ""
	}
	name = substr(name, 3)
	if (name !~ /^[A-Za-z0-9._+,@\/-]+$/ || name ~ /^\// || name ~ /\/$/ || name ~ /\/\// ||
	    ("/" name "/") ~ /\/\.\.?\// || ("/" name "/") ~ /\/\.(git|kharness)\//)
		error("unsafe path '" name "'")
	return name
}

function start_diff() {
	if (part == "diff")
		return
	part = "diff"
	print "diff", NR
	if (!from)
		error("no 'From:' line; say who wrote the patch")
	if (subject == "")
		error("no 'Subject:' line; say what the patch does")
	if (!why)
		error("no description; say why Linux needs this patch")
	if (!upstream)
		error("no 'Upstream-status:' line; say where upstream stands")
}

/^Upstream-status:[ \t]*[^ \t]/ && part != "diff" { upstream = 1 }

part == "header" && /^From:[ \t]*[^ \t]/ { from = 1 }
part == "header" && /^Subject:/ { subject = substr($0, 9); folding = 1; next }
part == "header" && folding && /^[ \t]/ { sub(/^[ \t]+/, " "); subject = subject $0; next }
part == "header" { folding = 0 }
part == "header" && NF == 0 {
	sub(/^ *(\[[^]]*\])? */, "", subject)
	if (subject != "")
		print "subject", subject
	part = "why"
	next
}

left_old > 0 || left_new > 0 {
	c = substr($0, 1, 1)
	if (c == "-" || c == " " || c == "")
		left_old--
	if (c == "+" || c == " " || c == "")
		left_new--
	if (c !~ /^[-+ \\]?$/ || left_old < 0 || left_new < 0) {
		error("the hunk's line counts do not fit its lines")
		left_old = left_new = 0
	}
	next
}

# An empty file or a changed mode has a 'diff --git' line, but no hunk.
function end_file() {
	if (part == "diff" && !hunks)
		error("no hunk for this file; empty files and bare mode changes are not supported")
	hunks = 0
}

/^diff --git / {
	end_file()
	start_diff()
	file = path($3, "a/")
	if (path($4, "b/") != file)
		error("renames are not supported; use 'git format-patch --no-renames'")
	next
}
/^--- [^ ]/ {
	start_diff()
	old = path(substr($0, 5), "a/")
	after_old = NR
	next
}
/^\+\+\+ / && after_old && after_old == NR - 1 {
	new = path(substr($0, 5), "b/")
	if (old != "" && new != "" && old != new)
		error("renames are not supported; use 'git format-patch --no-renames'")
	file = new != "" ? new : old
	if (file in seen)
		error("'" file "' is changed twice in one patch")
	seen[file] = 1
	print "file", old == "" ? "create" : new == "" ? "delete" : "modify", file
	next
}
part == "diff" && /^@@ / {
	n = split($2, from_range, ",")
	left_old = n > 1 ? from_range[2] + 0 : 1
	n = split($3, to_range, ",")
	left_new = n > 1 ? to_range[2] + 0 : 1
	print "hunk", file, ++hunks, NR
	next
}
part == "diff" && /^(rename|copy) (from|to) / {
	error("renames are not supported; use 'git format-patch --no-renames'")
}
part == "diff" && /^(GIT binary patch|Binary files )/ { error("binary changes are not supported") }
part == "diff" && /^(new file|old|new|deleted file) mode / && $NF !~ /^100(644|755)$/ {
	error("mode " $NF " is not supported; only plain files")
}
part == "why" && /^---$/ { part = "stat"; next }
part == "why" && NF > 0 && !/^[A-Z][A-Za-z-]*:/ { why = 1 }

END {
	if (part != "diff") {
		error("no diff found; nothing to apply")
	} else if (left_old > 0 || left_new > 0) {
		error("the last hunk is cut off")
	} else {
		end_file()
	}
}
