/// Everything `replmon.yml` says, checked, with its defaults filled in.
///
/// A value of this type is complete and consistent when it comes from ``ConfigurationLoader``. Keys are named as in the
/// file, in Swift's spelling: `poll_interval` is ``pollInterval``.
package struct Configuration: Hashable, Sendable {
    /// Time between two polls of a node, 200 ms to 1 h. Shorter finds faults sooner and asks more of each server.
    package var pollInterval: Duration
    /// Time a poll may take before the node counts as silent: 100 ms up to ``pollInterval``.
    package var probeTimeout: Duration
    /// Absolute path of the directory that holds what survives a restart.
    package var stateDirectory: String
    /// The server of metrics, status and health checks.
    package var http: HTTPSettings
    /// The socket for `replmon ctl`.
    package var control: ControlSettings
    /// The Alertmanagers to tell, each of them everything; none tells nobody.
    package var alertmanagers: [AlertmanagerSettings]
    /// Whether another replmon watches the same clusters and tells the same Alertmanagers. Then this one never says
    /// that an alert of theirs has ended, it only stops saying that it goes on: it ends when neither says so.
    package var pair: Bool
    /// How this replmon is named in alerts; `nil` for the host's name.
    package var observer: String?
    /// Where people reach this replmon's status page; `nil` when that is not said.
    package var externalURL: ServiceURL?
    /// The clusters to watch, in the order of the file; names are unique.
    package var clusters: [ClusterSettings]

    /// The defaults of the file, and these clusters.
    package init(
        pollInterval: Duration = .seconds(5), probeTimeout: Duration = .seconds(2),
        stateDirectory: String = "/var/lib/replmon", http: HTTPSettings = HTTPSettings(),
        control: ControlSettings = ControlSettings(), alertmanagers: [AlertmanagerSettings] = [], pair: Bool = false,
        observer: String? = nil, externalURL: ServiceURL? = nil, clusters: [ClusterSettings] = []
    ) {
        self.pollInterval = pollInterval
        self.probeTimeout = probeTimeout
        self.stateDirectory = stateDirectory
        self.http = http
        self.control = control
        self.alertmanagers = alertmanagers
        self.pair = pair
        self.observer = observer
        self.externalURL = externalURL
        self.clusters = clusters
    }
}
