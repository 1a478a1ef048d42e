/// The content of `replmon.yml`, checked, with its defaults filled in.
///
/// A value of this type is complete and consistent when it comes from ``ConfigurationLoader``. Keys are named as in the
/// file, in Swift's spelling: `poll_interval` is ``pollInterval``.
package struct Configuration: Hashable, Sendable {
    /// Time between two polls of a node, 200 ms to 1 h. A shorter interval detects faults sooner and costs each server
    /// more.
    package var pollInterval: Duration
    /// Time a poll may take before the node counts as silent: 100 ms up to ``pollInterval``.
    package var probeTimeout: Duration
    /// Absolute path of the directory with the state that survives a restart.
    package var stateDirectory: String
    /// The server of metrics, status and health checks.
    package var http: HTTPSettings
    /// The socket for `replmon ctl`.
    package var control: ControlSettings
    /// The Alertmanagers; each of them gets all alerts. Empty: no alert is sent.
    package var alertmanagers: [AlertmanagerSettings]
    /// Whether another replmon watches the same clusters and sends to the same Alertmanagers. Then this one never
    /// resolves an alert of these clusters, it only stops refreshing it: the alert ends when neither refreshes it.
    package var pair: Bool
    /// How this replmon is named in alerts; `nil` for the host's name.
    package var observer: String?
    /// The address of this replmon's status page for people; `nil` when the file has none.
    package var externalURL: ServiceURL?
    /// The clusters to watch, in the order of the file; names are unique.
    package var clusters: [ClusterSettings]

    /// The defaults of all keys, and these clusters.
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
