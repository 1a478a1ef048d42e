import PostgresReplication

/// The slow row of a poll: values that change rarely, or take milliseconds to compute.
///
/// A function that a role may not call fails when the statement that names it starts, used or not. So two of them are
/// named only in texts that `ts_stat` runs when the role may: it is the one function of every build that runs a text
/// and returns its result, as the lexemes of a `tsvector`
/// (<https://www.postgresql.org/docs/current/textsearch-features.html#TEXTSEARCH-STATISTICS>).
///
/// `primary_conninfo` may hold a password, so the server itself extracts the host and port from it: the text is divided
/// as libpq divides it, and no other part leaves the server
/// (<https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING>).
enum InventoryStatement {
    static let row =
        PollStatement.select(
            "inventory",
            [
                "wal.oldest", "wal.bytes",
                "(current_setting('restore_command', true) <> '')::text",
                "CASE WHEN in_recovery THEN nullif(current_setting('primary_slot_name', true), '') END",
                "coalesce(uri[1], uri[2], \(value(of: "host")), \(value(of: "hostaddr")))",
                "coalesce(uri[3], \(value(of: "port")))",
                "(SELECT nullif(min_recovery_end_timeline, 0) FROM pg_control_recovery())::text",
                "(SELECT rolreplication OR rolsuper FROM pg_roles WHERE rolname = current_user)::text",
                "(SELECT string_agg(name, ',') FROM pg_settings WHERE pending_restart AND name IN (\(parity)))",
                "file.settings",
            ]) + """

            FROM role,
                LATERAL (SELECT \(conninfo) AS conninfo OFFSET 0) AS a,
                LATERAL (SELECT regexp_match(conninfo, $re$\(uri)$re$) AS uri,
                    conninfo ~ $re$^(?:\(pair))*\\s*$$re$ AS is_list OFFSET 0) AS b,
                LATERAL (\(wal)) AS wal,
                LATERAL (\(fileSettings)) AS file
            """

    private static let parity = ParitySetting.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")

    private static let conninfo = """
        CASE WHEN in_recovery AND \(PollStatement.has("pg_read_all_settings")) \
        THEN current_setting('primary_conninfo', true) END
        """

    /// The whole of a connection URI; the first host in brackets or without, and its port. A second `@` means that the
    /// first one did not end the password.
    private static let uri =
        #"^postgres(?:ql)?://(?:[^@/]*@)?(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9._-]+))(?::([0-9]+))?(?:[,/?][^@]*)?$"#

    /// One `keyword = value`, the value with quotes around it or without.
    private static let pair =
        #"\s*([a-z_]+)\s*=\s*('(?:[^'\\]|\\.)*'|(?:(?:[^'\s\\]|\\.)(?:[^\s\\]|\\.)*)?)"#

    /// The value of a keyword, of which the last counts, where the conninfo is a list of them.
    private static func value(of keyword: String) -> String {
        """
        (SELECT substring(btrim(pair[2], '''') FROM '^[A-Za-z0-9._:/,%-]+$') \
        FROM regexp_matches(conninfo, $re$\(pair)$re$, 'g') WITH ORDINALITY AS pairs(pair, place) \
        WHERE is_list AND pair[1] = '\(keyword)' ORDER BY place DESC LIMIT 1)
        """
    }

    /// The oldest segment (its name without the timeline) and the bytes of all files, both NULL where the role may not
    /// list them.
    private static let wal = """
        SELECT max(substr(word, 8)) FILTER (WHERE word LIKE 'oldest %') AS oldest,
            max(substr(word, 7)) FILTER (WHERE word LIKE 'bytes %') AS bytes
        FROM ts_stat(CASE WHEN \(PollStatement.mayListWAL) THEN
            $$SELECT array_to_tsvector(array_remove(ARRAY[
                'oldest ' || min(substr(name, 9) COLLATE "C") FILTER (WHERE name ~ '^[0-9A-F]{24}$'),
                'bytes ' || sum(size)], NULL))
            FROM pg_ls_waldir()$$
            ELSE $$SELECT ''::tsvector$$ END)
        """

    /// `name=value` of the settings whose value in the files is not in force for want of a restart; NULL where the role
    /// may not read the files.
    private static let fileSettings = """
        SELECT CASE WHEN \(mayReadFiles) THEN coalesce(string_agg(word, ','), '') END AS settings
        FROM ts_stat(CASE WHEN \(mayReadFiles) THEN
            $$SELECT coalesce(array_to_tsvector(array_agg(name || '=' || setting)), '')
            FROM pg_show_all_file_settings()
            WHERE NOT applied AND error IS NOT NULL AND name IN (\(parity))$$
            ELSE $$SELECT ''::tsvector$$ END)
        """

    private static let mayReadFiles =
        "has_function_privilege('pg_catalog.pg_show_all_file_settings()', 'EXECUTE')"
}
