import CPostgres
import ReplicationCore

/// One libpq result; everything is copied out before it is freed.
@safe
struct PostgresResult: ~Copyable {
    private let handle: OpaquePointer

    /// Takes over a result that is not null.
    init(_ handle: OpaquePointer) {
        unsafe self.handle = unsafe handle
    }

    deinit {
        unsafe PQclear(handle)
    }

    /// Why the request failed; `nil` when it did not.
    /// - Throws: for a result that no request of replmon has, such as a COPY, which libpq returns again without end.
    func failure() throws(ProbeFailure) -> ProbeFailure? {
        switch unsafe PQresultStatus(handle) {
        case PGRES_TUPLES_OK, PGRES_COMMAND_OK: return nil
        case PGRES_FATAL_ERROR: break
        default: throw .malformed(field: "kind of result")
        }
        // libpq creates a result without SQLSTATE when the connection ends while it waits.
        guard let state = field("C") else {
            return .closed(ServerMessage(unsafe String(cString: PQresultErrorMessage(handle))).text)
        }
        return ProbeFailure(sqlState: state, message: field("M") ?? "no message")
    }

    /// The rows, each value in the server's text form, NULL as `nil`.
    var rows: [[String?]] {
        let (rows, columns) = unsafe (PQntuples(handle), PQnfields(handle))
        return (0..<rows).map { row in (0..<columns).map { value(row, $0) } }
    }

    private func value(_ row: Int32, _ column: Int32) -> String? {
        guard unsafe PQgetisnull(handle, row, column) == 0, let text = unsafe PQgetvalue(handle, row, column) else {
            return nil
        }
        return unsafe String(cString: text)
    }

    /// A field of the error report by its code, `C` for SQLSTATE and `M` for the primary message: the header's
    /// constants are character macros, which Swift does not import.
    private func field(_ code: Unicode.Scalar) -> String? {
        unsafe PQresultErrorField(handle, Int32(code.value)).map { unsafe String(cString: $0) }
    }
}
