package import ReplicationCore

extension Samples {
    /// A replica set with everything that can be said of one: a secondary that falls off the oplog, one in its initial
    /// sync, an arbiter, a cut between two members, an election and a rollback. Names and texts of servers are `name`
    /// where one is given.
    package static func films(name: String = "m-b", text: String = "electionTimeout") -> ClusterView {
        let primary = follower("m-a", role: "primary", oplog: OplogView(window: .known(.seconds(90_000))))
        let late = OplogView(
            window: .known(.seconds(93_600)), headroom: .known(.seconds(5400)), fallsOffIn: .seconds(7300))
        let fresh = OplogView(
            window: .unknown("the oplog is not full yet"), headroom: .unknown("no entry of it is known"))
        var copying = follower("m-c", role: "startup2", oplog: fresh)
        copying.lag = Lag(time: .unknown("m-c copies all data"))
        copying.member?.initialSync = InitialSyncProgress(fraction: 0.426, remaining: .seconds(725), failedAttempts: 1)
        copying.member?.votes = 0
        copying.member?.isHidden = true
        var arbiter = NodeView(
            name: "m-d", role: "arbiter", reachable: true, observedAge: .zero, reach: reach(answered: 8))
        arbiter.member = MemberView()
        var view = ClusterView(
            name: "films", kind: .mongodb,
            nodes: [primary, follower(name, role: "secondary", oplog: late), copying, arbiter],
            links: [LinkView(upstream: "m-a", downstream: name, state: .streaming, lag: Lag(time: .known(.zero)))],
            conditions: [], firstRoundDone: true)
        view.replicaSet = ReplicaSetView(
            availability: healthyAvailability, peerReports: peerReports(name, text),
            elections: [election(name, text)], rollbacks: [rollback(name)], configVersion: 4, configTerm: 7)
        return view
    }

    /// Of a healthy set of a primary, a secondary and an arbiter.
    package static let healthyAvailability = ReplicaSetAvailability(
        writable: .known(true), majorityWritable: .known(true), readable: .known(true),
        failuresToleratedForWrites: .known(1), failuresToleratedForMajorityWrites: .known(0))

    package static func election(_ name: String, _ reason: String?) -> ElectionRecord {
        ElectionRecord(
            term: 7, primary: "m-a", reason: reason, priorPrimary: name, seenAt: published.advanced(by: .seconds(-12)),
            withoutPrimary: .milliseconds(3200), majorityWritesAfter: .milliseconds(450))
    }

    package static func rollback(_ name: String) -> RollbackRecord {
        RollbackRecord(
            member: name, count: 2, rollbackID: 5, after: published.advanced(by: .seconds(-245)),
            noticedAt: published.advanced(by: .seconds(-240)))
    }

    private static func follower(_ name: String, role: String, oplog: OplogView) -> NodeView {
        var node = NodeView(
            name: name, role: role, reachable: true, observedAge: .zero, reach: reach(answered: 8),
            lag: role == "primary" ? nil : Lag(time: .known(.zero)), upstream: role == "primary" ? nil : "m-a")
        var member = MemberView(term: 7)
        member.votes = 1
        member.priority = 1
        member.configVersion = 4
        member.configTerm = 7
        member.oplog = oplog
        member.lagDataAge = role == "primary" ? nil : .milliseconds(400)
        member.clockSkew = role == "primary" ? .zero : .milliseconds(-1500)
        member.clockSkewBound = .milliseconds(2)
        member.certificateExpiresAt = WallInstant(milliseconds: 1_798_761_600_000)
        member.featureCompatibilityVersion = "6.0"
        member.rollbackID = 5
        node.member = member
        return node
    }

    private static func peerReports(_ name: String, _ text: String) -> [PeerReport] {
        let ours = [("m-a", "primary"), (name, "secondary"), ("m-c", "startup2"), ("m-d", "arbiter")].map {
            PeerReport(reporter: nil, subject: $0, reaches: true, state: $1)
        }
        return ours + [
            PeerReport(reporter: "m-a", subject: name, reaches: true, state: "secondary", heardAgo: .seconds(1)),
            PeerReport(
                reporter: name, subject: "m-a", reaches: false, state: "down", heardAgo: .milliseconds(400),
                message: text),
            PeerReport(reporter: "m-d", subject: "m-a", reaches: nil),
        ]
    }
}
