"""The graph of the project's imports: which rooms a module reaches, and which modules import each other in a circle."""

from tests.sources import FLOORS, ROOMS, Module, imported_names, modules


def room_of(name: str) -> str:
    """`steps` of `requests_app.steps.units`; empty for the root and for other apps."""
    parts = name.split(".")
    return parts[1] if parts[0] == "requests_app" and len(parts) > 2 else ""


def row_of(room: str) -> int:
    return next(row for row, rooms in enumerate(ROOMS) if room in rooms)


def imports_above(module: Module, known: dict[str, Module]) -> list[str]:
    """Imports of a room of requests_app that lead to a higher room, or from a room to the root."""
    own = room_of(module.dotted)
    if not own:
        return []
    found = []
    for line, name in imported_names(module.tree):
        target = resolved(name, known)
        if target is None or not target.startswith("requests_app."):
            continue
        room = room_of(target) or target.split(".")[1]
        if room not in {each for row in ROOMS for each in row} or row_of(room) > row_of(own):
            found.append(f"{module.name}:{line} ({own}) imports {target} ({room})")
    return found


def resolved(name: str, known: dict[str, Module]) -> str | None:
    """The module that a dotted name is or lives in."""
    while name and name not in known:
        name = name.rpartition(".")[0]
    return name or None


def known_modules() -> dict[str, Module]:
    return {module.dotted: module for module in modules(*FLOORS)}


def cycles(graph: dict[str, set[str]]) -> list[list[str]]:
    """Groups of modules that import each other, lazily or not (Tarjan)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(name: str) -> None:
        index[name] = low[name] = len(index)
        stack.append(name)
        for other in sorted(graph.get(name, set()) - {name}):
            if other not in index:
                visit(other)
                low[name] = min(low[name], low[other])
            elif other in stack:
                low[name] = min(low[name], index[other])
        if low[name] == index[name]:
            group = stack[stack.index(name) :]
            del stack[stack.index(name) :]
            found.extend([sorted(group)] if len(group) > 1 else [])

    for name in sorted(graph):
        if name not in index:
            visit(name)
    return found


def import_graph(known: dict[str, Module]) -> dict[str, set[str]]:
    return {
        name: {target for _, used in imported_names(module.tree) if (target := resolved(used, known))}
        for name, module in known.items()
    }
