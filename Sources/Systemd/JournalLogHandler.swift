package import Logging

/// The back end of swift-log over a `Journal`: a level becomes `PRIORITY`, a metadata key an upper-cased field
/// (`alert` is `ALERT`), the source location `CODE_FILE`, `CODE_LINE` and `CODE_FUNC` (systemd.journal-fields(7)).
package struct JournalLogHandler: LogHandler {
    /// Events below this level are not sent; `info` by default.
    package var logLevel: Logger.Level = .info
    /// Metadata of every event of this logger; an event's own value for the same key wins.
    package var metadata: Logger.Metadata = [:]
    /// Metadata read at the time of the event; wins over `metadata`.
    package var metadataProvider: Logger.MetadataProvider?

    private let journal: Journal
    private let identifier: String

    /// A handler that writes to `journal` under `identifier`, the `SYSLOG_IDENTIFIER` that `journalctl -t` selects.
    package init(journal: Journal, identifier: String, metadataProvider: Logger.MetadataProvider? = nil) {
        self.journal = journal
        self.identifier = identifier
        self.metadataProvider = metadataProvider
    }

    /// The metadata of this logger under `key`.
    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Queues the event; never waits for the receiver.
    package func log(event: LogEvent) {
        journal.send(fields(of: event))
    }

    func fields(of event: LogEvent) -> [JournalField] {
        let own = [
            ("MESSAGE", event.message.description), ("PRIORITY", String(Self.priority(of: event.level))),
            ("SYSLOG_IDENTIFIER", identifier), ("CODE_FILE", event.file), ("CODE_LINE", String(event.line)),
            ("CODE_FUNC", event.function),
        ].compactMap { JournalField(name: $0.0, value: $0.1) }
        let error = event.error.flatMap { JournalField(name: "ERROR", value: "\($0)") }
        let names = Set(own.map(\.name))
        return own + (error.map { [$0] } ?? []) + metadataFields(of: event, besides: names)
    }

    /// Sorted by key. A key that would repeat one of the handler's own fields (`message`) gets the prefix `METADATA_`.
    private func metadataFields(of event: LogEvent, besides taken: Set<String>) -> [JournalField] {
        let all = metadata.merging(metadataProvider?.get() ?? [:]) { $1 }.merging(event.metadata ?? [:]) { $1 }
        return all.sorted { $0.key < $1.key }.compactMap { key, value in
            let field = JournalField(key: key, value: value.description)
            guard let field, taken.contains(field.name) else { return field }
            return JournalField(key: "METADATA_" + key, value: value.description)
        }
    }

    /// The syslog level, as in `<syslog.h>`: journald has none below debug.
    static func priority(of level: Logger.Level) -> Int {
        switch level {
        case .critical: 2
        case .error: 3
        case .warning: 4
        case .notice: 5
        case .info: 6
        case .debug, .trace: 7
        }
    }
}
