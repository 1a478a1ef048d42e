/// Suggests the key or name that somebody meant.
enum Spelling {
    /// The candidate nearest to a text, if it is near: at most 2 edits, or a third of the letters of a long text.
    static func nearest(to word: String, among candidates: [String]) -> String? {
        let limit = min(max(2, word.count / 3), word.count - 1)
        let nearest = candidates.map { (candidate: $0, distance: distance(word.lowercased(), $0.lowercased())) }
            .min { $0.distance < $1.distance }
        return nearest.flatMap { $0.distance <= limit ? $0.candidate : nil }
    }

    /// Levenshtein's distance: insertions, deletions and substitutions that turn one text into the other.
    static func distance(_ left: String, _ right: String) -> Int {
        var previous = Array(0...right.count)
        for (row, letter) in left.enumerated() {
            var current = [row + 1]
            for ((other, diagonal), above) in zip(zip(right, previous), previous.dropFirst()) {
                let beside = current[current.count - 1]
                current.append(letter == other ? diagonal : 1 + min(diagonal, above, beside))
            }
            previous = current
        }
        return previous[previous.count - 1]
    }
}
