# SPDX-FileCopyrightText: 2026 The neuron-publish authors
#
# SPDX-License-Identifier: MIT
#
# Reads primary.xml with createrepo_c's parser, collects the packages of one
# name, and prints how many there are.
#
# createrepo.py FILE NAME

import sys

import createrepo_c

found = []


def collect(package):
    if package.name == sys.argv[2]:
        found.append(package)


createrepo_c.xml_parse_primary(sys.argv[1], None, collect, None, False)
print(len(found))
