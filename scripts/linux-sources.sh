# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
#
# linux-sources.sh - where Linux comes from: the cache, kernel.org, Debian
#
# Sourced by fetch-linux and pin-linux. The functions print nothing when they
# succeed; when they fail, $why says in half a line what happened. Their own
# variables begin with source_, because a POSIX shell has no local ones.

# shellcheck disable=SC2034 # used where this is sourced
cache=${KHARNESS_CACHE:-${XDG_CACHE_HOME:-${HOME:?}/.cache}/kharness}
why=

die() {
	printf 'error: %s\n' "$*" >&2
	exit 2
}

# kernel_org_url VERSION FILE - where kernel.org keeps FILE of this release
kernel_org_url() {
	printf 'https://cdn.kernel.org/pub/linux/kernel/v%s.x/%s\n' "${1%%.*}" "$2"
}

# download URL FILE - with what is there, giving up soon when nobody answers
download() {
	if command -v curl >/dev/null; then
		set -- "$@" curl --fail --silent --show-error --location --proto =https \
			--connect-timeout 5 --speed-limit 1000 --speed-time 30 --output "$2" "$1"
	elif command -v wget >/dev/null; then
		set -- "$@" wget --no-verbose --https-only --tries=1 --connect-timeout=5 \
			--read-timeout=30 --output-document="$2" "$1"
	else
		why='neither curl nor wget is here'
		return 1
	fi
	source_file=$2
	shift 2
	why=$("$@" 2>&1) && return
	why=$(printf '%s\n' "$why" | tail -n 1)
	rm -f -- "$source_file"
	return 1
}

# debian_archive - URI of the archive this machine's apt already uses
#
# Not the security archive, which has no backports. Before the first 'apt-get
# update' apt knows no origin; then the suite's name has to do.
debian_archive() {
	# shellcheck disable=SC2016 # apt's own syntax
	apt-get indextargets --format '$(ORIGIN)|$(LABEL)|$(RELEASE)|$(COMPONENT)|$(REPO_URI)' \
		'Created-By: Packages' 2>/dev/null |
		awk -F '|' '
			$4 != "main" || $3 ~ /-security$/ || $2 ~ /Security/ { next }
			$1 == "Debian" { known = known ? known : $5 }
			$1 == "" { unknown = unknown ? unknown : $5 }
			END { if (known || unknown) print known ? known : unknown }'
}

# debian_prepare DIR SUITE [deb] - apt configuration in DIR for the sources of SUITE
# or, with "deb", for its packages
#
# Lists, state and downloads stay in DIR: the machine's own apt is not changed,
# and neither deb-src lines nor root are needed. Only the Debian archive's key
# is accepted. The hooks of the machine's apt would act on its own lists.
debian_prepare() {
	command -v apt-get >/dev/null || { why='no apt on this machine'; return 1; }
	source_keyring=/usr/share/keyrings/debian-archive-keyring.gpg
	[ -r "$source_keyring" ] || { why="'$source_keyring' is not here"; return 1; }
	source_uri=$(debian_archive)
	[ -n "$source_uri" ] || { why='apt knows no Debian archive'; return 1; }
	mkdir -p "$1/state/lists/partial" "$1/cache"
	echo "${3:-deb-src} [signed-by=$source_keyring] $source_uri $2 main" >"$1/sources.list"
	cat >"$1/apt.conf" <<-CONF
		#clear APT::Update::Pre-Invoke;
		#clear APT::Update::Post-Invoke;
		#clear APT::Update::Post-Invoke-Success;
		Dir::Etc::SourceList "$1/sources.list";
		Dir::Etc::SourceParts "-";
		Dir::State "$1/state";
		Dir::State::Lists "$1/state/lists";
		Dir::Cache "$1/cache";
		APT::Sandbox::User "root";
		Acquire::Languages "none";
		Acquire::Retries "1";
		Acquire::http::Timeout "30";
		Acquire::https::Timeout "30";
	CONF
	debian_apt "$1" apt-get -q update || return
	# a missing suite is only a warning to apt
	if grep -q '^[EW]: ' "$1/answer"; then
		why=$(grep -m 1 '^[EW]: ' "$1/answer")
		return 1
	fi
}

# debian_apt DIR COMMAND... - with DIR's configuration, answer to DIR/answer
debian_apt() {
	source_dir=$1
	source_program=$2
	shift 2
	(cd "$source_dir" && "$source_program" -c "$source_dir/apt.conf" "$@") >"$source_dir/answer" 2>&1 && return
	why=$(grep -m 1 '^E: ' "$source_dir/answer" || tail -n 1 "$source_dir/answer")
	return 1
}

# debian_tarball_name VERSION - what Debian calls the sources of this release
debian_tarball_name() {
	printf 'linux_%s.orig.tar.xz\n' "$1"
}

# tree_version TREE - what its Makefile calls KERNELVERSION; fails if it is no Linux
tree_version() {
	[ -f "$1/Makefile" ] && [ -f "$1/Kconfig" ] && awk -F '[ \t]*=[ \t]*' '
		NR > 20 { exit }
		$1 ~ /^(VERSION|PATCHLEVEL|SUBLEVEL|EXTRAVERSION)$/ { part[$1] = $2 }
		END {
			if (part["VERSION"] !~ /^[0-9]+$/ || part["PATCHLEVEL"] !~ /^[0-9]+$/ ||
			    part["SUBLEVEL"] !~ /^[0-9]*$/ || part["EXTRAVERSION"] !~ /^[A-Za-z0-9._+-]*$/)
				exit 1
			printf "%s.%s", part["VERSION"], part["PATCHLEVEL"]
			if (part["SUBLEVEL"] != "")
				printf ".%s", part["SUBLEVEL"]
			print part["EXTRAVERSION"]
		}' "$1/Makefile"
}
