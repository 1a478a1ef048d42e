import ReplicationCore
import StatusAPI
import TestSupport
import Testing

@Suite struct StatusDocumentReplicaSetTests {
    private static func document(_ view: ClusterView = Samples.films(), after: Duration = .zero) -> StatusDocument {
        let snapshot = Samples.snapshot([view])
        return StatusDocument(snapshot, now: snapshot.instant.advanced(by: after))
    }

    @Test(arguments: [false, true])
    func survivesItsJSON(pretty: Bool) throws {
        let document = Self.document()
        #expect(try StatusDocument(json: document.json(pretty: pretty)) == document)
        #expect(document.clusters[0].replicaSet?.sightings.count == 7)
    }

    @Test func whatIsKnownOfMembersIsUnderTheNamesOfTheInterface() {
        let json = String(decoding: Self.document().json(), as: UTF8.self)
        for text in [
            "\"oplog_window_seconds\":90000", "\"oplog_headroom_seconds\":5400", "\"falls_off_in_seconds\":7300",
            "\"oplog_window_unknown_reason\":\"the oplog is not full yet\"",
            "\"oplog_headroom_unknown_reason\":\"no entry of it is known\"",
            "\"clock_skew_seconds\":-1.5,", "\"clock_skew_error_bound_seconds\":0.002",
            "\"certificate_expires_at\":\"2027-01-01T00:00:00.000Z\"",
            "\"initial_sync\":{\"failed_attempts\":1,\"fraction\":0.426,\"remaining_seconds\":725}", "\"votes\":1",
            "\"priority\":1", "\"hidden\":true", "\"config_version\":4", "\"config_term\":7", "\"rollback_id\":5",
            "\"feature_compatibility_version\":\"6.0\"", "\"lag_data_age_seconds\":0.4",
        ] {
            #expect(json.contains(text), "\(text)")
        }
    }

    @Test func whatIsKnownOfTheSetIsUnderTheNamesOfTheInterface() {
        let json = String(decoding: Self.document().json(), as: UTF8.self)
        for text in [
            "\"writable\":true", "\"majority_writable\":true", "\"readable\":true",
            "\"failures_tolerated_for_writes\":1", "\"failures_tolerated_for_majority_writes\":0",
            "\"indispensable\":[]", "\"witness\":\"replmon\"", "\"heard_ago_seconds\":0.4",
            "\"reaches\":null", "\"term\":7", "\"without_primary_seconds\":3.2",
            "\"majority_writes_after_seconds\":0.45", "\"prior_primary\":\"m-b\"",
            "\"seen_at\":\"2026-01-02T03:03:53.678Z\"", "\"age_seconds\":12,", "\"count\":2",
            "\"after\":\"2026-01-02T03:00:00.678Z\"", "\"noticed_at\":\"2026-01-02T03:00:05.678Z\"",
        ] {
            #expect(json.contains(text), "\(text)")
        }
    }

    @Test func agesGrowBetweenSnapshotsAndTimestampsDoNot() {
        let (now, later) = (Self.document().clusters[0], Self.document(after: .seconds(30)).clusters[0])
        #expect(now.nodes[1].lagDataAgeSeconds == 0.4 && later.nodes[1].lagDataAgeSeconds == 30.4)
        #expect(later.replicaSet?.elections.first?.ageSeconds == 42)
        #expect(later.replicaSet?.rollbacks.first?.ageSeconds == 270)
        #expect(later.replicaSet?.sightings.compactMap(\.heardAgoSeconds) == [31, 30.4])
        #expect(later.replicaSet?.elections.first?.seenAt == now.replicaSet?.elections.first?.seenAt)
    }

    @Test func whatIsUnknownIsNullWithItsReasonAndNeverFalseOrZero() {
        var view = Samples.films()
        view.replicaSet?.availability = ReplicaSetAvailability(
            writable: .unknown("a"), majorityWritable: .unknown("b"), readable: .unknown("c"),
            failuresToleratedForWrites: .unknown("d"), failuresToleratedForMajorityWrites: .unknown("e"))
        let json = String(decoding: Self.document(view).json(), as: UTF8.self)
        for (key, reason) in [
            ("writable", "a"), ("majority_writable", "b"), ("readable", "c"), ("failures_tolerated_for_writes", "d"),
            ("failures_tolerated_for_majority_writes", "e"),
        ] {
            #expect(json.contains("\"\(key)\":null,\"\(key)_unknown_reason\":\"\(reason)\""), "\(key)")
        }
    }

    @Test func anArbiterHasNoOplogAndPostgreSQLNoneOfThis() {
        let arbiter = Self.document().clusters[0].nodes[3]
        #expect(arbiter.oplogWindowSeconds == nil && arbiter.oplogWindowUnknownReason == nil)
        #expect(arbiter.hidden == false && arbiter.votes == nil)
        let cluster = Self.document(Samples.orders(standbyName: "db-b")).clusters[0]
        #expect(cluster.replicaSet == nil)
        #expect(cluster.nodes.allSatisfy { $0.hidden == nil && $0.memberText == nil })
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity, .greatestFiniteMagnitude, -.greatestFiniteMagnitude])
    func numbersThatAServerMadeUpBreakNothing(number: Double) throws {
        var view = Samples.films()
        view.nodes[2].member?.priority = number
        view.nodes[2].member?.initialSync = InitialSyncProgress(
            fraction: number, remaining: .nanoseconds(Int64.max), failedAttempts: .min)
        view.nodes[1].member?.certificateExpiresAt = WallInstant(milliseconds: .max)
        view.nodes[1].member?.clockSkew = .milliseconds(Int64.min)
        view.nodes[1].member?.oplog = OplogView(
            window: .known(.milliseconds(Int64.max)), headroom: .known(.milliseconds(Int64.min)),
            fallsOffIn: .milliseconds(Int64.max))
        view.replicaSet?.availability.failuresToleratedForWrites = .known(.min)
        view.replicaSet?.elections = [
            ElectionRecord(
                term: .min, seenAt: MonotonicInstant(nanoseconds: .min), withoutPrimary: .milliseconds(Int64.max))
        ]
        view.replicaSet?.rollbacks = [
            RollbackRecord(
                member: "m", count: .max, rollbackID: .min, after: MonotonicInstant(nanoseconds: .min),
                noticedAt: MonotonicInstant(nanoseconds: .max))
        ]
        let document = Self.document(view)
        #expect(try StatusDocument(json: document.json()).clusters[0].replicaSet?.elections.count == 1)
        let cluster = document.clusters[0]
        #expect(cluster.nodes[2].priority == (number.isFinite ? number : nil))
        for node in cluster.nodes { #expect(node.memberText?.contains("nan") != true) }
        #expect(OplogRow.rows(of: cluster).count == 3)
        #expect(cluster.replicaSet?.elections.first?.text.isEmpty == false)
        #expect(cluster.replicaSet?.rollbacks.first?.text.isEmpty == false)
        #expect(cluster.replicaSet?.availability.text.isEmpty == false)
    }

    @Test func aServerWithAbsurdViewsDoesNotSwellTheDocument() {
        var view = Samples.films(text: String(repeating: "é", count: 100_000))
        let sighting = PeerReport(reporter: "m-a", subject: "m-b", reaches: true)
        view.replicaSet?.peerReports += Array(repeating: sighting, count: 10_000)
        let set = Self.document(view).clusters[0].replicaSet
        #expect(set?.sightings.count == 2500)
        #expect(set?.sightings.compactMap(\.message).map(\.count) == [256])
        #expect(set?.elections.first?.reason?.count == 256)
    }
}
