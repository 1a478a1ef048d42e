internal import MongoReplication
internal import ReplicationCore

extension HelloReply {
    /// Decodes the reply to `hello`, or to `isMaster` of a server that has no `hello` yet.
    /// <https://www.mongodb.com/docs/manual/reference/command/hello/>
    init(bson reply: BSONDocument) throws(ProbeFailure) {
        let lastWrite = reply.extra { try $0.document("lastWrite") }
        let topologyVersion = reply.extra { try $0.document("topologyVersion") }
        // The legacy command has the same reply except for this name.
        let isMaster = try reply.boolean("ismaster")
        let isWritablePrimary = try reply.boolean("isWritablePrimary") ?? isMaster
        self.init(
            setName: try reply.text("setName"),
            me: try reply.text("me"),
            primary: try reply.text("primary"),
            isWritablePrimary: try reply.required("isWritablePrimary", isWritablePrimary),
            secondary: try reply.boolean("secondary") ?? false,
            arbiterOnly: try reply.boolean("arbiterOnly") ?? false,
            hidden: try reply.boolean("hidden") ?? false,
            delay: reply.extra { try $0.delay() }.flatMap { $0 > .zero ? $0 : nil },
            members: try reply.strings("hosts") + reply.strings("passives") + reply.strings("arbiters"),
            setVersion: reply.extra { try $0.integer("setVersion") },
            electionTerm: Self.term(ofElection: reply.extra { try $0.objectID("electionId") }),
            lastWrite: lastWrite?.extra { try $0.opTime("opTime") },
            lastWriteDate: lastWrite?.extra { try $0.wallTime("lastWriteDate") },
            localTime: reply.extra { try $0.instant("localTime") },
            processID: topologyVersion?.extra { try $0.objectID("processId") }?.hexadecimal,
            topologyCounter: topologyVersion?.extra { try $0.integer("counter") },
            maxWireVersion: reply.extra { try $0.int32("maxWireVersion") } ?? 0)
    }

    /// Under protocol version 1 an `electionId` is 7fffffff followed by the term in eight bytes, big-endian
    /// (`OID::fromTerm` in the server's source).
    private static func term(ofElection electionID: [UInt8]?) -> Int64? {
        guard let electionID, electionID.starts(with: [0x7F, 0xFF, 0xFF, 0xFF]) else { return nil }
        return electionID.dropFirst(4).reduce(0) { $0 << 8 | Int64($1) }
    }
}
