import Alerting
import ReplicationCore

extension HistoryBatch {
    /// A batch of which every part contains the number of the batch and the number of parts.
    static func numbered(_ number: Int64) -> HistoryBatch {
        let at = WallInstant(milliseconds: number)
        let mixed = UInt64(bitPattern: number) &* 0x9e37_79b9_7f4a_7c15
        let (alertCount, silenceCount, eventCount) = (mixed >> 60, mixed >> 58 & 3, mixed >> 56 & 3)
        let alerts = (0..<alertCount).map { index in
            AlertMemory(
                name: "PostgresReplicationLag", cluster: "orders", node: "db-\(index)", upstream: "db-a", slot: nil,
                severity: "warning", state: "firing", activeAt: at, firedAt: at, resolvedAt: nil,
                heldMilliseconds: number, announcedSeverity: "warning", isFlapping: false, acknowledgement: nil,
                summary: "batch \(number)", evidence: [["lag", "\(index) s"]])
        }
        let silences = (0..<silenceCount).map { index in
            Silence(
                id: "\(number)-\(index)", matcher: AlertMatcher(cluster: "orders"), startsAt: at, endsAt: at,
                author: "probe", reason: "batch \(number)")
        }
        let events = (0...eventCount).map { index in
            Event(
                at: at, kind: .roleChanged, cluster: "orders", node: "db-a", summary: "batch \(number)",
                details: ["batch": "\(number)", "index": "\(index)", "of": "\(eventCount + 1)"])
        }
        let identifier = MemberRollbackID(
            cluster: "media", member: "db-a:27017", id: number, at: at,
            processID: "\(alertCount) alerts, \(silenceCount) silences")
        return HistoryBatch(
            alerts: alerts, silences: silences, events: events,
            lagSamples: [LagSample(cluster: "orders", node: "db-a", at: at, lag: .milliseconds(number))],
            rollbackIDs: [identifier], aliveAt: at)
    }
}
