internal import ReplicationCore

/// How the last reading of the configuration ended.
struct ReloadOutcome {
    /// Why the configuration was refused; `nil` if it was accepted.
    var problem: String?
    /// When a configuration was last accepted.
    var succeededAt: WallInstant
}
