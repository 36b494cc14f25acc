#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The neuron-publish authors
#
# SPDX-License-Identifier: MIT
#
# What a person would write to prove a clone: redirections, every object, every
# ref, HEAD, every commit, the metadata's checksums, every release's package,
# signatures, source and message, the files at the tip, and the worktree.
#
# verify.sh REPOSITORY DATABASE: a data repository, an rpm database with the
# vendor's key, and that key in DATABASE.asc.

set -euo pipefail
repository=$1 database=$2
export LC_ALL=C GIT_NO_REPLACE_OBJECTS=1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$repository"
git_directory=$(git rev-parse --absolute-git-dir)

fail() {
  echo "$*" >&2
  exit 1
}
same() { [ "$2" = "$3" ] || fail "$1: expected $2, found $3"; }
sum_of() { sha256sum < "$1" | cut -d ' ' -f 1; }

# Every object, while the rest goes on.
git fsck --strict --full --no-dangling --no-progress & fsck=$!

# Nothing makes git show a different object.
same "refs/replace" "" "$(git for-each-ref refs/replace)"
same "shallow" false "$(git rev-parse --is-shallow-repository)"
[ ! -e "$git_directory/info/grafts" ] || fail "there are grafts"

# Every ref: release tags and the main branch; others are not proved.
git for-each-ref --format='%(objectname) %(refname)' > "$work/refs"
grep -v -E ' refs/(heads/main|tags/[0-9.]+)$' "$work/refs" && exit 1
sed -n 's,refs/tags/,,p' "$work/refs" > "$work/tags"
tip=$(git rev-parse refs/heads/main)
same HEAD "$tip" "$(git rev-parse HEAD)"

# Every commit: a release with its tag, or an update of the archive alone.
git log --no-renames --name-only --format='commit %H %s' "$tip" > "$work/log"
awk '
  NR == FNR { version[$1] = $2; next }
  $1 == "commit" {
    release = version[$2]
    if (release != "" && $0 !~ "feat: Neuron Driver " release "$") exit 1
    if (release == "" && $0 !~ /feat: Update archive - /) exit 1
    next
  }
  /^archive\// || $0 == "" { next }
  release != "" && /^src\// { next }
  { exit 1 }
' "$work/tags" "$work/log" || fail "a commit is neither a release nor an update"

# check_archive COMMIT: metadata as repomd.xml has it, and the vendor's key.
# What was checked for another commit is not checked again. Sets $metadata.
check_archive() {
  local names=(repomd.xml primary.xml.gz filelists.xml.gz other.xml.gz) ids
  ids=$(git rev-parse "${names[@]/#/$1:archive/}" | sha256sum | cut -d ' ' -f 1)
  metadata=$work/metadata.$ids
  if [ ! -d "$metadata" ]; then
    mkdir "$metadata"
    for name in "${names[@]}"; do
      git cat-file blob "$1:archive/$name" > "$metadata/$name"
    done
    for type in primary filelists other; do
      stored=$(sum_of "$metadata/$type.xml.gz")
      open=$(gzip -dc "$metadata/$type.xml.gz" | sha256sum | cut -d ' ' -f 1)
      sed -n "/<data type=\"$type\">/,/<\/data>/p" "$metadata/repomd.xml" > "$metadata/record"
      grep -F -q "<checksum type=\"sha256\">$stored</checksum>" "$metadata/record"
      grep -F -q "<open-checksum type=\"sha256\">$open</open-checksum>" "$metadata/record"
      same "$type.xml.gz.sha256" "$stored" "$(git cat-file blob "$1:archive/$type.xml.gz.sha256")"
    done
    gzip -dc "$metadata/primary.xml.gz" | tr -d '\n' |
      sed 's,</package>,&\n,g' > "$metadata/packages"
  fi
  local key=GPG-PUB-KEY-AMAZON-AWS-NEURON.PUB
  if [ -n "$(git ls-tree "$1" "archive/$key")" ]; then
    same "$key" "$key_id" "$(git rev-parse "$1:archive/$key")"
  fi
}
key_id=$(git hash-object "$database.asc")
while read -r commit; do
  check_archive "$commit"
done < <(sed -n 's,^commit \([0-9a-f]*\) feat: Update archive.*,\1,p' "$work/log")

# Every release.
while read -r commit tag; do
  check_archive "$commit"
  git diff-tree --no-commit-id --name-status --no-renames -r "$commit" > "$work/touched"
  file=$(sed -n 's,^A\tarchive/rpm/\(.*\.rpm\)$,\1,p' "$work/touched")
  git cat-file blob "$commit:archive/rpm/$file" > "$work/$file"
  sum=$(sum_of "$work/$file")
  same "$file.sha256" "$sum" "$(git cat-file blob "$commit:archive/rpm/$file.sha256")"
  grep -F "<checksum type=\"sha256\" pkgid=\"YES\">$sum</checksum>" "$metadata/packages" |
    grep -F "href=\"$file\"" | grep -F -q "ver=\"$tag\""
  rpmkeys --dbpath "$database" --define '_pkgverify_level all' \
    --checksig --verbose "$work/$file" > "$work/signatures"
  grep -v -q -e "^$work/$file:\$" -e ': OK$' "$work/signatures" && fail "$file: not signed"
  [ "$(grep -c -i 'signature, key id .*: OK$' "$work/signatures")" -ge 2 ] || fail "$file: not signed"

  rm -rf "$work/package" "$work/index"
  mkdir "$work/package"
  rpm2cpio "$work/$file" | (cd "$work/package" && cpio --extract --make-directories --quiet)
  export GIT_INDEX_FILE="$work/index"
  for source in "$work"/package/usr/src/*; do
    git --git-dir="$git_directory" --work-tree="$source" -C "$source" add --all --force .
  done
  same "$tag:src" "$(git --git-dir="$git_directory" write-tree)" "$(git rev-parse "$commit:src")"
  unset GIT_INDEX_FILE

  git log -1 --format=%B "$commit" > "$work/message"
  grep -q -x "Version: $tag" "$work/message"
  grep -q -x "Checksum: $sum" "$work/message"
  sed -n 's,^- [?MDA]: ,,p' "$work/message" | sort > "$work/named"
  cut -f 2 "$work/touched" | sort | diff - "$work/named"
  git ls-tree "$commit" "archive/rpm/$file" "archive/rpm/$file.sha256" >> "$work/expected"
  rm "$work/$file"
done < "$work/tags"

# The tip: the newest release's source, and the packages of all releases.
newest=$(git describe --tags --abbrev=0 --match '[0-9]*' "$tip")
same "src at the tip" "$(git rev-parse "$newest:src")" "$(git rev-parse "$tip:src")"
diff <(sort "$work/expected") <(git ls-tree "$tip" archive/rpm/ | sort)
same "files beside the source" "archive
src" "$(git ls-tree --name-only "$tip")"

# What is checked out, with an index of our own: the repository's can hide files.
export GIT_INDEX_FILE="$work/index"
git read-tree HEAD
same worktree "" "$(git status --porcelain --ignored)"
unset GIT_INDEX_FILE

wait "$fsck"
