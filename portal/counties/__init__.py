"""What is one county's own: its names, units, groups, people, stations and texts, from a folder (a pack) into the
database.

`reading.read_folder` → a `Folder` of tables and JSON; `loading.rehearse` says what would happen and writes nothing,
`loading.load` writes all of it or nothing. What goes where: docs/packs.md.
"""
