internal import ReplicationCore

extension ReplicaSetStatus {
    /// The reporting member's own row.
    var own: Member? {
        members.first(where: \.isSelf)
    }

    /// Whether an administrator put the reporting member into maintenance mode; one that is too stale is there for that
    /// reason.
    var isInMaintenance: Bool {
        !tooStale && (own?.maintenanceMode ?? 0) > 0
    }

    /// Up to where a majority has everything; `nil` where that is not shown, or nothing was committed yet.
    var committed: OplogPosition? {
        OplogPosition(lastCommitted, written: lastCommittedWallTime)
    }

    /// How long ago the reporting member last received a heartbeat from another, by its own clock; `nil` when that
    /// clock was set back since, for then it says nothing.
    func heartbeatAge(of member: Member) -> Duration? {
        guard let date, let received = member.lastHeartbeatReceived, received.milliseconds > 0 else { return nil }
        let age = date.since(received)
        // A heartbeat may come while the answer is made.
        return age < .seconds(-1) ? nil : max(.zero, age)
    }
}

extension ReplicaSetStatus.Member {
    /// `lastAppliedWallTime`, unless it is the epoch that stands for "none".
    var appliedWallTime: WallInstant? {
        lastAppliedWallTime.flatMap { $0.milliseconds > 0 ? $0 : nil }
    }

    /// The newest entry it has applied; `nil` without any, and for one that is down.
    var position: OplogPosition? {
        OplogPosition(opTime, written: lastAppliedWallTime)
    }
}

extension MongoReading {
    /// The newest entry the member has applied, by its own reply: `replSetGetStatus`, else `hello.lastWrite`, which
    /// needs no credentials.
    var position: OplogPosition? {
        status == nil ? OplogPosition(second: hello.lastWrite) : status?.own?.position
    }

    /// The member's clock at the reply.
    var date: WallInstant? {
        status?.date ?? hello.localTime
    }
}
