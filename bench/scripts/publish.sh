#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The neuron-publish authors
#
# SPDX-License-Identifier: MIT
#
# What a person would write instead of this program: download, check, unpack,
# commit and tag every release that a yum repository lists.
#
# publish.sh URL REPOSITORY DATABASE: an empty git repository, and an rpm
# database with the vendor's key.

set -euo pipefail
url=$1 repository=$2 database=$3
cd "$repository"
mkdir -p archive/rpm src
packages=$(mktemp) cpio=$(mktemp -d)
trap 'rm -rf "$packages" "$cpio"' EXIT

get() { curl --silent --show-error --fail --output "$1" "$url/$2"; }

# Metadata, with its checksums.
get archive/repomd.xml repodata/repomd.xml
for type in primary filelists other; do
  href=$(grep -o "href=\"repodata/[0-9a-f]*-$type.xml.gz\"" archive/repomd.xml | cut -d'"' -f2)
  get "archive/$type.xml.gz" "$href"
  checksum=${href#repodata/}
  checksum=${checksum%%-*}
  printf '%s  archive/%s.xml.gz\n' "$checksum" "$type" | sha256sum --check --quiet
  printf '%s' "$checksum" > "archive/$type.xml.gz.sha256"
done
git add archive
git commit --quiet --message 'feat: Update archive - repo files'
get archive/release-notes.rst release-notes.rst
git add archive
git commit --quiet --message 'feat: Update archive - release notes'
get archive/GPG-PUB-KEY-AMAZON-AWS-NEURON.PUB GPG-PUB-KEY-AMAZON-AWS-NEURON.PUB
git add archive
git commit --quiet --message 'feat: Update archive - GPG Public Key'

# "version checksum file" of each driver package, oldest first.
gzip -dc archive/primary.xml.gz | awk '
  /<package type=/ { name = arch = version = checksum = file = "" }
  match($0, /<name>[^<]*/) { name = substr($0, RSTART + 6, RLENGTH - 6) }
  match($0, /<arch>[^<]*/) { arch = substr($0, RSTART + 6, RLENGTH - 6) }
  match($0, /ver="[^"]*/) && version == "" { version = substr($0, RSTART + 5, RLENGTH - 5) }
  match($0, /pkgid="YES">[^<]*/) { checksum = substr($0, RSTART + 12, RLENGTH - 12) }
  match($0, /<location [^>]*href="[^"]*/) {
    file = substr($0, RSTART, RLENGTH); sub(/.*href="/, "", file)
  }
  /<\/package>/ && arch == "noarch" && name ~ /^aws-neuronx?-dkms$/ {
    print version, checksum, file
  }' | sort --version-sort > "$packages"

while read -r version checksum file; do
  rpm=archive/rpm/$file
  get "$rpm" "$file"
  printf '%s  %s\n' "$checksum" "$rpm" | sha256sum --check --quiet
  printf '%s' "$checksum" > "$rpm.sha256"
  rpmkeys --define "_dbpath $database" --checksig "$rpm" > /dev/null
  rm -rf src "${cpio:?}"/*
  rpm2cpio "$rpm" | (cd "$cpio" && cpio --extract --make-directories --quiet)
  mv "$cpio"/usr/src/* src
  git add --all src archive
  git commit --quiet --message "feat: Neuron Driver $version"
  git tag "$version"
done < "$packages"
