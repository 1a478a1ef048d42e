/// How a line on standard error shows its level.
package enum JournalLinePrefix: Hashable, Sendable {
    /// `<4>`: the number of the syslog level, which journald and syslog parse (sd-daemon(3)).
    case priority
    /// `warning: `.
    case level
    /// `warning: ` in the level's colour, for a terminal.
    case colouredLevel
}
