internal import ReplicationCore

/// The conditions of a replica set: which alert has which function, for which subjects, and with which causes.
///
/// The functions are in files named for the question. Findings of one severity are shown in the order of this table.
enum MongoConditions {
    /// Rows that are answered together, subject by subject.
    struct Group: Sendable {
        let subjects: Subjects
        let rows: [MongoCondition]

        init(_ subjects: Subjects, _ rows: [MongoCondition]) {
            self.subjects = subjects
            self.rows = rows
        }
    }

    /// The subjects of a group.
    enum Subjects: Sendable {
        case set
        case members
        /// Members that are no arbiters.
        case membersWithData
        /// Members that are no arbiters, and primaries that split off from the set.
        case possiblePrimaries
        /// Ordered pairs of a member that is no arbiter and another member.
        case pairs
    }

    static let table: [Group] = [
        Group(.set, [MongoCondition(.mongoNoPrimary, .set(noPrimary))]),
        Group(.possiblePrimaries, [MongoCondition(.mongoStalePrimary, .answeringMember(stalePrimary))]),
        Group(.set, [MongoCondition(.clusterUnreachable, .set(clusterUnreachable))]),
        Group(
            .members,
            [
                MongoCondition(.mongoMemberDown, .member(memberDown)),
                MongoCondition(.mongoMemberUnreachable, .member(memberUnreachable)),
            ]),
        Group(.members, [MongoCondition(.mongoPartition, .member(cutOff), causes: MongoCondition.itself)]),
        Group(.pairs, [MongoCondition(.mongoPartition, .pair(partition), causes: MongoCondition.itself)]),
        Group(
            .set,
            [
                MongoCondition(.mongoMajorityLost, .set(majorityLost)) { moment, _ in
                    moment.electorate?.notAcknowledging.map(\.host) ?? []
                },
                MongoCondition(.mongoMajorityAtRisk, .set(majorityAtRisk)) { moment, _ in
                    moment.electorate?.missing.map(\.host) ?? []
                },
            ]),
        Group(
            .members,
            [
                MongoCondition(.mongoMemberState, .answeringMember(memberState), causes: MongoCondition.itself),
                MongoCondition(
                    .mongoAuthenticationFailed, .member(authenticationFailed), causes: MongoCondition.itself),
            ]),
        Group(
            .members,
            [
                MongoCondition(.mongoReplicationLag, .follower(replicationLag)) { moment, subject in
                    [subject.node, moment.primary].compactMap(\.self)
                },
                MongoCondition(
                    .mongoDelayNotHonoured, .delayedFollower(delayNotHonoured), causes: MongoCondition.itself),
            ]),
        Group(
            .set,
            [
                MongoCondition(.mongoCommitPointFrozen, .set(commitPointFrozen)) { moment, _ in
                    moment.members.filter { !moment.isArbiter($0) && moment.reading($0) == nil }
                }
            ]),
        Group(
            .membersWithData,
            [
                MongoCondition(.mongoOplogWindow, .member(oplogWindow), causes: MongoCondition.itself),
                MongoCondition(.mongoMemberTooStale, .answeringMember(memberTooStale), causes: MongoCondition.itself),
                MongoCondition(.mongoInitialSync, .answeringMember(initialSync), causes: MongoCondition.itself),
            ]),
        Group(.members, [MongoCondition(.mongoClockSkew, .answeringMember(clockSkew), causes: MongoCondition.itself)]),
        Group(
            .set,
            [
                MongoCondition(.mongoElection, .set(election)) { moment, _ in
                    [moment.shownElection?.election.priorPrimary].compactMap(\.self)
                },
                MongoCondition(.mongoElectionFlapping, .set(electionFlapping)),
            ]),
        Group(.membersWithData, [MongoCondition(.mongoRollback, .member(rollback), causes: MongoCondition.itself)]),
        Group(
            .members,
            [
                MongoCondition(
                    .mongoConfigurationDrift, .answeringMember(configurationDrift), causes: MongoCondition.itself)
            ]),
        Group(
            .set,
            [
                MongoCondition(.mongoConfigurationLint, .set(configurationLint)),
                MongoCondition(.mongoVersionMix, .set(versionMix)),
            ]),
        Group(
            .membersWithData,
            [
                MongoCondition(
                    .mongoCertificateExpiry, .answeringMember(certificateExpiry), causes: MongoCondition.itself)
            ]),
    ]
}
