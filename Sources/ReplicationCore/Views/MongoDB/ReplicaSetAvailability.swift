/// A replica set from its clients' view: the operations it serves now, and the failures it tolerates.
///
/// <https://www.mongodb.com/docs/manual/core/replica-set-architectures/>
package struct ReplicaSetAvailability: Hashable, Sendable {
    /// Whether there is a primary that takes writes.
    package var writable: Known<Bool>
    /// Whether a write with `w: "majority"` is acknowledged: enough voters with data apply what the primary writes, and the
    /// oldest write that no majority has waits no longer than half a minute (delayed members apart).
    package var majorityWritable: Known<Bool>
    /// Whether any member serves reads.
    package var readable: Known<Bool>
    /// How many more voting members may fail, whichever they are, with a primary still electable.
    package var failuresToleratedForWrites: Known<Int>
    /// How many more data-bearing voters may fail with majority writes still acknowledged.
    package var failuresToleratedForMajorityWrites: Known<Int>
    /// Members each of which, failing alone, would end writes, by name.
    package var indispensable: [String]
    /// How long a majority write waits because too few members without a delay are up; `nil` when for none.
    package var majorityWriteDelay: Duration?

    package init(
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
