import TestSupport
import Testing

@testable import MongoReplication
@testable import ReplicationCore

@Suite struct MongoReplicaSetVersionTests {
    @Test("release series are compared by hello alone; a member that is down counts by its last word")
    func series() {
        var scenario = MongoScenario()
        scenario.run(for: .seconds(10))
        #expect(scenario.truth(.mongoVersionMix) == .clear)
        scenario.adjust["c:1"] = { $0.hello.maxWireVersion = 13 }
        scenario.run(for: .seconds(5))
        #expect(scenario.truth(.mongoVersionMix) == .holds)
        #expect(
            scenario.condition(.mongoVersionMix)?.summary
                == "members run different release series: a:1 6.0, b:1 6.0, c:1 5.0")
        scenario.kill("c:1")
        scenario.run(for: .seconds(60))
        #expect(scenario.condition(.mongoVersionMix)?.summary.hasSuffix("c:1 5.0 when it last answered") == true)
    }

    @Test("patch releases of one series are no mix")
    func patches() {
        var scenario = MongoScenario()
        for (host, version) in [("a:1", "6.0.5"), ("b:1", "6.0.27")] {
            scenario.servers[host] = MongoScenario.server()
            scenario.servers[host]?.version = version
        }
        scenario.run(for: .seconds(10))
        #expect(scenario.truth(.mongoVersionMix) == .clear)
        #expect(scenario.view.nodes.map(\.version) == ["6.0.5", "6.0.27", "6.0"])
    }

    @Test("a protocol version we do not know is named by its number")
    func unknownSeries() {
        var scenario = MongoScenario()
        scenario.adjust["b:1"] = { $0.hello.maxWireVersion = 99 }
        scenario.run(for: .seconds(10))
        #expect(scenario.condition(.mongoVersionMix)?.summary.contains("b:1 wire version 99") == true)
    }

    @Test(
        "the feature compatibility version: settled, in change, or beyond what a member can",
        arguments: [
            ("6.0", nil, .clear), ("5.0", nil, .clear), ("5.0", "6.0", .holds), ("7.0", nil, .holds),
            ("4.4", nil, .holds), ("12.0", nil, .clear),
        ] as [(String, String?, Condition.Truth)])
    func featureCompatibility(version: String, target: String?, truth: Condition.Truth) {
        var scenario = MongoScenario()
        for host in ["a:1", "b:1"] {
            scenario.servers[host] = MongoScenario.server()
            scenario.servers[host]?.featureCompatibilityVersion = version
            scenario.servers[host]?.featureCompatibilityTarget = target
        }
        scenario.run(for: .seconds(10))
        #expect(scenario.truth(.mongoVersionMix) == truth)
    }

    @Test("where no member may tell the feature compatibility version, the privilege is named")
    func denied() {
        var scenario = MongoScenario()
        for host in ["a:1", "b:1"] {
            scenario.servers[host] = MongoServerStatus(observedAt: .at(0), denied: ["getParameter"])
        }
        scenario.run(for: .seconds(10))
        guard case .unknown(let reason)? = scenario.truth(.mongoVersionMix) else {
            Issue.record("not unknown")
            return
        }
        #expect(reason.contains("getParameter"))
        scenario.servers["a:1"] = MongoScenario.server()
        scenario.run(for: .seconds(5))
        #expect(scenario.truth(.mongoVersionMix) == .clear)
    }

    // MARK: Certificates

    @Test("a certificate's time is measured by the member's own clock, whatever ours is")
    func certificate() {
        var scenario = MongoScenario()
        scenario.servers["b:1"] = MongoScenario.server()
        scenario.run(for: .seconds(10))
        #expect(scenario.truth(.mongoCertificateExpiry, "b:1") == .clear)
        #expect(scenario.truth(.mongoCertificateExpiry, "c:1") == nil)
        scenario.skew["b:1"] = .seconds(86_400)
        let inFiveDays = WallInstant.clock(at: scenario.now, skew: .seconds(5 * 86_400))
        scenario.servers["b:1"]?.certificateExpiresAt = inFiveDays
        scenario.run(for: .seconds(5))
        scenario.wait(.seconds(4))
        guard case .measured(let left)? = scenario.truth(.mongoCertificateExpiry, "b:1") else {
            Issue.record("not measured")
            return
        }
        #expect((4 * 86_400 - 9.1...4 * 86_400 - 8.9).contains(left.seconds))
        #expect(
            scenario.condition(.mongoCertificateExpiry, "b:1")?.summary
                == "the certificate of b:1 expires in 3d23h")
    }

    @Test("an expired certificate has no time left; a silent member's is unknown")
    func expired() {
        var scenario = MongoScenario()
        scenario.servers["b:1"] = MongoScenario.server()
        scenario.servers["b:1"]?.certificateExpiresAt = WallInstant.clock(at: scenario.now)
        scenario.run(for: .seconds(10))
        #expect(scenario.truth(.mongoCertificateExpiry, "b:1") == .measured(.zero))
        scenario.failures["b:1"] = .timeout(phase: .connect)
        scenario.run(for: .seconds(10))
        #expect(scenario.truth(.mongoCertificateExpiry, "b:1").isUnknown)
    }
}
