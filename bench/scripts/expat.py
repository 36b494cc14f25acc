# SPDX-FileCopyrightText: 2026 The neuron-publish authors
#
# SPDX-License-Identifier: MIT
#
# Reads primary.xml with expat, decompressing it on the fly, and prints how many
# packages it lists.
#
# expat.py FILE [NAME]: with a name, collects those packages as well: name,
# architecture, version, checksum and location. Without, nothing but the start
# of each element is looked at.

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


class Counter:
    def __init__(self):
        self.count = 0

    def start(self, name, attributes):
        if name == "package":
            self.count += 1


class Collector(Counter):
    def __init__(self, wanted):
        super().__init__()
        self.wanted = wanted
        self.found = []
        self.package = {}
        self.text = ""

    def start(self, name, attributes):
        super().start(name, attributes)
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


parser = xml.parsers.expat.ParserCreate()
parser.buffer_text = True
handler = Collector(sys.argv[2]) if len(sys.argv) > 2 else Counter()
parser.StartElementHandler = handler.start
if isinstance(handler, Collector):
    parser.EndElementHandler = handler.end
    parser.CharacterDataHandler = handler.data
for chunk in chunks(sys.argv[1]):
    parser.Parse(chunk, False)
parser.Parse(b"", True)
print(handler.count)
