# SPDX-FileCopyrightText: 2026 The neuron-publish authors
#
# SPDX-License-Identifier: MIT
#
# Reads primary.xml with expat, decompressing it on the fly, collects the
# packages of one name (name, architecture, version, checksum and location), and
# prints how many there are.
#
# expat.py FILE NAME

import gzip
import subprocess
import sys
import xml.parsers.expat

CHUNK = 1 << 16


def chunks(path):
    if path.endswith(".zst"):
        with subprocess.Popen(["zstd", "-dcq", path], stdout=subprocess.PIPE) as zstd:
            while chunk := zstd.stdout.read(CHUNK):
                yield chunk
        return
    with gzip.open(path) as file:
        while chunk := file.read(CHUNK):
            yield chunk


class Collector:
    def __init__(self, wanted):
        self.wanted = wanted
        self.found = []
        self.package = {}
        self.text = ""

    def start(self, name, attributes):
        if name == "package":
            self.package = {}
        elif name in ("version", "location"):
            self.package[name] = attributes
        self.text = ""

    def data(self, text):
        self.text += text

    def end(self, name):
        if name in ("name", "arch", "checksum"):
            self.package[name] = self.text
        elif name == "package" and self.package.get("name") == self.wanted:
            self.found.append(self.package)


collector = Collector(sys.argv[2])
parser = xml.parsers.expat.ParserCreate()
parser.buffer_text = True
parser.StartElementHandler = collector.start
parser.EndElementHandler = collector.end
parser.CharacterDataHandler = collector.data
for chunk in chunks(sys.argv[1]):
    parser.Parse(chunk, False)
parser.Parse(b"", True)
print(len(collector.found))
