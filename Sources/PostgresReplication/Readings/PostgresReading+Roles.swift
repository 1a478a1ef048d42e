internal import ReplicationCore

extension PostgresReading {
    /// Whether it is out of recovery.
    var isPrimary: Bool {
        if case .primary = role { true } else { false }
    }

    /// The part that only a primary has; `nil` on a standby.
    var primary: Primary? {
        if case .primary(let primary) = role { primary } else { nil }
    }

    /// The part that only a standby has; `nil` on a primary.
    var standby: Standby? {
        if case .standby(let standby) = role { standby } else { nil }
    }

    /// The timeline, where it is known: a WAL receiver reports a meaningless one until its first message.
    var timeline: UInt32? {
        switch role {
        case .primary(let primary): primary.timeline
        case .standby(let standby): standby.walReceiver.flatMap { $0.latestEndLSN == nil ? nil : $0.receivedTimeline }
        }
    }

    /// The end of the WAL that this server can send to others.
    var sendablePosition: LSN? {
        switch role {
        case .primary(let primary): primary.currentLSN
        case .standby(let standby): [standby.receiveLSN, standby.replayLSN].compactMap(\.self).max()
        }
    }
}

extension PostgresReading.Standby {
    /// The end of what arrived by streaming, by the furthest position in this reading.
    ///
    /// `pg_last_wal_receive_lsn()` and `flushed_lsn` begin again at the start of a segment with each WAL receiver, and stay
    /// there until new WAL arrives: after a restart of a level standby only `written_lsn` and replay are further.
    var streamedPosition: LSN? {
        [receiveLSN, walReceiver?.endLSN].compactMap(\.self).max()
    }

    /// The end of what this standby has: streamed, or restored and replayed.
    var receivedPosition: LSN? {
        [streamedPosition, replayLSN].compactMap(\.self).max()
    }
}

extension WALReceiver {
    /// The end of what this WAL receiver has stored, flushed or not.
    var endLSN: LSN? {
        [writtenLSN, flushedLSN].compactMap(\.self).max()
    }

    /// The columns that change while anything arrives.
    struct Progress: Hashable {
        var pid: Int32
        var position: LSN?
        var receipt: WallInstant?
    }

    var progress: Progress {
        Progress(pid: pid, position: endLSN, receipt: lastMessageReceiptTime)
    }
}

extension WALSender {
    /// The furthest position that the standby has confirmed to have, by any of the columns that carry its replies.
    var confirmedLSN: LSN? {
        [writeLSN, flushLSN, replayLSN].compactMap(\.self).max()
    }

    /// The columns that change while the standby replies.
    struct Reply: Hashable {
        var time: WallInstant?
        var written: LSN?
        var flushed: LSN?
        var replayed: LSN?
    }

    var reply: Reply {
        Reply(time: replyTime, written: writeLSN, flushed: flushLSN, replayed: replayLSN)
    }
}
