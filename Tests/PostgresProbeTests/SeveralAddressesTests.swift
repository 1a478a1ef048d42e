import Glibc
import PostgresReplication
import QueueExecutor
import ReplicationCore
import ReplicationLab
import Testing

@testable import PostgresProbe

extension TimedTests {
    /// Nodes that have several addresses, or a name in the service file.
    struct SeveralAddressesTests {
        @Test func theFirstThatAnswersIsUsedAndStaysTheFirst() async throws {
            let (lab, cluster) = try TimedTests.servers(standbys: 0, monitorThroughRelay: true)
            defer { lab.end() }
            let node = try cluster.primary
            let relay = try #require(node.monitorRelay)
            try relay.blackhole()
            let watch = Watch(
                conninfo: "host=127.0.0.1,127.0.0.1,127.0.0.1 port=1,\(relay.port),\(node.port) "
                    + "user=replmon dbname=postgres")
            let start = MonotonicClock.now()
            _ = try await watch.reading(within: .milliseconds(1000))
            let took = start.duration(to: MonotonicClock.now())
            #expect(took > .milliseconds(450) && took < .milliseconds(800))
            try node.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'replmon'")
            try waitUntil("the loss to be reported") { watch.lostAt != nil }
            let again = MonotonicClock.now()
            _ = try await watch.reading(within: .milliseconds(1000))
            #expect(again.duration(to: MonotonicClock.now()) < .milliseconds(250))
            try node.stop()
            // Two that refuse and one that is mute.
            #expect(await watch.failure(within: .milliseconds(300)) == .timeout(phase: .authenticate))
        }

        @Test func anotherServerBehindAnAddressIsRefused() async throws {
            let (lab, first) = try TimedTests.servers(standbys: 0)
            defer { lab.end() }
            let (a, b) = (
                try first.primary,
                try ReplicationLab.PostgresCluster(in: lab, nodes: [PostgresNodePlan(name: "other")]).primary
            )
            let watch = Watch(
                conninfo: "hostaddr=127.0.0.1,127.0.0.1 port=\(a.port),\(b.port) user=replmon dbname=postgres")
            let known = try #require(try await watch.reading().systemIdentifier)
            try a.kill()
            var message = ""
            // A poll of a busy machine may run out of time; none may bring a reading.
            try await waitUntil("the refusal") {
                guard let failure = await watch.failure() else { throw Unexpected("a reading") }
                guard case .server("system_identifier", let text) = failure else { return false }
                message = text
                return true
            }
            let other = try b.sql("SELECT system_identifier FROM pg_control_system()")
            #expect(message.contains("127.0.0.1:\(b.port) is system \(other)"))
            #expect(message.contains("127.0.0.1:\(a.port) was system \(known)"))
            try a.start()
            #expect(try await watch.reading().systemIdentifier == known)
        }

        /// The addresses of one node lead to a primary and to its own standby, which have one system identifier.
        @Test func aPrimaryAndItsStandbyByTurnsAreRefused() async throws {
            let (lab, cluster) = try TimedTests.servers(monitorThroughRelay: true)
            defer { lab.end() }
            let (a, b) = (try cluster.node("db-a"), try cluster.node("db-b"))
            // Both may have started in one millisecond.
            try b.restart()
            let relays = (try #require(a.monitorRelay), try #require(b.monitorRelay))
            let watch = Watch(
                conninfo: "hostaddr=127.0.0.1,127.0.0.1 port=\(relays.0.port),\(relays.1.port) user=replmon "
                    + "dbname=postgres")
            guard case .primary = try await watch.reading().role else { throw Unexpected("no primary") }
            relays.0.cut()
            try await waitUntil("the standby to answer") {
                if case .standby = try await watch.reading().role { true } else { false }
            }
            try relays.0.restore()
            relays.1.cut()
            try await waitUntil("a refusal") {
                guard case .server("different_servers", let message) = await watch.failure() else { return false }
                return message.contains("127.0.0.1:\(relays.0.port)") && message.contains("127.0.0.1:\(relays.1.port)")
            }
            try relays.1.restore()
            guard case .standby = try await watch.reading().role else { throw Unexpected("no standby") }
            relays.1.cut()
            try await waitUntil("the primary alone to be taken") {
                if case .primary = try await watch.reading().role { true } else { false }
            }
        }

        @Test func theWantedRoleAmongSeveral() async throws {
            let (lab, cluster) = try TimedTests.servers()
            defer { lab.end() }
            let (primary, standby) = (try cluster.node("db-a"), try cluster.node("db-b"))
            let addresses = "host=127.0.0.1,127.0.0.1 port=\(standby.port),\(primary.port)"
            for (wanted, isPrimary) in [("read-write", true), ("primary", true), ("read-only", false), ("any", false)] {
                let watch = Watch(
                    conninfo: "\(addresses) user=replmon_replication dbname=postgres target_session_attrs=\(wanted)",
                    slowInterval: .zero)
                let reading = try await watch.reading()
                let answers = if case .primary = reading.role { true } else { false }
                #expect(answers == isPrimary, "\(wanted)")
                #expect((reading.timelineProof != nil) == isPrimary, "\(wanted)")
            }
            try primary.stop()
            let watch = Watch(
                conninfo: "host=127.0.0.1 port=\(standby.port) user=replmon dbname=postgres "
                    + "target_session_attrs=read-write")
            #expect(await watch.failure()?.description.contains("server is in hot standby mode") == true)
        }

        @Test func aNameInTheServiceFile() async throws {
            let (lab, cluster) = try TimedTests.servers(standbys: 0)
            defer { lab.end() }
            let (node, path) = (try cluster.primary, "\(lab.directory)/services")
            try TestFile.write("[orders]\nhost=localhost\nport=\(node.port)\nuser=nobody\n", to: path)
            unsafe setenv("PGSERVICEFILE", path, 1)
            defer { unsafe unsetenv("PGSERVICEFILE") }
            let conninfo = try Conninfo.merged(
                shared: "dbname=postgres user=replmon", node: "service=orders user=replmon")
            unsafe unsetenv("PGSERVICEFILE")
            #expect(Conninfo.addresses(of: conninfo) == [.init(host: "localhost", port: Int32(node.port))])
            #expect(try await Watch(conninfo: conninfo).reading().serverVersion > 0)
        }
    }
}
