import ReplicationLab

/// The work of one PostgreSQL server for the monitoring role, by `pg_stat_statements`.
/// <https://www.postgresql.org/docs/15/pgstatstatements.html>
struct StatementWork {
    let statements: Int
    /// Planning and executing.
    let time: Duration

    /// Since the statistics began.
    init(on node: PostgresNode) throws {
        let row = try node.sql(
            """
            SELECT coalesce(sum(calls), 0), coalesce(sum(total_plan_time + total_exec_time) * 1000, 0)::int8
            FROM pg_stat_statements WHERE userid = 'replmon'::regrole
            """
        ).split(separator: "|").compactMap { Int($0) }
        guard row.count == 2 else { throw BenchError("pg_stat_statements on \(node.name) does not answer") }
        self.init(statements: row[0], time: .microseconds(row[1]))
    }

    /// Since an earlier reading.
    static func - (later: StatementWork, earlier: StatementWork) -> StatementWork {
        StatementWork(statements: later.statements - earlier.statements, time: later.time - earlier.time)
    }

    private init(statements: Int, time: Duration) {
        self.statements = statements
        self.time = time
    }
}
