/// The reply of `GET /api/v1/silences`: those that are not over, the first to end first.
package struct SilencesDocument: JSONDocument, Hashable {
    /// The schema's version: 1.
    package var version = 1
    package var silences: [SilenceStatus]

    package init(_ snapshot: Snapshot) {
        silences = SilenceStatus.list(snapshot)
    }
}

extension SilencesDocument {
    package enum CodingKeys: String, CodingKey, CaseIterable {
        case silences
        case version
    }

    package func write(_ key: CodingKeys, to json: inout JSONWriter) {
        switch key {
        case .silences: json.write(silences)
        case .version: json.write(version)
        }
    }
}
