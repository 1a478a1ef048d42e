import FoundationEssentials

/// A document of the API. Its keys are a contract: each is spelled in `CodingKeys`, keys are added from release to release
/// and never renamed.
package protocol JSONDocument: JSONObject, Decodable, Sendable {}

extension JSONDocument {
    /// The document as JSON, keys sorted; on one line unless `pretty`.
    package func json(pretty: Bool = false) -> [UInt8] {
        var json = JSONWriter(isPretty: pretty)
        json.write(self)
        return json.bytes
    }

    /// Reads what ``json(pretty:)`` wrote; throws on anything else.
    package init(json: [UInt8]) throws {
        self = try JSONDecoder().decode(Self.self, from: Data(json))
    }
}
