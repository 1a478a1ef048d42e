/// The Alertmanagers to notify, and this replmon's name there.
package struct NotificationSettings: Hashable, Sendable {
    /// The Alertmanagers, each of which receives all alerts. The URL identifies one.
    package var targets: [AlertmanagerTarget]
    /// This replmon's name, in annotations, and as a label where an alert is about replmon itself.
    package var observer: String
    /// Whether another replmon watches the same clusters and notifies the same Alertmanagers.
    ///
    /// Then neither of them ends an alert about a cluster: each stops refreshing it, and it ends when neither refreshes it.
    /// A replmon that loses its own network cannot resolve alerts that the other still sees.
    package var pair: Bool
    /// The URL of this replmon's status page, for `generatorURL`.
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
