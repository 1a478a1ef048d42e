import FoundationEssentials

extension AlertsDocument {
    /// Reads what ``json()`` wrote; throws on anything else.
    package init(json: [UInt8]) throws {
        self = try JSONDecoder().decode(AlertsDocument.self, from: Data(json))
    }
}
