/// The states that a node, link or cluster can be in, each with its label.
struct MetricStates {
    let labelName: String
    let all: [(name: String, label: MetricLabel)]

    init(label: String, _ states: [String]) {
        labelName = label
        all = states.map { (name: $0, label: MetricLabel(label, $0)) }
    }
}
