extension MongoReplicaSet {
    /// Every condition that applies to this set, answered.
    func conditions(lags: [String: Lag], at now: MonotonicInstant) -> [Condition] {
        [noPrimary(at: now), clusterUnreachable(at: now)]
            + members.flatMap { host in
                [
                    down(host, at: now), unreachable(host, at: now), abnormalState(host, at: now),
                    authentication(host, at: now),
                ]
            }
            + members.compactMap { host in lags[host].map { lagging(host, $0, at: now) } }
    }

    private func clusterUnreachable(at now: MonotonicInstant) -> Condition {
        ClusterReachability.condition(
            of: members.map { ($0, nodes[$0]?.record ?? NodeRecord()) }, limits: limits, at: now)
    }

    /// Down: no answer to us, and no peer has heard it since.
    private func down(_ host: String, at now: MonotonicInstant) -> Condition {
        let record = nodes[host]?.record ?? NodeRecord()
        func answer(_ truth: Condition.Truth, _ summary: String) -> Condition {
            Condition(
                .mongoMemberDown, node: host, truth: truth, summary: summary, evidence: silenceEvidence(host, at: now))
        }
        guard let failure = record.failure else {
            return reading(host, at: now) != nil
                ? answer(.clear, "\(host) answers")
                : answer(.unknown(record.staleReason(host, at: now)), record.staleReason(host, at: now))
        }
        switch failure {
        case .local: return answer(.unknown(failure.description), "\(host): \(failure)")
        case .authentication, .privilege: return answer(.clear, "\(host) runs, but: \(failure)")
        default: break
        }
        guard record.isFailureConfirmed else {
            return answer(.unknown("\(host) failed one poll and is asked again"), "\(host): \(failure); asked again")
        }
        if failure.serverAnswered { return answer(.holds, "\(host) does not answer as a MongoDB member: \(failure)") }
        if let witness = livingWitness(of: host, at: now) {
            return answer(.clear, "\(host) lives: \(witness.witness) hears it")
        }
        return answer(.holds, "\(host) does not answer, and no member hears it: \(failure)")
    }

    private func unreachable(_ host: String, at now: MonotonicInstant) -> Condition {
        func answer(_ truth: Condition.Truth, _ summary: String) -> Condition {
            Condition(
                .mongoMemberUnreachable, node: host, truth: truth, summary: summary,
                evidence: silenceEvidence(host, at: now))
        }
        let record = nodes[host]?.record ?? NodeRecord()
        guard let failure = record.failure, !failure.serverAnswered else {
            return record.failure != nil || reading(host, at: now) != nil
                ? answer(.clear, "\(host) is reached from here")
                : answer(.unknown(record.staleReason(host, at: now)), record.staleReason(host, at: now))
        }
        guard let witness = livingWitness(of: host, at: now) else {
            return answer(.clear, "\(host) is not reached by anyone")
        }
        return answer(.holds, "\(host) does not answer replmon, but \(witness.witness) hears it: \(failure)")
    }

    private func silenceEvidence(_ host: String, at now: MonotonicInstant) -> [Evidence] {
        let record = nodes[host]?.record ?? NodeRecord()
        let testimony = peerViews(of: host, at: now).map { view in
            Evidence(
                "seen_by_\(view.witness)",
                (view.row.healthy ? view.row.state.name : "not reachable")
                    + (view.heardAgo.map { ", heard \(PostgresCluster.printed($0)) s ago" } ?? ""))
        }
        return [
            Evidence("reason", optional: record.failure?.reason),
            Evidence("error", optional: record.failure),
            Evidence("reach", record.reach.octal),
        ].compactMap(\.self) + testimony
    }

    private func noPrimary(at now: MonotonicInstant) -> Condition {
        let silent = members.filter { reading($0, at: now) == nil }
        func answer(_ truth: Condition.Truth, _ summary: String) -> Condition {
            Condition(
                .mongoNoPrimary, truth: truth, summary: summary,
                evidence: silent.isEmpty ? [] : [Evidence("silent", silent.joined(separator: ", "))])
        }
        if let primary = primary(at: now) { return answer(.clear, "\(primary) is primary") }
        if silent.count == members.count { return answer(.unknown("no member answers"), "no member answers") }
        for host in silent {
            if let witness = livingWitness(of: host, at: now), witness.row.state == .primary {
                return answer(
                    .clear, "\(host) is primary by the word of \(witness.witness), though not reached from here")
            }
        }
        let mayBePrimary = silent.filter { !isArbiter($0, at: now) }
        if let unseen = mayBePrimary.first(where: { !isKnownSilent($0) }) {
            return answer(.unknown("not seen: \(unseen)"), "not seen: \(unseen)")
        }
        for witness in members {
            // Without a status to tell heartbeats from, the word of `hello` is all there is.
            guard let reading = memberReading(witness, at: now), reading.status == nil,
                let named = reading.hello.primary, silent.contains(named)
            else { continue }
            let text = "\(witness) names \(named) as primary, which does not answer"
            return answer(.unknown(text), text)
        }
        return answer(.holds, "no member is primary: the set takes no writes")
    }

    /// A confirmed failure that leaves no room for a working primary behind it.
    private func isKnownSilent(_ host: String) -> Bool {
        guard let record = nodes[host]?.record, let failure = record.failure, record.isFailureConfirmed else {
            return false
        }
        if case .local = failure { return false }
        return !failure.serverAnswered
    }

    private func abnormalState(_ host: String, at now: MonotonicInstant) -> Condition {
        func answer(_ truth: Condition.Truth, _ summary: String, _ evidence: [Evidence] = []) -> Condition {
            Condition(
                .mongoMemberState, node: host, truth: truth, summary: summary, evidence: evidence, blames: [host])
        }
        guard let reading = reading(host, at: now), let state = state(of: host, at: now) else {
            return answer(.unknown("\(host) does not answer"), "\(host) does not answer")
        }
        let evidence = [
            Evidence("state", state.name), Evidence("set", optional: reading.hello.setName),
            Evidence("message", optional: reading.status?.own?.message),
            Evidence("sync_source", optional: reading.status?.syncSourceHost),
        ].compactMap(\.self)
        if reading.hello.setName != nil, !belongs(reading.hello) {
            return answer(.holds, "\(host) is a member of another set: \(reading.hello.setName ?? "?")", evidence)
        }
        return state.isNormal
            ? answer(.clear, "\(host) is \(state.name)", evidence)
            : answer(.holds, "\(host) is in state \(state.name)", evidence)
    }

    private func authentication(_ host: String, at now: MonotonicInstant) -> Condition {
        func answer(_ truth: Condition.Truth, _ summary: String) -> Condition {
            Condition(.mongoAuthenticationFailed, node: host, truth: truth, summary: summary, blames: [host])
        }
        let reading = reading(host, at: now)
        switch reading?.statusFailure ?? nodes[host]?.record.failure {
        case .authentication(let text)?: return answer(.holds, "\(host) refuses replmon's login: \(text)")
        case .privilege(let text)?: return answer(.holds, "\(host): missing privilege: \(text)")
        case nil where reading != nil: return answer(.clear, "\(host) does not refuse replmon's login")
        case nil: return answer(.unknown("\(host) does not answer"), "\(host) does not answer")
        case let other?: return answer(.unknown(other.description), "\(host): \(other)")
        }
    }

    private func lagging(_ host: String, _ lag: Lag, at now: MonotonicInstant) -> Condition {
        let delay = declaration(of: host)?.delay ?? .zero
        let truth: Condition.Truth
        let summary: String
        switch lag.time {
        case .unknown(let reason): (truth, summary) = (.unknown(reason), "lag of \(host) unknown: \(reason)")
        case .known(let time):
            truth = .measured(max(.zero, time - delay))
            summary =
                "\(host) is \(PostgresCluster.printed(time)) s behind"
                + (delay > .zero ? ", \(PostgresCluster.printed(delay)) s of it by design" : "")
        }
        return Condition(
            .mongoReplicationLag, node: host, truth: truth, summary: summary,
            evidence: [
                Evidence("lag_milliseconds", optional: lag.time.value?.wholeMilliseconds),
                delay > .zero ? Evidence("delay_seconds", PostgresCluster.printed(delay)) : nil,
                Evidence("sync_source", optional: syncSource(of: host, at: now)),
            ].compactMap(\.self),
            blames: [host] + [primary(at: now)].compactMap(\.self))
    }
}
