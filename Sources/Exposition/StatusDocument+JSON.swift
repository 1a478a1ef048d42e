import FoundationEssentials

extension StatusDocument {
    /// The document as JSON, keys in snake case and sorted.
    public func json(pretty: Bool = false) -> [UInt8] {
        Self.json(self, pretty: pretty)
    }

    /// Reads what ``json(pretty:)`` wrote; throws on anything else.
    public init(json: [UInt8]) throws {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        self = try decoder.decode(StatusDocument.self, from: Data(json))
    }

    /// Any of the API's documents as JSON. Our own values hold no floating-point infinities and always encode.
    static func json(_ value: some Encodable, pretty: Bool, snakeCase: Bool = true) -> [UInt8] {
        let encoder = JSONEncoder()
        if snakeCase { encoder.keyEncodingStrategy = .convertToSnakeCase }
        encoder.outputFormatting =
            pretty
            ? [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
            : [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(value)).map(Array.init) ?? Array("{}".utf8)
    }
}
