"""A strategy as data: read, check, compare and write packs, whatever their sections.

A pack is a directory of YAML (or GeoJSON) files. Each app registers the sections it owns; the
engine knows no domain word.
"""
