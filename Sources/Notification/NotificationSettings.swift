/// Whom to tell, and as whom.
package struct NotificationSettings: Hashable, Sendable {
    /// The Alertmanagers, each of which is told everything; its URL tells one from the other.
    package var targets: [AlertmanagerTarget]
    /// This replmon's name, in annotations, and as a label where an alert is about replmon itself.
    package var observer: String
    /// Whether another replmon watches the same clusters and tells the same Alertmanagers.
    ///
    /// Then an alert about a cluster is not ended by either of them: each stops refreshing it, and it ends when neither
    /// does. One that loses its own network cannot resolve what the other still sees.
    package var pair: Bool
    /// Where people reach this replmon's status page, for `generatorURL`.
    package var externalURL: String?

    package init(
        targets: [AlertmanagerTarget] = [], observer: String, pair: Bool = false, externalURL: String? = nil
    ) {
        self.targets = targets
        self.observer = observer
        self.pair = pair
        self.externalURL = externalURL
    }
}
