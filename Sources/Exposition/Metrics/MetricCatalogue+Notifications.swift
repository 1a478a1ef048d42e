internal import Alerting
internal import StatusAPI

extension MetricCatalogue {
    static let notifications: [Metric] = [
        Metric(
            "replmon_notifications_sent_total", .counter, labels: alertmanagerLabels,
            help: "Alerts that the Alertmanager accepted, counted each time they were sent."
        ) { source, samples in
            for (labels, peer) in source.alertmanagers { samples.add(count: peer.sent, labels) }
        },
        Metric(
            "replmon_notifications_errors_total", .counter, labels: alertmanagerLabels,
            help: "Requests to the Alertmanager that failed."
        ) { source, samples in
            for (labels, peer) in source.alertmanagers { samples.add(count: peer.errors, labels) }
        },
        Metric(
            "replmon_notifications_dropped_total", .counter, labels: alertmanagerLabels,
            help: "Alerts given up: too many waiting, or in a request that was refused (an upper bound)."
        ) { source, samples in
            for (labels, peer) in source.alertmanagers { samples.add(count: peer.dropped, labels) }
        },
        Metric(
            "replmon_notifications_queue_length", .gauge, labels: alertmanagerLabels,
            help: "Alerts with a change that the Alertmanager has not accepted yet."
        ) { source, samples in
            for (labels, peer) in source.alertmanagers { samples.add(Double(peer.waiting), labels) }
        },
        Metric(
            "replmon_notifications_queue_capacity", .gauge, labels: alertmanagerLabels,
            help: "How many alerts may wait for the Alertmanager."
        ) { source, samples in
            for (labels, peer) in source.alertmanagers { samples.add(Double(peer.capacity), labels) }
        },
    ]

    private static let alertmanagerLabels = ["alertmanager"]
}

extension MetricSource {
    /// Each with its labels; of two with one URL the first: a page that repeats a series is refused whole.
    fileprivate var alertmanagers: [(MetricLabels, AlertmanagerStatistics)] {
        var seen: Set<String> = []
        return daemon.notifications.filter { seen.insert($0.url).inserted }.map { peer in
            (MetricLabels([("alertmanager", peer.url)]), peer)
        }
    }
}
