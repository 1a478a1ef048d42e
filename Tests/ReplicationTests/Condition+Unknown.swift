import Replication

extension Optional where Wrapped == Condition.Truth {
    var isUnknown: Bool {
        if case .unknown = self { true } else { false }
    }
}

extension Optional where Wrapped == Known<Duration> {
    var seconds: Double? { self?.value?.seconds }
}
