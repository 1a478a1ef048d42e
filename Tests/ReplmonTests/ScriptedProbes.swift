import ReplicationCore
import Synchronization

@testable import ReplmonDaemon

/// Makes scripted probes for a coordinator, and keeps them for the test.
final class ScriptedProbes: Sendable {
    private let scripts: [String: ScriptedProbe.Script]
    private let made = Mutex<[(node: String, probe: ScriptedProbe)]>([])

    /// What a new probe of each node begins with; those not named here refuse connections.
    init(_ scripts: [String: ScriptedProbe.Script]) {
        self.scripts = scripts
    }

    /// What the coordinator makes probes with.
    var factory: ProbeFactory {
        { plan, onChange in
            let script = self.scripts[plan.node] ?? .fail(.connect("refused"))
            let probe = ScriptedProbe(script, onChange: onChange)
            self.made.withLock { $0.append((plan.node, probe)) }
            return probe
        }
    }

    /// All probes made for a node, in order.
    func all(of node: String) -> [ScriptedProbe] {
        made.withLock { made in made.filter { $0.node == node }.map(\.probe) }
    }

    /// The newest probe of a node.
    func probe(_ node: String) throws -> ScriptedProbe {
        guard let probe = all(of: node).last else { throw Unmet("no probe of \(node)") }
        return probe
    }
}
