/// One planned PostgreSQL server: the primary, or a standby of another node.
package struct PostgresNodePlan: Sendable {
    /// Also the server's `cluster_name`, and so a standby's `application_name` at its upstream.
    package var name: String
    /// The node it streams from (a standby's name makes a cascade); `nil` for the primary.
    package var upstream: String?
    /// Whether its upstream keeps a physical replication slot for it.
    package var slot: Bool
    /// Its `recovery_min_apply_delay`.
    package var applyDelay: Duration?
    /// Further settings of `postgresql.conf`, values without quotes.
    package var settings: [String: String]

    /// A primary (no `upstream`) or a standby.
    package init(
        name: String, upstream: String? = nil, slot: Bool = true, applyDelay: Duration? = nil,
        settings: [String: String] = [:]
    ) {
        self.name = name
        self.upstream = upstream
        self.slot = slot
        self.applyDelay = applyDelay
        self.settings = settings
    }

    /// The name of its slot at its upstream.
    package var slotName: String { name.lowercased().replacing("-", with: "_") }

    /// db-a, the primary, and `standbys` standbys of it: db-b, db-c, … With `cascading` each streams from the one
    /// before.
    package static func group(standbys: Int, cascading: Bool = false) -> [PostgresNodePlan] {
        let names = "abcdefghijklmnopqrstuvwxyz".prefix(1 + max(0, standbys)).map { "db-\($0)" }
        return names.enumerated().map { index, name in
            let upstream = index == 0 ? nil : names[cascading ? index - 1 : 0]
            return PostgresNodePlan(name: name, upstream: upstream)
        }
    }
}
