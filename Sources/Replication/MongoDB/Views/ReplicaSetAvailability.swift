/// A replica set in its clients' terms: what it does for them now and how much more it can lose.
///
/// <https://www.mongodb.com/docs/manual/core/replica-set-architectures/>
public struct ReplicaSetAvailability: Hashable, Sendable {
    /// Whether there is a primary that takes writes.
    public var writable: Known<Bool>
    /// Whether a write with `w: "majority"` is acknowledged: enough voters with data apply what the primary writes, and the
    /// oldest write that no majority has waits no longer than half a minute (delayed members apart).
    public var majorityWritable: Known<Bool>
    /// Whether any member serves reads.
    public var readable: Known<Bool>
    /// How many more voting members may fail, whichever they are, with a primary still electable.
    public var failuresToleratedForWrites: Known<Int>
    /// How many more data-bearing voters may fail with majority writes still acknowledged.
    public var failuresToleratedForMajorityWrites: Known<Int>
    /// Members each of which, failing alone, would end writes, by name.
    public var indispensable: [String]
    /// How long a majority write waits because too few members without a delay are up; `nil` when for none.
    public var majorityWriteDelay: Duration?

    public init(
        writable: Known<Bool>, majorityWritable: Known<Bool>, readable: Known<Bool>,
        failuresToleratedForWrites: Known<Int>, failuresToleratedForMajorityWrites: Known<Int>,
        indispensable: [String] = [], majorityWriteDelay: Duration? = nil
    ) {
        self.writable = writable
        self.majorityWritable = majorityWritable
        self.readable = readable
        self.failuresToleratedForWrites = failuresToleratedForWrites
        self.failuresToleratedForMajorityWrites = failuresToleratedForMajorityWrites
        self.indispensable = indispensable
        self.majorityWriteDelay = majorityWriteDelay
    }
}
