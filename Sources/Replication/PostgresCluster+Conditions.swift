extension PostgresCluster {
    /// Every condition that applies to this cluster, answered.
    func conditions(links: [LinkView], lags: [String: Lag], at now: MonotonicInstant) -> [Condition] {
        [noPrimary(at: now), splitBrain(at: now)]
            + declarations.flatMap { [nodeDown($0.name, at: now), privilegeMissing($0.name, at: now)] }
            + links.flatMap { link in
                [
                    disconnected(link, at: now), stalled(link, at: now),
                    lagging(link, lag: lags[link.downstream], at: now), replayBlocked(link, at: now),
                ]
            }
    }

    private func nodeDown(_ name: String, at now: MonotonicInstant) -> Condition {
        let record = nodes[name]?.record ?? NodeRecord()
        func answer(_ truth: Condition.Truth, _ summary: String) -> Condition {
            Condition(
                .postgresNodeDown, node: name, truth: truth, summary: summary,
                evidence: failureEvidence(record, at: now))
        }
        guard let failure = record.failure else {
            return reading(name, at: now) != nil
                ? answer(.clear, "\(name) answers")
                : answer(.unknown(record.staleReason(name, at: now)), record.staleReason(name, at: now))
        }
        switch failure {
        case .local, .malformed: return answer(.unknown(failure.description), "\(name): \(failure)")
        case .authentication, .privilege, .server: return answer(.clear, "\(name) runs, but: \(failure)")
        case .tooManyConnections, .startingUp, .resolve, .connect, .tls, .timeout, .closed: break
        }
        guard record.isFailureConfirmed else {
            return answer(.unknown("\(name) failed one poll and is asked again"), "\(name): \(failure); asked again")
        }
        return answer(.holds, Self.silence(of: name, failure))
    }

    private static func silence(of name: String, _ failure: ProbeFailure) -> String {
        switch failure {
        case .tooManyConnections, .startingUp: "\(name) runs but takes no connection: \(failure)"
        default: "\(name) does not answer: \(failure)"
        }
    }

    private func failureEvidence(_ record: NodeRecord, at now: MonotonicInstant) -> [Evidence] {
        [
            Evidence("reason", optional: record.failure?.reason),
            Evidence("error", optional: record.failure),
            Evidence("failing_for_seconds", optional: record.failingSince.map { Self.printed($0.duration(to: now)) }),
            Evidence("reach", record.reach.octal),
        ].compactMap(\.self)
    }

    private func privilegeMissing(_ name: String, at now: MonotonicInstant) -> Condition {
        func answer(_ truth: Condition.Truth, _ summary: String) -> Condition {
            Condition(.postgresPrivilegeMissing, node: name, truth: truth, summary: summary, blames: [name])
        }
        switch nodes[name]?.record.failure {
        case .authentication(let text)?: return answer(.holds, "\(name) refuses replmon's login: \(text)")
        case .privilege(let text)?: return answer(.holds, "\(name): missing privilege: \(text)")
        case .server?, .malformed?:
            let failure = nodes[name]?.record.failure?.description ?? ""
            return answer(.holds, "\(name) answers, but not what replmon asks: \(failure)")
        default: break
        }
        guard let reading = reading(name, at: now) else {
            return answer(.unknown("\(name) does not answer"), "\(name) does not answer")
        }
        return reading.missingPrivileges.isEmpty
            ? answer(.clear, "\(name) shows everything replmon asks for")
            : answer(
                .holds,
                "\(name) hides values from replmon: missing \(reading.missingPrivileges.joined(separator: ", "))")
    }

    /// Two nodes of one system that accept writes. A node that does not answer could be the second.
    private func splitBrain(at now: MonotonicInstant) -> Condition {
        let writers = primaries(at: now).filter { name in
            primaries(at: now).contains { $0 != name && Self.sameSystem(reading($0, at: now), reading(name, at: now)) }
        }
        let evidence = writers.flatMap { name -> [Evidence] in
            guard let primary = reading(name, at: now)?.primary else { return [] }
            return [
                Evidence("timeline_of_\(name)", "\(primary.timeline)"),
                Evidence("current_lsn_of_\(name)", primary.currentLSN.description),
            ]
        }
        func answer(_ truth: Condition.Truth, _ summary: String) -> Condition {
            Condition(.postgresSplitBrain, truth: truth, summary: summary, evidence: evidence)
        }
        if writers.count > 1 {
            return answer(.holds, "\(writers.joined(separator: " and ")) both accept writes: one system, two primaries")
        }
        let silent = declarations.map(\.name).filter { reading($0, at: now) == nil }
        return silent.isEmpty
            ? answer(.clear, "at most one node accepts writes")
            : answer(.unknown("not seen: \(silent.joined(separator: ", "))"), "a silent node may accept writes")
    }

    /// "No primary" is said when every node that might be one is accounted for: those that answer are standbys, and
    /// none of them still receives from a node that does not answer us.
    private func noPrimary(at now: MonotonicInstant) -> Condition {
        let silent = declarations.map(\.name).filter { reading($0, at: now) == nil }
        let former = silent.filter { nodes[$0]?.postgresReading?.primary != nil }
        func answer(_ truth: Condition.Truth, _ summary: String) -> Condition {
            Condition(
                .postgresNoPrimary, truth: truth, summary: summary,
                evidence: silent.isEmpty ? [] : [Evidence("silent", silent.joined(separator: ", "))], blames: former)
        }
        if let primary = primaries(at: now).first { return answer(.clear, "\(primary) is primary") }
        if silent.count == declarations.count { return answer(.unknown("no node answers"), "no node answers") }
        let fed = declarations.map(\.name).filter { name in
            reading(name, at: now)?.standby?.walReceiver?.status == "streaming"
                && upstream(of: name, at: now).map { reading($0, at: now) == nil } ?? true
        }
        if let witness = fed.first {
            let text =
                "\(upstream(of: witness, at: now) ?? "a primary") does not answer, but \(witness) still receives from it"
            return answer(.unknown(text), text)
        }
        if silent.contains(where: { !isKnownSilent($0) }) {
            let text = "not seen: \(silent.joined(separator: ", "))"
            return answer(.unknown(text), text)
        }
        return answer(
            .holds,
            former.isEmpty
                ? "no node accepts writes: all that answer are in recovery"
                : "no primary: \(former.joined(separator: ", ")) does not answer and the others are in recovery")
    }

    /// A confirmed failure that leaves no room for a working primary behind it.
    private func isKnownSilent(_ name: String) -> Bool {
        guard let record = nodes[name]?.record, let failure = record.failure, record.isFailureConfirmed else {
            return false
        }
        if case .local = failure { return false }
        return !failure.serverAnswered
    }

    private func disconnected(_ link: LinkView, at now: MonotonicInstant) -> Condition {
        let source = link.upstream ?? "its upstream"
        func answer(_ truth: Condition.Truth, _ summary: String) -> Condition {
            Condition(
                .postgresStandbyDisconnected, node: link.downstream, truth: truth, summary: summary,
                evidence: link.evidence, blames: [link.downstream] + (link.upstream.map { [$0] } ?? []))
        }
        guard reading(link.downstream, at: now) != nil else {
            let reason = nodes[link.downstream]?.record.staleReason(link.downstream, at: now) ?? "not seen"
            return answer(.unknown(reason), reason)
        }
        switch link.state {
        case .disconnected: return answer(.holds, "\(link.downstream) is not connected to \(source)")
        case .foreign: return answer(.holds, "\(link.downstream) and \(source) are different systems: not its standby")
        case .unknown: return answer(.unknown("link state unknown"), "link to \(link.downstream) not known")
        case .streaming, .catchup, .stalled, .archive:
            return answer(.clear, "\(link.downstream) is fed from \(source)")
        }
    }

    private func stalled(_ link: LinkView, at now: MonotonicInstant) -> Condition {
        let source = link.upstream ?? "its upstream"
        func answer(_ truth: Condition.Truth, _ summary: String) -> Condition {
            Condition(
                .postgresReplicationStalled, node: link.downstream, truth: truth, summary: summary,
                evidence: link.evidence, blames: [link.downstream] + (link.upstream.map { [$0] } ?? []))
        }
        guard reading(link.downstream, at: now) != nil else {
            return answer(.unknown("\(link.downstream) does not answer"), "\(link.downstream) does not answer")
        }
        switch link.state {
        case .stalled:
            return answer(.holds, "\(link.downstream) looks connected to \(source), but nothing arrives")
        case .unknown: return answer(.unknown("link state unknown"), "link to \(link.downstream) not known")
        case .streaming, .catchup, .archive, .disconnected, .foreign:
            return answer(.clear, "\(source) → \(link.downstream): \(link.state.rawValue)")
        }
    }

    private func lagging(_ link: LinkView, lag: Lag?, at now: MonotonicInstant) -> Condition {
        let name = link.downstream
        let time = lag?.time ?? .unknown("not a standby")
        let delay = applyDelay(of: name, at: now) ?? .zero
        let evidence = [
            Evidence("lag_seconds", optional: time.value.map(Self.printed)),
            delay > .zero ? Evidence("delay_seconds", Self.printed(delay)) : nil,
            Evidence("error_bound_seconds", optional: lag?.errorBound.map(Self.printed)),
            Evidence("not_sent_bytes", optional: lag?.bytes?.value?.send),
            Evidence("not_received_bytes", optional: lag?.bytes?.value?.receive),
            Evidence("not_replayed_bytes", optional: lag?.bytes?.value?.replay),
        ].compactMap(\.self)
        let truth: Condition.Truth
        let summary: String
        switch time {
        case .unknown(let reason):
            truth = lag?.atLeast.map { .measuredAtLeast(max(.zero, $0 - delay), reason) } ?? .unknown(reason)
            summary = "lag of \(name) unknown: \(reason)"
        case .known(let time):
            truth = .measured(max(.zero, time - delay))
            summary =
                "\(name) is \(Self.printed(time)) s behind"
                + (delay > .zero ? ", \(Self.printed(delay)) s of it by design" : "")
        }
        return Condition(
            .postgresReplicationLag, node: name, truth: truth, summary: summary, evidence: evidence,
            blames: [name] + [link.upstream, primaries(at: now).first].compactMap(\.self))
    }

    private func replayBlocked(_ link: LinkView, at now: MonotonicInstant) -> Condition {
        let name = link.downstream
        func answer(_ truth: Condition.Truth, _ summary: String, _ evidence: [Evidence] = []) -> Condition {
            Condition(
                .postgresReplayBlocked, node: name, truth: truth, summary: summary, evidence: evidence, blames: [name])
        }
        guard let standby = reading(name, at: now)?.standby else {
            return answer(.unknown("\(name) does not answer"), "\(name) does not answer")
        }
        let evidence = [
            Evidence("replay_state", standby.pauseState.rawValue),
            Evidence("startup_wait_event", optional: standby.startupWaitEvent),
            Evidence("replay_lsn", optional: standby.replayLSN),
        ].compactMap(\.self)
        return standby.pauseState == .notPaused
            ? answer(.clear, "\(name) replays", evidence)
            : answer(.holds, "replay is paused on \(name)", evidence)
    }
}
