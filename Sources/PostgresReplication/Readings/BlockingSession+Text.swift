internal import ReplicationCore

extension BlockingSession: CustomStringConvertible {
    /// One line for people: `session 4711 (psql by app, idle in transaction, open for 43.0 s)`.
    package var description: String {
        let client = [applicationName, user.map { "by \($0)" }].compactMap(\.self).filter { !$0.isEmpty }
        let facts = [
            client.isEmpty ? nil : client.joined(separator: " "), state,
            transactionAge.map { "open for \(HumanText.age($0))" },
        ].compactMap(\.self)
        return "session \(pid)" + (facts.isEmpty ? "" : " (\(facts.joined(separator: ", ")))")
    }
}
