#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The neuron-publish authors
#
# SPDX-License-Identifier: MIT
#
# The least that has to happen: decompress every payload, hash every package,
# and give git everything in one stream.
#
# floor.sh DIRECTORY REPOSITORY: payload/*.xz, rpm/*.rpm and import, the stream of
# git fast-export; and an empty git repository.

set -euo pipefail
xz -dc "$1"/payload/*.xz > /dev/null
sha256sum "$1"/rpm/*.rpm > /dev/null
git -C "$2" fast-import --quiet < "$1/import"
