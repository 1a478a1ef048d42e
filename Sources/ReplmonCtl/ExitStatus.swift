package import ReplicationCore
package import StatusAPI

/// The exit status of `ctl status`, in the order of monitoring plugins
/// (<https://www.monitoring-plugins.org/doc/guidelines.html#AEN78>).
package enum ExitStatus {
    /// The state is not known: also when the daemon cannot be asked.
    package static let unknown: Int32 = 3

    /// The request was refused.
    package static let refused: Int32 = 1

    /// 0 ok, 1 warning, 2 critical, 3 unknown: of one cluster, or with `nil` of the worst. A cluster that the document
    /// does not have is unknown.
    package static func of(_ document: StatusDocument, cluster: String? = nil) -> Int32 {
        let word =
            cluster.map { name in document.clusters.first { $0.name == name }?.verdict } ?? document.verdict
        return of(word.map(Verdict.init(word:)) ?? .unknown)
    }

    /// The same of a verdict.
    package static func of(_ verdict: Verdict) -> Int32 {
        switch verdict {
        case .ok: 0
        case .warning: 1
        case .critical: 2
        case .unknown: unknown
        }
    }
}
