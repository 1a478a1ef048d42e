internal import ReplicationCore

extension StatusDocument.Availability {
    /// The set's service to its clients, in a sentence: `takes writes; majority writes are acknowledged; one more
    /// failure ends writes: m-a, m-c must not fail`.
    package var text: String {
        (services + tolerance + openQuestions).joined(separator: "; ")
    }

    /// How much this asks for attention.
    package var concern: NodeRow.Concern {
        if writable == false || majorityWritable == false || readable == false { return .bad }
        return openQuestions.isEmpty ? .normal : .notable
    }

    private var services: [String] {
        var services: [String] = []
        if let writable { services.append(writable ? "takes writes" : "takes no writes") }
        switch majorityWritable {
        case true:
            let delay = majorityWriteDelaySeconds.map {
                ", \(HumanText.lag(seconds: $0)) late: they wait for a delayed member"
            }
            services.append("majority writes are acknowledged" + (delay ?? ""))
        case false where writable != false: services.append("majority writes wait: too few members acknowledge them")
        default: break
        }
        switch readable {
        case true where writable != true: services.append("serves reads")
        case false: services.append("serves no reads")
        default: break
        }
        return services
    }

    /// A set that takes no writes has no more to lose.
    private var tolerance: [String] {
        guard writable != false else { return [] }
        var tolerance: [String] = []
        switch failuresToleratedForWrites {
        case let count? where count > 0: tolerance.append("writes go on when \(Self.members(count))")
        case nil: break
        default: tolerance.append("one more failure ends writes" + mustNotFail)
        }
        guard majorityWritable != false else { return tolerance }
        switch failuresToleratedForMajorityWrites {
        case let count? where count > 0:
            if count != failuresToleratedForWrites {
                tolerance.append("majority writes go on when \(Self.members(count, "data-bearing "))")
            }
        case nil: break
        default:
            if (failuresToleratedForWrites ?? 1) > 0 {
                tolerance.append("one more failure of a data-bearing member ends majority writes")
            }
        }
        return tolerance
    }

    private var mustNotFail: String {
        indispensable.isEmpty ? "" : ": " + indispensable.joined(separator: ", ") + " must not fail"
    }

    private static func members(_ count: Int, _ kind: String = "") -> String {
        count == 1 ? "any one \(kind)member fails" : "any \(count) \(kind)members fail"
    }

    /// The open questions, those with the same reason together.
    private var openQuestions: [String] {
        let questions = [
            (writable == nil, "whether it takes writes", writableUnknownReason),
            (majorityWritable == nil, "whether majority writes are acknowledged", majorityWritableUnknownReason),
            (readable == nil, "whether it serves reads", readableUnknownReason),
            (
                failuresToleratedForWrites == nil, "how many failures end writes",
                failuresToleratedForWritesUnknownReason
            ),
            (
                failuresToleratedForMajorityWrites == nil, "how many failures end majority writes",
                failuresToleratedForMajorityWritesUnknownReason
            ),
        ]
        let open = questions.filter(\.0).map { (reason: $0.2 ?? "no reason given", about: $0.1) }
        return open.groupedByReason.map { "not known \($0.about.joined(separator: ", ")): \($0.reason)" }
    }
}

extension [(reason: String, about: String)] {
    /// One entry for each reason, in the order of their first.
    var groupedByReason: [(reason: String, about: [String])] {
        reduce(into: []) { groups, item in
            if let index = groups.firstIndex(where: { $0.reason == item.reason }) {
                groups[index].about.append(item.about)
            } else {
                groups.append((item.reason, [item.about]))
            }
        }
    }
}
