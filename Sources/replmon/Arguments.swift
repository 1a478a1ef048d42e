import ArgumentParser
import ReplicationCore
import ReplmonCtl

/// Rules for arguments.
enum Arguments {
    /// The name of an alert, in whatever case, or a pattern.
    static func requireAlert(_ name: String?) throws {
        guard let name, !name.contains("*"), CatalogueEntry.name(name) == nil else { return }
        throw ValidationError(UnknownName.message(alert: name))
    }
}

extension Duration {
    /// From an argument such as `2h`.
    init(argument: String) throws {
        guard let duration = Duration(text: argument) else {
            throw ValidationError(
                "`\(argument)` is not a duration; write a number and a unit, such as 30s, 5m, 2h or 1d")
        }
        self = duration
    }
}
