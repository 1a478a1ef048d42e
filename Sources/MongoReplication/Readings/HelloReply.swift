package import ReplicationCore

/// The reply to `hello`: the member's identity and its view of the set, without credentials.
/// <https://www.mongodb.com/docs/manual/reference/command/hello/>
package struct HelloReply: Hashable, Sendable {
    /// `nil` for a server that is no member of an initiated set (it may say `isreplicaset` or nothing).
    package var setName: String?
    /// The member's own name (`host:port`) in the configuration.
    package var me: String?
    /// The member that this member takes for the primary.
    package var primary: String?
    package var isWritablePrimary: Bool
    package var secondary: Bool
    package var arbiterOnly: Bool
    package var hidden: Bool
    /// `secondaryDelaySecs`, before 5.0 `slaveDelay`; `nil` for a member that is not delayed.
    package var delay: Duration?
    /// `hosts`, `passives` and `arbiters` together; hidden and delayed members are not in it.
    package var members: [String]
    /// The configuration's version (`setVersion`).
    package var setVersion: Int64?
    /// The primary's election term, from the last eight bytes of `electionId`.
    package var electionTerm: Int64?
    /// `lastWrite.opTime`.
    package var lastWrite: OpTime?
    /// `lastWrite.lastWriteDate`.
    package var lastWriteDate: WallInstant?
    /// The server's clock.
    package var localTime: WallInstant?
    /// `topologyVersion.processId` in hexadecimal (4.4 on): changes when the process was restarted.
    package var processID: String?
    /// `topologyVersion.counter`: moves with every change of the member's state or configuration.
    package var topologyCounter: Int64?
    /// 3.6 = 6 … 5.0 = 13, 6.0 = 17, 7.0 = 21.
    package var maxWireVersion: Int32

    package init(
        setName: String? = nil, me: String? = nil, primary: String? = nil, isWritablePrimary: Bool = false,
        secondary: Bool = false, arbiterOnly: Bool = false, hidden: Bool = false, delay: Duration? = nil,
        members: [String] = [], setVersion: Int64? = nil, electionTerm: Int64? = nil, lastWrite: OpTime? = nil,
        lastWriteDate: WallInstant? = nil, localTime: WallInstant? = nil, processID: String? = nil,
        topologyCounter: Int64? = nil, maxWireVersion: Int32 = 0
    ) {
        self.setName = setName
        self.me = me
        self.primary = primary
        self.isWritablePrimary = isWritablePrimary
        self.secondary = secondary
        self.arbiterOnly = arbiterOnly
        self.hidden = hidden
        self.delay = delay
        self.members = members
        self.setVersion = setVersion
        self.electionTerm = electionTerm
        self.lastWrite = lastWrite
        self.lastWriteDate = lastWriteDate
        self.localTime = localTime
        self.processID = processID
        self.topologyCounter = topologyCounter
        self.maxWireVersion = maxWireVersion
    }
}
