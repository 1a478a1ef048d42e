internal import ReplicationCore

/// Whether a server hides something from replmon's role, with the grants that would show it.
func privilegeMissing(_ node: AnsweringNode) -> Answer {
    let missing = node.reading.missingPrivileges
    guard !missing.isEmpty else { return .clear }
    return .holds(
        "\(node.name) hides values from replmon: missing \(missing.map(\.description).joined(separator: ", "))",
        missing.map { Evidence("missing_\($0.grant)", "hides \($0.hides.joined(separator: ", "))") })
}

extension AnsweringNode {
    /// Why a value is not visible; `nil` when replmon's role lacks no privilege.
    var blindSpot: String? {
        guard !reading.missingPrivileges.isEmpty else { return nil }
        let grants = reading.missingPrivileges.map(\.grant).joined(separator: ", ")
        return "\(name) hides it from replmon: missing \(grants)"
    }
}
