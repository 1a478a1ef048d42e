/// Works out how late a daemon's readings of its nodes are, from the ages that it shows, sampled again and again.
///
/// In a daemon that keeps its interval, no reading that is shown grows older than the interval before the next one takes
/// its place. The lateness of an answer is the age that the reading before it had reached by then, less the interval: by
/// the times of the two answers, or by the last sample that still showed the old one, when that is more (the daemon had
/// the answer and did not show it). 0 for an answer in time. A reading that is overdue when sampling ends counts as
/// an answer of that moment; so does a node that was never seen.
struct ReadingAges {
    /// Two readings of a node that lie nearer to each other are taken for one: requests take time.
    private static let distinct = 0.25

    private let interval: Double
    private var readings: [String: Reading] = [:]
    private var answers: [Double] = []
    private var start: Double?
    private var end = 0.0

    private struct Reading {
        /// When the node answered, by the clock of the samples.
        let at: Double
        var shownAge: Double
    }

    /// All times are in seconds.
    init(interval: Double) {
        self.interval = interval
    }

    /// The values at one instant: the age of each node's last reading.
    mutating func add(_ ages: [(node: String, age: Double)], at now: Double) {
        if start == nil { start = now }
        end = now
        for (node, age) in ages { add(node, age: age, at: now) }
    }

    private mutating func add(_ node: String, age: Double, at now: Double) {
        let at = now - age
        guard let last = readings[node] else {
            return readings[node] = Reading(at: at, shownAge: age)
        }
        guard at - last.at > Self.distinct else {
            return readings[node] = Reading(at: last.at, shownAge: max(age, last.shownAge))
        }
        answers.append(max(0, max(at - last.at, last.shownAge) - interval))
        readings[node] = Reading(at: at, shownAge: age)
    }

    /// In seconds, of all answers to that many nodes' polls.
    func lateness(nodes: Int) -> [Double] {
        let overdue = readings.values.map { end - $0.at - interval }.filter { $0 > 0 }
        let unseen = [Double](repeating: end - (start ?? end), count: max(0, nodes - readings.count))
        return answers + overdue + unseen
    }
}
