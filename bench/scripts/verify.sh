#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The neuron-publish authors
#
# SPDX-License-Identifier: MIT
#
# What a person would write to know that every release is what was signed:
# checksum, signature, and the tree of the unpacked source against the tag's.
#
# verify.sh REPOSITORY DATABASE: a data repository, and an rpm database with the
# vendor's key.

set -euo pipefail
repository=$1 database=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$repository"
git fsck --strict --full --no-progress
git_folder=$(git rev-parse --absolute-git-dir)

for tag in $(git tag --list '[0-9]*'); do
  path=$(git diff-tree --no-commit-id --name-only -r "$tag" -- archive/rpm | grep '\.rpm$')
  rm -rf "$work/package"
  mkdir "$work/package"
  git cat-file blob "$tag:$path" > "$work/package.rpm"
  printf '%s  %s\n' "$(git cat-file blob "$tag:$path.sha256")" "$work/package.rpm" |
    sha256sum --check --quiet
  rpmkeys --define "_dbpath $database" --define '_pkgverify_level all' \
    --checksig "$work/package.rpm" > /dev/null
  rpm2cpio "$work/package.rpm" | (cd "$work/package" && cpio --extract --make-directories --quiet)
  export GIT_INDEX_FILE="$work/index"
  rm -f "$GIT_INDEX_FILE"
  for source in "$work"/package/usr/src/*; do
    git --git-dir="$git_folder" --work-tree="$source" -C "$source" add --all --force .
  done
  found=$(git --git-dir="$git_folder" write-tree)
  expected=$(git rev-parse "$tag:src")
  if [ "$found" != "$expected" ]; then
    echo "$tag: expected $expected, found $found" >&2
    exit 1
  fi
done
