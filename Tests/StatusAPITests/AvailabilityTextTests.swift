import ReplicationCore
import StatusAPI
import TestSupport
import Testing

@Suite struct AvailabilityTextTests {
    private static func availability(
        _ writable: Known<Bool> = .known(true), _ majority: Known<Bool> = .known(true),
        _ readable: Known<Bool> = .known(true), tolerates writes: Known<Int> = .known(1),
        majority majorityWrites: Known<Int> = .known(1), indispensable: [String] = []
    ) -> StatusDocument.Availability? {
        var view = Samples.films()
        view.replicaSet?.availability = ReplicaSetAvailability(
            writable: writable, majorityWritable: majority, readable: readable, failuresToleratedForWrites: writes,
            failuresToleratedForMajorityWrites: majorityWrites, indispensable: indispensable)
        return StatusDocument(Samples.snapshot([view]), now: Samples.published).clusters[0].replicaSet?.availability
    }

    @Test func aHealthySetSaysWhatItCanLose() {
        let three = Self.availability()
        #expect(
            three?.text
                == "takes writes; majority writes are acknowledged; writes go on when any one member fails")
        #expect(three?.concern == .normal)
        #expect(
            Self.availability(tolerates: .known(2), majority: .known(2))?.text
                == "takes writes; majority writes are acknowledged; writes go on when any 2 members fail")
        #expect(
            Self.availability(tolerates: .known(1), majority: .known(0))?.text
                == "takes writes; majority writes are acknowledged; writes go on when any one member fails; "
                + "one more failure of a data-bearing member ends majority writes")
    }

    @Test func aSetAtItsLimitNamesWhoMustNotFail() {
        let last = Self.availability(tolerates: .known(0), majority: .known(0), indispensable: ["m-a", "m-c"])
        #expect(
            last?.text
                == "takes writes; majority writes are acknowledged; one more failure ends writes: "
                + "m-a, m-c must not fail")
        #expect(last?.concern == .normal)
    }

    @Test func whatIsLostComesFirst() {
        let psa = Self.availability(.known(true), .known(false), tolerates: .known(0), majority: .known(0))
        #expect(
            psa?.text
                == "takes writes; majority writes wait: too few members acknowledge them; one more failure ends writes")
        #expect(psa?.concern == .bad)
        let headless = Self.availability(.known(false), .known(false), tolerates: .known(0), majority: .known(0))
        #expect(headless?.text == "takes no writes; serves reads")
        #expect(headless?.concern == .bad)
        let dark = Self.availability(.known(false), .known(false), .known(false))
        #expect(dark?.text == "takes no writes; serves no reads")
    }

    @Test func whatIsUnknownSaysWhyOnceForEachReason() {
        let blind = Self.availability(
            .unknown("no answer"), .unknown("no answer"), .unknown("no answer"),
            tolerates: .unknown("no configuration"), majority: .unknown("no configuration"))
        #expect(
            blind?.text
                == "not known whether it takes writes, whether majority writes are acknowledged, whether it serves "
                + "reads: no answer; not known how many failures end writes, how many failures end majority writes: "
                + "no configuration")
        #expect(blind?.concern == .notable)
    }
}
