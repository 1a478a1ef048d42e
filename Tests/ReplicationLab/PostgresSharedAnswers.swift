/// The answers of a real server, by request: one of its sessions for all sessions with the same startup message.
struct PostgresSharedAnswers {
    private let port: Int
    private var origins: [[UInt8]: PostgresOrigin] = [:]

    init(port: Int) {
        self.port = port
    }

    /// As on the wire. Throws when there is none; the client's session must end then.
    mutating func answer(to request: PostgresRequests.Request) throws -> [UInt8] {
        switch request {
        case .encryption: return [UInt8(ascii: "N")]
        case .startup(let message): return try greeting(to: message)
        case .query(let messages, let startup): return try answer(to: messages, startup: startup)
        case .end: throw LabError("the client has ended the session")
        }
    }

    mutating func close() {
        for origin in origins.values { origin.close() }
        origins = [:]
    }

    private mutating func greeting(to startup: [UInt8]) throws -> [UInt8] {
        if let origin = origins[startup] {
            if origin.isAlive { return origin.greeting }
            origin.close()
        }
        let origin = try PostgresOrigin(port: port, startup: startup)
        origins[startup] = origin
        return origin.greeting
    }

    private mutating func answer(to messages: [UInt8], startup: [UInt8]) throws -> [UInt8] {
        guard var origin = origins.removeValue(forKey: startup) else { throw LabError("the real session is lost") }
        do {
            let answer = try origin.answer(to: messages)
            origins[startup] = origin
            return answer
        } catch {
            origin.close()
            throw error
        }
    }
}
