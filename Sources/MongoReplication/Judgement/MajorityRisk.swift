internal import ReplicationCore

/// Members that must not fail now and could, were all well.
struct MajorityRisk {
    var writes: [String]
    var majorityWrites: [String]

    /// Writes or majority writes have ended that would go on, were all well.
    var isTooLate: Bool

    init(_ electorate: Electorate, _ assumption: Electorate.Assumption) {
        let (now, well) = (electorate.contributions(assumption), electorate.contributions(.allWell))
        func added(_ test: ([Electorate.Contribution]) -> Bool) -> [String] {
            let always = electorate.indispensable(well, for: test)
            return electorate.indispensable(now, for: test).filter { !always.contains($0) }
        }
        writes = added(electorate.canElect)
        majorityWrites = added(electorate.canAcknowledge)
        isTooLate = electorate.canAcknowledge(well) && !electorate.canAcknowledge(now)
    }

    var all: [String] { writes + majorityWrites.filter { !writes.contains($0) } }
    var isReal: Bool { isTooLate || !all.isEmpty }
}
