/// Members that a document of an earlier release does not have. Synthesized `Decodable` conformances choose these methods
/// over the general form.
extension KeyedDecodingContainer {
    /// Some flags.
    func decode(_ type: FalseWhenAbsent.Type, forKey key: Key) throws -> FalseWhenAbsent {
        try decodeIfPresent(type, forKey: key) ?? FalseWhenAbsent(wrappedValue: false)
    }

    /// Replication slots.
    func decode(_ type: [StatusDocument.Slot].Type, forKey key: Key) throws -> [StatusDocument.Slot] {
        try decodeIfPresent(type, forKey: key) ?? []
    }

    /// Silences.
    func decode(_ type: [SilenceStatus].Type, forKey key: Key) throws -> [SilenceStatus] {
        try decodeIfPresent(type, forKey: key) ?? []
    }

    /// An alert's evaluations.
    func decode(
        _ type: [StatusDocument.AlertStatus.Evaluation].Type, forKey key: Key
    ) throws -> [StatusDocument.AlertStatus.Evaluation] {
        try decodeIfPresent(type, forKey: key) ?? []
    }
}
