/// How bad a finding is, in the two steps that Prometheus rules and pagers use.
package enum Severity: String, Hashable, Sendable, CaseIterable, Comparable {
    case warning
    case critical

    package static func < (left: Severity, right: Severity) -> Bool {
        left == .warning && right == .critical
    }
}
