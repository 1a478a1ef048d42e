package import ReplicationCore
package import StatusAPI

/// `ctl check`: one line for Nagios, Icinga and their like, as the guidelines of the monitoring plugins want it
/// (<https://www.monitoring-plugins.org/doc/guidelines.html>).
package struct PluginOutput: Hashable, Sendable {
    /// At most 80 characters, then ` | ` and the performance data, if there is any.
    package var line: String
    /// 0 ok, 1 warning, 2 critical, 3 unknown.
    package var status: Int32

    /// The longest line before the performance data, in characters.
    static let longest = 80
    /// From this age on a document is not believed: the daemon makes a new one each second.
    static let oldest = Duration.seconds(30)

    /// Limits of the lag beyond the node's configured delay; `nil`: the cluster's verdict alone decides.
    package struct Limits: Hashable, Sendable {
        package var warning: Duration?
        package var critical: Duration?

        package init(warning: Duration? = nil, critical: Duration? = nil) {
            self.warning = warning
            self.critical = critical
        }
    }

    /// The verdict of one cluster, made worse by lags beyond the limits, or by lags that are not known when there are
    /// limits. Silences and explanations change nothing about it.
    package static func of(
        _ document: StatusDocument, cluster name: String, limits: Limits = Limits(), wallNow: WallInstant
    ) -> PluginOutput {
        guard let cluster = document.clusters.first(where: { $0.name == name }) else {
            return .unknown(UnknownName.message(name, clusters: document.clusters.map(\.name)))
        }
        let age = WallInstant(rfc3339: document.generatedAt).map { wallNow.since($0) }
        if let age, age > oldest { return .unknown("the daemon's data are \(HumanText.age(seconds: age.seconds)) old") }
        let lags = cluster.nodes.compactMap { PluginLag($0, limits) }
        let own = Verdict(word: cluster.verdict)
        let worst = lags.max { $0.verdict < $1.verdict }
        let data = lags.isEmpty ? "" : " | " + lags.map(\.performanceData).joined(separator: " ")
        if let worst, worst.verdict > own {
            return PluginOutput(
                line: text(worst.verdict, "\(cluster.name): \(worst.text)") + data,
                status: ExitStatus.of(worst.verdict))
        }
        return PluginOutput(
            line: text(own, "\(cluster.name): \(cluster.summary)") + data, status: ExitStatus.of(own))
    }

    /// The state is not known, and the reason.
    package static func unknown(_ reason: String) -> PluginOutput {
        PluginOutput(line: text(.unknown, reason), status: ExitStatus.unknown)
    }

    /// The daemon could not be asked.
    package static func unknown(_ error: DaemonClientError) -> PluginOutput {
        unknown(error.inShort)
    }

    /// A `|` would begin the performance data.
    private static func text(_ verdict: Verdict, _ text: String) -> String {
        let line = "REPLMON \(verdict.rawValue.uppercased()) - " + text.oneLine.replacing("|", with: "/")
        return line.count > longest ? line.prefix(longest - 3) + "..." : line
    }
}

/// How far one node is behind, as performance data: `'label'=value[UOM];[warn];[crit];[min];[max]`.
struct PluginLag: Hashable {
    var verdict: Verdict
    var text: String
    var performanceData: String

    /// `nil` for a node that follows no other.
    init?(_ node: StatusDocument.Node, _ limits: PluginOutput.Limits) {
        guard node.lagSeconds != nil || node.lagUnknownReason != nil else { return nil }
        let delay = max(0, node.delaySeconds ?? 0)
        let (warning, critical) = (
            limits.warning.map { $0.seconds + delay }, limits.critical.map { $0.seconds + delay }
        )
        let limitTexts = [warning, critical].map { $0.flatMap(Self.number) ?? "" }.joined(separator: ";")
        let value = node.lagSeconds.flatMap(Self.number).map { $0 + "s" } ?? "U"
        performanceData = "'lag_\(Self.label(node.name))'=\(value);\(limitTexts);0;"
        let isAsked = warning != nil || critical != nil
        guard let lag = node.lagSeconds else {
            verdict = isAsked ? .unknown : .ok
            text = "lag of \(node.name) not known: \(node.lagUnknownReason ?? "")"
            return
        }
        verdict =
            if let critical, lag > critical { .critical } else if let warning, lag > warning { .warning } else { .ok }
        text = "\(node.name) is \(HumanText.lag(seconds: lag)) behind"
    }

    /// In the guidelines' digits, without an exponent; `nil` for what has too many.
    private static func number(_ seconds: Double) -> String? {
        let milliseconds = (seconds * 1000).rounded()
        guard let whole = Int64(exactly: milliseconds) else { return nil }
        let (quotient, rest) = whole.magnitude.quotientAndRemainder(dividingBy: 1000)
        let digits = String(1000 + rest).dropFirst()
        let fraction = rest == 0 ? "" : "." + digits.prefix(3 - digits.reversed().prefix { $0 == "0" }.count)
        return (whole < 0 ? "-" : "") + "\(quotient)" + fraction
    }

    /// Neither quotes nor equals signs, nor what would end the data.
    private static func label(_ name: String) -> String {
        String(name.oneLine.prefix(100).map { "'=|".contains($0) ? "_" : $0 })
    }
}
