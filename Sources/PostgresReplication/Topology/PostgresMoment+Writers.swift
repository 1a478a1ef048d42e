internal import ReplicationCore

extension PostgresMoment {
    /// Primaries of one system that were primaries at the same time.
    var writers: [String] {
        let primaries = primaries
        guard primaries.count > 1 else { return [] }
        return primaries.filter { name in
            primaries.contains { areRivals($0, name) && notAskedSince($0, name) == nil }
        }
    }

    private func areRivals(_ left: String, _ right: String) -> Bool {
        left != right && Self.sameSystem(reading(left), reading(right))
    }

    /// Why two primaries may have followed one another: the one that was seen as such first has not been asked since the
    /// other was. `nil` when it has been, and still was a primary.
    func notAskedSince(_ left: String, _ right: String) -> String? {
        guard let leftSince = nodes[left]?.roles.primarySince, let rightSince = nodes[right]?.roles.primarySince else {
            return nil
        }
        let (former, latter, since) = leftSince <= rightSince ? (left, right, rightSince) : (right, left, leftSince)
        guard let asked = nodes[former]?.answeredPollStart, asked >= since else {
            return "\(former) has not been asked since \(latter) became primary"
        }
        return nil
    }

    /// Why it is open whether two primaries are primaries at once; `nil` when it is not.
    var openRivalry: String? {
        let primaries = primaries
        for (index, left) in primaries.enumerated() {
            for right in primaries[..<index] where areRivals(left, right) {
                if let reason = notAskedSince(left, right) { return reason }
            }
        }
        return nil
    }
}
