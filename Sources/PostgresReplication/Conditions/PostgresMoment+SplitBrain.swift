internal import ReplicationCore

extension PostgresMoment {
    /// Two nodes of one system that accept writes, with the proof: timelines, the switch point between them, what was written
    /// past it, and who follows whom. A node that does not answer could be the second, and so could one that answered last
    /// before the other was promoted.
    var splitBrain: Condition {
        let writers = writers
        func answer(
            _ truth: Condition.Truth, _ summary: @autoclosure () -> String,
            _ evidence: @autoclosure () -> [Evidence] = []
        ) -> Condition {
            Condition(.postgresSplitBrain, truth: truth, summary: summary(), evidence: evidence())
        }
        if writers.count > 1 {
            let partings = partings(of: writers)
            return answer(
                .holds,
                (["\(writers.joined(separator: " and ")) both accept writes: one system, two primaries"] + partings)
                    .joined(separator: "; "),
                writers.flatMap { writerEvidence($0) }
                    + partings.prefix(8).enumerated().map { Evidence("parting_\($0.offset + 1)", $0.element) })
        }
        if let unseen = unseenWriter { return answer(.holds, unseen.text, unseen.evidence) }
        if let open = openRivalry { return answer(.unknown(open), open) }
        let silent = names.filter { reading($0) == nil }
        return silent.isEmpty
            ? answer(.clear, "at most one node accepts writes")
            : answer(.unknown("not seen: \(silent.joined(separator: ", "))"), "a silent node may accept writes")
    }

    /// Primaries of one system that were primaries at the same time.
    var writers: [String] {
        let primaries = primaries
        guard primaries.count > 1 else { return [] }
        return primaries.filter { name in
            primaries.contains { areRivals($0, name) && notAskedSince($0, name) == nil }
        }
    }

    private func areRivals(_ left: String, _ right: String) -> Bool {
        left != right && Self.sameSystem(reading(left), reading(right))
    }

    /// Why two primaries may have followed one another: the one that was seen as such first has not been asked since the
    /// other was. `nil` when it has been, and still was a primary.
    func notAskedSince(_ left: String, _ right: String) -> String? {
        guard let leftSince = nodes[left]?.roles.primarySince, let rightSince = nodes[right]?.roles.primarySince else {
            return nil
        }
        let (former, latter, since) = leftSince <= rightSince ? (left, right, rightSince) : (right, left, leftSince)
        guard let asked = nodes[former]?.answeredPollStart, asked >= since else {
            return "\(former) has not been asked since \(latter) became primary"
        }
        return nil
    }

    private var openRivalry: String? {
        let primaries = primaries
        for (index, left) in primaries.enumerated() {
            for right in primaries[..<index] where areRivals(left, right) {
                if let reason = notAskedSince(left, right) { return reason }
            }
        }
        return nil
    }

    private func writerEvidence(_ name: String) -> [Evidence] {
        guard let reading = reading(name), let primary = reading.primary else { return [] }
        let followers = names.filter {
            self.reading($0)?.standby?.hasReceiver == true && upstream(of: $0) == name
        }
        return [
            Evidence("timeline_of_\(name)", "\(primary.timeline)"),
            Evidence("current_lsn_of_\(name)", primary.currentLSN.description),
            Evidence("system_identifier_of_\(name)", optional: reading.systemIdentifier),
            Evidence("standbys_of_\(name)", followers.isEmpty ? "none" : followers.joined(separator: ", ")),
        ].compactMap(\.self)
    }

    /// Where each of the others left the history of the one on the highest timeline, in words.
    private func partings(of writers: [String]) -> [String] {
        guard let latest = writers.max(by: { (timeline(of: $0) ?? 0) < (timeline(of: $1) ?? 0) }),
            let reading = reading(latest), let timeline = reading.timeline
        else { return [] }
        return writers.filter { $0 != latest }.compactMap { other in
            guard let primary = self.reading(other)?.primary else { return nil }
            let stands = "\(other) is on timeline \(primary.timeline) at \(primary.currentLSN)"
            guard primary.timeline != timeline else {
                return "both are on timeline \(timeline): one is a copy that was started without a promotion"
                    + (timeline > 1 ? ", or each was promoted by itself" : "")
            }
            guard let history = history(of: latest) else {
                return "\(stands), \(latest) on timeline \(timeline); \(noHistoryReason(latest, reading))"
            }
            guard let end = history.end(of: primary.timeline) else {
                return "\(stands), which is no part of the history of timeline \(timeline) (\(latest))"
            }
            let past = primary.currentLSN.bytes(past: end)
            return past > 0
                ? "\(stands), \(HumanText.size(bytes: past)) past the switch to timeline \(timeline) at \(end) (\(latest))"
                : "\(stands): it has written nothing since the switch to timeline \(timeline) at \(end) (\(latest))"
        }
    }

    /// A former primary that we do not reach, from which a standby has received, since, WAL past the switch to the timeline of
    /// the present primary: only a second primary writes that.
    private var unseenWriter: (text: String, evidence: [Evidence])? {
        for name in names where nodes[name]?.lastReading?.primary != nil {
            for words in testimonies(about: name) where words.word == .alive {
                guard let reading = reading(words.witness), let timeline = reading.timeline,
                    let primary = primary(for: reading), let latest = self.timeline(of: primary),
                    let end = history(of: primary)?.end(of: timeline),
                    let received = reading.standby?.walReceiver?.endLSN, received > end
                else { continue }
                let text =
                    "\(primary) accepts writes on timeline \(latest), and \(name), which does not answer, still writes on "
                    + "timeline \(timeline): \(words.witness) has received from it \(HumanText.size(bytes: received.bytes(past: end))) past "
                    + "the switch at \(end)"
                return (text, writerEvidence(primary) + [Evidence("said_by_\(words.witness)", words.text)])
            }
        }
        return nil
    }
}
