/// One value of a BSON document, in the kinds that the replication commands use.
/// <https://bsonspec.org/spec.html>
enum BSONValue: Hashable, Sendable {
    case double(Double)
    case string(String)
    case document(BSONDocument)
    /// The elements in order; their keys ("0", "1", …) have no meaning.
    case array(BSONDocument)
    /// Twelve bytes.
    case objectID([UInt8])
    case boolean(Bool)
    /// Milliseconds since the Unix epoch.
    case dateTime(Int64)
    case null
    case int32(Int32)
    case timestamp(seconds: UInt32, increment: UInt32)
    case int64(Int64)
    /// A type that replmon reads in no field; its bytes were skipped.
    case other(type: UInt8)
}
