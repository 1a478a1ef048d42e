internal import MongoReplication
internal import PostgresReplication
internal import ReplicationCore

/// A reading of either engine, as the coordinator receives it from pollers.
indirect enum NodeReading: Hashable, Sendable {
    case postgresql(PostgresReading)
    case mongodb(MongoReading)

    /// Whether the node answers as a primary that takes writes.
    var isPrimary: Bool {
        switch self {
        case .postgresql(let reading): if case .primary = reading.role { true } else { false }
        case .mongodb(let reading): reading.hello.isWritablePrimary
        }
    }

    var postgresql: PostgresReading? {
        if case .postgresql(let reading) = self { reading } else { nil }
    }

    var mongodb: MongoReading? {
        if case .mongodb(let reading) = self { reading } else { nil }
    }
}

/// One poll of a node of either engine.
typealias NodeObservation = Observation<NodeReading>

extension Observation {
    /// Whether the poll gave no reading.
    var isFailure: Bool {
        if case .failure = result { true } else { false }
    }

    /// The same poll with a part of its reading; `nil` if its reading does not have that part.
    func compactMap<Part>(_ part: (Reading) -> Part?) -> Observation<Part>? {
        switch result {
        case .failure(let failure):
            return Observation<Part>(startedAt: startedAt, completedAt: completedAt, result: .failure(failure))
        case .success(let reading):
            guard let part = part(reading) else { return nil }
            return Observation<Part>(startedAt: startedAt, completedAt: completedAt, result: .success(part))
        }
    }
}

/// A probe of one engine as a probe of either.
struct NodeProbe<Engine: Probe>: Probe {
    let probe: Engine
    let reading: @Sendable (Engine.Reading) -> NodeReading

    func observe(deadline: MonotonicInstant) async throws(ProbeFailure) -> NodeReading {
        reading(try await probe.observe(deadline: deadline))
    }

    func close() async {
        await probe.close()
    }
}
