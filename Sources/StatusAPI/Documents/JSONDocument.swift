import FoundationEssentials

/// A document of the API: JSON with keys in snake case, which are added from release to release and never renamed.
package protocol JSONDocument: Codable, Sendable {}

extension JSONDocument {
    /// The document as JSON, keys sorted; on one line unless `pretty`.
    package func json(pretty: Bool = false) -> [UInt8] {
        JSONText.encode(self, pretty: pretty)
    }

    /// Reads what ``json(pretty:)`` wrote; throws on anything else.
    package init(json: [UInt8]) throws {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        self = try decoder.decode(Self.self, from: Data(json))
    }
}

/// How documents are written.
enum JSONText {
    /// Any of the API's documents as JSON. Our own values hold no floating-point infinities and always encode.
    static func encode(_ value: some Encodable, pretty: Bool = false, snakeCase: Bool = true) -> [UInt8] {
        let encoder = JSONEncoder()
        if snakeCase { encoder.keyEncodingStrategy = .convertToSnakeCase }
        encoder.outputFormatting =
            pretty
            ? [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
            : [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(value)).map(Array.init) ?? Array("{}".utf8)
    }
}
