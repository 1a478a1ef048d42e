internal import ReplicationCore

extension PostgresMoment {
    /// Whether two nodes of one system accept writes, with the proof: their timelines, the switch point between them, the WAL
    /// written past it, and their standbys. A node that does not answer could be the second, and so could one that last
    /// answered before the other was promoted.
    var splitBrain: Answer {
        let writers = writers
        if writers.count > 1 {
            let partings = partings(of: writers)
            return .holds(
                (["\(writers.joined(separator: " and ")) both accept writes: one system, two primaries"] + partings)
                    .joined(separator: "; "),
                writers.flatMap { writerEvidence($0) }
                    + partings.prefix(8).enumerated().map { Evidence("parting_\($0.offset + 1)", $0.element) })
        }
        if let unseen = unseenWriter { return unseen }
        if let open = openRivalry { return .unknown(open) }
        let silent = silentNodes
        return silent.isEmpty
            ? .clear
            : .unknown(
                "not seen: \(silent.joined(separator: ", "))", summary: "a silent node may accept writes")
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

    /// Where each of the others left the history of the one on the highest timeline.
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
            guard let history = timelineHistory(of: latest) else {
                return "\(stands), \(latest) on timeline \(timeline); \(noTimelineHistoryReason(latest))"
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

    /// A former primary that replmon does not reach, from which a standby has since received WAL past the switch to the timeline
    /// of the present primary: only a second primary writes that.
    private var unseenWriter: Answer? {
        for name in names where nodes[name]?.lastReading?.primary != nil {
            for report in downstreamReports(on: name) where report.status == .alive {
                guard let reading = reading(report.reporter), let timeline = reading.timeline,
                    let primary = primary(for: reading), let latest = self.timeline(of: primary),
                    let end = timelineHistory(of: primary)?.end(of: timeline),
                    let received = reading.standby?.walReceiver?.endLSN, received > end
                else { continue }
                let past = HumanText.size(bytes: received.bytes(past: end))
                return .holds(
                    "\(primary) accepts writes on timeline \(latest), and \(name), which does not answer, still writes on "
                        + "timeline \(timeline): \(report.reporter) has received from it \(past) past the switch at \(end)",
                    writerEvidence(primary) + [Evidence("said_by_\(report.reporter)", report.text)])
            }
        }
        return nil
    }
}
