internal import ReplicationCore

extension MongoConditions {
    /// How long the oldest write has been waiting that no majority has.
    static func commitPointFrozen(_ moment: MongoMoment) -> Answer {
        let primary = moment.primary ?? ""
        let reading = moment.reading(primary)
        let committed = Evidence("committed", optional: reading?.status?.lastCommitted)
        switch moment.commitProgress {
        case .unknown(let reason): return .unknown(reason)
        case .notApplicable: return .clear
        case .nothingCommitted(let time):
            return .measured(
                time, "nothing was committed since \(primary) became primary, \(HumanText.age(time)) ago",
                [Evidence("primary", primary), committed])
        case .waiting(let time, _):
            return .measured(
                time,
                time > .zero
                    ? "the oldest write that no majority has is \(HumanText.age(time)) old"
                    : "a majority has everything",
                [
                    Evidence("primary", primary), committed,
                    Evidence("applied", optional: reading?.position?.opTime),
                    Evidence("flow_control_lagged", optional: reading?.server?.isFlowControlLagged),
                ])
        }
    }
}
