"""Contracts for import-linter beside its own: who may use which library, and who none at all."""

import sys

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output
from importlinter.contracts.protected import ProtectedContract


class StandardLibraryOnly(Contract):
    """The descendants of `modules` import no third party's package.

    `forbidden` would need the name of every library there is; this asks Python which names are its own.
    """

    type_name = "standard_library_only"

    modules = fields.ListField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: FBT001 - import-linter's signature
        """Find imports that leave both the project and the standard library."""
        packages: list[str] = list(self.modules)  # type: ignore[call-overload] # its fields have no types
        own = {name.partition(".")[0] for name in packages}
        allowed = own | sys.stdlib_module_names
        strangers = [
            f"{importer} -> {imported}"
            for package in packages
            for importer in sorted({package, *graph.find_descendants(package)})
            for imported in sorted(graph.find_modules_directly_imported_by(importer))
            if imported.partition(".")[0] not in allowed
        ]
        return ContractCheck(kept=not strangers, metadata={"strangers": strangers})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Print each import on a line of its own."""
        for line in check.metadata["strangers"]:
            output.print_error(f"- {line}", bold=False)
        output.new_line()


class ProtectedLibraries(ProtectedContract):
    """import-linter's `protected`, for libraries that may also be used by nobody.

    The original stops with an error where a protected library is imported nowhere, so that the rule could
    not be written before the code that it is for, or would go as soon as the last import does.
    """

    type_name = "protected_libraries"

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: FBT001 - import-linter's signature
        """Check as `protected` does, a library nobody imports counting as imported by nobody."""
        for library in self.protected_modules:  # type: ignore[attr-defined] # its fields have no types
            if library.expression not in graph.modules:
                graph.add_module(library.expression, is_squashed=True)
        return super().check(graph, verbose)
